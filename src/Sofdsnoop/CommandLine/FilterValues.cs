// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Sofdsnoop.Interop;

namespace Sofdsnoop.CommandLine;

/// <summary>Reads the values of the filters: each gives a value, or an error that says what would be right.</summary>
internal static class FilterValues
{
    // struct sockaddr_un: sun_path has 108 bytes, and a path may do without its NUL
    private const int LongestSocketName = 108;

    /// <summary>A user's number, or the name of one that this system knows.</summary>
    public static bool TryUid(string text, out uint? value, [NotNullWhen(false)] out string? error)
    {
        // the last number stands for "no user"
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number != uint.MaxValue)
            value = number;
        else
            value = text.Length != 0 && !char.IsAsciiDigit(text[0]) ? UserNames.Find(text) : null;
        return Check(value != null, $"--uid needs a user's number or name, not {Quoted.Text(text)}", out error);
    }

    /// <summary>A directory of the cgroup v2 tree: its path, or what comes behind the tree's root.</summary>
    public static bool TryCgroup(string text, out string value, [NotNullWhen(false)] out string? error)
    {
        value = CgroupTree.Resolve(text) ?? "";
        return Check(
            value.Length != 0,
            $"--cgroup needs a directory of the cgroup v2 tree, as its path or from the tree's root, not {Quoted.Text(text)}",
            out error);
    }

    public static bool TryKind(string text, out KindFilter? value, [NotNullWhen(false)] out string? error)
    {
        value = KindFilter.Find(text);
        return Check(value != null, $"--kind can be {string.Join(", ", KindFilter.Words)}, not {Quoted.Text(text)}", out error);
    }

    /// <summary>A bound name, written as the tables write it: a path, or @ and an abstract name; \xNN, \n, \t, \r, \\ for what they cannot show.</summary>
    public static bool TrySocket(string text, out byte[]? value, [NotNullWhen(false)] out string? error)
    {
        value = Unescape(text);
        if (value is [(byte)'@', ..] && text[0] == '@')
            value[0] = 0;
        var isName = value is { Length: > 0 and <= LongestSocketName } and not [0];
        return Check(
            isName,
            $"--socket needs the path of a unix socket, or @ and an abstract name, of at most {LongestSocketName} bytes, not {Quoted.Text(text)}",
            out error);
    }

    public static bool TryBuffer(string text, out BufferKind value, [NotNullWhen(false)] out string? error)
    {
        value = text == "perf" ? BufferKind.Perf : BufferKind.Ring;
        return Check(text is "ring" or "perf", $"--buffer can be ring or perf, not {Quoted.Text(text)}", out error);
    }

    private static byte[]? Unescape(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var value = (int)bytes[i];
            if (value == '\\' && (value = Escaped(bytes, ref i)) < 0)
                return null;
            bytes[length++] = (byte)value;
        }

        return bytes[..length];
    }

    /// <summary>What the escape at <paramref name="at"/> stands for; negative when it is none. Moves to its last character.</summary>
    private static int Escaped(byte[] bytes, ref int at)
    {
        var letter = at + 1 < bytes.Length ? bytes[++at] : 0;
        switch (letter)
        {
            case '\\':
                return '\\';
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            case 'x' when at + 2 < bytes.Length && byte.TryParse(
                bytes.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value):
                at += 2;
                return value;
            default:
                return -1;
        }
    }

    private static bool Check(bool isRight, string otherwise, [NotNullWhen(false)] out string? error)
    {
        error = isRight ? null : otherwise;
        return isRight;
    }
}
