// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Generator.Planning;

/// <summary>
/// Where each knob is in KnobValues, the struct that has a copy of them all: the sections with knobs, whole, one after the other.
/// The filters' translator goes the other way, from an offset to a knob.
/// </summary>
internal static class KnobLayout
{
    /// <summary>The nested struct's name.</summary>
    public const string TypeName = "KnobValues";

    // No C type is aligned more strictly.
    private const uint Alignment = 16;

    /// <summary>A section that has knobs.</summary>
    /// <param name="Section">The section.</param>
    /// <param name="Offset">Where its copy begins.</param>
    internal sealed record Part(DataSectionInfo Section, uint Offset);

    /// <summary>A knob.</summary>
    /// <param name="Variable">The variable.</param>
    /// <param name="Offset">In the struct.</param>
    internal sealed record Knob(VariableInfo Variable, uint Offset);

    /// <summary>The sections, in the manifest's order.</summary>
    public static IReadOnlyList<Part> Parts(BpfManifest manifest)
    {
        List<Part> parts = [];
        uint end = 0;
        foreach (DataSectionInfo section in manifest.Sections.Where(s => IsReadOnly(s) && s.Variables.Any(IsKnob)))
        {
            parts.Add(new Part(section, end));
            end += (section.Size + Alignment - 1) / Alignment * Alignment;
        }

        return parts;
    }

    /// <summary>The knobs, in the order of their offsets.</summary>
    public static IEnumerable<Knob> Knobs(BpfManifest manifest)
        => Parts(manifest).SelectMany(p => p.Section.Variables.Where(IsKnob).Select(v => new Knob(v, p.Offset + v.Offset)));

    /// <summary>Whether libbpf makes a map of it that is frozen at load.</summary>
    public static bool IsReadOnly(DataSectionInfo section)
        => section.Name is ".rodata" or ".kconfig" || section.Name.StartsWith(".rodata.", StringComparison.Ordinal);

    /// <summary><c>const volatile</c>, on the variable or on an array's elements.</summary>
    public static bool IsKnob(VariableInfo variable)
    {
        bool isConst = false;
        bool isVolatile = false;
        for (CType? type = variable.Type; type is not null;)
        {
            isConst |= type is QualifiedType { Qualifier: "const" };
            isVolatile |= type is QualifiedType { Qualifier: "volatile" };
            type = type switch { QualifiedType t => t.Target, TypedefType t => t.Target, ArrayType t => t.Element, _ => null };
        }

        return isConst && isVolatile;
    }
}
