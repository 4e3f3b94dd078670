// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Emit;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Models;

namespace SharpBpf.Generator.Planning;

/// <summary>Which class of the runtime reaches a map's contents.</summary>
internal static class MapTypes
{
    /// <summary>For the maps that have no class of their own.</summary>
    public const string Untyped = "global::SharpBpf.BpfMap";

    /// <summary>The wrapper of a map; null when there is none, or when the C source does not say what is in the map.</summary>
    public static (string Type, bool IsPublic)? Wrap(MapInfo map, CsType? key, CsType? value) => (map.Type, key, value) switch
    {
        ("ringbuf", _, { } v) => Of("RingBuffer", v),
        ("ringbuf", _, null) => ("global::SharpBpf.RingBuffer", true),
        ("user_ringbuf", _, { } v) => Of("UserRingBuffer", v),
        ("user_ringbuf", _, null) => ("global::SharpBpf.UserRingBuffer", true),

        ("perf_event_array", _, { } v) when IsEvent(map) => Of("PerfBuffer", v),
        ("array", _, { } v) => Of("ArrayMap", v),
        ("percpu_array", _, { } v) => Of("PerCpuArrayMap", v),
        ("hash" or "lru_hash", { } k, { } v) => Of("HashMap", k, v),
        ("percpu_hash" or "lru_percpu_hash", { } k, { } v) => Of("PerCpuHashMap", k, v),
        ("lpm_trie", { } k, { } v) => Of("LpmTrieMap", k, v),
        ("queue" or "stack", _, { } v) => Of("QueueMap", v),
        ("bloom_filter", _, { } v) => Of("BloomFilterMap", v),
        ("task_storage" or "sk_storage" or "inode_storage" or "cgrp_storage", _, { } v) => Of("StorageMap", v),
        ("hash_of_maps", { } k, _) => Of("MapOfMaps", k),
        ("array_of_maps", _, _) => Of("MapOfMaps", key ?? TypeResolver.Integer(4, signed: false)),
        ("prog_array", _, _) => ("global::SharpBpf.ProgramArrayMap", true),
        ("stack_trace", _, _) => ("global::SharpBpf.StackTraceMap", true),
        _ => null,
    };

    /// <summary>For a map's documentation; XML.</summary>
    public static string Describe(MapInfo map)
    {
        string text = Doc.Escape(map.Type);
        if (map.Type is ("ringbuf" or "user_ringbuf") && map.MaxEntries != 0)
            text += $" of {Doc.Bytes(map.MaxEntries)}";
        else if (map.MaxEntries != 0)
            text += $" of {Doc.Number(map.MaxEntries)} " + (map.MaxEntries == 1 ? "entry" : "entries");

        if (map.KeySize != 0)
            text += ", key " + Content(map.Key, map.KeySize);

        return map.ValueSize == 0 ? text : text + (IsEvent(map) ? ", event " : ", value ") + Content(map.Value, map.ValueSize);
    }

    /// <summary>
    /// Whether the map's value is what a buffer carries. By an old custom the value of a perf buffer's map is said to be an int: the perf
    /// event's fd, and no event.
    /// </summary>
    public static bool IsEvent(MapInfo map) => map.Type switch
    {
        "ringbuf" or "user_ringbuf" => map.Value is not null,
        "perf_event_array" => map.Value is not null && DefinitionTable.Strip(map.Value) is NamedType { Kind: not DefinitionKind.Enum },
        _ => false,
    };

    private static string Content(CType? type, uint size) => type is null ? Doc.Bytes(size) : Doc.Code(CSpelling.Of(type, ""));

    private static (string, bool) Of(string wrapper, params CsType[] arguments)
        => ($"global::SharpBpf.{wrapper}<{string.Join(", ", arguments.Select(a => a.Name))}>", arguments.All(a => a.IsPublic));
}
