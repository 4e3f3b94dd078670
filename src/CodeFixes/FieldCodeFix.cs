// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SharpBpf.Generator.Diagnostics;

namespace SharpBpf.CodeFixes;

/// <summary>Gives a declared field of a struct the type and the place that it has in C.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FieldCodeFix)), Shared]
internal sealed class FieldCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [FixData.WrongOffset, FixData.WrongSize, FixData.WrongSign, FixData.WrongLength, FixData.WrongType, FixData.BitFieldAsField];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        Diagnostic diagnostic = context.Diagnostics[0];
        if (root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member
            || member is BaseFieldDeclarationSyntax { Declaration.Variables.Count: > 1 }
            || Fixed(member, diagnostic) is not { } right)
        {
            return;
        }

        context.RegisterCodeFix(
            CodeAction.Create("Declare it as in C", _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(member, right))), nameof(FieldCodeFix)),
            diagnostic);
    }

    private static MemberDeclarationSyntax? Fixed(MemberDeclarationSyntax member, Diagnostic diagnostic)
    {
        if (diagnostic.Properties.TryGetValue(FixData.Offset, out string? offset) && offset is not null)
            return WithOffset(member, offset);

        if (!diagnostic.Properties.TryGetValue(FixData.Type, out string? type) || type is null)
            return null;

        if (diagnostic.Id == FixData.BitFieldAsField)
            return AsProperty(member, type, diagnostic.Properties.TryGetValue(FixData.CName, out string? cName) ? cName : null);

        return member switch
        {
            PropertyDeclarationSyntax property => property.WithType(Members.Type(type).WithTriviaFrom(property.Type)),
            FieldDeclarationSyntax field => WithType(field, type),
            _ => null,
        };
    }

    private static MemberDeclarationSyntax? WithOffset(MemberDeclarationSyntax member, string offset)
        => Members.Attribute(member.AttributeLists, "FieldOffset")?.ArgumentList?.Arguments.FirstOrDefault() is { } argument
            ? member.ReplaceNode(argument.Expression, Members.Number(offset))
            : null;

    // A fixed buffer becomes an inline array, which is what the generator makes of arrays.
    private static FieldDeclarationSyntax WithType(FieldDeclarationSyntax field, string type)
    {
        VariableDeclaratorSyntax name = field.Declaration.Variables[0].WithArgumentList(null);
        FieldDeclarationSyntax right = field.WithDeclaration(
            field.Declaration.WithType(Members.Type(type).WithTriviaFrom(field.Declaration.Type)).WithVariables(SyntaxFactory.SingletonSeparatedList(name)));
        int buffer = right.Modifiers.IndexOf(SyntaxKind.FixedKeyword);
        return buffer < 0 ? right : right.WithModifiers(right.Modifiers.RemoveAt(buffer));
    }

    // The property has its storage in generated code, so it has no place of its own.
    private static MemberDeclarationSyntax? AsProperty(MemberDeclarationSyntax member, string type, string? cName)
    {
        if (member is not FieldDeclarationSyntax field)
            return null;

        bool isReadOnly = field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword) || field.Parent is TypeDeclarationSyntax parent && parent.Modifiers.Any(SyntaxKind.ReadOnlyKeyword);
        string modifiers = string.Concat(field.Modifiers.Where(m => !m.IsKind(SyntaxKind.ReadOnlyKeyword)).Select(m => m.Text + " "));
        string accessors = isReadOnly ? "{ get; }" : "{ get; set; }";
        MemberDeclarationSyntax property = SyntaxFactory.ParseMemberDeclaration($"{modifiers}partial {type} {field.Declaration.Variables[0].Identifier.Text} {accessors}")!;
        SyntaxList<AttributeListSyntax> attributes = Members.Without(field.AttributeLists, Members.Attribute(field.AttributeLists, "FieldOffset"));
        if (cName is not null && Members.Attribute(attributes, "BpfField") is null)
        {
            AttributeSyntax named = SyntaxFactory.Attribute(SyntaxFactory.ParseName("global::SharpBpf.BpfField")).AddArgumentListArguments(
                SyntaxFactory.AttributeArgument(SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(cName))));
            attributes = attributes.Add(SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(named)).WithTrailingTrivia(SyntaxFactory.Space));
        }

        return Members.Dress(property, field, attributes);
    }
}
