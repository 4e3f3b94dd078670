// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace Sofdsnoop.Interop;

/// <summary>Whether pidfds have a file system of their own on this kernel.</summary>
internal static partial class PidFileSystem
{
    private const nint SYS_pidfd_open = 434;
    private const long Magic = 0x50494446;

    public static bool Exists()
    {
        using var pidfd = new LibC.FileHandle((int)LibC.SystemCall(SYS_pidfd_open, Environment.ProcessId, 0, 0));
        Span<long> status = stackalloc long[32];
        return !pidfd.IsInvalid && FStatFs(pidfd, ref status[0]) == 0 && status[0] == Magic;
    }

    /// <summary>Fills struct statfs, which begins with the file system's magic and is shorter than what it is given.</summary>
    [LibraryImport("libc", EntryPoint = "fstatfs")]
    private static partial int FStatFs(LibC.FileHandle fd, ref long status);
}
