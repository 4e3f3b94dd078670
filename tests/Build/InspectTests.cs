// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Tests;

public sealed class InspectTests
{
    [Fact]
    public void An_object_of_ours_gives_the_manifest_it_was_built_with()
    {
        using TempFolder folder = new();
        string file = folder.Path("objects.bpf.o");
        File.WriteAllBytes(file, TestSources.Object("objects.bpf.c"));
        StringWriter output = new();

        Assert.Equal(0, InspectCommand.Inspect(file, output, TextWriter.Null));

        Assert.Equal(ManifestWriter.Write(TestSources.Manifest("objects.bpf.c")), output.ToString());
    }

    [Fact]
    public void An_object_with_debug_information_gives_the_same()
    {
        // As people build them elsewhere: no strip, another -mcpu, code that clang has not optimised as we ask it to.
        using TempFolder folder = new();
        string file = folder.Path("types.bpf.o");
        Tool.Output(
            Tool.Llvm("clang"), "-g", "-O1", "-mcpu=v2", "-target", "bpf", "-idirafter", "/usr/include/x86_64-linux-gnu",
            "-idirafter", "/usr/include/aarch64-linux-gnu", "-c", TestSources.PathOf("types.bpf.c"), "-o", file);
        StringWriter output = new();

        Assert.Equal(0, InspectCommand.Inspect(file, output, TextWriter.Null));

        Assert.Equal(ManifestWriter.Write(TestSources.Manifest("types.bpf.c")), output.ToString());
    }

    [Fact]
    public void A_table_of_operations_is_a_map_of_its_own_kind()
    {
        using TempFolder folder = new();
        File.WriteAllBytes(folder.Path("structops.bpf.o"), TestSources.Object("structops.bpf.c"));

        string[] lines = Tool.Output("dotnet", TestSources.Tool, "inspect", folder.Path("structops.bpf.o")).Split('\n');

        // Two pointers and sixteen characters, in C; the programs that it points at, by their sections.
        int map = Array.IndexOf(lines, "map mine");
        Assert.Equal(["  type struct_ops", "  max_entries 1", "  flags 0"], lines[(map + 1)..(map + 4)]);
        Assert.Contains("  value 32 struct tcp_congestion_ops", lines[map..(map + 6)]);
        Assert.Equal("  section struct_ops/init", lines[Array.IndexOf(lines, "program my_init") + 1]);
        Assert.Equal("  section struct_ops/ssthresh", lines[Array.IndexOf(lines, "program my_ssthresh") + 1]);
        Assert.Contains("struct tcp_congestion_ops 32", lines);

        // The variable is the map: it is in no section of variables as well.
        Assert.DoesNotContain(lines, static line => line.StartsWith("section .struct_ops", StringComparison.Ordinal) || line.StartsWith("  variable mine", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("__attribute__((section(\"maps\"))) int old;", "section 'maps' holds map definitions of the old kind")]
    [InlineData("struct { int (*type)[1]; } static m __attribute__((section(\".maps\"), used));", "map m is static or extern, which libbpf refuses")]
    [InlineData("struct { int (*max_entries)[1]; } m __attribute__((section(\".maps\"), used));", "map m has no type")]
    [InlineData("union { int a; } m __attribute__((section(\".maps\"), used)) = { 1 };", "map m is not a struct")]
    [InlineData("struct { int type; } m __attribute__((section(\".maps\"), used)) = { 1 };", "map m: 'type' is not a number as __uint makes it")]
    [InlineData("struct { int (*type)[1]; int (*key_size)[8]; int *key; } m __attribute__((section(\".maps\"), used));", "map m: 'key' gives a size of 4 bytes, an earlier member 8")]
    [InlineData("struct lost { int a; _Atomic int b; } lost = { 1 };", "member 'b' of struct lost has no type in BTF: clang writes none for _Atomic and _Complex")]
    public void What_is_not_supported_is_said_exactly(string c, string message)
    {
        using TempFolder folder = new();
        string file = folder.Path("x.bpf.o");
        Tool.Output(Tool.Llvm("clang"), "-g", "-O2", "-target", "bpf", "-c", folder.Write("x.bpf.c", c + "\nint y;\n"), "-o", file);
        StringWriter errors = new();

        Assert.Equal(1, InspectCommand.Inspect(file, TextWriter.Null, errors));

        Assert.StartsWith($"sharpbpf: {file}: at byte ", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains(message, errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_member_from_the_future_is_a_note()
    {
        using TempFolder folder = new();
        string file = folder.Path("x.bpf.o");
        string source = folder.Write("x.bpf.c", "struct { int (*type)[1]; int (*shine)[8]; } m __attribute__((section(\".maps\"), used));\nint y;\n");
        Tool.Output(Tool.Llvm("clang"), "-g", "-O2", "-target", "bpf", "-c", source, "-o", file);
        StringWriter errors = new();

        Assert.Equal(0, InspectCommand.Inspect(file, TextWriter.Null, errors));

        Assert.Equal($"{file}: note: map m: member 'shine' is not known and left out\n", errors.ToString());
    }

    [Fact]
    public void A_variable_whose_type_BTF_has_lost_is_a_note()
    {
        using TempFolder folder = new();
        string source = folder.Write("x.bpf.c", "_Atomic int lost = 1; int y = 2;\n");
        Tool.Output(Tool.Llvm("clang"), "-g", "-O2", "-target", "bpf", "-c", source, "-o", folder.Path("made.o"));

        Assert.Equal(0, Inspect(folder, File.ReadAllBytes(folder.Path("made.o")), out string file, out string errors));

        Assert.Equal($"{file}: note: variable lost has no type in BTF, as clang writes none for _Atomic and _Complex, and is left out\n", errors);
    }

    [Fact]
    public void An_object_without_BTF_says_how_to_get_it()
    {
        using TempFolder folder = new();
        string file = folder.Path("x.o");
        Tool.Output(Tool.Llvm("clang"), "-O2", "-target", "bpf", "-c", folder.Write("x.c", "int x;\n"), "-o", file);
        StringWriter errors = new();

        Assert.Equal(1, InspectCommand.Inspect(file, TextWriter.Null, errors));

        Assert.Equal($"sharpbpf: {file}: at byte 0: the object has no BTF: compile it with -g\n", errors.ToString());
    }

    // With the source at hand the build asks the compiler; of an object alone nobody can know what clang 14 has left out.
    public static TheoryData<string> OldCompilers => Tool.Find("clang-14") is { } clang ? ["by hand", clang] : ["by hand"];

    [Theory]
    [MemberData(nameof(OldCompilers))]
    public void An_enum_whose_values_an_old_compiler_has_cut_is_named(string compiler)
    {
        using TempFolder folder = new();
        BtfBytes hand = new();
        byte[] bytes = compiler == "by hand"
            ? hand.Export(hand.Add(6, "wide", 8, 1, false, hand.String("WIDE"), 0x23456789))
            : Compile(compiler, folder, "enum wide { WIDE = 0x123456789 } w = WIDE;\n");

        Assert.Equal(1, Inspect(folder, bytes, out string file, out string errors));

        Assert.Matches(
            $"^sharpbpf: {Regex.Escape(file)}: at byte [0-9]+: enum wide is 64 bits wide but has 32-bit values in BTF: clang before 15 cuts them; compile it with a newer one\n$",
            errors);
    }

    [Theory]
    [MemberData(nameof(OldCompilers))]
    public void A_sign_that_an_old_compiler_does_not_tell_is_a_note(string compiler)
    {
        using TempFolder folder = new();
        BtfBytes hand = new();
        byte[] bytes = compiler == "by hand"
            ? hand.Export(hand.Add(6, "all", 4, 2, false, hand.String("ONE"), 1, hand.String("ALL"), 0xffffffff))
            : Compile(compiler, folder, "enum all { ONE = 1, ALL = 0xffffffff } a = ALL;\n");

        Assert.Equal(0, Inspect(folder, bytes, out string file, out string errors));

        Assert.Equal(
            $"{file}: note: enum all: BTF of clang before 15 does not tell whether ALL is 4294967295 or -1; it is taken for -1\n", errors);
    }

    private static byte[] Compile(string clang, TempFolder folder, string c)
    {
        Tool.Output(clang, "-g", "-O2", "-target", "bpf", "-c", folder.Write("x.bpf.c", c), "-o", folder.Path("old.bpf.o"));
        return File.ReadAllBytes(folder.Path("old.bpf.o"));
    }

    private static int Inspect(TempFolder folder, byte[] bytes, out string file, out string errors)
    {
        file = folder.Path("x.bpf.o");
        File.WriteAllBytes(file, bytes);
        StringWriter writer = new();
        int result = InspectCommand.Inspect(file, TextWriter.Null, writer);
        errors = writer.ToString();
        return result;
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_of_one_line()
    {
        StringWriter errors = new();

        Assert.Equal(1, InspectCommand.Inspect("/no/such/file.o", TextWriter.Null, errors));

        Assert.StartsWith("sharpbpf: ", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("/no/such/file.o", errors.ToString(), StringComparison.Ordinal);
        Assert.Single(errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData(2, "inspect")]
    [InlineData(2, "compile", "x.bpf.c")]
    [InlineData(2, "--wrong")]
    [InlineData(0, "--version")]
    [InlineData(0, "--help")]
    public void The_command_line_is_checked(int exitCode, params string[] arguments)
    {
        Tool.Result result = Tool.Run("dotnet", [TestSources.Tool, .. arguments]);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal(exitCode == 0, result.Errors.Length == 0);
    }
}
