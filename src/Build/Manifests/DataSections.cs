// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Build.Btf;
using SharpBpf.Build.Elf;

namespace SharpBpf.Build.Manifests;

/// <summary>A variable with its place in its section, its type still BTF's.</summary>
internal sealed record VariablePlace(string Name, uint Offset, uint Size, uint Type, bool IsStatic);

/// <summary>A section that libbpf makes an array map of, with the variables in it by offset.</summary>
internal sealed record SectionPlace(string Name, uint Size, List<VariablePlace> Variables);

/// <summary>Joins BTF's data sections with ELF's: BTF knows names and types, ELF knows sizes and, at times alone, the offsets.</summary>
internal sealed class DataSections(ElfFile file, BtfGraph graph)
{
    private const uint Static = 0;
    private const uint Extern = 2;

    /// <summary>Where SHARPBPF_EXPORT puts a pointer to each type that C# is to see; libbpf skips the section.</summary>
    public const string Exports = ".sharpbpf.types";

    /// <summary>Where BPF_FILTER puts a pointer to a function with the hook's parameters; libbpf skips this one too.</summary>
    public const string Filters = ".sharpbpf.filters";

    /// <summary>The sections with variables in them, sorted by name.</summary>
    public List<SectionPlace> ReadAll()
    {
        List<SectionPlace> sections = [];
        foreach (BtfType type in graph.Types)
        {
            if (type.Kind == BtfKind.DataSection && IsData(type.Name))
                sections.Add(Read(type));
        }

        sections.RemoveAll(static section => section.Variables.Count == 0);
        sections.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return sections;
    }

    /// <summary>The exported types, by the names of the variables that carry them.</summary>
    public List<VariablePlace> ReadExports() => ReadAll(Exports);

    /// <summary>The variables that stand for hooks, by their names.</summary>
    public List<VariablePlace> ReadFilters() => ReadAll(Filters);

    private List<VariablePlace> ReadAll(string section)
    {
        List<VariablePlace> variables = [];
        foreach (BtfType type in graph.Types)
        {
            if (type.Kind == BtfKind.DataSection && type.Name == section)
                variables.AddRange(Read(type).Variables);
        }

        variables.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return variables;
    }

    // The names libbpf looks for; everything else (.maps, license, .kconfig, .ksyms) is not mapped as data.
    private static bool IsData(string name) =>
        name is ".data" or ".rodata" or ".bss"
        || name.StartsWith(".data.", StringComparison.Ordinal)
        || name.StartsWith(".rodata.", StringComparison.Ordinal)
        || name.StartsWith(".bss.", StringComparison.Ordinal);

    private SectionPlace Read(BtfType type)
    {
        string name = graph.Word(type);
        ElfSection section = file.Find(name) ?? throw graph.Error(type, $"BTF has a section {name} that the object has not");
        if (section.Size > int.MaxValue)
            throw graph.Error(type, $"section {name} is larger than 2 GiB");

        Dictionary<string, ElfSymbol?> symbols = Symbols(section);
        List<VariablePlace> variables = [];
        foreach (BtfMember entry in type.Members)
        {
            BtfType variable = graph[entry.Type];
            if (variable.Kind != BtfKind.Variable)
                throw graph.Error(entry.Place, $"something in section {name} is no variable");

            if (variable.Linkage == Extern)
                continue;

            string word = graph.Word(variable);
            ulong offset = symbols.TryGetValue(word, out ElfSymbol? symbol) && symbol is not null ? symbol.Value : entry.Offset;
            if (offset + entry.Size > section.Size || offset > section.Size)
                throw graph.Error(entry.Place, $"variable {word} goes beyond the end of section {name}");

            variables.Add(new VariablePlace(word, (uint)offset, entry.Size, variable.Target, variable.Linkage == Static));
        }

        variables.Sort(static (a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : string.CompareOrdinal(a.Name, b.Name));
        return new SectionPlace(name, (uint)section.Size, variables);
    }

    // Null for a name that several symbols share: then BTF's own offset has to do.
    private Dictionary<string, ElfSymbol?> Symbols(ElfSection section)
    {
        Dictionary<string, ElfSymbol?> symbols = new(StringComparer.Ordinal);
        foreach (ElfSymbol symbol in file.Symbols)
        {
            if (symbol.Type == ElfSymbol.Object && symbol.Section == section.Index && !symbols.TryAdd(symbol.Name, symbol))
                symbols[symbol.Name] = null;
        }

        return symbols;
    }
}
