// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// The element calls of all typed maps. The kernel copies as many bytes as the map's sizes say, whatever the caller's buffer
/// has: that is why <see cref="Check"/> comes first, once, when a typed map is made.
/// </summary>
internal static unsafe class MapCalls
{
    /// <summary>Throws when the map is of another kind, or its key or value is not the C# type.</summary>
    internal static void Check<TKey, TValue>(BpfMap map, params ReadOnlySpan<BpfMapType> types) where TKey : unmanaged where TValue : unmanaged
    {
        CheckType(map, types);
        CheckSize(map, "key", map.KeySize, sizeof(TKey));
        CheckSize(map, "value", map.ValueSize, sizeof(TValue));
        (string? key, string? value) = map.TypeNames();
        CheckName(map, "key", key, typeof(TKey));
        CheckName(map, "value", value, typeof(TValue));
    }

    internal static void CheckType(BpfMap map, params ReadOnlySpan<BpfMapType> types)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (!types.Contains(map.Type))
            throw BpfErrors.Stale($"use map '{map.Name}'", $"it is a map of type {map.Type}, not {string.Join(" or ", types.ToArray())}");
    }

    internal static void CheckSize(BpfMap map, string what, uint size, int type)
    {
        if (size != type)
            throw BpfErrors.Stale($"use map '{map.Name}'", $"its {what} has {size} bytes, the C# type {type}");
    }

    private static void CheckName(BpfMap map, string what, string? name, Type type)
    {
        if (name is not null && type.GetCustomAttribute<BpfStructAttribute>()?.Name is { } expected && expected != name)
            throw BpfErrors.Stale($"use map '{map.Name}'", $"its {what} is '{name}', and {type.Name} stands for '{expected}'");
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

    /// <summary>False when the kernel, or this kind of map, has no batches.</summary>
    internal static bool TryUpdateBatch(BpfMap map, void* keys, void* values, uint count)
    {
        if (count == 0)
            return true;
        BpfMapBatchOpts opts = new() { Size = (nuint)sizeof(BpfMapBatchOpts) };
        int result = LibBpf.bpf_map_update_batch(map.Handle, keys, values, &count, &opts);
        if (result < 0 && !IsNoBatch(result))
            Throw(map, "update", result);
        return result >= 0;
    }

    /// <summary>How many were deleted before the first that is not there; -1 when the kernel, or this kind of map, has no batches.</summary>
    internal static int TryDeleteBatch(BpfMap map, void* keys, uint count)
    {
        BpfMapBatchOpts opts = new() { Size = (nuint)sizeof(BpfMapBatchOpts) };
        int result = LibBpf.bpf_map_delete_batch(map.Handle, keys, &count, &opts);
        if (result >= 0 || result == -Errno.ENOENT)
            return (int)count;
        if (!IsNoBatch(result))
            Throw(map, "delete keys of", result);
        return -1;
    }

    private static bool IsNoBatch(int result) => result is -Errno.EINVAL or -Errno.ENOTSUPP;

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
