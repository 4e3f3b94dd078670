// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace SharpBpf.Generator.Analyzers;

/// <summary>
/// Events that are kept beyond their turn in a <c>foreach</c> over a batch or in a handler, and buffers that are read again inside of it. The compiler
/// keeps a reference or span off the heap, out of lambdas, and in the block that the loop is in. It does not keep it out of locals
/// that are bound to that block, only warns in unsafe code, and does not follow Unsafe, MemoryMarshal and pointers at all.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EventKeptAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [AnalyzerDescriptors.EventKept, AnalyzerDescriptors.BatchInBatch];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (RuntimeTypes.Of(start.Compilation) is not { } types)
                return;

            start.RegisterOperationAction(c => AnalyzeLoop(c, types), OperationKind.Loop);
            start.RegisterOperationBlockAction(c => AnalyzeHandler(c, types));
        });
    }

    private static void AnalyzeLoop(OperationAnalysisContext context, RuntimeTypes types)
    {
        if (context.Operation is not IForEachLoopOperation loop || !types.IsBatch(WithoutConversions(loop.Collection).Type))
            return;

        ImmutableArray<IOperation> body = [.. Inside(loop.Body)];
        AnalyzeReads(context, loop, body, types);
        if (loop.LoopControlVariable is IVariableDeclaratorOperation { Symbol: { } item } && (item.RefKind != RefKind.None || item.Type.IsRefLikeType))
        {
            new KeptEvents(
                item.Name,
                o => o is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, item),
                local => local.Locations.Any(l => l.SourceTree == loop.Syntax.SyntaxTree && loop.Syntax.Span.Contains(l.SourceSpan)),
                context.ContainingSymbol,
                context.ReportDiagnostic).Analyze(body);
        }
    }

    // What a handler is given is over when it returns.
    private static void AnalyzeHandler(OperationBlockAnalysisContext context, RuntimeTypes types)
    {
        if (context.OwningSymbol is not IMethodSymbol { Name: "OnEvent" or "OnRecord", Parameters: [{ } item] } method || !ImplementsHandler(method, types))
            return;

        KeptEvents events = new(
            item.Name,
            o => o is IParameterReferenceOperation parameter && SymbolEqualityComparer.Default.Equals(parameter.Parameter, item),
            static _ => true,
            method,
            context.ReportDiagnostic);
        foreach (IOperation block in context.OperationBlocks)
            events.Analyze([.. Inside(block)]);
    }

    private static bool ImplementsHandler(IMethodSymbol method, RuntimeTypes types)
        => method.ContainingType.AllInterfaces.Any(i => i.Name is "IEventHandler" or "IRecordHandler"
            && types.IsRuntime(i.OriginalDefinition)
            && i.GetMembers(method.Name).Any(m => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(m), method)));

    private static void AnalyzeReads(OperationAnalysisContext context, IForEachLoopOperation loop, ImmutableArray<IOperation> body, RuntimeTypes types)
    {
        AccessPath paths = new();
        if (BufferOf(WithoutConversions(loop.Collection), loop, types) is not { } buffer || paths.Of(buffer) is not { } name)
            return;

        foreach (IOperation operation in body)
        {
            if (operation is IInvocationOperation { Instance: { } other } call && IsRead(call, types) && paths.Of(other) == name)
                context.ReportDiagnostic(Diagnostic.Create(AnalyzerDescriptors.BatchInBatch, call.Syntax.GetLocation(), other.Syntax.ToString(), call.TargetMethod.Name));
        }
    }

    // The buffer a batch comes from, when the batch is read off it right here or in the local's declaration.
    private static IOperation? BufferOf(IOperation batch, IOperation inside, RuntimeTypes types)
    {
        if (batch is ILocalReferenceOperation local)
        {
            foreach (IOperation operation in Ownership.Root(inside).Descendants())
            {
                if (operation is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local.Local))
                {
                    batch = declarator.GetVariableInitializer()?.Value ?? batch;
                    break;
                }
            }
        }

        return batch is IInvocationOperation call && IsRead(call, types) ? call.Instance : null;
    }

    private static bool IsRead(IInvocationOperation call, RuntimeTypes types)
        => (types.IsBatch(call.Type) || call.TargetMethod.Name is "Dispatch" or "DispatchRecords") && types.IsRuntime(call.TargetMethod.ContainingType.OriginalDefinition);

    private static IOperation WithoutConversions(IOperation operation)
    {
        while (operation is IConversionOperation conversion)
            operation = conversion.Operand;

        return operation;
    }

    // Not what lambdas and local functions do: they run at another time, and no reference or span can get into them.
    private static IEnumerable<IOperation> Inside(IOperation operation)
    {
        yield return operation;
        foreach (IOperation child in operation.ChildOperations)
        {
            if (child is IAnonymousFunctionOperation or ILocalFunctionOperation)
                continue;

            foreach (IOperation inner in Inside(child))
                yield return inner;
        }
    }
}
