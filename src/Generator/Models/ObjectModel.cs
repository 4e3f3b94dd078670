// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Models;

/// <summary>The class of one BPF object.</summary>
/// <param name="Place">The class; its <c>Declaration</c> is that of the user's partial class.</param>
/// <param name="IsPublic">Whether others see it.</param>
/// <param name="Resource">The embedded object: <c>sofdsnoop.bpf.o</c>.</param>
/// <param name="Source">The C file.</param>
/// <param name="License">What the C file says.</param>
/// <param name="Maps">One property each.</param>
/// <param name="Programs">One property each in ProgramSet.</param>
/// <param name="Knobs">One property each in KnobSet.</param>
/// <param name="Sections">Views of the other variables.</param>
/// <param name="Constants">Of anonymous enums.</param>
/// <param name="Arrays">Array types that no struct holds: map keys and values, variables.</param>
/// <param name="Structs">Types without a tag, declared in a map or a variable.</param>
/// <param name="Enums">The same.</param>
internal sealed record ObjectModel(
    TypePlace Place,
    bool IsPublic,
    string Resource,
    string Source,
    string License,
    EquatableArray<MapModel> Maps,
    EquatableArray<ProgramModel> Programs,
    EquatableArray<VariableModel> Knobs,
    EquatableArray<SectionModel> Sections,
    EquatableArray<ConstantModel> Constants,
    EquatableArray<ArrayModel> Arrays,
    EquatableArray<StructModel> Structs,
    EquatableArray<EnumModel> Enums)
{
    /// <summary>The copy of the knobs; null when there are none.</summary>
    public KnobValuesModel? KnobValues { get; init; }

    /// <summary>What the generator calls its own members.</summary>
    public ObjectNames Names { get; init; } = ObjectNames.Usual;
}

/// <summary>A map.</summary>
/// <param name="Name">The property.</param>
/// <param name="CName">For FindMap.</param>
/// <param name="Type">The wrapper with its type arguments.</param>
/// <param name="IsWrapped">False for a plain BpfMap.</param>
/// <param name="KeySize">As the C source says; checked against the object when it is opened.</param>
/// <param name="ValueSize">The same.</param>
/// <param name="IsPublic">False when a type argument is internal.</param>
/// <param name="Summary">XML.</param>
internal sealed record MapModel(
    string Name, string CName, string Type, bool IsWrapped, uint KeySize, uint ValueSize, bool IsPublic, string Summary)
{
    /// <summary>Set when the user declares a partial property for it.</summary>
    public DeclaredHead? Declared { get; init; }
}

/// <summary>A program.</summary>
internal sealed record ProgramModel(string Name, string CName, string Summary)
{
    /// <summary>Set when the user declares a partial property for it.</summary>
    public DeclaredHead? Declared { get; init; }
}

/// <summary>A global variable.</summary>
/// <param name="Name">The property.</param>
/// <param name="CName">In messages.</param>
/// <param name="Section">Its ELF section.</param>
/// <param name="Offset">In the section.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Type">Of an array, the element's type.</param>
/// <param name="IsArray">Shown as a span.</param>
/// <param name="IsPublic">False when the type is internal.</param>
/// <param name="Summary">XML.</param>
internal sealed record VariableModel(
    string Name, string CName, string Section, uint Offset, uint Size, CsType Type, bool IsArray, bool IsPublic, string Summary)
{
    /// <summary>Set when the user declares a partial property for it.</summary>
    public DeclaredHead? Declared { get; init; }
}

/// <summary>A data section.</summary>
/// <param name="Name">The property.</param>
/// <param name="TypeName">The nested class.</param>
/// <param name="CName">The ELF section.</param>
/// <param name="IsReadOnly">True for <c>.rodata</c>.</param>
/// <param name="Variables">One property each.</param>
internal sealed record SectionModel(string Name, string TypeName, string CName, bool IsReadOnly, EquatableArray<VariableModel> Variables);
