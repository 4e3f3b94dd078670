// SPDX-License-Identifier: Apache-2.0
using System.Text;
using CsCheck;
using Sofdsnoop.Output;
using Sofdsnoop.Tests.Support;

namespace Sofdsnoop.Tests;

public sealed class TextEscapeTests
{
    [Theory]
    [InlineData("/etc/passwd", "/etc/passwd")]
    [InlineData("a b", "a b")]
    [InlineData("ä 日本 😀", "ä 日本 😀")]
    [InlineData("x\\ny", @"x\\ny")]
    [InlineData("x\ny\tz\r", @"x\ny\tz\r")]
    [InlineData("\u001b[2J\u0007", @"\x1b[2J\x07")]
    [InlineData("\u007f\u009b31m", @"\x7f\xc2\x9b31m")]
    [InlineData("a\u202egpj.exe", @"a\xe2\x80\xaegpj.exe")]
    [InlineData("a\u2066b\u200bc\u200d\ufeff", @"a\xe2\x81\xa6b\xe2\x80\x8bc\xe2\x80\x8d\xef\xbb\xbf")]
    [InlineData("a\u2028b\u2029c\u0085", @"a\xe2\x80\xa8b\xe2\x80\xa9c\xc2\x85")]
    [InlineData("a\u00a0b\u3164\u2800", @"a\xc2\xa0b\xe3\x85\xa4\xe2\xa0\x80")]
    [InlineData("\ue000\U000e0041", @"\xee\x80\x80\xf3\xa0\x81\x81")]
    public void What_is_not_printable_is_escaped(string name, string expected) => Assert.Equal(expected, Escape(Encoding.UTF8.GetBytes(name)));

    [Theory]
    [InlineData(new byte[] { 0x80 }, @"\x80")]
    [InlineData(new byte[] { 0xff, 0x41 }, @"\xffA")]
    [InlineData(new byte[] { 0xe2, 0x82, 0x41 }, @"\xe2\x82A")]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 }, @"\xed\xa0\x80")]
    [InlineData(new byte[] { 0xc0, 0xaf }, @"\xc0\xaf")]
    [InlineData(new byte[] { 0xf4, 0x90, 0x80, 0x80 }, @"\xf4\x90\x80\x80")]
    [InlineData(new byte[] { 0 }, @"\x00")]
    public void What_is_not_UTF8_is_escaped(byte[] name, string expected) => Assert.Equal(expected, Escape(name));

    [Fact]
    public void Python_reads_the_name_back_and_finds_nothing_unprintable()
    {
        // many names at once: hexadecimal name, a blank, the escaped text
        var lines = new StringBuilder();
        Gen.Byte.Array[0, 40].Sample(name => AddLine(lines, name), iter: 500, threads: 1);
        Gen.String[Gen.Char, 0, 20].Sample(name => AddLine(lines, Encoding.UTF8.GetBytes(name)), iter: 500, threads: 1);
        const string Script = """
            import sys, codecs, unicodedata
            count = 0
            for line in sys.stdin.buffer.read().split(b'\n')[:-1]:
                name, text = line.split(b' ', 1)
                assert codecs.escape_decode(text)[0] == bytes.fromhex(name.decode()), line
                # Cn: assigned after this Python's Unicode
                assert all(c.isprintable() or unicodedata.category(c) == 'Cn' for c in text.decode()), line
                count += 1
            print(count)
            """;
        Assert.Equal("1000\n", Encoding.ASCII.GetString(Python.Run(Script, Encoding.UTF8.GetBytes(lines.ToString()))));
    }

    [Fact]
    public void Columns_are_characters()
    {
        Assert.Equal(3, TextEscape.Append(new OutputBuffer(1), "a日😀"u8));
        Assert.Equal(7, TextEscape.Append(new OutputBuffer(1), "ab\nc\\"u8));
    }

    private static void AddLine(StringBuilder lines, byte[] name) =>
        lines.Append(Convert.ToHexString(name)).Append(' ').Append(Escape(name)).Append('\n');

    private static string Escape(byte[] name)
    {
        var output = new OutputBuffer(1);
        TextEscape.Append(output, name);
        return Encoding.UTF8.GetString(output.Written);
    }
}
