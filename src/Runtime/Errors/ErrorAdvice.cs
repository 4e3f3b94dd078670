// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
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

    internal static bool IsForeignByteOrder(ReadOnlySpan<byte> file) =>
        file.Length > 5 && file[..4].SequenceEqual("\u007fELF"u8) && file[5] == (BitConverter.IsLittleEndian ? 2 : 1);

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
        if (SectionTableEnd(file, bigEndian) is var end && (ulong)file.Length < end)
            return ($"the ELF file is truncated: it has {file.Length} bytes of {end}", "Build the object again.");
        string? cause = Cause(log);
        return (cause is null ? Errno.Describe(errno) : $"{cause} ({Errno.Name(errno)})",
            (cause is null ? null : ForCause(cause)) ?? ForSystemCall(errno) ?? "The file may be damaged; build it again.");
    }

    // Where the table of sections, which compilers write last, ends: e_shoff + e_shnum * e_shentsize.
    private static ulong SectionTableEnd(ReadOnlySpan<byte> file, bool bigEndian)
    {
        ulong offset = bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(file[40..]) : BinaryPrimitives.ReadUInt64LittleEndian(file[40..]);
        ushort size = bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(file[58..]) : BinaryPrimitives.ReadUInt16LittleEndian(file[58..]);
        ushort count = bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(file[60..]) : BinaryPrimitives.ReadUInt16LittleEndian(file[60..]);
        return offset + (ulong)size * count;
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

    /// <summary>What to try, for what libbpf says went wrong; null when that is nothing known.</summary>
    internal static string? ForCause(string cause) => cause switch
    {
        _ when Has(cause, "BTF is required") => "The object has no type information: compile it with -g, and do not strip it of .BTF.",
        _ when Has(cause, "check ELF section name") =>
            $"libbpf {BpfRuntime.LibbpfVersion} does not know this SEC name. Correct it, or set the program's Type and ExpectedAttachType before Load.",
        _ when Has(cause, "failed to find kernel BTF type ID") || Has(cause, "is not found in vmlinux BTF") =>
            "The kernel has no such function or tracepoint with type information: it may be inlined, renamed or in a module. See /proc/kallsyms.",
        _ when Has(cause, "kernel BTF") || Has(cause, "vmlinux BTF") || Has(cause, "target BTF") => File.Exists("/sys/kernel/btf/vmlinux")
            ? "The BTF of this kernel, or the file given as BpfOpenOptions.KernelBtfPath, cannot be read." : NoBtf,
        _ when Has(cause, "(func ksym)") || Has(cause, "(var ksym)") || Has(cause, "(strong)") || Has(cause, "extern") =>
            "This kernel does not have it. If the program can do without, declare it __weak and test for it.",
        _ when Has(cause, "struct_ops") => "The kernel does not know this table of operations, or not these members.",
        _ => null,
    };

    /// <summary>What libbpf said first that names a cause; what follows are the consequences. Without its prefixes; null when there is none.</summary>
    internal static string? Cause(IReadOnlyList<string> log)
    {
        foreach (string entry in log)
        {
            string line = entry.Trim();
            if (line.StartsWith("libbpf: ", StringComparison.Ordinal))
                line = line["libbpf: ".Length..];
            if (s_noCause.Any(line.Contains))
                continue;
            // "prog 'name': ": the message has the name already.
            if (line.StartsWith("prog '", StringComparison.Ordinal) && line.IndexOf("': ", StringComparison.Ordinal) is > 0 and int end)
                line = line[(end + 3)..];
            return line.TrimEnd('.');
        }
        return null;
    }

    // Warnings that libbpf recovers from, and logs of the verifier.
    private static readonly string[] s_noCause =
        ["Retrying without BTF", "BTF loading error", "BTF LOAD LOG", "BTF is optional", "PROG LOAD LOG", "failed to load object"];

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.Ordinal);

    internal static string? Join(IReadOnlyList<string> log) => log.Count == 0 ? null : string.Concat(log);
}
