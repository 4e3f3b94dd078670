// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Build.Manifests;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Clang;

/// <summary>Compiles one source, and writes object, manifest and dependencies: all of them, or, after an error, none.</summary>
internal static class BpfCompiler
{
    /// <summary>Does it; messages go to <paramref name="log"/> in MSBuild's form.</summary>
    /// <returns>Whether it went well.</returns>
    public static bool Compile(CompileRequest request, TextWriter log)
    {
        string source = Path.GetFullPath(request.Source);
        try
        {
            if (!File.Exists(source))
                throw new ToolException(DiagnosticIds.FileTrouble, "there is no such file");

            return Compile(request, source, Toolchain.Find(), log);
        }
        catch (ToolException failure)
        {
            log.WriteLine($"{source} : error {failure.Id}: {failure.Message}");
        }
        catch (BadObjectException failure)
        {
            // The object is a temporary file: its name would only confuse.
            log.WriteLine($"{source} : error {DiagnosticIds.BadObject}: at byte {failure.Offset} of the object: {failure.Problem}");
        }
        catch (ManifestException failure)
        {
            log.WriteLine($"{source} : error {DiagnosticIds.BadObject}: {failure.Message}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.WriteLine($"{source} : error {DiagnosticIds.FileTrouble}: {failure.Message}");
        }

        return false;
    }

    private static bool Compile(CompileRequest request, string source, Toolchain tools, TextWriter log)
    {
        string target = Path.GetFullPath(request.Object);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        string objectFile = $"{target}.{Environment.ProcessId}.tmp";
        string dependencyFile = objectFile + ".d";
        try
        {
            ToolProcess.Result run = ToolProcess.Run(tools.Clang, ClangArguments.For(request, objectFile, dependencyFile));
            bool hasErrors = Report(run.Errors, source, log);
            if (run.ExitCode != 0)
            {
                if (!hasErrors)
                    log.WriteLine($"{source} : error {DiagnosticIds.ClangError}: {tools.Clang} ended with {run.ExitCode}: {run.Errors.Trim()}");

                return false;
            }

            // DWARF has been of use to clang's BTF; libbpf needs only that.
            ToolProcess.Result strip = ToolProcess.Run(tools.Strip, ["-g", objectFile]);
            if (strip.ExitCode != 0)
                throw new ToolException(DiagnosticIds.ToolMissing, $"{tools.Strip} ended with {strip.ExitCode}: {strip.Errors.Trim()}");

            byte[] bytes = File.ReadAllBytes(objectFile);
            BuiltManifest built = ManifestBuilder.Build(bytes, target, Path.GetFileName(source), tools.SaysEnumSigns);
            foreach (string note in built.Notes)
                log.WriteLine($"{source} : warning {DiagnosticIds.LeftOut}: {note}");

            string manifest = ManifestWriter.Write(built.Manifest);
            OutputFile.Write(target, bytes);
            if (request.Manifest is { } manifestFile)
                OutputFile.Write(manifestFile, manifest);

            if (request.Dependencies is { } list)
            {
                string files = string.Join('\n', DependencyFile.Parse(File.ReadAllText(dependencyFile)).Select(Path.GetFullPath)) + "\n";
                OutputFile.Write(list, files);
            }

            return true;
        }
        finally
        {
            File.Delete(objectFile);
            File.Delete(dependencyFile);
        }
    }

    private static bool Report(string text, string source, TextWriter log)
    {
        bool hasErrors = false;
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (ClangDiagnostic.Parse(line, source) is { } diagnostic)
            {
                hasErrors |= diagnostic.IsError;
                log.WriteLine(diagnostic.ToMsBuild());
            }
            else if (line.StartsWith("In file included from ", StringComparison.Ordinal))
            {
                log.WriteLine(line);
            }
        }

        return hasErrors;
    }
}
