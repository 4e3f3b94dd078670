// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using SharpBpf.Generator.Diagnostics;

namespace SharpBpf.CodeFixes;

/// <summary>
/// Declares a member as the C source has it. The generator has put the declaration into the diagnostic; attributes and comments of the
/// old one stay.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReplaceMemberCodeFix)), Shared]
internal sealed class ReplaceMemberCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [FixData.MemberTypeDiffers, FixData.UnsuitableMember];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        Diagnostic diagnostic = context.Diagnostics[0];
        if (!diagnostic.Properties.TryGetValue(FixData.Declaration, out string? text)
            || text is null
            || root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member
            || member is BaseFieldDeclarationSyntax { Declaration.Variables.Count: > 1 }
            || SyntaxFactory.ParseMemberDeclaration(text) is not { } right)
        {
            return;
        }

        context.RegisterCodeFix(
            CodeAction.Create("Declare it as in C", _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(member, Dress(right, member)))), nameof(ReplaceMemberCodeFix)),
            diagnostic);
    }

    // Global names become as short as the usings allow.
    private static MemberDeclarationSyntax Dress(MemberDeclarationSyntax right, MemberDeclarationSyntax old)
    {
        MemberDeclarationSyntax dressed = right.WithAttributeLists(old.AttributeLists);
        if (old.AttributeLists.Count != 0)
        {
            // What stood before the old member's first word still does.
            SyntaxToken first = old.AttributeLists.Last().GetLastToken().GetNextToken();
            dressed = dressed.ReplaceToken(dressed.AttributeLists.Last().GetLastToken().GetNextToken(), FirstToken(right).WithLeadingTrivia(first.LeadingTrivia));
        }

        return dressed.WithLeadingTrivia(old.GetLeadingTrivia()).WithTrailingTrivia(old.GetTrailingTrivia()).WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation);
    }

    private static SyntaxToken FirstToken(MemberDeclarationSyntax member) => member.GetFirstToken();
}
