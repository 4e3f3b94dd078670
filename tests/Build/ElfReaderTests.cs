// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using SharpBpf.Build.Elf;

namespace SharpBpf.Build.Tests;

/// <summary>Sections and symbols of real objects, as we read them and as llvm-readelf does.</summary>
public sealed class ElfReaderTests
{
    [Theory]
    [InlineData("types.bpf.c", false)]
    [InlineData("objects.bpf.c", false)]
    [InlineData("objects.bpf.c", true)]
    public void Sections_are_those_that_readelf_reads(string source, bool bigEndian)
    {
        byte[] bytes = TestSources.Object(source, bigEndian);
        ElfFile elf = ElfFile.Read(bytes, source);
        Assert.Equal(bigEndian, elf.BigEndian);

        List<(int, string, string, bool)> expected = [];
        foreach (string line in Readelf(bytes, "-S"))
        {
            // "  [ 3] raw_tp/sys_enter  PROGBITS  address offset size …"; a name may have a blank in it.
            int bracket = line.IndexOf(']', StringComparison.Ordinal);
            if (!line.StartsWith("  [", StringComparison.Ordinal) || !int.TryParse(line.AsSpan(3, bracket - 3), out int index) || index == 0)
                continue;

            string[] words = line[(bracket + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            int address = Array.FindIndex(words, static word => word.Length == 16 && word.All(char.IsAsciiHexDigit));
            string name = string.Join(' ', words[..(address - 1)]);
            bool isExecutable = words[(address + 4)..].Any(static word => word.Contains('X', StringComparison.Ordinal));
            expected.Add((index, name, words[address + 2], isExecutable));
        }

        Assert.Equal(
            expected,
            elf.Sections.Skip(1).Select(static section => (
                section.Index, section.Name, section.Size.ToString("x6", CultureInfo.InvariantCulture), section.IsExecutable)));
    }

    [Theory]
    [InlineData("objects.bpf.c", false)]
    [InlineData("objects.bpf.c", true)]
    public void Symbols_are_those_that_readelf_reads(string source, bool bigEndian)
    {
        byte[] bytes = TestSources.Object(source, bigEndian);
        ElfFile elf = ElfFile.Read(bytes, source);

        List<string> expected = [];
        foreach (string line in Readelf(bytes, "-s"))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 8 && words[3] is "OBJECT" or "FUNC")
                expected.Add($"{words[7]} {words[3]} {words[4]} {words[6]} {words[1]} {words[2]}");
        }

        Assert.NotEmpty(expected);
        Assert.Equal(expected, elf.Symbols.Where(static symbol => symbol.Type is ElfSymbol.Object or ElfSymbol.Function).Select(static symbol =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{symbol.Name} {(symbol.Type == ElfSymbol.Object ? "OBJECT" : "FUNC")} {(symbol.IsLocal ? "LOCAL" : "GLOBAL")} {symbol.Section} {symbol.Value:x16} {symbol.Size}")));
    }

    [Fact]
    public void Something_else_is_refused_with_its_reason()
    {
        BadObjectException error = Assert.Throws<BadObjectException>(() => ElfFile.Read(File.ReadAllBytes("/proc/self/exe"), "exe"));

        Assert.Equal("exe", error.File);
        Assert.Equal(18, error.Offset);
        Assert.StartsWith("exe: at byte 18: this is an object for machine ", error.Message, StringComparison.Ordinal);
        Assert.Throws<BadObjectException>(() => ElfFile.Read("#!/bin/sh\n"u8.ToArray(), "script"));
        Assert.Throws<BadObjectException>(() => ElfFile.Read(ReadOnlyMemory<byte>.Empty, "nothing"));
    }

    private static string[] Readelf(byte[] bytes, string option)
    {
        using TempFolder folder = new();
        File.WriteAllBytes(folder.Path("x.o"), bytes);
        return Tool.Output(Tool.Llvm("llvm-readelf"), option, "-W", folder.Path("x.o")).Split('\n');
    }
}
