// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using Microsoft.CodeAnalysis;
using SharpBpf.Generator.Diagnostics;
using SharpBpf.Generator.Tests.Harness;

namespace SharpBpf.Generator.Tests;

/// <summary>What goes wrong outside of a struct's fields, and what every diagnostic has.</summary>
public sealed class DiagnosticTests
{
    private static readonly string Repository = Path.Combine(
        typeof(DiagnosticTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "TestFolder").Value!, "..", "..");

    public static TheoryData<string> Ids => [.. Descriptors().Select(d => d.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_diagnostic_has_a_page_and_a_line_in_the_release_notes(string id)
    {
        DiagnosticDescriptor descriptor = Descriptors().Single(d => d.Id == id);
        string page = File.ReadAllText(Path.Combine(Repository, descriptor.HelpLinkUri));
        Assert.StartsWith($"# {id}: ", page, StringComparison.Ordinal);
        Assert.Contains("## Wrong", page, StringComparison.Ordinal);
        Assert.Contains("## Right", page, StringComparison.Ordinal);
        Assert.Contains($"{id} | ", File.ReadAllText(Path.Combine(Repository, "src", "Generator", "AnalyzerReleases.Unshipped.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_that_cannot_be_read_is_named_with_the_line()
    {
        GeneratorRun run = GeneratorRun.Of(ToolCase.Source(), "sharpbpf-manifest 1\nsource tool.bpf.c\nnonsense\n");
        Assert.Equal("The manifest of 'file0.bpf.manifest' cannot be read: line 3: unknown or repeated keyword 'nonsense'", Message(run, "SBPF0001"));
        Assert.Equal("No BpfSource item of this project is called 'tool.bpf.c'.", Message(run, "SBPF0002"));
    }

    [Theory]
    [InlineData("struct a 4\n  field 0 b struct a\n", "'a' contains itself")]
    [InlineData("struct a 4\n  field 0 b struct c\n", "'c' is used and not defined")]
    [InlineData("struct a 4\n  field 8 b int int 4 signed\n", "field 'b' does not fit into 'a'")]
    [InlineData("struct a 4\n  field 4 b int char 1 char\n", "field 'b' does not fit into 'a'")]
    [InlineData("struct a 4\nstruct a 4\n", "'a' is defined twice")]
    [InlineData("struct a 4\n  field 0 b array 5 array 2147483647 int char 1 char\n", "field 'b' does not fit into 'a'")]
    public void A_manifest_that_makes_no_sense_is_refused(string definitions, string error)
    {
        GeneratorRun run = GeneratorRun.Of(ToolCase.Source(), $"sharpbpf-manifest 1\nsource tool.bpf.c\nlicense GPL\nendian little\n{definitions}");
        Assert.Equal($"The manifest of 'tool.bpf.c' cannot be read: {error}", Message(run, "SBPF0001"));
    }

    [Fact]
    public void A_source_that_is_not_there_suggests_the_nearest()
    {
        GeneratorRun run = GeneratorRun.Of(ToolCase.Source().Replace("tool.bpf.c", "folder/tol.bpf.c", StringComparison.Ordinal), ToolCase.ManifestText);
        Assert.Equal("No BpfSource item of this project is called 'tol.bpf.c'. Did you mean 'tool.bpf.c'?", Message(run, "SBPF0002"));
        Assert.Empty(run.Result.GeneratedSources);
    }

    [Fact]
    public void Two_sources_of_one_name_are_refused()
        => Assert.Contains("'tool.bpf.c'", Message(GeneratorRun.Of(ToolCase.Source(), ToolCase.ManifestText, ToolCase.ManifestText), "SBPF0003"), StringComparison.Ordinal);

    [Theory]
    [InlineData("public sealed class X;", "SBPF0004", "'X' cannot be completed: it, or a type around it, is not partial")]
    [InlineData("public partial class X; public class Outer { [BpfObject(\"tool.bpf.c\")] public partial class Y; }", "SBPF0004", "'Y' cannot be completed: it, or a type around it, is not partial")]
    [InlineData("public partial class X<T>;", "SBPF0005", "'X' cannot be a BPF object: it, or a type around it, is generic")]
    [InlineData("public static partial class X;", "SBPF0005", "'X' cannot be a BPF object: a static class has no instances")]
    [InlineData("public abstract partial class X;", "SBPF0005", "'X' cannot be a BPF object: it is abstract, so nobody could open one")]
    [InlineData("public partial record X;", "SBPF0005", "'X' cannot be a BPF object: a record cannot derive from SharpBpf.BpfObject; make it a class")]
    [InlineData("file partial class X;", "SBPF0005", "'X' cannot be a BPF object: it is file-local")]
    [InlineData("public partial class X : Uri { }", "SBPF0005", "'X' cannot be a BPF object: it derives from System.Uri; the base has to be SharpBpf.BpfObject")]
    public void A_class_that_cannot_be_completed_is_told_why(string declaration, string id, string message)
        => Assert.Equal(message, Message(ToolCase.Run($"[BpfObject(\"tool.bpf.c\")] {declaration}"), id));

    [Theory]
    [InlineData("public struct X;", "SBPF0006", "'X' cannot be completed: it, or a type around it, is not partial")]
    [InlineData("public ref partial struct X;", "SBPF0007", "'X' cannot stand for a C struct: a ref struct cannot stand in a map or a buffer")]
    [InlineData("public partial struct X<T>;", "SBPF0007", "'X' cannot stand for a C struct: it, or a type around it, is generic")]
    public void A_struct_that_cannot_be_completed_is_told_why(string declaration, string id, string message)
        => Assert.Equal(message, Message(ToolCase.Run($"[BpfStruct(\"point\")] {declaration}"), id));

    [Fact]
    public void A_private_struct_cannot_stand_for_a_C_struct()
        => Assert.Equal(
            "'X' cannot stand for a C struct: it is neither public nor internal, so generated code could not name it",
            Message(ToolCase.Run("public partial class Outer { [BpfStruct(\"point\")] private partial struct X; }"), "SBPF0007"));

    [Fact]
    public void An_unknown_struct_suggests_the_nearest()
        => Assert.Equal(
            "'X' stands for 'piont', but the BTF of tool.bpf.c has no struct, union or enum of that name. Did you mean 'point'?",
            Message(ToolCase.Run("[BpfStruct(\"piont\")] public partial struct X;"), "SBPF0008"));

    [Fact]
    public void A_C_type_is_declared_once()
        => Assert.Equal(
            "'Y' stands for 'point', but 'X' does already",
            Message(ToolCase.Run("[BpfStruct(\"point\")] public partial struct X; [BpfStruct(\"point\")] public partial struct Y;"), "SBPF0010"));

    [Fact]
    public void Objects_share_equal_types_and_refuse_different_ones()
    {
        string other = ToolCase.ManifestText.Replace("source tool.bpf.c", "source other.bpf.c", StringComparison.Ordinal);
        string source = ToolCase.Source("/** <summary>Another.</summary> */ [BpfObject(\"other.bpf.c\")] public sealed partial class OtherBpf;");
        GeneratorRun run = GeneratorRun.Of(source, ToolCase.ManifestText, other);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.CompilerErrors());

        run = GeneratorRun.Of(source, ToolCase.ManifestText, other.Replace("field 0 x ", "field 0 w ", StringComparison.Ordinal));
        Assert.Equal(
            "'struct point' of tool.bpf.c differs from that of other.bpf.c, and both would become 'Point'; put the [BpfObject] classes into different namespaces",
            Message(run, "SBPF0009"));
    }

    [Fact]
    public void Padding_in_an_event_is_named()
    {
        const string C = """
            #include <linux/bpf.h>
            #include <bpf/bpf_helpers.h>
            struct inner { __u16 a; __u8 b; };
            struct holes { __u8 a; __u32 b; __u8 c : 3; __u8 d; struct inner in[2]; __u64 e; __u8 f; };
            struct tail { __u64 a; __u8 b; __u8 data[]; };
            struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); __type(value, struct holes); } events SEC(".maps");
            struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); __type(value, struct tail); } tails SEC(".maps");
            struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4); __type(key, struct holes); __type(value, struct holes); } map SEC(".maps");
            """;
        GeneratorRun run = GeneratorRun.Of(ToolCase.Source(), BpfClang.Manifest(C, "tool.bpf.c"));
        Assert.Equal(
            ["SBPF0024 at 'ToolBpf': struct holes, which map 'events' of tool.bpf.c carries, has bits that no field names: bytes 1 to 3, bits 3 to 7 of byte 8, "
                + "byte 13, bytes 17 to 23, bytes 33 to 39. Old kernel memory may be in them: name them in C and set them to zero."],
            ToolCase.Messages(run));
        Assert.Equal(DiagnosticSeverity.Warning, run.Diagnostics.Single().DefaultSeverity);

        GeneratorRun quiet = GeneratorRun.Of(
            ToolCase.Source().Replace("CS1591", "SBPF0024", StringComparison.Ordinal), BpfClang.Manifest(C, "tool.bpf.c"));
        Assert.True(quiet.Diagnostics.Single().IsSuppressed);
    }

    private static string Message(GeneratorRun run, string id) => run.Diagnostics.Single(d => d.Id == id).GetMessage(null);

    private static IEnumerable<DiagnosticDescriptor> Descriptors()
        => typeof(Descriptors).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null)).OfType<DiagnosticDescriptor>();
}
