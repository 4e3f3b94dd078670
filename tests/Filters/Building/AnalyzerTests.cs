// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using SharpBpf.Filters.Tests.Harness;
using SharpBpf.Filters.Tests.Rejections;
using SharpBpf.Generator.Analyzers;
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Filters.Tests.Building;

/// <summary>What the editor says.</summary>
public sealed class AnalyzerTests
{
    [Fact]
    public async Task A_hook_that_no_source_has_is_told_with_the_nearest_name()
    {
        Diagnostic found = Assert.Single(await Run("[BpfFilter(\"chek\")] static bool F(in Input input, uint number) => true;"));

        Assert.Equal("SBPF0200", found.Id);
        Assert.Equal("'chek' is no BPF_FILTER hook of case.bpf.c. Did you mean 'check'?", found.GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal("BpfFilter(\"chek\")", TextAt(found));
    }

    [Fact]
    public async Task A_filter_that_is_not_in_the_object_is_an_error()
    {
        Diagnostic found = Assert.Single(await Run("input.Ui == 3"));

        Assert.Equal("SBPF0203", found.Id);
        Assert.Equal("Check", TextAt(found));
    }

    [Fact]
    public async Task A_filter_that_is_in_the_object_is_not() => Assert.Empty(await Run("input.Ui == 3", isCompiled: true));

    [Fact]
    public async Task The_editor_says_what_the_build_says()
    {
        Diagnostic found = Assert.Single(await Run("input.Ui == number * 0.5", isCompiled: true));

        Assert.Equal("SBPF0211", found.Id);
        Assert.Equal("input.Ui", TextAt(found));
    }

    [Fact]
    public async Task Two_filters_for_one_hook_are_told_once()
    {
        ImmutableArray<Diagnostic> found = await Run(
            "[BpfFilter(\"check\")] static bool A(in Input input, uint number) => true;\n[BpfFilter(\"check\")] static bool B(in Input input, uint number) => true;", isCompiled: true);

        Assert.Equal("SBPF0201", Assert.Single(found).Id);
    }

    [Fact]
    public async Task Half_written_code_is_left_to_the_compiler() => Assert.Empty(await Run("input.Nothing == 3", isCompiled: true));

    private static string TextAt(Diagnostic diagnostic) => diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan);

    internal static async Task<ImmutableArray<Diagnostic>> Run(string code, bool isCompiled = false)
    {
        (Compilation compilation, BpfManifest manifest) = Translation.Compile(isChecked: false, new RejectionCase("", code).Source);
        BpfManifest seen = manifest with { Filters = new(manifest.Filters.Select(f => f with { IsCompiled = isCompiled })) };
        AnalyzerOptions options = new([new ManifestFile(ManifestWriter.Write(seen))], new Marks());
        CompilationWithAnalyzers run = compilation.WithAnalyzers([new FilterAnalyzer()], options);
        return await run.GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
    }

    private sealed class ManifestFile(string text) : AdditionalText
    {
        public override string Path => "case.bpf.manifest";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class Marks : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options("");

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Options(ParsedManifest.Mark);

        private sealed class Options(string name) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
            {
                value = key == name ? "true" : null;
                return value is not null;
            }
        }
    }
}
