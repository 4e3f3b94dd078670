// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SharpBpf.Generator.Declarations;

/// <summary>A member with <c>[BpfMap("…")]</c>, <c>[BpfProgram("…")]</c> or <c>[BpfKnob("…")]</c>.</summary>
/// <param name="Kind">Which of the three.</param>
/// <param name="CName">The attribute's argument.</param>
/// <param name="Owner">The full name of the class it is in.</param>
/// <param name="Name">The member's name.</param>
/// <param name="Type">Its type, with <c>global::</c> where the compiler knows it: types that are yet to be generated stand as they are written.</param>
/// <param name="Modifiers">As written, without <c>partial</c>.</param>
/// <param name="Getter">The modifiers of <c>get</c>; null when there is none.</param>
/// <param name="Setter">The modifiers of <c>set</c>; null when there is none.</param>
/// <param name="Flaw">Why the generator cannot write a second part of it; null when it can.</param>
internal sealed record MemberDeclaration(
    MemberKind Kind, string CName, string Owner, string Name, string Type, string Modifiers, string? Getter, string? Setter, string? Flaw)
{
    private static readonly SymbolDisplayFormat _typeFormat = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The key of its place.</summary>
    public string Key => Owner + "." + Name;

    /// <summary>The metadata name of the attribute for <paramref name="kind"/>.</summary>
    public static string AttributeName(MemberKind kind) => $"SharpBpf.Bpf{kind}Attribute";

    /// <summary>The transform of <c>ForAttributeWithMetadataName</c>.</summary>
    public static Located<MemberDeclaration> From(GeneratorAttributeSyntaxContext context, MemberKind kind)
    {
        ISymbol symbol = context.TargetSymbol;
        PropertyDeclarationSyntax? property = context.TargetNode as PropertyDeclarationSyntax;
        MemberDeclaration shape = new(
            kind,
            context.Attributes[0].ConstructorArguments is [{ Value: string name }, ..] ? name : "",
            symbol.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            SyntaxFacts.GetKeywordKind(symbol.Name) == SyntaxKind.None ? symbol.Name : "@" + symbol.Name,
            (symbol switch { IPropertySymbol p => p.Type, IFieldSymbol f => f.Type, IMethodSymbol m => m.ReturnType, _ => null })?.ToDisplayString(_typeFormat) ?? "",
            ModifiersOf(context.TargetNode),
            AccessorOf(property, SyntaxKind.GetAccessorDeclaration),
            AccessorOf(property, SyntaxKind.SetAccessorDeclaration),
            FlawOf(property, kind));
        return new Located<MemberDeclaration>(shape, new EquatableArray<NamedPlace>([new NamedPlace(shape.Key, LocationInfo.From(symbol.Locations[0]))]));
    }

    private static string ModifiersOf(SyntaxNode node)
    {
        MemberDeclarationSyntax? member = node.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        return string.Join(" ", member?.Modifiers.Where(m => !m.IsKind(SyntaxKind.PartialKeyword)).Select(m => m.Text) ?? []);
    }

    private static string? AccessorOf(PropertyDeclarationSyntax? property, SyntaxKind kind)
        => property?.AccessorList?.Accessors.FirstOrDefault(a => a.IsKind(kind)) is { } accessor ? string.Join(" ", accessor.Modifiers.Select(m => m.Text)) : null;

    private static string? FlawOf(PropertyDeclarationSyntax? property, MemberKind kind)
    {
        if (property is null)
            return "it is not a property";

        if (!property.Modifiers.Any(SyntaxKind.PartialKeyword))
            return "it is not partial";

        if (property.Modifiers.Any(SyntaxKind.StaticKeyword))
            return "it is static, and belongs to no object";

        if (property.AccessorList is not { } list || property.Initializer is not null || list.Accessors.Any(a => a.Body is not null || a.ExpressionBody is not null))
            return "it has a body or a value already";

        if (list.Accessors.Any(a => a.IsKind(SyntaxKind.InitAccessorDeclaration)))
            return "it can be set by an object initializer, and objects are not made by 'new'";

        return kind != MemberKind.Knob && list.Accessors.Any(a => !a.IsKind(SyntaxKind.GetAccessorDeclaration)) ? "it can be set" : null;
    }
}

/// <summary>What a member stands for; the name of its attribute, without Bpf.</summary>
internal enum MemberKind
{
    /// <summary>A map.</summary>
    Map,

    /// <summary>A program.</summary>
    Program,

    /// <summary>A <c>const volatile</c> variable.</summary>
    Knob,
}
