// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace SharpBpf.Generator.Analyzers;

/// <summary>
/// Events that are kept beyond their turn in a <c>foreach</c> over a batch, and buffers that are read again inside of it. The compiler
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
            if (RuntimeTypes.Of(start.Compilation) is { } types)
                start.RegisterOperationAction(c => AnalyzeLoop(c, types), OperationKind.Loop);
        });
    }

    private static void AnalyzeLoop(OperationAnalysisContext context, RuntimeTypes types)
    {
        if (context.Operation is not IForEachLoopOperation loop || !types.IsBatch(WithoutConversions(loop.Collection).Type))
            return;

        ImmutableArray<IOperation> body = [.. Inside(loop.Body)];
        AnalyzeReads(context, loop, body, types);
        if (loop.LoopControlVariable is IVariableDeclaratorOperation { Symbol: { } item } && (item.RefKind != RefKind.None || item.Type.IsRefLikeType))
            AnalyzeEvent(context, loop, body, item);
    }

    private static void AnalyzeEvent(OperationAnalysisContext context, IForEachLoopOperation loop, ImmutableArray<IOperation> body, ILocalSymbol item)
    {
        EventReferences references = new(o => o is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, item));
        references.Learn(body, IsInner);
        foreach (IOperation operation in body)
        {
            switch (operation)
            {
                case ISimpleAssignmentOperation assignment when Leaks(assignment.Value, assignment.IsRef) && PlaceOutside(assignment.Target) is { } place:
                    Report(assignment.Value, assignment.IsRef, "is stored in '" + place + "'");
                    break;
                case IReturnOperation { ReturnedValue: { } value } when Leaks(value, IsByRef(context.ContainingSymbol)):
                    Report(value, IsByRef(context.ContainingSymbol), "is returned");
                    break;
                case IInvocationOperation { Instance: { } collection, TargetMethod.Name: "Add" or "TryAdd" or "Enqueue" or "Push" or "Insert" } call
                    when call.Arguments.FirstOrDefault(a => Leaks(a.Value, false)) is { } added && PlaceOutside(collection) is { } place:
                    Report(added.Value, false, "is put into '" + place + "'");
                    break;
            }
        }

        bool IsInner(ILocalSymbol local)
            => local.Locations.Any(l => l.SourceTree == loop.Syntax.SyntaxTree && loop.Syntax.Span.Contains(l.SourceSpan));

        bool Leaks(IOperation value, bool byRef) => (byRef || EventReferences.CanPoint(value.Type)) && references.IsReference(value);

        // The name of a place that outlives the loop's turn; null for a local inside of it.
        string? PlaceOutside(IOperation target) => target switch
        {
            ILocalReferenceOperation local => IsInner(local.Local) ? null : local.Local.Name,
            IFieldReferenceOperation { Instance: { Type.IsValueType: true } instance } field when instance is not IInstanceReferenceOperation
                => PlaceOutside(instance) is { } outer ? outer + "." + field.Field.Name : null,
            IMemberReferenceOperation member => member.Member.Name,
            IParameterReferenceOperation parameter => parameter.Parameter.Name,
            IDiscardOperation => null,
            _ => target.Syntax.ToString(),
        };

        void Report(IOperation value, bool byRef, string what)
        {
            string kind = byRef ? "A reference into '" : WithoutConversions(value).Type is { IsRefLikeType: true } ? "A span of '" : "A pointer into '";
            context.ReportDiagnostic(Diagnostic.Create(AnalyzerDescriptors.EventKept, value.Syntax.GetLocation(), kind + item.Name + "'", what));
        }
    }

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

    private static bool IsRead(IInvocationOperation call, RuntimeTypes types) => types.IsBatch(call.Type) && types.IsRuntime(call.TargetMethod.ContainingType.OriginalDefinition);

    private static bool IsByRef(ISymbol symbol) => symbol is IMethodSymbol method && (method.ReturnsByRef || method.ReturnsByRefReadonly);

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
