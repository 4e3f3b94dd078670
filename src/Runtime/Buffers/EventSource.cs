// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>What every buffer reader is made of: the mapping, made at the first read, and the wait.</summary>
internal sealed class EventSource : IMeasuredBuffer, IDisposable
{
    private readonly Lock _lock = new();
    private BufferMapping? _mapping;
    private readonly List<EventWaiter> _others = [];
    private readonly Func<ulong>? _writersCount;
    private ulong _lostBefore;
    private bool _disposed;
    private WakeupPolicy _wakeup;
    private bool _inTimeOrder;
    private TimeProvider _time = TimeProvider.System;

    internal EventSource(BpfMap map, ReadOnlySpan<BpfMapType> types)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (!types.Contains(map.Type))
            throw BpfErrors.Stale($"read map '{map.Name}' as a buffer of events", $"it is a map of type {map.Type}, not {string.Join(" or ", types.ToArray())}");
        Map = map;
        _writersCount = EventWriters.LostCounter(map.LostMap);
        // A perf buffer's writer counts from its load on; what came before there were rings is nobody's loss.
        if (_writersCount is { } count)
            LostCounter = map.Type == BpfMapType.RingBuf ? count : () => _mapping is null ? 0 : count() - _lostBefore;
        map.AddReader(this);
    }

    public BpfMap Map { get; }

    /// <summary>At first the counter of SHARPBPF_WRITER, if the object has one.</summary>
    internal Func<ulong>? LostCounter { get; set; }

    internal WakeupPolicy Wakeup
    {
        get => _wakeup;
        set
        {
            ThrowIfOpen("wake-up policy");
            Map.ThrowIfWriterIsSet();
            _wakeup = value;
        }
    }

    internal TimeProvider Time
    {
        get => _time;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ThrowIfOpen("clock");
            _time = value;
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

    public BufferStatistics Statistics
    {
        get
        {
            BufferStatistics statistics = _mapping?.Reader.Statistics ?? default;
            if (LostCounter is { } counter && Map.Exists)
                statistics.Lost += counter();
            return statistics;
        }
    }

    /// <summary>Whether the buffer has to be looked at now and then although nothing wakes its reader.</summary>
    internal bool Refreshes => Open().Refreshes;

    /// <summary>For reading without a wait.</summary>
    internal EventReader Reader
    {
        get
        {
            BufferMapping mapping = Open();
            EventReader reader = mapping.Reader;
            if (mapping.Refreshes && reader.Gate.TryEnter())
            {
                try
                {
                    mapping.RefreshIfDue();
                }
                finally
                {
                    reader.Gate.Exit();
                }
            }
            return reader;
        }
    }

    /// <summary>Like <see cref="Wait"/>, but without a wait it does not look whether there is a record: the batch will.</summary>
    internal EventReader? WaitOrRead(TimeSpan timeout, CancellationToken cancellationToken) =>
        timeout == TimeSpan.Zero ? Reader : Wait(timeout, cancellationToken);

    /// <summary>Sleeps as the policy says. Null when there is no record at the end of the wait.</summary>
    internal EventReader? Wait(TimeSpan timeout, CancellationToken cancellationToken)
    {
        BufferMapping mapping = Open();
        long deadline = mapping.Waiter.Clock.Deadline(timeout);
        EventReader reader = mapping.Reader;
        reader.Gate.Enter();
        try
        {
            mapping.RefreshIfDue();
            if (!IsReady(reader) && timeout != TimeSpan.Zero && !cancellationToken.IsCancellationRequested)
            {
                if (_wakeup.IsBusy)
                    Spin(mapping, deadline, cancellationToken);
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
        WaitClock clock = mapping.Waiter.Clock;
        while (true)
        {
            mapping.RefreshIfDue();
            // CPUs that came or went are looked for each second.
            long turn = clock.Now + clock.Frequency;
            bool last = deadline <= turn;
            bool awake = mapping.Waiter.Wait(last ? deadline : turn);
            mapping.Reader.Gate.ThrowIfDisposed();
            if (IsReady(mapping.Reader) || (last && !awake) || cancellationToken.IsCancellationRequested)
                return;
        }
    }

    private void Spin(BufferMapping mapping, long deadline, CancellationToken cancellationToken)
    {
        EventReader reader = mapping.Reader;
        while (!IsReady(reader) && mapping.Waiter.Clock.Now < deadline && !cancellationToken.IsCancellationRequested)
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
                BufferMapping mapping = Map.Type == BpfMapType.RingBuf ? new RingMapping(Map, _time) : new PerfMapping(Map, _wakeup, _inTimeOrder, _time);
                _lostBefore = _writersCount?.Invoke() ?? 0;
                _mapping = mapping;
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
