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
            CodeAction.Create("Declare it as in C", _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(member, Members.Dress(right, member, member.AttributeLists)))), nameof(ReplaceMemberCodeFix)),
            diagnostic);
    }
}
