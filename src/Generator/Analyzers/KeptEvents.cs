// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SharpBpf.Generator.Analyzers;

/// <summary>Finds where references, spans and pointers to one event go to places that outlive it.</summary>
/// <param name="name">What the code calls the event.</param>
/// <param name="isEvent">Whether an expression is the event itself.</param>
/// <param name="isInner">Whether a local ends with the event's turn.</param>
/// <param name="member">The method around it all.</param>
/// <param name="report">What to do with what is found.</param>
internal sealed class KeptEvents(string name, Func<IOperation, bool> isEvent, Func<ILocalSymbol, bool> isInner, ISymbol member, Action<Diagnostic> report)
{
    private readonly EventReferences _references = new(isEvent);

    /// <summary>Looks through the operations, in order.</summary>
    public void Analyze(ImmutableArray<IOperation> body)
    {
        bool returnsByRef = member is IMethodSymbol method && (method.ReturnsByRef || method.ReturnsByRefReadonly);
        _references.Learn(body, isInner);
        foreach (IOperation operation in body)
        {
            switch (operation)
            {
                case ISimpleAssignmentOperation assignment when Leaks(assignment.Value, assignment.IsRef) && PlaceOutside(assignment.Target) is { } place:
                    Report(assignment.Value, assignment.IsRef, "is stored in '" + place + "'");
                    break;
                case IReturnOperation { ReturnedValue: { } value } when Leaks(value, returnsByRef):
                    Report(value, returnsByRef, "is returned");
                    break;
                case IInvocationOperation { Instance: { } collection, TargetMethod.Name: "Add" or "TryAdd" or "Enqueue" or "Push" or "Insert" } call
                    when call.Arguments.FirstOrDefault(a => Leaks(a.Value, false)) is { } added && PlaceOutside(collection) is { } place:
                    Report(added.Value, false, "is put into '" + place + "'");
                    break;
            }
        }
    }

    private bool Leaks(IOperation value, bool byRef) => (byRef || EventReferences.CanPoint(value.Type)) && _references.IsReference(value);

    // The name of a place that outlives the event's turn; null for a local that does not.
    private string? PlaceOutside(IOperation target) => target switch
    {
        ILocalReferenceOperation local => isInner(local.Local) ? null : local.Local.Name,
        IFieldReferenceOperation { Instance: { Type.IsValueType: true } instance } field when instance is not IInstanceReferenceOperation
            => PlaceOutside(instance) is { } outer ? outer + "." + field.Field.Name : null,
        IMemberReferenceOperation reference => reference.Member.Name,
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        IDiscardOperation => null,
        _ => target.Syntax.ToString(),
    };

    private void Report(IOperation value, bool byRef, string what)
    {
        IOperation bare = value;
        while (bare is IConversionOperation conversion)
            bare = conversion.Operand;

        string kind = byRef ? "A reference into '" : bare.Type is { IsRefLikeType: true } ? "A span of '" : "A pointer into '";
        report(Diagnostic.Create(AnalyzerDescriptors.EventKept, value.Syntax.GetLocation(), kind + name + "'", what));
    }
}
