// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// Waits on several buffers at once, with one epoll. After <see cref="Wait"/> read each of them; those that have nothing cost next to
/// nothing. One user at a time. It does not own the buffers.
/// </summary>
public sealed class BufferGroup : IDisposable
{
    private readonly EventBuffer[] _buffers;
    private readonly Waiting _waiting;

    /// <summary>A group of buffers, whose objects are loaded.</summary>
    /// <param name="buffers">The buffers.</param>
    /// <exception cref="InvalidOperationException">An object is not loaded.</exception>
    /// <exception cref="BpfException">A buffer cannot be mapped.</exception>
    public BufferGroup(params ReadOnlySpan<EventBuffer> buffers) : this(TimeProvider.System, buffers)
    {
    }

    /// <summary>A group of buffers, whose objects are loaded, with a clock of its own.</summary>
    /// <param name="timeProvider">The clock that timeouts go by.</param>
    /// <param name="buffers">The buffers.</param>
    /// <exception cref="InvalidOperationException">An object is not loaded.</exception>
    /// <exception cref="BpfException">A buffer cannot be mapped.</exception>
    public BufferGroup(TimeProvider timeProvider, params ReadOnlySpan<EventBuffer> buffers)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        _buffers = buffers.ToArray();
        _waiting = new Waiting(_buffers, timeProvider);
        try
        {
            foreach (EventBuffer buffer in _buffers)
            {
                buffer.SharedSource.AddTo(_waiting.Waiter);
                _waiting.Refreshes |= buffer.SharedSource.Refreshes;
            }
        }
        catch
        {
            _waiting.Dispose();
            throw;
        }
    }

    /// <summary>Waits until one of the buffers has something to read, by its own wake-up policy.</summary>
    /// <param name="timeout">How long to wait; zero not at all, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is thrown.</param>
    /// <returns>False when the time is over or the wait was cancelled.</returns>
    /// <exception cref="InvalidOperationException">The group or a buffer is in use by another thread.</exception>
    /// <exception cref="ObjectDisposedException">The group or a buffer was disposed.</exception>
    public bool Wait(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        long deadline = _waiting.Waiter.Clock.Deadline(timeout);
        _waiting.Gate.Enter();
        try
        {
            using CancellationTokenRegistration registration =
                cancellationToken.UnsafeRegister(static waiter => ((EventWaiter)waiter!).Wake(), _waiting.Waiter);
            while (true)
            {
                foreach (EventBuffer buffer in _buffers)
                {
                    if (buffer.SharedSource.IsReadyNow())
                        return true;
                }
                if (cancellationToken.IsCancellationRequested)
                    return false;
                // A perf buffer looks each second for CPUs that came or went.
                WaitClock clock = _waiting.Waiter.Clock;
                long turn = _waiting.Refreshes ? clock.Now + clock.Frequency : long.MaxValue;
                bool last = deadline <= turn;
                if (!_waiting.Waiter.Wait(last ? deadline : turn) && last)
                    return false;
                _waiting.Gate.ThrowIfDisposed();
            }
        }
        finally
        {
            _waiting.Gate.Exit();
        }
    }

    /// <summary>Ends waiting; a wait on another thread ends with <see cref="ObjectDisposedException"/>. Twice is fine.</summary>
    public void Dispose() => _waiting.Gate.Dispose(_waiting.Waiter.Wake);

    private sealed class Waiting : IDisposable
    {
        private readonly EventBuffer[] _buffers;

        internal Waiting(EventBuffer[] buffers, TimeProvider time)
        {
            _buffers = buffers;
            Waiter = new EventWaiter(time);
            Gate = new ReaderGate(this, "The group of buffers");
        }

        internal ReaderGate Gate { get; }

        internal bool Refreshes { get; set; }

        internal EventWaiter Waiter { get; }

        public void Dispose()
        {
            foreach (EventBuffer buffer in _buffers)
                buffer.SharedSource.RemoveFrom(Waiter);
            Waiter.Dispose();
        }
    }
}
