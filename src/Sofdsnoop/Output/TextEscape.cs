// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;

namespace Sofdsnoop.Output;

/// <summary>
/// Writes names of others into the tables. Printable characters stay as they are, except the backslash, which becomes
/// <c>\\</c>; newline, tab and carriage return become <c>\n</c>, <c>\t</c>, <c>\r</c>; every other byte, of an unprintable
/// character or of something that is not UTF-8, becomes <c>\xNN</c>. So a line is one line, nothing reaches the terminal but
/// text, and the name's bytes can be had back (<c>printf %b</c> does).
/// </summary>
internal static class TextEscape
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create(MakePlain());

    /// <returns>The columns taken: characters, as <c>%-16s</c> counts them.</returns>
    public static int Append(OutputBuffer output, ReadOnlySpan<byte> bytes)
    {
        var columns = 0;
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
            columns += plain + AppendOne(output, ref bytes);
        }
    }

    private static int AppendOne(OutputBuffer output, ref ReadOnlySpan<byte> bytes)
    {
        var valid = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done;
        var raw = bytes[..length];
        bytes = bytes[length..];
        if (valid && rune.Value != '\\' && Printable.Is(rune))
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
