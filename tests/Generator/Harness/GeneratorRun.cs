// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace SharpBpf.Generator.Tests.Harness;

/// <summary>Runs the generator as the compiler does, and compiles what it wrote together with the real runtime.</summary>
internal sealed class GeneratorRun
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);
    private static readonly Lazy<ImmutableArray<MetadataReference>> References = new(FindReferences);

    private GeneratorRun(GeneratorDriver driver, Compilation input, Compilation output)
    {
        Driver = driver;
        Input = input;
        Output = output;
        Result = driver.GetRunResult().Results.Single();
    }

    public GeneratorDriver Driver { get; }

    public Compilation Input { get; }

    public Compilation Output { get; }

    public GeneratorRunResult Result { get; }

    public ImmutableArray<Diagnostic> Diagnostics => Result.Diagnostics;

    public static GeneratorRun Of(string source, params string[] manifests)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new BpfGenerator().AsSourceGenerator()],
            [.. manifests.Select((m, i) => ManifestFile(m, i))],
            ParseOptions,
            new MarkedFiles(),
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return Run(driver, Compile(source));
    }

    public static AdditionalText ManifestFile(string text, int number = 0) => new ManifestText($"/build/obj/file{number}.bpf.manifest", text);

    /// <summary>Compiled as strictly as it goes: warnings are errors, docs must be there, arithmetic is checked.</summary>
    public static CSharpCompilation Compile(params string[] sources) => CSharpCompilation.Create(
        "Generated",
        sources.Select((s, i) => CSharpSyntaxTree.ParseText(SourceText.From(s, System.Text.Encoding.UTF8), ParseOptions, $"/src/File{i}.cs")),
        References.Value,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            allowUnsafe: false,
            checkOverflow: true,
            nullableContextOptions: NullableContextOptions.Enable,
            generalDiagnosticOption: ReportDiagnostic.Error,
            warningLevel: 9999));

    public GeneratorRun Again(Compilation input) => Run(Driver, input);

    /// <summary>The input, and a file more.</summary>
    public Compilation InputWith(string text)
        => Input.AddSyntaxTrees(CSharpSyntaxTree.ParseText(SourceText.From(text, System.Text.Encoding.UTF8), ParseOptions, "/src/More.cs"));

    /// <summary>The input, edited in its first file where <paramref name="old"/> comes first.</summary>
    public Compilation InputEdited(string old, string with)
    {
        SyntaxTree tree = Input.SyntaxTrees.First();
        string text = tree.ToString();
        Assert.Contains(old, text, StringComparison.Ordinal);
        int at = text.IndexOf(old, StringComparison.Ordinal);
        return Input.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(
            SourceText.From(text[..at] + with + text[(at + old.Length)..], System.Text.Encoding.UTF8), ParseOptions, tree.FilePath));
    }

    public GeneratorRun WithManifest(string text) => Run(Driver.ReplaceAdditionalTexts([ManifestFile(text)]), Input);

    public string File(string hintName) => Result.GeneratedSources.Single(s => s.HintName == hintName).SourceText.ToString();

    public string AllText() => string.Join("\n", Result.GeneratedSources.OrderBy(s => s.HintName, StringComparer.Ordinal).Select(s => s.SourceText.ToString()));

    /// <summary>What the compiler says of input and output together, except unused-field warnings of the test's own source.</summary>
    public ImmutableArray<Diagnostic> CompilerErrors() => [.. Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning)];

    /// <summary>The compiled and loaded result.</summary>
    public Assembly Load()
    {
        Assert.Empty(Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error));
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult emitted = Output.Emit(image);
        Assert.True(emitted.Success && !emitted.Diagnostics.Any(d => d.Severity >= DiagnosticSeverity.Warning && !d.IsSuppressed), string.Join("\n", emitted.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning).Take(20)));
        return Assembly.Load(image.ToArray());
    }

    private static GeneratorRun Run(GeneratorDriver driver, Compilation input)
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(input, out Compilation output, out _, TestContext.Current.CancellationToken);
        return new GeneratorRun(driver, input, output);
    }

    private static ImmutableArray<MetadataReference> FindReferences()
    {
        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return
        [
            .. trusted.Split(Path.PathSeparator).Where(p => Path.GetDirectoryName(p) == framework).Select(p => MetadataReference.CreateFromFile(p)),
            MetadataReference.CreateFromFile(typeof(BpfObject).Assembly.Location),
        ];
    }

    private sealed class ManifestText(string path, string text) : AdditionalText
    {
        private readonly SourceText _text = SourceText.From(text, System.Text.Encoding.UTF8);

        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => _text;
    }
}
