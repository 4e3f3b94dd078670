// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>What a reader has seen since it was made, or the writer of a user ring buffer has done.</summary>
public record struct BufferStatistics
{
    /// <summary>Records handed out; of a user ring buffer those submitted.</summary>
    public ulong Records { get; internal set; }

    /// <summary>Bytes of the buffer passed, with headers and padding.</summary>
    public ulong Bytes { get; internal set; }

    /// <summary>Records that were reserved and then discarded. Perf buffers have none.</summary>
    public ulong Discarded { get; internal set; }

    /// <summary>
    /// Records the kernel had no room for. A perf buffer tells (<c>PERF_RECORD_LOST</c>); for a ring buffer the BPF program has to
    /// count, and this is what <see cref="EventBuffer.LostCounter"/> says. Of a user ring buffer: reservations that found no room.
    /// </summary>
    public ulong Lost { get; internal set; }

    /// <summary>Batches with at least one record; a writer has none.</summary>
    public ulong Batches { get; internal set; }

    /// <summary>
    /// The most bytes that were waiting when a batch began; of a perf buffer, in the fullest CPU's ring; of a user ring buffer, when a record
    /// was reserved, that one included. Near the size of the buffer means that events get lost.
    /// </summary>
    public ulong HighWaterMark { get; internal set; }
}
