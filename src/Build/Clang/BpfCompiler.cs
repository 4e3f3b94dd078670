// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Build.Filters;
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
        ClangRun clang = new(request, source, target, tools, log);
        if (clang.Compile(source, []) is not { } made)
            return false;

        string name = Path.GetFileName(source);
        EnumFacts enums = new(tools.SaysEnumSigns) { CanAsk = true };
        BuiltManifest built = ManifestBuilder.Build(made.Object, target, name, enums);
        if (enums.Doubtful.Count != 0)
        {
            enums = new EnumFacts(false) { Values = EnumProbe.Ask(request, source, target, tools, enums.Doubtful) };
            built = ManifestBuilder.Build(made.Object, target, name, enums);
        }

        IEnumerable<string> files = made.Files;
        BpfManifest manifest = built.Manifest;

        // A filter's parameters have types that are generated from the object: so it is made with its hooks empty, and again.
        string unitFile = Path.ChangeExtension(target, ".filters.c");
        FilterUnit? unit = null;
        if (request.Filters is { } project && manifest.Filters.Count != 0)
        {
            unit = FilterUnit.Make(source, manifest, FilterInputs.Read(project), log);
            if (unit is null)
                return false;

            files = files.Concat(unit.Files);
        }

        if (unit is { Hooks.Count: > 0 })
        {
            OutputFile.Write(unitFile, unit.Text);
            if (clang.Compile(unitFile, unit.Files) is not { } again)
                return false;

            made = again;
            built = ManifestBuilder.Build(made.Object, target, name, enums);
            manifest = built.Manifest with
            {
                Filters = new(built.Manifest.Filters.Select(f => f with { IsCompiled = unit.Hooks.Contains(f.Name) })),
            };
        }
        else
        {
            File.Delete(unitFile);
        }

        foreach (string note in built.Notes)
            log.WriteLine($"{source} : warning {DiagnosticIds.LeftOut}: {note}");

        OutputFile.Write(target, made.Object);
        if (request.Manifest is { } manifestFile)
            OutputFile.Write(manifestFile, ManifestWriter.Write(manifest));

        if (request.Dependencies is { } list)
            OutputFile.Write(list, string.Join('\n', files.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal)) + "\n");

        return true;
    }
}
