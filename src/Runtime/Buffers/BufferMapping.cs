// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>A buffer's memory in this process, its reader, and what to wait on.</summary>
internal abstract class BufferMapping(TimeProvider time) : IDisposable
{
    private long _nextRefresh;

    internal abstract EventReader Reader { get; }

    internal EventWaiter Waiter { get; } = new(time);

    /// <summary>Lets a waiter, this one's or another, be woken by the buffer.</summary>
    internal abstract void AddTo(EventWaiter waiter);

    /// <summary>Whether what is mapped may change while it is read: CPUs come and go.</summary>
    internal virtual bool Refreshes => false;

    /// <summary>Called inside of the gate, before each wait and every second of it. It looks once a second.</summary>
    internal void RefreshIfDue()
    {
        if (!Refreshes)
            return;
        long now = Waiter.Clock.Now;
        if (now < _nextRefresh)
            return;
        _nextRefresh = now + Waiter.Clock.Frequency;
        Refresh();
    }

    private protected virtual void Refresh()
    {
    }

    public void Dispose() => Reader.Gate.Dispose(Waiter.Wake);
}
