// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Libbpf.Benchmarks;

/// <summary>When the reader looks.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Flags">How the program submits.</param>
/// <param name="WakeupAt">At how many waiting bytes the program wakes the reader; 0 leaves it to the flags.</param>
/// <param name="Ours">What our reader is told.</param>
/// <param name="Milliseconds">How long a wait lasts at most.</param>
/// <param name="LibbpfWay">How a C program does the same.</param>
/// <param name="Libbpf">Which loop of ring.c that is.</param>
internal sealed record StreamPolicy(string Name, ulong Flags, uint WakeupAt, WakeupPolicy Ours, int Milliseconds, string LibbpfWay, int Libbpf)
{
    // Some milliseconds of records, which are in the cache still.
    private const uint ManyBytes = 1 << 20;

    internal static IReadOnlyList<StreamPolicy> All { get; } =
    [
        new("every record", 0, 0, WakeupPolicy.EveryEvent, 100, "ring_buffer__poll", 0),
        new("adaptive", BenchObject.NoWakeup, ManyBytes, WakeupPolicy.AtBytes(ManyBytes), 10, "ring_buffer__poll, woken by bytes", 0),
        new("timed", BenchObject.NoWakeup, 0, WakeupPolicy.Timed, 1, "ring_buffer__consume each ms", 2),
        new("busy", BenchObject.NoWakeup, 0, WakeupPolicy.Busy, 100, "ring_buffer__consume without a wait", 1),
    ];
}
