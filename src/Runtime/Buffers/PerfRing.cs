// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// One CPU's ring of a perf buffer, over its memory: <c>struct perf_event_mmap_page</c> and the data behind it. The producer's side is
/// kernel/events/ring_buffer.c.
/// </summary>
internal sealed unsafe class PerfRing(byte* page, byte* data, uint size, int cpu)
{
    internal const int HeadOffset = 1024, TailOffset = 1032; // data_head, data_tail
    internal const int HeaderSize = 8; // struct perf_event_header

    private readonly ulong _mask = size - 1;

    internal int Cpu => cpu;

    internal uint Size => size;

    /// <summary>Where we read; ahead of what the kernel has been told by at most a quarter of the ring.</summary>
    internal ulong Position { get; private set; } = Volatile.Read(ref *(ulong*)(page + TailOffset));

    /// <summary>Where the batch ends.</summary>
    internal ulong Limit { get; set; }

    internal ulong Released { get; private set; } = Volatile.Read(ref *(ulong*)(page + TailOffset));

    /// <summary>Acquire; pairs with the smp_wmb() before data_head is stored in perf_output_put_handle(): the records up to there are whole.</summary>
    internal ulong Head => Volatile.Read(ref *(ulong*)(page + HeadOffset));

    /// <summary>The record at <see cref="Position"/>. Its header never wraps: records are multiples of 8, like the size.</summary>
    internal byte* Record => data + (Position & _mask);

    internal uint Type => *(uint*)Record;

    internal ushort RecordSize => *(ushort*)(Record + 6);

    /// <summary>How many of the record's bytes lie at the end of the ring; the rest is at its start.</summary>
    internal uint BytesBeforeEnd => (uint)(size - (Position & _mask));

    internal byte* Start => data;

    /// <summary>Passes over the records at <see cref="Position"/>. Their bytes stay ours until <see cref="Release"/>.</summary>
    internal void Advance(ulong bytes) => Position += bytes;

    /// <summary>
    /// Gives everything up to a position back. Release: our reads come before it. Pairs with the control dependency on data_tail in
    /// __perf_output_begin(), after which the kernel writes there again.
    /// </summary>
    internal void Release(ulong position)
    {
        Volatile.Write(ref *(ulong*)(page + TailOffset), position);
        Released = position;
    }
}
