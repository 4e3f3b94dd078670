// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf;

/// <summary>
/// An array in the kernel with one value a CPU, <c>BPF_MAP_TYPE_PERCPU_ARRAY</c>. BPF programs count in it without atomics;
/// user space adds up. Every operation is one system call. Safe to use from several threads.
/// </summary>
/// <typeparam name="TValue">The value of one CPU, blittable.</typeparam>
public sealed unsafe class PerCpuArrayMap<TValue> where TValue : unmanaged
{
    private const int StackBytes = 1024;

    /// <summary>A typed view of a map.</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="BpfException">The map is of another type, or its sizes are not those of the C# types.</exception>
    public PerCpuArrayMap(BpfMap map)
    {
        MapCalls.Check(map, sizeof(uint), sizeof(TValue), BpfMapType.PerCpuArray);
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
        int cpus = PerCpuValues.Require(values.Length);
        int bytes = PerCpuValues.Size(sizeof(TValue)) * cpus;
        byte* heap = bytes > StackBytes ? (byte*)NativeMemory.Alloc((nuint)bytes) : null;
        byte* stack = stackalloc byte[heap is null ? bytes : 0];
        try
        {
            byte* raw = heap is null ? stack : heap;
            if (!MapCalls.TryLookup(Map, &index, raw))
                throw OutOfRange(index);
            PerCpuValues.Unpack(raw, values, cpus);
        }
        finally
        {
            NativeMemory.Free(heap);
        }
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
        int cpus = PerCpuValues.Require(values.Length);
        nuint bytes = (nuint)(PerCpuValues.Size(sizeof(TValue)) * cpus);
        byte* raw = (byte*)NativeMemory.AllocZeroed(bytes);
        try
        {
            PerCpuValues.Pack(values, raw, cpus);
            MapCalls.TryUpdate(Map, &index, raw, BpfUpdate.Any);
        }
        finally
        {
            NativeMemory.Free(raw);
        }
    }

    private ArgumentOutOfRangeException OutOfRange(uint index) =>
        new(nameof(index), index, $"Map '{Map.Name}' has {Length} entries.");
}
