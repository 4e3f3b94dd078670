// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Interop;

namespace SharpBpf;

/// <summary>What a failure most likely means, and what to try.</summary>
internal static partial class ErrorAdvice
{
    internal const string Privileges =
        "Run as root, or give the process CAP_BPF and CAP_PERFMON (and CAP_NET_ADMIN for networking programs).";

    private const string NoBtf =
        "This kernel has no BTF (/sys/kernel/btf/vmlinux). Use a kernel built with CONFIG_DEBUG_INFO_BTF=y, as all current "
        + "distributions have, or give BpfOpenOptions.KernelBtfPath a BTF file made for it.";

    internal static bool IsPrivileged => LibC.geteuid() == 0;

    internal static string? ForSystemCall(int errno) => errno switch
    {
        Errno.EPERM or Errno.EACCES when !IsPrivileged => Privileges,
        Errno.ENOMEM => "The memory limit was reached; before Linux 5.11 BPF memory counts against RLIMIT_MEMLOCK (ulimit -l).",
        24 => "Raise the limit of open files (ulimit -n).",
        _ => null,
    };

    internal static (string Reason, string? Advice) ForOpen(int errno, ReadOnlySpan<byte> file, IReadOnlyList<string> log)
    {
        if (file.Length < 4 || !file[..4].SequenceEqual("\u007fELF"u8))
            return ("it is not an ELF file", "Give it what clang -target bpf -c wrote.");
        if (file.Length < 64)
            return ($"the ELF file is truncated: it has {file.Length} bytes", "Build the object again.");
        bool bigEndian = file[5] == 2;
        if (bigEndian == BitConverter.IsLittleEndian)
        {
            return (bigEndian ? "it is big-endian and this machine is little-endian" : "it is little-endian and this machine is big-endian",
                "Compile it with -target bpf on this machine, or with -target " + (bigEndian ? "bpfel." : "bpfeb."));
        }
        ushort machine = (ushort)(bigEndian ? (file[18] << 8) | file[19] : file[18] | (file[19] << 8));
        if (machine != 247)
            return ($"it is an ELF file for another machine (e_machine {machine}, BPF is 247)", "Compile it with clang -target bpf.");
        string? said = LastWarning(log);
        string? advice = errno is Errno.LibelfError or Errno.FormatError or Errno.EINVAL
            ? "The file may be truncated or damaged; build it again." : ForSystemCall(errno);
        return (said is null ? Errno.Describe(errno) : $"{said} ({Errno.Name(errno)})", advice);
    }

    internal static string? ForMap(BpfMap map, int errno) => errno switch
    {
        Errno.E2BIG => $"The map is full or the index is out of range: it has {map.MaxEntries} entries.",
        Errno.ENOENT => "There is no such key.",
        Errno.EEXIST => "The key is already there.",
        Errno.EBUSY => "The entry is being changed by someone else; try again.",
        Errno.EPERM when IsPrivileged => "The map is frozen or was opened without the right for this.",
        _ => ForSystemCall(errno),
    };

    internal static string? ForMapCreation(BpfMapType type, int errno) => errno switch
    {
        Errno.EINVAL when type is BpfMapType.RingBuf or BpfMapType.UserRingBuf =>
            "A ring buffer needs a power of two of at least one page as max_entries, no key and no value, and a kernel of 5.8 or newer (6.1 for a user ring buffer).",
        Errno.EINVAL => "The kernel does not know this map type, or these sizes and flags are wrong for it (max_entries may not be 0).",
        Errno.E2BIG => "The key or value is larger than the kernel allows.",
        _ => ForSystemCall(errno),
    };

    internal static string? ForPin(string path, int errno) => errno switch
    {
        Errno.ENOENT => "There is no such file or directory. Maps, programs and links are pinned in a BPF file system, usually /sys/fs/bpf.",
        Errno.EEXIST => "Something is pinned there already; remove the file or choose another name.",
        Errno.EPERM or Errno.EINVAL when !path.StartsWith("/sys/fs/bpf", StringComparison.Ordinal) =>
            "The path is in no BPF file system. Use one below /sys/fs/bpf, or mount one: mount -t bpf bpf DIRECTORY.",
        Errno.EPERM when path.LastIndexOf('/') is var slash && path.AsSpan(slash + 1).Contains('.') => "A name in a BPF file system may not have a dot.",
        _ => ForSystemCall(errno),
    };

    internal static string? ForKernelBtf(IReadOnlyList<string> log) =>
        !File.Exists("/sys/kernel/btf/vmlinux") && log.Any(static l => l.Contains("BTF", StringComparison.Ordinal)) ? NoBtf : null;

    /// <summary>The last warning of libbpf that says more than that something failed; without its prefix.</summary>
    internal static string? LastWarning(IReadOnlyList<string> log)
    {
        for (int i = log.Count - 1; i >= 0; i--)
        {
            string line = log[i].Trim();
            if (line.Contains("PROG LOAD LOG", StringComparison.Ordinal)
                || line.StartsWith("libbpf: failed to load object", StringComparison.Ordinal))
            {
                continue;
            }
            return (line.StartsWith("libbpf: ", StringComparison.Ordinal) ? line["libbpf: ".Length..] : line).TrimEnd('.');
        }
        return null;
    }

    internal static string? Join(IReadOnlyList<string> log) => log.Count == 0 ? null : string.Concat(log);
}
