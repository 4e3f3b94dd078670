// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using SharpBpf;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Hooks;
using Sofdsnoop.Interop;

namespace Sofdsnoop.Doctor;

/// <summary>What the kernel has.</summary>
internal static class KernelChecks
{
    private const int EPERM = 1;

    private static readonly Version Oldest = new(5, 10);

    // Until then, what BPF maps take counted as locked memory.
    private static readonly Version OwnAccounting = new(5, 11);

    public static IEnumerable<Finding> All()
    {
        var kernel = Environment.OSVersion.Version;
        yield return Finding.Needed(kernel >= Oldest, $"Linux {ProcFile.Read("/proc/sys/kernel/osrelease")}", "sofdsnoop needs Linux 5.10 or later");
        yield return Finding.Needed(
            RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64,
            $"architecture {RuntimeInformation.ProcessArchitecture}",
            "sofdsnoop knows the system calls of x86-64 and arm64");
        yield return Finding.Needed(
            File.Exists("/sys/kernel/btf/vmlinux"),
            "the kernel's type information, /sys/kernel/btf/vmlinux",
            "take a kernel that was built with CONFIG_DEBUG_INFO_BTF=y, as the distributions' are");
        yield return Finding.Needed(
            !ProcFile.Read("/sys/kernel/security/lockdown").Contains("[confidentiality]", StringComparison.Ordinal),
            "no lockdown that hides the kernel's memory",
            "boot without lockdown=confidentiality");
        yield return Memlock(kernel);
        yield return MapType(BpfMapType.RingBuf, "ring buffers (--buffer ring)", "--buffer perf does without");
        yield return MapType(BpfMapType.PerfEventArray, "perf buffers (--buffer perf)", "--buffer ring does without");
        foreach (var finding in Hooks())
            yield return finding;
        foreach (var finding in Extras())
            yield return finding;
    }

    private static IEnumerable<Finding> Extras()
    {
        yield return Finding.Extra(
            CgroupTree.Find() != null,
            "the cgroup v2 tree",
            "--cgroup needs it; mount -t cgroup2 nodev DIRECTORY brings it");
    }

    private static Finding Memlock(Version kernel)
    {
        if (kernel >= OwnAccounting)
            return new Finding(Health.Good, "no limit on locked memory for BPF (Linux 5.11 or later)");
        var limit = ProcFile.Field("/proc/self/limits", "Max locked memory").Split(' ')[0];
        return Finding.Extra(
            LibC.LiftLockedMemoryLimit(),
            "no limit on locked memory for BPF",
            $"it is {limit} bytes, which this user may not raise; add CAP_SYS_RESOURCE, or ulimit -l unlimited (Linux 5.11 and later have no such limit)");
    }

    private static Finding MapType(BpfMapType type, string what, string otherwise)
    {
        try
        {
            var isRing = type == BpfMapType.RingBuf;
            using var map = BpfMap.Create(type, "sofdsnoop_probe", isRing ? 0u : 4u, isRing ? 0u : 4u, isRing ? 65536u : (uint)BpfRuntime.PossibleCpus);
            // The map is one thing; each CPU's ring of a perf buffer takes a right of its own (kernel.perf_event_paranoid).
            using EventBuffer buffer = isRing ? new RingBuffer(map) : new PerfBuffer<byte>(map);
            foreach (var _ in buffer.ReadRecords())
            {
            }

            return new Finding(Health.Good, what);
        }
        catch (Exception e) when (e is BpfException or DllNotFoundException)
        {
            return new Finding(Health.Absent, what, $"{Reason(e)}; {otherwise}");
        }
    }

    /// <summary>The proof: what sofdsnoop does at its start, for a moment, with each hook. One is enough.</summary>
    private static IEnumerable<Finding> Hooks()
    {
        HookKind? best = null;
        foreach (var hook in KernelSide.All)
        {
            var obstacle = Obstacle(hook);
            if (obstacle == null)
                best ??= hook;
            yield return Finding.Extra(obstacle == null, $"hook {HookWord.Of(hook)}", obstacle ?? "");
        }

        yield return Finding.Needed(
            best != null,
            $"its programs load and attach; --hook auto takes {HookWord.Of(best ?? HookKind.Auto)}",
            "each hook above says what is missing");
    }

    private static string? Obstacle(HookKind hook)
    {
        if (HookProbe.Obstacle(hook) is { } obstacle)
            return obstacle;
        try
        {
            KernelSide.Start(new TraceOptions { Hook = hook }, static _ => { }).Dispose();
            return null;
        }
        catch (Exception e) when (e is BpfException or DllNotFoundException)
        {
            return Reason(e.InnerException ?? e);
        }
    }

    private static string Reason(Exception e) => e switch
    {
        BpfException { Errno: EPERM } => "not allowed to this user",
        BpfException => e.Message.Split('\n')[0],
        _ => "libbpf is not installed",
    };
}
