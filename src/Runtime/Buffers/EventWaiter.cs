// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>Sleeps until one of several descriptors has something to read, a time has passed, or someone calls <see cref="Wake"/>.</summary>
internal sealed unsafe class EventWaiter : IDisposable
{
    private readonly FileDescriptor _epoll;
    private readonly FileDescriptor _wake;

    internal EventWaiter()
    {
        _epoll = new FileDescriptor(Check(LibC.epoll_create1(LibC.EpollCloexec), "make an epoll instance"));
        _wake = new FileDescriptor(Check(LibC.eventfd(0, LibC.EfdCloexec | LibC.EfdNonblock), "make an eventfd"));
        Add(_wake, LibC.EpollIn);
    }

    /// <summary>
    /// Watches a buffer. Edge-triggered: the kernel's own wake-up counts, not the state. A level would report a record that is
    /// still being written as readable, and the waiter would spin until it is done.
    /// </summary>
    internal void AddBuffer(FileDescriptor fd) => Add(fd, LibC.EpollIn | LibC.EpollEdge);

    /// <summary>
    /// Sleeps. Returns at any event, which may be a late one for something that was read already; the caller looks again.
    /// False when the time is over.
    /// </summary>
    internal bool Wait(long deadline)
    {
        byte* events = stackalloc byte[16 * 4];
        while (true)
        {
            int milliseconds = Remaining(deadline);
            int count = LibC.epoll_wait(_epoll, events, 4, milliseconds);
            if (count > 0)
            {
                ulong value;
                // Nonblocking: EAGAIN says that it was a buffer that woke us.
                _ = LibC.read(_wake, &value, sizeof(ulong));
                return true;
            }
            if (count == 0 && Remaining(deadline) == 0)
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

    /// <summary>When a wait of this length ends, in ticks of <see cref="Stopwatch"/>; long.MaxValue is never.</summary>
    internal static long Deadline(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
            return long.MaxValue;
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        double ticks = timeout.TotalSeconds * Stopwatch.Frequency;
        long now = Stopwatch.GetTimestamp();
        return ticks >= long.MaxValue - now ? long.MaxValue : now + (long)ticks;
    }

    // Rounded up: a wait must not end, and its caller ask again, in the last millisecond.
    private static int Remaining(long deadline)
    {
        if (deadline == long.MaxValue)
            return -1;
        long ticks = deadline - Stopwatch.GetTimestamp();
        if (ticks <= 0)
            return 0;
        return (int)Math.Min(int.MaxValue, (ticks * 1000 + Stopwatch.Frequency - 1) / Stopwatch.Frequency);
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
