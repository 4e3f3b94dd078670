// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Build.Clang;

/// <summary>What clang made of a source.</summary>
/// <param name="Object">With BTF, without DWARF.</param>
/// <param name="Files">What it read.</param>
internal sealed record ClangOutput(byte[] Object, IReadOnlyList<string> Files);

/// <summary>Runs clang on a source, and on the form of it that has the filters in it; each message is given once.</summary>
internal sealed class ClangRun(CompileRequest request, string source, string target, Toolchain tools, TextWriter log)
{
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    /// <summary>Compiles <paramref name="file"/>.</summary>
    /// <param name="file">The source, or a file that includes it.</param>
    /// <param name="lineFiles">The files that #line names in it.</param>
    /// <returns>Null after an error, which is logged.</returns>
    public ClangOutput? Compile(string file, IReadOnlyCollection<string> lineFiles)
    {
        string objectFile = $"{target}.{Environment.ProcessId}.tmp";
        string dependencyFile = objectFile + ".d";
        try
        {
            ToolProcess.Result run = ToolProcess.Run(tools.Clang, ClangArguments.For(request, file, lineFiles, objectFile, dependencyFile));
            bool hasErrors = Report(run.Errors);
            if (run.ExitCode != 0)
            {
                if (!hasErrors)
                    log.WriteLine($"{source} : error {DiagnosticIds.ClangError}: {tools.Clang} ended with {run.ExitCode}: {run.Errors.Trim()}");

                return null;
            }

            // DWARF has been of use to clang's BTF; libbpf needs only that.
            ToolProcess.Result strip = ToolProcess.Run(tools.Strip, ["-g", objectFile]);
            if (strip.ExitCode != 0)
                throw new ToolException(DiagnosticIds.ToolMissing, $"{tools.Strip} ended with {strip.ExitCode}: {strip.Errors.Trim()}");

            return new ClangOutput(File.ReadAllBytes(objectFile), DependencyFile.Parse(File.ReadAllText(dependencyFile)));
        }
        finally
        {
            File.Delete(objectFile);
            File.Delete(dependencyFile);
        }
    }

    private bool Report(string text)
    {
        bool hasErrors = false;
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (ClangDiagnostic.Parse(line, source) is { } diagnostic)
            {
                hasErrors |= diagnostic.IsError;
                Say(diagnostic.ToMsBuild());
            }
            else if (line.StartsWith("In file included from ", StringComparison.Ordinal))
            {
                Say(line);
            }
        }

        return hasErrors;
    }

    private void Say(string line)
    {
        if (_said.Add(line))
            log.WriteLine(line);
    }
}
