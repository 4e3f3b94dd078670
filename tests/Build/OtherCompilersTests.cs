// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Build.Clang;
using SharpBpf.Build.Manifests;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Tests;

/// <summary>
/// The manifest is that of the C source, whichever compiler read it. All compilers that are installed are asked; test.sh sees to it
/// that there is more than one.
/// </summary>
public sealed class OtherCompilersTests
{
    private static readonly string[] Clangs =
        [.. Enumerable.Range(14, 12).Select(static major => Tool.Find($"clang-{major}")).Where(static path => path is not null).Select(static path => path!)];

    [Theory]
    [InlineData("types.bpf.c")]
    [InlineData("objects.bpf.c")]
    [InlineData("tags.bpf.c")]
    [InlineData("hostile.bpf.c")]
    public void Every_clang_gives_the_same_manifest(string source)
    {
        Assert.NotEmpty(Clangs);
        string expected = ManifestWriter.Write(TestSources.Manifest(source));
        foreach (string clang in Clangs)
        {
            using TempFolder folder = new();
            Tool.Result result = Tool.Run(
                "dotnet",
                [TestSources.Tool, "compile", TestSources.PathOf(source), "--out", folder.Path("o"), "--manifest", folder.Path("m")],
                environment: new Dictionary<string, string?> { [Toolchain.Variable] = clang });
            Assert.True(result.ExitCode == 0, clang + ": " + result.Output);
            Assert.Equal(expected, File.ReadAllText(folder.Path("m")));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("--big-endian")]
    public void Every_clang_gives_all_bits_of_an_enum(string option)
    {
        // clang 14 has no word in BTF for any of these; it is asked in another way.
        const string C = """
            enum wide { WIDE = 0x123456789, WIDER = -1LL };
            enum unsigned_wide { HUGE = 0xffffffffffffffff };
            enum all { ALL = 0xffffffff, ONE = 1 };
            enum { MINUS = -2 } anonymous = MINUS;
            enum wide w = WIDE; enum all a = ALL; enum unsigned_wide u = HUGE;
            """;
        foreach (string clang in Clangs)
        {
            using TempFolder folder = new();
            Tool.Result result = Tool.Run(
                "dotnet",
                [TestSources.Tool, "compile", folder.Write("e.bpf.c", C), "--out", folder.Path("o"), "--manifest", folder.Path("m"), .. option.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
                environment: new Dictionary<string, string?> { [Toolchain.Variable] = clang });

            Assert.True(result.ExitCode == 0, clang + ": " + result.Output);
            Assert.Equal(["e.bpf.c", "m", "o"], Directory.GetFiles(folder.Root).Select(Path.GetFileName).Order());
            Assert.Equal(
                [
                    new(DefinitionKind.Enum, "$var.anonymous", 4, default, true, new([new("MINUS", -2)])),
                    new(DefinitionKind.Enum, "all", 4, default, false, new([new("ALL", 0xffffffff), new("ONE", 1)])),
                    new(DefinitionKind.Enum, "unsigned_wide", 8, default, false, new([new("HUGE", -1)])),
                    new(DefinitionKind.Enum, "wide", 8, default, true, new([new("WIDE", 0x123456789), new("WIDER", -1)])),
                ],
                ManifestReader.Read(File.ReadAllText(folder.Path("m"))).Definitions.AsEnumerable());
        }
    }

    [Fact]
    public void Gcc_gives_the_same_types_and_maps()
    {
        string? gcc = Tool.Find("bpf-gcc", "bpf-unknown-none-gcc");
        Assert.True(gcc is not null, "gcc-bpf is not installed; test.sh does that");

        // gcc 12 writes the dimensions of an array in the wrong order and drops enum values with the top bit, so neither is in this source.
        BpfManifest clang = TestSources.Manifest("portable.bpf.c");
        using TempFolder folder = new();
        string file = folder.Path("portable.bpf.o");
        Tool.Output(
            gcc!, "-O2", "-gbtf", "-mcpu=v3", "-I/usr/include", "-idirafter", "/usr/include/x86_64-linux-gnu",
            "-idirafter", "/usr/include/aarch64-linux-gnu", "-c", TestSources.PathOf("portable.bpf.c"), "-o", file);

        BpfManifest other = ManifestBuilder.Build(File.ReadAllBytes(file), file, "portable.bpf.c").Manifest;

        // Where a variable lies is the compiler's business.
        Assert.Equal(
            clang.Sections.SelectMany(static section => section.Variables).Select(static variable => (variable.Name, variable.Size, variable.Type)).Order(),
            other.Sections.SelectMany(static section => section.Variables).Select(static variable => (variable.Name, variable.Size, variable.Type)).Order());
        Assert.Equal(ManifestWriter.Write(clang with { Sections = default }), ManifestWriter.Write(other with { Sections = default }));
    }
}
