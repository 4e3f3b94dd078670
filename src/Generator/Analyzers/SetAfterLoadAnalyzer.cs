// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SharpBpf.Generator.Analyzers;

/// <summary>Knobs, and settings of maps and programs, that are set where Load has been called for certain.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SetAfterLoadAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [AnalyzerDescriptors.SetAfterLoad];

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
            // A graph costs something; few methods load an object.
            if (block.Descendants().Any(o => o is IInvocationOperation { TargetMethod.Name: "Load" } call && types.IsObject(call.TargetMethod.ContainingType)))
                Analyze(context, context.GetControlFlowGraph(block), types);
        }
    }

    private static void Analyze(OperationBlockAnalysisContext context, ControlFlowGraph graph, RuntimeTypes types)
    {
        AccessPath paths = new(graph);
        new LoadedState(graph, paths, types).Visit((operation, loaded) =>
        {
            if (operation is IFlowAnonymousFunctionOperation lambda)
                Analyze(context, graph.GetAnonymousFunctionControlFlowGraph(lambda, context.CancellationToken), types);
            else if (!loaded.IsEmpty && paths.Resolve(TargetOf(operation)) is IPropertyReferenceOperation target && IsFrozen(target.Property, types))
                Report(context, target, target, target.Property, paths, loaded);
            else if (!loaded.IsEmpty && operation is IInvocationOperation { Instance: { } map } call && IsSetUp(call.TargetMethod, types))
                Report(context, call, map, call.TargetMethod, paths, loaded);
        });

        foreach (IMethodSymbol function in graph.LocalFunctions)
            Analyze(context, graph.GetLocalFunctionControlFlowGraph(function, context.CancellationToken), types);
    }

    private static void Report(
        OperationBlockAnalysisContext context, IOperation operation, IOperation target, ISymbol member, AccessPath paths, ImmutableHashSet<string> loaded)
    {
        if (paths.Of(target) is not { } path || loaded.FirstOrDefault(l => path != l && AccessPath.StartsWith(path, l)) is not { } owner)
            return;

        string name = owner.Substring(owner.LastIndexOf(AccessPath.Separator) + 1).Split('@')[0];
        context.ReportDiagnostic(Diagnostic.Create(AnalyzerDescriptors.SetAfterLoad, operation.Syntax.GetLocation(), member.Name, name));
    }

    private static IOperation? TargetOf(IOperation operation) => operation switch
    {
        IAssignmentOperation assignment => assignment.Target,
        IIncrementOrDecrementOperation step => step.Target,
        _ => null,
    };

    private static bool IsSetUp(IMethodSymbol method, RuntimeTypes types)
        => method.Name is "Reuse" or "SetInnerMap" && RuntimeTypes.Same(method.ContainingType, types.Map);

    private static bool IsFrozen(IPropertySymbol property, RuntimeTypes types)
    {
        if (RuntimeTypes.Same(property.ContainingType, types.Map))
            return property.Name is "MaxEntries" or "Type" or "KeySize" or "ValueSize" or "Flags" or "AutoCreate" or "PinPath";

        if (RuntimeTypes.Same(property.ContainingType, types.Program))
            return property.Name is "AutoLoad" or "Type" or "ExpectedAttachType" or "Flags";

        return property.GetAttributes().Any(a => a.AttributeClass?.Name == "BpfKnobAttribute")
            || (property.ContainingType is { Name: "KnobSet" } set && types.IsObject(set.ContainingType));
    }
}
