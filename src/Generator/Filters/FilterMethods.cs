// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;

namespace SharpBpf.Generator.Filters;

/// <summary>Finds the methods marked <c>[BpfFilter]</c>.</summary>
internal static class FilterMethods
{
    /// <summary>The attribute's metadata name.</summary>
    public const string AttributeName = "SharpBpf.BpfFilterAttribute";

    /// <summary>All of an assembly, in the order of their names.</summary>
    public static IReadOnlyList<IMethodSymbol> In(Compilation compilation, CancellationToken cancel)
    {
        List<IMethodSymbol> found = [];
        if (compilation.GetTypeByMetadataName(AttributeName) is not null)
            Collect(compilation.Assembly.GlobalNamespace, found, cancel);

        found.Sort(static (a, b) => string.CompareOrdinal(a.ToDisplayString(), b.ToDisplayString()));
        return found;
    }

    /// <summary>The hook that a method is for; null when it is no filter.</summary>
    public static string? HookOf(IMethodSymbol method)
    {
        foreach (AttributeData attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass?.ToDisplayString() == AttributeName && attribute.ConstructorArguments is [{ Value: string hook }])
                return hook;
        }

        return null;
    }

    /// <summary>The place of the attribute, which names the hook.</summary>
    public static Location AttributeOf(IMethodSymbol method)
    {
        AttributeData? attribute = method.GetAttributes().FirstOrDefault(static a => a.AttributeClass?.ToDisplayString() == AttributeName);
        return attribute?.ApplicationSyntaxReference is { } reference ? reference.GetSyntax().GetLocation() : PlaceOf(method);
    }

    /// <summary>The place of the method's name.</summary>
    public static Location PlaceOf(ISymbol symbol) => symbol.Locations.FirstOrDefault() ?? Location.None;

    private static void Collect(INamespaceOrTypeSymbol container, List<IMethodSymbol> found, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        foreach (ISymbol member in container.GetMembers())
        {
            if (member is INamespaceOrTypeSymbol inner)
                Collect(inner, found, cancel);
            else if (member is IMethodSymbol method && HookOf(method) is not null)
                found.Add(method);
        }
    }
}
