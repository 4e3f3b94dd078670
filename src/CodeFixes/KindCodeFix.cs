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

/// <summary>
/// Makes a struct that stands for a C enum an enum with C's constants, and an enum that stands for a C struct a partial struct. Not where code
/// would go with it: a struct with more than fields is left alone.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KindCodeFix)), Shared]
internal sealed class KindCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [FixData.WrongKind];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        Diagnostic diagnostic = context.Diagnostics[0];
        BaseTypeDeclarationSyntax? old = root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<BaseTypeDeclarationSyntax>();
        BaseTypeDeclarationSyntax? right = old switch
        {
            EnumDeclarationSyntax type => AsStruct(type),
            StructDeclarationSyntax type when type.Members.All(m => m is FieldDeclarationSyntax) => AsEnum(type, diagnostic),
            _ => null,
        };
        if (right is null)
            return;

        context.RegisterCodeFix(
            CodeAction.Create(
                right is EnumDeclarationSyntax ? "Make it an enum, as in C" : "Make it a struct, as in C",
                _ => Task.FromResult(context.Document.WithSyntaxRoot(root!.ReplaceNode(old!, right))), nameof(KindCodeFix)),
            diagnostic);
    }

    private static BaseTypeDeclarationSyntax? AsEnum(StructDeclarationSyntax type, Diagnostic diagnostic)
    {
        if (!diagnostic.Properties.TryGetValue(FixData.Type, out string? underlying) || !diagnostic.Properties.TryGetValue(FixData.Constants, out string? constants) || constants is null)
            return null;

        string members = string.Join(", ", Members.Lines(constants).Select(line => $"{line.Name} = {line.Content}"));
        string modifiers = string.Concat(type.Modifiers.Where(Access).Select(m => m.ValueText + " "));
        return Dress($"{modifiers}enum {type.Identifier.Text} : {underlying} {{ {members} }}", type);
    }

    private static BaseTypeDeclarationSyntax AsStruct(EnumDeclarationSyntax type)
        => Dress($"{string.Concat(type.Modifiers.Select(m => m.ValueText + " "))}partial struct {type.Identifier.Text};", type);

    // The attributes and the comments stay; [Flags] has no meaning on a struct.
    private static BaseTypeDeclarationSyntax Dress(string text, BaseTypeDeclarationSyntax old)
    {
        SyntaxList<AttributeListSyntax> attributes = Members.Without(old.AttributeLists, Members.Attribute(old.AttributeLists, "Flags"));
        attributes = Members.Without(attributes, Members.Attribute(attributes, "StructLayout"));
        return (BaseTypeDeclarationSyntax)Members.Dress(SyntaxFactory.ParseMemberDeclaration(text)!, old, attributes);
    }

    private static bool Access(SyntaxToken modifier) => modifier.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword
        or SyntaxKind.PrivateKeyword or SyntaxKind.NewKeyword;
}
