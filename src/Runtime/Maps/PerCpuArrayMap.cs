// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// An array in the kernel with one value a CPU, <c>BPF_MAP_TYPE_PERCPU_ARRAY</c>. BPF programs count in it without atomics;
/// user space adds up. Every operation is one system call. Safe to use from several threads.
/// </summary>
/// <typeparam name="TValue">The value of one CPU, blittable.</typeparam>
public sealed unsafe class PerCpuArrayMap<TValue> where TValue : unmanaged
{
    /// <summary>A typed view of a map.</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="BpfException">The map is of another type, or its sizes are not those of the C# types.</exception>
    public PerCpuArrayMap(BpfMap map)
    {
        MapCalls.Check<uint, TValue>(map, BpfMapType.PerCpuArray);
        Map = map;
    }

    /// <summary>The map itself.</summary>
    public BpfMap Map { get; }

    /// <summary>How many entries there are.</summary>
    public uint Length => Map.MaxEntries;

    /// <summary>Reads the values of all possible CPUs at an index.</summary>
    /// <param name="index">From 0 to <see cref="Length"/> - 1.</param>
    /// <returns>One value for each of <see cref="BpfRuntime.PossibleCpus"/>, by CPU number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in the array.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public TValue[] Get(uint index)
    {
        TValue[] values = new TValue[BpfRuntime.PossibleCpus];
        Get(index, values);
        return values;
    }

    /// <summary>Reads the values of all possible CPUs at an index without allocating.</summary>
    /// <param name="index">From 0 to <see cref="Length"/> - 1.</param>
    /// <param name="values">Room for <see cref="BpfRuntime.PossibleCpus"/> values.</param>
    /// <exception cref="ArgumentException"><paramref name="values"/> is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in the array.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public void Get(uint index, Span<TValue> values)
    {
        if (!PerCpuValues.TryGet(Map, &index, values))
            throw OutOfRange(index);
    }

    /// <summary>Writes the values of all possible CPUs at an index.</summary>
    /// <param name="index">From 0 to <see cref="Length"/> - 1.</param>
    /// <param name="values">One value for each of <see cref="BpfRuntime.PossibleCpus"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="values"/> is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The index is not in the array.</exception>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public void Set(uint index, ReadOnlySpan<TValue> values)
    {
        if (index >= Length)
            throw OutOfRange(index);
        PerCpuValues.TrySet(Map, &index, values, BpfUpdate.Any);
    }

    private ArgumentOutOfRangeException OutOfRange(uint index) =>
        new(nameof(index), index, $"Map '{Map.Name}' has {Length} entries.");
}
