// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using SharpBpf.Generator.Diagnostics;

namespace SharpBpf.CodeFixes;

/// <summary>Lays a declared struct out as C does: its fields complete and in C's order, or each with its place; the right size, or no attribute.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LayoutCodeFix)), Shared]
internal sealed class LayoutCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [FixData.WrongOffset, FixData.IncompleteLayout, FixData.WrongLayout];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        Diagnostic diagnostic = context.Diagnostics[0];
        if (root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type
            || Fixed(type, diagnostic) is not { } right)
        {
            return;
        }

        context.RegisterCodeFix(
            CodeAction.Create(
                $"Lay '{type.Identifier.ValueText}' out as in C", _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(type, right))), nameof(LayoutCodeFix)),
            diagnostic);
    }

    private static TypeDeclarationSyntax? Fixed(TypeDeclarationSyntax type, Diagnostic diagnostic)
    {
        if (diagnostic.Id == FixData.WrongLayout)
            return WithAttribute(type, diagnostic.Properties.TryGetValue(FixData.Size, out string? size) ? size : null);

        if (diagnostic.Properties.TryGetValue(FixData.Fields, out string? fields) && fields is not null)
            return InOrder(type, Members.Lines(fields));

        return diagnostic.Properties.TryGetValue(FixData.Offsets, out string? offsets) && offsets is not null
            ? WithOffsets(type, Members.Lines(offsets))
            : null;
    }

    private static TypeDeclarationSyntax? WithAttribute(TypeDeclarationSyntax type, string? size)
    {
        if (Members.Attribute(type.AttributeLists, "StructLayout") is not { ArgumentList: { } arguments } attribute)
            return null;

        if (size is null)
            return (TypeDeclarationSyntax)type.WithAttributeLists(Members.Without(type.AttributeLists, attribute)).WithLeadingTrivia(type.GetLeadingTrivia());

        AttributeArgumentSyntax? old = arguments.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == "Size");
        if (old is not null)
            return type.ReplaceNode(old.Expression, Members.Number(size));

        SeparatedSyntaxList<AttributeArgumentSyntax> more = SyntaxFactory.ParseAttributeArgumentList($"({arguments.Arguments}, Size = {size})")!.Arguments;
        return type.ReplaceNode(arguments, arguments.WithArguments(more));
    }

    // Fields that the user has stay as they are, in their new place; those that are missing are added.
    private static TypeDeclarationSyntax? InOrder(TypeDeclarationSyntax type, IReadOnlyList<(string Name, string Type)> wanted)
    {
        FieldDeclarationSyntax[] old = [.. type.Members.OfType<FieldDeclarationSyntax>().Where(IsInstance)];
        if (old.Length == 0 || old.Any(f => f.Declaration.Variables.Count != 1))
            return null;

        List<MemberDeclarationSyntax> fields = [];
        string modifiers = type.Modifiers.Any(SyntaxKind.ReadOnlyKeyword) ? "public readonly" : "public";
        foreach ((string name, string fieldType) in wanted)
        {
            FieldDeclarationSyntax field = old.FirstOrDefault(f => NameOf(f) == name)
                ?? ((FieldDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"{modifiers} {fieldType} {name};")!).WithAdditionalAnnotations(Simplifier.Annotation);
            fields.Add(field);
        }

        // Each takes over the blanks of whatever stood in its place, so that the braces around them still fit.
        fields.AddRange(old.Where(f => !wanted.Any(w => w.Name == NameOf(f))));
        for (int i = 0; i < fields.Count; i++)
        {
            if (!old.Contains(fields[i]))
                fields[i] = fields[i].WithLeadingTrivia(Last(old.Last().GetLeadingTrivia(), t => t.IsKind(SyntaxKind.WhitespaceTrivia))).WithTrailingTrivia(Last(old[0].GetTrailingTrivia(), IsBlank));
        }

        int first = type.Members.IndexOf(old[0]);
        MemberDeclarationSyntax[] others = [.. type.Members.Where(m => !old.Contains(m))];
        return type.WithMembers(SyntaxFactory.List([.. others.Take(first), .. fields, .. others.Skip(first)]));
    }

    private static TypeDeclarationSyntax WithOffsets(TypeDeclarationSyntax type, IReadOnlyList<(string Name, string Offset)> places)
    {
        FieldDeclarationSyntax[] old = [.. type.Members.OfType<FieldDeclarationSyntax>().Where(f => IsInstance(f) && f.Declaration.Variables.Count == 1 && places.Any(p => p.Name == NameOf(f)))];
        return type.ReplaceNodes(old, (field, _) =>
        {
            AttributeListSyntax place = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(
                SyntaxFactory.Attribute(SyntaxFactory.ParseName("global::System.Runtime.InteropServices.FieldOffset"))
                    .AddArgumentListArguments(SyntaxFactory.AttributeArgument(Members.Number(places.First(p => p.Name == NameOf(field)).Offset)))
                    .WithAdditionalAnnotations(Simplifier.Annotation))).WithTrailingTrivia(SyntaxFactory.Space);
            return field.WithoutLeadingTrivia().WithAttributeLists(field.WithoutLeadingTrivia().AttributeLists.Insert(0, place)).WithLeadingTrivia(field.GetLeadingTrivia());
        });
    }

    private static bool IsInstance(FieldDeclarationSyntax field) => !field.Modifiers.Any(SyntaxKind.StaticKeyword) && !field.Modifiers.Any(SyntaxKind.ConstKeyword);

    private static string NameOf(FieldDeclarationSyntax field) => field.Declaration.Variables[0].Identifier.Text;

    private static IEnumerable<SyntaxTrivia> Last(SyntaxTriviaList trivia, Func<SyntaxTrivia, bool> take) => trivia.Reverse().TakeWhile(take).Reverse();

    private static bool IsBlank(SyntaxTrivia trivia) => trivia.IsKind(SyntaxKind.WhitespaceTrivia) || trivia.IsKind(SyntaxKind.EndOfLineTrivia);
}
