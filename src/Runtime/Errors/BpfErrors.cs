// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;

namespace SharpBpf;

/// <summary>Makes the exceptions. What each failure means and what to try is in <see cref="ErrorAdvice"/>.</summary>
internal static class BpfErrors
{
    /// <summary>A system call failed: <paramref name="action"/> completes "Cannot …".</summary>
    internal static BpfException System(string action, int errno) =>
        new(action, Errno.Describe(errno), ErrorAdvice.ForSystemCall(errno), errno);

    /// <summary>The object could not be read.</summary>
    internal static BpfException Open(string name, int errno, ReadOnlySpan<byte> file, IReadOnlyList<string> log)
    {
        (string reason, string? advice) = ErrorAdvice.ForOpen(errno, file, log);
        return new BpfException($"open BPF object '{name}'", reason, advice, errno, libbpfLog: ErrorAdvice.Join(log));
    }

    /// <summary>The kernel, or libbpf before it, refused the object.</summary>
    internal static BpfException Load(BpfObject obj, int errno, IReadOnlyList<string> log) =>
        LoadFailure.Explain(obj, errno, log);

    /// <summary>A program could not be attached.</summary>
    internal static BpfException Attach(BpfProgram program, string target, int errno, IReadOnlyList<string> log)
    {
        (string reason, string? advice) = ErrorAdvice.ForAttach(program, target, errno, log);
        return new BpfException($"attach program '{program.Name}' to {target}", reason, advice, errno, libbpfLog: ErrorAdvice.Join(log));
    }

    /// <summary>A program could not be run.</summary>
    internal static BpfException TestRun(BpfProgram program, int errno) =>
        new($"run program '{program.Name}' ({program.Section}) for a test", Errno.Describe(errno), errno switch
        {
            Errno.ENOTSUPP or Errno.EOPNOTSUPP => $"The kernel cannot run programs of type {program.Type} this way.",
            Errno.EINVAL => "The input does not fit this type of program: packets have at least 14 bytes, raw tracepoint and syscall programs run once and take no packet.",
            Errno.ENOSPC => "The room for the packet or context as the program left it is too small.",
            _ => ErrorAdvice.ForSystemCall(errno),
        }, errno);

    /// <summary>A map operation failed.</summary>
    internal static BpfException Map(BpfMap map, string action, int errno) =>
        new($"{action} map '{map.Name}'", Errno.Describe(errno), ErrorAdvice.ForMap(map, errno), errno);

    /// <summary>The kernel refused to create a map.</summary>
    internal static BpfException CreateMap(BpfMapType type, string name, uint keySize, uint valueSize, uint maxEntries, int errno) =>
        new($"create map '{name}'", $"{Errno.Describe(errno)} (type {type}, key {keySize} bytes, value {valueSize} bytes, {maxEntries} entries)",
            ErrorAdvice.ForMapCreation(type, errno), errno);

    /// <summary>Something about a path in a BPF file system.</summary>
    internal static BpfException Pin(string action, string path, int errno) =>
        new(action, Errno.Describe(errno), ErrorAdvice.ForPin(path, errno), errno);

    /// <summary>What the program was compiled against is not what the object holds.</summary>
    internal static BpfException Stale(string action, string reason) =>
        new(action, reason, "The C# code and the BPF object were not built from the same source; rebuild the project.", 0);

    [DoesNotReturn]
    internal static void ThrowShortRecord(uint length, int expected, Type type) =>
        throw new BpfException($"read a {type.Name} from the buffer", $"the record has {length} bytes, the struct needs {expected}",
            "The BPF program and the C# struct do not agree, or records of several types share this buffer: read them as bytes.", 0);
}
