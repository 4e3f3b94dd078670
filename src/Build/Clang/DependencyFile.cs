// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace SharpBpf.Build.Clang;

/// <summary>The make rule that clang's -MD writes.</summary>
internal static class DependencyFile
{
    /// <summary>The prerequisites of the rule in <paramref name="text"/>, unescaped.</summary>
    public static List<string> Parse(string text)
    {
        List<string> files = [];
        StringBuilder file = new();
        int colon = text.IndexOf(": ", StringComparison.Ordinal);
        for (int i = colon < 0 ? text.Length : colon + 2; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : '\n';
            char next = i + 1 < text.Length ? text[i + 1] : '\0';
            if (c == '\\' && next is ' ' or '#')
            {
                file.Append(next);
                i++;
            }
            else if (c == '$' && next == '$')
            {
                file.Append('$');
                i++;
            }
            else if (c is ' ' or '\n' or '\r' || (c == '\\' && next is '\n' or '\r'))
            {
                if (file.Length != 0)
                    files.Add(file.ToString());

                file.Clear();
            }
            else
            {
                file.Append(c);
            }
        }

        return files;
    }
}
