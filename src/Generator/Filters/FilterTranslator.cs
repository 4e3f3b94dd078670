// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using SharpBpf.Generator.Declarations;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Planning;

namespace SharpBpf.Generator.Filters;

/// <summary>The filters of one object in C.</summary>
/// <param name="Hooks">The hooks that have a body in <paramref name="Code"/>.</param>
/// <param name="Code">C functions, to be read after the object's own source.</param>
/// <param name="Diagnostics">What was rejected. Then there is no code to be used.</param>
/// <param name="Files">The C# files and assemblies that the code depends on.</param>
internal sealed record FilterTranslation(
    IReadOnlyList<string> Hooks, string Code, IReadOnlyList<Diagnostic> Diagnostics, IReadOnlyCollection<string> Files);

/// <summary>Translates the methods marked <c>[BpfFilter]</c> that are for the hooks of one object.</summary>
internal sealed class FilterTranslator
{
    private readonly BpfManifest _manifest;
    private readonly FilterScope _scope;
    private readonly List<string> _hooks = [];

    private FilterTranslator(Compilation compilation, BpfManifest manifest, Func<string, string> lineFile, CancellationToken cancel)
    {
        _manifest = manifest;
        _scope = new FilterScope(compilation, new DefinitionTable(manifest), KnobsTypes(compilation, manifest), lineFile, cancel);
    }

    /// <summary>Translates <paramref name="methods"/>.</summary>
    /// <param name="compilation">With the generated types in it.</param>
    /// <param name="manifest">Of the object.</param>
    /// <param name="methods">Filters, whose bodies compile; those for hooks that the object does not have are left out.</param>
    /// <param name="lineFile">How <c>#line</c> names a C# file.</param>
    /// <param name="cancel">Ends the work.</param>
    /// <exception cref="ManifestException">The manifest contradicts itself.</exception>
    public static FilterTranslation Translate(
        Compilation compilation, BpfManifest manifest, IEnumerable<IMethodSymbol> methods, Func<string, string> lineFile, CancellationToken cancel)
    {
        FilterTranslator translator = new(compilation, manifest, lineFile, cancel);
        Dictionary<string, IMethodSymbol> seen = new(StringComparer.Ordinal);
        foreach (IMethodSymbol method in methods)
        {
            if (FilterMethods.HookOf(method) is { } name && manifest.Filters.FirstOrDefault(f => f.Name == name) is { } hook)
                translator.Translate(method, hook, seen);
        }

        FilterScope scope = translator._scope;
        return new FilterTranslation(translator._hooks, scope.Code, scope.Diagnostics, scope.Files);
    }

    private void Translate(IMethodSymbol method, FilterInfo hook, Dictionary<string, IMethodSymbol> seen)
    {
        _scope.ThrowIfCancelled();
        _scope.Note(method);
        try
        {
            if (seen.TryGetValue(hook.Name, out IMethodSymbol? other))
                throw new Rejection(FilterRules.TwoFilters, FilterMethods.PlaceOf(method), other.Name, method.Name, hook.Name);

            seen.Add(hook.Name, method);
            string? objection = HookMatcher.Objection(method);
            if (objection is not null || _scope.BodyOf(method) is not { } body)
                throw new Rejection(FilterRules.UnsuitableMethod, FilterMethods.PlaceOf(method), method.Name, objection ?? "it has no body");

            FunctionTranslator function = new(_scope, body.Operation, null);
            string parameters = new HookMatcher(method, hook, _scope).Bind(function);
            _scope.Add(function.Translate(body, $"static __always_inline bool {hook.Name}({parameters})"));
            _hooks.Add(hook.Name);
        }
        catch (Rejection rejection)
        {
            _scope.Diagnostics.Add(rejection.Diagnostic);
        }
    }

    private static HashSet<string> KnobsTypes(Compilation compilation, BpfManifest manifest)
    {
        HashSet<string> types = new(StringComparer.Ordinal);
        foreach (INamedTypeSymbol type in ObjectsIn(compilation.Assembly.GlobalNamespace))
        {
            if (ObjectDeclaration.SourceOf(type) == manifest.Source)
                types.Add(type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) + "." + KnobLayout.TypeName);
        }

        return types;
    }

    private static IEnumerable<INamedTypeSymbol> ObjectsIn(INamespaceOrTypeSymbol container)
    {
        foreach (ISymbol member in container.GetMembers())
        {
            if (member is not INamespaceOrTypeSymbol inner)
                continue;

            if (inner is INamedTypeSymbol type)
                yield return type;

            foreach (INamedTypeSymbol nested in ObjectsIn(inner))
                yield return nested;
        }
    }
}
