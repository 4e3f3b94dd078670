// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>What a reader has seen since it was made. Events the kernel could not store are not in it: the BPF program counts those.</summary>
public record struct RingStatistics
{
    /// <summary>Records handed out.</summary>
    public ulong Records { get; internal set; }

    /// <summary>Bytes of the buffer passed, with headers and padding.</summary>
    public ulong Bytes { get; internal set; }

    /// <summary>Records the BPF program reserved and then discarded.</summary>
    public ulong Discarded { get; internal set; }

    /// <summary>Batches with at least one record.</summary>
    public ulong Batches { get; internal set; }

    /// <summary>The most bytes that were waiting when a batch began. Near the size of the buffer means that events get lost.</summary>
    public ulong HighWaterMark { get; internal set; }
}
