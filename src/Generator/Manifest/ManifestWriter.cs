// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace SharpBpf.Generator.Manifest;

/// <summary>Writes a manifest in the text form that <c>ManifestFormat.md</c> describes. Equal manifests give equal text.</summary>
public static class ManifestWriter
{
    /// <summary>Writes <paramref name="manifest"/> in the order of its lists.</summary>
    /// <returns>The text, ending in a line feed.</returns>
    /// <exception cref="ManifestException">A name or type that the format cannot hold.</exception>
    public static string Write(BpfManifest manifest)
    {
        StringBuilder text = new();
        Line(text, 0, "sharpbpf-manifest ", Decimal(ManifestLimits.Version));
        Line(text, 0, "source", Rest(manifest.Source));
        Line(text, 0, "license", Rest(manifest.License));
        Line(text, 0, "endian ", manifest.BigEndian ? "big" : "little");

        Gap(text, manifest.Maps.Count);
        foreach (MapInfo map in manifest.Maps)
        {
            Line(text, 0, "map ", ManifestTypes.Checked(map.Name));
            WriteMap(text, map, 1);
        }

        Gap(text, manifest.Programs.Count);
        foreach (ProgramInfo program in manifest.Programs)
        {
            Line(text, 0, "program ", ManifestTypes.Checked(program.Name));
            Line(text, 1, "section", Rest(program.Section));
        }

        Gap(text, manifest.Filters.Count);
        foreach (FilterInfo filter in manifest.Filters)
            WriteFilter(text, filter);

        Gap(text, manifest.Sections.Count);
        foreach (DataSectionInfo section in manifest.Sections)
            WriteSection(text, section);

        Gap(text, manifest.Definitions.Count);
        foreach (Definition definition in manifest.Definitions)
            WriteDefinition(text, definition);

        return text.ToString();
    }

    private static void WriteMap(StringBuilder text, MapInfo map, int indent)
    {
        if (indent > ManifestLimits.Depth)
            throw new ManifestException($"maps nest deeper than {ManifestLimits.Depth}");

        Line(text, indent, "type ", ManifestTypes.Checked(map.Type));
        Line(text, indent, "max_entries ", Decimal(map.MaxEntries));
        Line(text, indent, "flags ", Decimal(map.Flags));
        WritePart(text, indent, "key ", map.KeySize, map.Key);
        WritePart(text, indent, "value ", map.ValueSize, map.Value);
        if (map.Inner is { } inner)
        {
            if (inner.Name.Length != 0)
                throw new ManifestException($"the inner map '{inner.Name}' has a name, which the format does not hold");

            Line(text, indent, "inner", "");
            WriteMap(text, inner, indent + 1);
        }
    }

    private static void WritePart(StringBuilder text, int indent, string keyword, uint size, CType? type)
    {
        if (size == 0 && type is null)
            return;

        Start(text, indent).Append(keyword).Append(Decimal(size)).Append(' ');
        if (type is null)
            text.Append('?');
        else
            ManifestTypes.Write(text, type);

        text.Append('\n');
    }

    private static void WriteFilter(StringBuilder text, FilterInfo filter)
    {
        Line(text, 0, "filter ", ManifestTypes.Checked(filter.Name));
        if (filter.IsCompiled)
            Line(text, 1, "compiled", "");

        foreach (CType parameter in filter.Parameters)
        {
            Start(text, 1).Append("parameter ");
            ManifestTypes.Write(text, parameter);
            text.Append('\n');
        }
    }

    private static void WriteSection(StringBuilder text, DataSectionInfo section)
    {
        Start(text, 0).Append("section ").Append(ManifestTypes.Checked(section.Name)).Append(' ').Append(Decimal(section.Size)).Append('\n');
        foreach (VariableInfo variable in section.Variables)
        {
            Start(text, 1).Append(variable.IsStatic ? "static variable " : "variable ").Append(ManifestTypes.Checked(variable.Name)).Append(' ')
                .Append(Decimal(variable.Offset)).Append(' ').Append(Decimal(variable.Size)).Append(' ');
            ManifestTypes.Write(text, variable.Type);
            EndOfLine(text);
        }
    }

    private static void WriteDefinition(StringBuilder text, Definition definition)
    {
        Start(text, 0).Append(ManifestTypes.Word(definition.Kind)).Append(' ').Append(ManifestTypes.Checked(definition.Name)).Append(' ')
            .Append(Decimal(definition.Size));
        if (definition.Kind == DefinitionKind.Enum)
            text.Append(definition.IsSigned ? " signed" : " unsigned");

        text.Append('\n');
        foreach (FieldInfo field in definition.Fields)
        {
            Start(text, 1).Append("field ").Append(Decimal(field.BitOffset));
            if (field.BitWidth != 0)
                text.Append(':').Append(Decimal(field.BitWidth));

            text.Append(' ').Append(field.Name.Length == 0 ? "-" : ManifestTypes.Checked(field.Name)).Append(' ');
            ManifestTypes.Write(text, field.Type);
            EndOfLine(text);
        }

        foreach (EnumValue value in definition.Values)
        {
            Start(text, 1).Append("value ").Append(ManifestTypes.Checked(value.Name)).Append(' ')
                .Append(definition.IsSigned ? Decimal(value.Value) : unchecked((ulong)value.Value).ToString(CultureInfo.InvariantCulture))
                .Append('\n');
        }
    }

    private static string Rest(string value)
    {
        foreach (char c in value)
        {
            if (c < ' ')
                throw new ManifestException($"'{value}' has a control character in it");
        }

        return value.Length == 0 ? "" : " " + value;
    }

    private static void EndOfLine(StringBuilder text)
    {
        text.Append('\n');
        if (text.Length > ManifestLimits.Length)
            throw new ManifestException($"the manifest has more than {ManifestLimits.Length} characters");
    }

    private static void Gap(StringBuilder text, int count)
    {
        if (count != 0)
            text.Append('\n');
    }

    private static void Line(StringBuilder text, int indent, string keyword, string rest) =>
        Start(text, indent).Append(keyword).Append(rest).Append('\n');

    private static StringBuilder Start(StringBuilder text, int indent) => text.Append(' ', indent * 2);

    private static string Decimal(long value) => value.ToString(CultureInfo.InvariantCulture);
}
