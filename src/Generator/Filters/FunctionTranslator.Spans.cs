// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Planning;

namespace SharpBpf.Generator.Filters;

/// <content>Spans of bytes, and what can be asked of them.</content>
internal sealed partial class FunctionTranslator
{
    private static bool IsByteSpan(ITypeSymbol? type)
        => type is INamedTypeSymbol { Name: "ReadOnlySpan" or "Span", TypeArguments: [{ SpecialType: SpecialType.System_Byte }], ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private ByteSpan SpanOf(IOperation operation) => FindSpan(operation) ?? throw new Rejection(FilterRules.SpanSource, operation, operation.Syntax.ToString());

    /// <summary>The span that an operation gives; null when it is not one that is known now.</summary>
    private ByteSpan? FindSpan(IOperation operation)
    {
        switch (operation)
        {
            case IParenthesizedOperation parenthesized:
                return FindSpan(parenthesized.Operand);
            case IUtf8StringOperation literal:
                byte[] bytes = Encoding.UTF8.GetBytes(literal.Value);
                return new ByteSpan(null, 0, bytes.Length, false, bytes);
            case IConversionOperation conversion when IsByteSpan(conversion.Type):
                return IsByteSpan(conversion.Operand.Type) ? FindSpan(conversion.Operand) : Whole(FindPlace(conversion.Operand));
            case ILocalReferenceOperation local:
                return _bindings.TryGetValue(local.Local, out Binding? binding) && binding is Binding.Span span ? span.Bytes : null;
            case IInlineArrayAccessOperation { Argument: IRangeOperation range } access:
                return Whole(FindPlace(access.Instance)) is { } whole ? Slice(whole, range, access) : null;
            case IInvocationOperation { TargetMethod.Name: "Slice", Instance: { } instance } call when IsByteSpan(instance.Type):
                return Slice(SpanOf(instance), call);
            case IImplicitIndexerReferenceOperation { Argument: IRangeOperation range } indexer when IsByteSpan(indexer.Instance.Type):
                return Slice(SpanOf(indexer.Instance), range, indexer);
            case IPropertyReferenceOperation property when IsByteSpan(property.Type):
                return FindSpan(property);
            default:
                return null;
        }
    }

    private ByteSpan? FindSpan(IPropertyReferenceOperation property)
    {
        if (property.Instance is null || FindPlace(property.Instance) is not { } owner || property.Property.GetMethod is not { } getter)
            return null;

        if (property.Property.Name == "Text" && IsInlineArray(property.Property.ContainingType))
            return Whole(owner) is { } whole ? whole with { IsText = true } : null;

        // A property over an array: what it returns is looked at as if it stood here.
        if (_scope.BodyOf(getter) is not { } body)
            return null;

        _scope.Note(property.Property);
        return new FunctionTranslator(_scope, body.Operation, owner).Returned(body);
    }

    private static ByteSpan? Whole(Place? place)
        => place?.Bare is ArrayType { Count: > 0 } array && DefinitionTable.Strip(array.Element) is IntType { Size: 1, Encoding: not (IntEncoding.Bool or IntEncoding.Signed) }
            ? new ByteSpan(place, 0, array.Count, false, null)
            : null;

    private static ByteSpan Slice(ByteSpan span, IRangeOperation range, IOperation at)
    {
        int? from = range.LeftOperand is null ? 0 : ConstantIndex(range.LeftOperand, span.Capacity);
        int? to = range.RightOperand is null ? span.Capacity : ConstantIndex(range.RightOperand, span.Capacity);
        return Slice(span, from, to, at);
    }

    private static ByteSpan Slice(ByteSpan span, IInvocationOperation call)
    {
        int?[] numbers = [.. call.Arguments.OrderBy(a => a.Parameter?.Ordinal).Select(a => ConstantIndex(a.Value, 0))];
        return Slice(span, numbers[0], numbers.Length == 1 ? span.Capacity : numbers[0] + numbers[1], call);
    }

    private static ByteSpan Slice(ByteSpan span, int? from, int? to, IOperation at)
    {
        string? problem = span.IsText ? "a text may be shorter"
            : from is null || to is null ? "a bound is not constant"
            : from < 0 || to > span.Capacity || from > to ? "it is outside the array"
            : null;
        if (problem is not null)
            throw new Rejection(FilterRules.SpanSlice, at, problem);

        int length = to!.Value - from!.Value;
        return span.Literal is { } literal
            ? span with { Capacity = length, Literal = literal.AsSpan(from.Value, length).ToArray() }
            : span with { Start = span.Start + from.Value, Capacity = length };
    }

    private string SpanCall(IInvocationOperation call)
    {
        IOperation[] arguments = [.. call.Arguments.OrderBy(a => a.Parameter?.Ordinal).Select(a => a.Value)];
        string name = call.TargetMethod.Name;
        if (arguments.Length != 2 || !IsByteSpan(arguments[0].Type))
            throw new Rejection(FilterRules.MethodCall, call, name, "of spans, only those of bytes, and without a comparer");

        ByteSpan span = SpanOf(arguments[0]);
        if (arguments[1].Type?.SpecialType == SpecialType.System_Byte)
        {
            string value = Value(arguments[1]);
            return name switch
            {
                "IndexOf" => IndexOfByte(span, value),
                "Contains" => $"({IndexOfByte(span, value)} >= 0)",
                _ => throw new Rejection(FilterRules.MethodCall, call, name, "of one byte, only IndexOf and Contains"),
            };
        }

        if (!IsByteSpan(arguments[1].Type))
            throw new Rejection(FilterRules.MethodCall, call, name, "of spans, only those of bytes, and without a comparer");

        ByteSpan other = SpanOf(arguments[1]);
        if (span.Literal is not null && other.Literal is null)
            throw new Rejection(FilterRules.SpanSource, arguments[0], "a literal on the left side");

        return name switch
        {
            "SequenceEqual" => IsEqual(span, other),
            "StartsWith" => StartsWith(span, other),
            "EndsWith" => EndsWith(span, other),
            "IndexOf" => IndexOf(span, other),
            _ => throw new Rejection(FilterRules.MethodCall, call, name, "of spans: StartsWith, EndsWith, SequenceEqual, IndexOf, Contains"),
        };
    }

    private static string IndexOfByte(ByteSpan span, string value)
    {
        if (span.Literal is not { } literal)
            return $"sharpbpf_index_of_byte({span.Pointer}, {span.Length}, {Number(span.Capacity)}, {value})";

        StringBuilder text = new("(");
        for (int i = 0; i < literal.Length; i++)
            text.Append($"{value} == {Number(literal[i])} ? {Number(i)} : ");

        return text.Append("-1)").ToString();
    }

    private static string IsEqual(ByteSpan span, ByteSpan other)
    {
        if (other.Literal is not { } literal)
            return Both("equal", span, other);

        if (span.Literal is { } first)
            return first.AsSpan().SequenceEqual(literal) ? "true" : "false";

        if (literal.Length > span.Capacity || (!span.IsText && literal.Length != span.Capacity) || CannotBeText(span, literal))
            return "false";

        // A text of this length ends here: in a NUL, or with the array.
        string end = span.IsText && literal.Length < span.Capacity ? $" && {span.Byte(literal.Length)} == 0" : "";
        return $"({Bytes(span, literal)}{end})";
    }

    private static string StartsWith(ByteSpan span, ByteSpan other)
    {
        if (other.Literal is not { } literal)
            return Both("starts_with", span, other);

        if (span.Literal is { } first)
            return first.AsSpan().StartsWith(literal) ? "true" : "false";

        return literal.Length > span.Capacity || CannotBeText(span, literal) ? "false" : $"({Bytes(span, literal)})";
    }

    private string EndsWith(ByteSpan span, ByteSpan other)
    {
        if (other.Literal is not { } literal)
            return Both("ends_with", span, other);

        if (span.Literal is { } first)
            return first.AsSpan().EndsWith(literal) ? "true" : "false";

        if (literal.Length > span.Capacity || CannotBeText(span, literal))
            return "false";

        if (!span.IsText)
            return StartsWith(Slice(span, span.Capacity - literal.Length, span.Capacity, null!), other);

        // When the text is shorter than the literal, the start is below zero and, unsigned, beyond every bound. The barrier keeps
        // clang from knowing so much about the start that it leaves out the check which the verifier needs.
        string at = _scope.Name("t", "start");
        return $"({{ __u32 {at} = {span.Length} - {Number(literal.Length)}U; sharpbpf_barrier({at}); "
            + $"(bool)({at} <= {Number(span.Capacity - literal.Length)}U && {BytesAt(span, literal, at)}); }})";
    }

    private string IndexOf(ByteSpan span, ByteSpan other)
    {
        if (other.Literal is not { } literal)
            return Both("index_of", span, other);

        if (span.Literal is { } first)
            return $"({Number(first.AsSpan().IndexOf(literal))})";

        if (literal.Length > span.Capacity || CannotBeText(span, literal))
            return "(-1)";

        if (literal.Length == 0)
            return "0";

        string at = _scope.Name("t", "at");
        string length = _scope.Name("t", "length");
        string found = _scope.Name("t", "found");
        return $"({{ __s32 {found} = -1; __u32 {length} = {span.Length}; "
            + $"for (__u32 {at} = 0; {at} <= {Number(span.Capacity - literal.Length)}U; {at}++) "
            + $"if ({at} + {Number(literal.Length)}U <= {length} && {BytesAt(span, literal, at)}) {{ {found} = (__s32){at}; break; }} {found}; }})";
    }

    private static string Both(string helper, ByteSpan span, ByteSpan other)
        => $"sharpbpf_{helper}({span.Pointer}, {span.Length}, {Number(span.Capacity)}, {other.Pointer}, {other.Length}, {Number(other.Capacity)})";

    private static bool CannotBeText(ByteSpan span, byte[] literal) => span.IsText && literal.AsSpan().IndexOf((byte)0) >= 0;

    // Byte by byte, each by name: clang makes wide comparisons of them.
    private static string Bytes(ByteSpan span, byte[] literal)
        => literal.Length == 0 ? "true" : string.Join(" && ", literal.Select((b, i) => $"{span.Byte(i)} == {Number(b)}"));

    private static string BytesAt(ByteSpan span, byte[] literal, string at)
        => literal.Length == 0 ? "true" : string.Join(" && ", literal.Select((b, i) => $"{span.Byte($"{at} + {Number(span.Start + i)}")} == {Number(b)}"));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
