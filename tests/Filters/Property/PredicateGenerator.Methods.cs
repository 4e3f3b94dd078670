// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace SharpBpf.Filters.Tests.Property;

/// <content>Whole methods.</content>
internal sealed partial class PredicateGenerator
{
    private const string Parameters = "in Input input, int a, ulong b, byte c, Level level, bool flag, in PropertyBpf.KnobValues knobs";

    private int _names;

    /// <summary>A C# file with <paramref name="count"/> filters and the code that calls them.</summary>
    public (string Source, IReadOnlyList<string> Predicates) Write(int count)
    {
        List<string> predicates = [];
        for (int i = 0; i < count; i++)
            predicates.Add($"    [BpfFilter(\"filter{i}\")]\n    public static bool Filter{i}({Parameters})\n{Body()}");

        StringBuilder text = new("using System;\nusing SharpBpf;\nnamespace Property;\n\n");
        text.Append("[BpfObject(\"case.bpf.c\")]\npublic sealed partial class PropertyBpf;\n\n");
        text.Append("[BpfStruct(\"inner\")]\npublic partial struct Inner\n{\n    public readonly bool IsWide => X > 100 && Y != 0 || Z < X;\n");
        text.Append("    [System.Diagnostics.CodeAnalysis.UnscopedRef]\n    public readonly ReadOnlySpan<byte> Label => Tag.Text;\n}\n\npublic static class Filters\n{\n");
        text.AppendJoin('\n', predicates);
        text.Append("\n    private static long Helper0(in Input input, int n, in PropertyBpf.KnobValues knobs) => unchecked(input.Sl * n + knobs.KnobUi);\n");
        text.Append("    private static long Helper1(in Input input, int n, in PropertyBpf.KnobValues knobs)\n    {\n        long sum = n;\n        for (int i = 0; i < 8; i++)\n        {\n");
        text.Append("            if (input.Bytes[i] == 255)\n                break;\n            sum = unchecked(sum + input.Bytes[i] + input.Pair[i & 1].X);\n        }\n        return sum;\n    }\n");
        text.Append("    private static long Helper2(in Input input, int n, in PropertyBpf.KnobValues knobs) => n > 3 ? Sign(in knobs.KnobInner) : Sign(in input.Inner);\n");
        text.Append("    private static int Sign(in Inner inner) => inner.Z < 0 ? -1 : inner.Z == 0 ? 0 : 1;\n");
        Runner(text, count);
        return (text.Append("}\n").ToString(), predicates);
    }

    private static void Runner(StringBuilder text, int count)
    {
        text.Append("    public static void RunAll(ReadOnlySpan<byte> bytes, in PropertyBpf.KnobValues knobs, byte[][] answers)\n    {\n");
        text.Append("        ReadOnlySpan<Input> inputs = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Input>(bytes);\n        for (int i = 0; i < inputs.Length; i++)\n        {\n");
        text.Append("            ref readonly Input input = ref inputs[i];\n");
        for (int i = 0; i < count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"            answers[{i}][i] = Filter{i}(in input, input.ArgumentSi, input.ArgumentUl, input.ArgumentUb, input.Level, input.Other, in knobs) ? (byte)2 : (byte)1;\n");
        }

        text.Append("        }\n    }\n\n    public static void Run(byte[] inputs, byte[] knobs, byte[][] answers)\n");
        text.Append("        => RunAll(inputs, System.Runtime.InteropServices.MemoryMarshal.AsRef<PropertyBpf.KnobValues>(knobs), answers);\n");
    }

    private string Body()
    {
        _variables.Clear();
        if (IsShallow)
            return $"        => unchecked({Shallow()});\n";

        if (Next(2) == 0)
            return $"        => unchecked({Bool(4)});\n";

        StringBuilder text = new("    {\n        unchecked\n        {\n");
        List<Expression> locals = [];
        int count = 1 + Next(3);
        for (int i = 0; i < count; i++)
        {
            Expression local = new("x" + (_names++).ToString(CultureInfo.InvariantCulture), Integer());
            text.Append(CultureInfo.InvariantCulture, $"            {local.Type} {local.Text} = {Number(2).As(local.Type).Text};\n");
            locals.Add(local);
            _variables.Add(local);
        }

        int statements = 1 + Next(4);
        for (int i = 0; i < statements; i++)
            Statement(text, locals, 12, 2);

        return text.Append(CultureInfo.InvariantCulture, $"            return {Bool(3)};\n        }}\n    }}\n").ToString();
    }

    private void Statement(StringBuilder text, List<Expression> locals, int indent, int depth)
    {
        string blanks = new(' ', indent);
        Expression target = Pick(locals);
        switch (Next(depth > 0 ? 8 : 4))
        {
            case 0:
                text.Append(CultureInfo.InvariantCulture, $"{blanks}{target.Text} = {Number(2).As(target.Type).Text};\n");
                break;
            case 1:
                text.Append(CultureInfo.InvariantCulture, $"{blanks}{target.Text} {Pick(Arithmetic)}= {Number(2).As(target.Type).Text};\n");
                break;
            case 2:
                text.Append(CultureInfo.InvariantCulture, $"{blanks}{target.Text} {Pick(Shifts)}= {Number(2).As("int").Text};\n");
                break;
            case 3:
                text.Append(CultureInfo.InvariantCulture, $"{blanks}{target.Text}{Pick(["++", "--"])};\n");
                break;
            case 4 or 5:
                text.Append(CultureInfo.InvariantCulture, $"{blanks}if ({Bool(2)})\n{blanks}{{\n");
                Statement(text, locals, indent + 4, depth - 1);
                if (Next(3) == 0)
                    text.Append(CultureInfo.InvariantCulture, $"{blanks}    return {Bool(1)};\n");

                text.Append(blanks).Append("}\n");
                if (Next(2) == 0)
                {
                    text.Append(blanks).Append("else\n").Append(blanks).Append("{\n");
                    Statement(text, locals, indent + 4, depth - 1);
                    text.Append(blanks).Append("}\n");
                }

                break;
            default:
                Loop(text, locals, indent, depth);
                break;
        }
    }

    private void Loop(StringBuilder text, List<Expression> locals, int indent, int depth)
    {
        string blanks = new(' ', indent);
        string name = "i" + (_names++).ToString(CultureInfo.InvariantCulture);
        string type = Integer();
        string head = Next(4) switch
        {
            0 => $"{type} {name} = 0; {name} < 5; {name}++",
            1 => $"{type} {name} = 6; {name} > 1; {name} -= 2",
            2 => $"{type} {name} = 1; {name} <= 4 && {Bool(1)}; {name}++",
            _ => $"int {name} = (byte){Number(1).Text} & 3; {name} < Math.Min((int)input.Low, 6); {name}++",
        };
        Expression counter = new(name, head.StartsWith("int ", StringComparison.Ordinal) ? "int" : type);
        text.Append(CultureInfo.InvariantCulture, $"{blanks}for ({head})\n{blanks}{{\n");
        _variables.Add(counter);
        _variables.Add(new Expression($"input.Bytes[(int){name}]", "byte"));
        if (Next(3) == 0)
            text.Append(CultureInfo.InvariantCulture, $"{blanks}    if ({Bool(1)})\n{blanks}        {Pick(["break", "continue"])};\n");

        Statement(text, locals, indent + 4, depth - 1);
        _variables.RemoveRange(_variables.Count - 2, 2);
        text.Append(blanks).Append("}\n");
    }
}
