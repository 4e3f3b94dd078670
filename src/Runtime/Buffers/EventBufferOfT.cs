// SPDX-License-Identifier: Apache-2.0
#pragma warning disable CA1068 // the token is the last parameter a caller passes: nobody passes the scope
using System.Runtime.InteropServices;

namespace SharpBpf;

/// <summary>Reads a buffer whose records all begin with one type of event.</summary>
/// <typeparam name="T">The event. Records may be longer, never shorter.</typeparam>
public abstract class EventBuffer<T> : EventBuffer where T : unmanaged
{
    private protected EventBuffer(BpfMap map, params ReadOnlySpan<BpfMapType> types) : base(map, types)
    {
    }

    /// <summary>Waits until there is at least one event, and gives what is there.</summary>
    /// <param name="timeout">How long to wait; zero not at all, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is thrown.</param>
    /// <param name="scope">Leave it out. It lets the compiler keep events from leaving the calling block.</param>
    /// <returns>The events; none when the time is over or the wait was cancelled.</returns>
    /// <exception cref="InvalidOperationException">The object is not loaded, or another thread is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader or its object was disposed, perhaps during the wait.</exception>
    /// <exception cref="BpfException">The buffer cannot be mapped.</exception>
    public RingBatch<T> Poll(TimeSpan timeout, CancellationToken cancellationToken = default, in BatchScope scope = default) =>
        new(Source.Wait(timeout, cancellationToken));

    /// <summary>Gives the events that are there now, without waiting.</summary>
    /// <param name="scope">Leave it out. It lets the compiler keep events from leaving the calling block.</param>
    /// <returns>The events, perhaps none.</returns>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The reader or its object was disposed.</exception>
    /// <exception cref="BpfException">The buffer cannot be mapped.</exception>
    public RingBatch<T> Read(in BatchScope scope = default) => new(Source.Reader);

    /// <summary>Hands the events that are there to a handler, after waiting for one if asked to.</summary>
    /// <typeparam name="THandler">The handler; a struct, so that it is inlined.</typeparam>
    /// <param name="handler">The handler.</param>
    /// <param name="timeout">How long to wait for a first event; zero not at all.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is thrown.</param>
    /// <returns>How many events it took.</returns>
    /// <exception cref="InvalidOperationException">The object is not loaded, or another thread is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader or its object was disposed, perhaps during the wait.</exception>
    public long Dispatch<THandler>(ref THandler handler, TimeSpan timeout = default, CancellationToken cancellationToken = default)
        where THandler : struct, IEventHandler<T>, allows ref struct
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
        where THandler : struct, IEventHandler<T>, allows ref struct
    {
        ulong count = 0;
        byte* record;
        while ((record = reader.Find(batch, (uint)sizeof(T))) != null)
        {
            RecordCursor cursor = reader.Cursor;
            if (cursor.Length < (uint)sizeof(T))
                BpfErrors.ThrowShortRecord(cursor.Length, sizeof(T), typeof(T));
            do
            {
                // First, for a handler that throws: the event was its.
                reader.Next = cursor.Next;
                reader.Count = ++count;
                handler.OnEvent(in *(T*)record);
            }
            while (cursor.TryNext(in reader.Window, out record));
        }
    }

    /// <summary>
    /// Reads on a thread of its own and copies each event, for consumers that await. It is the convenient way, not the fast one.
    /// </summary>
    /// <param name="options">How many events may wait, and what happens when they do; or null.</param>
    /// <returns>The stream. It has the buffer for itself until it is disposed.</returns>
    public EventStream<T> Stream(EventStreamOptions? options = null) => StreamRecords(static record =>
    {
        if (!MemoryMarshal.TryRead(record, out T e))
            BpfErrors.ThrowShortRecord((uint)record.Length, System.Runtime.CompilerServices.Unsafe.SizeOf<T>(), typeof(T));
        return e;
    }, options);
}
