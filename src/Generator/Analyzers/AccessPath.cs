// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SharpBpf.Generator.Analyzers;

/// <summary>
/// Names of places: <c>bpf</c>, <c>this._bpf</c>, <c>bpf.Knobs</c>. Two expressions with one name are one object as long as nothing is
/// assigned to a part of it.
/// </summary>
internal sealed class AccessPath
{
    private readonly Dictionary<CaptureId, IOperation?> _captures = [];
    private readonly Dictionary<ISymbol, IOperation?> _aliases = new(SymbolEqualityComparer.Default);

    /// <summary>Separates the parts of a name.</summary>
    public const char Separator = '/';

    /// <summary>For code whose control flow does not matter.</summary>
    public AccessPath()
    {
    }

    /// <summary>Reads what the graph captures, so that a captured receiver has the name of its value.</summary>
    public AccessPath(ControlFlowGraph graph)
    {
        foreach (BasicBlock block in graph.Blocks)
        {
            foreach (IOperation operation in block.Operations.SelectMany(o => o.DescendantsAndSelf()))
            {
                if (operation is IFlowCaptureOperation capture)
                    _captures[capture.Id] = _captures.ContainsKey(capture.Id) ? null : capture.Value;
                else if (operation is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment)
                    _aliases[target.Local] = _aliases.ContainsKey(target.Local) ? null : assignment.Value;
            }
        }
    }

    /// <summary>The name of what <paramref name="operation"/> refers to; null when it has none that stays the same.</summary>
    public string? Of(IOperation? operation) => Of(operation, 0);

    /// <summary>What a captured expression is, when only one expression is captured under its id; other operations as they are.</summary>
    public IOperation? Resolve(IOperation? operation)
        => operation is IFlowCaptureReferenceOperation capture && _captures.TryGetValue(capture.Id, out IOperation? captured) ? captured : operation;

    private string? Of(IOperation? operation, int depth)
    {
        // Aliases can go round in a circle: a = b; b = a.
        if (depth > 32)
            return null;

        switch (operation)
        {
            case IConversionOperation conversion:
                return Of(conversion.Operand, depth + 1);
            case IParenthesizedOperation parenthesized:
                return Of(parenthesized.Operand, depth + 1);
            case IFlowCaptureReferenceOperation capture:
                return Of(Resolve(capture), depth + 1);
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                return "this";
            case IParameterReferenceOperation parameter:
                return Part(parameter.Parameter);
            case ILocalReferenceOperation local:
                return AliasOf(local.Local, depth) ?? Part(local.Local);
            case IFieldReferenceOperation field:
                return field.Field.IsStatic ? Part(field.Field) : Join(Of(field.Instance, depth + 1), field.Field);
            case IPropertyReferenceOperation { Arguments.Length: 0 } property:
                return property.Property.IsStatic ? null : Join(Of(property.Instance, depth + 1), property.Property);
            default:
                return null;
        }
    }

    /// <summary>Whether <paramref name="path"/> is <paramref name="root"/> or a member of it.</summary>
    public static bool StartsWith(string path, string root)
        => path.StartsWith(root, StringComparison.Ordinal) && (path.Length == root.Length || path[root.Length] == Separator);

    // var knobs = bpf.Knobs; an object of its own (var bpf = Open()) has no other name.
    private string? AliasOf(ILocalSymbol local, int depth)
        => _aliases.TryGetValue(local, out IOperation? value) && value is not null && !IsReassigned(RootOf(value)) ? Of(value, depth + 1) : null;

    // What a local stood for when the alias was made is not what it stands for later.
    private bool IsReassigned(IOperation root)
        => root is ILocalReferenceOperation local && _aliases.TryGetValue(local.Local, out IOperation? value) && value is null;

    private static IOperation RootOf(IOperation operation)
    {
        while (operation is IMemberReferenceOperation { Instance: { } instance })
            operation = instance;

        return operation;
    }

    private static string? Join(string? instance, ISymbol member) => instance is null ? null : instance + Separator + Part(member);

    // The place tells apart two locals of one name.
    private static string Part(ISymbol symbol)
    {
        int place = symbol is ILocalSymbol && symbol.Locations.Length != 0 ? symbol.Locations[0].SourceSpan.Start : 0;
        return symbol.Name + (place == 0 ? "" : "@" + place.ToString(CultureInfo.InvariantCulture));
    }
}
