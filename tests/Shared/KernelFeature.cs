// SPDX-License-Identifier: Apache-2.0

namespace SharpBpf.Testing;

/// <summary>
/// What the kernel tests need that older kernels do not have, and the Linux version it came with: the one reason for which a
/// test may be skipped. On a kernel of that version or newer the test runs, and must pass.
/// </summary>
internal sealed record KernelFeature(string Name, int Major, int Minor)
{
    /// <summary>Taking CPUs away is for machines that nobody else works on: $TEST_OWN_MACHINE says that this is one.</summary>
    public static readonly KernelFeature CpuHotplug = new("taking a CPU offline", 2, 6)
    {
        Missing = static () => Environment.GetEnvironmentVariable("TEST_OWN_MACHINE") == "1" && File.Exists("/sys/devices/system/cpu/cpu1/online")
            ? null : "only in a virtual machine of its own ($TEST_OWN_MACHINE) with two CPUs",
    };
    public static readonly KernelFeature Kprobes = new("kprobes", 4, 1)
    {
        Missing = static () => File.Exists("/sys/bus/event_source/devices/kprobe/type") ? null : "the kernel was built without kprobes",
    };
    public static readonly KernelFeature Trampolines = new("fentry, fexit and tp_btf programs", 5, 5);
    public static readonly KernelFeature Replacement = new("programs that replace functions of others", 5, 6);
    public static readonly KernelFeature StructOps = new("struct_ops", 5, 6);
    public static readonly KernelFeature FmodRet = new("fmod_ret programs", 5, 7);
    public static readonly KernelFeature LsmPrograms = new("LSM programs", 5, 7)
    {
        Missing = WithoutBpfLsm,
    };
    /// <summary>Where BPF is no security module, inodes have no room for the storage.</summary>
    public static readonly KernelFeature InodeStorage = new("BPF_MAP_TYPE_INODE_STORAGE", 5, 10)
    {
        Missing = WithoutBpfLsm,
    };
    /// <summary>
    /// From 7.2 on at the latest, the kernel takes the room for the values with kmalloc_nolock(), which needs cmpxchg16b: without it
    /// each value is ENOMEM. Emulated machines have none (scripts/vm/machine.py says why).
    /// </summary>
    public static readonly KernelFeature OwnersStorage = new("storage of tasks, sockets, inodes and cgroups", 5, 2)
    {
        Missing = static () => s_running < new Version(7, 0) || File.ReadAllText("/proc/cpuinfo").Contains(" cx16", StringComparison.Ordinal)
            || System.Runtime.InteropServices.RuntimeInformation.OSArchitecture != System.Runtime.InteropServices.Architecture.X64
            ? null : "this kernel keeps the values with kmalloc_nolock(), and the processor has no cmpxchg16b for it",
    };
    public static readonly KernelFeature Iterators = new("iterators over tasks", 5, 8);
    public static readonly KernelFeature OwnAccounting = new("BPF memory that does not count as locked memory", 5, 11);
    public static readonly KernelFeature TaskStorage = new("BPF_MAP_TYPE_TASK_STORAGE for tracing programs", 5, 11);
    public static readonly KernelFeature SkLookupTestRun = new("test runs of sk_lookup programs", 5, 13);
    public static readonly KernelFeature TraceAgain = new("attaching a tracing program a second time", 5, 13);
    public static readonly KernelFeature XdpTestContext = new("test runs of XDP programs with a context", 5, 14);
    public static readonly KernelFeature TakingFromHashes = new("taking an entry out of a hash table (BPF_MAP_LOOKUP_AND_DELETE_ELEM)", 5, 14);
    public static readonly KernelFeature SyscallPrograms = new("BPF_PROG_TYPE_SYSCALL", 5, 14);
    public static readonly KernelFeature AddedFdsAsAnswer = new("SECCOMP_ADDFD_FLAG_SEND", 5, 14);
    public static readonly KernelFeature AttachCookies = new("bpf_get_attach_cookie", 5, 15);
    public static readonly KernelFeature StructOpsTestRun = new("test runs of struct_ops programs", 5, 16);
    public static readonly KernelFeature BloomFilters = new("BPF_MAP_TYPE_BLOOM_FILTER", 5, 16);
    public static readonly KernelFeature KprobeMulti = new("kprobe.multi", 5, 18);
    public static readonly KernelFeature TraceCookies = new("bpf_get_attach_cookie in fentry programs", 6, 0);
    public static readonly KernelFeature IteratorOverTask = new("iterators over one task", 6, 1);
    public static readonly KernelFeature UserRingBuffer = new("user ring buffers", 6, 1);
    /// <summary>5.10 gives something else; no kernel between it and 6.1 was asked.</summary>
    public static readonly KernelFeature FlowDissectorsOwnValue = new("test runs of flow dissectors that give what the program returned", 6, 1);
    /// <summary>5.10 takes them; no kernel between it and 6.1 was asked.</summary>
    public static readonly KernelFeature ShortPacketsRefused = new("test runs of XDP programs that refuse less than an Ethernet header", 6, 1);
    public static readonly KernelFeature TracedRequests = new("io_uring requests in tracepoints", 6, 0);
    /// <summary>Before it, its test function could be modified only by kernels built with error injection.</summary>
    public static readonly KernelFeature FmodRetTestRun = new("test runs of fmod_ret programs", 6, 2);
    public static readonly KernelFeature CgroupStorage = new("BPF_MAP_TYPE_CGRP_STORAGE", 6, 2);
    public static readonly KernelFeature NetfilterPrograms = new("BPF programs at netfilter hooks", 6, 4);
    public static readonly KernelFeature SocketPidfd = new("SO_PASSPIDFD", 6, 5);
    public static readonly KernelFeature Tcx = new("BPF links for traffic control (tcx)", 6, 6);
    public static readonly KernelFeature LargeControlData = new("control data of up to 128 KiB in a message", 6, 7);
    public static readonly KernelFeature InstalledFiles = new("IORING_OP_FIXED_FD_INSTALL", 6, 8);
    public static readonly KernelFeature SocketRights = new("SO_PASSRIGHTS", 6, 16);

    private static readonly Version s_running = Environment.OSVersion.Version;

    /// <summary>Asks a kernel that is new enough whether it was built or started without the feature, and says how one can tell.</summary>
    public Func<string?>? Missing { get; init; }

    public bool IsHere => s_running >= new Version(Major, Minor);

    /// <summary>Skips the test where the running kernel is older than what it needs.</summary>
    public static void Need(params ReadOnlySpan<KernelFeature> features)
    {
        foreach (KernelFeature feature in features)
        {
            Assert.SkipUnless(feature.IsHere, $"{feature.Name} came with Linux {feature.Major}.{feature.Minor}; this is {s_running.Major}.{s_running.Minor}");
            if (feature.Missing?.Invoke() is { } reason)
                Assert.Skip($"{feature.Name}: {reason}");
        }
    }

    private static string? WithoutBpfLsm() =>
        ActiveLsms().Split(',').Contains("bpf") ? null : $"BPF is none of the security modules in use: {ActiveLsms()}";

    // securityfs tells; it is where it should be on every distribution, but not in a bare virtual machine
    private static string ActiveLsms()
    {
        const string path = "/sys/kernel/security/lsm";
        if (!File.Exists(path))
        {
            using System.Diagnostics.Process mount = System.Diagnostics.Process.Start("mount", ["-t", "securityfs", "securityfs", "/sys/kernel/security"]);
            mount.WaitForExit();
        }
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "none";
    }
}
