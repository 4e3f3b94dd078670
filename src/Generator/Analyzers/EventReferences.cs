// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SharpBpf.Generator.Analyzers;

/// <summary>
/// Tells which expressions refer to an event's own memory: by reference, span or pointer. Copies do not.
/// </summary>
/// <param name="isSource">Whether an expression is where such references come from.</param>
internal sealed class EventReferences(Func<IOperation, bool> isSource)
{
    private readonly HashSet<ISymbol> _locals = new(SymbolEqualityComparer.Default);

    /// <summary>The locals that were found to refer to an event.</summary>
    public IEnumerable<ISymbol> Locals => _locals;

    /// <summary>Finds the locals, among those that <paramref name="isInner"/> accepts, that are given such a reference.</summary>
    public void Learn(ImmutableArray<IOperation> operations, Func<ILocalSymbol, bool> isInner)
    {
        int known;
        do
        {
            known = _locals.Count;
            foreach (IOperation operation in operations)
            {
                (ILocalSymbol? local, IOperation? value) = operation switch
                {
                    IVariableDeclaratorOperation declarator => (declarator.Symbol, declarator.GetVariableInitializer()?.Value),
                    ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment => (target.Local, assignment.Value),
                    _ => (null, null),
                };
                if (local is not null && value is not null && isInner(local) && (local.RefKind != RefKind.None || CanPoint(local.Type)) && IsReference(value))
                    _locals.Add(local);
            }
        }
        while (_locals.Count != known);
    }

    /// <summary>A type whose values can point into somebody else's memory without the garbage collector's knowing.</summary>
    public static bool CanPoint(ITypeSymbol? type)
        => type is { IsRefLikeType: true } or IPointerTypeSymbol or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr };

    /// <summary>Whether <paramref name="operation"/> is a part of an event's memory, or points to it.</summary>
    public bool IsReference(IOperation? operation) => operation switch
    {
        null => false,
        _ when isSource(operation) => true,
        ILocalReferenceOperation local => _locals.Contains(local.Local),
        IParenthesizedOperation parenthesized => IsReference(parenthesized.Operand),
        IConversionOperation conversion => IsReference(conversion.Operand),
        IAddressOfOperation address => IsReference(address.Reference),
        IFieldReferenceOperation { Instance.Type.IsReferenceType: not true } field => IsReference(field.Instance),
        IPropertyReferenceOperation property => (property.Property.ReturnsByRef || property.Property.ReturnsByRefReadonly || CanPoint(property.Type)) && IsReference(property.Instance),
        IInlineArrayAccessOperation element => IsReference(element.Instance),
        IImplicitIndexerReferenceOperation slice => CanPoint(slice.Type) && IsReference(slice.Instance),
        IBinaryOperation sum => CanPoint(sum.Type) && (IsReference(sum.LeftOperand) || IsReference(sum.RightOperand)),
        IConditionalOperation choice => IsReference(choice.WhenTrue) || IsReference(choice.WhenFalse),
        ISimpleAssignmentOperation assignment => IsReference(assignment.Value),
        IObjectCreationOperation created => CanPoint(created.Type) && created.Arguments.Any(a => IsReference(a.Value)),
        IInvocationOperation call => IsReferenceFrom(call),

        // Roslyn has no public operations for `*p`, `p[i]`, `p->x` and what stands in `fixed (…)`.
        { Kind: OperationKind.None } => operation.ChildOperations.Any(IsReference),
        _ => false,
    };

    // As C# itself sees it: what a method returns by reference, or as a span, may be (of) any argument that is not 'scoped'.
    private bool IsReferenceFrom(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        if (!method.ReturnsByRef && !method.ReturnsByRefReadonly && !CanPoint(call.Type))
            return false;

        return (method.ContainingType.IsValueType && IsReference(call.Instance)) || call.Arguments.Any(a => IsPassed(a, method) && IsReference(a.Value));
    }

    private static bool IsPassed(IArgumentOperation argument, IMethodSymbol method)
    {
        if (argument.Parameter is not { } parameter || (parameter.RefKind == RefKind.None && !CanPoint(parameter.Type)))
            return false;

        // These say 'scoped' where it is not so; that is what they are for.
        return parameter.ScopedKind == ScopedKind.None || method.ContainingType is { Name: "Unsafe" or "MemoryMarshal" };
    }
}
