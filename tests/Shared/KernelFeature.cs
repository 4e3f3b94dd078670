// SPDX-License-Identifier: Apache-2.0

namespace SharpBpf.Testing;

/// <summary>
/// What the kernel tests need that older kernels do not have, and the Linux version it came with: the one reason for which a
/// test may be skipped. On a kernel of that version or newer the test runs, and must pass.
/// </summary>
internal sealed record KernelFeature(string Name, int Major, int Minor)
{
    public static readonly KernelFeature TakingFromHashes = new("taking an entry out of a hash table (BPF_MAP_LOOKUP_AND_DELETE_ELEM)", 5, 14);
    public static readonly KernelFeature SyscallPrograms = new("BPF_PROG_TYPE_SYSCALL", 5, 14);
    public static readonly KernelFeature AttachCookies = new("bpf_get_attach_cookie", 5, 15);
    public static readonly KernelFeature BloomFilters = new("BPF_MAP_TYPE_BLOOM_FILTER", 5, 16);
    public static readonly KernelFeature NetfilterPrograms = new("BPF programs at netfilter hooks", 6, 4);
    public static readonly KernelFeature Tcx = new("BPF links for traffic control (tcx)", 6, 6);
    public static readonly KernelFeature SocketRights = new("SO_PASSRIGHTS", 6, 16);

    private static readonly Version s_running = Environment.OSVersion.Version;

    public bool IsHere => s_running >= new Version(Major, Minor);

    /// <summary>Skips the test where the running kernel is older than what it needs.</summary>
    public static void Need(params ReadOnlySpan<KernelFeature> features)
    {
        foreach (KernelFeature feature in features)
            Assert.SkipUnless(feature.IsHere, $"{feature.Name} came with Linux {feature.Major}.{feature.Minor}; this is {s_running.Major}.{s_running.Minor}");
    }
}
