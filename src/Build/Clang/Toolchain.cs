// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace SharpBpf.Build.Clang;

/// <summary>A clang that can make BPF objects, and the llvm-strip that goes with it.</summary>
internal sealed record Toolchain(string Clang, string Strip, int Major)
{
    /// <summary>Names a clang by path or name, instead of the search.</summary>
    public const string Variable = "SHARPBPF_CLANG";

    private const int Oldest = 14;
    private const int Newest = 22;

    /// <summary>clang 15 was the first to write down which enums are signed.</summary>
    public bool SaysEnumSigns => Major >= 15;

    /// <summary>Takes the clang of the environment variable, or else the first in PATH that is new enough.</summary>
    /// <exception cref="ToolException">There is none; the message says what to install.</exception>
    public static Toolchain Find()
    {
        string? wanted = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(wanted))
        {
            string path = InPath(wanted)
                ?? throw new ToolException(DiagnosticIds.ToolMissing, $"{Variable} is '{wanted}', which is no program that can be found");
            return With(path, Version(path));
        }

        string? tooOld = null;
        foreach (string name in Candidates())
        {
            if (InPath(name) is not { } path)
                continue;

            int major = Version(path);
            if (major >= Oldest)
                return With(path, major);

            tooOld ??= $"{path} is version {major}";
        }

        string reason = tooOld is null ? "clang was not found" : $"{tooOld}, which is too old";
        throw new ToolException(
            DiagnosticIds.ToolMissing,
            $"{reason}. BPF C needs clang {Oldest} or newer: 'apt-get install clang llvm libbpf-dev', or set {Variable} to its path");
    }

    private static IEnumerable<string> Candidates()
    {
        yield return "clang";
        for (int major = Newest; major >= Oldest; major--)
            yield return "clang-" + major.ToString(CultureInfo.InvariantCulture);
    }

    private static int Version(string clang)
    {
        string text = ToolProcess.Run(clang, ["-dumpversion"]).Output;
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        return int.TryParse(dot < 0 ? text : text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out int major) ? major : 0;
    }

    // /usr/bin/clang is a link into the folder of its version; the strip beside the real one is of that version.
    private static Toolchain With(string clang, int major)
    {
        string real = File.ResolveLinkTarget(clang, returnFinalTarget: true)?.FullName ?? clang;
        string beside = Path.Combine(Path.GetDirectoryName(real)!, "llvm-strip");
        string version = major.ToString(CultureInfo.InvariantCulture);
        string strip = (File.Exists(beside) ? beside : null) ?? InPath("llvm-strip-" + version) ?? InPath("llvm-strip")
            ?? throw new ToolException(
                DiagnosticIds.ToolMissing, $"llvm-strip was not found. It belongs to {clang}: 'apt-get install llvm-{version}' or 'apt-get install llvm'");
        return new Toolchain(clang, strip, major);
    }

    private static string? InPath(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
            return File.Exists(name) ? Path.GetFullPath(name) : null;

        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            string path = Path.Combine(folder, name);
            if (File.Exists(path))
                return path;
        }

        return null;
    }
}
