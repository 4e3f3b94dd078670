// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using SharpBpf.Generator.Diagnostics;
using SharpBpf.Generator.Filters;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Generator.Analyzers;

/// <summary>
/// Says of filters in the editor what the build would say: the same translator looks at them. In a build the tool has spoken before
/// the compiler runs, so nothing is said twice. What only this analyzer can tell, because it sees all objects of the project: that
/// no source has the hook, and that an object was built without the filter.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class FilterAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = FilterRules.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(FilterMethods.AttributeName) is null)
                return;

            ManifestFiles manifests = new(start.Options, start.CancellationToken);
            Compilation compilation = start.Compilation;
            Lazy<IReadOnlyList<IMethodSymbol>> filters = new(() => FilterMethods.In(compilation, CancellationToken.None));
            start.RegisterSymbolAction(c => Analyze(c, filters, manifests), SymbolKind.Method);
        });
    }

    private static void Analyze(SymbolAnalysisContext context, Lazy<IReadOnlyList<IMethodSymbol>> filters, ManifestFiles manifests)
    {
        IMethodSymbol method = (IMethodSymbol)context.Symbol;
        if (FilterMethods.HookOf(method) is not { } hook)
            return;

        BpfManifest[] withHook = [.. manifests.All.Where(m => m.Filters.Any(f => f.Name == hook))];
        if (withHook.Length == 0)
        {
            string near = Nearest.Suggest(Nearest.Find(hook, manifests.All.SelectMany(m => m.Filters).Select(f => f.Name)));
            string sources = string.Join(", ", manifests.All.Select(m => m.Source));
            context.ReportDiagnostic(Diagnostic.Create(FilterRules.UnknownHook, FilterMethods.AttributeOf(method), hook, sources.Length == 0 ? "this project" : sources, near));
            return;
        }

        // Of several for one hook the first speaks for all.
        IMethodSymbol[] sameHook = [.. filters.Value.Where(f => FilterMethods.HookOf(f) == hook)];
        if (!SymbolEqualityComparer.Default.Equals(sameHook[0], method) || HasErrors(method, context))
            return;

        foreach (BpfManifest manifest in withHook)
            Analyze(context, method, manifest, sameHook);
    }

    private static void Analyze(SymbolAnalysisContext context, IMethodSymbol method, BpfManifest manifest, IMethodSymbol[] sameHook)
    {
        FilterTranslation translation;
        try
        {
            translation = FilterTranslator.Translate(context.Compilation, manifest, sameHook, static f => f, context.CancellationToken);
        }
        catch (ManifestException)
        {
            // The generator reports a manifest that contradicts itself.
            return;
        }

        foreach (Diagnostic diagnostic in translation.Diagnostics)
            context.ReportDiagnostic(diagnostic);

        string hook = FilterMethods.HookOf(method)!;
        if (translation.Diagnostics.Count == 0 && manifest.Filters.Any(f => f.Name == hook && !f.IsCompiled))
            context.ReportDiagnostic(Diagnostic.Create(FilterRules.NotCompiled, FilterMethods.PlaceOf(method), method.Name, manifest.Source));
    }

    // Half-written code is the compiler's to report.
    private static bool HasErrors(IMethodSymbol method, SymbolAnalysisContext context)
    {
        foreach (SyntaxReference reference in method.DeclaringSyntaxReferences)
        {
            SyntaxNode syntax = reference.GetSyntax(context.CancellationToken);
#pragma warning disable RS1030 // A symbol action has no semantic model; there are few filters in a project.
            IOperation? operation = context.Compilation.GetSemanticModel(reference.SyntaxTree).GetOperation(syntax, context.CancellationToken);
#pragma warning restore RS1030
            if (operation is not null && operation.DescendantsAndSelf().Any(o => o is IInvalidOperation))
                return true;
        }

        return false;
    }
}
