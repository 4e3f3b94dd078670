// SPDX-License-Identifier: Apache-2.0
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using SharpBpf.CodeFixes;

namespace SharpBpf.Analyzers.Tests;

/// <summary>The fixes of declared structs and enums: SBPF0012 to SBPF0023.</summary>
public sealed class StructFixTests
{
    private const string Manifest = """
        sharpbpf-manifest 1
        source tool.bpf.c
        license GPL
        endian little

        map events
          type ringbuf
          max_entries 4096
          flags 0
          value 48 struct event
        map eithers
          type array
          max_entries 1
          flags 0
          key 4 int unsigned_int 4 unsigned
          value 4 union either
        map points
          type array
          max_entries 1
          flags 0
          key 4 int unsigned_int 4 unsigned
          value 8 struct point

        enum color 4 unsigned
          value COLOR_RED 1
          value COLOR_GREEN 2
          value COLOR_BLUE 4
        union either 4
          field 0 number int unsigned_int 4 unsigned
          field 0 real float float 4
        struct event 48
          field 0 ts int unsigned_long_long 8 unsigned
          field 64 pid int unsigned_int 4 unsigned
          field 96 result int int 4 signed
          field 128 comm array 16 int char 1 char
          field 256 point struct point
          field 320 address ptr void
          field 376:3 mode int unsigned_char 1 unsigned
        struct point 8
          field 0 x int unsigned_int 4 unsigned
          field 32 y int short 2 signed
          field 48 color_of int unsigned_short 2 unsigned
        """;

    [Theory]
    [InlineData("[FieldOffset(12)] public uint Pid;", "[FieldOffset(8)] public uint Pid;")]
    [InlineData("[FieldOffset(8)] public ulong Pid; // who", "[FieldOffset(8)] public uint Pid; // who")]
    [InlineData("/// <summary>Who.</summary>\n    [FieldOffset(8)]\n    internal int Pid;", "/// <summary>Who.</summary>\n    [FieldOffset(8)]\n    internal uint Pid;")]
    [InlineData("[FieldOffset(12)] public uint Result;", "[FieldOffset(12)] public int Result;")]
    [InlineData("[FieldOffset(16)] public fixed byte Comm[8];", "[FieldOffset(16)] public CommArray Comm;")]
    [InlineData("[FieldOffset(16)] public Five Comm;", "[FieldOffset(16)] public CommArray Comm;")]
    [InlineData("[FieldOffset(32)] public ulong Point;", "[FieldOffset(32)] public Point Point;")]
    [InlineData("[FieldOffset(40)] public long Address;", "[FieldOffset(40)] public KernelAddress Address;")]
    [InlineData("[BpfField(\"pid\")] public partial int Who { get; set; }", "[BpfField(\"pid\")] public partial uint Who { get; set; }")]
    [InlineData("[FieldOffset(47)] public byte Mode;", "public partial byte Mode { get; set; }")]
    [InlineData("[FieldOffset(47)]\n    [BpfField(\"mode\")]\n    internal readonly byte How;", "[BpfField(\"mode\")]\n    internal partial byte How { get; }")]
    public Task A_field_as_in_C(string before, string after) => Check(new FieldCodeFix(), Event(before), Event(after));

    [Theory]
    [InlineData("[FieldOffset(8)] public uint Pidd; public readonly uint Twice() => 2 * Pidd;", "[FieldOffset(8)] public uint Pid; public readonly uint Twice() => 2 * Pid;")]
    [InlineData("[FieldOffset(8), BpfField(\"pdi\")] public uint Who;", "[FieldOffset(8), BpfField(\"pid\")] public uint Who;")]
    [InlineData("[BpfField(\"resul\")] public partial int Got { get; set; }", "[BpfField(\"result\")] public partial int Got { get; set; }")]
    public Task The_nearest_field(string before, string after) => Check(new NearestNameCodeFix(), Event(before), Event(after));

    [Theory]
    [InlineData("public uint X;\n    public ushort ColorOf;\n    public short Y;", "public uint X;\n    public short Y;\n    public ushort ColorOf;")]
    [InlineData("public uint X;\n    public short Y; // down\n    public int Sum() => (int)X + Y;", "public uint X;\n    public short Y; // down\n    public ushort ColorOf;\n    public int Sum() => (int)X + Y;")]
    [InlineData("public uint X; public ushort ColorOf;", "public uint X; public short Y; public ushort ColorOf;")]
    public Task All_fields_in_the_order_of_C(string before, string after) => Check(new LayoutCodeFix(), Point(before), Point(after));

    [Fact]
    public Task A_union_with_the_place_of_each_field() => Check(
        new LayoutCodeFix(),
        Source("[BpfStruct(\"either\")]\npublic partial struct Either\n{\n    /// <summary>N.</summary>\n    public uint Number;\n    public float Real;\n}"),
        Source("[BpfStruct(\"either\")]\npublic partial struct Either\n{\n    /// <summary>N.</summary>\n    [FieldOffset(0)]\n    public uint Number;\n    [FieldOffset(0)]\n    public float Real;\n}"));

    [Theory]
    [InlineData("[StructLayout(LayoutKind.Explicit, Size = 12)] [BpfStruct(\"point\")]", "[StructLayout(LayoutKind.Explicit, Size = 8)] [BpfStruct(\"point\")]")]
    [InlineData("[StructLayout(LayoutKind.Explicit)] [BpfStruct(\"point\")]", "[StructLayout(LayoutKind.Explicit, Size = 8)] [BpfStruct(\"point\")]")]
    [InlineData("[BpfStruct(\"point\"), StructLayout(LayoutKind.Auto)]", "[BpfStruct(\"point\")]")]
    public Task The_attribute(string before, string after)
        => Check(new LayoutCodeFix(), Source(before + "\npublic partial struct Place;"), Source(after + "\npublic partial struct Place;"));

    [Theory]
    [InlineData("enum Shade : uint { Red = 1, Green = 3, Blue = 4 }", "enum Shade : uint { Red = 1, Green = 2, Blue = 4 }")]
    [InlineData("enum Shade : uint { Red = 1, Green, Blue }", "enum Shade : uint { Red = 1, Green, Blue = 4 }")]
    [InlineData("enum Shade : uint { Red = 1, Green }", "enum Shade : uint { Red = 1, Green, Blue = 4 }")]
    [InlineData("enum Shade : uint\n{\n    Red = 1,\n}", "enum Shade : uint\n{\n    Red = 1,\n    Green = 2,\n    Blue = 4\n}")]
    [InlineData("enum Shade : uint\n{\n    Red = 1 // like blood\n}", "enum Shade : uint\n{\n    Red = 1, // like blood\n    Green = 2, // like blood\n    Blue = 4 // like blood\n}")]
    [InlineData("enum Shade { Red = 1, Green = 2, Blue = 4 }", "enum Shade : uint { Red = 1, Green = 2, Blue = 4 }")]
    [InlineData("enum Shade : byte { Red = 1, Green = 2, Blue = 4 }", "enum Shade : uint { Red = 1, Green = 2, Blue = 4 }")]
    public Task An_enum(string before, string after) => Check(new EnumCodeFix(), Source("[BpfStruct(\"color\")] " + before), Source("[BpfStruct(\"color\")] " + after));

    [Theory]
    [InlineData("[BpfStruct(\"color\")] public partial struct Shade;", "[BpfStruct(\"color\")] public enum Shade : uint { Red = 1, Green = 2, Blue = 4 }")]
    [InlineData("/// <summary>C.</summary>\n[BpfStruct(\"color\")]\ninternal readonly partial struct Shade { public readonly int Value; }",
        "/// <summary>C.</summary>\n[BpfStruct(\"color\")]\ninternal enum Shade : uint { Red = 1, Green = 2, Blue = 4 }")]
    [InlineData("[System.Flags, BpfStruct(\"point\")]\npublic enum Place { Here }", "[BpfStruct(\"point\")]\npublic partial struct Place;")]
    public Task An_enum_for_a_struct_and_the_reverse(string before, string after) => Check(new KindCodeFix(), Source(before), Source(after));

    [Fact]
    public Task A_constant_of_another_name() => Check(
        new NearestNameCodeFix(),
        Source("[BpfStruct(\"color\")] enum Shade : uint { Red = 1, Green = 2, Blue = 4, [BpfField(\"COLOR_BLEU\")] Sky = 4 }"),
        Source("[BpfStruct(\"color\")] enum Shade : uint { Red = 1, Green = 2, Blue = 4, [BpfField(\"COLOR_BLUE\")] Sky = 4 }"));

    [Fact]
    public Task No_fix_for_two_fields_in_one_declaration() => NoFix(new FieldCodeFix(), "SBPF0014", Event("[FieldOffset(8)] public ulong Pid, Other;"));

    [Fact]
    public Task No_fix_that_would_take_code_away()
        => NoFix(new KindCodeFix(), "SBPF0011", Source("[BpfStruct(\"color\")] public partial struct Shade { public readonly int Twice() => 2; }"));

    private static async Task NoFix(CodeFixProvider fix, string id, string source)
    {
        Document document = Fix.Open(source);
        Compilation compilation = (await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        Diagnostic report = Generated.Run(compilation, Manifest).Reports.First(r => r.Id == id);
        Assert.Null(await Fix.Apply(fix, document, report));
    }

    private static string Event(string member) => Source($"[BpfStruct(\"event\")]\npublic unsafe partial struct Thing\n{{\n    {member}\n}}\n[InlineArray(5)] public struct Five {{ private byte _first; }}");

    private static string Point(string members) => Source($"[BpfStruct(\"point\")]\npublic partial struct Place\n{{\n    {members}\n}}");

    private static string Source(string declarations) => $$"""
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;
        using SharpBpf;
        namespace Tool;
        [BpfObject("tool.bpf.c")] public sealed partial class ToolBpf;
        {{declarations}}
        """;

    private static Task Check(CodeFixProvider fix, string before, string after) => DeclaredMemberTests.CheckFix(fix, before, after, Manifest);
}
