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

/// <summary>Gives a declared enum the values, the constants and the underlying type that it has in C.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(EnumCodeFix)), Shared]
internal sealed class EnumCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [FixData.WrongValue, FixData.MissingConstant, FixData.WrongUnderlying];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        Diagnostic diagnostic = context.Diagnostics[0];
        SyntaxNode? old = root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<SyntaxNode>(n => n is EnumMemberDeclarationSyntax or EnumDeclarationSyntax);
        SyntaxNode? right = (old, diagnostic.Id) switch
        {
            (EnumMemberDeclarationSyntax constant, FixData.WrongValue) => WithValue(constant, diagnostic),
            (EnumDeclarationSyntax type, FixData.MissingConstant) => WithConstants(type, diagnostic),
            (EnumDeclarationSyntax type, FixData.WrongUnderlying) => WithUnderlying(type, diagnostic),
            _ => null,
        };
        if (right is null)
            return;

        context.RegisterCodeFix(
            CodeAction.Create("Declare it as in C", _ => Task.FromResult(context.Document.WithSyntaxRoot(root!.ReplaceNode(old!, right))), nameof(EnumCodeFix)),
            diagnostic);
    }

    private static EnumMemberDeclarationSyntax? WithValue(EnumMemberDeclarationSyntax constant, Diagnostic diagnostic)
    {
        if (!diagnostic.Properties.TryGetValue(FixData.Value, out string? value) || value is null)
            return null;

        return constant.EqualsValue is { } old
            ? constant.WithEqualsValue(old.WithValue(Members.Number(value).WithTriviaFrom(old.Value)))
            : constant.WithoutTrailingTrivia().WithEqualsValue(Equal(value)).WithTrailingTrivia(constant.GetTrailingTrivia());
    }

    private static EnumDeclarationSyntax? WithConstants(EnumDeclarationSyntax type, Diagnostic diagnostic)
    {
        if (!diagnostic.Properties.TryGetValue(FixData.Constants, out string? constants) || constants is null)
            return null;

        // The comma goes behind the last constant, before the end of its line; the new ones stand as it did.
        List<SyntaxNodeOrToken> items = [.. type.Members.GetWithSeparators()];
        SyntaxTriviaList leading = type.Members.Count == 0 ? default : SyntaxFactory.TriviaList(type.Members.Last().GetLeadingTrivia().Where(t => t.IsKind(SyntaxKind.WhitespaceTrivia)));
        SyntaxTriviaList end = items.Count == 0 ? default : SyntaxFactory.TriviaList(items[items.Count - 1].GetTrailingTrivia());
        if (items.Count != 0 && items[items.Count - 1].AsNode() is { } last)
        {
            items[items.Count - 1] = last.WithoutTrailingTrivia();
            items.Add(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(end));
        }

        IReadOnlyList<(string Name, string Value)> lines = Members.Lines(constants);
        for (int i = 0; i < lines.Count; i++)
        {
            EnumMemberDeclarationSyntax constant = SyntaxFactory.EnumMemberDeclaration(lines[i].Name).WithEqualsValue(Equal(lines[i].Value)).WithLeadingTrivia(leading);
            if (i + 1 < lines.Count)
            {
                items.Add(constant);
                items.Add(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(end));
            }
            else
            {
                items.Add(constant.WithTrailingTrivia(end));
            }
        }

        return type.WithMembers(SyntaxFactory.SeparatedList<EnumMemberDeclarationSyntax>(items));
    }

    private static EnumDeclarationSyntax? WithUnderlying(EnumDeclarationSyntax type, Diagnostic diagnostic)
    {
        if (!diagnostic.Properties.TryGetValue(FixData.Type, out string? underlying) || underlying is null)
            return null;

        if (type.BaseList is { Types: [{ } old, ..] })
            return type.ReplaceNode(old.Type, Members.Type(underlying).WithTriviaFrom(old.Type));

        BaseListSyntax list = SyntaxFactory.BaseList(SyntaxFactory.SingletonSeparatedList<BaseTypeSyntax>(SyntaxFactory.SimpleBaseType(Members.Type(underlying))));
        SyntaxTriviaList afterName = type.Identifier.TrailingTrivia;
        return type
            .WithIdentifier(type.Identifier.WithTrailingTrivia(SyntaxFactory.Space))
            .WithBaseList(list.WithColonToken(list.ColonToken.WithTrailingTrivia(SyntaxFactory.Space)).WithTrailingTrivia(afterName));
    }

    private static EqualsValueClauseSyntax Equal(string value)
        => SyntaxFactory.EqualsValueClause(
            SyntaxFactory.Token(SyntaxKind.EqualsToken).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space), Members.Number(value));
}
