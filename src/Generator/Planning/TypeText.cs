// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace SharpBpf.Generator.Planning;

/// <summary>
/// Types as text. A type that is yet to be generated has no full name in the user's code when the generator looks at it: it is there as
/// it was written.
/// </summary>
internal static class TypeText
{
    private const string Global = "global::";

    /// <summary>Whether <paramref name="declared"/> can be <paramref name="full"/>, in which each name begins with <c>global::</c>.</summary>
    public static bool Matches(string declared, string full)
    {
        string[] ours = Names(declared);
        string[] theirs = Names(full);
        return ours.Length == theirs.Length && ours.Zip(theirs, IsName).All(same => same);
    }

    /// <summary>For messages: without namespaces.</summary>
    public static string Short(string text)
    {
        StringBuilder result = new();
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (char.IsLetterOrDigit(text[i]) || text[i] is '_' or '@' or '.' or ':'))
                continue;

            string name = text.Substring(start, i - start);
            result.Append(name.Substring(Math.Max(name.LastIndexOf('.'), name.LastIndexOf(':')) + 1));
            if (i < text.Length)
                result.Append(text[i]);

            start = i + 1;
        }

        return result.ToString();
    }

    // The names and the punctuation between them, in order.
    private static string[] Names(string type)
        => [.. type.Replace(" ", "").Replace("<", " < ").Replace(">", " > ").Replace(",", " , ").Replace("?", " ?").Split([' '], StringSplitOptions.RemoveEmptyEntries)];

    private static bool IsName(string declared, string full)
        => declared == full
            || (!declared.StartsWith(Global, StringComparison.Ordinal)
                && (full == Global + declared || full.EndsWith("." + declared, StringComparison.Ordinal)));
}
