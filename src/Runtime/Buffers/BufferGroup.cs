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
    public BufferGroup(params ReadOnlySpan<EventBuffer> buffers)
    {
        _buffers = buffers.ToArray();
        _waiting = new Waiting(_buffers);
        try
        {
            foreach (EventBuffer buffer in _buffers)
                buffer.SharedSource.AddTo(_waiting.Waiter);
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
        long deadline = EventWaiter.Deadline(timeout);
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
                if (cancellationToken.IsCancellationRequested || !_waiting.Waiter.Wait(deadline))
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

        internal Waiting(EventBuffer[] buffers)
        {
            _buffers = buffers;
            Gate = new ReaderGate(this, "The group of buffers");
        }

        internal ReaderGate Gate { get; }

        internal EventWaiter Waiter { get; } = new();

        public void Dispose()
        {
            foreach (EventBuffer buffer in _buffers)
                buffer.SharedSource.RemoveFrom(Waiter);
            Waiter.Dispose();
        }
    }
}
