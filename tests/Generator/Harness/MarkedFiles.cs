// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace SharpBpf.Generator.Tests.Harness;

/// <summary>Says of manifest files what the .editorconfig that MSBuild generates says of them, and of no other file.</summary>
internal sealed class MarkedFiles : AnalyzerConfigOptionsProvider
{
    private static readonly Options Marked = new(("build_metadata.AdditionalFiles.SharpBpfManifest", "true"));
    private static readonly Options None = new();

    public override AnalyzerConfigOptions GlobalOptions => None;

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => None;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile)
        => textFile.Path.EndsWith(".bpf.manifest", StringComparison.Ordinal) ? Marked : None;

    private sealed class Options(params (string Key, string Value)[] values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = values.FirstOrDefault(v => v.Key == key).Value;
            return value is not null;
        }
    }
}
