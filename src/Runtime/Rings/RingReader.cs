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
internal sealed unsafe class RingReader : IDisposable
{
    internal const uint Busy = 1u << 31, Discarded = 1u << 30, LengthMask = Discarded - 1; // BPF_RINGBUF_*_BIT
    internal const uint HeaderSize = 8; // BPF_RINGBUF_HDR_SZ

    private readonly ulong* _consumer;
    private readonly ulong* _producer;
    private readonly byte* _data;
    private readonly ulong _mask;
    private ulong _position;
    private int _batch;
    private RingStatistics _statistics;

    /// <summary>A reader over a ring.</summary>
    /// <param name="consumer">The consumer position, written here only.</param>
    /// <param name="producer">The producer position, only read here.</param>
    /// <param name="data">The data, mapped twice.</param>
    /// <param name="size">The bytes of data, a power of two.</param>
    /// <param name="memory">What frees that memory; disposed once nobody reads any more.</param>
    /// <param name="name">What to call the ring in messages.</param>
    internal RingReader(ulong* consumer, ulong* producer, byte* data, uint size, IDisposable memory, string name)
    {
        _consumer = consumer;
        _producer = producer;
        _data = data;
        _mask = size - 1;
        // Only this side writes it; another reader of the same ring may have, before us.
        _position = *consumer;
        Gate = new ReaderGate(memory, name);
    }

    internal ReaderGate Gate { get; }

    internal uint Size => (uint)(_mask + 1);

    internal RingStatistics Statistics => _statistics;

    /// <summary>Bytes in the ring that have not been read, records being written included.</summary>
    internal ulong Available => Volatile.Read(ref *_producer) - _position;

    /// <summary>
    /// Whether a record can be read, after skipping discarded ones. If not, the caller may sleep until the kernel's wake-up. The
    /// caller is inside of the gate.
    /// </summary>
    internal bool MoveToRecord()
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
            _statistics.Discarded++;
            _statistics.Bytes += position - _position;
            Release(position);
            // The position moved, so the argument above has to hold again for what comes next.
            Interlocked.MemoryBarrier();
            producer = Volatile.Read(ref *_producer);
        }
        return false;
    }

    /// <summary>Enters the gate and gives the state a batch works on.</summary>
    internal RingCursor BeginBatch()
    {
        Gate.Enter();
        ulong position = _position;
        // Acquire, as in MoveToRecord(). What comes after this position is for the next batch, so that a batch ends even if the
        // producer is faster than we are.
        ulong producer = Volatile.Read(ref *_producer);
        _statistics.HighWaterMark = Math.Max(_statistics.HighWaterMark, producer - position);
        return new RingCursor(_data, _mask, _consumer, position, producer, ++_batch);
    }

    /// <summary>Releases what the batch has read and leaves the gate. A copy of a batch that was ended before does nothing.</summary>
    internal void EndBatch(ref RingCursor cursor, ulong records, ulong discarded)
    {
        if (cursor.Batch != _batch)
            return;
        _batch++;
        if (cursor.Next != _position)
        {
            _statistics.Records += records;
            _statistics.Discarded += discarded;
            _statistics.Bytes += cursor.Next - _position;
            _statistics.Batches++;
            Release(cursor.Next);
        }
        Gate.Exit();
    }

    /// <summary>Ends the reader; its memory is freed as soon as no batch uses it. Twice is fine.</summary>
    public void Dispose() => Gate.Dispose();

    /// <summary>The bytes a record takes in the ring: header, data, padding to 8.</summary>
    internal static ulong RecordSize(uint length) => ((ulong)length + HeaderSize + 7) & ~7ul;

    private void Release(ulong position)
    {
        _position = position;
        // Release: our reads of the records come before it. Pairs with smp_load_acquire(&rb->consumer_pos) in
        // __bpf_ringbuf_reserve(), which may then write over them.
        Volatile.Write(ref *_consumer, position);
    }
}
