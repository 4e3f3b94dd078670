// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace SharpBpf.Analyzers.Tests;

/// <summary>Compiles a snippet against the runtime and runs an analyzer over it.</summary>
internal static class Code
{
    /// <summary>What the generator makes of an object, in short; and names that the snippets share.</summary>
    public const string Tool = """
        using System.Runtime.CompilerServices;
        using SharpBpf;

        namespace Demo;

        [BpfObject("tool.bpf.c")]
        public sealed partial class ToolBpf : BpfObject
        {
            private ToolBpf(BpfOpenOptions? options) : base(typeof(ToolBpf).Assembly, "tool.bpf.o", options) { }
            public static ToolBpf Open(BpfOpenOptions? options = null) => new(options);
            public KnobSet Knobs { get; } = new();
            public ProgramSet Programs => new(FindProgram("on_event"));
            public RingBuffer<Event> Events => field ??= new(FindMap("events"));
            [BpfKnob("verbose")] public bool Verbose { get; set; }
            public int Tag { get; set; }
            public sealed class KnobSet { public uint TargetPid { get; set; } public bool ShowFailed { get; set; } public int Level { get; set; } }
            public sealed class ProgramSet(BpfProgram p) { public BpfProgram OnEvent { get; } = p; }
        }

        [BpfStruct("event")]
        public partial struct Event
        {
            public uint Pid;
            public Comm Comm;
            public static System.ReadOnlySpan<byte> DataOf(System.ReadOnlySpan<byte> record) => record[20..];
        }

        [InlineArray(16)] public struct Comm { private byte _first; }
        """;

    private static readonly ImmutableArray<MetadataReference> _references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(p) is "SharpBpf.dll" or "netstandard.dll")
            .Select(p => MetadataReference.CreateFromFile(p)),
    ];

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.CSharp14);

    public static CSharpCompilationOptions Options { get; } =
        new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);

    public static IEnumerable<MetadataReference> References => _references;

    /// <summary>The statements of a method, among the names of <see cref="Tool"/>.</summary>
    public static string Method(string statements, string signature = "public static void Run()", string members = "", bool safe = false) => $$"""
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;
        using System.Threading.Tasks;
        using SharpBpf;

        namespace Demo;

        public {{(safe ? "" : "unsafe ")}}class Test
        {
            {{members}}

            {{signature}}
            {
                {{statements}}
            }
        }
        """;

    public static CSharpCompilation Compile(params IEnumerable<string> sources)
        => CSharpCompilation.Create("Snippet", sources.Select((s, i) => CSharpSyntaxTree.ParseText(s, ParseOptions, $"/{i}.cs")), References, Options);

    public static AnalyzerConfigOptionsProvider ManifestMetadata { get; } = new ManifestOptions();

    public static AdditionalText ManifestText(string text) => new Manifest("/obj/tool.bpf.manifest", text);

    public static void AssertCompiles(Compilation compilation)
        => Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()));

    /// <summary>Demands that the analyzer reports what is marked and nothing else, and gives the reports in order.</summary>
    public static async Task<ImmutableArray<Diagnostic>> Check<TAnalyzer>(string marked, string shared = Tool, params (string Path, string Text)[] manifests)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        Source source = Source.Parse(marked);
        CSharpCompilation compilation = Compile(source.Text, shared);
        AssertCompiles(compilation);
        ImmutableArray<Diagnostic> found = await Analyze(new TAnalyzer(), compilation, manifests);
        Assert.Equal(
            source.Marks.OrderBy(m => m.Span.Start).Select(m => $"{m.Id}: {source.Text.Substring(m.Span.Start, m.Span.Length)}"),
            found.Select(d => $"{d.Id}: {source.Text.Substring(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length)}"));
        Assert.Equal(source.Marks.Select(m => m.Span).Order(), found.Select(d => d.Location.SourceSpan).Order());
        return found;
    }

    public static async Task<ImmutableArray<Diagnostic>> Analyze(
        DiagnosticAnalyzer analyzer, Compilation compilation, params IReadOnlyList<(string Path, string Text)> manifests)
    {
        AnalyzerOptions options = new([.. manifests.Select(m => new Manifest(m.Path, m.Text))], new ManifestOptions());
        List<Exception> crashes = [];
        CompilationWithAnalyzers run = compilation.WithAnalyzers(
            [analyzer],
            new CompilationWithAnalyzersOptions(options, (e, _, _) => crashes.Add(e), concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        ImmutableArray<Diagnostic> found = await run.GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.Empty(crashes);
        return [.. found.OrderBy(d => d.Location.SourceSpan.Start)];
    }

    private sealed class Manifest(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    // What SharpBpf.targets tells the compiler of each manifest.
    private sealed class ManifestOptions : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values([]);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile)
            => new Values(textFile is Manifest ? new() { ["build_metadata.AdditionalFiles.SharpBpfManifest"] = "true" } : []);

        private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
        }
    }
}
