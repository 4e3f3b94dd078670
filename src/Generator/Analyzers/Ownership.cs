// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SharpBpf.Generator.Analyzers;

/// <summary>What the code does with a value that has to be disposed by whoever owns it.</summary>
internal enum Fate
{
    /// <summary>Disposed, or handed to somebody else: from here on it is not the method's business.</summary>
    Settled,

    /// <summary>It becomes the value of a local.</summary>
    Local,

    /// <summary>It is used, and who owns it stays as it was.</summary>
    Borrowed,

    /// <summary>Nobody has it afterwards.</summary>
    Dropped,
}

/// <summary>
/// Finds the consumer of a value in the operation tree. It takes no account of the order of statements: one way to be settled
/// is enough, and what is not understood counts as settled, so that nothing is reported wrongly.
/// </summary>
internal static class Ownership
{
    /// <summary>The fate of <paramref name="value"/>; <paramref name="local"/> is set for <see cref="Fate.Local"/>.</summary>
    public static Fate Of(IOperation value, out ILocalSymbol? local)
    {
        local = null;
        for (IOperation current = value; current.Parent is { } parent; current = parent)
        {
            switch (parent)
            {
                case IParenthesizedOperation or IConversionOperation or IAwaitOperation or ISwitchExpressionOperation:
                    continue;
                case ISwitchExpressionArmOperation arm when arm.Value == current:
                    continue;
                case ICoalesceOperation or IConditionalOperation { IsRef: false, Type: not null } when !IsCondition(parent, current):
                    continue;
                case IConditionalAccessOperation access:
                    if (access.WhenNotNull == current)
                        continue;

                    return OfAccess(access);
                case IExpressionStatementOperation:
                    return Fate.Dropped;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    return OfDeclaration(declarator, out local);
                case IAssignmentOperation assignment:
                    return assignment.Target == current ? Fate.Borrowed : OfAssignment(assignment.Target, out local);
                case IIsPatternOperation pattern:
                    local = DeclaredBy(pattern.Pattern);
                    return local is null ? Fate.Borrowed : Fate.Local;
                case IMethodReferenceOperation:
                    return Fate.Settled;
                case IInvocationOperation call when call.Instance == current:
                    return IsRelease(call.TargetMethod) ? Fate.Settled : Fate.Borrowed;
                case IMemberReferenceOperation member when member.Instance == current:
                case IBinaryOperation or IIsTypeOperation or IInterpolationOperation or INameOfOperation:
                    return Fate.Borrowed;
                default:
                    return Fate.Settled;
            }
        }

        return Fate.Settled;
    }

    /// <summary>Whether any mention of <paramref name="local"/> in the member around <paramref name="inside"/> settles it.</summary>
    public static bool IsSettled(ILocalSymbol local, IOperation inside)
    {
        if (local.IsUsing || local.RefKind != RefKind.None)
            return true;

        foreach (IOperation operation in Root(inside).Descendants())
        {
            if (operation is ILocalReferenceOperation { IsDeclaration: false } reference
                && SymbolEqualityComparer.Default.Equals(reference.Local, local)
                && Of(reference, out _) is Fate.Settled or Fate.Local)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The whole body of the member that <paramref name="operation"/> is in.</summary>
    public static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;

        return operation;
    }

    private static bool IsCondition(IOperation parent, IOperation current) => parent is IConditionalOperation choice && choice.Condition == current;

    private static bool IsRelease(IMethodSymbol method) => method.Name is "Dispose" or "DisposeAsync" or "Close" or "Detach";

    private static Fate OfAccess(IConditionalAccessOperation access)
    {
        foreach (IOperation operation in access.WhenNotNull.DescendantsAndSelf())
        {
            if (operation is IInvocationOperation { Instance: IConditionalAccessInstanceOperation } call)
                return IsRelease(call.TargetMethod) ? Fate.Settled : Fate.Borrowed;
        }

        // a?.Extension() passes it on; a?.Property does not.
        return access.WhenNotNull.DescendantsAndSelf().Any(o => o is IArgumentOperation { Value: IConditionalAccessInstanceOperation })
            ? Fate.Settled
            : Fate.Borrowed;
    }

    private static Fate OfDeclaration(IVariableDeclaratorOperation declarator, out ILocalSymbol? local)
    {
        local = null;
        for (IOperation? o = declarator.Parent; o is IVariableDeclarationOperation or IVariableDeclarationGroupOperation or IUsingOperation or IUsingDeclarationOperation; o = o.Parent)
        {
            if (o is IUsingOperation or IUsingDeclarationOperation)
                return Fate.Settled;
        }

        local = declarator.Symbol;
        return Fate.Local;
    }

    private static Fate OfAssignment(IOperation target, out ILocalSymbol? local)
    {
        local = null;
        switch (target)
        {
            case IDiscardOperation:
                return Fate.Dropped;
            case ILocalReferenceOperation { Local.RefKind: RefKind.None } reference:
                local = reference.Local;
                return Fate.Local;
            default:
                return Fate.Settled;
        }
    }

    private static ILocalSymbol? DeclaredBy(IPatternOperation pattern) => pattern switch
    {
        IDeclarationPatternOperation declaration => declaration.DeclaredSymbol as ILocalSymbol,
        IRecursivePatternOperation recursive => recursive.DeclaredSymbol as ILocalSymbol,
        _ => null,
    };
}
