// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>
/// Lets one user at a time into a reader, and frees its resources when it is both disposed and out of use, whichever
/// comes last. So memory is never unmapped under a batch.
/// </summary>
internal sealed class ReaderGate(IDisposable resources, string name, string use = "read")
{
    private const int InUse = 1, Disposed = 2, Disposing = 4;

    private int _state;

    internal bool IsDisposed => (Volatile.Read(ref _state) & Disposed) != 0;

    /// <summary>Takes the reader, or throws: two threads, or a batch inside of a batch, is an error and no race.</summary>
    internal void Enter()
    {
        int state = Interlocked.CompareExchange(ref _state, InUse, 0);
        if (state != 0)
            Refuse(state);
    }

    /// <summary>Takes the reader if nobody has it and it is not disposed.</summary>
    internal bool TryEnter() => Interlocked.CompareExchange(ref _state, InUse, 0) == 0;

    /// <summary>Gives the reader back. After a Dispose meanwhile it also frees the resources.</summary>
    internal void Exit() => Leave(InUse);

    /// <summary>Lets no one in from now on, and wakes the one inside, if any, while the resources are still there. Twice is fine.</summary>
    internal void Dispose(Action? wake = null)
    {
        int state = Volatile.Read(ref _state);
        while (true)
        {
            if ((state & Disposed) != 0)
                return;
            int seen = Interlocked.CompareExchange(ref _state, state | Disposed | Disposing, state);
            if (seen == state)
                break;
            state = seen;
        }
        wake?.Invoke();
        Leave(Disposing);
    }

    internal void ThrowIfDisposed()
    {
        if (IsDisposed)
            Refuse(Disposed);
    }

    // The last to leave a disposed reader frees it.
    private void Leave(int bit)
    {
        if ((Interlocked.And(ref _state, ~bit) & ~bit) == Disposed)
            resources.Dispose();
    }

    private void Refuse(int state) => throw ((state & Disposed) != 0
        ? new ObjectDisposedException(name)
        : new InvalidOperationException(
            $"{name} is being {use} already, by another thread or by one that is not finished. It has one user at a time."));
}
