// SPDX-License-Identifier: Apache-2.0
using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace SharpBpf.Generator.Benchmarks;

/// <summary>
/// What the generator costs the compiler and the editor, with a manifest of 500 structs: everything for the first time; again after a
/// key was pressed somewhere else; again after one struct changed in C.
/// </summary>
/// <remarks>
/// Measured is the generator's work, from the manifest's text to the text of 521 files, in a process in which it is compiled already: an
/// editor or the compiler's server. What a new process pays on top of it is <see cref="ColdRun"/>. The compiler parses the files when it
/// wants them, which is not the generator's time.
/// </remarks>
[MemoryDiagnoser]
public class GeneratorBenchmarks
{
    private const int Structs = 500;
    private static readonly CSharpParseOptions _parseOptions = new(LanguageVersion.CSharp14);
    private readonly AdditionalText _manifest = new Manifest(BigManifest.Make(Structs));
    private readonly AdditionalText _changedManifest = new Manifest(BigManifest.Make(Structs, changedField: "changed"));
    private Compilation _compilation = null!;
    private Compilation _edited = null!;
    private GeneratorDriver _primed = null!;

    [GlobalSetup]
    public void Setup()
    {
        Prepare();
        _primed = FirstRun();
        GeneratorDriverRunResult result = _primed.GetRunResult();
        if (result.GeneratedTrees.Length <= Structs || result.Diagnostics.Length != 0)
            throw new InvalidOperationException($"{result.GeneratedTrees.Length} files, {string.Join(", ", result.Diagnostics)}");
    }

    /// <summary>The compilation, and nothing of the generator.</summary>
    internal void Prepare()
    {
        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        _compilation = CSharpCompilation.Create(
            "Big",
            [
                Parse("namespace Big; [SharpBpf.BpfObject(\"big.bpf.c\")] public sealed partial class BigBpf;", "/src/Big.cs"),
                .. Enumerable.Range(0, 50).Select(i => Parse($"namespace Big; class C{i} {{ int M{i}() => {i}; }}", $"/src/C{i}.cs")),
            ],
            trusted.Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        _edited = _compilation.ReplaceSyntaxTree(_compilation.SyntaxTrees.Last(), Parse("namespace Big; class C49 { int M49() => 50; }", "/src/C49.cs"));
    }

    [Benchmark]
    public GeneratorDriver FirstRun() => New().RunGenerators(_compilation);

    [Benchmark]
    public GeneratorDriver AfterAnEditElsewhere() => _primed.RunGenerators(_edited);

    [Benchmark]
    public GeneratorDriver AfterOneStructChanged() => _primed.ReplaceAdditionalText(_manifest, _changedManifest).RunGenerators(_compilation);

    private CSharpGeneratorDriver New() => CSharpGeneratorDriver.Create([new BpfGenerator().AsSourceGenerator()], [_manifest], _parseOptions, new AllMarked());

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, _parseOptions, path);

    private sealed class Manifest(string text) : AdditionalText
    {
        private readonly SourceText _text = SourceText.From(text);

        public override string Path => "/obj/big.bpf.manifest";

        public override SourceText GetText(CancellationToken cancellationToken = default) => _text;
    }

    private sealed class AllMarked : AnalyzerConfigOptionsProvider
    {
        private static readonly Options _options = new();

        public override AnalyzerConfigOptions GlobalOptions => _options;

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => _options;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => _options;

        private sealed class Options : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
            {
                value = key == "build_metadata.AdditionalFiles.SharpBpfManifest" ? "true" : null;
                return value is not null;
            }
        }
    }
}
