// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SharpBpf.Generator.Analyzers;

/// <summary>
/// Which objects are loaded for certain, on every way to a point of a method. A catch or finally block knows nothing: it can be
/// reached from anywhere in its try.
/// </summary>
internal sealed class LoadedState(ControlFlowGraph graph, AccessPath paths, RuntimeTypes types)
{
    private readonly ImmutableHashSet<string>?[] _atEnd = new ImmutableHashSet<string>?[graph.Blocks.Length];

    /// <summary>
    /// Calls <paramref name="visit"/> for each operation in the order of evaluation, with the names of the objects that are loaded then.
    /// </summary>
    public void Visit(Action<IOperation, ImmutableHashSet<string>> visit)
    {
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (BasicBlock block in graph.Blocks)
            {
                if (!block.IsReachable || AtStart(block) is not { } state)
                    continue;

                state = Run(block, state, null);
                if (_atEnd[block.Ordinal] is { } known && known.SetEquals(state))
                    continue;

                _atEnd[block.Ordinal] = state;
                changed = true;
            }
        }

        foreach (BasicBlock block in graph.Blocks)
        {
            if (block.IsReachable && AtStart(block) is { } state)
                Run(block, state, visit);
        }
    }

    // Null: none of the blocks before it was looked at yet.
    private ImmutableHashSet<string>? AtStart(BasicBlock block)
    {
        if (block.Predecessors.IsEmpty)
            return ImmutableHashSet<string>.Empty;

        ImmutableHashSet<string>? state = null;
        foreach (ControlFlowBranch branch in block.Predecessors)
        {
            if (_atEnd[branch.Source.Ordinal] is { } before)
                state = state is null ? before : state.Intersect(before);
        }

        return state;
    }

    private ImmutableHashSet<string> Run(BasicBlock block, ImmutableHashSet<string> state, Action<IOperation, ImmutableHashSet<string>>? visit)
    {
        foreach (IOperation operation in block.Operations)
            state = Run(operation, state, visit);

        return block.BranchValue is { } value ? Run(value, state, visit) : state;
    }

    private ImmutableHashSet<string> Run(IOperation operation, ImmutableHashSet<string> state, Action<IOperation, ImmutableHashSet<string>>? visit)
    {
        foreach (IOperation child in operation.ChildOperations)
            state = Run(child, state, visit);

        visit?.Invoke(operation, state);
        switch (operation)
        {
            case IInvocationOperation call when IsLoad(call):
                return paths.Of(call.Instance) is { } loaded ? state.Add(loaded) : state;
            case IInvocationOperation { Instance: IInstanceReferenceOperation }:
                // It may put another object into a field.
                return Without(state, "this" + AccessPath.Separator);
            case IAssignmentOperation assignment:
                return Forget(state, assignment.Target);
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                return Forget(state, argument.Value);
            default:
                return state;
        }
    }

    private bool IsLoad(IInvocationOperation call)
        => call.TargetMethod is { Name: "Load", Parameters.IsEmpty: true } && types.IsObject(call.TargetMethod.ContainingType) && types.IsRuntime(call.TargetMethod);

    private ImmutableHashSet<string> Forget(ImmutableHashSet<string> state, IOperation target)
        => paths.Of(target) is { } path ? state.Except(state.Where(s => AccessPath.StartsWith(s, path))) : state;

    private static ImmutableHashSet<string> Without(ImmutableHashSet<string> state, string prefix)
        => state.Except(state.Where(s => s.StartsWith(prefix, StringComparison.Ordinal)));
}
