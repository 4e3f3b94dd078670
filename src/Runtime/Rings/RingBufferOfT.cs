// SPDX-License-Identifier: Apache-2.0
#pragma warning disable CA1068 // the token is the last parameter a caller passes: nobody passes the scope
namespace SharpBpf;

/// <summary>
/// Reads a ring buffer whose records all begin with one type of event, in its own memory, without copying and without
/// allocating. Everything said of <see cref="RingBuffer"/> holds.
/// </summary>
/// <typeparam name="T">The event. Records may be longer, never shorter.</typeparam>
public sealed class RingBuffer<T> : IDisposable where T : unmanaged
{
    private readonly RingSource _source;

    /// <summary>A reader of a map. The memory is mapped when it is first read.</summary>
    /// <param name="map">The map.</param>
    /// <exception cref="BpfException">It is not a ring buffer.</exception>
    public RingBuffer(BpfMap map) => _source = new RingSource(map);

    /// <summary>The map.</summary>
    public BpfMap Map => _source.Map;

    /// <summary>What this reader has seen so far. Exact when no batch is being gone through.</summary>
    public RingStatistics Statistics => _source.Statistics;

    /// <summary>Waits until there is at least one event, and gives what is there.</summary>
    /// <param name="timeout">How long to wait; zero not at all, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait; the batch is then empty, nothing is thrown.</param>
    /// <param name="scope">Leave it out. It lets the compiler keep events from leaving the calling block.</param>
    /// <returns>The events; none when the time is over or the wait was cancelled.</returns>
    /// <exception cref="InvalidOperationException">The object is not loaded, or another thread is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader or its object was disposed, perhaps during the wait.</exception>
    /// <exception cref="BpfException">The buffer cannot be mapped.</exception>
    public RingBatch<T> Poll(TimeSpan timeout, CancellationToken cancellationToken = default, in BatchScope scope = default) =>
        new(_source.Wait(timeout, cancellationToken));

    /// <summary>Gives the events that are there now, without waiting.</summary>
    /// <param name="scope">Leave it out. It lets the compiler keep events from leaving the calling block.</param>
    /// <returns>The events, perhaps none.</returns>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The reader or its object was disposed.</exception>
    /// <exception cref="BpfException">The buffer cannot be mapped.</exception>
    public RingBatch<T> Read(in BatchScope scope = default) => new(_source.Reader);

    /// <summary>Waits until there is at least one record, and gives what is there.</summary>
    /// <param name="timeout">How long to wait; zero not at all, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait; the batch is then empty, nothing is thrown.</param>
    /// <param name="scope">Leave it out. It lets the compiler keep events from leaving the calling block.</param>
    /// <returns>The records; none when the time is over or the wait was cancelled.</returns>
    /// <exception cref="InvalidOperationException">The object is not loaded, or another thread is reading.</exception>
    /// <exception cref="ObjectDisposedException">The reader or its object was disposed, perhaps during the wait.</exception>
    /// <exception cref="BpfException">The buffer cannot be mapped.</exception>
    public RecordBatch PollRecords(TimeSpan timeout, CancellationToken cancellationToken = default, in BatchScope scope = default) =>
        new(_source.Wait(timeout, cancellationToken));

    /// <summary>Gives the records that are there now, without waiting.</summary>
    /// <param name="scope">Leave it out. It lets the compiler keep events from leaving the calling block.</param>
    /// <returns>The records, perhaps none.</returns>
    /// <exception cref="InvalidOperationException">The object is not loaded.</exception>
    /// <exception cref="ObjectDisposedException">The reader or its object was disposed.</exception>
    /// <exception cref="BpfException">The buffer cannot be mapped.</exception>
    public RecordBatch ReadRecords(in BatchScope scope = default) => new(_source.Reader);

    /// <summary>
    /// Ends reading. A wait on another thread ends with <see cref="ObjectDisposedException"/>; a batch that is being gone through stays
    /// valid, and the memory is unmapped when it is done. Twice is fine.
    /// </summary>
    public void Dispose() => _source.Dispose();
}
