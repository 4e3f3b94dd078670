// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using SharpBpf.Generator;
using SharpBpf.Generator.Declarations;

namespace SharpBpf.Build.Filters;

/// <summary>
/// The C# project as the compiler will see it, with the types in it that are generated from the manifest. Those of other
/// generators are missing, so errors are of interest only where filters are.
/// </summary>
internal static class FilterProject
{
    /// <summary>Reads and binds everything.</summary>
    public static Compilation Compile(FilterInputs inputs, string manifest)
    {
        CSharpParseOptions parse = new(inputs.Language, DocumentationMode.None, SourceCodeKind.Regular, inputs.Symbols);
        SyntaxTree[] trees = new SyntaxTree[inputs.Sources.Count];
        Parallel.For(0, trees.Length, i => trees[i] = CSharpSyntaxTree.ParseText(Read(inputs.Sources[i]), parse, inputs.Sources[i]));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Filters",
            trees,
            inputs.References.Where(File.Exists).Select(static r => MetadataReference.CreateFromFile(r)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, checkOverflow: inputs.IsChecked));
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new BpfGenerator().AsSourceGenerator()], [new ManifestText(manifest)], parse, new MarkedOptions());
        driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        return output;
    }

    private static SourceText Read(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return SourceText.From(stream, Encoding.UTF8);
    }

    private sealed class ManifestText(string text) : AdditionalText
    {
        public override string Path => "filters.bpf.manifest";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text, Encoding.UTF8);
    }

    // Says of the manifest what SharpBpf.targets says of it to the compiler.
    private sealed class MarkedOptions : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(ImmutableDictionary<string, string>.Empty);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile)
            => new Options(ImmutableDictionary<string, string>.Empty.Add(ParsedManifest.Mark, "true"));

        private sealed class Options(ImmutableDictionary<string, string> values) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
        }
    }
}
