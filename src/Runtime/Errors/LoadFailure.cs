// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf;

/// <summary>Reads, in what libbpf logged during a failed load, which program or map it was and why.</summary>
internal static class LoadFailure
{
    private const string ProgramFailed = "': BPF program load failed";
    private const string LogBegin = "-- BEGIN PROG LOAD LOG --\n";
    private const string LogEnd = "-- END PROG LOAD LOG --";

    internal static BpfException Explain(BpfObject obj, int errno, IReadOnlyList<string> log)
    {
        List<string> rest = [];
        string? verifier = null;
        foreach (string line in log)
        {
            int begin = line.IndexOf(LogBegin, StringComparison.Ordinal);
            if (begin < 0)
            {
                rest.Add(line);
                continue;
            }
            begin += LogBegin.Length;
            int end = line.LastIndexOf(LogEnd, StringComparison.Ordinal);
            verifier = line[begin..(end < begin ? line.Length : end)];
        }
        if (verifier?.Trim() is { Length: 0 })
            verifier = null;
        string? program = NameIn(rest, "prog '", ProgramFailed) ?? NameIn(rest, "prog '", "': failed to load");
        string? map = NameIn(rest, "map '", "': failed to create");
        string action = program is not null ? $"load program '{program}' of '{obj.Name}'"
            : map is not null ? $"create map '{map}' of '{obj.Name}'"
            : $"load BPF object '{obj.Name}'";
        (string reason, string? advice) = program is not null ? ForProgram(obj, program, errno, verifier, rest)
            : map is not null ? ForMap(obj, map, errno, rest)
            : ForObject(errno, rest);
        string? detail = verifier is null ? null : VerifierReport.Excerpt(verifier);
        return new BpfException(action, reason, advice, errno, verifier, ErrorAdvice.Join(rest), detail);
    }

    private static (string, string?) ForProgram(BpfObject obj, string name, int errno, string? verifier, List<string> log)
    {
        BpfProgram? program = obj.AllPrograms.FirstOrDefault(p => p.Name == name);
        string section = program?.Section ?? "?";
        if (verifier is not null && VerifierReport.Verdict(verifier) is { } verdict)
            return ($"the verifier rejected it: {verdict} ({Errno.Name(errno)})", VerifierAdvice.For(verdict));
        // Without a verdict the kernel refused before it looked at the program, or libbpf did before that.
        string? cause = ErrorAdvice.Cause(log);
        if (cause is not null && !cause.StartsWith("BPF program load failed", StringComparison.Ordinal) && !cause.StartsWith("failed to load", StringComparison.Ordinal))
            return ($"{cause} ({Errno.Name(errno)})", ErrorAdvice.ForCause(cause) ?? ErrorAdvice.ForSystemCall(errno));
        return errno switch
        {
            Errno.EPERM or Errno.EACCES when !ErrorAdvice.IsPrivileged => (Errno.Describe(errno), ErrorAdvice.Privileges),
            Errno.EPERM or Errno.EACCES => ($"the kernel refuses {section} programs although the process is privileged ({Errno.Name(errno)})",
                "A policy of this kernel forbids this type of program (lockdown, an LSM or a container). Use another type, or another kernel."),
            Errno.EINVAL => ($"the kernel does not accept a program of this type, {section} ({Errno.Name(errno)})",
                "It may be too old for it, or built without it."),
            _ => (Errno.Describe(errno), ErrorAdvice.ForSystemCall(errno)),
        };
    }

    private static (string, string?) ForMap(BpfObject obj, string name, int errno, List<string> log)
    {
        if (log.Find(static l => l.Contains("couldn't reuse pinned map", StringComparison.Ordinal)) is { } reuse)
        {
            return (ErrorAdvice.Cause([reuse])!,
                "What is pinned there has another type, other sizes or other flags: remove it, or pin this map elsewhere.");
        }
        BpfMap? map = obj.AllMaps.FirstOrDefault(m => m.Name == name);
        string what = map is null ? "" : $" (type {map.Type}, key {map.KeySize} bytes, value {map.ValueSize} bytes, {map.MaxEntries} entries)";
        string? advice = ErrorAdvice.ForMapCreation(map?.Type ?? BpfMapType.Unspecified, errno);
        return (Errno.Describe(errno) + what, advice);
    }

    private static (string, string?) ForObject(int errno, List<string> log)
    {
        if (errno is Errno.EPERM or Errno.EACCES)
        {
            return (Errno.Describe(errno), ErrorAdvice.IsPrivileged
                ? "The process is root, yet bpf(2) is forbidden: by a container without CAP_BPF, seccomp, lockdown or an LSM, or before Linux 5.11 by RLIMIT_MEMLOCK (ulimit -l)."
                : ErrorAdvice.Privileges);
        }
        string? cause = ErrorAdvice.Cause(log);
        return (cause is null ? Errno.Describe(errno) : $"{cause} ({Errno.Name(errno)})",
            (cause is null ? null : ErrorAdvice.ForCause(cause)) ?? ErrorAdvice.ForSystemCall(errno));
    }

    private static string? NameIn(List<string> log, string before, string after)
    {
        foreach (string line in log)
        {
            int start = line.IndexOf(before, StringComparison.Ordinal);
            int end = line.IndexOf(after, StringComparison.Ordinal);
            if (start >= 0 && end > start)
                return line[(start + before.Length)..end];
        }
        return null;
    }
}
