// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SharpBpf.Generator.Filters;

/// <summary>
/// Translates one C# method to one C function, from what the compiler says that each expression means. Every operation is
/// handled by name or rejected by name.
/// </summary>
internal sealed partial class FunctionTranslator
{
    private readonly FilterScope _scope;
    private readonly Place? _this;
    private readonly Dictionary<ISymbol, Binding> _bindings = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _assigned = new(SymbolEqualityComparer.Default);
    private readonly StringBuilder _text = new();
    private int _indent;

    /// <summary>Begins a function.</summary>
    /// <param name="scope">What it shares with others.</param>
    /// <param name="body">All of the method; to see which variables are written to.</param>
    /// <param name="self">What <c>this</c> is, in a member of a struct.</param>
    public FunctionTranslator(FilterScope scope, IOperation body, Place? self)
    {
        _scope = scope;
        _this = self;
        foreach (IOperation operation in body.DescendantsAndSelf())
        {
            if (TargetOf(operation) is { } target && SymbolOf(target) is { } symbol)
                _assigned.Add(symbol);
        }
    }

    /// <summary>Says what a parameter is.</summary>
    public void Bind(ISymbol symbol, Binding binding) => _bindings[symbol] = binding;

    /// <summary>The function, with <paramref name="head"/> before its body. What is rejected is reported in the scope.</summary>
    public string Translate(MethodBody body, string head)
    {
        _text.Append(_scope.LineDirective(body.Syntax)).Append(head).Append('\n');
        if (body.Block is { } block)
            Block(block);

        return _text.ToString();
    }

    /// <summary>The span that a getter with a single expression returns; null when it has more than that.</summary>
    public ByteSpan? Returned(MethodBody body)
    {
        IOperation[] statements = [.. body.Block?.Operations ?? []];
        return statements is [IReturnOperation { ReturnedValue: { } value }] ? FindSpan(value) : null;
    }

    private static IOperation? TargetOf(IOperation operation) => operation switch
    {
        IAssignmentOperation assignment => assignment.Target,
        IIncrementOrDecrementOperation increment => increment.Target,
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => argument.Value,
        _ => null,
    };

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    private bool IsNeverAssigned(ISymbol symbol) => !_assigned.Contains(symbol);

    private void Line(string text) => _text.Append('\t', _indent).Append(text).Append('\n');

    private void Line(SyntaxNode syntax, string text)
    {
        _text.Append(_scope.LineDirective(syntax));
        Line(text);
    }
}
