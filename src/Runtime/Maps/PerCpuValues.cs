// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace SharpBpf;

/// <summary>
/// How a per-CPU value crosses the system call: one slot for every possible CPU, each rounded up to 8 bytes
/// (<c>round_up(value_size, 8) * num_possible_cpus()</c>). A buffer by the struct's size alone would be overrun.
/// </summary>
internal static unsafe class PerCpuValues
{
    internal static int Size(int valueSize) => (valueSize + 7) & ~7;

    /// <summary>The number of CPUs, after checking that there is a value for each.</summary>
    internal static int Require(int values)
    {
        int cpus = BpfRuntime.PossibleCpus;
        return values >= cpus ? cpus : throw new ArgumentException($"There must be {cpus} values, one for each possible CPU, not {values}.", nameof(values));
    }

    internal static void Unpack<TValue>(byte* raw, Span<TValue> values, int cpus) where TValue : unmanaged
    {
        int size = Size(sizeof(TValue));
        for (int cpu = 0; cpu < cpus; cpu++)
            values[cpu] = Unsafe.ReadUnaligned<TValue>(raw + cpu * size);
    }

    internal static void Pack<TValue>(ReadOnlySpan<TValue> values, byte* raw, int cpus) where TValue : unmanaged
    {
        int size = Size(sizeof(TValue));
        for (int cpu = 0; cpu < cpus; cpu++)
            Unsafe.WriteUnaligned(raw + cpu * size, values[cpu]);
    }
}
