// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// The consumer's side of a BPF ring buffer, over its memory. It knows neither libbpf nor file descriptors: tests give it
/// memory of their own.
/// </summary>
/// <remarks>
/// The data area is mapped twice, back to back, so that a record that wraps the end is still one range. Positions count
/// bytes since the ring was made and never wrap. The producer's side is kernel/bpf/ringbuf.c.
/// </remarks>
internal sealed unsafe class RingReader : EventReader
{
    internal const uint Busy = 1u << 31, Discarded = 1u << 30, LengthMask = Discarded - 1; // BPF_RINGBUF_*_BIT
    internal const uint HeaderSize = 8; // BPF_RINGBUF_HDR_SZ

    private readonly ulong* _consumer;
    private readonly ulong* _producer;
    private readonly byte* _data;
    private readonly ulong _mask;
    private ulong _position;

    // Of the batch: where it begins, what the producer has been told of, where it ends.
    private byte* _first;
    private byte* _released;
    private byte* _limit;

    /// <summary>A reader over a ring.</summary>
    /// <param name="consumer">The consumer position, written here only.</param>
    /// <param name="producer">The producer position, only read here.</param>
    /// <param name="data">The data, mapped twice.</param>
    /// <param name="size">The bytes of data, a power of two.</param>
    /// <param name="memory">What frees that memory; disposed once nobody reads any more.</param>
    /// <param name="name">What to call the ring in messages.</param>
    internal RingReader(ulong* consumer, ulong* producer, byte* data, uint size, IDisposable memory, string name)
        : base(memory, name)
    {
        _consumer = consumer;
        _producer = producer;
        _data = data;
        _mask = size - 1;
        // Only this side writes it; another reader of the same ring may have, before us.
        _position = *consumer;
    }

    internal override ulong Available => Volatile.Read(ref *_producer) - _position;

    internal override bool MoveToRecord()
    {
        ulong position = _position;
        // The full fence orders our last store of the consumer position before the loads below. Its counterpart is the xchg in
        // bpf_ringbuf_commit(): the kernel clears the busy bit, full barrier, then reads the consumer position and wakes us if
        // we stand at that record. Without the fence both sides could see the other's old value, and we would sleep over a record.
        Interlocked.MemoryBarrier();
        // Acquire; pairs with smp_store_release(&rb->producer_pos) in __bpf_ringbuf_reserve(): the header up to there is written.
        ulong producer = Volatile.Read(ref *_producer);
        while (position < producer)
        {
            uint header = Volatile.Read(ref *(uint*)(_data + (position & _mask)));
            if ((header & Busy) != 0)
                return false;
            if ((header & Discarded) == 0)
                return true;
            position += RecordSize(header & LengthMask);
            Statistics.Discarded++;
            Statistics.Bytes += position - _position;
            Release(position);
            // The position moved, so the argument above has to hold again for what comes next.
            Interlocked.MemoryBarrier();
            producer = Volatile.Read(ref *_producer);
        }
        return false;
    }

    private protected override void Begin()
    {
        // Acquire, as in MoveToRecord(). What comes after this position is for the next batch, so that a batch ends even if the
        // producer is faster than we are.
        ulong producer = Volatile.Read(ref *_producer);
        ulong waiting = producer - _position;
        Statistics.HighWaterMark = Math.Max(Statistics.HighWaterMark, waiting);
        // At most the ring's size waits, and the data is mapped twice: so a batch is one range of memory, wherever it begins.
        _first = _released = Next = _data + (_position & _mask);
        _limit = Next + waiting;
    }

    private protected override byte* FindRecord(uint minimum)
    {
        byte* at = Next;
        while (at < _limit)
        {
            // In a long batch, give the producer room each time a quarter of the ring is behind us. The record before is no longer in
            // anyone's hands: it was lent out until this call.
            if ((ulong)(at - _released) >= _mask >> 2)
            {
                Publish(PositionOf(at));
                _released = at;
            }
            // Acquire, as in RecordCursor.TryNext().
            uint header = Volatile.Read(ref *(uint*)at);
            if ((header & Busy) != 0)
                break;
            uint length = header & LengthMask;
            nuint size = (nuint)RecordSize(length);
            if ((header & Discarded) == 0)
            {
                byte* limit = (byte*)Math.Min((nuint)_limit, (nuint)_released + (nuint)(_mask >> 2));
                Window = length >= minimum ? RecordWindow.OfRing(limit, minimum) : RecordWindow.Closed;
                Cursor = new RecordCursor(in Window, header, length, at, size);
                return at + HeaderSize;
            }
            at += size;
            Statistics.Discarded++;
        }
        Next = at;
        return null;
    }

    private protected override void End()
    {
        ulong position = PositionOf(Next);
        if (position == _position)
            return;
        Statistics.Bytes += position - _position;
        Release(position);
    }

    /// <summary>The bytes a record takes in the ring: header, data, padding to 8.</summary>
    internal static ulong RecordSize(uint length) => ((ulong)length + HeaderSize + 7) & ~7ul;

    private ulong PositionOf(byte* at) => _position + (ulong)(at - _first);

    private void Release(ulong position)
    {
        _position = position;
        Publish(position);
    }

    private void Publish(ulong position)
    {
        // Release: our reads of the records come before it. Pairs with smp_load_acquire(&rb->consumer_pos) in
        // __bpf_ringbuf_reserve(), which may then write over them.
        Volatile.Write(ref *_consumer, position);
    }
}
