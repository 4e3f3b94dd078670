// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>What the readers of a ring buffer share: the mapping, made at the first read, and the wait.</summary>
internal sealed class RingSource : IDisposable
{
    private readonly Lock _lock = new();
    private RingMapping? _mapping;
    private bool _disposed;

    internal RingSource(BpfMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (map.Type != BpfMapType.RingBuf)
            throw BpfErrors.Stale($"read map '{map.Name}' as a ring buffer", $"it is a map of type {map.Type}");
        Map = map;
        map.AddReader(this);
    }

    internal BpfMap Map { get; }

    internal RingStatistics Statistics => _mapping?.Reader.Statistics ?? default;

    internal RingReader Reader => Open().Reader;

    /// <summary>Sleeps until there is a record. Null when there is none at the end of the wait.</summary>
    internal RingReader? Wait(TimeSpan timeout, CancellationToken cancellationToken)
    {
        long deadline = EventWaiter.Deadline(timeout);
        RingMapping mapping = Open();
        RingReader reader = mapping.Reader;
        reader.Gate.Enter();
        try
        {
            if (reader.MoveToRecord())
                return reader;
            if (timeout == TimeSpan.Zero || cancellationToken.IsCancellationRequested)
                return null;
            using CancellationTokenRegistration registration =
                cancellationToken.UnsafeRegister(static waiter => ((EventWaiter)waiter!).Wake(), mapping.Waiter);
            while (true)
            {
                bool awake = mapping.Waiter.Wait(deadline);
                reader.Gate.ThrowIfDisposed();
                // A timed wake-up policy lets records lie there without waking anyone, so the end of the time counts too.
                if (reader.MoveToRecord())
                    return reader;
                if (!awake || cancellationToken.IsCancellationRequested)
                    return null;
            }
        }
        finally
        {
            reader.Gate.Exit();
        }
    }

    private RingMapping Open()
    {
        RingMapping? mapping = _mapping;
        if (mapping is not null)
            return mapping;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _mapping ??= new RingMapping(Map);
        }
    }

    public void Dispose()
    {
        lock (_lock)
            _disposed = true;
        _mapping?.Dispose();
    }
}
