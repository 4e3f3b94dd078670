// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SharpBpf.Generator.Analyzers;

/// <summary>Events that are used after the enumerator they came from, taken by hand, has gone on to the next.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EventAfterMoveAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [AnalyzerDescriptors.EventKept];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (RuntimeTypes.Of(start.Compilation) is { } types)
                start.RegisterOperationBlockAction(c => Analyze(c, types));
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, RuntimeTypes types)
    {
        foreach (IOperation block in context.OperationBlocks)
        {
            if (block.Descendants().Any(o => MovedBy(o, types) is not null))
                Analyze(context, context.GetControlFlowGraph(block), types);
        }
    }

    // A ref struct cannot be in a lambda, but one can be made there.
    private static void Analyze(OperationBlockAnalysisContext context, ControlFlowGraph graph, RuntimeTypes types)
    {
        ImmutableArray<IOperation> all = [.. graph.Blocks.SelectMany(Operations).SelectMany(o => o.DescendantsAndSelf())];
        foreach (ILocalSymbol enumerator in all.Select(o => MovedBy(o, types)).OfType<ILocalSymbol>().Distinct<ILocalSymbol>(SymbolEqualityComparer.Default).ToArray())
        {
            EventReferences references = new(o => o is IPropertyReferenceOperation { Property.Name: "Current", Instance: ILocalReferenceOperation from }
                && SymbolEqualityComparer.Default.Equals(from.Local, enumerator));
            references.Learn(all, _ => true);
            if (references.Locals.Any())
                Follow(context, graph, references, enumerator, types);
        }

        foreach (IFlowAnonymousFunctionOperation lambda in all.OfType<IFlowAnonymousFunctionOperation>())
            Analyze(context, graph.GetAnonymousFunctionControlFlowGraph(lambda, context.CancellationToken), types);

        foreach (IMethodSymbol function in graph.LocalFunctions)
            Analyze(context, graph.GetLocalFunctionControlFlowGraph(function, context.CancellationToken), types);
    }

    // Which locals may be stale, at the end of each block; a block's beginning is the union of the ends before it.
    private static void Follow(OperationBlockAnalysisContext context, ControlFlowGraph graph, EventReferences references, ILocalSymbol enumerator, RuntimeTypes types)
    {
        ImmutableHashSet<ISymbol> none = ImmutableHashSet.Create<ISymbol>(SymbolEqualityComparer.Default);
        ImmutableHashSet<ISymbol>[] atEnd = [.. graph.Blocks.Select(_ => none)];
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (BasicBlock block in graph.Blocks)
            {
                ImmutableHashSet<ISymbol> state = Run(block, null);
                changed |= !state.SetEquals(atEnd[block.Ordinal]);
                atEnd[block.Ordinal] = state;
            }
        }

        // A finally block is in the graph once, but an operation can be met twice in captures.
        HashSet<SyntaxNode> reported = [];
        foreach (BasicBlock block in graph.Blocks)
            Run(block, Report);

        ImmutableHashSet<ISymbol> Run(BasicBlock block, Action<ILocalReferenceOperation>? report)
        {
            ImmutableHashSet<ISymbol> state = block.Predecessors.Aggregate(none, (s, p) => s.Union(atEnd[p.Source.Ordinal]));
            return Operations(block).Aggregate(state, (s, o) => Step(o, s, report));
        }

        ImmutableHashSet<ISymbol> Step(IOperation operation, ImmutableHashSet<ISymbol> state, Action<ILocalReferenceOperation>? report)
        {
            if (operation is ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment
                && (assignment.IsRef || target.Local.RefKind == RefKind.None))
            {
                return Step(assignment.Value, state, report).Remove(target.Local);
            }

            foreach (IOperation child in operation.ChildOperations)
                state = Step(child, state, report);

            if (operation is ILocalReferenceOperation local && state.Contains(local.Local))
                report?.Invoke(local);

            return SymbolEqualityComparer.Default.Equals(MovedBy(operation, types), enumerator) ? state.Union(references.Locals) : state;
        }

        void Report(ILocalReferenceOperation local)
        {
            if (reported.Add(local.Syntax))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    AnalyzerDescriptors.EventKept, local.Syntax.GetLocation(), $"'{local.Local.Name}'", $"is used after '{enumerator.Name}' has moved on"));
            }
        }
    }

    private static IEnumerable<IOperation> Operations(BasicBlock block) => block.BranchValue is { } value ? block.Operations.Add(value) : block.Operations;

    // The local enumerator that an operation moves on or ends.
    private static ILocalSymbol? MovedBy(IOperation operation, RuntimeTypes types)
        => operation is IInvocationOperation { TargetMethod.Name: "MoveNext" or "Dispose", Instance: ILocalReferenceOperation local } && types.IsBatchEnumerator(local.Type)
            ? local.Local
            : null;
}
