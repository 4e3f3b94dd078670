// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace SharpBpf;

/// <summary>
/// A hash table in the kernel, <c>BPF_MAP_TYPE_HASH</c> or <c>LRU_HASH</c>. Every operation is one system call and atomic for
/// its key. Safe to use from several threads.
/// </summary>
/// <typeparam name="TKey">The key, blittable and without padding that could differ: the kernel compares its bytes.</typeparam>
/// <typeparam name="TValue">The value, blittable.</typeparam>
public sealed unsafe class HashMap<TKey, TValue> where TKey : unmanaged where TValue : unmanaged
{
    /// <summary>A typed view of a map.</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="BpfException">The map is of another type, or its sizes are not those of the C# types.</exception>
    public HashMap(BpfMap map)
    {
        MapCalls.Check(map, sizeof(TKey), sizeof(TValue), BpfMapType.Hash, BpfMapType.LruHash);
        Map = map;
    }

    /// <summary>The map itself.</summary>
    public BpfMap Map { get; }

    /// <summary>The value of a key; setting it adds the key or replaces its value.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="KeyNotFoundException">The key read is not there.</exception>
    /// <exception cref="BpfException">The map is full (E2BIG), or the kernel refuses.</exception>
    public TValue this[TKey key]
    {
        get => TryGet(key, out TValue value) ? value : throw new KeyNotFoundException($"Map '{Map.Name}' does not have the key {key}.");
        set => TryUpdate(key, value, BpfUpdate.Any);
    }

    /// <summary>Reads the value of a key: <c>BPF_MAP_LOOKUP_ELEM</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value, or zeros.</param>
    /// <returns>Whether the key is there.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryGet(in TKey key, out TValue value)
    {
        Unsafe.SkipInit(out value);
        bool found;
        fixed (TKey* k = &key)
        fixed (TValue* v = &value)
            found = MapCalls.TryLookup(Map, k, v);
        if (!found)
            value = default;
        return found;
    }

    /// <summary>Writes the value of a key: <c>BPF_MAP_UPDATE_ELEM</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="flags">Whether it may be added, replaced, or either.</param>
    /// <returns>False when <paramref name="flags"/> forbid it: the key exists, or does not.</returns>
    /// <exception cref="BpfException">The map is full (E2BIG), or the kernel refuses.</exception>
    public bool TryUpdate(in TKey key, in TValue value, BpfUpdate flags)
    {
        fixed (TKey* k = &key)
        fixed (TValue* v = &value)
            return MapCalls.TryUpdate(Map, k, v, flags);
    }

    /// <summary>Adds a key that is not there yet.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value.</param>
    /// <returns>False when the key exists; its value stays.</returns>
    /// <exception cref="BpfException">The map is full (E2BIG), or the kernel refuses.</exception>
    public bool TryAdd(in TKey key, in TValue value) => TryUpdate(key, value, BpfUpdate.Add);

    /// <summary>Deletes a key: <c>BPF_MAP_DELETE_ELEM</c>.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Remove(in TKey key)
    {
        fixed (TKey* k = &key)
            return MapCalls.TryDelete(Map, k);
    }

    /// <summary>Deletes a key and gives its last value, in one step: <c>BPF_MAP_LOOKUP_AND_DELETE_ELEM</c> (Linux 5.14).</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">Its value, or zeros.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="BpfException">The kernel refuses, or is too old for it (ENOTSUPP).</exception>
    public bool TryTake(in TKey key, out TValue value)
    {
        Unsafe.SkipInit(out value);
        bool found;
        fixed (TKey* k = &key)
        fixed (TValue* v = &value)
            found = MapCalls.TryLookupAndDelete(Map, k, v);
        if (!found)
            value = default;
        return found;
    }
}
