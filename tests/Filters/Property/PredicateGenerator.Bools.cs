// SPDX-License-Identifier: Apache-2.0
using System.Globalization;

namespace SharpBpf.Filters.Tests.Property;

/// <content>Conditions, and text.</content>
internal sealed partial class PredicateGenerator
{
    private static readonly string[] Texts = ["input.NameText", "input.Name.Text", "input.Title.Text", "input.TitleText", "knobs.KnobText.Text", "input.Inner.Label"];
    private static readonly string[] Arrays = ["input.Name[..]", "input.Bytes[..]", "input.Name[2..6]", "input.Inner.Tag[..]", "input.Title[..^3]", "knobs.KnobText[1..4]"];
    private static readonly string[] Literals = ["\"a\"u8", "\"b\"u8", "\"ab\"u8", "\"ba\"u8", "\"aab\"u8", "\"abab\"u8", "\"bbaa\"u8", "\"\"u8", "\"a\\0\"u8", "\"aabbaabb\"u8", "\"abababababababab\"u8", "\"abababababababababab\"u8"];

    private string Bool(int depth)
    {
        if (depth <= 0)
            return Next(2) == 0 ? Pick(Bools) : Compare(0);

        switch (Next(16))
        {
            case 0 or 1 or 2 or 3:
                return Compare(depth - 1);
            case 4 or 5:
                return $"({Bool(depth - 1)} && {Bool(depth - 1)})";
            case 6 or 7:
                return $"({Bool(depth - 1)} || {Bool(depth - 1)})";
            case 8:
                return $"(!{Bool(depth - 1)})";
            case 9:
                return $"({Bool(depth - 1)} {Pick(["^", "&", "|", "==", "!="])} {Bool(depth - 1)})";
            case 10:
                return $"({Bool(depth - 1)} ? {Bool(depth - 1)} : {Bool(depth - 1)})";
            case 11:
                return $"({Number(depth - 1).As("int").Text} is {Case(Next(2000), 4)})";
            case 12:
                return Enums();
            case 13 or 14:
                return SpanBool();
            default:
                return $"({Number(depth - 1).As("byte").Text} is >= 97 and <= 122 or 0 or > 200)";
        }
    }

    private string Compare(int depth)
    {
        (Expression a, Expression b, _) = Pair(depth);
        return $"({a.Text} {Pick(Comparisons)} {b.Text})";
    }

    private string Enums() => Next(8) switch
    {
        0 => $"(input.Shade {Pick(Comparisons)} Shade.{Pick(["None", "Light", "Dark", "Huge"])})",
        1 => $"(input.Level {Pick(Comparisons)} Level.{Pick(["Low", "Mid", "Top"])})",
        2 => "input.Mode.HasFlag(ModeFlags.Write)",
        3 => "input.Mode.HasFlag(ModeFlags.Read | ModeFlags.Lock)",
        4 => "((input.Mode & (ModeFlags.Seek | ModeFlags.Write)) != 0)",
        5 => "(level is Level.Low or Level.Top)",
        6 => "((~input.Mode & ModeFlags.Lock) == ModeFlags.Lock)",
        _ => "((input.Level + 2) > Level.Mid)",
    };

    private string Span() => Next(2) == 0 ? Pick(Texts) : Pick(Arrays);

    private string SpanBool() => Next(7) switch
    {
        0 or 1 => $"{Span()}.StartsWith({Needle()})",
        2 => $"{Span()}.EndsWith({Needle()})",
        3 => $"{Span()}.SequenceEqual({Needle()})",
        4 => $"({Span()}.IndexOf({Needle()}) {Pick(Comparisons)} {Next(4).ToString(CultureInfo.InvariantCulture)})",
        5 => $"{Span()}.Contains((byte)'{Pick(["a", "b", "c"])}')",
        _ => $"{Pick(Texts)}.IsEmpty",
    };

    private string Needle() => Next(3) == 0 ? Span() : Pick(Literals);

    private string SpanNumber(int depth) => Next(3) switch
    {
        0 => $"{Span()}.IndexOf({Number(depth - 1).As("byte").Text})",
        1 => $"{Span()}.IndexOf({Needle()})",
        _ => $"{Pick(Texts)}.Length",
    };
}
