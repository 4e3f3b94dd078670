// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;

namespace Sofdsnoop.Output;

/// <summary>
/// Writes names of others into the tables. Printable characters stay as they are, except the backslash, which becomes
/// <c>\\</c>; newline, tab and carriage return become <c>\n</c>, <c>\t</c>, <c>\r</c>; every other byte, of an unprintable
/// character or of something that is not UTF-8, becomes <c>\xNN</c>, and so do marks without a character below them, or with too many
/// others. So a line is one line, nothing reaches the terminal but
/// text, and the name's bytes can be had back (<c>printf %b</c> does).
/// </summary>
internal static class TextEscape
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create(MakePlain());

    /// <summary>The wide table's arrow. A line can only be read in one way if nobody else can write one.</summary>
    public static Rune Arrow { get; } = new('←');

    /// <summary>Marks upon one character: some languages need three. More would reach into the lines around.</summary>
    private const int MostMarks = 4;

    /// <param name="output">Where to.</param>
    /// <param name="bytes">The name.</param>
    /// <param name="reserved">A character that is escaped, too.</param>
    /// <returns>The columns taken: characters, as <c>%-16s</c> counts them.</returns>
    public static int Append(OutputBuffer output, ReadOnlySpan<byte> bytes, Rune reserved = default)
    {
        var columns = 0;
        var marks = MostMarks;
        while (true)
        {
            var plain = bytes.IndexOfAnyExcept(Plain);
            if (plain < 0)
            {
                output.Add(bytes);
                return columns + bytes.Length;
            }

            output.Add(bytes[..plain]);
            bytes = bytes[plain..];
            if (plain != 0)
                marks = 0;
            columns += plain + AppendOne(output, ref bytes, reserved, ref marks);
        }
    }

    private static int AppendOne(OutputBuffer output, ref ReadOnlySpan<byte> bytes, Rune reserved, ref int marks)
    {
        var valid = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done;
        var raw = bytes[..length];
        bytes = bytes[length..];
        marks = valid && Printable.IsMark(rune) ? marks + 1 : 0;
        if (valid && rune.Value != '\\' && rune != reserved && Printable.Is(rune) && marks <= MostMarks)
        {
            output.Add(raw);
            return 1;
        }

        var before = output.Length;
        foreach (var value in raw)
            AppendEscape(output, value);
        return output.Length - before;
    }

    private static void AppendEscape(OutputBuffer output, byte value)
    {
        output.Add((byte)'\\');
        switch (value)
        {
            case (byte)'\\':
                output.Add((byte)'\\');
                break;
            case (byte)'\n':
                output.Add((byte)'n');
                break;
            case (byte)'\t':
                output.Add((byte)'t');
                break;
            case (byte)'\r':
                output.Add((byte)'r');
                break;
            default:
                output.Add((byte)'x');
                output.Add("0123456789abcdef"u8[value >> 4]);
                output.Add("0123456789abcdef"u8[value & 15]);
                break;
        }
    }

    private static byte[] MakePlain() => [.. Enumerable.Range(' ', 0x7F - ' ').Where(c => c != '\\').Select(c => (byte)c)];
}
