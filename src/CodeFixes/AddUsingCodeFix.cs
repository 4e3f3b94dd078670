// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SharpBpf.Generator.Analyzers;

namespace SharpBpf.CodeFixes;

/// <summary><c>var links = bpf.Attach();</c> → <c>using var links = bpf.Attach();</c></summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddUsingCodeFix)), Shared]
internal sealed class AddUsingCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [AnalyzerIds.NeverDisposed, AnalyzerIds.EnumeratorNotDisposed];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        Diagnostic diagnostic = context.Diagnostics[0];
        LocalDeclarationStatementSyntax? statement = root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<LocalDeclarationStatementSyntax>();
        if (statement is null
            || model is null
            || statement.Declaration.Variables.Count != 1
            || !statement.UsingKeyword.IsKind(SyntaxKind.None)
            || !Statements.CanBeUsing(statement)
            || Statements.IsReassigned(model, statement.Declaration.Variables[0], context.CancellationToken))
        {
            return;
        }

        context.RegisterCodeFix(CodeAction.Create("Declare it with 'using'", _ => Task.FromResult(Fix(context.Document, root!, statement)), nameof(AddUsingCodeFix)), diagnostic);
    }

    private static Document Fix(Document document, SyntaxNode root, LocalDeclarationStatementSyntax statement)
    {
        SyntaxToken keyword = SyntaxFactory.Token(statement.GetLeadingTrivia(), SyntaxKind.UsingKeyword, SyntaxFactory.TriviaList(SyntaxFactory.Space));
        return document.WithSyntaxRoot(root.ReplaceNode(statement, statement.WithoutLeadingTrivia().WithUsingKeyword(keyword)));
    }
}
