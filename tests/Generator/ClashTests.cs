// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Tests.Harness;

namespace SharpBpf.Generator.Tests;

/// <summary>A declaration of the user's that has the name of something generated: one error, there, and none in code that nobody wrote.</summary>
public sealed class ClashTests
{
    private const string WithConstants = ToolCase.C + """

        static enum { LIMIT = 7 } *sharpbpf_export_0 __attribute__((section(".sharpbpf.types"), used));
        """;

    [Theory]
    [InlineData("public struct Point { public int A; }")]
    [InlineData("public partial struct Point { public int Sum => 0; }")]
    [InlineData("public readonly record struct Point(int A);")]
    [InlineData("public sealed class Point { public static int A() => new ToolBpf[1].Length; }")]
    [InlineData("public sealed record Point(int A);")]
    [InlineData("public interface Point;")]
    [InlineData("public enum Point { A, B }")]
    [InlineData("internal static class Point;")]
    [InlineData("public delegate void Point(int a);")]
    public void A_type_with_a_generated_name_is_one_error(string declaration)
        => AssertOneError(
            ToolCase.Run(declaration),
            "SBPF0025 at 'Point': 'Point' has the name of the type generated for struct point of tool.bpf.c: "
                + "rename it, or name the C type yourself with [BpfStruct(\"point\")] on a partial struct");

    [Theory]
    [InlineData("public enum Color { Red }", "Color", "enum color", "color", "an enum")]
    [InlineData("public enum Error { None }", "Error", "enum error", "error", "an enum")]
    [InlineData("public struct Either;", "Either", "union either", "either", "a partial struct")]
    [InlineData("public class Event;", "Event", "struct event", "event", "a partial struct")]
    public void The_message_names_the_C_type(string declaration, string name, string spelling, string cName, string word)
        => AssertOneError(
            ToolCase.Run(declaration),
            $"SBPF0025 at '{name}': '{name}' has the name of the type generated for {spelling} of tool.bpf.c: "
                + $"rename it, or name the C type yourself with [BpfStruct(\"{cName}\")] on {word}");

    [Fact]
    public void A_namespace_can_clash_too()
    {
        GeneratorRun run = ToolCase.Run();
        run = run.Again(run.InputWith("namespace Tool.Point { internal class C; }"));
        AssertOneError(
            run,
            "SBPF0025 at 'Point': 'Point' has the name of the type generated for struct point of tool.bpf.c: "
                + "rename it, or name the C type yourself with [BpfStruct(\"point\")] on a partial struct");
    }

    [Fact]
    public void Several_clashes_are_as_many_errors_and_no_more()
    {
        GeneratorRun run = ToolCase.Run("public class Point; public class PointStruct; public class Event; public enum Color { A }", "public int Knobs; public int Programs => 1; public static void Open() { }");
        Assert.Equal(["Color", "Event", "Knobs", "Point", "Programs"], run.Diagnostics.Select(d => d.GetMessage(null).Split('\'')[1]).Order(StringComparer.Ordinal));
        Assert.All(run.Diagnostics, d => Assert.Equal("SBPF0025", d.Id));
        Assert.Empty(run.CompilerErrors());

        // What stands in place of the clashing name is none that the user has.
        Assert.Contains("partial struct PointStruct2", run.AllText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public struct Point<T>;")]
    [InlineData("public class Outer { public struct Point; }")]
    [InlineData("file struct Point;")]
    [InlineData("[BpfStruct(\"point\")] public readonly partial struct Point;")]
    [InlineData("[BpfStruct(\"event\")] public readonly partial struct Point;")]
    [InlineData("[BpfStruct(\"color\")] public enum Color : uint { Red = 1, Green = 2, Blue = 3 }")]
    [InlineData("public class Points;")]
    public void What_C_sharp_allows_is_no_clash(string declaration)
    {
        GeneratorRun run = ToolCase.Run(declaration);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.CompilerErrors());
    }

    [Theory]
    [InlineData("namespace Other { public struct Point; }")]
    [InlineData("namespace Tool.Inner { public struct Point; }")]
    [InlineData("namespace Point { public struct Tool; }")]
    [InlineData("namespace Other.Tool { public struct Point; }")]
    [InlineData("public struct Point;")]
    public void Another_namespace_is_no_clash(string source)
    {
        GeneratorRun run = ToolCase.Run();
        run = run.Again(run.InputWith("#pragma warning disable CS1591\n" + source));
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.CompilerErrors());
    }

    [Fact]
    public void Types_without_a_namespace_clash_with_those_of_an_object_without_one()
    {
        string source = ToolCase.Source("public class Point;").Replace("namespace Tool;", "", StringComparison.Ordinal);
        AssertOneError(
            GeneratorRun.Of(source, ToolCase.ManifestText),
            "SBPF0025 at 'Point': 'Point' has the name of the type generated for struct point of tool.bpf.c: "
                + "rename it, or name the C type yourself with [BpfStruct(\"point\")] on a partial struct");
    }

    [Fact]
    public void Objects_that_share_a_type_share_the_error()
    {
        string other = ToolCase.ManifestText.Replace("source tool.bpf.c", "source other.bpf.c", StringComparison.Ordinal);
        string source = ToolCase.Source("[BpfObject(\"other.bpf.c\")] public sealed partial class OtherBpf; public class Point; [BpfStruct(\"event\")] public partial struct Record { public int SizeInC; }");
        GeneratorRun run = GeneratorRun.Of(source, ToolCase.ManifestText, other);
        Assert.Equal(["Point", "SizeInC"], run.Diagnostics.Where(d => d.Id == "SBPF0025").Select(d => d.GetMessage(null).Split('\'')[1]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("public int Knobs;", "Knobs", "the property with the knobs (const volatile variables)", "rename it")]
    [InlineData("public void Knobs() { }", "Knobs", "the property with the knobs (const volatile variables)", "rename it")]
    [InlineData("public class Knobs<T>;", "Knobs", "the property with the knobs (const volatile variables)", "rename it")]
    [InlineData("[BpfMap(\"events\")] public partial RingBuffer<Event> Programs { get; }", "Programs", "the property with the programs", "rename it")]
    [InlineData("public event EventHandler? KnobSet { add { } remove { } }", "KnobSet", "the class with the knobs (const volatile variables)", "rename it")]
    [InlineData("public partial class KnobSet { public int Mine => 1; }", "KnobSet", "the class with the knobs (const volatile variables)", "rename it")]
    [InlineData("public struct KnobValues;", "KnobValues", "the struct with a copy of the knobs (const volatile variables)", "rename it")]
    [InlineData("public const int ProgramSet = 1;", "ProgramSet", "the class with the programs", "rename it")]
    [InlineData("public static class Constants;", "Constants", "the class with the constants of unnamed enums", "rename it")]
    [InlineData("public int Open => 1;", "Open", "the method that opens the object,", "rename it")]
    [InlineData("public static ToolBpf Open(BpfOpenOptions options) => null!;", "Open", "the method that opens the object,", "rename it")]
    [InlineData("public ToolBpf(BpfOpenOptions options) : this() { } private ToolBpf() : base(null!, \"\", null) => (Knobs, Programs, Events, Points, Eithers, Bss) = (null!, null!, null!, null!, null!, null!);", "ToolBpf", "the constructor", "give it other parameters")]
    public void A_member_with_the_name_of_what_every_object_has_is_one_error(string member, string name, string what, string todo)
        => AssertOneError(
            GeneratorRun.Of(ToolCase.Source("", member), BpfClang.Manifest(WithConstants, "tool.bpf.c")),
            $"SBPF0025 at '{name}': '{name}' has the name of {what} generated for tool.bpf.c: {todo}");

    [Theory]
    [InlineData("public static ToolBpf Open(string path) => Open(new BpfOpenOptions { });")]
    [InlineData("public static ToolBpf Open<T>(BpfOpenOptions options) => Open(options);")]
    [InlineData("public class KnobSet<T>; public class ProgramSet<T>;")]
    [InlineData("public ToolBpf(string path) : this((BpfOpenOptions?)null) { }")]
    [InlineData("public static class Constants;")]
    [InlineData("public int Events => 1;")]
    [InlineData("private readonly int _bpfMessages; [BpfMap(\"events\")] public partial RingBuffer<Event> Messages { get; }")]
    public void What_may_stand_beside_a_generated_member_is_no_clash(string member)
    {
        GeneratorRun run = ToolCase.Run("", member);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.CompilerErrors());
    }

    [Theory]
    [InlineData("public readonly int SizeInC => 1;", "SizeInC", "the constant with the size in C")]
    [InlineData("public static ref readonly Place From(ReadOnlySpan<byte> bytes) => throw new NotSupportedException();", "From", "the method that reads a record")]
    [InlineData("public static int From => 1;", "From", "the method that reads a record")]
    [InlineData("public static class LayoutProof;", "LayoutProof", "the class that proves the sizes of the fields")]
    public void A_member_with_the_name_of_what_every_struct_has_is_one_error(string member, string name, string what)
        => AssertOneError(
            ToolCase.Run($"[BpfStruct(\"point\")] public readonly partial struct Place {{ {member} }}"),
            $"SBPF0025 at '{name}': '{name}' has the name of {what} generated for struct point of tool.bpf.c: rename it");

    [Theory]
    [InlineData("public static Place From(string text) => default;")]
    [InlineData("public static Place From(ReadOnlySpan<char> text) => default;")]
    [InlineData("public static Place From<T>(ReadOnlySpan<byte> bytes) => default;")]
    [InlineData("public class LayoutProof<T>;")]
    public void What_may_stand_beside_a_structs_members_is_no_clash(string member)
    {
        GeneratorRun run = ToolCase.Run($"[BpfStruct(\"point\")] public readonly partial struct Place {{ {member} }}");
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.CompilerErrors());
    }

    private static void AssertOneError(GeneratorRun run, string message)
    {
        Assert.Equal([message], ToolCase.Messages(run));
        Assert.Equal(Microsoft.CodeAnalysis.DiagnosticSeverity.Error, run.Diagnostics.Single().Severity);
        Assert.Empty(run.CompilerErrors());
    }
}
