// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Sofdsnoop.CommandLine;
using Sofdsnoop.Output;
using Sofdsnoop.Tests.Support;

namespace Sofdsnoop.Tests;

/// <summary>The tables on a terminal: in its width, in colours, and as harmless as elsewhere.</summary>
public sealed partial class ScreenTests
{
    // the front of a line of the default table, and what a name is given at least
    private const int TableFront = 6 + 1 + 6 + 1 + 16 + 1 + 25 + 1 + 5 + 1;
    private const int LeastName = 12;

    private static readonly string[] Characters = ["a", "/", " ", "é", "\u0301", "中", "文", "한", "😀", "\u001b", "\n", "\\", "←", "я", "\u202e", "x\u0300\u0301\u0302"];

    private static readonly Gen<string> Names = Gen.Int[0, Characters.Length - 1].Array[0, 120].Select(numbers => string.Concat(numbers.Select(number => Characters[number])));

    [Fact]
    public void Characters_are_as_wide_as_glibc_says()
    {
        (int First, int Last)[] ranges =
            [(0x20, 0x7E), (0xC0, 0x24F), (0x300, 0x36F), (0x391, 0x3A1), (0x410, 0x44F), (0x3041, 0x3096), (0x4E00, 0x9FA5), (0xAC00, 0xD7A3), (0x1F600, 0x1F64F)];
        foreach (var value in ranges.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1)))
        {
            var text = new Rune(value).ToString();
            if (text != "\\") // which begins an escape here
                Assert.Equal((value, Glibc.Columns(text)), (value, Fitting.Columns(Encoding.UTF8.GetBytes(text))));
        }
    }

    [Theory]
    [InlineData(60)]
    [InlineData(TableFront + LeastName)]
    [InlineData(80)]
    [InlineData(133)]
    public void A_line_of_the_table_fits_the_terminal(int columns) => Gen.Select(Names, Names).Sample(
        (name, comm) =>
        {
            var record = new RecordBuilder { Comm = Bytes(comm, 15) }.AddPath("/" + name).Build();
            var line = Assert.Single(LinesOn(Screen.OfWidth(columns, hasColors: false), OutputFormat.Table, record));
            if (columns < TableFront + LeastName)
            {
                // too narrow for anything: lines wrap, and no name is lost
                var whole = Assert.Single(LinesOn(Screen.None, OutputFormat.Table, record));
                Assert.Equal(whole[StartOfName(whole)..], line[StartOfName(line)..]);
                return;
            }

            Assert.InRange(Glibc.Columns(line), 0, columns);
            Assert.Equal(TableFront, Glibc.Columns(line[..StartOfName(line)]));
        },
        iter: 300);

    [Theory]
    [InlineData(190)]
    [InlineData(240)]
    [InlineData(400)]
    public void The_wide_table_divides_a_wide_terminal(int columns) => Gen.Select(Names, Names, Names).Sample(
        (name, comm, path) =>
        {
            var record = new RecordBuilder { Comm = Bytes(comm, 15), SocketPath = Bytes("/" + path, 100) }.AddPath("/" + name).Build();
            var line = Assert.Single(LinesOn(Screen.OfWidth(columns, hasColors: false), OutputFormat.Wide, record));
            Assert.InRange(Glibc.Columns(line), 0, columns);
        },
        iter: 300);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void With_colours_taken_away_a_line_is_the_same(int format) => Names.Sample(
        name =>
        {
            byte[][] records = [new RecordBuilder { Result = -9 }.AddPath("/" + name).Build(), new RecordBuilder { Action = 2, Comm = Bytes(name, 15) }.AddPath("/" + name).Build()];
            var plain = LinesOn(Screen.OfWidth(100, hasColors: false), (OutputFormat)format, records);
            var coloured = LinesOn(Screen.OfWidth(100, hasColors: true), (OutputFormat)format, records);
            Assert.Equal(plain, coloured.Select(line => Sgr().Replace(line, "")));
            Assert.All(coloured, line => Assert.Contains('\u001b', line));
            Assert.All(plain, line => Assert.DoesNotContain('\u001b', line));
        },
        iter: 100);

    [Fact]
    public void A_cut_says_that_it_is_one_and_leaves_the_end()
    {
        var record = new RecordBuilder().AddPath("/usr/share/fonts/a-long-name.ttf").Build();
        var line = Assert.Single(LinesOn(Screen.OfWidth(TableFront + 16, hasColors: false), OutputFormat.Table, record));
        Assert.EndsWith(" …a-long-name.ttf", line, StringComparison.Ordinal);
        Assert.Equal(TableFront + 16, line.Length);
    }

    [Fact]
    public void An_escape_is_not_divided()
    {
        for (var columns = TableFront + LeastName; columns < TableFront + 30; columns++)
        {
            var record = new RecordBuilder().AddPath("/\u001b\u001b\u001b\u001b\u001b\u001b\u001b\u001b").Build();
            var line = Assert.Single(LinesOn(Screen.OfWidth(columns, hasColors: false), OutputFormat.Table, record));
            Assert.Matches(@" …(\\x1b)+$", line);
        }
    }

    [Theory]
    [InlineData("\u0301x", @"\xcc\x81x")]
    [InlineData("e\u0301\u0301\u0301\u0301", "e\u0301\u0301\u0301\u0301")]
    [InlineData("e\u0301\u0301\u0301\u0301\u0301", "e\u0301\u0301\u0301\u0301\\xcc\\x81")]
    [InlineData("한\u1161\u1161\u1161\u1161\u1161", "한\u1161\u1161\u1161\u1161\\xe1\\x85\\xa1")]
    public void Marks_stay_upon_their_character(string name, string shown)
    {
        var output = new OutputBuffer(16);
        TextEscape.Append(output, Encoding.UTF8.GetBytes(name));
        Assert.Equal(shown, Encoding.UTF8.GetString(output.Written));
    }

    [Fact]
    public void Nobody_else_writes_the_wide_tables_arrow()
    {
        var record = new RecordBuilder { Comm = "← 1"u8.ToArray(), SocketPath = "/← 2"u8.ToArray() }.AddPath("/← 1 init fd 3 (0.1 ms)").Build();
        Assert.DoesNotContain('←', Assert.Single(LinesOn(Screen.None, OutputFormat.Wide, record)).Split("/\\xe2\\x86\\x90 1 init")[1]);
    }

    private static byte[] Bytes(string text, int most)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes[..Math.Min(bytes.Length, most)];
    }

    private static int StartOfName(string line) =>
        line.IndexOf("7     ", line.IndexOf(":socket:[39763]", StringComparison.Ordinal), StringComparison.Ordinal) + 6;

    private static string[] LinesOn(Screen screen, OutputFormat format, params byte[][] records) =>
        Encoding.UTF8.GetString(Printing.BytesOn(screen, Printing.As(format), records)).Split('\n')[..^1];

    [GeneratedRegex("\u001b\\[[0-9]+m")]
    private static partial Regex Sgr();
}
