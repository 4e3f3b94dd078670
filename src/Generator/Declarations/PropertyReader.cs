// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SharpBpf.Generator.Declarations;

/// <summary>Reads how a partial property is declared.</summary>
internal static class PropertyReader
{
    /// <summary>The form of <paramref name="property"/>; null when it is no partial property without an implementation.</summary>
    public static PropertyForm? Read(IPropertySymbol property, CancellationToken cancel)
    {
        if (property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancel) is not PropertyDeclarationSyntax syntax
            || !syntax.Modifiers.Any(SyntaxKind.PartialKeyword)
            || syntax.AccessorList is not { } accessors)
        {
            return null;
        }

        AccessorDeclarationSyntax? getter = accessors.Accessors.FirstOrDefault(a => a.IsKind(SyntaxKind.GetAccessorDeclaration));
        AccessorDeclarationSyntax? setter = accessors.Accessors.FirstOrDefault(a => !a.IsKind(SyntaxKind.GetAccessorDeclaration));
        return new PropertyForm(
            string.Join(" ", syntax.Modifiers.Select(m => m.Text)),
            property.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            getter is null ? null : Modifiers(getter),
            setter is null ? null : Modifiers(setter) + setter.Keyword.Text);
    }

    private static string Modifiers(AccessorDeclarationSyntax accessor) => string.Concat(accessor.Modifiers.Select(m => m.Text + " "));
}
