// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Build.Btf;

namespace SharpBpf.Build.Manifests;

/// <summary>A map as the source declares it, its types still BTF's.</summary>
internal sealed record MapDefinition(string Name)
{
    public uint Type { get; set; }

    public uint MaxEntries { get; set; }

    public uint Flags { get; set; }

    public uint KeySize { get; set; }

    public uint ValueSize { get; set; }

    public uint? Key { get; set; }

    public uint? Value { get; set; }

    public MapDefinition? Inner { get; set; }
}

/// <summary>Reads the map definitions of <c>SEC(".maps")</c>: structs whose members encode numbers as array lengths and types as pointers.</summary>
internal sealed class MapDefinitions(BtfGraph graph, List<string> notes)
{
    public const string Section = ".maps";
    private const string StructOpsSection = ".struct_ops";
    private const string StructOpsLinkSection = ".struct_ops.link";

    // BPF_MAP_TYPE_STRUCT_OPS and BPF_F_LINK, which libbpf puts in by itself.
    private const uint StructOpsType = 26;
    private const uint LinkFlag = 1 << 13;
    private const uint Global = 1;

    /// <summary>All maps, sorted by name.</summary>
    public List<MapDefinition> ReadAll()
    {
        List<MapDefinition> maps = [];
        foreach (BtfType section in graph.Types)
        {
            if (section.Kind != BtfKind.DataSection)
                continue;

            foreach (BtfMember entry in section.Members)
            {
                if (section.Name == Section)
                    maps.Add(Read(Variable(entry)));
                else if (section.Name is StructOpsSection or StructOpsLinkSection)
                    maps.Add(ReadStructOps(Variable(entry), section.Name == StructOpsLinkSection));
            }
        }

        maps.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return maps;
    }

    private BtfType Variable(BtfMember entry)
    {
        BtfType variable = graph[entry.Type];
        return variable.Kind == BtfKind.Variable ? variable : throw graph.Error(entry.Place, "something in a section of maps is no variable");
    }

    private MapDefinition Read(BtfType variable)
    {
        string name = graph.Word(variable);
        if (variable.Linkage != Global)
            throw graph.Error(variable, $"map {name} is static or extern, which libbpf refuses");

        return Read(graph.Strip(variable.Target), name, variable.Place, 0);
    }

    private MapDefinition ReadStructOps(BtfType variable, bool isLink) => new(graph.Word(variable))
    {
        Type = StructOpsType,
        MaxEntries = 1,
        Flags = isLink ? LinkFlag : 0,
        KeySize = sizeof(int),
        ValueSize = graph.SizeOf(variable.Target),
        Value = variable.Target,
    };

    private MapDefinition Read(BtfType definition, string name, long place, int depth)
    {
        if (definition.Kind != BtfKind.Struct)
            throw graph.Error(place, $"map {name} is not a struct but: {BtfGraph.Describe(definition)}");

        graph.CheckDepth(definition, depth);
        MapDefinition map = new(name);
        foreach (BtfMember member in definition.Members)
        {
            switch (member.Name)
            {
                case "type":
                    map.Type = Number(member, name);
                    break;
                case "max_entries":
                    map.MaxEntries = Number(member, name);
                    break;
                case "map_flags":
                    map.Flags = Number(member, name);
                    break;
                case "key":
                    map.Key = Pointee(member, name);
                    map.KeySize = Size(member, name, map.KeySize, graph.SizeOf(map.Key.Value));
                    break;
                case "key_size":
                    map.KeySize = Size(member, name, map.KeySize, Number(member, name));
                    break;
                case "value":
                    map.Value = Pointee(member, name);
                    map.ValueSize = Size(member, name, map.ValueSize, graph.SizeOf(map.Value.Value));
                    break;
                case "value_size":
                    map.ValueSize = Size(member, name, map.ValueSize, Number(member, name));
                    break;
                case "values":
                    ReadValues(map, member, depth);
                    break;
                case "numa_node" or "pinning" or "map_extra":
                    break;
                default:
                    notes.Add($"map {name}: member '{member.Name}' is not known and left out");
                    break;
            }
        }

        return map.Type != 0 ? map : throw graph.Error(definition, $"map {name} has no type");
    }

    // __array(values, …): the template of inner maps, or functions for a prog_array. libbpf makes the value an fd of 4 bytes.
    private void ReadValues(MapDefinition map, BtfMember member, int depth)
    {
        BtfType array = graph.Strip(member.Type);
        BtfType pointer = array.Kind == BtfKind.Array ? graph.Strip(array.Target) : array;
        if (pointer.Kind != BtfKind.Pointer)
            throw graph.Error(member.Place, $"map {map.Name}: 'values' is not an array of pointers");

        map.ValueSize = Size(member, map.Name, map.ValueSize, sizeof(uint));
        BtfType target = graph.Strip(pointer.Target);
        if (target.Kind == BtfKind.Struct)
            map.Inner = Read(target, "", member.Place, depth + 1);
        else if (target.Kind != BtfKind.FunctionPrototype)
            throw graph.Error(member.Place, $"map {map.Name}: 'values' holds neither maps nor functions");
    }

    // __uint(name, N) is int (*name)[N]; __ulong(name, N) is an enum with that one value.
    private uint Number(BtfMember member, string map)
    {
        BtfType type = graph.Strip(member.Type);
        if (type.IsEnum && type.Enumerators is [{ Bits: <= uint.MaxValue } only, ..])
            return (uint)only.Bits;

        if (type.Kind == BtfKind.Pointer && graph.Strip(type.Target) is { Kind: BtfKind.Array } array)
            return array.Count;

        throw graph.Error(member.Place, $"map {map}: '{member.Name}' is not a number as __uint makes it");
    }

    private uint Pointee(BtfMember member, string map)
    {
        BtfType type = graph.Strip(member.Type);
        return type.Kind == BtfKind.Pointer ? type.Target : throw graph.Error(member.Place, $"map {map}: '{member.Name}' is not a type as __type makes it");
    }

    private uint Size(BtfMember member, string map, uint before, uint now) => before == 0 || before == now
        ? now
        : throw graph.Error(member.Place, $"map {map}: '{member.Name}' gives a size of {now} bytes, an earlier member {before}");
}
