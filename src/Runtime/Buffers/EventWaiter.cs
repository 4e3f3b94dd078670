// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>Sleeps until one of several descriptors has something to read, a time has passed, or someone calls <see cref="Wake"/>.</summary>
internal sealed unsafe class EventWaiter : IDisposable
{
    private readonly FileDescriptor _epoll;
    private readonly FileDescriptor _wake;

    /// <param name="time">The clock that waits go by.</param>
    internal EventWaiter(TimeProvider time)
    {
        Clock = new WaitClock(time);
        _epoll = new FileDescriptor(Check(LibC.epoll_create1(LibC.EpollCloexec), "make an epoll instance"));
        _wake = new FileDescriptor(Check(LibC.eventfd(0, LibC.EfdCloexec | LibC.EfdNonblock), "make an eventfd"));
        Add(_wake, LibC.EpollIn);
    }

    internal WaitClock Clock { get; }

    /// <summary>
    /// Watches a buffer. Edge-triggered: the kernel's own wake-up counts, not the state. A level would report a record that is
    /// still being written as readable, and the waiter would spin until it is done.
    /// </summary>
    internal void AddBuffer(FileDescriptor fd) => Add(fd, LibC.EpollIn | LibC.EpollEdge);

    /// <summary>Watches a user ring buffer for room.</summary>
    internal void AddRoom(FileDescriptor fd) => Add(fd, LibC.EpollOut | LibC.EpollEdge);

    /// <summary>
    /// Sleeps. Returns at any event, which may be a late one for something that was read already; the caller looks again.
    /// False when the time is over.
    /// </summary>
    internal bool Wait(long deadline)
    {
        byte* events = stackalloc byte[16 * 4];
        // The kernel's timeout knows the system's clock only.
        int remaining = Clock.Remaining(deadline);
        using ITimer? timer = remaining > 0 && !Clock.IsSystem ? Clock.Timer(Wake, remaining) : null;
        while (true)
        {
            int milliseconds = timer is null ? Clock.Remaining(deadline) : -1;
            int count = LibC.epoll_wait(_epoll, events, 4, milliseconds);
            if (count > 0)
            {
                ulong value;
                // Nonblocking: EAGAIN says that it was a buffer that woke us.
                _ = LibC.read(_wake, &value, sizeof(ulong));
                return timer is null || Clock.Remaining(deadline) != 0;
            }
            if (count == 0 && Clock.Remaining(deadline) == 0)
                return false;
            if (count < 0 && Marshal.GetLastPInvokeError() is var errno and not Errno.EINTR)
                throw BpfErrors.System("wait for events", errno);
        }
    }

    /// <summary>Ends a wait that is under way, or else the next one.</summary>
    internal void Wake()
    {
        ulong one = 1;
        // It can only fail by being full, and then it is awake anyway.
        _ = LibC.write(_wake, &one, sizeof(ulong));
    }

    public void Dispose()
    {
        _epoll.Dispose();
        _wake.Dispose();
    }

    private void Add(FileDescriptor fd, uint what)
    {
        // struct epoll_event is packed on x86-64 only; its first word is all we use, the rest may be anything.
        ulong* storage = stackalloc ulong[2] { what, 0 };
        Check(LibC.epoll_ctl(_epoll, LibC.EpollCtlAdd, fd, storage), "watch a descriptor with epoll");
    }

    private static int Check(int result, string what) =>
        result >= 0 ? result : throw BpfErrors.System(what, Marshal.GetLastPInvokeError());
}
