// SPDX-License-Identifier: Apache-2.0
using SharpBpf;
using Sofdsnoop.CommandLine;

namespace Sofdsnoop.Hooks;

/// <summary>
/// Finds out in a moment that a hook cannot be had, and why. What passes may still be refused when the programs are loaded; that is
/// the real test, but a costly one.
/// </summary>
internal static class HookProbe
{
    private const string KernelTypes = "/sys/kernel/btf/vmlinux";

    /// <summary>Why this kernel, or this user, has no such hook, and what to do about it; null when nothing speaks against it.</summary>
    public static string? Obstacle(HookKind hook) => hook switch
    {
        HookKind.Fentry => FentryProbe.Obstacle() ?? UnsafeReturn(),
        HookKind.Kprobe => File.Exists("/sys/bus/event_source/devices/kprobe/type")
            ? null
            : "this kernel has no kprobes (it was built without CONFIG_KPROBE_EVENTS)",
        HookKind.Tracepoint => Tracepoints(),
        _ => null,
    };

    /// <summary>
    /// Calls sleep in the functions whose return fexit programs see. Kernels that free a program's trampoline meanwhile crash when
    /// such a call returns; those that do not have a struct bpf_tramp_image.
    /// </summary>
    private static string? UnsafeReturn()
    {
        try
        {
            return File.ReadAllBytes(KernelTypes).AsSpan().IndexOf("\0bpf_tramp_image\0"u8) >= 0
                ? null
                : "this kernel may crash when fexit programs are detached while a call sleeps (mended in Linux 5.12 and in later releases of 5.10)";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the kernel's type information cannot be read: {e.Message}";
        }
    }

    private static string? Tracepoints()
    {
        if (!BpfFeatures.HasTracefs)
            return "tracefs is not mounted: mount -t tracefs nodev /sys/kernel/tracing";
        string[] places = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];
        return places.Any(static place => Directory.Exists(place + "/events/syscalls/sys_enter_sendmsg"))
            ? null
            : "this kernel has no system call tracepoints (it was built without CONFIG_FTRACE_SYSCALLS)";
    }
}
