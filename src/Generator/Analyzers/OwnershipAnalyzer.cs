// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace SharpBpf.Generator.Analyzers;

/// <summary>
/// Links, link sets, objects and enumerators of batches that are made and not disposed. A link that nobody holds detaches when the garbage
/// collector finalises it: the tool works for a while and then sees nothing any more.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class OwnershipAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [AnalyzerDescriptors.ThrownAway, AnalyzerDescriptors.NeverDisposed, AnalyzerDescriptors.EnumeratorNotDisposed];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (RuntimeTypes.Of(start.Compilation) is not { } types)
                return;

            start.RegisterOperationAction(c => Analyze(c, types), OperationKind.Invocation, OperationKind.ObjectCreation);
        });
    }

    private static void Analyze(OperationAnalysisContext context, RuntimeTypes types)
    {
        IOperation made = context.Operation;
        ITypeSymbol? type = made.Type;
        if (made is IInvocationOperation call)
        {
            type = Awaited(call.TargetMethod.ReturnType, out bool isTask);
            if (call.TargetMethod.OriginalDefinition.ReturnType is ITypeParameterSymbol || !Makes(call.TargetMethod, type, types))
                return;

            if (isTask)
            {
                if (AwaitOf(made) is not { } awaited)
                    return;

                made = awaited;
            }
        }

        if (types.IsBatchEnumerator(type))
            AnalyzeEnumerator(context, made, type!);
        else if (types.IsResource(type))
            AnalyzeResource(context, made, type!, types);
    }

    private static void AnalyzeResource(OperationAnalysisContext context, IOperation made, ITypeSymbol type, RuntimeTypes types)
    {
        Fate fate = Ownership.Of(made, out ILocalSymbol? local);
        if (fate == Fate.Dropped || (fate == Fate.Borrowed && IsLostReceiver(made, types)))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                AnalyzerDescriptors.ThrownAway, context.Operation.Syntax.GetLocation(), type.Name, Consequence(type, types)));
        }
        else if (fate == Fate.Local && !Ownership.IsSettled(local!, made))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                AnalyzerDescriptors.NeverDisposed, context.Operation.Syntax.GetLocation(), local!.Name, type.Name, Consequence(type, types)));
        }
    }

    private static void AnalyzeEnumerator(OperationAnalysisContext context, IOperation made, ITypeSymbol type)
    {
        Fate fate = Ownership.Of(made, out ILocalSymbol? local);
        if (fate is Fate.Dropped or Fate.Borrowed || (fate == Fate.Local && !Ownership.IsSettled(local!, made)))
        {
            string name = local?.Name ?? type.ContainingType.Name + "." + type.Name;
            context.ReportDiagnostic(Diagnostic.Create(AnalyzerDescriptors.EnumeratorNotDisposed, context.Operation.Syntax.GetLocation(), name));
        }
    }

    // What returns a resource without being named like this (First, Current, an indexer …) usually lends it.
    private static bool Makes(IMethodSymbol method, ITypeSymbol? type, RuntimeTypes types)
        => types.IsBatchEnumerator(type)
            || StartsWithWord(method.Name, "Attach")
            || StartsWithWord(method.Name, "Open")
            || StartsWithWord(method.Name, "Create")
            || (method.IsStatic && StartsWithWord(method.Name, "From"));

    // AttachAll, Open, OpenFile, but not Opened.
    private static bool StartsWithWord(string name, string word)
        => name.StartsWith(word, StringComparison.Ordinal) && (name.Length == word.Length || !char.IsLower(name[word.Length]));

    // bpf.Attach().Count: the set is lost. A method of the user's own that gives the resource back is fluent: bpf = Open().WithFilter().
    private static bool IsLostReceiver(IOperation made, RuntimeTypes types)
    {
        IOperation? parent = made.Parent;
        while (parent is IParenthesizedOperation or IConversionOperation)
            parent = parent.Parent;

        return parent switch
        {
            IInvocationOperation call => types.IsRuntime(call.TargetMethod) || !types.IsResource(call.Type),
            IMemberReferenceOperation => true,
            _ => false,
        };
    }

    private static string Consequence(ITypeSymbol type, RuntimeTypes types)
    {
        if (types.IsObject(type))
            return "its programs and maps stay in the kernel until the garbage collector gets to it";

        return type.Name.StartsWith("BpfLink", StringComparison.Ordinal)
            ? "its programs detach as soon as the garbage collector gets to it"
            : "its file descriptors stay open until the garbage collector gets to it";
    }

    private static ITypeSymbol? Awaited(ITypeSymbol type, out bool isTask)
    {
        isTask = type is INamedTypeSymbol { Name: "Task" or "ValueTask", Arity: 1, ContainingNamespace.Name: "Tasks" };
        return isTask ? ((INamedTypeSymbol)type).TypeArguments[0] : type;
    }

    private static IAwaitOperation? AwaitOf(IOperation task)
    {
        IOperation? parent = task.Parent;
        if (parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured)
            parent = configured.Parent;

        return parent as IAwaitOperation;
    }
}
