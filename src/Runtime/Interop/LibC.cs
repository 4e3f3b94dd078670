// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf.Interop;

/// <summary>The system calls this library makes itself, through libc. A failure is -1 with errno kept by the runtime.</summary>
internal static unsafe partial class LibC
{
    internal const string Name = "libc";

    internal const int ProtRead = 1, ProtWrite = 2;
    internal const int MapShared = 1;
    internal static readonly nint MapFailed = -1;
    internal const int EpollCloexec = 0x80000, EfdCloexec = 0x80000, EfdNonblock = 0x800;
    internal const int EpollCtlAdd = 1;
    internal const uint EpollIn = 1, EpollOut = 4, EpollEdge = 1u << 31;
    private const int DuplicateCloexec = 1030; // F_DUPFD_CLOEXEC

    static LibC() => NativeLibraries.Initialize();

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint mmap(nint address, nuint length, int protection, int flags, FileDescriptor fd, long offset);
    [LibraryImport(Name, SetLastError = true)] internal static partial int munmap(nint address, nuint length);
    [LibraryImport(Name)] internal static partial int close(int fd);
    [LibraryImport(Name, SetLastError = true)] internal static partial nint read(FileDescriptor fd, void* buffer, nuint count);
    [LibraryImport(Name, SetLastError = true)] internal static partial nint pread(FileDescriptor fd, void* buffer, nuint count, long offset);
    [LibraryImport(Name, SetLastError = true)] internal static partial nint write(FileDescriptor fd, void* buffer, nuint count);
    [LibraryImport(Name, SetLastError = true)] private static partial int fcntl(int fd, int command, int argument);
    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)] private static partial int open(string path, int flags, uint mode);
    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)] internal static partial uint if_nametoindex(string name);

    // Variadic in C; the 64-bit Linux ABIs pass such arguments as any other.
    [LibraryImport(Name, SetLastError = true)] internal static partial int ioctl(FileDescriptor fd, nuint request, nint argument);
    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint syscall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);
    [LibraryImport(Name, SetLastError = true)] internal static partial int eventfd(uint initial, int flags);
    [LibraryImport(Name, SetLastError = true)] internal static partial int epoll_create1(int flags);
    [LibraryImport(Name, SetLastError = true)]
    internal static partial int epoll_ctl(FileDescriptor epoll, int operation, FileDescriptor fd, void* @event);
    [LibraryImport(Name, SetLastError = true)]
    internal static partial int epoll_wait(FileDescriptor epoll, void* events, int maxEvents, int timeoutMilliseconds);

    // The last parameter is a va_list. On the 64-bit Linux ABIs it travels as one pointer-sized value.
    [LibraryImport(Name)] internal static partial int vasprintf(byte** result, byte* format, nint arguments);
    [LibraryImport(Name)] internal static partial void free(void* memory);
    [LibraryImport(Name)] internal static partial uint geteuid();

    /// <summary>Opens a directory or file to name something by: a cgroup, a namespace.</summary>
    internal static FileDescriptor Open(string path, string what)
    {
        int fd = OpenToRead(path);
        return fd >= 0 ? new FileDescriptor(fd) : throw BpfErrors.System(what, Marshal.GetLastPInvokeError());
    }

    /// <summary>Opens a file to read it; null when there is none.</summary>
    internal static FileDescriptor? OpenIfThere(string path, string what)
    {
        int fd = OpenToRead(path);
        if (fd >= 0)
            return new FileDescriptor(fd);
        int errno = Marshal.GetLastPInvokeError();
        return errno is Errno.ENOENT or Errno.ENODEV ? null : throw BpfErrors.System(what, errno);
    }

    private static int OpenToRead(string path)
    {
        const int readOnly = 0, cloexec = 0x80000;
        return open(path, readOnly | cloexec, 0);
    }

    /// <summary>A second descriptor of the same file, which lives as long as its holder wants.</summary>
    internal static FileDescriptor Duplicate(int fd, string what)
    {
        int copy = fcntl(fd, DuplicateCloexec, 0);
        return copy >= 0 ? new FileDescriptor(copy) : throw BpfErrors.System(what, Marshal.GetLastPInvokeError());
    }
}
