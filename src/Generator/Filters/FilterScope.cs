// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using SharpBpf.Generator.Planning;

namespace SharpBpf.Generator.Filters;

/// <summary>What all functions of one object share: the C functions so far, the problems, and the files that were read.</summary>
internal sealed class FilterScope(Compilation compilation, DefinitionTable table, HashSet<string> knobsTypes, Func<string, string> lineFile, CancellationToken cancel)
{
    private readonly Dictionary<string, string> _helpers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly StringBuilder _code = new();
    private int _names;

    /// <summary>The C types.</summary>
    public DefinitionTable Table { get; } = table;

    /// <summary>What was rejected.</summary>
    public List<Diagnostic> Diagnostics { get; } = [];

    /// <summary>The C# files and assemblies that decided what the code is.</summary>
    public SortedSet<string> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The functions, each below those it calls.</summary>
    public string Code => _code.ToString();

    /// <summary>Throws when the translation is no longer wanted.</summary>
    public void ThrowIfCancelled() => cancel.ThrowIfCancellationRequested();

    /// <summary>A C name that nothing else has; the C# name stays recognisable.</summary>
    public string Name(string prefix, string name)
    {
        StringBuilder text = new(prefix);
        text.Append((++_names).ToString(CultureInfo.InvariantCulture)).Append('_');
        foreach (char c in name)
            text.Append(c < 128 && char.IsLetterOrDigit(c) ? c : '_');

        return text.ToString();
    }

    /// <summary>Adds a whole function.</summary>
    public void Add(string function) => _code.Append(_code.Length == 0 ? "" : "\n").Append(function);

    /// <summary><c>#line</c>, so that clang's errors and the verifier's log name the C# line.</summary>
    public string LineDirective(SyntaxNode syntax)
    {
        FileLinePositionSpan span = syntax.GetLocation().GetLineSpan();
        string file = lineFile(span.Path).Replace("\\", "\\\\").Replace("\"", "\\\"");
        return $"#line {(span.StartLinePosition.Line + 1).ToString(CultureInfo.InvariantCulture)} \"{file}\"\n";
    }

    /// <summary>Whether a parameter of this type stands for the knobs of the object.</summary>
    public bool IsKnobs(ITypeSymbol type) => knobsTypes.Contains(type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat));

    /// <summary>Remembers where a symbol's meaning comes from.</summary>
    public void Note(ISymbol symbol)
    {
        foreach (SyntaxReference reference in symbol.DeclaringSyntaxReferences)
        {
            if (reference.SyntaxTree.FilePath.Length != 0)
                Files.Add(reference.SyntaxTree.FilePath);
        }

        // A constant of another assembly is compiled in.
        if (symbol is IFieldSymbol && compilation.GetMetadataReference(symbol.ContainingAssembly) is PortableExecutableReference { FilePath: { } path })
            Files.Add(path);
    }

    /// <summary>The C function for a C# one, made when it is first asked for.</summary>
    /// <param name="key">Tells apart the forms of one method.</param>
    /// <param name="method">The method.</param>
    /// <param name="call">Where it is called.</param>
    /// <param name="make">Translates it under the name it is given.</param>
    public string Helper(string key, IMethodSymbol method, IOperation call, Action<string> make)
    {
        if (_helpers.TryGetValue(key, out string? name))
            return _open.Contains(key) ? throw new Rejection(FilterRules.Recursion, call, method.Name) : name;

        name = Name("sharpbpf_helper", method.AssociatedSymbol?.Name ?? method.Name);
        _helpers.Add(key, name);
        _open.Add(key);
        Note(method);
        make(name);
        _open.Remove(key);
        return name;
    }

    /// <summary>The body of a method or getter as the compiler understands it; null when its source is not in this compilation.</summary>
    public MethodBody? BodyOf(IMethodSymbol method)
    {
        IMethodSymbol implementation = method.PartialImplementationPart ?? method;
        if (implementation.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancel) is not { } syntax || !compilation.ContainsSyntaxTree(syntax.SyntaxTree))
            return null;

#pragma warning disable RS1030 // The body of another method than the one being analysed is needed, and only the compilation has it.
        SemanticModel model = compilation.GetSemanticModel(syntax.SyntaxTree);
#pragma warning restore RS1030
        return model.GetOperation(syntax, cancel) is { } operation ? new MethodBody(operation, model, syntax) : null;
    }
}

/// <summary>The body of a method.</summary>
/// <param name="Operation">All of it.</param>
/// <param name="Model">Of its file.</param>
/// <param name="Syntax">Its declaration.</param>
internal sealed record MethodBody(IOperation Operation, SemanticModel Model, SyntaxNode Syntax)
{
    /// <summary>The statements, or the expression after the arrow as a return statement.</summary>
    public IBlockOperation? Block => Operation switch
    {
        IMethodBodyOperation body => body.BlockBody ?? body.ExpressionBody,
        IBlockOperation block => block,
        _ => null,
    };
}
