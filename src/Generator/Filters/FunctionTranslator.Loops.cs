// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SharpBpf.Generator.Filters;

/// <content>Loops that end after a number of steps that is known now.</content>
internal sealed partial class FunctionTranslator
{
    private const int MaxSteps = 4096;
    private const int MaxNestedSteps = 65536;

    private BigInteger _stepsAround = BigInteger.One;

    private sealed record Counter(ILocalSymbol Symbol, Scalar Type, IOperation Start, BigInteger Step);

    private void For(IForLoopOperation loop)
    {
        Counter counter = CounterOf(loop);
        Interval start = RangeOf(counter.Start);
        Interval values = ValuesOf(loop, counter, start);
        BigInteger distance = BigInteger.Max(values.High - values.Low, BigInteger.Zero);
        BigInteger steps = (distance / BigInteger.Abs(counter.Step)) + 1;
        if (steps > MaxSteps || steps * _stepsAround > MaxNestedSteps)
            throw new Rejection(FilterRules.LoopCount, loop.Condition ?? loop, (steps * _stepsAround).ToString(), steps > MaxSteps ? MaxSteps : MaxNestedSteps);

        string name = _scope.Name("l", counter.Symbol.Name);
        string first = Value(counter.Start);
        Bind(counter.Symbol, new Binding.Variable(name, counter.Type, values) { IsCounter = counter.Start.ConstantValue.HasValue });
        string condition = TryValue(loop.Condition!);

        // One step further than the last value is still in the type's range: that was checked. So nothing wraps here.
        string sign = counter.Step.Sign > 0 ? "+" : "-";
        string step = counter.Type.Cast($"(({counter.Type.UnsignedC}){name} {sign} {BigInteger.Abs(counter.Step)})");
        Line(loop.Syntax, $"for ({counter.Type.C} {name} = {first}; {condition}; {name} = {step})");
        BigInteger around = _stepsAround;
        _stepsAround *= steps;
        Branch(loop.Body);
        _stepsAround = around;
    }

    private static Counter CounterOf(IForLoopOperation loop)
    {
        if (loop.Before is not [IVariableDeclarationGroupOperation { Declarations: [{ Declarators: [{ Initializer.Value: { } start } declarator] }] }]
            || Scalar.Of(declarator.Symbol.Type) is not { } type || type == Scalar.Bool || declarator.Symbol.IsRef)
        {
            throw Unbounded(loop, "This loop does not declare one integer variable with an initialiser");
        }

        ILocalSymbol symbol = declarator.Symbol;
        if (loop.AtLoopBottom is not [IExpressionStatementOperation { Operation: { } change }] || StepOf(change, symbol) is not { } step || step.IsZero)
            throw Unbounded(loop, $"This loop does not add a constant to '{symbol.Name}' after each step");

        foreach (IOperation operation in loop.Body.DescendantsAndSelf())
        {
            if (TargetOf(operation) is { } target && SymbolEqualityComparer.Default.Equals(SymbolOf(target), symbol))
                throw new Rejection(FilterRules.LoopBound, operation, $"'{symbol.Name}' is written to in the loop's body");
        }

        return new Counter(symbol, type, start, step);
    }

    private static BigInteger? StepOf(IOperation change, ILocalSymbol symbol)
    {
        switch (change)
        {
            case IIncrementOrDecrementOperation { OperatorMethod: null } increment when IsReference(increment.Target, symbol):
                return increment.Kind == OperationKind.Increment ? BigInteger.One : BigInteger.MinusOne;
            case ICompoundAssignmentOperation { OperatorMethod: null, OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } assignment
                when IsReference(assignment.Target, symbol) && assignment.Value.ConstantValue is { HasValue: true, Value: { } constant } && Scalar.Of(assignment.Value.Type) is not null:
                BigInteger step = Scalar.ValueOf(constant);
                return assignment.OperatorKind == BinaryOperatorKind.Add ? step : -step;
            default:
                return null;
        }
    }

    // The values that the variable has inside the body, when one more step cannot leave its type.
    private Interval ValuesOf(IForLoopOperation loop, Counter counter, Interval start)
    {
        bool upwards = counter.Step.Sign > 0;
        foreach (IBinaryOperation test in Conditions(loop.Condition))
        {
            if (LastOf(test, counter.Symbol, upwards) is not { } last)
                continue;

            BigInteger beyond = last + counter.Step;
            if (upwards ? beyond > counter.Type.Range.High : beyond < counter.Type.Range.Low)
                throw Unbounded(loop, $"'{counter.Symbol.Name}' can step over the end of its type and begin anew");

            return upwards ? new Interval(start.Low, last) : new Interval(last, start.High);
        }

        throw Unbounded(loop, $"The condition does not compare '{counter.Symbol.Name}' with a bound in the direction it goes");
    }

    private static IEnumerable<IBinaryOperation> Conditions(IOperation? condition)
    {
        if (condition is IParenthesizedOperation parenthesized)
            condition = parenthesized.Operand;

        if (condition is not IBinaryOperation { OperatorMethod: null, IsLifted: false } binary)
            return [];

        return binary.OperatorKind == BinaryOperatorKind.ConditionalAnd
            ? Conditions(binary.LeftOperand).Concat(Conditions(binary.RightOperand))
            : [binary];
    }

    // The furthest value with which the condition still holds; null when it is no bound in that direction.
    private BigInteger? LastOf(IBinaryOperation test, ILocalSymbol symbol, bool upwards)
    {
        BinaryOperatorKind kind = test.OperatorKind;
        IOperation bound = test.RightOperand;
        if (!IsReference(Widened(test.LeftOperand), symbol))
        {
            if (!IsReference(Widened(test.RightOperand), symbol))
                return null;

            bound = test.LeftOperand;
            kind = kind switch
            {
                BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
                BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
                BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
                BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
                _ => kind,
            };
        }

        Interval range = RangeOf(bound);
        return (kind, upwards) switch
        {
            (BinaryOperatorKind.LessThan, true) => range.High - 1,
            (BinaryOperatorKind.LessThanOrEqual, true) => range.High,
            (BinaryOperatorKind.GreaterThan, false) => range.Low + 1,
            (BinaryOperatorKind.GreaterThanOrEqual, false) => range.Low,
            _ => null,
        };
    }

    // A conversion that keeps every value does not change what the comparison says.
    private static IOperation Widened(IOperation operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null } conversion
            && Scalar.Of(conversion.Type) is { } to && Scalar.Of(conversion.Operand.Type) is { } from && to.Range.Contains(from.Range))
        {
            operation = conversion.Operand;
        }

        return operation;
    }

    private static bool IsReference(IOperation operation, ILocalSymbol symbol)
        => operation is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, symbol);

    private static Rejection Unbounded(IForLoopOperation loop, string what) => new(FilterRules.LoopBound, loop.Condition ?? loop, what);
}
