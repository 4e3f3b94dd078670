// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Manifest;

/// <summary>
/// All that the generator needs to know of one BPF object. Build writes it from the object's ELF and BTF, the generator reads it.
/// Every list is sorted by name (ordinal), except what has an order of its own: fields, enum values, variables (by offset).
/// </summary>
/// <param name="Source">The file name of the BPF C source, without a folder: <c>sofdsnoop.bpf.c</c>.</param>
/// <param name="License">The content of the ELF <c>license</c> section; empty when there is none.</param>
/// <param name="BigEndian">True for an object made with <c>-target bpfeb</c>.</param>
/// <param name="Maps">What <c>SEC(".maps")</c> declares.</param>
/// <param name="Programs">The functions that libbpf will load as programs.</param>
/// <param name="Sections">The data sections (<c>.rodata</c>, <c>.data</c>, <c>.bss</c> and custom ones) with their variables.</param>
/// <param name="Definitions">Every struct, union and enum that can be reached from the above, and the exported ones.</param>
public sealed record BpfManifest(
    string Source,
    string License,
    bool BigEndian,
    EquatableArray<MapInfo> Maps,
    EquatableArray<ProgramInfo> Programs,
    EquatableArray<DataSectionInfo> Sections,
    EquatableArray<Definition> Definitions)
{
    /// <summary>The hooks that <c>BPF_FILTER</c> declares.</summary>
    public EquatableArray<FilterInfo> Filters { get; init; }
}

/// <summary>A map. <c>Inner</c> is set for an array or hash of maps that declares <c>__array(values, …)</c>.</summary>
/// <param name="Name">The C name of the map's variable.</param>
/// <param name="Type">The kernel's name in lower case without BPF_MAP_TYPE_: <c>ringbuf</c>, <c>percpu_array</c>; a number when unknown.</param>
/// <param name="MaxEntries">0 when the source leaves it to user space.</param>
/// <param name="Flags">map_flags.</param>
/// <param name="KeySize">In bytes; 0 when there is none.</param>
/// <param name="ValueSize">In bytes; 0 when there is none. For event buffers, the size of the event's fixed part.</param>
/// <param name="Key">Null when the source gives only a size, or nothing.</param>
/// <param name="Value">Null when the source gives only a size, or nothing. For ring and perf buffers: the event.</param>
/// <param name="Inner">The template of the inner maps.</param>
public sealed record MapInfo(
    string Name, string Type, uint MaxEntries, uint Flags, uint KeySize, uint ValueSize, CType? Key, CType? Value, MapInfo? Inner);

/// <summary>A program.</summary>
/// <param name="Name">The C function.</param>
/// <param name="Section">The ELF section: <c>raw_tp/sys_enter</c>.</param>
public sealed record ProgramInfo(string Name, string Section);

/// <summary>A hook for a filter written in C#.</summary>
/// <param name="Name">The C name of the hook.</param>
/// <param name="Parameters">The C types of its parameters, in order.</param>
/// <param name="IsCompiled">Whether the object has a C# filter in it; otherwise the hook lets everything pass.</param>
public sealed record FilterInfo(string Name, EquatableArray<CType> Parameters, bool IsCompiled);

/// <summary>A data section.</summary>
/// <param name="Name">The ELF section: <c>.rodata</c>, <c>.data.stats</c>.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Variables">By offset.</param>
public sealed record DataSectionInfo(string Name, uint Size, EquatableArray<VariableInfo> Variables);

/// <summary>A global variable. In <c>.rodata</c> it is a knob when its type is <c>const volatile</c>.</summary>
/// <param name="Name">The C name.</param>
/// <param name="Offset">Bytes from the start of the section.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Type">Its C type.</param>
/// <param name="IsStatic">Not visible outside its C file; libbpf still maps it.</param>
public sealed record VariableInfo(string Name, uint Offset, uint Size, CType Type, bool IsStatic);

/// <summary>What kind of C definition this is.</summary>
public enum DefinitionKind
{
    /// <summary>struct</summary>
    Struct,

    /// <summary>union</summary>
    Union,

    /// <summary>enum, 32 or 64 bit</summary>
    Enum,
}

/// <summary>
/// A struct, union or enum. <see cref="Name"/> is unique in the manifest: the C tag; for an anonymous type <c>=T</c> when a typedef T
/// names it, <c>OUTER.member</c> when a member of OUTER has it as its type, <c>OUTER.$2</c> when it is OUTER's unnamed member number 2
/// (from 0, counting all members), <c>$map.NAME.key</c> or <c>$map.NAME.value</c> in a map, <c>$var.NAME</c> for a variable's,
/// <c>$enum.FIRST_VALUE</c> for an anonymous enum that only names constants. A second, different type of one name gets <c>#2</c>
/// behind it, and so on.
/// </summary>
/// <param name="Kind">struct, union or enum.</param>
/// <param name="Name">See above.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Fields">Of a struct or union, in C's order.</param>
/// <param name="IsSigned">Of an enum: whether any value is negative.</param>
/// <param name="Values">Of an enum, in C's order.</param>
public sealed record Definition(
    DefinitionKind Kind, string Name, int Size, EquatableArray<FieldInfo> Fields, bool IsSigned, EquatableArray<EnumValue> Values);

/// <summary>A member of a struct or union.</summary>
/// <param name="Name">Empty for an unnamed struct or union member.</param>
/// <param name="BitOffset">Bits from the start of the struct.</param>
/// <param name="BitWidth">0 for a member that is not a bit-field.</param>
/// <param name="Type">Its C type.</param>
public sealed record FieldInfo(string Name, int BitOffset, int BitWidth, CType Type);

/// <summary>An enum's constant. Negative values of signed enums and the high half of unsigned 64-bit ones share the bits of <see cref="Value"/>.</summary>
/// <param name="Name">The C name.</param>
/// <param name="Value">Sign-extended when the enum is signed.</param>
public sealed record EnumValue(string Name, long Value);
