// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

// What it means that a program cannot be attached.
internal static partial class ErrorAdvice
{
    private const int AddressNotAvailable = 99; // EADDRNOTAVAIL

    internal static (string Reason, string? Advice) ForAttach(BpfProgram program, string target, int errno, IReadOnlyList<string> log)
    {
        string reason = Cause(log) is { } said ? $"{said} ({Errno.Name(errno)})" : Errno.Describe(errno);
        string name = target[(target.LastIndexOfAny([' ', '/']) + 1)..];
        string? advice = errno switch
        {
            Errno.EPERM or Errno.EACCES when !IsPrivileged => Privileges,
            Errno.EPERM or Errno.EACCES =>
                "The process is privileged, so a policy of this kernel refuses it (lockdown, an LSM, a container, or perf_event_paranoid).",
            Errno.EOPNOTSUPP or Errno.ENOTSUPP when !program.HasAttachTarget =>
                $"The section '{program.Section}' does not say where to attach: use one of the Attach methods that take a target.",
            _ => program.Type switch
            {
                BpfProgramType.Tracepoint => ForTracepoint(name, errno),
                BpfProgramType.RawTracepoint or BpfProgramType.RawTracepointWritable when errno == Errno.ENOENT =>
                    $"This kernel has no raw tracepoint '{name}'. A raw tracepoint is named without its category: sys_enter, not raw_syscalls/sys_enter.",
                BpfProgramType.Tracing or BpfProgramType.Lsm when errno == Errno.ENOENT =>
                    "Before Linux 5.13 such a program can be attached once only: load its object again to attach it anew.",
                BpfProgramType.KProbe => ForProbe(target, name, errno),
                BpfProgramType.PerfEvent when errno is Errno.ENOENT or Errno.EOPNOTSUPP or Errno.ENODEV =>
                    "This machine does not count such events; a virtual machine often has no hardware counters. A software event, such as CpuClock, is always there.",
                BpfProgramType.Xdp when errno is Errno.EBUSY or Errno.EEXIST => "The interface has an XDP program already; see ip link.",
                BpfProgramType.Xdp when errno is Errno.EOPNOTSUPP => "The driver cannot run XDP programs in this mode; XdpMode.Generic works with any.",
                BpfProgramType.CGroupSkb or BpfProgramType.CGroupSock or BpfProgramType.CGroupSockAddr or BpfProgramType.SockOps when errno == Errno.EBADF =>
                    "The path is no cgroup of version 2; they are below a mount of cgroup2, usually /sys/fs/cgroup.",
                _ => null,
            },
        };
        advice ??= errno switch
        {
            Errno.ENODEV => $"There is no network interface '{name}'; see ip link.",
            Errno.EOPNOTSUPP or Errno.ENOTSUPP or Errno.EINVAL => "This kernel does not support attaching it this way; it may be too old, or built without it.",
            _ => ForSystemCall(errno),
        };
        return (reason, advice);
    }

    private static string? ForTracepoint(string name, int errno) => errno switch
    {
        Errno.ENOENT when !BpfFeatures.HasTracefs => "tracefs is not mounted: mount -t tracefs nodev /sys/kernel/tracing.",
        Errno.ENOENT => $"This kernel has no tracepoint '{name}'; /sys/kernel/tracing/available_events lists them.",
        _ => null,
    };

    private static string? ForProbe(string target, string name, int errno)
    {
        if (target.StartsWith("u", StringComparison.OrdinalIgnoreCase))
        {
            return errno switch
            {
                Errno.ENOENT => "There is no such file, symbol or probe; nm -D and readelf -n list what a file has. A stripped file has no symbols: give an offset.",
                _ => null,
            };
        }
        return errno switch
        {
            Errno.ENOENT or Errno.ESRCH or Errno.EINVAL or AddressNotAvailable =>
                File.Exists("/sys/bus/event_source/devices/kprobe/type") || BpfFeatures.HasTracefs
                    ? $"The kernel has no function '{name}' that can be probed: it may be inlined, renamed or on the blacklist. See /proc/kallsyms. "
                        + "Or the kernel was built without kprobes."
                    : "This kernel was built without kprobes, or tracefs is not mounted (mount -t tracefs nodev /sys/kernel/tracing).",
            _ => null,
        };
    }
}
