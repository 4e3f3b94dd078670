// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace SharpBpf;

/// <summary>
/// An array in the kernel, <c>BPF_MAP_TYPE_ARRAY</c>. All its entries exist from the start, as zeros. Every operation is one
/// system call. Safe to use from several threads.
/// </summary>
/// <typeparam name="TValue">The value, blittable.</typeparam>
public sealed unsafe class ArrayMap<TValue> where TValue : unmanaged
{
    /// <summary>A typed view of a map.</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="BpfException">The map is of another type, or its sizes are not those of the C# types.</exception>
    public ArrayMap(BpfMap map)
    {
        MapCalls.Check(map, sizeof(uint), sizeof(TValue), BpfMapType.Array);
        Map = map;
    }

    /// <summary>The map itself.</summary>
    public BpfMap Map { get; }

    /// <summary>How many entries there are.</summary>
    public uint Length => Map.MaxEntries;

    /// <summary>The value at an index.</summary>
    /// <param name="index">From 0 to <see cref="Length"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in the array.</exception>
    /// <exception cref="BpfException">The kernel refuses, as it does for a frozen map.</exception>
    public TValue this[uint index]
    {
        get
        {
            Unsafe.SkipInit(out TValue value);
            if (!MapCalls.TryLookup(Map, &index, &value))
                throw OutOfRange(index);
            return value;
        }
        set
        {
            if (index >= Length)
                throw OutOfRange(index);
            MapCalls.TryUpdate(Map, &index, &value, BpfUpdate.Any);
        }
    }

    private ArgumentOutOfRangeException OutOfRange(uint index) =>
        new(nameof(index), index, $"Map '{Map.Name}' has {Length} entries.");
}
