// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SharpBpf.CodeFixes;

/// <summary>Questions about statements that several fixes ask.</summary>
internal static class Statements
{
    /// <summary>Whether a <c>using</c> declaration may stand in the place of <paramref name="statement"/>.</summary>
    public static bool CanBeUsing(StatementSyntax statement) => statement.Parent is BlockSyntax or GlobalStatementSyntax;

    /// <summary>A name that nothing within reach of <paramref name="place"/> has.</summary>
    public static string FreeName(SemanticModel model, SyntaxNode place, string wanted)
    {
        // Names that are declared later in the same body, or inside of it, would clash as well.
        SyntaxNode body = place.Ancestors().LastOrDefault(n => n is BlockSyntax or CompilationUnitSyntax) ?? place;
        HashSet<string> taken = [.. model.LookupSymbols(place.SpanStart).Where(s => s is ILocalSymbol or IParameterSymbol or IRangeVariableSymbol).Select(s => s.Name)];
        foreach (SyntaxToken token in body.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken))
                taken.Add(token.ValueText);
        }

        string name = wanted;
        for (int number = 2; taken.Contains(name); number++)
            name = wanted + number.ToString(System.Globalization.CultureInfo.InvariantCulture);

        return name;
    }

    /// <summary>Whether anything but its declaration sets the local; a <c>using</c> local cannot be set.</summary>
    public static bool IsReassigned(SemanticModel model, VariableDeclaratorSyntax declarator, CancellationToken cancel)
    {
        ISymbol? local = model.GetDeclaredSymbol(declarator, cancel);
        SyntaxNode body = declarator.Ancestors().LastOrDefault(n => n is BlockSyntax or CompilationUnitSyntax) ?? declarator.SyntaxTree.GetRoot(cancel);
        foreach (IdentifierNameSyntax name in body.DescendantNodes().OfType<IdentifierNameSyntax>().Where(n => n.Identifier.ValueText == declarator.Identifier.ValueText))
        {
            if (IsTarget(name) && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancel).Symbol, local))
                return true;
        }

        return false;
    }

    private static bool IsTarget(IdentifierNameSyntax name) => name.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == name,
        ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax deconstruction } tuple } => deconstruction.Left == tuple,
        ArgumentSyntax argument => argument.RefKindKeyword.IsKind(SyntaxKind.RefKeyword) || argument.RefKindKeyword.IsKind(SyntaxKind.OutKeyword),
        RefExpressionSyntax => true,
        _ => false,
    };
}
