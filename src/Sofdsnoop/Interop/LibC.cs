// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sofdsnoop.Interop;

/// <summary>What the tool itself needs of libc.</summary>
internal static partial class LibC
{
    public const int StandardOutput = 1;
    public const int StandardError = 2;
    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int EPIPE = 32;
    public const short POLLOUT = 4;
    public const short POLLERR = 8;
    public const short POLLHUP = 16;
    public const int MEMBARRIER_CMD_GLOBAL = 1;
    public const int CLOCK_BOOTTIME = 7;
    public const int O_CLOEXEC = 0x80000;
    private const nuint TIOCGWINSZ = 0x5413;

    // the two architectures number this one differently
    public static readonly int O_DIRECTORY = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    /// <summary>The number of bpf(2), for <see cref="SystemCall"/>.</summary>
    public static readonly nint BpfNumber = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 280 : 321;

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(int fd, ref readonly byte bytes, nuint count);

    /// <summary>Whether the file is a terminal.</summary>
    internal static bool IsTerminal(int fd) => GetWindowSize(fd, TIOCGWINSZ, out _) == 0;

    /// <summary>The width of a terminal; 0 when it does not know.</summary>
    internal static int TerminalColumns(int fd) => GetWindowSize(fd, TIOCGWINSZ, out var size) == 0 ? size.Columns : 0;

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int GetWindowSize(int fd, nuint request, out WindowSize size);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(ref PollFd fds, nuint count, int milliseconds);

    /// <summary>For calls that libc has no function for; takes at most three arguments here.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint SystemCall(nint number, nint first, nint second, nint third);

    /// <summary>
    /// Lifts the limit on locked memory, to which kernels before 5.11 count what BPF takes. libbpf does so at its first load; for
    /// calls that do not go through it. False for who may not lift it, and has to live with it.
    /// </summary>
    internal static bool LiftLockedMemoryLimit()
    {
        const int RLIMIT_MEMLOCK = 8;
        var unlimited = new ResourceLimit { Current = ulong.MaxValue, Most = ulong.MaxValue };
        return SetResourceLimit(RLIMIT_MEMLOCK, in unlimited) == 0;
    }

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetResourceLimit(int resource, ref readonly ResourceLimit limit);

    /// <summary>
    /// At most 256 random bytes, from the kernel. .NET's own generator would load OpenSSL for them: 4 MB, and missing on some
    /// machines, where it ends the program.
    /// </summary>
    internal static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        if (GetEntropy(ref bytes[0], (nuint)count) != 0)
            throw new IOException($"cannot get random bytes (errno {Marshal.GetLastPInvokeError()})");
        return bytes;
    }

    [LibraryImport("libc", EntryPoint = "getentropy", SetLastError = true)]
    private static partial int GetEntropy(ref byte bytes, nuint count);

    /// <summary>A file descriptor for a directory, for calls that take one.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    internal static FileHandle OpenDirectory(string path)
    {
        var handle = new FileHandle(Open(path, O_DIRECTORY | O_CLOEXEC));
        if (handle.IsInvalid)
            throw new IOException($"cannot open {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        return handle;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFd(nint fd);

    /// <summary>A file descriptor that is closed in the end. Negative for none.</summary>
    internal sealed class FileHandle : SafeHandleMinusOneIsInvalid
    {
        public FileHandle(int fd)
            : base(ownsHandle: true) => SetHandle(fd);

        protected override bool ReleaseHandle() => CloseFd(handle) == 0;
    }

    /// <summary>Adds to the niceness of the calling thread; less than 0 takes a privilege.</summary>
    [LibraryImport("libc", EntryPoint = "nice")]
    internal static partial int Nice(int increment);

    /// <summary>Nanoseconds of CLOCK_BOOTTIME, by which the kernel side tells times.</summary>
    internal static ulong BootTime()
    {
        GetTime(CLOCK_BOOTTIME, out var time);
        return ((ulong)time.Seconds * 1_000_000_000) + (ulong)time.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    /// <summary>Mirrors struct rlimit of 64-bit systems.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public ulong Current;
        public ulong Most;
    }

    /// <summary>Mirrors struct winsize.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }

    /// <summary>Mirrors struct timespec of 64-bit systems.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    /// <summary>Mirrors struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }
}
