// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Build.Btf;
using SharpBpf.Build.Elf;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Manifests;

/// <summary>The types of one object, and the questions that need more than one of them. Each walk is bounded, since input may be hostile.</summary>
internal sealed class BtfGraph
{
    private const uint PointerSize = 8;

    private readonly ElfFile _file;
    private readonly BtfType[] _types;
    private readonly Dictionary<uint, string> _typedefNames = [];

    public BtfGraph(ElfFile file, BtfType[] types)
    {
        _file = file;
        _types = types;
        foreach (BtfType type in types)
        {
            if (type.Kind != BtfKind.Typedef || this[type.Target] is not { Name: "", IsComposite: true } and not { Name: "", IsEnum: true })
                continue;

            // Of several typedefs of one anonymous type the first by name, because the order of BTF is the compiler's.
            if (!_typedefNames.TryGetValue(type.Target, out string? other) || string.CompareOrdinal(type.Name, other) < 0)
                _typedefNames[type.Target] = type.Name;
        }
    }

    public IReadOnlyList<BtfType> Types => _types;

    public BtfType this[uint id] => _types[id];

    /// <summary>The typedef that names an anonymous struct, union or enum; null when there is none.</summary>
    public string? TypedefOf(BtfType type) => _typedefNames.GetValueOrDefault(type.Id);

    /// <summary>The type behind qualifiers, tags and typedefs.</summary>
    public BtfType Strip(uint id)
    {
        BtfType type = this[id];
        for (int depth = 0; type.IsModifier; depth++)
        {
            CheckDepth(type, depth);
            type = this[type.Target];
        }

        return type;
    }

    /// <summary>The type of an array's elements, of any rank, or the type itself, as <see cref="Strip"/> gives it.</summary>
    public BtfType Innermost(uint id)
    {
        BtfType type = Strip(id);
        for (int depth = 0; type.Kind == BtfKind.Array; depth++)
        {
            CheckDepth(type, depth);
            type = Strip(type.Target);
        }

        return type;
    }

    /// <summary>What an object of this type takes, in bytes.</summary>
    public uint SizeOf(uint id)
    {
        ulong count = 1;
        BtfType type = Strip(id);
        for (int depth = 0; type.Kind == BtfKind.Array; depth++)
        {
            CheckDepth(type, depth);
            count *= type.Count;
            if (count > int.MaxValue)
                throw Error(type, "an array is larger than 2 GiB");

            type = Strip(type.Target);
        }

        ulong size = type.Kind switch
        {
            BtfKind.Int or BtfKind.Float or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 => type.Size,
            BtfKind.Pointer => PointerSize,
            _ => throw Error(type, $"{Describe(type)} has no size"),
        };
        return count * size <= int.MaxValue ? (uint)(count * size) : throw Error(type, $"{Describe(type)} is larger than 2 GiB");
    }

    /// <summary>Throws when a walk has gone on for longer than a type may nest.</summary>
    public void CheckDepth(BtfType type, int depth)
    {
        if (depth >= ManifestLimits.Depth)
            throw Error(type, $"a type nests deeper than {ManifestLimits.Depth}");
    }

    /// <summary>The type's name as a word of the manifest.</summary>
    public string Word(BtfType type) => Word(type.Place, type.Name);

    /// <summary><paramref name="name"/> when it can be a word of the manifest.</summary>
    public string Word(long place, string name)
    {
        foreach (char c in name)
        {
            if (c <= ' ' || c == '\x7f')
                throw _file.Error(place, "a name has a blank or a control character in it");
        }

        return name.Length != 0 ? name : throw _file.Error(place, "a name is empty");
    }

    public BadObjectException Error(BtfType type, string message) => _file.Error(type.Place, message);

    public BadObjectException Error(long place, string message) => _file.Error(place, message);

    /// <summary>The type in words for an error.</summary>
    public static string Describe(BtfType type)
    {
        string kind = type.Kind switch
        {
            BtfKind.Void => "void",
            BtfKind.Int => "integer",
            BtfKind.Pointer => "pointer",
            BtfKind.Array => "array",
            BtfKind.Struct => "struct",
            BtfKind.Union => "union",
            BtfKind.Enum or BtfKind.Enum64 => "enum",
            BtfKind.Forward => "struct that is only declared",
            BtfKind.Float => "float",
            BtfKind.FunctionPrototype or BtfKind.Function => "function",
            BtfKind.Variable => "variable",
            BtfKind.DataSection => "section",
            BtfKind.DeclarationTag => "tag",
            _ => "qualified type",
        };
        return type.Name.Length == 0 ? kind : $"{kind} {type.Name}";
    }
}
