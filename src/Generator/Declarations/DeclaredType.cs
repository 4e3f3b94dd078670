// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SharpBpf.Generator.Declarations;

/// <summary>The identity of a C# type that the generator completes.</summary>
/// <param name="Namespace">Empty for the global namespace.</param>
/// <param name="Containers">The types around it, outermost first, as a partial declaration opens them: <c>partial class Outer</c>.</param>
/// <param name="Name">The simple name.</param>
/// <param name="Keyword">How its own partial declaration begins: <c>readonly partial struct</c>.</param>
/// <param name="FullName">With <c>global::</c>.</param>
/// <param name="IsPublic">Whether it and all that is around it can be seen from other assemblies.</param>
/// <param name="Obstacle">Why no second part of it can be written; null when one can.</param>
internal sealed record DeclaredType(
    string Namespace,
    EquatableArray<string> Containers,
    string Name,
    string Keyword,
    string FullName,
    bool IsPublic,
    Obstacle? Obstacle)
{
    /// <summary>Reads a symbol.</summary>
    public static DeclaredType From(INamedTypeSymbol symbol, CancellationToken cancel)
    {
        List<string> containers = [];
        Obstacle? obstacle = ObstacleOf(symbol, cancel);
        bool isPublic = symbol.DeclaredAccessibility == Accessibility.Public;
        for (INamedTypeSymbol? outer = symbol.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            containers.Insert(0, KeywordOf(outer) + " " + EscapedName(outer));
            isPublic &= outer.DeclaredAccessibility == Accessibility.Public;
            obstacle ??= ObstacleOf(outer, cancel);
        }

        string space = symbol.ContainingNamespace.IsGlobalNamespace
            ? ""
            : symbol.ContainingNamespace.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted));
        return new DeclaredType(
            space,
            new EquatableArray<string>(containers.ToArray()),
            EscapedName(symbol),
            KeywordOf(symbol),
            symbol.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            isPublic,
            obstacle);
    }

    private static string KeywordOf(INamedTypeSymbol symbol) => symbol switch
    {
        { TypeKind: TypeKind.Interface } => "partial interface",
        { TypeKind: TypeKind.Struct, IsRecord: true } => symbol.IsReadOnly ? "readonly partial record struct" : "partial record struct",
        { TypeKind: TypeKind.Struct } => symbol.IsReadOnly ? "readonly partial struct" : "partial struct",
        { IsRecord: true } => "partial record",
        _ => "partial class",
    };

    private static string EscapedName(ISymbol symbol)
        => SyntaxFacts.GetKeywordKind(symbol.Name) == SyntaxKind.None ? symbol.Name : "@" + symbol.Name;

    private static Obstacle? ObstacleOf(INamedTypeSymbol symbol, CancellationToken cancel)
    {
        if (symbol.IsGenericType)
            return Declarations.Obstacle.Generic;

        if (symbol.IsFileLocal)
            return Declarations.Obstacle.FileLocal;

        if (symbol.IsRefLikeType)
            return Declarations.Obstacle.RefStruct;

        if (symbol is { TypeKind: TypeKind.Class, IsStatic: true, ContainingType: null })
            return Declarations.Obstacle.Static;

        if (symbol.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal))
            return Declarations.Obstacle.Hidden;

        foreach (SyntaxReference reference in symbol.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(cancel) is TypeDeclarationSyntax syntax && !syntax.Modifiers.Any(SyntaxKind.PartialKeyword))
                return Declarations.Obstacle.NotPartial;
        }

        return null;
    }
}

/// <summary>What keeps the generator from adding to a type.</summary>
internal enum Obstacle
{
    /// <summary>The word <c>partial</c> is missing, on it or on a type around it.</summary>
    NotPartial,

    /// <summary>It has type parameters.</summary>
    Generic,

    /// <summary>It is <c>file</c>-local.</summary>
    FileLocal,

    /// <summary>A <c>ref struct</c> cannot stand in a map or a buffer.</summary>
    RefStruct,

    /// <summary>A static class has no instances.</summary>
    Static,

    /// <summary>Nobody can make an instance of an abstract class.</summary>
    Abstract,

    /// <summary>A record can only derive from a record.</summary>
    Record,

    /// <summary>It is private or protected: generated code elsewhere could not name it.</summary>
    Hidden,
}
