// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using SharpBpf.Generator.Filters;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Filters;

/// <summary>A C file that is compiled instead of the source: the source, and below it the bodies of its hooks.</summary>
/// <param name="Hooks">The hooks that have a filter.</param>
/// <param name="Text">The C file.</param>
/// <param name="Files">What the filters depend on, besides the source.</param>
internal sealed record FilterUnit(IReadOnlyList<string> Hooks, string Text, IReadOnlyCollection<string> Files)
{
    /// <summary>Makes the file for <paramref name="source"/>; errors go to <paramref name="log"/> in MSBuild's form.</summary>
    /// <param name="source">The BPF C source, in full.</param>
    /// <param name="manifest">Of the object that was made of it with its hooks empty.</param>
    /// <param name="inputs">The C# project.</param>
    /// <param name="log">Takes the errors.</param>
    /// <returns>Null after an error; without any hooks when the project has no filter for this source.</returns>
    public static FilterUnit? Make(string source, BpfManifest manifest, FilterInputs inputs, TextWriter log)
    {
        Compilation compilation = FilterProject.Compile(inputs, ManifestWriter.Write(manifest));
        HashSet<string> hooks = [.. manifest.Filters.Select(static f => f.Name)];
        IMethodSymbol[] methods = [.. FilterMethods.In(compilation, default).Where(m => hooks.Contains(FilterMethods.HookOf(m)!))];

        Diagnostic[] errors = [.. methods.SelectMany(m => ErrorsIn(m, compilation))];
        if (errors.Length == 0)
        {
            FilterTranslation translation = FilterTranslator.Translate(compilation, manifest, methods, static file => file, default);
            if (translation.Diagnostics.Count == 0)
            {
                // Generated files are nowhere on the disk; what they are made of is known to the build anyway.
                string[] files = [.. translation.Files.Where(f => inputs.Sources.Contains(f) || inputs.References.Contains(f))];
                return new FilterUnit(translation.Hooks, TextOf(source, translation), files);
            }

            errors = [.. translation.Diagnostics];
        }

        foreach (Diagnostic error in errors.OrderBy(static e => e.Location.GetLineSpan().Path, StringComparer.Ordinal).ThenBy(static e => e.Location.SourceSpan.Start))
            log.WriteLine(ToMsBuild(error));

        return null;
    }

    // The compiler itself will say the same, but only if the build gets that far.
    private static IEnumerable<Diagnostic> ErrorsIn(IMethodSymbol method, Compilation compilation)
    {
        foreach (SyntaxReference reference in method.DeclaringSyntaxReferences)
        {
            SemanticModel model = compilation.GetSemanticModel(reference.SyntaxTree);
            foreach (Diagnostic diagnostic in model.GetDiagnostics(reference.GetSyntax().FullSpan))
            {
                if (diagnostic.Severity == DiagnosticSeverity.Error)
                    yield return diagnostic;
            }
        }
    }

    private static string TextOf(string source, FilterTranslation translation)
    {
        StringBuilder text = new($"/* Made of {Path.GetFileName(source)} and the C# filters for its hooks. */\n");
        foreach (string hook in translation.Hooks)
            text.Append(CultureInfo.InvariantCulture, $"#define SHARPBPF_FILTER_{hook} 1\n");

        text.Append(CultureInfo.InvariantCulture, $"#include \"{source}\"\n\n");

        // What clang could say of code that a tool writes is of no use to anyone; errors stay errors.
        text.Append("#pragma clang diagnostic ignored \"-Weverything\"\n\n");
        return text.Append(translation.Code).ToString();
    }

    private static string ToMsBuild(Diagnostic diagnostic)
    {
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{place.Path}({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1}): error {diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}");
    }
}
