// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace SharpBpf.Analyzers.Tests;

/// <summary>C# with marks around what is to be reported: <c>{|SBPF0050:bpf.Attach()|}</c>.</summary>
internal sealed record Source(string Text, IReadOnlyList<(string Id, TextSpan Span)> Marks)
{
    public static Source Parse(string marked)
    {
        StringBuilder text = new();
        List<(string, TextSpan)> marks = [];
        Stack<(string Id, int Start)> open = new();
        for (int i = 0; i < marked.Length; i++)
        {
            if (marked.AsSpan(i).StartsWith("{|"))
            {
                int colon = marked.IndexOf(':', i);
                open.Push((marked[(i + 2)..colon], text.Length));
                i = colon;
            }
            else if (marked.AsSpan(i).StartsWith("|}"))
            {
                (string id, int start) = open.Pop();
                marks.Add((id, TextSpan.FromBounds(start, text.Length)));
                i++;
            }
            else
            {
                text.Append(marked[i]);
            }
        }

        Assert.Empty(open);
        return new Source(text.ToString(), marks);
    }
}
