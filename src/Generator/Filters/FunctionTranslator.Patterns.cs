// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace SharpBpf.Generator.Filters;

/// <content>Patterns and switch expressions.</content>
internal sealed partial class FunctionTranslator
{
    private string Test(IIsPatternOperation test)
    {
        Scalar type = Scalar.Of(test.Value.Type) ?? throw PatternOn(test.Pattern, test.Value);
        string name = _scope.Name("t", "value");
        return $"({{ {type.C} {name} = {Value(test.Value)}; (bool){Pattern(test.Pattern, type, name)}; }})";
    }

    private string Switch(ISwitchExpressionOperation choice)
    {
        if (!choice.IsExhaustive)
            throw new Rejection(FilterRules.SwitchExpression, choice);

        Scalar type = Scalar.Of(choice.Value.Type) ?? throw PatternOn(choice, choice.Value);
        Scalar result = ScalarOf(choice);
        string name = _scope.Name("t", "value");
        StringBuilder text = new($"({{ {type.C} {name} = {Value(choice.Value)}; ");
        for (int i = 0; i < choice.Arms.Length; i++)
        {
            ISwitchExpressionArmOperation arm = choice.Arms[i];
            string pattern = Pattern(arm.Pattern, type, name);
            string value = Value(arm.Value);

            // The compiler has proved that something matches, so the last arm does when no other did.
            if (i == choice.Arms.Length - 1)
                text.Append(value);
            else if (arm.Guard is { } guard)
                text.Append($"({pattern} && {Value(guard)}) ? {value} : ");
            else
                text.Append($"{pattern} ? {value} : ");
        }

        return result.Cast(text.Append("; })").ToString());
    }

    private string Pattern(IPatternOperation pattern, Scalar type, string value)
    {
        switch (pattern)
        {
            case IDiscardPatternOperation:
                return "(1)";
            case IConstantPatternOperation { Value: { ConstantValue: { HasValue: true, Value: { } constant } } operation } when Scalar.Of(operation.Type) is not null:
                NoteConstant(operation);
                return $"({value} == {type.Literal(Scalar.ValueOf(constant))})";
            case IRelationalPatternOperation { Value: { ConstantValue: { HasValue: true, Value: { } constant } } operation } relation
                when Scalar.Of(operation.Type) is not null && ComparisonOf(relation.OperatorKind) is { } comparison:
                NoteConstant(operation);
                return $"({value} {comparison} {type.Literal(Scalar.ValueOf(constant))})";
            case IBinaryPatternOperation both:
                string sign = both.OperatorKind == BinaryOperatorKind.And ? "&&" : "||";
                return $"({Pattern(both.LeftPattern, type, value)} {sign} {Pattern(both.RightPattern, type, value)})";
            case INegatedPatternOperation negated:
                return $"(!{Pattern(negated.Pattern, type, value)})";
            default:
                throw new Rejection(FilterRules.Pattern, pattern);
        }
    }

    // `x is null` is about null; `task is { Pid: 1 }` about the pattern.
    private static Rejection PatternOn(IOperation at, IOperation value)
        => IsStruct(value.Type) ? new Rejection(FilterRules.Pattern, at) : UnsupportedType(value, value.Type);
}
