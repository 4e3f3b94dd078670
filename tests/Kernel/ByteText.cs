// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace Sofdsnoop.Kernel.Tests;

/// <summary>
/// File names and comms are bytes, not text. Here they are strings in which each char is one byte, so that they can be
/// compared and printed without losing any.
/// </summary>
internal static class ByteText
{
    public static string Of(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    public static string FromHex(string hex) => hex == "-" ? "" : Of(Convert.FromHexString(hex));

    public static string ToHex(string text) => text.Length == 0 ? "-" : Convert.ToHexStringLower(Bytes(text));

    /// <summary>The bytes of a string as a C# programmer writes it.</summary>
    public static string OfUtf8(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>For failure messages.</summary>
    public static string Printable(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c is >= ' ' and <= '~')
                shown.Append(c);
            else
                shown.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
        }
        return shown.ToString();
    }

    /// <summary>
    /// Undoes the tool's JSON escapes on the raw bytes between the quotes: <c>\udcXX</c> alone is the byte XX (the convention
    /// of Python's surrogateescape), everything else is UTF-8. Throws where a JSON reader would.
    /// </summary>
    public static string FromJson(ReadOnlySpan<byte> raw)
    {
        var bytes = new List<byte>(raw.Length);
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                bytes.Add(raw[i]);
                continue;
            }
            i++;
            if (raw[i] != 'u')
            {
                bytes.Add(Simple((char)raw[i]));
                continue;
            }
            int unit = Unit(raw.Slice(i + 1, 4));
            i += 4;
            if (unit is >= 0xdc80 and <= 0xdcff)
            {
                bytes.Add((byte)unit);
                continue;
            }
            if (unit is >= 0xd800 and <= 0xdbff)
            {
                int low = Unit(raw.Slice(i + 3, 4));
                unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                i += 6;
            }
            bytes.AddRange(Encoding.UTF8.GetBytes(new Rune(unit).ToString()));
        }
        return Of(bytes.ToArray());
    }

    /// <summary>Undoes the escapes of the tool's tables, which are those of <c>printf %b</c>.</summary>
    public static string FromTable(string text)
    {
        var bytes = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                bytes.Append(text[i]);
                continue;
            }
            i++;
            if (text[i] != 'x')
            {
                bytes.Append((char)Simple(text[i]));
                continue;
            }
            bytes.Append((char)byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            i += 2;
        }
        return bytes.ToString();
    }

    private static int Unit(ReadOnlySpan<byte> digits) =>
        int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static byte Simple(char escaped) => escaped switch
    {
        'n' => (byte)'\n',
        't' => (byte)'\t',
        'r' => (byte)'\r',
        'b' => (byte)'\b',
        'f' => (byte)'\f',
        '"' or '\\' or '/' => (byte)escaped,
        _ => throw new FormatException($"no JSON escape: \\{escaped}"),
    };
}
