// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SharpBpf;

/// <summary>
/// How a per-CPU value crosses the system call: one slot for every possible CPU, each rounded up to 8 bytes
/// (<c>round_up(value_size, 8) * num_possible_cpus()</c>). A buffer by the struct's size alone would be overrun.
/// </summary>
internal static unsafe class PerCpuValues
{
    private const int StackBytes = 1024;

    internal static int Size(int valueSize) => (valueSize + 7) & ~7;

    /// <summary>Reads the values of a key. False when it is not there.</summary>
    internal static bool TryGet<TValue>(BpfMap map, void* key, Span<TValue> values) where TValue : unmanaged
    {
        int cpus = Require(values.Length);
        int bytes = Size(sizeof(TValue)) * cpus;
        byte* heap = bytes > StackBytes ? (byte*)NativeMemory.Alloc((nuint)bytes) : null;
        byte* stack = stackalloc byte[heap is null ? bytes : 0];
        try
        {
            byte* raw = heap is null ? stack : heap;
            bool found = MapCalls.TryLookup(map, key, raw);
            if (found)
                Unpack(raw, values, cpus);
            return found;
        }
        finally
        {
            NativeMemory.Free(heap);
        }
    }

    /// <summary>Writes the values of a key. False when the flags forbid it.</summary>
    internal static bool TrySet<TValue>(BpfMap map, void* key, ReadOnlySpan<TValue> values, BpfUpdate flags) where TValue : unmanaged
    {
        int cpus = Require(values.Length);
        int size = Size(sizeof(TValue));
        byte* raw = (byte*)NativeMemory.AllocZeroed((nuint)(size * cpus));
        try
        {
            for (int cpu = 0; cpu < cpus; cpu++)
                Unsafe.WriteUnaligned(raw + cpu * size, values[cpu]);
            return MapCalls.TryUpdate(map, key, raw, flags);
        }
        finally
        {
            NativeMemory.Free(raw);
        }
    }

    internal static void Unpack<TValue>(byte* raw, Span<TValue> values, int cpus) where TValue : unmanaged
    {
        int size = Size(sizeof(TValue));
        for (int cpu = 0; cpu < cpus; cpu++)
            values[cpu] = Unsafe.ReadUnaligned<TValue>(raw + cpu * size);
    }

    // The number of CPUs, after checking that there is a value for each.
    private static int Require(int values)
    {
        int cpus = BpfRuntime.PossibleCpus;
        return values >= cpus ? cpus
            : throw new ArgumentException($"There must be {cpus} values, one for each possible CPU, not {values}.", nameof(values));
    }
}
