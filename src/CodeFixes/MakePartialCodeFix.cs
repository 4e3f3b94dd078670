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

/// <summary>Adds <c>partial</c> to a type, and to the types around it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialCodeFix)), Shared]
internal sealed class MakePartialCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [FixData.ObjectNotPartial, FixData.StructNotPartial];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        Diagnostic diagnostic = context.Diagnostics[0];
        TypeDeclarationSyntax[] types =
        [
            .. root?.FindNode(diagnostic.Location.SourceSpan).AncestorsAndSelf().OfType<TypeDeclarationSyntax>().Where(t => !t.Modifiers.Any(SyntaxKind.PartialKeyword)) ?? [],
        ];
        if (types.Length == 0)
            return;

        context.RegisterCodeFix(
            CodeAction.Create(
                $"Make '{types[0].Identifier.ValueText}' partial",
                _ => Task.FromResult(context.Document.WithSyntaxRoot(root!.ReplaceNodes(types, (_, type) => AddPartial(type)))),
                nameof(MakePartialCodeFix)),
            diagnostic);
    }

    // 'partial' is the last of the modifiers. Without any, what stands before the keyword moves before it.
    private static TypeDeclarationSyntax AddPartial(TypeDeclarationSyntax type)
    {
        SyntaxToken partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        if (type.Modifiers.Count != 0)
            return (TypeDeclarationSyntax)type.WithModifiers(type.Modifiers.Add(partial));

        partial = partial.WithLeadingTrivia(type.Keyword.LeadingTrivia);
        return (TypeDeclarationSyntax)type.WithKeyword(type.Keyword.WithLeadingTrivia()).WithModifiers(SyntaxFactory.TokenList(partial));
    }
}
