// SPDX-License-Identifier: Apache-2.0
#pragma warning disable CA1068 // the token is the last parameter a caller passes: nobody passes the scope
namespace SharpBpf;

/// <summary>
/// Reads a buffer of events record by record, in its own memory, without copying and without allocating. What kind of buffer it is, a ring
/// buffer or one ring a CPU, is the map's affair.
/// </summary>
/// <remarks>
/// One user at a time: a second thread gets an <see cref="InvalidOperationException"/>. <see cref="Dispose"/> may be called from any
/// thread, also while another waits; that one gets an <see cref="ObjectDisposedException"/>, and a batch that is being gone through
/// stays valid to its end. Disposing the object disposes its readers.
/// </remarks>
public abstract class EventBuffer : IDisposable
{
    private protected EventBuffer(BpfMap map, params ReadOnlySpan<BpfMapType> types) => Source = new EventSource(map, types);

    private protected EventSource Source { get; }

    internal EventSource SharedSource => Source;

    /// <summary>The map.</summary>
    public BpfMap Map => Source.Map;

    /// <summary>
    /// When a wait looks at the buffer. To be set before the first read, and before Load when the BPF program writes with the macros of
    /// <c>SHARPBPF_WRITER</c>: it is then told.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is set too late.</exception>
    public WakeupPolicy Wakeup
    {
        get => Source.Wakeup;
        set => Source.Wakeup = value;
    }

    /// <summary>The clock that timeouts go by; the system's unless another is given. To be set before the first read.</summary>
    /// <exception cref="InvalidOperationException">The buffer has been read already.</exception>
    public TimeProvider TimeProvider
    {
        get => Source.Time;
        set => Source.Time = value;
    }

    /// <summary>
    /// Asked for the number of events a ring buffer had no room for, as the BPF program has counted them, whenever
    /// <see cref="Statistics"/> or the meter is read; null when nobody counts. It is there from the start when the program writes with the
    /// macros of <c>SHARPBPF_WRITER</c>.
    /// </summary>
    public Func<ulong>? LostCounter
    {
        get => Source.LostCounter;
        set => Source.LostCounter = value;
    }

    /// <summary>What this reader has seen so far. Exact when no batch is being gone through.</summary>
    public BufferStatistics Statistics => Source.Statistics;

    /// <summary>Waits until there is at least one record, and gives what is there.</summary>
    /// <param name="timeout">How long to wait; zero not at all, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is thrown.</param>
    /// <param name="scope">Leave it out. It lets the compiler keep records from leaving the calling block.</param>
    /// <returns>The records; none when the time is over or the wait was cancelled.</returns>
    /// <exception cref="InvalidOperationException">The object is not loaded, or another thread is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader or its object was disposed, perhaps during the wait.</exception>
    /// <exception cref="BpfException">The buffer cannot be mapped.</exception>
    public RecordBatch PollRecords(TimeSpan timeout, CancellationToken cancellationToken = default, in BatchScope scope = default) =>
        new(Source.Wait(timeout, cancellationToken));

    /// <summary>Gives the records that are there now, without waiting.</summary>
    /// <param name="scope">Leave it out. It lets the compiler keep records from leaving the calling block.</param>
    /// <returns>The records, perhaps none.</returns>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The reader or its object was disposed.</exception>
    /// <exception cref="BpfException">The buffer cannot be mapped.</exception>
    public RecordBatch ReadRecords(in BatchScope scope = default) => new(Source.Reader);

    /// <summary>Hands the records that are there to a handler, after waiting for one if asked to.</summary>
    /// <typeparam name="THandler">The handler; a struct, so that it is inlined.</typeparam>
    /// <param name="handler">The handler.</param>
    /// <param name="timeout">How long to wait for a first record; zero not at all.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is thrown.</param>
    /// <returns>How many records it took.</returns>
    /// <exception cref="InvalidOperationException">The object is not loaded, or another thread is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader or its object was disposed, perhaps during the wait.</exception>
    public long DispatchRecords<THandler>(ref THandler handler, TimeSpan timeout = default, CancellationToken cancellationToken = default)
        where THandler : struct, IRecordHandler, allows ref struct
    {
        EventReader? reader = Source.WaitOrRead(timeout, cancellationToken);
        if (reader is null)
            return 0;
        int batch = reader.BeginBatch();
        ulong records = 0;
        try
        {
            DispatchBatch(reader, batch, ref handler);
        }
        finally
        {
            records = reader.EndBatch(batch);
        }
        return (long)records;
    }

    // Apart from the try block, around which the compiler would keep everything in memory.
    private static unsafe void DispatchBatch<THandler>(EventReader reader, int batch, ref THandler handler)
        where THandler : struct, IRecordHandler, allows ref struct
    {
        ulong count = 0;
        byte* record;
        while ((record = reader.Find(batch, 0)) != null)
        {
            RecordCursor cursor = reader.Cursor;
            do
            {
                // First, for a handler that throws: the record was its.
                reader.Next = cursor.Next;
                reader.Count = ++count;
                handler.OnRecord(new ReadOnlySpan<byte>(record, (int)cursor.Length));
            }
            while (cursor.TryNext(in reader.Window, out record));
        }
    }

    /// <summary>
    /// Reads on a thread of its own and copies each record into an item, for consumers that await. It is the convenient way, not the
    /// fast one.
    /// </summary>
    /// <typeparam name="TItem">What a record becomes.</typeparam>
    /// <param name="convert">Makes an item of a record, which it must not keep.</param>
    /// <param name="options">How many items may wait, and what happens when they do; or null.</param>
    /// <returns>The stream. It has the buffer for itself until it is disposed.</returns>
    public EventStream<TItem> StreamRecords<TItem>(RecordConverter<TItem> convert, EventStreamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(convert);
        return new EventStream<TItem>(this, convert, options ?? new EventStreamOptions());
    }

    /// <summary>
    /// Ends reading. A wait on another thread ends with <see cref="ObjectDisposedException"/>; a batch that is being gone through stays
    /// valid, and the memory is unmapped when it is done. Twice is fine.
    /// </summary>
    public void Dispose()
    {
        Source.Dispose();
        GC.SuppressFinalize(this);
    }
}
