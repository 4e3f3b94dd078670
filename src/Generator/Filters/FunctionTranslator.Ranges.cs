// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SharpBpf.Generator.Filters;

/// <content>What values an expression can have: that an index is inside its array, that a divisor is not zero.</content>
internal sealed partial class FunctionTranslator
{
    /// <summary>An interval with every value of <paramref name="operation"/> in it; of an integer type.</summary>
    private Interval RangeOf(IOperation operation)
    {
        if (Scalar.Of(operation.Type) is not { } type)
            return new Interval(long.MinValue, ulong.MaxValue);

        Interval exact = Exact(operation);

        // What does not fit wraps around, to anywhere.
        return type.Range.Contains(exact) ? exact : type.Range;
    }

    // As if integers had no end.
    private Interval Exact(IOperation operation)
    {
        Interval all = Scalar.Of(operation.Type)?.Range ?? new Interval(long.MinValue, ulong.MaxValue);
        if (operation.ConstantValue is { HasValue: true, Value: { } constant } && Scalar.Of(operation.Type) is not null)
            return Interval.Of(Scalar.ValueOf(constant));

        switch (operation)
        {
            case IParenthesizedOperation parenthesized:
                return RangeOf(parenthesized.Operand);
            case IConversionOperation { OperatorMethod: null } conversion when Scalar.Of(conversion.Operand.Type) is not null:
                return RangeOf(conversion.Operand);
            case IUnaryOperation { OperatorMethod: null, OperatorKind: UnaryOperatorKind.Minus } unary:
                Interval negated = RangeOf(unary.Operand);
                return new Interval(-negated.High, -negated.Low);
            case IUnaryOperation { OperatorMethod: null, OperatorKind: UnaryOperatorKind.Plus } unary:
                return RangeOf(unary.Operand);
            case IBinaryOperation { OperatorMethod: null, IsLifted: false } binary:
                return Exact(binary.OperatorKind, RangeOf(binary.LeftOperand), RangeOf(binary.RightOperand), all);
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return RangeOf(choice.WhenTrue).Union(RangeOf(otherwise));
            case ISwitchExpressionOperation { Arms.Length: > 0 } choice:
                return choice.Arms.Select(arm => RangeOf(arm.Value)).Aggregate(static (a, b) => a.Union(b));
            case ILocalReferenceOperation or IParameterReferenceOperation
                when _bindings.TryGetValue(SymbolOf(operation)!, out Binding? binding) && binding is Binding.Variable { Range: { } range }:
                return range;
            case IInvocationOperation { Arguments.Length: 2 } call when MinOrMax(call) is { } isMin:
                Interval a = RangeOf(call.Arguments[0].Value);
                Interval b = RangeOf(call.Arguments[1].Value);
                return isMin
                    ? new Interval(BigInteger.Min(a.Low, b.Low), BigInteger.Min(a.High, b.High))
                    : new Interval(BigInteger.Max(a.Low, b.Low), BigInteger.Max(a.High, b.High));
            case IPropertyReferenceOperation { Property.Name: "Length", Instance: { } instance } when IsByteSpan(instance.Type) && FindSpan(instance) is { } span:
                return new Interval(span.IsText ? BigInteger.Zero : span.Capacity, span.Capacity);
            case IPropertyReferenceOperation property when FindBitField(property) is { } bits && !bits.IsSigned:
                return new Interval(BigInteger.Zero, (BigInteger.One << bits.Width) - 1);
            default:
                return all;
        }
    }

    private static Interval Exact(BinaryOperatorKind kind, Interval a, Interval b, Interval all)
    {
        bool natural = a.Low.Sign >= 0 && b.Low.Sign >= 0;
        switch (kind)
        {
            case BinaryOperatorKind.Add:
                return new Interval(a.Low + b.Low, a.High + b.High);
            case BinaryOperatorKind.Subtract:
                return new Interval(a.Low - b.High, a.High - b.Low);
            case BinaryOperatorKind.Multiply:
                BigInteger[] corners = [a.Low * b.Low, a.Low * b.High, a.High * b.Low, a.High * b.High];
                return new Interval(corners.Min(), corners.Max());
            case BinaryOperatorKind.And when a.Low.Sign >= 0 || b.Low.Sign >= 0:
                // A natural number masks what the other's sign has set.
                BigInteger most = natural ? BigInteger.Min(a.High, b.High) : a.Low.Sign >= 0 ? a.High : b.High;
                return new Interval(BigInteger.Zero, most);
            case BinaryOperatorKind.Or when natural:
                return new Interval(BigInteger.Max(a.Low, b.Low), Ones(BigInteger.Max(a.High, b.High)));
            case BinaryOperatorKind.ExclusiveOr when natural:
                return new Interval(BigInteger.Zero, Ones(BigInteger.Max(a.High, b.High)));
            case BinaryOperatorKind.Divide when natural && b.Low.Sign > 0:
                return new Interval(a.Low / b.High, a.High / b.Low);
            case BinaryOperatorKind.Remainder when b.Low.Sign > 0:
                BigInteger limit = b.High - 1;
                return new Interval(
                    a.Low.Sign >= 0 ? BigInteger.Zero : BigInteger.Max(a.Low, -limit),
                    a.High.Sign <= 0 ? BigInteger.Zero : BigInteger.Min(a.High, limit));
            case BinaryOperatorKind.RightShift when natural && b.High < 32:
                return new Interval(a.Low >> (int)b.High, a.High >> (int)b.Low);
            case BinaryOperatorKind.LeftShift when natural && b.High < 32:
                return new Interval(a.Low << (int)b.Low, a.High << (int)b.High);
            default:
                return all;
        }
    }

    // The largest number with as many bits.
    private static BigInteger Ones(BigInteger value)
    {
        BigInteger ones = BigInteger.Zero;
        while (ones < value)
            ones = (ones << 1) | BigInteger.One;

        return ones;
    }
}
