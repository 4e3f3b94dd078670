// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>A buffer's memory in this process, its reader, and what to wait on.</summary>
internal abstract class BufferMapping : IDisposable
{
    internal abstract EventReader Reader { get; }

    internal EventWaiter Waiter { get; } = new();

    /// <summary>Lets a waiter, this one's or another, be woken by the buffer.</summary>
    internal abstract void AddTo(EventWaiter waiter);

    /// <summary>Called inside of the gate, before a wait and every second of it: CPUs may have come or gone.</summary>
    internal virtual void Refresh()
    {
    }

    public void Dispose() => Reader.Gate.Dispose(Waiter.Wake);
}
