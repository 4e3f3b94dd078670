// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Diagnostics;
using SharpBpf.Generator.Emit;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Naming;

namespace SharpBpf.Generator.Planning;

/// <summary>What the diagnostics of a declared struct tell their code fixes; <see cref="FixData"/> says how it is written.</summary>
internal sealed class FieldFixes(DefinitionTable table, NamePlanner names)
{
    private readonly TypeResolver _resolver = new(table, names);

    /// <summary>Where C has the field.</summary>
    public static EquatableArray<string> Offset(FlatField field) => new([FixData.Offset, Doc.Number(field.BitOffset / 8)]);

    /// <summary>What C has there.</summary>
    public EquatableArray<string> Type(FlatField field) => TypeOf(field) is { } type ? new([FixData.Type, type]) : default;

    /// <summary>What the property over a bit-field is; and the C name, where the rule does not give it.</summary>
    public EquatableArray<string> Property(FlatField field)
    {
        if (TypeOf(field) is not { } type)
            return default;

        bool byRule = field.Name == field.CName || field.Name == CSharpNames.FromC(field.CName);
        return new(byRule ? [FixData.Type, type] : [FixData.Type, type, FixData.CName, field.CName]);
    }

    /// <summary>All fields in C's order.</summary>
    public EquatableArray<string> Fields(TypePlan plan)
    {
        List<string> lines = [];
        foreach (FlatField field in plan.Fields.Where(f => table.SizeOf(f.Type) != 0))
        {
            if (TypeOf(field) is not { } type)
                return default;

            lines.Add($"{field.Name}\t{type}");
        }

        return new([FixData.Fields, string.Join("\n", lines)]);
    }

    /// <summary>The places of the declared fields; bit-fields have none.</summary>
    public static EquatableArray<string> Offsets(TypePlan plan)
    {
        FlatField[] declared = [.. plan.Fields.Where(f => f.Declared is { Property: null })];
        return declared.Any(f => f.BitWidth != 0)
            ? default
            : new([FixData.Offsets, string.Join("\n", declared.Select(f => $"{f.Name}\t{Doc.Number(f.BitOffset / 8)}"))]);
    }

    // The array types of a struct's fields are generated inside of it.
    private string? TypeOf(FlatField field)
    {
        CType type = DefinitionTable.Strip(field.Type);
        if (type is ArrayType or FloatType { Size: > 8 })
            return table.SizeOf(type) == 0 ? null : field.Name + "Array";

        if (field.BitWidth != 0 && type is IntType { Encoding: IntEncoding.Char, Size: var size })
            return TypeResolver.Integer(size, signed: true).Name;

        return _resolver.Resolve(type, new ArraySink(new NameScope(), ""), field.Name)?.Name;
    }
}
