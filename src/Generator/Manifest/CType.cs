// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Manifest;

/// <summary>
/// A C type as BTF tells it, written in the manifest as a prefix expression of words:
/// <c>ptr const struct task_id</c>, <c>array 4 array 16 typedef __u8 u8</c>.
/// </summary>
public abstract record CType;

/// <summary><c>void</c>: only behind a pointer, or as the absent key of a map.</summary>
public sealed record VoidType : CType;

/// <summary>
/// <c>int NAME SIZE ENCODING</c>: an integer, character or boolean. <c>NAME</c> is C's, with blanks as underscores
/// (<c>unsigned_int</c>); SIZE is in bytes (1, 2, 4, 8, 16).
/// </summary>
public sealed record IntType(string Name, int Size, IntEncoding Encoding) : CType;

/// <summary>How BTF_KIND_INT says the bits are to be read; <c>signed</c>, <c>unsigned</c>, <c>char</c> or <c>bool</c> in the manifest.</summary>
public enum IntEncoding
{
    /// <summary>No encoding bit: unsigned.</summary>
    Unsigned,

    /// <summary>BTF_INT_SIGNED.</summary>
    Signed,

    /// <summary>C's own <c>char</c> (by name, whatever its sign): text rather than a number.</summary>
    Char,

    /// <summary>BTF_INT_BOOL.</summary>
    Bool,
}

/// <summary><c>float NAME SIZE</c>: BTF_KIND_FLOAT; SIZE in bytes (2, 4, 8, 12, 16).</summary>
public sealed record FloatType(string Name, int Size) : CType;

/// <summary><c>ptr TYPE</c>.</summary>
public sealed record PointerType(CType Target) : CType;

/// <summary><c>array COUNT TYPE</c>; a COUNT of 0 is a flexible (or zero-length) array.</summary>
public sealed record ArrayType(int Count, CType Element) : CType;

/// <summary><c>struct NAME</c>, <c>union NAME</c> or <c>enum NAME</c>: a definition elsewhere in the manifest, by its <see cref="Definition.Name"/>.</summary>
public sealed record NamedType(DefinitionKind Kind, string Name) : CType;

/// <summary><c>fwd struct NAME</c> or <c>fwd union NAME</c>: declared and never defined.</summary>
public sealed record ForwardType(DefinitionKind Kind, string Name) : CType;

/// <summary><c>typedef NAME TYPE</c>: kept because the name documents the meaning.</summary>
public sealed record TypedefType(string Name, CType Target) : CType;

/// <summary><c>const TYPE</c>, <c>volatile TYPE</c>, <c>restrict TYPE</c>, or <c>tag:TEXT TYPE</c> for BTF_KIND_TYPE_TAG.</summary>
public sealed record QualifiedType(string Qualifier, CType Target) : CType;

/// <summary><c>func</c>: a function prototype, only ever behind a pointer; its parameters are not kept.</summary>
public sealed record FunctionType : CType;
