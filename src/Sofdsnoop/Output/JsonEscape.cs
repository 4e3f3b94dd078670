// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Text;

namespace Sofdsnoop.Output;

/// <summary>
/// Writes bytes as a JSON string from which they can be had back exactly. What is not UTF-8 becomes <c>\udcXX</c>, byte by byte,
/// as Python's surrogateescape does. Characters that a terminal should not get are escaped too: JSON is looked at as well.
/// </summary>
internal static class JsonEscape
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create(MakePlain());

    /// <summary>The string with its quotes.</summary>
    public static void Append(OutputBuffer output, ReadOnlySpan<byte> bytes)
    {
        output.Add((byte)'"');
        AppendContent(output, bytes);
        output.Add((byte)'"');
    }

    /// <summary>The string without quotes.</summary>
    public static void AppendContent(OutputBuffer output, ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            var plain = bytes.IndexOfAnyExcept(Plain);
            if (plain < 0)
            {
                output.Add(bytes);
                return;
            }

            output.Add(bytes[..plain]);
            bytes = bytes[plain..];
            AppendOne(output, ref bytes);
        }
    }

    private static void AppendOne(OutputBuffer output, ref ReadOnlySpan<byte> bytes)
    {
        var valid = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done;
        var raw = bytes[..length];
        bytes = bytes[length..];
        if (!valid)
        {
            foreach (var value in raw)
                AppendUnit(output, 0xDC00u + value);
        }
        else if (rune.IsAscii)
        {
            AppendAscii(output, (byte)rune.Value);
        }
        else if (Printable.Is(rune))
        {
            output.Add(raw);
        }
        else
        {
            Span<char> units = stackalloc char[2];
            foreach (var unit in units[..rune.EncodeToUtf16(units)])
                AppendUnit(output, unit);
        }
    }

    private static void AppendAscii(OutputBuffer output, byte value)
    {
        var letter = value switch
        {
            (byte)'"' => (byte)'"',
            (byte)'\\' => (byte)'\\',
            (byte)'\b' => (byte)'b',
            (byte)'\f' => (byte)'f',
            (byte)'\n' => (byte)'n',
            (byte)'\r' => (byte)'r',
            (byte)'\t' => (byte)'t',
            _ => (byte)0,
        };
        if (letter == 0)
        {
            AppendUnit(output, value);
            return;
        }

        output.Add((byte)'\\');
        output.Add(letter);
    }

    private static void AppendUnit(OutputBuffer output, uint unit)
    {
        output.Add("\\u"u8);
        for (var shift = 12; shift >= 0; shift -= 4)
            output.Add("0123456789abcdef"u8[(int)(unit >> shift) & 15]);
    }

    private static byte[] MakePlain() =>
        [.. Enumerable.Range(' ', 0x7F - ' ').Where(c => c is not ('\\' or '"')).Select(c => (byte)c)];
}
