// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Wcwidth;

namespace Sofdsnoop.Output;

/// <summary>
/// Fits text that has been written, escaped, into the columns that a terminal has for it. What is cut off is marked with an ellipsis.
/// </summary>
internal static class Fitting
{
    /// <summary>With less room than this a name is left whole: the line wraps.</summary>
    private const int LeastName = 12;

    private static ReadOnlySpan<byte> Ellipsis => "…"u8;

    /// <summary>The columns that text takes on a terminal: none for a mark or a colour, two for a wide character.</summary>
    public static int Columns(ReadOnlySpan<byte> text)
    {
        var columns = 0;
        while (!text.IsEmpty)
            columns += TakeOne(ref text);
        return columns;
    }

    /// <summary>Cuts a cell's end off where it is too long.</summary>
    /// <returns>The columns that are left.</returns>
    public static int FitCell(OutputBuffer output, int start, int width)
    {
        var text = output.Written[start..];
        var columns = Columns(text);
        if (columns <= width)
            return columns;
        var kept = 0;
        var rest = text;
        while (true)
        {
            var before = rest;
            var taken = TakeOne(ref rest);
            if (kept + taken > width - 1)
            {
                output.Replace(output.Length - before.Length, before.Length, Ellipsis);
                return kept + 1;
            }

            kept += taken;
        }
    }

    /// <summary>Cuts off a name's front, because files are told by their ends, so that the line it stands in fits the screen.</summary>
    public static void FitName(OutputBuffer output, Screen screen, int lineStart, int nameStart, int nameEnd)
    {
        if (screen.Columns == int.MaxValue)
            return;
        var line = output.Written[lineStart..];
        var name = line[(nameStart - lineStart)..(nameEnd - lineStart)];
        var columns = Columns(name);
        var room = screen.Columns - Columns(line[..(nameStart - lineStart)]) - Columns(line[(nameEnd - lineStart)..]);
        if (columns <= room || room < LeastName)
            return;
        var rest = name;
        while (columns > room - 1)
            columns -= TakeOne(ref rest);
        output.Replace(nameStart, name.Length - rest.Length, Ellipsis);
    }

    /// <summary>Takes the next thing that should not be divided: a character with its marks, an escape like \x1b, or a colour.</summary>
    private static int TakeOne(ref ReadOnlySpan<byte> text)
    {
        switch (text[0])
        {
            case 0x1b:
                text = text[Math.Max(text.IndexOf((byte)'m') + 1, 1)..];
                return 0;
            case (byte)'\\':
                var length = Math.Min(text.Length, text is [_, (byte)'x', ..] ? 4 : 2);
                text = text[length..];
                return length;
            case < 0x80 when text.Length < 2 || text[1] < 0x80:
                text = text[1..];
                return 1;
        }

        var columns = TakeRune(ref text);
        while (!text.IsEmpty && text[0] >= 0x80)
        {
            var rest = text;
            if (TakeRune(ref rest) != 0)
                break;
            text = rest;
        }

        return columns;
    }

    private static int TakeRune(ref ReadOnlySpan<byte> text)
    {
        Rune.DecodeFromUtf8(text, out var rune, out var length);
        text = text[length..];
        return Math.Max(UnicodeCalculator.GetWidth(rune), 0);
    }
}
