// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// The element calls of all typed maps. The kernel copies as many bytes as the map's sizes say, whatever the caller's buffer
/// has: that is why <see cref="Check"/> comes first, once, when a typed map is made.
/// </summary>
internal static unsafe class MapCalls
{
    /// <summary>Throws when the map's key or value is not as large as the C# type.</summary>
    internal static void Check(BpfMap map, int keySize, int valueSize, params ReadOnlySpan<BpfMapType> types)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (!types.Contains(map.Type))
            throw BpfErrors.Stale($"use map '{map.Name}'", $"it is a map of type {map.Type}, not {string.Join(" or ", types.ToArray())}");
        if (map.KeySize != keySize)
            throw BpfErrors.Stale($"use map '{map.Name}'", $"its key has {map.KeySize} bytes, the C# type {keySize}");
        if (map.ValueSize != valueSize)
            throw BpfErrors.Stale($"use map '{map.Name}'", $"its value has {map.ValueSize} bytes, the C# type {valueSize}");
    }

    internal static bool TryLookup(BpfMap map, void* key, void* value, ulong flags = 0) =>
        Found(map, LibBpf.bpf_map_lookup_elem_flags(map.Handle, key, value, flags), "look up a key of");

    internal static bool TryLookupAndDelete(BpfMap map, void* key, void* value) =>
        Found(map, LibBpf.bpf_map_lookup_and_delete_elem(map.Handle, key, value), "take a key out of");

    internal static bool TryDelete(BpfMap map, void* key) =>
        Found(map, LibBpf.bpf_map_delete_elem(map.Handle, key), "delete a key of");

    /// <summary>The key after another, or the first after null. False at the end.</summary>
    internal static bool TryNextKey(BpfMap map, void* key, void* next) =>
        Found(map, LibBpf.bpf_map_get_next_key(map.Handle, key, next), "go through");

    /// <summary>False when the flags forbid what the key would need: it exists, or it does not.</summary>
    internal static bool TryUpdate(BpfMap map, void* key, void* value, BpfUpdate flags)
    {
        int result = LibBpf.bpf_map_update_elem(map.Handle, key, value, (ulong)flags);
        if (result >= 0)
            return true;
        bool refused = (result == -Errno.EEXIST && (flags & BpfUpdate.Add) != 0)
            || (result == -Errno.ENOENT && (flags & BpfUpdate.Replace) != 0);
        if (!refused)
            Throw(map, "update", result);
        return false;
    }

    [DoesNotReturn]
    internal static void Throw(BpfMap map, string action, int result) => throw BpfErrors.Map(map, action, -result);

    private static bool Found(BpfMap map, int result, string action)
    {
        if (result >= 0)
            return true;
        if (result != -Errno.ENOENT)
            Throw(map, action, result);
        return false;
    }
}
