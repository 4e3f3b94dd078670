// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// The producer's side of a user ring buffer, over its memory. It knows neither libbpf nor file descriptors: tests give it memory of
/// their own. The consumer's side is kernel/bpf/ringbuf.c.
/// </summary>
/// <remarks>
/// One record at a time: from <see cref="TryReserve"/> to <see cref="Commit"/> the gate is held, so a second thread is an error and the
/// memory stays mapped under the record. The data area is mapped twice, back to back, so a record that wraps the end is one range.
/// </remarks>
internal sealed unsafe class UserRingWriter : IDisposable
{
    private readonly ulong* _consumer;
    private readonly ulong* _producer;
    private readonly byte* _data;
    private readonly uint _size;
    private readonly string _name;
    private ulong _position;
    private byte* _record;
    private int _number;
    private BufferStatistics _statistics;

    /// <summary>A writer to a ring.</summary>
    /// <param name="consumer">The consumer position, only read here.</param>
    /// <param name="producer">The producer position, written here only.</param>
    /// <param name="data">The data, mapped twice.</param>
    /// <param name="size">The bytes of data, a power of two.</param>
    /// <param name="memory">What frees that memory; disposed once nobody writes any more.</param>
    /// <param name="name">What to call the ring in messages.</param>
    internal UserRingWriter(ulong* consumer, ulong* producer, byte* data, uint size, IDisposable memory, string name)
    {
        _consumer = consumer;
        _producer = producer;
        _data = data;
        _size = size;
        _name = name;
        // Only this side writes it; another writer to the same ring may have, before us.
        _position = *producer;
        Gate = new ReaderGate(memory, name, "written to");
    }

    internal ReaderGate Gate { get; }

    /// <summary>The bytes that no record takes, headers included.</summary>
    internal ulong Free => _size - (_position - Volatile.Read(ref *_consumer));

    /// <summary>Each number is that of one moment, but not all of the same one: whoever asks does not stop the writer.</summary>
    internal BufferStatistics Statistics => _statistics;

    /// <summary>Makes room for a record, which the kernel sees but does not read yet. The caller is inside of the gate, and stays there on success.</summary>
    /// <returns>The number to commit it by; 0 when there is no room now.</returns>
    internal int TryReserve(uint length)
    {
        ulong total = RingReader.RecordSize(length);
        // Acquire; pairs with smp_store_release(&rb->consumer_pos) in __bpf_user_ringbuf_sample_release(): the kernel has read what was there.
        ulong consumer = Volatile.Read(ref *_consumer);
        if (total > _size - (_position - consumer))
            return 0;
        byte* header = _data + (_position & (_size - 1));
        *(uint*)header = length | RingReader.Busy;
        *(uint*)(header + 4) = 0;
        _position += total;
        // Release; pairs with smp_load_acquire(&rb->producer_pos) in __bpf_user_ringbuf_peek(): the header is written.
        Volatile.Write(ref *_producer, _position);
        _record = header + RingReader.HeaderSize;
        _statistics.HighWaterMark = Math.Max(_statistics.HighWaterMark, _position - consumer);
        return ++_number == 0 ? ++_number : _number;
    }

    /// <summary>Counts a record that was given up. The caller is inside of the gate.</summary>
    internal void CountLost() => _statistics.Lost++;

    internal void ThrowIfNeverFits(uint length)
    {
        if (RingReader.RecordSize(length) > _size)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"{_name} has {_size} bytes; a record of {length} never fits, with its header of 8 bytes.");
    }

    /// <summary>Where the record is, if it is still open.</summary>
    internal byte* Record(int number) => IsOpen(number) ? _record : throw Ended();

    /// <summary>Hands the record to the kernel, or has it passed over, and leaves the gate.</summary>
    /// <returns>False when it was done before.</returns>
    internal bool Commit(int number, bool discard)
    {
        if (!IsOpen(number))
            return false;
        uint* header = (uint*)(_record - RingReader.HeaderSize);
        uint value = *header & ~RingReader.Busy;
        if (discard)
            _statistics.Discarded++;
        else
            _statistics.Records++;
        _statistics.Bytes += RingReader.RecordSize(value);
        // Pairs with smp_load_acquire(hdr) in __bpf_user_ringbuf_peek(): the record is written before the busy bit goes.
        Interlocked.Exchange(ref *header, discard ? value | RingReader.Discarded : value);
        _record = null;
        Gate.Exit();
        return true;
    }

    internal InvalidOperationException Ended() => new($"The record of {_name} was submitted or discarded before.");

    public void Dispose() => Gate.Dispose();

    private bool IsOpen(int number) => number != 0 && number == _number && _record != null;
}
