// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Build.Elf;

/// <summary>A relocatable 64-bit ELF object for BPF: its sections and symbols.</summary>
internal sealed class ElfFile
{
    private const int HeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const int SymbolSize = 24;
    private const ushort MachineBpf = 247;
    private const ushort TypeRelocatable = 1;

    // From here on section numbers mean something else (SHN_LORESERVE).
    private const int ReservedSections = 0xff00;

    private readonly ByteView _all;

    private ElfFile(ByteView all, List<ElfSection> sections)
    {
        _all = all;
        Sections = sections;
        Symbols = ReadSymbols();
    }

    public bool BigEndian => _all.BigEndian;

    public IReadOnlyList<ElfSection> Sections { get; }

    public IReadOnlyList<ElfSymbol> Symbols { get; }

    /// <summary>Reads <paramref name="bytes"/>; <paramref name="file"/> is the name for errors.</summary>
    public static ElfFile Read(ReadOnlyMemory<byte> bytes, string file)
    {
        ByteView all = new(bytes, file, 0, bigEndian: false);
        if (bytes.Length < HeaderSize || !bytes.Span[..4].SequenceEqual("\u007fELF"u8))
            throw all.Error(0, "this is not an ELF object");

        if (bytes.Span[4] != 2)
            throw all.Error(4, "this is a 32-bit ELF object, BPF ones have 64");

        all = bytes.Span[5] switch
        {
            1 => all,
            2 => new ByteView(bytes, file, 0, bigEndian: true),
            _ => throw all.Error(5, $"unknown byte order {bytes.Span[5]}"),
        };

        ushort machine = all.U16(18, "the machine");
        if (machine != MachineBpf)
            throw all.Error(18, $"this is an object for machine {machine}, not for BPF ({MachineBpf})");

        ushort type = all.U16(16, "the object's type");
        if (type != TypeRelocatable)
            throw all.Error(16, $"this is not a relocatable object: e_type is {type}");

        return new ElfFile(all, ReadSections(all));
    }

    /// <summary>The first section of that name.</summary>
    public ElfSection? Find(string name)
    {
        foreach (ElfSection section in Sections)
        {
            if (section.Name == name)
                return section;
        }

        return null;
    }

    /// <summary>An error at an offset of the file.</summary>
    public BadObjectException Error(long offset, string message) => _all.Error(offset, message);

    private static List<ElfSection> ReadSections(ByteView all)
    {
        ulong table = all.U64(40, "the section table's offset");
        if (table == 0)
            throw all.Error(40, "the object has no sections");

        ushort entry = all.U16(58, "the section header's size");
        if (entry != SectionHeaderSize)
            throw all.Error(58, $"section headers of {entry} bytes instead of {SectionHeaderSize}");

        uint count = all.U16(60, "the number of sections");
        ushort names = all.U16(62, "the number of the name section");
        if (count is 0 or >= ReservedSections)
            throw all.Error(60, "objects with no or with 65280 and more sections are not supported");

        ByteView headers = all.Slice(table, count * (ulong)SectionHeaderSize, "the section table");
        if (names >= count)
            throw all.Error(62, $"the section with the names is number {names} of {count}");

        ByteView strings = SectionData(all, headers, names, "the section names");
        List<ElfSection> sections = new((int)count);
        for (int i = 0; i < count; i++)
        {
            long at = (long)i * SectionHeaderSize;
            string name = i == 0 ? "" : strings.String(headers.U32(at, "a section's name"), $"the name of section {i}");
            sections.Add(new ElfSection(
                i,
                (long)table + at,
                name,
                headers.U32(at + 4, "a section's type"),
                headers.U64(at + 8, "a section's flags"),
                headers.U64(at + 32, "a section's size"),
                headers.U32(at + 40, "a section's link"),
                headers.U32(at + 44, "a section's info"),
                SectionData(all, headers, i, $"section {name}")));
        }

        return sections;
    }

    private static ByteView SectionData(ByteView all, ByteView headers, int index, string what)
    {
        long at = (long)index * SectionHeaderSize;
        uint type = headers.U32(at + 4, what);
        if (type is 0 or ElfSection.NoBits)
            return all.Slice(0, 0, what);

        if ((headers.U64(at + 8, what) & ElfSection.Compressed) != 0)
            throw headers.Error(at + 8, $"{what} is compressed, which is not supported");

        return all.Slice(headers.U64(at + 24, what), headers.U64(at + 32, what), what);
    }

    private List<ElfSymbol> ReadSymbols()
    {
        List<ElfSymbol> symbols = [];
        foreach (ElfSection section in Sections)
        {
            if (section.Type != ElfSection.SymTab)
                continue;

            if (symbols.Count != 0)
                throw Error(section.HeaderOffset, "the object has a second symbol table");

            if (section.Link >= (uint)Sections.Count)
                throw Error(section.HeaderOffset + 40, "the symbol table's string table does not exist");

            ByteView strings = Sections[(int)section.Link].Data;
            ByteView data = section.Data;
            for (long at = 0; at + SymbolSize <= data.Length; at += SymbolSize)
            {
                uint name = data.U32(at, "a symbol's name");
                symbols.Add(new ElfSymbol(
                    data.Start + at,
                    name == 0 ? "" : strings.String(name, "a symbol's name"),
                    data.U8(at + 4, "a symbol"),
                    data.U16(at + 6, "a symbol"),
                    data.U64(at + 8, "a symbol"),
                    data.U64(at + 16, "a symbol")));
            }
        }

        return symbols;
    }
}
