// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Planning;

namespace SharpBpf.Generator.Analyzers;

/// <summary>
/// Compares a typed view with the map it is made for. What is certainly wrong is told: the kind of map, a size, or another struct of the C
/// source. A view of one's own with the right size is everybody's right.
/// </summary>
internal static class MapFit
{
    private static readonly Dictionary<string, string[]> _kinds = new(StringComparer.Ordinal)
    {
        ["ArrayMap"] = ["array"],
        ["BloomFilterMap"] = ["bloom_filter"],
        ["HashMap"] = ["hash", "lru_hash"],
        ["LpmTrieMap"] = ["lpm_trie"],
        ["MapOfMaps"] = ["array_of_maps", "hash_of_maps"],
        ["PerCpuArrayMap"] = ["percpu_array"],
        ["PerCpuHashMap"] = ["percpu_hash", "lru_percpu_hash"],
        ["PerfBuffer"] = ["perf_event_array"],
        ["ProgramArrayMap"] = ["prog_array"],
        ["QueueMap"] = ["queue", "stack"],
        ["RingBuffer"] = ["ringbuf", "perf_event_array"],
        ["StackTraceMap"] = ["stack_trace"],
        ["StorageMap"] = ["sk_storage", "inode_storage", "task_storage", "cgrp_storage"],
        ["UserRingBuffer"] = ["user_ringbuf"],
    };

    /// <summary>The runtime's typed views that are known here.</summary>
    public static IEnumerable<string> Wrappers => _kinds.Keys;

    /// <summary>What is wrong, as the end of a sentence about the map; null when nothing is.</summary>
    public static string? Problem(MapInfo map, BpfManifest manifest, INamedTypeSymbol wrapper)
    {
        if (_kinds.TryGetValue(wrapper.Name, out string[]? kinds) && !kinds.Contains(map.Type))
            return $"is of type {map.Type} in {manifest.Source}; a {wrapper.Name} reads {string.Join(" or ", kinds)}";

        bool isEvent = map.Type is "ringbuf" or "perf_event_array" or "user_ringbuf";
        for (int i = 0; i < wrapper.TypeArguments.Length; i++)
        {
            ITypeSymbol given = wrapper.TypeArguments[i];
            string? problem = wrapper.TypeParameters[i].Name == "TKey"
                ? Problem("key", map.Key, map.KeySize, given, manifest, prefixAllowed: false)
                : Problem(isEvent ? "event" : "value", map.Value, map.ValueSize, given, manifest, prefixAllowed: isEvent);
            if (problem is not null)
                return problem;
        }

        return null;
    }

    private static string? Problem(string what, CType? type, uint size, ITypeSymbol given, BpfManifest manifest, bool prefixAllowed)
    {
        string spelled = type is null ? $"of {Bytes(size)}" : $"'{CSpelling.Of(type, "")}' of {Bytes(size)}";
        if (StructName(given) is { } name && type is not null && DefinitionTable.Strip(type) is NamedType { Kind: not DefinitionKind.Enum } c && Tag(c.Name) != name
            && !(prefixAllowed && BeginsWith(manifest, c.Name, name)))
        {
            return $"has the {what} {spelled} in {manifest.Source}; '{given.Name}' stands for '{name}'";
        }

        if (size == 0 || TypeSizes.Of(given) is not { } bytes || bytes == size || (prefixAllowed && bytes < size))
            return null;

        return $"has the {what} {spelled} in {manifest.Source}; '{given.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}' has {Bytes((uint)bytes)}";
    }

    private static string? StructName(ITypeSymbol type)
    {
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (type.TypeKind == TypeKind.Struct && attribute is { AttributeClass.Name: "BpfStructAttribute", ConstructorArguments: [{ Value: string name }] })
                return Tag(name);
        }

        return null;
    }

    // Events of several kinds share a header: a reader of headers is right for all of them.
    private static bool BeginsWith(BpfManifest manifest, string outer, string name)
    {
        for (int depth = 0; depth < ManifestLimits.Depth; depth++)
        {
            FieldInfo? first = manifest.Definitions.FirstOrDefault(d => d.Name == outer)?.Fields.FirstOrDefault(f => f.BitOffset == 0);
            if (first is null || DefinitionTable.Strip(first.Type) is not NamedType { Kind: not DefinitionKind.Enum } inner)
                return false;

            if (Tag(inner.Name) == name)
                return true;

            outer = inner.Name;
        }

        return false;
    }

    // The manifest marks what only a typedef names with '='; C# does not.
    private static string Tag(string name) => name.TrimStart('=');

    private static string Bytes(uint size) => size == 1 ? "1 byte" : size.ToString(System.Globalization.CultureInfo.InvariantCulture) + " bytes";
}
