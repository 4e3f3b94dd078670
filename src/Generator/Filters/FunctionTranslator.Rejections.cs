// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace SharpBpf.Generator.Filters;

/// <content>What is not translated, each by its own name.</content>
internal sealed partial class FunctionTranslator
{
    private static string Show(ITypeSymbol? type) => type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) ?? "null";

    /// <summary>The rejection of an operation that has no place in a filter.</summary>
    private static Rejection Unsupported(IOperation operation)
    {
        string text = operation.Syntax.ToString();
        return operation switch
        {
            IWhileLoopOperation loop => new Rejection(FilterRules.WhileLoop, operation, loop.ConditionIsTop ? "while" : "do"),
            IForEachLoopOperation => new Rejection(FilterRules.ForEachLoop, operation),
            ISwitchOperation => new Rejection(FilterRules.SwitchStatement, operation),
            ITryOperation => new Rejection(FilterRules.TryStatement, operation),
            IThrowOperation => new Rejection(FilterRules.Throw, operation),
            IUsingOperation or IUsingDeclarationOperation => new Rejection(FilterRules.Using, operation),
            ILockOperation => new Rejection(FilterRules.Lock, operation),
            ILabeledOperation or IBranchOperation { BranchKind: BranchKind.GoTo } => new Rejection(FilterRules.Goto, operation),
            ILocalFunctionOperation => new Rejection(FilterRules.LocalFunction, operation),
            IAnonymousFunctionOperation or IDelegateCreationOperation or IMethodReferenceOperation or ITranslatedQueryOperation
                => new Rejection(FilterRules.Lambda, operation),
            IObjectCreationOperation or IAnonymousObjectCreationOperation or ITypeParameterObjectCreationOperation or IWithOperation or IDefaultValueOperation
                when operation.Type is not null => new Rejection(FilterRules.ObjectCreation, operation, Show(operation.Type)),
            IArrayCreationOperation or IArrayElementReferenceOperation or ICollectionExpressionOperation => new Rejection(FilterRules.Array, operation),
            IInterpolatedStringOperation => new Rejection(FilterRules.Text, operation),
            IDeconstructionAssignmentOperation or ITupleOperation or ITupleBinaryOperation => new Rejection(FilterRules.TupleValue, operation),
            ISimpleAssignmentOperation { IsRef: true } => new Rejection(FilterRules.ByReference, operation, text),
            ICoalesceAssignmentOperation or ICoalesceOperation or IConditionalAccessOperation => new Rejection(FilterRules.Null, operation, text),
            IAssignmentOperation or IIncrementOrDecrementOperation => new Rejection(FilterRules.NestedAssignment, operation, text),
            IIsTypeOperation or ITypeOfOperation or ISizeOfOperation => new Rejection(FilterRules.TypeTest, operation, text),
            IAwaitOperation => new Rejection(FilterRules.Suspension, operation, "await"),
            IReturnOperation { Kind: OperationKind.YieldReturn or OperationKind.YieldBreak } => new Rejection(FilterRules.Suspension, operation, "yield"),
            IDynamicMemberReferenceOperation or IDynamicInvocationOperation or IDynamicIndexerAccessOperation or IDynamicObjectCreationOperation
                => new Rejection(FilterRules.Suspension, operation, "dynamic"),
            IAddressOfOperation or IFunctionPointerInvocationOperation => new Rejection(FilterRules.Pointer, operation),
            IDeclarationExpressionOperation or ILocalReferenceOperation { IsDeclaration: true } => new Rejection(FilterRules.ByReference, operation, text),
            IConditionalOperation { IsRef: true } => new Rejection(FilterRules.ByReference, operation, text),
            IInvocationOperation call => new Rejection(FilterRules.MethodCall, operation, call.TargetMethod.Name, "as a statement it has no effect"),
            IFieldReferenceOperation { Field.IsStatic: true } field => new Rejection(FilterRules.StaticField, operation, field.Field.Name),
            ILiteralOperation or IInstanceReferenceOperation or ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation
                when Scalar.Of(operation.Type) is null => UnsupportedType(operation, operation.Type),
            _ => UnsupportedSyntax(operation, text),
        };
    }

    // What the compiler has no operation for is told by its syntax.
    private static Rejection UnsupportedSyntax(IOperation operation, string text)
    {
        SyntaxKind kind = operation.Syntax.Kind();
        return kind switch
        {
            SyntaxKind.StackAllocArrayCreationExpression or SyntaxKind.ImplicitStackAllocArrayCreationExpression or SyntaxKind.FixedStatement
                or SyntaxKind.PointerIndirectionExpression or SyntaxKind.PointerMemberAccessExpression or SyntaxKind.UnsafeStatement
                => new Rejection(FilterRules.Pointer, operation),
            _ => new Rejection(FilterRules.Unsupported, operation, text.Length > 60 ? text.Substring(0, 57) + "..." : text, kind.ToString()),
        };
    }

    /// <summary>The rejection of a value whose type no register can hold.</summary>
    private static Rejection UnsupportedType(IOperation at, ITypeSymbol? type)
    {
        string text = at.Syntax.ToString();
        if (at is IObjectCreationOperation or IInterpolatedStringOperation or IArrayCreationOperation or ICollectionExpressionOperation or IAnonymousFunctionOperation
            or IDelegateCreationOperation or IAwaitOperation or ITupleOperation or IThrowOperation or IAddressOfOperation or ITypeOfOperation)
        {
            return Unsupported(at);
        }

        return type switch
        {
            null => new Rejection(FilterRules.Null, at, text),
            { SpecialType: SpecialType.System_Single or SpecialType.System_Double } => new Rejection(FilterRules.FloatingPoint, at, Show(type)),
            { Name: "Half", ContainingNamespace: { Name: "System" } } => new Rejection(FilterRules.FloatingPoint, at, Show(type)),
            { SpecialType: SpecialType.System_String } => new Rejection(FilterRules.Text, at),
            { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => new Rejection(FilterRules.Null, at, text),
            { TypeKind: TypeKind.Array } => new Rejection(FilterRules.Array, at),
            { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer } => new Rejection(FilterRules.Pointer, at),
            { TypeKind: TypeKind.Delegate } => new Rejection(FilterRules.Lambda, at),
            { TypeKind: TypeKind.Dynamic } => new Rejection(FilterRules.Suspension, at, "dynamic"),
            { IsTupleType: true } => new Rejection(FilterRules.TupleValue, at),
            _ => new Rejection(FilterRules.UnsupportedType, at, Show(type)),
        };
    }

    // Of the numbers that .NET makes of structs (decimal, Int128) it is the type that is wrong.
    private static Rejection UserOperator(IOperation at, IOperation operand, IMethodSymbol method)
        => operand.Type is { ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } type && !IsAddress(type)
            ? UnsupportedType(operand, type)
            : new Rejection(FilterRules.UserOperator, at, method.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat));

    private static Rejection UnsupportedConversion(IConversionOperation conversion)
    {
        if (conversion.Operand.Type is null || conversion.Operand.Type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
            return UnsupportedType(conversion.Operand, conversion.Operand.Type);

        // To or from an object: what is wrong is that, whatever the type.
        bool boxes = conversion.Type?.SpecialType is SpecialType.System_Object or SpecialType.System_ValueType or SpecialType.System_Enum
            || conversion.Type?.TypeKind == TypeKind.Interface || conversion.IsTryCast || conversion.Operand.Type.SpecialType == SpecialType.System_Object;
        if (boxes)
            return new Rejection(FilterRules.TypeTest, conversion, conversion.Syntax.ToString());

        return Scalar.Of(conversion.Operand.Type) is null
            ? UnsupportedType(conversion.Operand, conversion.Operand.Type)
            : UnsupportedType(conversion, conversion.Type);
    }
}
