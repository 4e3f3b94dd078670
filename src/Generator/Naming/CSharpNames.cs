// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace SharpBpf.Generator.Naming;

/// <summary>The one rule by which a C name becomes a C# name. docs/naming.md tells it to users; keep the two alike.</summary>
internal static class CSharpNames
{
    /// <summary><c>fd_message</c> → <c>FdMessage</c>, <c>FD_ACTION_SEND</c> → <c>FdActionSend</c>, <c>v4_6</c> → <c>V4_6</c>.</summary>
    public static string FromC(string name) => Join(Words(name), IsShouted(name), name);

    /// <summary>The same rule for what is left of an enum's constant when the prefix is taken away.</summary>
    public static string FromWords(IReadOnlyList<string> words, bool shouted, string whole) => Join(words, shouted, whole);

    /// <summary>
    /// The parts between underscores; leading, trailing and doubled underscores make no empty parts. A dot is in the name that clang gives to a
    /// variable of a function's own: <c>on_enter.count</c>.
    /// </summary>
    public static string[] Words(string name) => name.Split(['_', '.'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A name without a lower-case letter: its capitals say "constant", not where words begin.</summary>
    public static bool IsShouted(string name) => !name.Any(char.IsLower);

    private static string Join(IReadOnlyList<string> words, bool shouted, string whole)
    {
        StringBuilder result = new(whole.Length);
        foreach (string word in words)
        {
            // 1_2 and 12 must stay two names.
            if (result.Length != 0 && char.IsDigit(result[result.Length - 1]) && char.IsDigit(word[0]))
                result.Append('_');

            result.Append(char.ToUpperInvariant(word[0]));
            result.Append(shouted ? word.Substring(1).ToLowerInvariant() : word.Substring(1));
        }

        return MakeIdentifier(result.Length == 0 ? whole : result.ToString());
    }

    // C (as clang extends it) allows what C# does not: '$', and characters of other Unicode classes.
    private static string MakeIdentifier(string text)
    {
        if (SyntaxFacts.IsValidIdentifier(text))
            return text;

        StringBuilder result = new(text.Length + 8);
        foreach (char c in text)
        {
            if (result.Length == 0 && !SyntaxFacts.IsIdentifierStartCharacter(c))
                result.Append('_');

            if (SyntaxFacts.IsIdentifierPartCharacter(c))
                result.Append(c);
            else
                result.Append('_').Append(((int)c).ToString("X2", CultureInfo.InvariantCulture));
        }

        return result.Length == 0 ? "_" : result.ToString();
    }
}
