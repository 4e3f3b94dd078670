// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace SharpBpf;

/// <summary>
/// Where a batch stands. A struct without calls on its way, so that the loop around it runs in registers.
/// </summary>
internal unsafe struct RingCursor
{
    private readonly byte* _data;
    private readonly ulong _mask;
    private readonly ulong* _consumer;
    private readonly ulong _limit;
    private ulong _released;

    internal RingCursor(byte* data, ulong mask, ulong* consumer, ulong position, ulong limit, int batch)
    {
        _data = data;
        _mask = mask;
        _consumer = consumer;
        _limit = limit;
        _released = position;
        Next = position;
        Batch = batch;
    }

    /// <summary>A cursor over nothing, for buffers that are no ring buffer.</summary>
    internal static RingCursor Empty(int batch) => new(null, 0, null, 0, 0, batch);

    /// <summary>The position behind the current record.</summary>
    internal ulong Next { get; private set; }

    /// <summary>Which batch of the reader this is.</summary>
    internal readonly int Batch { get; }

    /// <summary>
    /// Goes to the next record. Discarded ones are skipped and counted; one that is still being written ends the batch.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryNext(out byte* record, out uint length, ref ulong discarded)
    {
        ulong next = Next;
        // In a long batch, give the producer room each time a quarter of the ring is behind us. The record before is no longer
        // in anyone's hands: it was lent out until this call. Release, as in RingReader.Release().
        if (next - _released > _mask >> 2)
        {
            Volatile.Write(ref *_consumer, next);
            _released = next;
        }
        while (next < _limit)
        {
            byte* header = _data + (next & _mask);
            // Acquire; pairs with the xchg(&hdr->len) in bpf_ringbuf_commit(): the data is written before the busy bit goes.
            uint word = Volatile.Read(ref *(uint*)header);
            if ((word & RingReader.Busy) != 0)
                break;
            length = word & RingReader.LengthMask;
            next += RingReader.RecordSize(length);
            if ((word & RingReader.Discarded) == 0)
            {
                record = header + RingReader.HeaderSize;
                Next = next;
                return true;
            }
            discarded++;
        }
        Next = next;
        record = null;
        length = 0;
        return false;
    }
}
