// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Sofdsnoop.CommandLine;

/// <summary>
/// What -n asks for: a regular expression that the thread's or the process's name must match anywhere. A plain word is looked
/// for by the kernel side; everything else is matched here, without backtracking, so that no pattern can hold the tool up.
/// </summary>
internal sealed class NameFilter
{
    /// <summary>A name has 16 bytes and ends with a NUL.</summary>
    private const int LongestName = 15;

    private static readonly SearchValues<char> Special = SearchValues.Create("\\*+?|{[()^$.");

    private readonly Regex? _regex;

    private NameFilter(ReadOnlyMemory<byte> word, Regex? regex)
    {
        KernelWord = word;
        _regex = regex;
    }

    /// <summary>Lets every name through.</summary>
    public static NameFilter Any { get; } = new(ReadOnlyMemory<byte>.Empty, null);

    /// <summary>The bytes that the kernel side looks for; empty when the match is made here.</summary>
    public ReadOnlyMemory<byte> KernelWord { get; }

    /// <summary>Whether nothing is left to be matched here: the kernel side has done it, or there is nothing to match.</summary>
    public bool IsForKernel => _regex == null;

    /// <summary>Lets names through that have this in them; at most fifteen bytes.</summary>
    public static NameFilter ForWord(string word) => new(Encoding.UTF8.GetBytes(word), null);

    public static bool TryParse(string pattern, out NameFilter filter, [NotNullWhen(false)] out string? error)
    {
        filter = Any;
        error = null;
        // as with the original, an empty name asks for nothing
        if (pattern.Length == 0)
            return true;
        if (pattern.AsSpan().IndexOfAny(Special) < 0 && Encoding.UTF8.GetByteCount(pattern) <= LongestName)
        {
            filter = ForWord(pattern);
            return true;
        }

        try
        {
            var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
            filter = new NameFilter(ReadOnlyMemory<byte>.Empty, new Regex(pattern, options));
            return true;
        }
        catch (RegexParseException e)
        {
            error = $"--name {Quoted.Text(pattern)} is not a regular expression: {Reason(e)}";
        }
        catch (NotSupportedException)
        {
            error = $"--name {Quoted.Text(pattern)} cannot be matched in bounded time: "
                + "use no look-around, back-references, atomic groups or huge repeats";
        }

        return false;
    }

    /// <summary>True when the kernel side has matched already.</summary>
    public bool Matches(ReadOnlySpan<byte> threadName, ReadOnlySpan<byte> processName) =>
        _regex == null || IsMatch(_regex, threadName) || IsMatch(_regex, processName);

    /// <summary>The whole match, for names that the kernel side has not looked at.</summary>
    public bool MatchesUnseen(ReadOnlySpan<byte> threadName, ReadOnlySpan<byte> processName) =>
        KernelWord.IsEmpty
            ? Matches(threadName, processName)
            : threadName.IndexOf(KernelWord.Span) >= 0 || processName.IndexOf(KernelWord.Span) >= 0;

    /// <summary>Names are bytes. They are read as UTF-8; a byte that is not becomes U+DC80 to U+DCFF, as in the JSON output.</summary>
    internal static int Decode(ReadOnlySpan<byte> name, Span<char> text)
    {
        var length = 0;
        while (!name.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(name, out var rune, out var used) == OperationStatus.Done)
            {
                length += rune.EncodeToUtf16(text[length..]);
            }
            else
            {
                foreach (var value in name[..used])
                    text[length++] = (char)(0xDC00 + value);
            }

            name = name[used..];
        }

        return length;
    }

    private static bool IsMatch(Regex regex, ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[LongestName + 1];
        name = name[..Math.Min(name.Length, text.Length)];
        return regex.IsMatch(text[..Decode(name, text)]);
    }

    /// <summary>The parser's message without the pattern that it repeats.</summary>
    private static string Reason(RegexParseException e)
    {
        var position = $"at offset {e.Offset}. ";
        var start = e.Message.IndexOf(position, StringComparison.Ordinal);
        var reason = start < 0 ? e.Message : e.Message[(start + position.Length)..];
        return $"{Quoted.Plain(reason.TrimEnd('.'))} (at character {e.Offset})";
    }
}
