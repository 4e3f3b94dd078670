// SPDX-License-Identifier: Apache-2.0
using System.Text;
using SharpBpf.Build.Btf;
using SharpBpf.Build.Elf;
using SharpBpf.Generator;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Manifests;

/// <summary>Makes the manifest of an object.</summary>
public static class ManifestBuilder
{
    private const string ProgramText = ".text";
    private const string LegacyMaps = "maps";

    /// <summary>Reads <paramref name="bytes"/>, the content of an object.</summary>
    /// <param name="bytes">All of the file.</param>
    /// <param name="file">The object's name for errors.</param>
    /// <param name="source">The name of the C source for the manifest, without a folder.</param>
    /// <exception cref="BadObjectException">The object is damaged, or has something in it that is not supported.</exception>
    public static BuiltManifest Build(ReadOnlyMemory<byte> bytes, string file, string source) => Build(bytes, file, source, new EnumFacts(false));

    /// <summary>The same, with what is known of enums besides BTF.</summary>
    internal static BuiltManifest Build(ReadOnlyMemory<byte> bytes, string file, string source, EnumFacts enums)
    {
        ElfFile elf = ElfFile.Read(bytes, file);
        if (elf.Find(LegacyMaps) is { Size: > 0 } legacy)
            throw elf.Error(legacy.HeaderOffset, "section 'maps' holds map definitions of the old kind, which libbpf 1.0 dropped: use SEC(\".maps\")");

        ElfSection btf = elf.Find(".BTF") ?? throw elf.Error(0, "the object has no BTF: compile it with -g");
        BtfGraph graph = new(elf, BtfReader.Read(ElfRelocator.Apply(elf, btf)));
        List<string> notes = [];

        List<MapDefinition> maps = new MapDefinitions(graph, notes).ReadAll();
        DataSections data = new(elf, graph);
        List<SectionPlace> sections = data.ReadAll();
        TypeCollector collector = Collect(graph, maps, sections, data.ReadExports());
        FilterHooks hooks = new(graph, data);
        hooks.AddRoots(collector);
        EnumFacts facts = enums.For(graph);
        TypeTranslator translator = new(graph, collector, facts);

        BpfManifest manifest = new(
            source,
            License(elf),
            elf.BigEndian,
            new(maps.Select(map => Map(map, translator))),
            Programs(elf, graph),
            new(sections.Select(section => Section(section, translator))),
            translator.Definitions())
        {
            Filters = hooks.Translate(translator),
        };
        foreach (VariablePlace variable in sections.SelectMany(static section => section.Variables).Where(v => graph.Innermost(v.Type).Kind == BtfKind.Void))
            notes.Add($"variable {variable.Name} has no type in BTF, as clang writes none for _Atomic and _Complex, and is left out");

        notes.AddRange(facts.Guesses);
        NoteTheRest(elf, notes);
        return new BuiltManifest(manifest, notes);
    }

    private static TypeCollector Collect(BtfGraph graph, List<MapDefinition> maps, List<SectionPlace> sections, List<VariablePlace> exports)
    {
        TypeCollector collector = new(graph);
        foreach (MapDefinition outermost in maps)
        {
            string prefix = "$map." + outermost.Name;
            for (MapDefinition? map = outermost; map is not null; map = map.Inner)
            {
                if (map.Key is { } key)
                    collector.AddRoot(key, prefix + ".key");

                if (map.Value is { } value)
                    collector.AddRoot(value, prefix + ".value");

                prefix += ".inner";
            }
        }

        foreach (VariablePlace variable in sections.SelectMany(static section => section.Variables))
            collector.AddRoot(variable.Type, "$var." + variable.Name);

        foreach (VariablePlace export in exports)
        {
            collector.AddRoot(
                export.Type,
                "$var." + export.Name,
                static type => "$enum." + (type.Enumerators.Length != 0 ? type.Enumerators[0].Name : ""));
        }

        return collector;
    }

    private static MapInfo Map(MapDefinition map, TypeTranslator translator) => new(
        map.Name,
        MapTypes.Name(map.Type),
        map.MaxEntries,
        map.Flags,
        map.KeySize,
        map.ValueSize,
        map.Key is { } key ? translator.Translate(key) : null,
        map.Value is { } value ? translator.Translate(value) : null,
        map.Inner is { } inner ? Map(inner, translator) : null);

    private static DataSectionInfo Section(SectionPlace section, TypeTranslator translator) => new(
        section.Name,
        section.Size,
        new(section.Variables.Select(variable => new VariableInfo(
            variable.Name, variable.Offset, variable.Size, translator.Translate(variable.Type), variable.IsStatic))));

    // What libbpf takes for programs: the functions of every executable section but .text, which has what they call.
    private static EquatableArray<ProgramInfo> Programs(ElfFile elf, BtfGraph graph)
    {
        List<ProgramInfo> programs = [];
        foreach (ElfSymbol symbol in elf.Symbols)
        {
            if (symbol.Type != ElfSymbol.Function || symbol.Section >= elf.Sections.Count)
                continue;

            ElfSection section = elf.Sections[symbol.Section];
            if (section.Type != ElfSection.ProgBits || !section.IsExecutable || section.Name == ProgramText || section.Size == 0)
                continue;

            string name = graph.Word(symbol.Offset, symbol.Name);
            if (symbol.IsLocal)
                throw elf.Error(symbol.Offset, $"function {name} in section {section.Name} is static: libbpf loads only global functions as programs");

            programs.Add(new ProgramInfo(name, Line(elf, section.HeaderOffset, section.Name)));
        }

        programs.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return new(programs);
    }

    private static string License(ElfFile elf)
    {
        if (elf.Find("license") is not { } section)
            return "";

        ReadOnlySpan<byte> bytes = section.Data.Span;
        int end = bytes.IndexOf((byte)0);
        return Line(elf, section.Data.Start, Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]));
    }

    private static string Line(ElfFile elf, long place, string text)
    {
        foreach (char c in text)
        {
            if (c < ' ')
                throw elf.Error(place, "a section's name or the license has a control character in it");
        }

        return text;
    }

    // Not an error, since the rest of the object is usable, but nobody should have to find out by missing it.
    private static void NoteTheRest(ElfFile elf, List<string> notes)
    {
        foreach (ElfSection section in elf.Sections)
        {
            if (section.Name.StartsWith(".addr_space.", StringComparison.Ordinal))
                notes.Add($"section {section.Name}: variables in an arena are not supported and left out");
        }
    }
}

/// <summary>A manifest, and what of the object is not in it.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="Notes">One sentence for each thing that was left out.</param>
public sealed record BuiltManifest(BpfManifest Manifest, IReadOnlyList<string> Notes);
