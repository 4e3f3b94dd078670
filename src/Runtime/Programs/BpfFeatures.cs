// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>What the running kernel can do, found out by trying. Each probe loads or creates something small and throws it away.</summary>
public static unsafe class BpfFeatures
{
    private const string KernelBtfFile = "/sys/kernel/btf/vmlinux";

    /// <summary>Whether the kernel carries its BTF, which CO-RE, fentry and the like need.</summary>
    public static bool HasKernelBtf => File.Exists(KernelBtfFile);

    /// <summary>Whether tracefs is mounted, which tracepoints and kprobes by name need.</summary>
    public static bool HasTracefs => Directory.Exists("/sys/kernel/tracing/events") || Directory.Exists("/sys/kernel/debug/tracing/events");

    /// <summary>Whether programs of a type can be loaded: <c>libbpf_probe_bpf_prog_type()</c>.</summary>
    /// <param name="type">The type.</param>
    /// <returns>False when the kernel does not know it, or a policy forbids it.</returns>
    /// <exception cref="BpfException">It cannot be found out, most often for want of privileges.</exception>
    public static bool Has(BpfProgramType type)
    {
        using LibBpfLog.Capture log = LibBpfLog.Begin();
        return Answer(LibBpf.libbpf_probe_bpf_prog_type((int)type, null), $"find out whether the kernel has {type} programs");
    }

    /// <summary>Whether maps of a type can be created: <c>libbpf_probe_bpf_map_type()</c>.</summary>
    /// <param name="type">The type.</param>
    /// <returns>False when the kernel does not know it.</returns>
    /// <exception cref="BpfException">It cannot be found out, most often for want of privileges.</exception>
    public static bool Has(BpfMapType type)
    {
        using LibBpfLog.Capture log = LibBpfLog.Begin();
        return Answer(LibBpf.libbpf_probe_bpf_map_type((int)type, null), $"find out whether the kernel has {type} maps");
    }

    /// <summary>
    /// Whether programs of a type may call a helper: tried with a program that does nothing else. (<c>libbpf_probe_bpf_helper()</c> of older
    /// libbpf does not understand what newer kernels answer.)
    /// </summary>
    /// <param name="type">The type of program. Tracing, LSM, struct_ops and freplace programs cannot be asked about.</param>
    /// <param name="helper">The helper's number, BPF_FUNC_* of linux/bpf.h.</param>
    /// <returns>False when the kernel does not know it, or not for these programs.</returns>
    /// <exception cref="BpfException">It cannot be found out, most often for want of privileges.</exception>
    public static bool HasHelper(BpfProgramType type, int helper)
    {
        string what = $"find out whether {type} programs have helper {helper}";
        const ulong exit = 0x95, call = 0x85;
        ulong* instructions = stackalloc ulong[2] { call | (ulong)(uint)helper << 32, exit };
        const int logSize = 4096;
        byte* buffer = stackalloc byte[logSize];
        buffer[0] = 0;
        BpfProgLoadOpts opts = new() { Size = (nuint)sizeof(BpfProgLoadOpts), LogLevel = 1, LogBuffer = buffer, LogSize = logSize };
        using LibBpfLog.Capture capture = LibBpfLog.Begin();
        int fd = LibBpf.bpf_prog_load((int)type, "probe", "GPL", instructions, 2, &opts);
        if (fd >= 0)
        {
            _ = LibC.close(fd);
            return true;
        }
        string log = Utf8.Text(buffer);
        // Without a verdict it was not the verifier that refused.
        if (log.Length == 0)
            throw BpfErrors.System(what, -fd);
        // "unknown func #300", "invalid func unknown#300", since 6.9 "program of this type cannot use helper bpf_x#44"
        return !(log.Contains("unknown func", StringComparison.Ordinal) || log.Contains("invalid func", StringComparison.Ordinal)
            || log.Contains("cannot use helper", StringComparison.Ordinal));
    }

    private static bool Answer(int result, string what)
    {
        if (result == -Errno.EOPNOTSUPP)
        {
            throw new BpfException(what, $"libbpf {BpfRuntime.LibbpfVersion} does not know how to find out",
                "A newer libbpf may, or try it: load a program that uses it.", -result);
        }
        if (result < 0)
            throw BpfErrors.System(what, -result);
        // "No" from a process that may not load anything is no answer.
        return result > 0 || ErrorAdvice.IsPrivileged ? result > 0 : throw BpfErrors.System(what, Errno.EPERM);
    }
}
