// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Generator.Analyzers;

/// <summary>The manifests of a compilation, read when the first is asked for. What cannot be read is the generator's to report.</summary>
internal sealed class ManifestFiles
{
    private readonly Lazy<ImmutableDictionary<string, BpfManifest>> _bySource;

    /// <summary>Those among the additional files of <paramref name="options"/> that the build has marked.</summary>
    public ManifestFiles(AnalyzerOptions options, CancellationToken cancel)
        => _bySource = new Lazy<ImmutableDictionary<string, BpfManifest>>(() => Read(options, cancel));

    /// <summary>All of them, sorted by the names of their sources.</summary>
    public IEnumerable<BpfManifest> All => _bySource.Value.Values.OrderBy(m => m.Source, StringComparer.Ordinal);

    /// <summary>The manifest of the object that a class stands for; null when it stands for none.</summary>
    public BpfManifest? Of(ITypeSymbol? type)
    {
        for (ITypeSymbol? t = type; t is not null; t = t.BaseType)
        {
            foreach (AttributeData attribute in t.GetAttributes())
            {
                if (attribute is { AttributeClass.Name: "BpfObjectAttribute", ConstructorArguments: [{ Value: string source }] })
                    return _bySource.Value.TryGetValue(ObjectDeclaration.FileName(source), out BpfManifest? manifest) ? manifest : null;
            }
        }

        return null;
    }

    private static ImmutableDictionary<string, BpfManifest> Read(AnalyzerOptions options, CancellationToken cancel)
    {
        ImmutableDictionary<string, BpfManifest>.Builder found = ImmutableDictionary.CreateBuilder<string, BpfManifest>(StringComparer.Ordinal);
        foreach (AdditionalText file in options.AdditionalFiles)
        {
            if (options.AnalyzerConfigOptionsProvider.GetOptions(file).TryGetValue(ParsedManifest.Mark, out string? mark)
                && mark == "true"
                && ParsedManifest.From(file, cancel).Manifest is { } manifest)
            {
                found[manifest.Source] = manifest;
            }
        }

        return found.ToImmutable();
    }
}
