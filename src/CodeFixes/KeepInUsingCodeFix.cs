// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using SharpBpf.Generator.Analyzers;

namespace SharpBpf.CodeFixes;

/// <summary><c>bpf.Attach();</c> → <c>using var links = bpf.Attach();</c></summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KeepInUsingCodeFix)), Shared]
internal sealed class KeepInUsingCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [AnalyzerIds.ThrownAway];

    /// <summary>None: two locals in one scope would get one name, each fix not knowing of the other.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        Diagnostic diagnostic = context.Diagnostics[0];
        if (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax made
            || StatementOf(made) is not { } statement
            || !Statements.CanBeUsing(statement))
        {
            return;
        }

        context.RegisterCodeFix(
            CodeAction.Create("Keep it in a 'using' local", cancel => Fix(context.Document, statement, cancel), nameof(KeepInUsingCodeFix)),
            diagnostic);
    }

    // The whole statement must be the call, perhaps awaited, perhaps given to a discard.
    private static ExpressionStatementSyntax? StatementOf(ExpressionSyntax made)
    {
        for (SyntaxNode? node = made.Parent; node is not null; node = node.Parent)
        {
            switch (node)
            {
                case ExpressionStatementSyntax statement:
                    return statement;
                case AwaitExpressionSyntax or ParenthesizedExpressionSyntax or AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } }:
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" }:
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } }:
                    continue;
                default:
                    return null;
            }
        }

        return null;
    }

    private static async Task<Document> Fix(Document document, ExpressionStatementSyntax statement, CancellationToken cancel)
    {
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancel).ConfigureAwait(false))!;
        SemanticModel model = (await document.GetSemanticModelAsync(cancel).ConfigureAwait(false))!;
        ExpressionSyntax value = statement.Expression is AssignmentExpressionSyntax discard ? discard.Right : statement.Expression;
        string wanted = model.GetTypeInfo(value, cancel).Type?.Name switch { "BpfLinkSet" => "links", "BpfLink" => "link", _ => "bpf" };
        LocalDeclarationStatementSyntax declaration = SyntaxFactory.LocalDeclarationStatement(
            SyntaxFactory.VariableDeclaration(SyntaxFactory.IdentifierName("var"))
                .AddVariables(SyntaxFactory.VariableDeclarator(Statements.FreeName(model, statement, wanted))
                    .WithInitializer(SyntaxFactory.EqualsValueClause(value.WithoutTrivia()))))
            .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword))
            .WithSemicolonToken(statement.SemicolonToken)
            .WithTriviaFrom(statement)
            .WithAdditionalAnnotations(Formatter.Annotation);
        return document.WithSyntaxRoot(root.ReplaceNode(statement, declaration));
    }
}
