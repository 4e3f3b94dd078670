// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>
/// Notices that a CPU was taken offline, even if it is back since. perf_event_exit_cpu() takes its events out of service for ever, and neither
/// poll(2) nor anything else about them tells.
/// </summary>
/// <remarks>
/// drivers/base/topology.c removes the CPU's folder when it goes and makes a new one when it comes. A file that was opened in the old one
/// says ENODEV from then on.
/// </remarks>
internal sealed unsafe class CpuPresence : IDisposable
{
    private readonly FileDescriptor _file;
    private readonly string _path;

    private CpuPresence(FileDescriptor file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <summary>Whether the CPU was away since this was made. Allocates nothing.</summary>
    internal bool WasAway
    {
        get
        {
            byte* text = stackalloc byte[64];
            if (LibC.pread(_file, text, 64, 0) >= 0)
                return false;
            int errno = Marshal.GetLastPInvokeError();
            return errno == Errno.ENODEV ? true : throw BpfErrors.System($"read '{_path}', which tells whether the CPU was taken offline", errno);
        }
    }

    /// <summary>Begins to watch a CPU; null when it is not online, or sysfs is hidden.</summary>
    internal static CpuPresence? Of(int cpu) => Of($"/sys/devices/system/cpu/cpu{cpu.ToString(CultureInfo.InvariantCulture)}/topology/core_id");

    internal static CpuPresence? Of(string path) =>
        LibC.OpenIfThere(path, $"open '{path}', to see when the CPU goes offline") is { } file ? new CpuPresence(file, path) : null;

    public void Dispose() => _file.Dispose();
}
