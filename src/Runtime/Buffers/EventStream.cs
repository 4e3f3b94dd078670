// SPDX-License-Identifier: Apache-2.0
using System.Threading.Channels;

namespace SharpBpf;

/// <summary>Makes an item of a record.</summary>
/// <typeparam name="TItem">The item.</typeparam>
/// <param name="record">The record in the buffer's memory, valid during the call.</param>
/// <returns>The item, which must not refer to the record.</returns>
public delegate TItem RecordConverter<out TItem>(ReadOnlySpan<byte> record);

/// <summary>
/// The records of a buffer as items to await: an <see cref="IAsyncEnumerable{T}"/> and a <see cref="ChannelReader{T}"/>. A thread of its own
/// reads the buffer and copies; the memory is bounded by <see cref="EventStreamOptions.Capacity"/>. It ends without an error when the
/// buffer or its object is disposed, and what waits can still be read.
/// </summary>
/// <typeparam name="TItem">What a record has become.</typeparam>
public sealed class EventStream<TItem> : IAsyncEnumerable<TItem>, IAsyncDisposable
{
    private readonly EventBuffer _buffer;
    private readonly RecordConverter<TItem> _convert;
    private readonly Channel<TItem> _channel;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _dropped;
    private int _disposed;

    internal EventStream(EventBuffer buffer, RecordConverter<TItem> convert, EventStreamOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Capacity, 1, nameof(options));
        _buffer = buffer;
        _convert = convert;
        _channel = Channel.CreateBounded<TItem>(new BoundedChannelOptions(options.Capacity)
        {
            SingleWriter = true,
            FullMode = options.WhenFull switch
            {
                SlowConsumer.DropNewest => BoundedChannelFullMode.DropWrite,
                SlowConsumer.DropOldest => BoundedChannelFullMode.DropOldest,
                _ => BoundedChannelFullMode.Wait,
            },
        }, _ => Interlocked.Increment(ref _dropped));
        new Thread(Run) { IsBackground = true, Name = "bpf " + buffer.Map.Name }.Start();
    }

    /// <summary>The items, for those who read channels.</summary>
    public ChannelReader<TItem> Reader => _channel.Reader;

    /// <summary>Items dropped because the consumer was slow. What the kernel had no room for is in <see cref="BufferStatistics.Lost"/>.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The items, until the stream ends.</summary>
    /// <param name="cancellationToken">Ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <returns>An enumerator.</returns>
    /// <exception cref="BpfException">Reading the buffer failed; thrown by the enumerator.</exception>
    public IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _channel.Reader.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Stops reading and waits until the thread has ended. The buffer can then be read by others. Twice is fine.</summary>
    /// <returns>A task that ends when the thread has.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            await _stop.CancelAsync().ConfigureAwait(false);
        await _stopped.Task.ConfigureAwait(false);
        _stop.Dispose();
    }

    private void Run()
    {
        Exception? failure = null;
        try
        {
            Pump(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // DisposeAsync: the end that was asked for.
        }
        catch (ObjectDisposedException)
        {
            // The buffer or its object is gone: that ends the stream, as documented.
        }
        catch (Exception e)
        {
            failure = e;
        }
        _channel.Writer.TryComplete(failure);
        _stopped.SetResult();
    }

    private void Pump(CancellationToken stop)
    {
        ChannelWriter<TItem> writer = _channel.Writer;
        // Where the kernel does not wake for every event, someone has to look.
        TimeSpan turn = _buffer.Wakeup == WakeupPolicy.EveryEvent ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(100);
        while (!stop.IsCancellationRequested)
        {
            // A record is taken from the buffer only when there is room, but between the two someone may have taken the room.
            bool held = false;
            TItem last = default!;
            foreach (ReadOnlySpan<byte> record in _buffer.PollRecords(turn, stop))
            {
                last = _convert(record);
                if (!writer.TryWrite(last))
                {
                    held = true;
                    break;
                }
            }
            if (held)
                writer.WriteAsync(last, stop).AsTask().GetAwaiter().GetResult();
        }
    }
}
