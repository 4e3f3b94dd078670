// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Build.Btf;

/// <summary>BTF_KIND_*, by the kernel's numbers.</summary>
internal enum BtfKind
{
    Void = 0,
    Int = 1,
    Pointer = 2,
    Array = 3,
    Struct = 4,
    Union = 5,
    Enum = 6,
    Forward = 7,
    Typedef = 8,
    Volatile = 9,
    Const = 10,
    Restrict = 11,
    Function = 12,
    FunctionPrototype = 13,
    Variable = 14,
    DataSection = 15,
    Float = 16,
    DeclarationTag = 17,
    TypeTag = 18,
    Enum64 = 19,
}

/// <summary>A member of a struct or union, or (with <see cref="Bits"/> 0) an entry of a data section by its byte offset.</summary>
/// <param name="Place">Where it stands in the file, for errors.</param>
/// <param name="Name">Empty for an unnamed member and for an entry of a data section.</param>
/// <param name="Type">The id of its type, or of the variable.</param>
/// <param name="Offset">In bits; of a data section's entry in bytes.</param>
/// <param name="Bits">The width of a bit-field, or 0.</param>
/// <param name="Size">In bytes, of a data section's entry.</param>
internal readonly record struct BtfMember(long Place, string Name, uint Type, uint Offset, uint Bits, uint Size);

/// <summary>A constant of an enum: the bits as they are, not sign-extended.</summary>
internal readonly record struct BtfEnumerator(string Name, ulong Bits);

/// <summary>One BTF type. What a member means depends on the kind; what a kind does not have is 0 or empty.</summary>
internal sealed class BtfType
{
    public static readonly BtfType Void = new() { Kind = BtfKind.Void };

    public uint Id { get; init; }

    public BtfKind Kind { get; init; }

    /// <summary>Where it stands in the file, for errors.</summary>
    public long Place { get; init; }

    public string Name { get; init; } = "";

    /// <summary>For a bit-field struct, a union as forward declaration, a signed enum.</summary>
    public bool Flag { get; init; }

    /// <summary>In bytes.</summary>
    public uint Size { get; init; }

    /// <summary>The type that is pointed to, qualified, named, repeated, or returned.</summary>
    public uint Target { get; init; }

    /// <summary>The length of an array.</summary>
    public uint Count { get; init; }

    /// <summary>Of an integer: BTF_INT_SIGNED 1, BTF_INT_CHAR 2, BTF_INT_BOOL 4.</summary>
    public uint Encoding { get; init; }

    /// <summary>Of an integer: where its bits start, which is how bit-fields were told before the kind flag.</summary>
    public uint BitOffset { get; init; }

    /// <summary>Of an integer: how many bits it has.</summary>
    public uint Bits { get; init; }

    /// <summary>Of a variable or function: 0 static, 1 global, 2 extern.</summary>
    public uint Linkage { get; init; }

    public BtfMember[] Members { get; init; } = [];

    /// <summary>The types of a function prototype's parameters; a last one of 0 stands for the dots.</summary>
    public uint[] Parameters { get; init; } = [];

    public BtfEnumerator[] Enumerators { get; init; } = [];

    public bool IsComposite => Kind is BtfKind.Struct or BtfKind.Union;

    public bool IsEnum => Kind is BtfKind.Enum or BtfKind.Enum64;

    /// <summary>A qualifier, tag or typedef: something that another type stands behind unchanged.</summary>
    public bool IsModifier => Kind is BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag;
}
