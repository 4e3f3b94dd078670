// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace SharpBpf;

/// <summary>What every buffer reader is made of: the mapping, made at the first read, and the wait.</summary>
internal sealed class EventSource : IDisposable
{
    // How often CPUs that came or went are looked for.
    private static readonly long s_refreshTicks = Stopwatch.Frequency;

    private readonly Lock _lock = new();
    private BufferMapping? _mapping;
    private readonly List<EventWaiter> _others = [];
    private bool _disposed;
    private WakeupPolicy _wakeup;
    private bool _inTimeOrder;

    internal EventSource(BpfMap map, ReadOnlySpan<BpfMapType> types)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (!types.Contains(map.Type))
            throw BpfErrors.Stale($"read map '{map.Name}' as a buffer of events", $"it is a map of type {map.Type}, not {string.Join(" or ", types.ToArray())}");
        Map = map;
        map.AddReader(this);
    }

    internal BpfMap Map { get; }

    internal Func<ulong>? LostCounter { get; set; }

    internal WakeupPolicy Wakeup
    {
        get => _wakeup;
        set
        {
            ThrowIfOpen("wake-up policy");
            _wakeup = value;
        }
    }

    internal bool InTimeOrder
    {
        get => _inTimeOrder;
        set
        {
            ThrowIfOpen("order");
            _inTimeOrder = value;
        }
    }

    internal BufferStatistics Statistics
    {
        get
        {
            BufferStatistics statistics = _mapping?.Reader.Statistics ?? default;
            if (LostCounter is { } counter)
                statistics.Lost += counter();
            return statistics;
        }
    }

    internal EventReader Reader => Open().Reader;

    /// <summary>Like <see cref="Wait"/>, but without a wait it does not look whether there is a record: the batch will.</summary>
    internal EventReader? WaitOrRead(TimeSpan timeout, CancellationToken cancellationToken) =>
        timeout == TimeSpan.Zero ? Reader : Wait(timeout, cancellationToken);

    /// <summary>Sleeps as the policy says. Null when there is no record at the end of the wait.</summary>
    internal EventReader? Wait(TimeSpan timeout, CancellationToken cancellationToken)
    {
        long deadline = EventWaiter.Deadline(timeout);
        BufferMapping mapping = Open();
        EventReader reader = mapping.Reader;
        reader.Gate.Enter();
        try
        {
            if (!IsReady(reader) && timeout != TimeSpan.Zero && !cancellationToken.IsCancellationRequested)
            {
                if (_wakeup.IsBusy)
                    Spin(reader, deadline, cancellationToken);
                else
                    Sleep(mapping, deadline, cancellationToken);
            }
            // However the wait ended: what is there is there.
            return reader.MoveToRecord() ? reader : null;
        }
        finally
        {
            reader.Gate.Exit();
        }
    }

    /// <summary>For a wait on several buffers: whether this one has something to read, or is in use and must not be touched.</summary>
    internal bool IsReadyNow()
    {
        EventReader reader = Reader;
        reader.Gate.Enter();
        try
        {
            return IsReady(reader);
        }
        finally
        {
            reader.Gate.Exit();
        }
    }

    /// <summary>Lets the buffer, and its end, wake a waiter that is not its own.</summary>
    internal void AddTo(EventWaiter waiter)
    {
        BufferMapping mapping = Open();
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            mapping.AddTo(waiter);
            _others.Add(waiter);
        }
    }

    internal void RemoveFrom(EventWaiter waiter)
    {
        lock (_lock)
            _others.Remove(waiter);
    }

    public void Dispose()
    {
        BufferMapping? mapping;
        lock (_lock)
        {
            _disposed = true;
            mapping = _mapping;
        }
        if (mapping is null)
            return;
        BufferMetrics.Remove(this);
        mapping.Dispose();
        // Only now: whoever wakes up finds it disposed.
        lock (_lock)
        {
            foreach (EventWaiter other in _others)
                other.Wake();
            _others.Clear();
        }
    }

    private bool IsReady(EventReader reader) => reader.MoveToRecord() && (_wakeup.Bytes == 0 || reader.Available >= _wakeup.Bytes);

    private void Sleep(BufferMapping mapping, long deadline, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration =
            cancellationToken.UnsafeRegister(static waiter => ((EventWaiter)waiter!).Wake(), mapping.Waiter);
        while (true)
        {
            mapping.Refresh();
            long turn = Stopwatch.GetTimestamp() + s_refreshTicks;
            bool last = deadline <= turn;
            bool awake = mapping.Waiter.Wait(last ? deadline : turn);
            mapping.Reader.Gate.ThrowIfDisposed();
            if (IsReady(mapping.Reader) || (last && !awake) || cancellationToken.IsCancellationRequested)
                return;
        }
    }

    private void Spin(EventReader reader, long deadline, CancellationToken cancellationToken)
    {
        while (!IsReady(reader) && Stopwatch.GetTimestamp() < deadline && !cancellationToken.IsCancellationRequested)
        {
            reader.Gate.ThrowIfDisposed();
            Thread.SpinWait(20);
        }
    }

    private BufferMapping Open() => _mapping ?? OpenOnce();

    private BufferMapping OpenOnce()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_mapping is null)
            {
                _mapping = Map.Type == BpfMapType.RingBuf ? new RingMapping(Map) : new PerfMapping(Map, _wakeup, _inTimeOrder);
                BufferMetrics.Add(this);
            }
            return _mapping;
        }
    }

    private void ThrowIfOpen(string what)
    {
        lock (_lock)
        {
            if (_mapping is not null)
                throw new InvalidOperationException($"The {what} of buffer '{Map.Name}' must be set before it is first read.");
        }
    }
}
