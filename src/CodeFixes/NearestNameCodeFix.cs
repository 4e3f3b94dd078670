// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Rename;
using SharpBpf.Generator.Diagnostics;

namespace SharpBpf.CodeFixes;

/// <summary>Puts the nearest name that exists into an attribute: <c>[BpfMap("evnts")]</c> → <c>[BpfMap("events")]</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NearestNameCodeFix)), Shared]
internal sealed class NearestNameCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [FixData.NoManifest, FixData.UnknownStruct, FixData.UnknownMember, FixData.UnknownField];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        Diagnostic diagnostic = context.Diagnostics[0];
        if (!diagnostic.Properties.TryGetValue(FixData.Wrong, out string? wrong)
            || !diagnostic.Properties.TryGetValue(FixData.Nearest, out string? nearest)
            || wrong is null
            || nearest is null
            || root?.FindNode(diagnostic.Location.SourceSpan) is not { } node
            || node.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member)
        {
            return;
        }

        if (LiteralOf(member, wrong) is not { } literal)
        {
            if (NameOf(node) == wrong)
                context.RegisterCodeFix(CodeAction.Create($"Rename to '{nearest}'", cancel => Rename(context.Document, node, nearest, cancel), nameof(NearestNameCodeFix) + nameof(Rename)), diagnostic);

            return;
        }

        // Of a path, only the file's name is wrong.
        string text = literal.Token.ValueText;
        string right = text.Substring(0, text.Length - wrong.Length) + nearest;
        context.RegisterCodeFix(
            CodeAction.Create(
                $"Change to '{nearest}'",
                _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceToken(literal.Token, SyntaxFactory.Literal(right).WithTriviaFrom(literal.Token)))),
                nameof(NearestNameCodeFix)),
            diagnostic);
    }

    private static string? NameOf(SyntaxNode node) => node switch
    {
        VariableDeclaratorSyntax field => field.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => null,
    };

    // A field without an attribute stands for the one of its name: it is the name itself that is wrong, wherever it is used.
    private static async Task<Solution> Rename(Document document, SyntaxNode node, string name, CancellationToken cancel)
    {
        SemanticModel? model = await document.GetSemanticModelAsync(cancel).ConfigureAwait(false);
        return model?.GetDeclaredSymbol(node, cancel) is { } symbol
            ? await Renamer.RenameSymbolAsync(document.Project.Solution, symbol, default, name, cancel).ConfigureAwait(false)
            : document.Project.Solution;
    }

    private static LiteralExpressionSyntax? LiteralOf(MemberDeclarationSyntax member, string name)
    {
        foreach (AttributeSyntax attribute in member.AttributeLists.SelectMany(l => l.Attributes))
        {
            string attributeName = attribute.Name.ToString();
            attributeName = attributeName.Substring(attributeName.LastIndexOf('.') + 1);
            if (attributeName.StartsWith("Bpf", StringComparison.Ordinal)
                && attribute.ArgumentList?.Arguments.FirstOrDefault()?.Expression is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression } literal
                && literal.Token.ValueText.EndsWith(name, StringComparison.Ordinal))
            {
                return literal;
            }
        }

        return null;
    }
}
