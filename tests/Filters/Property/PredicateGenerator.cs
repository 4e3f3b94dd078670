// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace SharpBpf.Filters.Tests.Property;

/// <summary>Writes random C# predicates over <c>struct input</c> of property.h. The same seed gives the same predicates.</summary>
internal sealed partial class PredicateGenerator(int seed)
{
    // Of numbers; the frequent ones have several.
    private const int Kinds = 16;

    private static readonly string[] Arithmetic = ["+", "-", "*", "&", "|", "^"];
    private static readonly string[] Shifts = ["<<", ">>", ">>>"];
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];
    private static readonly long[] Edges =
    [
        0, 1, -1, 2, 3, 5, 7, -7, 10, 31, 32, 33, 63, 64, 100, 127, 128, -128, -129, 255, 256, 32767, 32768, -32768, 65535, 65536, int.MaxValue, int.MinValue,
        2147483648, 4294967295, 4294967296, long.MaxValue, long.MinValue, 97, 115,
    ];

    private static readonly Expression[] Places =
    [
        new("input.Sb", "sbyte"), new("input.Ub", "byte"), new("input.Ss", "short"), new("input.Us", "ushort"), new("input.Si", "int"), new("input.Ui", "uint"),
        new("input.Sl", "long"), new("input.Ul", "ulong"), new("input.Inner.X", "short"), new("input.Inner.Y", "ushort"), new("input.Inner.Z", "long"),
        new("input.Pair[1].Y", "ushort"), new("input.Pair[0].Z", "long"), new("input.Low", "uint"), new("input.Mid", "int"), new("input.Bit", "uint"),
        new("input.High", "ulong"), new("input.Whole", "ulong"), new("input.Left", "uint"), new("input.Right", "int"), new("input.Address.Value", "ulong"),
        new("input.Words[2]", "int"), new("input.Words[^1]", "int"), new("input.Longs[1]", "ulong"), new("input.Bytes[7]", "byte"), new("input.Inner.Tag[3]", "byte"),
        new("input.Inner.Cells[1][2]", "byte"), new("(uint)input.Shade", "uint"), new("(int)input.Level", "int"), new("(uint)input.Mode", "uint"),
        new("a", "int"), new("b", "ulong"), new("c", "byte"), new("(int)level", "int"),
        new("knobs.KnobUi", "uint"), new("knobs.KnobSi", "int"), new("knobs.KnobUl", "ulong"), new("knobs.KnobSl", "long"), new("knobs.KnobUb", "byte"),
        new("knobs.KnobShorts[1]", "short"), new("knobs.KnobInner.Z", "long"), new("(uint)knobs.KnobShade", "uint"),
        new("input.NameText.Length", "int"), new("input.Title.Text.Length", "int"),
    ];

    private static readonly string[] Bools = ["input.Flag", "input.Other", "flag", "knobs.KnobFlag", "input.Address.IsNull", "input.NameText.IsEmpty", "input.Inner.IsWide", "true", "false"];

    private readonly Random _random = new(seed);
    private readonly List<Expression> _variables = [];
    private int _shallow;

    /// <summary>Single expressions, none of them deep, of each kind equally many: in these a wrong part is seen in the answer.</summary>
    public bool IsShallow { get; init; }

    private int Next(int limit) => _random.Next(limit);

    private T Pick<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    private string Integer() => Pick(Expression.Integers);

    private string Shallow()
    {
        if (++_shallow % 3 == 0)
            return _shallow % 2 == 0 ? SpanBool() : Bool(1 + Next(3));

        Expression a = Number(2, _shallow / 3 % Kinds);
        Expression b = Number(1);
        if (Expression.Promote(a.Type, b.Type) is null)
            (a, b) = (a.As("ulong"), b.As("ulong"));

        return $"({a.Text} {Pick(Comparisons)} {b.Text})";
    }

    private Expression Number(int depth) => depth <= 0 ? Leaf() : Number(depth, Next(Kinds));

    private Expression Number(int depth, int kind)
    {
        switch (kind)
        {
            case 0 or 1 or 2 or 3:
                (Expression a, Expression b, string type) = Pair(depth - 1);
                return new Expression($"({a.Text} {Pick(Arithmetic)} {b.Text})", type);
            case 4 or 5:
                Expression shifted = Number(depth - 1);
                return new Expression($"({shifted.Text} {Pick(Shifts)} {Number(depth - 1).As("int").Text})", Expression.Promote(shifted.Type));
            case 6:
                return Quotient(depth);
            case 7:
                Expression operand = Number(depth - 1);
                string promoted = Expression.Promote(operand.Type);
                return Next(2) == 0 && promoted != "ulong"
                    ? new Expression($"(-{operand.Text})", promoted == "uint" ? "long" : promoted)
                    : new Expression($"(~{operand.Text})", promoted);
            case 8:
                return Number(depth - 1).As(Integer());
            case 9:
                string chosen = Integer();
                return new Expression($"({Bool(depth - 1)} ? {Number(depth - 1).As(chosen).Text} : {Number(depth - 1).As(chosen).Text})", chosen);
            case 10:
                string compared = Integer();
                return new Expression($"{(Next(2) == 0 ? "Math" : compared)}.{(Next(2) == 0 ? "Min" : "Max")}({Number(depth - 1).As(compared).Text}, {Number(depth - 1).As(compared).Text})", compared);
            case 11:
                return Element(depth);
            case 12:
                return Switch(depth);
            case 13:
                return new Expression($"Helper{Next(3)}(in input, {Number(depth - 1).As("int").Text}, in knobs)", "long");
            case 14:
                return new Expression(SpanNumber(depth), "int");
            default:
                return Leaf();
        }
    }

    private Expression Leaf()
    {
        if (_variables.Count != 0 && Next(3) == 0)
            return Pick(_variables);

        return Next(3) == 0 ? Constant() : Pick(Places);
    }

    private Expression Constant()
    {
        string type = Pick(["int", "uint", "long", "ulong", "byte", "short"]);
        long value = Next(4) == 0 ? _random.NextInt64(long.MinValue, long.MaxValue) : Pick(Edges);
        string digits = value == long.MinValue ? "long.MinValue" : value.ToString(CultureInfo.InvariantCulture) + "L";
        return new Expression($"unchecked(({type})({digits}))", type);
    }

    private (Expression A, Expression B, string Type) Pair(int depth)
    {
        Expression a = Number(depth);
        Expression b = Number(depth);
        if (Expression.Promote(a.Type, b.Type) is { } type)
            return (a, b, type);

        b = b.As("ulong");
        return (a.As("ulong"), b, "ulong");
    }

    // Divisors that cannot be 0 or -1, in the ways that the translator understands.
    private Expression Quotient(int depth)
    {
        string sign = Next(2) == 0 ? "/" : "%";
        Expression dividend = Number(depth - 1);
        switch (Next(4))
        {
            case 0:
                return new Expression($"({dividend.As("int").Text} {sign} Math.Max({Number(depth - 1).As("int").Text}, 1))", "int");
            case 1:
                return new Expression($"({dividend.As("ulong").Text} {sign} ({Number(depth - 1).As("uint").Text} | 1u))", "ulong");
            case 2:
                return new Expression($"({dividend.As("long").Text} {sign} Math.Min({Number(depth - 1).As("long").Text}, -2L))", "long");
            default:
                string divisor = Pick(["3", "7", "-2", "10", "64", "-1000", "2147483647", "int.MinValue"]);
                return dividend.Type == "ulong" ? new Expression($"({dividend.Text} {sign} 10UL)", "ulong") : new Expression($"({dividend.Text} {sign} {divisor})", dividend.Type is "uint" or "long" ? "long" : "int");
        }
    }

    private Expression Element(int depth)
    {
        string index = Number(depth - 1).Text;
        return Next(7) switch
        {
            0 => new Expression($"input.Bytes[(int)((long){index} & 7)]", "byte"),
            1 => new Expression($"input.Words[(int)((ulong){index} % 4)]", "int"),
            2 => new Expression($"input.Name[(byte){index} >> 4]", "byte"),
            3 => new Expression($"input.Pair[Math.Min((byte){index}, (byte)1)].X", "short"),
            4 => new Expression($"input.Inner.Cells[(int)((uint){index} >> 31)][(int)(uint){index} & 3]", "byte"),
            5 => new Expression($"knobs.KnobShorts[(int)(uint){index} & 3]", "short"),
            _ => new Expression($"knobs.KnobText[(int)((uint){index} & 7u)]", "byte"),
        };
    }

    private Expression Switch(int depth)
    {
        string type = Integer();
        return new Expression(
            $"({Number(depth - 1).As("int").Text} switch {{ {Case(Next(1000) * 2, 2)} => {Number(depth - 1).As(type).Text}, {Case((Next(1000) * 2) + 1, 4)} when {Bool(depth - 1)} => {Number(depth - 1).As(type).Text}, "
            + $"_ => {Number(depth - 1).As(type).Text} }})",
            type);
    }

    // C# refuses an arm when those before it take all of it. So the first has an even start and is narrow, the second an odd one.
    private string Case(int start, int kinds)
    {
        int low = start - 1000;
        return Next(kinds) switch
        {
            0 => $"{low} or {low + 3} or {low + 2000}",
            1 => $"> {low} and <= {low + 500}",
            2 => $"not (> {low} and < {low + 70000})",
            _ => $"< {low - 100000}",
        };
    }
}
