// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Tests.Support;

namespace Sofdsnoop.Tests;

public sealed class NameFilterTests
{
    [Theory]
    [InlineData("web")]
    [InlineData("Web Content")]
    [InlineData("fifteen-letters")]
    [InlineData("a-b_c,d/e:f]g}#")]
    [InlineData("größe")]
    public void A_plain_word_is_looked_for_by_the_kernel_side(string word)
    {
        Assert.True(NameFilter.TryParse(word, out var filter, out _));
        Assert.Equal(word, Encoding.UTF8.GetString(filter.KernelWord.Span));
        Assert.True(filter.Matches("other"u8, "other"u8));
    }

    [Theory]
    [InlineData("^Web", "Web Content", "firefox", true)]
    [InlineData("fox$", "Web Content", "firefox", true)]
    [InlineData("^fox", "Web Content", "firefox", false)]
    [InlineData("web", "x", "x", true)]
    [InlineData("WEB|nginx", "web", "x", false)]
    [InlineData("(?i)WEB", "web", "x", true)]
    [InlineData("Web.Content", "Web Content", "x", true)]
    [InlineData("sixteen-letters-", "x", "x", false)]
    [InlineData("^größe$", "größe", "x", true)]
    [InlineData("^.{5}$", "größe", "x", true)]
    [InlineData("", "anything", "x", true)]
    public void A_regular_expression_is_matched_against_both_names(string pattern, string thread, string process, bool matches)
    {
        Assert.True(NameFilter.TryParse(pattern, out var filter, out _));
        Assert.Equal(matches, filter.Matches(Encoding.UTF8.GetBytes(thread), Encoding.UTF8.GetBytes(process)));
    }

    [Fact]
    public void Names_that_are_not_UTF8_are_matched_by_surrogates()
    {
        Assert.True(NameFilter.TryParse(@"^a\uDCFFb.$", out var filter, out _));
        Assert.True(filter.Matches([0x61, 0xff, 0x62, 0x80], []));
        Assert.False(filter.Matches([0x61, 0xfe, 0x62, 0x80], []));
    }

    [Fact]
    public void Decoding_is_Pythons_surrogateescape()
    {
        byte[] name = [0x41, 0xe2, 0x82, 0xac, 0xff, 0xe2, 0x82, 0xf0, 0x9f, 0x98, 0x80, 0xed, 0xa0, 0x80];
        const string Script = """
            import sys
            text = sys.stdin.buffer.read().decode('utf-8', 'surrogateescape')
            print(text.encode('utf-16-le', 'surrogatepass').hex())
            """;
        Span<char> text = stackalloc char[name.Length];
        var length = NameFilter.Decode(name, text);
        var expected = Encoding.ASCII.GetString(Python.Run(Script, name)).TrimEnd();
        Assert.Equal(expected, Convert.ToHexStringLower(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text[..length])));
    }

    [Theory]
    [InlineData("[", "is not a regular expression: Unterminated [] set")]
    [InlineData("a(b", "is not a regular expression: Not enough )'s")]
    [InlineData("*", "is not a regular expression: Quantifier")]
    [InlineData(@"(a)\1", "cannot be matched in bounded time")]
    [InlineData("(?<=a)b", "cannot be matched in bounded time")]
    [InlineData("(a{1000}){1000}", "cannot be matched in bounded time")]
    public void A_bad_pattern_is_told_with_its_reason(string pattern, string reason)
    {
        Assert.False(NameFilter.TryParse(pattern, out _, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }
}
