// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SharpBpf.Generator.Filters;

/// <content>Statements.</content>
internal sealed partial class FunctionTranslator
{
    private void Block(IBlockOperation block)
    {
        Line("{");
        _indent++;
        foreach (IOperation statement in block.Operations)
            Statement(statement);

        _indent--;
        Line("}");
    }

    // After a rejected statement the next is looked at, so that the user sees all there is at once.
    private void Statement(IOperation statement)
    {
        _scope.ThrowIfCancelled();
        try
        {
            TranslateStatement(statement);
        }
        catch (Rejection rejection)
        {
            _scope.Diagnostics.Add(rejection.Diagnostic);
        }
    }

    private void TranslateStatement(IOperation statement)
    {
        switch (statement)
        {
            case IBlockOperation block:
                Block(block);
                break;
            case IVariableDeclarationGroupOperation group:
                foreach (IVariableDeclarationOperation declaration in group.Declarations)
                {
                    foreach (IVariableDeclaratorOperation declarator in declaration.Declarators)
                        Declare(declarator);
                }

                break;
            case IExpressionStatementOperation expression:
                Line(expression.Syntax, Effect(expression.Operation) + ";");
                break;
            case IConditionalOperation { Type: null } condition:
                If(condition);
                break;
            case IReturnOperation { Kind: OperationKind.Return, ReturnedValue: { } value }:
                Line(statement.Syntax, $"return {Value(value)};");
                break;
            case IForLoopOperation loop:
                For(loop);
                break;
            case IBranchOperation { BranchKind: BranchKind.Break }:
                Line(statement.Syntax, "break;");
                break;
            case IBranchOperation { BranchKind: BranchKind.Continue }:
                Line(statement.Syntax, "continue;");
                break;
            case IEmptyOperation:
                break;
            default:
                throw Unsupported(statement);
        }
    }

    private void If(IConditionalOperation condition)
    {
        string test = TryValue(condition.Condition);
        Line(condition.Syntax, $"if ({test})");
        Branch(condition.WhenTrue);
        if (condition.WhenFalse is null)
            return;

        Line("else");
        Branch(condition.WhenFalse);
    }

    // C gets braces wherever C# has a statement, so that nothing has to be known about dangling else.
    private void Branch(IOperation statement)
    {
        if (statement is IBlockOperation block)
        {
            Block(block);
            return;
        }

        Line("{");
        _indent++;
        Statement(statement);
        _indent--;
        Line("}");
    }

    // A condition that is rejected must not hide what is wrong in the branches.
    private string TryValue(IOperation operation)
    {
        try
        {
            return Value(operation);
        }
        catch (Rejection rejection)
        {
            _scope.Diagnostics.Add(rejection.Diagnostic);
            return "true";
        }
    }

    private void Declare(IVariableDeclaratorOperation declarator)
    {
        ILocalSymbol local = declarator.Symbol;
        IOperation? value = declarator.Initializer?.Value ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer?.Value;
        if (local.IsConst)
            return;

        if (local.IsRef)
        {
            BindAlias(declarator, local, value);
            return;
        }

        if (IsByteSpan(local.Type))
        {
            BindSpan(declarator, local, value);
            return;
        }

        if (Scalar.Of(local.Type) is not { } type)
        {
            // What cannot be in a filter at all is told by its own name; a struct may be another name for its initialiser.
            if (!IsStruct(local.Type))
                throw value is IConversionOperation conversion ? UnsupportedConversion(conversion) : UnsupportedType(value ?? declarator, local.Type);

            BindAlias(declarator, local, value);
            return;
        }

        string name = _scope.Name("l", local.Name);
        Interval? range = value is not null && IsNeverAssigned(local) ? RangeOf(value) : null;
        string? text = value is null ? null : Value(value);
        Bind(local, new Binding.Variable(name, type, range));
        Line(declarator.Syntax, text is null ? $"{type.C} {name};" : $"{type.C} {name} = {text};");
    }

    private void BindAlias(IVariableDeclaratorOperation declarator, ILocalSymbol local, IOperation? value)
    {
        IOperation? made = value is IConversionOperation { OperatorMethod: null } conversion ? conversion.Operand : value;
        if (made is IObjectCreationOperation or IDefaultValueOperation or IWithOperation)
            throw Unsupported(made);

        if (value is null || !IsNeverAssigned(local) || FindPlace(value) is not { } place)
        {
            throw new Rejection(
                FilterRules.LocalType, declarator, local.Name, $"a '{Show(local.Type)}' here must be initialised with a struct that is there already, and never be assigned again");
        }

        Bind(local, new Binding.Alias(place));
    }

    private void BindSpan(IVariableDeclaratorOperation declarator, ILocalSymbol local, IOperation? value)
    {
        if (value is null || !IsNeverAssigned(local))
            throw new Rejection(FilterRules.LocalType, declarator, local.Name, "a span must be initialised, and never be assigned again");

        ByteSpan span = SpanOf(value);
        if (span is { IsText: true, LengthVariable: null })
        {
            string length = _scope.Name("l", local.Name + "_length");
            Line(declarator.Syntax, $"__u32 {length} = {span.Length};");
            span = span with { LengthVariable = length };
        }

        Bind(local, new Binding.Span(span));
    }

    // The only things that change are local variables.
    private string Effect(IOperation operation)
    {
        switch (operation)
        {
            case ISimpleAssignmentOperation { Target: IDiscardOperation } discard:
                return $"(void){Value(discard.Value)}";
            case ISimpleAssignmentOperation { IsRef: false } assignment:
                return $"{Target(assignment.Target).Text} = {Value(assignment.Value)}";
            case ICompoundAssignmentOperation assignment:
                return Compound(assignment);
            case IIncrementOrDecrementOperation increment:
                return Increment(increment);
            default:
                throw Unsupported(operation);
        }
    }

    private Binding.Variable Target(IOperation target)
    {
        if (SymbolOf(target) is { } symbol && _bindings.TryGetValue(symbol, out Binding? binding) && binding is Binding.Variable { IsWritable: true } variable
            && symbol is not IParameterSymbol { RefKind: not RefKind.None })
        {
            return variable;
        }

        throw new Rejection(FilterRules.AssignmentTarget, target, target.Syntax.ToString());
    }

    private string Compound(ICompoundAssignmentOperation assignment)
    {
        if (assignment.OperatorMethod is { } method)
            throw new Rejection(FilterRules.UserOperator, assignment, method.Name);

        Binding.Variable target = Target(assignment.Target);

        // The compiler has brought the value to the operator's type, but for a shift, where the target alone decides.
        bool isShift = assignment.OperatorKind is BinaryOperatorKind.LeftShift or BinaryOperatorKind.RightShift or BinaryOperatorKind.UnsignedRightShift;
        Scalar type = isShift ? (target.Type.Bits < Scalar.Int.Bits ? Scalar.Int : target.Type) : ScalarOf(assignment.Value);
        if (assignment.IsChecked && assignment.OperatorKind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply)
            throw new Rejection(FilterRules.CheckedArithmetic, assignment);

        if (assignment.IsChecked && !target.Type.Range.Contains(type.Range))
            throw new Rejection(FilterRules.CheckedArithmetic, assignment);

        string left = type.Cast(target.Text);
        string result = Arithmetic(assignment.OperatorKind, type, left, Value(assignment.Value), assignment, assignment.Value);
        return $"{target.Text} = {target.Type.Cast(result)}";
    }

    private string Increment(IIncrementOrDecrementOperation increment)
    {
        if (increment.OperatorMethod is { } method)
            throw new Rejection(FilterRules.UserOperator, increment, method.Name);

        Binding.Variable target = Target(increment.Target);
        if (increment.IsChecked)
            throw new Rejection(FilterRules.CheckedArithmetic, increment);

        string sign = increment.Kind == OperationKind.Increment ? "+" : "-";
        return $"{target.Text} = {target.Type.Cast($"(({target.Type.UnsignedC}){target.Text} {sign} 1)")}";
    }
}
