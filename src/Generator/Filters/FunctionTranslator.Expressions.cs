// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SharpBpf.Generator.Filters;

/// <content>
/// Expressions. The C text of an expression has exactly the value that C# gives it, and is in parentheses where C could
/// otherwise read it in another way. Nothing in it has an effect, so C may evaluate its parts in any order.
/// </content>
internal sealed partial class FunctionTranslator
{
    private string Value(IOperation operation)
    {
        // Constants first: the compiler has computed them, and has refused those that overflow.
        if (operation.ConstantValue is { HasValue: true, Value: { } constant } && Scalar.Of(operation.Type) is { } type)
        {
            NoteConstant(operation);
            return type.Literal(Scalar.ValueOf(constant));
        }

        return operation switch
        {
            IParenthesizedOperation parenthesized => Value(parenthesized.Operand),
            IConversionOperation conversion => Convert(conversion),
            IUnaryOperation unary => Unary(unary),
            IBinaryOperation binary => Binary(binary),
            IConditionalOperation { IsRef: false, WhenFalse: { } otherwise } choice => Choose(choice, otherwise),
            ILocalReferenceOperation { IsDeclaration: false } => Variable(operation, operation.Type),
            IParameterReferenceOperation => Variable(operation, operation.Type),
            IFieldReferenceOperation or IInlineArrayAccessOperation => Load(operation),
            IPropertyReferenceOperation property => Property(property),
            IInvocationOperation invocation => Call(invocation),
            IIsPatternOperation test => Test(test),
            ISwitchExpressionOperation choice => Switch(choice),
            _ => throw Unsupported(operation),
        };
    }

    private static Scalar ScalarOf(IOperation operation) => Scalar.Of(operation.Type) ?? throw UnsupportedType(operation, operation.Type);

    private void NoteConstant(IOperation constant)
    {
        foreach (IFieldReferenceOperation field in constant.DescendantsAndSelf().OfType<IFieldReferenceOperation>())
            _scope.Note(field.Field);
    }

    private string Variable(IOperation operation, ITypeSymbol? type)
    {
        ISymbol symbol = SymbolOf(operation)!;
        if (_bindings.TryGetValue(symbol, out Binding? binding) && binding is Binding.Variable variable)
            return variable.Text;

        // Of a local whose own declaration was rejected, or something that is no value of its own.
        throw type is not null && Scalar.Of(type) is null ? UnsupportedType(operation, type) : Unsupported(operation);
    }

    private string Convert(IConversionOperation conversion)
    {
        IOperation operand = conversion.Operand;
        if (conversion.OperatorMethod is { } method)
            throw Scalar.Of(conversion.Type) is null ? UnsupportedType(conversion, conversion.Type) : UserOperator(conversion, operand, method);

        if (Scalar.Of(conversion.Type) is not { } target || Scalar.Of(operand.Type) is not { } source)
            throw UnsupportedConversion(conversion);

        string value = Value(operand);
        if (source == Scalar.Bool || target == Scalar.Bool)
            return source == target ? value : throw UnsupportedConversion(conversion);

        // A checked cast that cannot fail is an ordinary one.
        if (conversion.IsChecked && !target.Range.Contains(RangeOf(operand)))
            throw new Rejection(FilterRules.CheckedArithmetic, conversion);

        return source == target ? value : target.Cast(value);
    }

    private string Unary(IUnaryOperation unary)
    {
        if (unary.OperatorMethod is { } method)
            throw new Rejection(FilterRules.UserOperator, unary, method.Name);

        Scalar type = ScalarOf(unary);
        string operand = Value(unary.Operand);
        switch (unary.OperatorKind)
        {
            case UnaryOperatorKind.Plus:
                return operand;
            case UnaryOperatorKind.Minus when unary.IsChecked && !type.Range.Contains(Exact(unary)):
                throw new Rejection(FilterRules.CheckedArithmetic, unary);
            case UnaryOperatorKind.Minus:
                return type.Cast($"(0 - ({type.UnsignedC}){operand})");
            case UnaryOperatorKind.BitwiseNegation:
                return type.Cast($"(~{operand})");
            case UnaryOperatorKind.Not:
                return $"(!{operand})";
            default:
                throw Unsupported(unary);
        }
    }

    private string Binary(IBinaryOperation binary)
    {
        if (IsAddressComparison(binary))
            return CompareAddresses(binary);

        if (binary.OperatorMethod is { } method)
            throw UserOperator(binary, binary.LeftOperand, method);

        if (binary.IsLifted)
            throw new Rejection(FilterRules.Null, binary, binary.Syntax.ToString());

        Scalar left = ScalarOf(binary.LeftOperand);
        switch (binary.OperatorKind)
        {
            case BinaryOperatorKind.ConditionalAnd:
                return $"({Value(binary.LeftOperand)} && {Value(binary.RightOperand)})";
            case BinaryOperatorKind.ConditionalOr:
                return $"({Value(binary.LeftOperand)} || {Value(binary.RightOperand)})";
        }

        if (ComparisonOf(binary.OperatorKind) is { } comparison)
        {
            // Both sides have one type: the compiler has converted them to it.
            ScalarOf(binary.RightOperand);
            return $"({Value(binary.LeftOperand)} {comparison} {Value(binary.RightOperand)})";
        }

        Scalar type = ScalarOf(binary);
        bool canOverflow = binary.OperatorKind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply;
        if (binary.IsChecked && canOverflow && !type.Range.Contains(Exact(binary)))
            throw new Rejection(FilterRules.CheckedArithmetic, binary);

        return Arithmetic(binary.OperatorKind, type, Value(binary.LeftOperand), Value(binary.RightOperand), binary, binary.RightOperand);
    }

    private static string? ComparisonOf(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Equals => "==",
        BinaryOperatorKind.NotEquals => "!=",
        BinaryOperatorKind.LessThan => "<",
        BinaryOperatorKind.LessThanOrEqual => "<=",
        BinaryOperatorKind.GreaterThan => ">",
        BinaryOperatorKind.GreaterThanOrEqual => ">=",
        _ => null,
    };

    /// <summary>
    /// Arithmetic of <paramref name="type"/> on two operands that are of it. Signed overflow is undefined in C and wraps around in
    /// C#: it is computed unsigned, where it wraps, and brought back.
    /// </summary>
    private string Arithmetic(BinaryOperatorKind kind, Scalar type, string left, string right, IOperation at, IOperation rightOperand)
    {
        string unsigned = type.UnsignedC;

        // C# counts a shift modulo the width, in C a larger one is undefined.
        string count = $"({right} & {(type.Bits <= 32 ? "31" : "63")})";
        switch (kind)
        {
            case BinaryOperatorKind.Add:
                return type.Cast($"(({unsigned}){left} + ({unsigned}){right})");
            case BinaryOperatorKind.Subtract:
                return type.Cast($"(({unsigned}){left} - ({unsigned}){right})");
            case BinaryOperatorKind.Multiply:
                return type.Cast($"(({unsigned}){left} * ({unsigned}){right})");
            case BinaryOperatorKind.And:
                return type.Cast($"({left} & {right})");
            case BinaryOperatorKind.Or:
                return type.Cast($"({left} | {right})");
            case BinaryOperatorKind.ExclusiveOr:
                return type.Cast($"({left} ^ {right})");
            case BinaryOperatorKind.LeftShift:
                return type.Cast($"(({unsigned}){left} << {count})");
            case BinaryOperatorKind.RightShift:
                return type.Cast($"({left} >> {count})");
            case BinaryOperatorKind.UnsignedRightShift:
                return type.Cast($"(({unsigned}){left} >> {count})");
            case BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder:
                CheckDivisor(type, at, rightOperand);

                // BPF's division is unsigned only.
                string name = kind == BinaryOperatorKind.Divide ? "divide" : "remainder";
                string sign = kind == BinaryOperatorKind.Divide ? "/" : "%";
                return type.IsSigned ? $"sharpbpf_{name}_s{(type.Bits <= 32 ? "32" : "64")}({left}, {right})" : $"({left} {sign} {right})";
            default:
                throw Unsupported(at);
        }
    }

    private void CheckDivisor(Scalar type, IOperation at, IOperation divisor)
    {
        Interval range = RangeOf(divisor);
        bool canBeZero = range.Low.Sign <= 0 && range.High.Sign >= 0;
        bool canBeMinusOne = type.IsSigned && range.Low <= -1 && range.High >= -1;
        if (canBeZero || canBeMinusOne)
            throw new Rejection(FilterRules.Divisor, at, canBeZero ? "0" : "-1", divisor.Syntax.ToString());
    }

    private string Choose(IConditionalOperation choice, IOperation otherwise)
    {
        Scalar type = ScalarOf(choice);
        return type.Cast($"({Value(choice.Condition)} ? {Value(choice.WhenTrue)} : {Value(otherwise)})");
    }
}
