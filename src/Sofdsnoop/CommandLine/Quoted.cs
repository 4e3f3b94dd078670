// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Sofdsnoop.Output;

namespace Sofdsnoop.CommandLine;

/// <summary>Makes words of others fit for an error message: on one line, in quotes, not too long, nothing a terminal obeys.</summary>
internal static class Quoted
{
    private const int LongestText = 100;

    public static string Text(string text) => $"'{Plain(text)}'";

    /// <summary>Without the quotes.</summary>
    public static string Plain(string text)
    {
        var output = new OutputBuffer(256);
        TextEscape.Append(output, Encoding.UTF8.GetBytes(text.Length > LongestText ? text[..LongestText] + "..." : text));
        return Encoding.UTF8.GetString(output.Written);
    }
}
