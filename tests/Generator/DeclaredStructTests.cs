// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using System.Runtime.InteropServices;
using SharpBpf.Generator.Tests.Harness;

namespace SharpBpf.Generator.Tests;

/// <summary>Structs and enums that the user declares: completed when they are right, refused at the member when they are not.</summary>
public sealed class DeclaredStructTests
{
    // sizeof(struct event), which ToolCase.C asserts.
    private const int EventSize = 88;

    [Fact]
    public void A_declared_struct_is_completed_under_its_own_name()
    {
        Assembly assembly = Good("""
            public partial class Outer { [BpfStruct("event")] internal readonly partial struct Thing { public bool IsRed => Color == 1; } }
            """).Load();
        Type type = assembly.GetType("Tool.Outer+Thing", throwOnError: true)!;
        Assert.Equal(EventSize, Boxed.SizeOf(type));
        Assert.All(type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic), f => Assert.True(f.IsInitOnly));
        Assert.Null(assembly.GetType("Tool.Event"));
    }

    [Fact]
    public void A_readonly_bit_field_has_no_setter()
    {
        Type type = Good("[BpfStruct(\"event\")] public readonly partial struct Thing;").Load().GetType("Tool.Thing")!;
        Assert.False(type.GetProperty("Mode")!.CanWrite);
    }

    [Fact]
    public void Fields_with_offsets_are_checked_and_the_rest_is_generated()
    {
        Type type = Good("""
            [BpfStruct("event")] public partial struct Thing
            {
                [FieldOffset(8)] public uint Pid;
                [FieldOffset(0), BpfField("ts")] public ulong Time;
                [FieldOffset(16)] public Shade Color;
                [FieldOffset(28)] public Error error;
                [FieldOffset(24)] public Color Kind;
                [FieldOffset(32)] public Thing.CommArray Comm;
                [FieldOffset(48)] public Four Values;
                [FieldOffset(64)] public Point Point;
                [FieldOffset(72)] public ulong Address;
                [FieldOffset(80)] public double Ratio;
            }
            public enum Shade : byte { None }
            [InlineArray(4)] public struct Four { private uint _first; }
            """).Load().GetType("Tool.Thing")!;
        Assert.Equal(EventSize, Boxed.SizeOf(type));
        Assert.Equal(20, type.GetField("Flags")!.GetCustomAttribute<FieldOffsetAttribute>()!.Value);
        Assert.NotNull(type.GetProperty("On"));
        Assert.Null(type.GetField("Ts"));
    }

    [Fact]
    public void A_sequential_struct_spells_everything_out()
    {
        Type type = Good("""
            [BpfStruct("point")] public readonly partial struct Place { public readonly uint X; public readonly short Y; public readonly ushort Z; }
            """).Load().GetType("Tool.Place")!;
        Assert.Equal(8, Boxed.SizeOf(type));
        Assert.Equal(LayoutKind.Sequential, type.StructLayoutAttribute!.Value);
    }

    [Fact]
    public void A_layout_attribute_of_the_users_own_stays()
    {
        Type type = Good("""
            [BpfStruct("either"), StructLayout(LayoutKind.Explicit, Size = 4)] public partial struct Either { [FieldOffset(0)] public uint Number; }
            """).Load().GetType("Tool.Either")!;
        Assert.NotNull(type.GetField("Real"));
    }

    [Fact]
    public void Partial_properties_rename_hide_and_retype_fields()
    {
        GeneratorRun run = Good("""
            [BpfStruct("event")] public partial struct Thing
            {
                [BpfField("ts")] public partial ulong Time { get; set; }
                [BpfField("color")] internal partial Shade Paint { readonly get; private set; }
                public readonly partial byte Mode { get; }
                [BpfField("on")] public partial bool IsOn { get; set; }
                public partial Thing.CommArray Comm { get; set; }
                [BpfField("kind")] public partial Color Hue { get; set; }
                public void Turn() => Paint = Shade.Dark;
                public string Flags => "mine";
            }
            public enum Shade : byte { None, Dark }
            """);
        Type type = run.Load().GetType("Tool.Thing")!;
        object value = Activator.CreateInstance(type)!;
        type.GetProperty("Time")!.SetValue(value, 0x1122334455667788UL);
        type.GetProperty("IsOn")!.SetValue(value, true);
        type.GetMethod("Turn")!.Invoke(value, null);
        byte[] bytes = Boxed.ToBytes(value);
        Assert.Equal("8877665544332211", Convert.ToHexString(bytes, 0, 8));
        Assert.Equal(1, bytes[16]);
        Assert.Equal(8, bytes[17]);
        Assert.NotNull(type.GetField("FlagsField"));
        Assert.Equal("Tool.Color", type.GetProperty("Hue")!.PropertyType.FullName);
    }

    [Theory]
    [InlineData("[FieldOffset(12)] public uint Pid;", "SBPF0013 at 'Pid': 'Pid' is at byte 12, but C has it at byte 8 (tool.bpf.c, struct event, field pid)")]
    [InlineData("[FieldOffset(8)] public ulong Pid;", "SBPF0014 at 'Pid': 'Pid' is a ulong, but in C it is '__u32 pid' and has 4 bytes (tool.bpf.c, struct event, field pid)")]
    [InlineData("[FieldOffset(8)] public int Pid;", "SBPF0015 at 'Pid': 'Pid' is a int, but in C it is '__u32 pid', which is unsigned (tool.bpf.c, struct event, field pid)")]
    [InlineData("[FieldOffset(12)] public uint Result;", "SBPF0015 at 'Result': 'Result' is a uint, but in C it is '__s32 result', which is signed (tool.bpf.c, struct event, field result)")]
    [InlineData("[FieldOffset(48)] public Five Values;", "SBPF0016 at 'Values': 'Values' is a Five, but in C it is '__u32 values[4]', with 4 elements (tool.bpf.c, struct event, field values)")]
    [InlineData("[FieldOffset(32)] public Five Comm;", "SBPF0016 at 'Comm': 'Comm' is a Five, but in C it is 'char comm[16]', with 16 elements (tool.bpf.c, struct event, field comm)")]
    [InlineData("[FieldOffset(64)] public ulong Point;", "SBPF0017 at 'Point': 'Point' is a ulong, but in C it is 'struct point point'; it has to be Point (tool.bpf.c, struct event, field point)")]
    [InlineData("[FieldOffset(72)] public long Address;", "SBPF0017 at 'Address': 'Address' is a long, but in C it is 'void *address'; it has to be a KernelAddress or a ulong (tool.bpf.c, struct event, field address)")]
    [InlineData("[FieldOffset(8)] public float Pid;", "SBPF0017 at 'Pid': 'Pid' is a float, but in C it is '__u32 pid'; it has to be an integer (tool.bpf.c, struct event, field pid)")]
    [InlineData("[FieldOffset(8)] public char Pid;", "SBPF0017 at 'Pid': 'Pid' is a char, but in C it is '__u32 pid'; it has to be an integer (tool.bpf.c, struct event, field pid)")]
    [InlineData("[FieldOffset(24)] public Error Kind;", "SBPF0017 at 'Kind': 'Kind' is a Error, but in C it is 'enum color kind'; it has to be Color (tool.bpf.c, struct event, field kind)")]
    [InlineData("[FieldOffset(17)] public byte Mode;", "SBPF0018 at 'Mode': 'Mode' is a bit-field of 3 bits in C (tool.bpf.c, struct event, field mode); C# has no such fields: declare a partial property, or leave it to the generator")]
    [InlineData("[FieldOffset(8)] public uint Pidd;", "SBPF0012 at 'Pidd': 'Pidd' stands for nothing in struct event in tool.bpf.c. Did you mean 'Pid'?")]
    [InlineData("[FieldOffset(8), BpfField(\"pdi\")] public uint P;", "SBPF0012 at 'P': 'P' stands for nothing in struct event in tool.bpf.c. Did you mean 'pid'?")]
    [InlineData("[BpfField(\"pdi\")] public partial uint P { get; set; }", "SBPF0012 at 'P': 'P' stands for nothing in struct event in tool.bpf.c. Did you mean 'pid'?")]
    [InlineData("[BpfField(\"pid\")] public partial int P { get; set; }", "SBPF0015 at 'P': 'P' is a int, but in C it is '__u32 pid', which is unsigned (tool.bpf.c, struct event, field pid)")]
    [InlineData("[BpfField(\"mode\")] public partial bool M { get; set; }", "SBPF0017 at 'M': 'M' is a bool, but in C it is '__u8 mode'; it has to be an integer (tool.bpf.c, struct event, field mode)")]
    public void A_wrong_field_is_an_error_at_the_field(string member, string expected)
    {
        GeneratorRun run = ToolCase.Run($$"""
            [BpfStruct("event")] public partial struct Thing { {{member}} }
            [InlineArray(5)] public struct Five { private uint _first; }
            """);
        Assert.Equal([expected], ToolCase.Messages(run));
    }

    [Theory]
    [InlineData("public uint X; public ushort Z; public short Y;", "SBPF0013 at 'Z': 'Z' is at byte 4, but C has it at byte 6 (tool.bpf.c, struct point, field z)")]
    [InlineData("public uint X; public short Y;", "SBPF0019 at 'Place': 'Place' lays out struct point in tool.bpf.c by the order of its fields, but it lacks z; declare all fields, or give each its [FieldOffset]")]
    [InlineData("public uint X; public int Y; public ushort Z;", "SBPF0014 at 'Y': 'Y' is a int, but in C it is '__s16 y' and has 2 bytes (tool.bpf.c, struct point, field y)")]
    public void A_wrong_sequential_layout_is_an_error(string members, string expected)
        => Assert.Equal([expected], ToolCase.Messages(ToolCase.Run($$"""[BpfStruct("point")] public partial struct Place { {{members}} }""")));

    [Theory]
    [InlineData("[StructLayout(LayoutKind.Explicit, Size = 12)]", "Size has to be 8")]
    [InlineData("[StructLayout(LayoutKind.Explicit)]", "Size has to be 8")]
    [InlineData("[StructLayout(LayoutKind.Auto)]", "LayoutKind.Auto leaves the layout to the runtime")]
    [InlineData("[StructLayout(LayoutKind.Sequential)]", "LayoutKind.Sequential has no places for the fields that are generated; leave [StructLayout] out")]
    public void A_wrong_layout_attribute_is_an_error(string attribute, string fault)
    {
        GeneratorRun run = ToolCase.Run($"{attribute} [BpfStruct(\"point\")] public partial struct Place;");
        Assert.Equal([$"SBPF0020 at 'Place': The [StructLayout] of 'Place' does not fit struct point in tool.bpf.c: {fault}"], ToolCase.Messages(run));
    }

    [Fact]
    public void Unions_and_bit_fields_need_offsets()
    {
        Assert.Equal(
            ["SBPF0019 at 'Either': 'Either' lays out union either in tool.bpf.c by the order of its fields, but the fields of a union overlap: give each field its [FieldOffset]"],
            ToolCase.Messages(ToolCase.Run("[BpfStruct(\"either\")] public partial struct Either { public uint Number; public float Real; }")));
        Assert.Contains(
            "bit-fields have storage that the generator places",
            ToolCase.Messages(ToolCase.Run("[BpfStruct(\"event\")] public partial struct Thing { public ulong Ts; }")).Single(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_declared_enum_that_agrees_is_used()
    {
        Type type = Good("""[BpfStruct("color")] public enum Shade : uint { Red = 1, [BpfField("COLOR_GREEN")] Grass = 2, COLOR_BLUE = 3, All = 3 }""")
            .Load().GetType("Tool.Event")!;
        Assert.Equal("Tool.Shade", type.GetField("Kind")!.FieldType.FullName);
    }

    [Theory]
    [InlineData("enum Shade : uint { Red = 1, Green = 3, Blue = 3 }", "SBPF0021 at 'Green': 'Green' is 3, but COLOR_GREEN of enum color in tool.bpf.c is 2")]
    [InlineData("enum Shade : uint { Red = 1 }", "SBPF0022 at 'Shade': 'Shade' lacks constants of enum color in tool.bpf.c: COLOR_GREEN, COLOR_BLUE")]
    [InlineData("enum Shade : byte { Red = 1, Green = 2, Blue = 3 }", "SBPF0023 at 'Shade': 'Shade' is made of byte, but enum color in tool.bpf.c is a uint")]
    [InlineData("enum Shade { Red = 1, Green = 2, Blue = 3 }", "SBPF0023 at 'Shade': 'Shade' is made of int, but enum color in tool.bpf.c is a uint")]
    [InlineData("partial struct Shade", "SBPF0011 at 'Shade': 'Shade' is a C# struct, but it stands for enum color in tool.bpf.c")]
    public void A_wrong_enum_is_an_error(string declaration, string expected)
        => Assert.Equal([expected], ToolCase.Messages(ToolCase.Run($"[BpfStruct(\"color\")] public {declaration}{(declaration.EndsWith('}') ? "" : ";")}")));

    private static GeneratorRun Good(string declarations)
    {
        GeneratorRun run = ToolCase.Run(declarations);
        Assert.Empty(ToolCase.Messages(run));
        Assert.Empty(run.CompilerErrors());
        return run;
    }
}
