// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace SharpBpf.CodeFixes;

/// <summary>Changes of members and their attributes that several fixes make.</summary>
internal static class Members
{
    /// <summary><paramref name="right"/> with the comments of <paramref name="old"/> and these attributes. Global names become as short as the usings allow.</summary>
    public static MemberDeclarationSyntax Dress(MemberDeclarationSyntax right, MemberDeclarationSyntax old, SyntaxList<AttributeListSyntax> attributes)
    {
        MemberDeclarationSyntax dressed = right.WithoutLeadingTrivia();
        if (attributes.Count != 0)
        {
            // What stood between the old attributes and the old member's first word still does.
            SyntaxToken oldFirst = old.AttributeLists.Last().GetLastToken().GetNextToken();
            dressed = dressed.WithLeadingTrivia(oldFirst.LeadingTrivia).WithAttributeLists(attributes);
        }

        return dressed.WithLeadingTrivia(old.GetLeadingTrivia()).WithTrailingTrivia(old.GetTrailingTrivia()).WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation);
    }

    /// <summary>The attribute of a simple name, with or without "Attribute"; null when there is none.</summary>
    public static AttributeSyntax? Attribute(SyntaxList<AttributeListSyntax> lists, string name)
        => lists.SelectMany(l => l.Attributes).FirstOrDefault(a => SimpleName(a) == name || SimpleName(a) == name + "Attribute");

    /// <summary>The lists without an attribute; a list that would be empty goes too.</summary>
    public static SyntaxList<AttributeListSyntax> Without(SyntaxList<AttributeListSyntax> lists, AttributeSyntax? attribute)
    {
        if (attribute?.Parent is not AttributeListSyntax list)
            return lists;

        return list.Attributes.Count == 1
            ? lists.Remove(list)
            : lists.Replace(list, list.WithAttributes(list.Attributes.Remove(attribute)));
    }

    /// <summary>A type by its text, to be shortened.</summary>
    public static TypeSyntax Type(string text) => SyntaxFactory.ParseTypeName(text).WithAdditionalAnnotations(Simplifier.Annotation);

    /// <summary>A number as an expression.</summary>
    public static ExpressionSyntax Number(string text) => SyntaxFactory.ParseExpression(text);

    /// <summary>The lines of a list that a diagnostic carries: name, tab, content.</summary>
    public static IReadOnlyList<(string Name, string Content)> Lines(string text)
        => [.. text.Split(['\n'], StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')).Where(p => p.Length == 2).Select(p => (p[0], p[1]))];

    private static string SimpleName(AttributeSyntax attribute) => attribute.Name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        _ => "",
    };
}
