// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace SharpBpf.Filters.Tests.Property;

/// <summary>A fault that the translator could have, put into what it wrote.</summary>
/// <param name="Name">What a translator with this fault does.</param>
/// <param name="Change">Changes the code of the predicates, wherever the fault would be seen.</param>
internal sealed record Mutant(string Name, Func<string, string> Change)
{
    private const string Signed32 = "(__s32)", Unsigned32 = "(__u32)", Unsigned64 = "(__u64)", Signed64 = "(__s64)";

    /// <summary>What goes wrong where C and C# differ, and what goes wrong by a slip.</summary>
    public static IReadOnlyList<Mutant> All { get; } =
    [
        Between("shifts a signed number right as if it had no sign", " >> ", (a, b) => $"{(Is32(b) ? Unsigned32 : Unsigned64)}({a}) >> {b}"),
        Between("shifts an unsigned number right as if it had a sign", " >> ", (a, b) => $"{(Is32(b) ? Signed32 : Signed64)}({a}) >> {b}"),
        Between("lets a shift of 32 or more give 0", " << ", (a, b) => $"{Count(b)} > {(Is32(b) ? 31 : 63)}u ? 0 : {a} << {b}"),
        Between("compares signed numbers as if they had no sign", " < ", (a, b) => $"{Unsigned64}({a}) < {Unsigned64}({b})"),
        Between("compares unsigned numbers as if they had a sign", " > ", (a, b) => $"{Signed64}({a}) > {Signed64}({b})"),
        Between("takes <= for <", " < ", (a, b) => $"{a} <= {b}"),
        Between("computes with numbers that do not wrap around", Signed32, (a, b) => a.Length == 0 ? InWide(b) : null),
        Between("subtracts the wrong way round", " - ", (a, b) => a.StartsWith("(__u", StringComparison.Ordinal) ? $"{b} - {a}" : null),
        Between("multiplies by the lower half of a number only", " * ", (a, b) => $"({a} & 0xffff) * {b}"),
        Between("evaluates only the left side of &&", " && ", (a, b) => $"{a} && ({b} || 1)"),
        Between("takes && for ||", " || ", (a, b) => $"{a} && {b}"),
        Between("takes && for &", " & ", (a, b) => b is "31" or "63" ? null : $"{a} && {b}"),
        Between("takes ^ for |", " | ", (a, b) => $"{a} ^ {b}"),
        Between("takes | for ^", " ^ ", (a, b) => $"{a} | {b}"),
        Between("swaps the sides of ?:", " ? ", (a, b) => Split(b, " : ") is var (yes, no) ? $"{a} ? {no} : {yes}" : null),
        Between("forgets a !", "!", (a, b) => a.Length == 0 ? b : null),
        Between("forgets a ~", "~", (a, b) => a.Length == 0 ? b : null),
        Between("forgets a minus", "0 - ", (a, b) => a.Length == 0 ? b : null),
        Instead("narrows to 16 bits where 8 are meant", "(__u8)", "(__u16)"),
        Instead("extends a signed byte by zeros", "(__s8)", "(__u8)"),
        Instead("extends a signed number by zeros", Signed64, Signed64 + Unsigned32),
        Instead("divides as if there were no signs", "sharpbpf_divide_s", "mutant_divide_s"),
        Instead("gives a remainder the divisor's sign", "sharpbpf_remainder_s", "mutant_remainder_s"),
        Instead("takes StartsWith for EndsWith", "sharpbpf_ends_with", "sharpbpf_starts_with"),
        Instead("takes EndsWith for StartsWith", "sharpbpf_starts_with", "sharpbpf_ends_with"),
        Instead("sees no end of a text", "sharpbpf_text_length", "mutant_text_length"),
    ];

    private const string Helpers = """
        #define mutant_divide_s32(a, b) ((__s32)((__u32)(a) / (__u32)(b)))
        #define mutant_divide_s64(a, b) ((__s64)((__u64)(a) / (__u64)(b)))
        #define mutant_floored(r, b) ((r) && ((r) < 0) != ((b) < 0) ? (r) + (b) : (r))
        #define mutant_remainder_s32(a, b) ({ __s32 mutant_b = (b), mutant_r = sharpbpf_remainder_s32(a, mutant_b); mutant_floored(mutant_r, mutant_b); })
        #define mutant_remainder_s64(a, b) ({ __s64 mutant_b = (b), mutant_r = sharpbpf_remainder_s64(a, mutant_b); mutant_floored(mutant_r, mutant_b); })
        #define mutant_text_length(bytes, capacity) ((__u32)(capacity))

        """;

    /// <summary>The code with the fault in it, everywhere; unchanged when there is no place for it.</summary>
    /// <param name="c">A file that includes a template and has the predicates below it.</param>
    public string Apply(string c)
    {
        const string Mark = "#pragma clang diagnostic ignored \"-Weverything\"\n";
        int start = c.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        string code = c[start..];
        string changed = Change(code);
        return changed == code ? c : c[..start] + Helpers + changed;
    }

    public override string ToString() => Name;

    private static Mutant Instead(string name, string before, string after) => new(name, c => c.Replace(before, after, StringComparison.Ordinal));

    /// <summary>Where an operator is; the translator puts it and its operands into parentheses of their own.</summary>
    /// <param name="name">The fault.</param>
    /// <param name="operation">The operator, with the blanks around it.</param>
    /// <param name="change">Takes what stands left and right of it; null leaves it as it is.</param>
    private static Mutant Between(string name, string operation, Func<string, string, string?> change) => new(name, c =>
    {
        int at = 0;
        string changed = Group(c, ref at, operation, change, isWhole: true);
        return at == c.Length ? changed : throw new InvalidOperationException("a parenthesis is closed that was not opened");
    });

    // What stands between two parentheses, or in the whole file; statements have no operators of their own.
    private static string Group(string c, ref int at, string operation, Func<string, string, string?> change, bool isWhole = false)
    {
        StringBuilder left = new();
        StringBuilder? right = null;
        StringBuilder current = left;
        while (at < c.Length && c[at] != ')')
        {
            // An operator may begin with a parenthesis itself, as a cast does.
            if (right is null && !isWhole && string.CompareOrdinal(c, at, operation, 0, operation.Length) == 0)
            {
                at += operation.Length;
                current = right = new StringBuilder();
            }
            else if (c[at] == '(')
            {
                at++;
                current.Append('(').Append(Group(c, ref at, operation, change)).Append(')');
                at++;
            }
            else
            {
                current.Append(c[at++]);
            }
        }

        if (right is null)
            return left.ToString();

        // The head of a loop, or an expression that has statements in it.
        bool isStatement = left.ToString().Contains(';', StringComparison.Ordinal) || right.ToString().Contains(';', StringComparison.Ordinal);
        return (isStatement ? null : change(left.ToString(), right.ToString())) ?? $"{left}{operation}{right}";
    }

    private static bool Is32(string count) => count.EndsWith("& 31)", StringComparison.Ordinal);

    // A count without its mask.
    private static string Count(string count) => $"{Unsigned32}({count[1..count.LastIndexOf(" & ", StringComparison.Ordinal)]})";

    // An int's sum is computed unsigned and brought back: here in 64 bits instead, and left there.
    private static string? InWide(string result)
    {
        foreach (string operation in new[] { " + ", " - ", " * " })
        {
            if (result[0] == '(' && Split(result[1..^1], operation) is var (a, b) && IsUnsigned(a) && IsUnsigned(b))
                return $"{Signed64}({Signed64}{Signed32}{a[Unsigned32.Length..]}{operation}{Signed32}{b[Unsigned32.Length..]})";
        }

        return null;
    }

    private static bool IsUnsigned(string operand) => operand.StartsWith(Unsigned32, StringComparison.Ordinal);

    // At the first that is in no parentheses of its own.
    private static (string Left, string Right)? Split(string text, string at)
    {
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0 && string.CompareOrdinal(text, i, at, 0, at.Length) == 0)
                return (text[..i], text[(i + at.Length)..]);
        }

        return null;
    }
}
