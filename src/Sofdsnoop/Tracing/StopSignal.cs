// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Sofdsnoop.Tracing;

/// <summary>
/// Ends a session: on SIGINT, SIGTERM, when the time is over, or when asked. What has to stop at that very moment is done on the
/// thread that notices it, because the reading thread may be waiting for somebody to read its output. A second signal
/// does what it does to any program.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    /// <summary>Timers do not count further; a longer time is counted in pieces.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly Action _stop;
    private readonly CancellationTokenSource _token = new();
    private readonly Lock _lock = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly Timer? _timer;
    private TimeSpan _left;
    private bool _stopped;

    /// <param name="stop">Done once, before anybody sees that the end was asked for.</param>
    /// <param name="duration">How long until it ends by itself; null for ever.</param>
    public StopSignal(Action stop, TimeSpan? duration)
    {
        _stop = stop;
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];
        if (duration is not { } left)
            return;
        _left = left;
        _timer = new Timer(static signal => ((StopSignal)signal!).CountDown(), this, Timeout.Infinite, Timeout.Infinite);
        CountDown();
    }

    /// <summary>Cancelled when the end was asked for.</summary>
    public CancellationToken Token => _token.Token;

    public bool IsRequested => _token.IsCancellationRequested;

    /// <summary>True when a signal asked for the end, not the clock.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>Asks for the end. When it returns, what has to stop has stopped.</summary>
    public void Request()
    {
        lock (_lock)
        {
            if (_stopped)
                return;
            _stopped = true;
            _stop();
            _token.Cancel();
        }
    }

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _timer?.Dispose();
        // a timer that fires just now finds nothing left to stop
        lock (_lock)
            _stopped = true;
        _token.Dispose();
    }

    private void CountDown()
    {
        if (_left <= TimeSpan.Zero)
        {
            Request();
            return;
        }

        var piece = _left < LongestTimer ? _left : LongestTimer;
        _left -= piece;
        _timer!.Change(piece, Timeout.InfiniteTimeSpan);
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (IsRequested)
            return;
        context.Cancel = true;
        IsInterrupted = true;
        Request();
    }
}
