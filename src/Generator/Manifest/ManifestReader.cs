// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Generator.Manifest;

/// <summary>Reads the text form of a manifest; see <c>ManifestFormat.md</c>.</summary>
public static class ManifestReader
{
    /// <summary>Reads <paramref name="text"/>, whole.</summary>
    /// <exception cref="ManifestException">It is no manifest, or one of another version; the message names the line.</exception>
    public static BpfManifest Read(string text)
    {
        ManifestScanner scanner = new(text);
        ReadVersion(ref scanner);

        string? source = null;
        string? license = null;
        bool? bigEndian = null;
        List<MapInfo> maps = [];
        List<ProgramInfo> programs = [];
        List<DataSectionInfo> sections = [];
        List<FilterInfo> filters = [];
        List<Definition> definitions = [];
        bool more = scanner.NextLine();
        while (more)
        {
            if (scanner.Indent != 0)
                throw scanner.Error("an indented line that belongs to nothing");

            ReadOnlySpan<char> keyword = scanner.Word("a keyword");
            switch (keyword)
            {
                case "source" when source is null:
                    source = scanner.Rest();
                    more = scanner.NextLine();
                    break;
                case "license" when license is null:
                    license = scanner.Rest();
                    more = scanner.NextLine();
                    break;
                case "endian" when bigEndian is null:
                    bigEndian = ReadEither(ref scanner, "little", "big");
                    scanner.EndOfLine();
                    more = scanner.NextLine();
                    break;
                case "map":
                    string map = LastWord(ref scanner, "the map's name");
                    scanner.NextLine();
                    maps.Add(ReadMap(ref scanner, map, 1));
                    more = scanner.Indent >= 0;
                    break;
                case "program":
                    programs.Add(ReadProgram(ref scanner));
                    more = scanner.NextLine();
                    break;
                case "filter":
                    filters.Add(ReadFilter(ref scanner));
                    more = scanner.Indent >= 0;
                    break;
                case "section":
                    sections.Add(ReadSection(ref scanner));
                    more = scanner.Indent >= 0;
                    break;
                case "struct":
                    definitions.Add(ReadComposite(ref scanner, DefinitionKind.Struct));
                    more = scanner.Indent >= 0;
                    break;
                case "union":
                    definitions.Add(ReadComposite(ref scanner, DefinitionKind.Union));
                    more = scanner.Indent >= 0;
                    break;
                case "enum":
                    definitions.Add(ReadEnum(ref scanner));
                    more = scanner.Indent >= 0;
                    break;
                default:
                    throw scanner.Error($"unknown or repeated keyword '{keyword.ToString()}'");
            }
        }

        return new BpfManifest(
            source ?? throw scanner.Error("'source' is missing"),
            license ?? throw scanner.Error("'license' is missing"),
            bigEndian ?? throw scanner.Error("'endian' is missing"),
            Array(maps),
            Array(programs),
            Array(sections),
            Array(definitions))
        {
            Filters = Array(filters),
        };
    }

    private static void ReadVersion(ref ManifestScanner scanner)
    {
        if (!scanner.NextLine() || scanner.Indent != 0 || scanner.Word("'sharpbpf-manifest'") is not "sharpbpf-manifest")
            throw scanner.Error("this is not a manifest of SharpBpf: it should start with 'sharpbpf-manifest'");

        uint version = scanner.UInt("the version");
        if (version != ManifestLimits.Version)
            throw scanner.Error($"version {version} of the manifest format is not known, only version {ManifestLimits.Version}");

        scanner.EndOfLine();
    }

    // Starts at the first line below the map's; stops at the first that is not the map's.
    private static MapInfo ReadMap(ref ManifestScanner scanner, string name, int indent)
    {
        if (indent > ManifestLimits.Depth)
            throw scanner.Error($"maps nest deeper than {ManifestLimits.Depth}");

        MapInfo map = new(name, "", 0, 0, 0, 0, null, null, null);
        int line = scanner.Line;
        while (scanner.Indent >= indent)
        {
            if (scanner.Indent > indent)
                throw scanner.Error("an indented line that belongs to nothing");

            ReadOnlySpan<char> keyword = scanner.Word("a keyword");
            switch (keyword)
            {
                case "type":
                    map = map with { Type = LastWord(ref scanner, "the map's type") };
                    break;
                case "max_entries":
                    map = map with { MaxEntries = scanner.UInt("max_entries") };
                    break;
                case "flags":
                    map = map with { Flags = scanner.UInt("flags") };
                    break;
                case "key":
                    map = map with { KeySize = scanner.UInt("the key's size"), Key = ReadOptionalType(ref scanner) };
                    break;
                case "value":
                    map = map with { ValueSize = scanner.UInt("the value's size"), Value = ReadOptionalType(ref scanner) };
                    break;
                case "inner" when map.Inner is null:
                    scanner.EndOfLine();
                    scanner.NextLine();
                    map = map with { Inner = ReadMap(ref scanner, "", indent + 1) };
                    continue;
                default:
                    throw scanner.Error($"unknown or repeated keyword '{keyword.ToString()}' in a map");
            }

            scanner.EndOfLine();
            scanner.NextLine();
        }

        return map.Type.Length != 0 ? map : throw new ManifestException(line, "the map has no type");
    }

    private static CType? ReadOptionalType(ref ManifestScanner scanner)
    {
        ManifestScanner ahead = scanner;
        if (ahead.Word("a type or '?'") is not "?")
            return ManifestTypes.ReadToEnd(ref scanner);

        scanner = ahead;
        return null;
    }

    private static ProgramInfo ReadProgram(ref ManifestScanner scanner)
    {
        string name = LastWord(ref scanner, "the program's name");
        if (!scanner.NextLine() || scanner.Indent != 1 || scanner.Word("'section'") is not "section")
            throw scanner.Error($"the section of program {name} is missing");

        return new ProgramInfo(name, scanner.Rest());
    }

    private static FilterInfo ReadFilter(ref ManifestScanner scanner)
    {
        string name = LastWord(ref scanner, "the filter's name");
        bool isCompiled = false;
        List<CType> parameters = [];
        while (scanner.NextLine() && scanner.Indent > 0)
        {
            ReadOnlySpan<char> keyword = scanner.Word("a keyword");
            if (scanner.Indent == 1 && keyword is "compiled" && !isCompiled)
            {
                isCompiled = true;
                scanner.EndOfLine();
            }
            else if (scanner.Indent == 1 && keyword is "parameter")
            {
                parameters.Add(ManifestTypes.ReadToEnd(ref scanner));
            }
            else
            {
                throw scanner.Error($"a parameter is expected in filter {name}, not '{keyword.ToString()}'");
            }
        }

        return new FilterInfo(name, Array(parameters), isCompiled);
    }

    private static DataSectionInfo ReadSection(ref ManifestScanner scanner)
    {
        string name = scanner.Word("the section's name").ToString();
        uint size = scanner.UInt("the section's size");
        scanner.EndOfLine();
        List<VariableInfo> variables = [];
        while (scanner.NextLine() && scanner.Indent > 0)
        {
            ReadOnlySpan<char> keyword = scanner.Word("a keyword");
            bool isStatic = keyword is "static";
            if (isStatic)
                keyword = scanner.Word("'variable'");

            if (scanner.Indent != 1 || keyword is not "variable")
                throw scanner.Error($"a variable is expected in section {name}, not '{keyword.ToString()}'");

            variables.Add(new VariableInfo(
                scanner.Word("the variable's name").ToString(),
                scanner.UInt("the variable's offset"),
                scanner.UInt("the variable's size"),
                ManifestTypes.ReadToEnd(ref scanner),
                isStatic));
        }

        return new DataSectionInfo(name, size, Array(variables));
    }

    private static Definition ReadComposite(ref ManifestScanner scanner, DefinitionKind kind)
    {
        string name = scanner.Word("the type's name").ToString();
        int size = scanner.Int("the type's size");
        scanner.EndOfLine();
        List<FieldInfo> fields = [];
        while (scanner.NextLine() && scanner.Indent > 0)
        {
            ReadOnlySpan<char> keyword = scanner.Word("a keyword");
            if (scanner.Indent != 1 || keyword is not "field")
                throw scanner.Error($"a field is expected in {name}, not '{keyword.ToString()}'");

            ReadOnlySpan<char> place = scanner.Word("the field's offset");
            int width = 0;
            int colon = place.IndexOf(':');
            if (colon >= 0)
            {
                width = (int)scanner.Parse(place.Slice(colon + 1), "the field's width", 128);
                if (width == 0)
                    throw scanner.Error("a bit-field's width cannot be 0");

                place = place.Slice(0, colon);
            }

            int offset = (int)scanner.Parse(place, "the field's offset", int.MaxValue);
            ReadOnlySpan<char> field = scanner.Word("the field's name");
            fields.Add(new FieldInfo(field is "-" ? "" : field.ToString(), offset, width, ManifestTypes.ReadToEnd(ref scanner)));
        }

        return new Definition(kind, name, size, Array(fields), false, default);
    }

    private static Definition ReadEnum(ref ManifestScanner scanner)
    {
        string name = scanner.Word("the type's name").ToString();
        int size = scanner.Int("the type's size");
        bool isSigned = ReadEither(ref scanner, "unsigned", "signed");
        scanner.EndOfLine();
        List<EnumValue> values = [];
        while (scanner.NextLine() && scanner.Indent > 0)
        {
            ReadOnlySpan<char> keyword = scanner.Word("a keyword");
            if (scanner.Indent != 1 || keyword is not "value")
                throw scanner.Error($"a value is expected in {name}, not '{keyword.ToString()}'");

            values.Add(new EnumValue(scanner.Word("the value's name").ToString(), ReadValue(ref scanner, isSigned)));
            scanner.EndOfLine();
        }

        return new Definition(DefinitionKind.Enum, name, size, default, isSigned, Array(values));
    }

    private static long ReadValue(ref ManifestScanner scanner, bool isSigned)
    {
        const string What = "the value";
        ReadOnlySpan<char> word = scanner.Word(What);
        if (!isSigned)
            return unchecked((long)scanner.Parse(word, What, ulong.MaxValue));

        return word[0] == '-'
            ? unchecked(-(long)scanner.Parse(word.Slice(1), What, 1UL << 63))
            : (long)scanner.Parse(word, What, long.MaxValue);
    }

    private static bool ReadEither(ref ManifestScanner scanner, string no, string yes)
    {
        ReadOnlySpan<char> word = scanner.Word($"'{no}' or '{yes}'");
        if (word.SequenceEqual(yes.AsSpan()))
            return true;

        return word.SequenceEqual(no.AsSpan()) ? false : throw scanner.Error($"'{no}' or '{yes}' is expected, not '{word.ToString()}'");
    }

    private static string LastWord(ref ManifestScanner scanner, string what)
    {
        string word = scanner.Word(what).ToString();
        scanner.EndOfLine();
        return word;
    }

    // An empty list is the default array, so that a manifest that was read equals one that was built.
    private static EquatableArray<T> Array<T>(List<T> items)
        where T : IEquatable<T> => items.Count == 0 ? default : new(items.ToArray());
}
