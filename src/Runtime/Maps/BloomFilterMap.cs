// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// A Bloom filter in the kernel, <c>BPF_MAP_TYPE_BLOOM_FILTER</c> (Linux 5.16). It says for certain that a value was never added. Every operation
/// is one system call. Safe to use from several threads.
/// </summary>
/// <typeparam name="TValue">The value, blittable and without padding that could differ.</typeparam>
public sealed unsafe class BloomFilterMap<TValue> where TValue : unmanaged
{
    /// <summary>A typed view of a map.</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="BpfException">The map is of another type, or its value is not the C# type.</exception>
    public BloomFilterMap(BpfMap map)
    {
        MapCalls.CheckType(map, BpfMapType.BloomFilter);
        MapCalls.CheckSize(map, "value", map.ValueSize, sizeof(TValue));
        Map = map;
    }

    /// <summary>The map itself.</summary>
    public BpfMap Map { get; }

    /// <summary>Adds a value.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public void Add(in TValue value)
    {
        fixed (TValue* v = &value)
            MapCalls.TryUpdate(Map, null, v, BpfUpdate.Any);
    }

    /// <summary>Whether a value may have been added.</summary>
    /// <param name="value">The value.</param>
    /// <returns>False when it was never added; true when it was, or by chance.</returns>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public bool MayContain(in TValue value)
    {
        TValue copy = value;
        return MapCalls.TryLookup(Map, null, &copy);
    }
}
