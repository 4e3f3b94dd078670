// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Generator.Planning;

/// <summary>Looks definitions up, and answers what C's sizeof and the CLR's alignment of a type are.</summary>
internal sealed class DefinitionTable
{
    /// <summary>The size of a pointer in BPF, whatever the machine.</summary>
    public const int PointerSize = 8;

    private readonly Dictionary<string, Definition> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _naturalAlignment = new(StringComparer.Ordinal);
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);

    /// <summary>Indexes <paramref name="manifest"/>.</summary>
    /// <exception cref="ManifestException">A type is missing, contains itself, or a field lies outside its struct.</exception>
    public DefinitionTable(BpfManifest manifest)
    {
        Manifest = manifest;
        foreach (Definition definition in manifest.Definitions)
        {
            if (_byName.ContainsKey(definition.Name))
                throw new ManifestException($"'{definition.Name}' is defined twice");

            _byName.Add(definition.Name, definition);
        }

        HashSet<string> done = new(StringComparer.Ordinal);
        HashSet<string> open = new(StringComparer.Ordinal);
        foreach (Definition definition in manifest.Definitions)
            Check(definition, done, open);

        CollectNamedUses();
    }

    /// <summary>The manifest.</summary>
    public BpfManifest Manifest { get; }

    /// <summary>A definition, or null.</summary>
    public Definition? Find(string name) => _byName.TryGetValue(name, out Definition? definition) ? definition : null;

    /// <summary>The definition of a type; the constructor has checked that it is there.</summary>
    public Definition Get(NamedType type) => _byName[type.Name];

    /// <summary>Whether something with a name of its own has this type, so that C# needs a name for it too.</summary>
    public bool IsNamedUse(string definition) => _named.Contains(definition);

    /// <summary>The named members; as in C, those of an unnamed struct or union are members of what is around it.</summary>
    public IEnumerable<FieldInfo> Flatten(Definition definition, int bitOffset = 0)
    {
        foreach (FieldInfo field in definition.Fields)
        {
            int at = bitOffset + field.BitOffset;
            if (field.Name.Length != 0)
            {
                yield return bitOffset == 0 ? field : field with { BitOffset = at };
            }
            else if (Strip(field.Type) is NamedType { Kind: not DefinitionKind.Enum } inner)
            {
                foreach (FieldInfo member in Flatten(Get(inner), at))
                    yield return member;
            }
        }
    }

    /// <summary>Takes typedefs and qualifiers away.</summary>
    public static CType Strip(CType type)
    {
        for (; ; )
        {
            switch (type)
            {
                case TypedefType t:
                    type = t.Target;
                    break;
                case QualifiedType t:
                    type = t.Target;
                    break;
                default:
                    return type;
            }
        }
    }

    /// <summary>sizeof in C. A flexible array has 0.</summary>
    public long SizeOf(CType type) => Strip(type) switch
    {
        IntType t => t.Size,
        FloatType t => t.Size,
        PointerType => PointerSize,
        ArrayType t => t.Count * SizeOf(t.Element),
        NamedType t => Find(t.Name)?.Size ?? throw new ManifestException($"'{t.Name}' is used and not defined"),
        _ => 0,
    };

    /// <summary>What the CLR aligns the C# type to. It differs from C's alignment for packed structs and for what C# holds as bytes.</summary>
    public int AlignmentOf(CType type) => Strip(type) switch
    {
        IntType t => t.Size,
        FloatType t => t.Size is 2 or 4 or 8 ? t.Size : 1,
        PointerType => PointerSize,
        ArrayType t => AlignmentOf(t.Element),
        NamedType { Kind: DefinitionKind.Enum } t => Get(t).Size,
        NamedType t => AlignmentOf(Get(t)),
        _ => 1,
    };

    /// <summary>The alignment of the C# struct: 1 when it has to be packed.</summary>
    public int AlignmentOf(Definition definition)
    {
        int natural = NaturalAlignment(definition);
        return definition.Size % natural == 0 ? natural : 1;
    }

    /// <summary>Whether the CLR would make an array's elements larger than C's struct, were it not told to pack it.</summary>
    public bool NeedsPacking(Definition definition) => definition.Size % NaturalAlignment(definition) != 0;

    private int NaturalAlignment(Definition definition)
    {
        if (_naturalAlignment.TryGetValue(definition.Name, out int natural))
            return natural;

        natural = 1;
        foreach (FieldInfo field in Flatten(definition))
        {
            int alignment = field.BitWidth == 0
                ? AlignmentOf(field.Type)
                : BitLayout.Pieces(field.BitOffset, field.BitWidth, definition.Size, Manifest.BigEndian).Max(p => p.StorageSize);
            natural = Math.Max(natural, alignment);
        }

        _naturalAlignment.Add(definition.Name, natural);
        return natural;
    }

    private void Check(Definition definition, HashSet<string> done, HashSet<string> open)
    {
        if (done.Contains(definition.Name))
            return;

        if (!open.Add(definition.Name))
            throw new ManifestException($"'{definition.Name}' contains itself");

        foreach (FieldInfo field in definition.Fields)
        {
            if (Innermost(field.Type) is NamedType type)
                Check(Find(type.Name) ?? throw new ManifestException($"'{type.Name}' is used and not defined"), done, open);

            long bits = field.BitWidth != 0 ? field.BitWidth : SizeOf(field.Type) * 8;
            if (field.BitOffset + bits > definition.Size * 8L || (field.BitWidth == 0 && field.BitOffset % 8 != 0))
                throw new ManifestException($"field '{field.Name}' does not fit into '{definition.Name}'");
        }

        open.Remove(definition.Name);
        done.Add(definition.Name);
    }

    private void CollectNamedUses()
    {
        foreach (Definition definition in Manifest.Definitions)
        {
            foreach (FieldInfo field in definition.Fields)
            {
                if (field.Name.Length != 0 || Strip(field.Type) is ArrayType)
                    AddUse(field.Type);
            }
        }

        foreach (MapInfo map in Manifest.Maps)
        {
            AddUse(map.Key);
            AddUse(map.Value);
        }

        foreach (VariableInfo variable in Manifest.Sections.SelectMany(s => s.Variables))
            AddUse(variable.Type);
    }

    private void AddUse(CType? type)
    {
        if (type is null || Innermost(type) is not NamedType named)
            return;

        // Also finds a map or variable whose type is missing.
        if (Find(named.Name) is null)
            throw new ManifestException($"'{named.Name}' is used and not defined");

        _named.Add(named.Name);
    }

    private static CType Innermost(CType type)
    {
        CType inner = Strip(type);
        while (inner is ArrayType array)
            inner = Strip(array.Element);

        return inner;
    }
}
