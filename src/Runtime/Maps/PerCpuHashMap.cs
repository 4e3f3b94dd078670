// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Runtime.CompilerServices;

namespace SharpBpf;

/// <summary>
/// A hash table in the kernel with one value a CPU, <c>BPF_MAP_TYPE_PERCPU_HASH</c> or <c>LRU_PERCPU_HASH</c>. Every operation is one system
/// call. Safe to use from several threads, and while BPF programs use it.
/// </summary>
/// <remarks>
/// Enumerating reads many entries a system call. Entries that are added or deleted meanwhile may or may not be seen; the others are seen
/// once, in no order.
/// </remarks>
/// <typeparam name="TKey">The key, blittable and without padding that could differ: the kernel compares its bytes.</typeparam>
/// <typeparam name="TValue">The value of one CPU, blittable.</typeparam>
public sealed unsafe class PerCpuHashMap<TKey, TValue> : IEnumerable<KeyValuePair<TKey, TValue[]>> where TKey : unmanaged where TValue : unmanaged
{
    /// <summary>A typed view of a map.</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="BpfException">The map is of another type, or its sizes are not those of the C# types.</exception>
    public PerCpuHashMap(BpfMap map)
    {
        MapCalls.Check<TKey, TValue>(map, BpfMapType.PerCpuHash, BpfMapType.LruPerCpuHash);
        Map = map;
    }

    /// <summary>The map itself.</summary>
    public BpfMap Map { get; }

    /// <summary>Reads the values of a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>One value for each of <see cref="BpfRuntime.PossibleCpus"/>, by CPU number; null when the key is not there.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public TValue[]? Get(in TKey key)
    {
        TValue[] values = new TValue[BpfRuntime.PossibleCpus];
        return TryGet(key, values) ? values : null;
    }

    /// <summary>Reads the values of a key without allocating.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">Room for <see cref="BpfRuntime.PossibleCpus"/> values; unchanged when the key is not there.</param>
    /// <returns>Whether the key is there.</returns>
    /// <exception cref="ArgumentException"><paramref name="values"/> is too short.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool TryGet(in TKey key, Span<TValue> values)
    {
        fixed (TKey* k = &key)
            return PerCpuValues.TryGet(Map, k, values);
    }

    /// <summary>Writes the values of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="values">One value for each of <see cref="BpfRuntime.PossibleCpus"/>.</param>
    /// <param name="flags">Whether the key may be added, replaced, or either.</param>
    /// <returns>False when <paramref name="flags"/> forbid it: the key exists, or does not.</returns>
    /// <exception cref="ArgumentException"><paramref name="values"/> is too short.</exception>
    /// <exception cref="BpfException">The map is full (E2BIG), or the kernel refuses.</exception>
    public bool TryUpdate(in TKey key, ReadOnlySpan<TValue> values, BpfUpdate flags = BpfUpdate.Any)
    {
        fixed (TKey* k = &key)
            return PerCpuValues.TrySet(Map, k, values, flags);
    }

    /// <summary>Deletes a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool Remove(in TKey key)
    {
        fixed (TKey* k = &key)
            return MapCalls.TryDelete(Map, k);
    }

    /// <summary>Goes through the entries; each has one value for every possible CPU.</summary>
    /// <returns>An enumerator.</returns>
    /// <exception cref="BpfException">The kernel refuses; thrown by the enumerator.</exception>
    public IEnumerator<KeyValuePair<TKey, TValue[]>> GetEnumerator()
    {
        int cpus = BpfRuntime.PossibleCpus;
        using MapBatch batch = new(Map, PerCpuValues.Size(Unsafe.SizeOf<TValue>()) * cpus, delete: false);
        while (batch.MoveNext())
        {
            for (int i = 0; i < batch.Count; i++)
                yield return Entry(batch, i, cpus);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static KeyValuePair<TKey, TValue[]> Entry(MapBatch batch, int index, int cpus)
    {
        TValue[] values = new TValue[cpus];
        PerCpuValues.Unpack<TValue>(batch.Value(index), values, cpus);
        return new(Unsafe.ReadUnaligned<TKey>(batch.Key(index)), values);
    }
}
