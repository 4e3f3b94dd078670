// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;

namespace SharpBpf.Generator.Declarations;

/// <summary>A class with <c>[BpfObject("….bpf.c")]</c>.</summary>
/// <param name="Type">The class.</param>
/// <param name="Source">The attribute's argument, reduced to a file name.</param>
/// <param name="ForeignBase">The base class it names, when that is not BpfObject; null otherwise.</param>
/// <param name="MemberNames">What the user has in it: generated members step aside for these names.</param>
internal sealed record ObjectDeclaration(DeclaredType Type, string Source, string? ForeignBase, EquatableArray<string> MemberNames)
{
    /// <summary>Which of <see cref="OwnMembers"/> the user has too.</summary>
    public EquatableArray<string> Clashes { get; init; }

    /// <summary>The attribute's metadata name.</summary>
    public const string AttributeName = "SharpBpf.BpfObjectAttribute";

    /// <summary>The transform of <c>ForAttributeWithMetadataName</c>.</summary>
    public static Located<ObjectDeclaration> From(GeneratorAttributeSyntaxContext context, CancellationToken cancel)
    {
        INamedTypeSymbol symbol = (INamedTypeSymbol)context.TargetSymbol;
        DeclaredType type = DeclaredType.From(symbol, cancel);
        if (type.Obstacle is null && symbol is { TypeKind: TypeKind.Class } and ({ IsAbstract: true } or { IsRecord: true }))
            type = type with { Obstacle = symbol.IsRecord ? Obstacle.Record : Obstacle.Abstract };

        string source = context.Attributes[0].ConstructorArguments is [{ Value: string text }, ..] ? text : "";
        INamedTypeSymbol? parent = symbol.BaseType;
        string? foreign = parent is null or { SpecialType: SpecialType.System_Object } or { Name: "BpfObject" } ? null : parent.ToDisplayString();
        string[] names = [.. symbol.GetMembers().Where(m => m.CanBeReferencedByName).Select(m => m.Name).Distinct(StringComparer.Ordinal)];
        NamedPlace place = new(type.FullName, LocationInfo.From(symbol.Locations[0]));
        IReadOnlyList<ISymbol> clashes = OwnMembers.Clashes(symbol);
        return new Located<ObjectDeclaration>(
            new ObjectDeclaration(type, FileName(source), foreign, new(names)) { Clashes = OwnMembers.Names(clashes) },
            new EquatableArray<NamedPlace>([place, .. OwnMembers.Places(clashes, type.FullName)]));
    }

    /// <summary>The BPF C file that a class stands for; null when it is no BPF object.</summary>
    public static string? SourceOf(INamedTypeSymbol type)
    {
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (attribute.AttributeClass?.ToDisplayString() == AttributeName && attribute.ConstructorArguments is [{ Value: string source }])
                return FileName(source);
        }

        return null;
    }

    /// <summary>The last part of a path, with either kind of slash.</summary>
    public static string FileName(string path) => path.Substring(path.LastIndexOfAny(['/', '\\']) + 1);
}
