// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Generator.Naming;

/// <summary>Names of an enum's constants, without the prefix that C needs because it has no scopes.</summary>
internal static class EnumNames
{
    /// <summary>One C# name for each value, in the same order, all different.</summary>
    public static string[] Of(Definition definition)
    {
        string[][] words = [.. definition.Values.Select(v => CSharpNames.Words(v.Name))];
        int prefix = PrefixLength(definition.Name, words);
        NameScope scope = new();
        string[] names = new string[words.Length];
        for (int i = 0; i < names.Length; i++)
        {
            string whole = definition.Values[i].Name;
            IReadOnlyList<string> rest = new ArraySegment<string>(words[i], prefix, words[i].Length - prefix);
            names[i] = scope.Claim(CSharpNames.FromWords(rest, CSharpNames.IsShouted(whole), whole), "Value");
        }

        return names;
    }

    private static int PrefixLength(string enumName, string[][] words)
    {
        if (words.Length == 0)
            return 0;

        // With a single constant there is nothing to compare, except the enum's own name.
        string[] model = words.Length > 1 ? words[0] : CSharpNames.Words(enumName);
        int length = words.Min(w => w.Length) - 1;
        for (int i = 0; i < length; i++)
        {
            if (i >= model.Length || words.Any(w => !w[i].Equals(model[i], StringComparison.OrdinalIgnoreCase)))
                length = i;
        }

        // What remains must be able to start a name.
        while (length > 0 && words.Any(w => !char.IsLetter(w[length][0])))
            length--;

        return Math.Max(length, 0);
    }
}
