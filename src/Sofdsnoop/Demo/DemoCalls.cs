// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Sofdsnoop.Demo;

/// <summary>The system calls of the demo's workers. Each throws what the kernel said, with the call's name.</summary>
internal static partial class DemoCalls
{
    public const int AF_INET = 2;
    public const int SOCK_DGRAM = 2;

    private const int AF_UNIX = 1;
    private const int SOCK_STREAM = 1;
    private const int SOL_SOCKET = 1;
    private const int SCM_RIGHTS = 1;
    private const int PR_SET_NAME = 15;
    private const int CLOCK_MONOTONIC = 1;
    private const nint SYS_pidfd_open = 434;
    private const int MaxFds = 16;

    /// <summary>Names the calling thread: for the main thread, the process.</summary>
    public static void SetName(string name) => Check("prctl", Prctl(PR_SET_NAME, name));

    public static (int First, int Second) Pipe()
    {
        Span<int> ends = stackalloc int[2];
        Check("pipe", PipeCore(ref ends[0]));
        return (ends[0], ends[1]);
    }

    public static (int First, int Second) SocketPair()
    {
        Span<int> ends = stackalloc int[2];
        Check("socketpair", SocketPairCore(AF_UNIX, SOCK_STREAM, 0, ref ends[0]));
        return (ends[0], ends[1]);
    }

    public static int Socket(int family, int type) => Check("socket", SocketCore(family, type, 0));

    public static int EventFd() => Check("eventfd", EventFdCore(0, 0));

    public static int MemFd(string name) => Check("memfd_create", MemFdCore(name, 0));

    public static int TimerFd() => Check("timerfd_create", TimerFdCore(CLOCK_MONOTONIC, 0));

    public static int Epoll() => Check("epoll_create1", EpollCore(0));

    public static int PidFd(int pid) => Check("pidfd_open", (int)SystemCall(SYS_pidfd_open, pid, 0));

    public static int Open(string path) => Check($"open {path}", OpenCore(path, 0));

    public static void Close(int fd) => Check("close", CloseCore(fd));

    /// <summary>One byte of data, and the fds.</summary>
    public static unsafe void Send(int socket, params ReadOnlySpan<int> fds)
    {
        byte data = 0;
        var part = new IoVec { Base = &data, Length = 1 };
        var control = stackalloc byte[sizeof(ControlHeader) + (MaxFds * sizeof(int))];
        var size = sizeof(ControlHeader) + (fds.Length * sizeof(int));
        *(ControlHeader*)control = new() { Length = (nuint)size, Level = SOL_SOCKET, Type = SCM_RIGHTS };
        fds.CopyTo(new Span<int>(control + sizeof(ControlHeader), MaxFds));
        var message = new MessageHeader { Parts = &part, PartCount = 1, Control = control, ControlLength = (nuint)size };
        Check("sendmsg", (int)SendMessage(socket, &message, 0));
    }

    /// <summary>One byte of data, and the fds that came with it.</summary>
    public static unsafe int[] Receive(int socket)
    {
        byte data;
        var part = new IoVec { Base = &data, Length = 1 };
        var size = sizeof(ControlHeader) + (MaxFds * sizeof(int));
        var control = stackalloc byte[size];
        var message = new MessageHeader { Parts = &part, PartCount = 1, Control = control, ControlLength = (nuint)size };
        Check("recvmsg", (int)ReceiveMessage(socket, &message, 0));
        if (message.ControlLength < (nuint)sizeof(ControlHeader))
            return [];
        var bytes = (int)((ControlHeader*)control)->Length - sizeof(ControlHeader);
        return new Span<int>(control + sizeof(ControlHeader), bytes / sizeof(int)).ToArray();
    }

    private static int Check(string call, int result) =>
        result >= 0 ? result : throw new IOException($"{call}: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Prctl(int option, string name);

    [LibraryImport("libc", EntryPoint = "pipe", SetLastError = true)]
    private static partial int PipeCore(ref int ends);

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int SocketPairCore(int family, int type, int protocol, ref int ends);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int SocketCore(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFdCore(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemFdCore(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    private static partial int TimerFdCore(int clock, int flags);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCore(int flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenCore(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseCore(int fd);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static unsafe partial nint SendMessage(int fd, MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static unsafe partial nint ReceiveMessage(int fd, MessageHeader* message, int flags);

    /// <summary>Mirrors struct iovec.</summary>
    private unsafe struct IoVec
    {
        public void* Base;
        public nuint Length;
    }

    /// <summary>Mirrors struct msghdr of 64-bit systems.</summary>
    private unsafe struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVec* Parts;
        public nuint PartCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>Mirrors struct cmsghdr; the data follows.</summary>
    private struct ControlHeader
    {
        public nuint Length;
        public int Level;
        public int Type;
    }
}
