// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>What a reader has seen since it was made.</summary>
public record struct BufferStatistics
{
    /// <summary>Records handed out.</summary>
    public ulong Records { get; internal set; }

    /// <summary>Bytes of the buffer passed, with headers and padding.</summary>
    public ulong Bytes { get; internal set; }

    /// <summary>Records the BPF program reserved and then discarded. Only ring buffers have them.</summary>
    public ulong Discarded { get; internal set; }

    /// <summary>
    /// Records the kernel had no room for. A perf buffer tells (<c>PERF_RECORD_LOST</c>); for a ring buffer the BPF program has to
    /// count, and this is what <see cref="EventBuffer.LostCounter"/> says.
    /// </summary>
    public ulong Lost { get; internal set; }

    /// <summary>Batches with at least one record.</summary>
    public ulong Batches { get; internal set; }

    /// <summary>
    /// The most bytes that were waiting when a batch began; of a perf buffer, in the fullest CPU's ring. Near the size of the buffer
    /// means that events get lost.
    /// </summary>
    public ulong HighWaterMark { get; internal set; }
}
