// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using Microsoft.CodeAnalysis;
using SharpBpf.Generator.Diagnostics;
using SharpBpf.Generator.Tests.Harness;

namespace SharpBpf.Generator.Tests;

/// <summary>A smallest source for each id that the generator has: it gives that diagnostic and no other.</summary>
public sealed class EveryIdTests
{
    private const string Hole = """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        struct hole { __u8 a; __u32 b; };
        struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); __type(value, struct hole); } events SEC(".maps");
        """;

    private static readonly Type[] _families = [typeof(Descriptors), typeof(ClashDescriptors), typeof(MemberDescriptors)];

    private static readonly Dictionary<string, Func<GeneratorRun>> _sources = new(StringComparer.Ordinal)
    {
        ["SBPF0001"] = () => GeneratorRun.Of("", "nonsense"),
        ["SBPF0002"] = () => GeneratorRun.Of(ToolCase.Source()),
        ["SBPF0003"] = () => GeneratorRun.Of("", ToolCase.ManifestText, ToolCase.ManifestText),
        ["SBPF0004"] = () => ToolCase.Run("[BpfObject(\"tool.bpf.c\")] public class X;"),
        ["SBPF0005"] = () => ToolCase.Run("[BpfObject(\"tool.bpf.c\")] public partial class X<T>;"),
        ["SBPF0006"] = () => ToolCase.Run("[BpfStruct(\"point\")] public struct X;"),
        ["SBPF0007"] = () => ToolCase.Run("[BpfStruct(\"point\")] public partial struct X<T>;"),
        ["SBPF0008"] = () => ToolCase.Run("[BpfStruct(\"none\")] public partial struct X;"),
        ["SBPF0009"] = () => GeneratorRun.Of(
            ToolCase.Source("[BpfObject(\"other.bpf.c\")] public sealed partial class OtherBpf;"),
            ToolCase.ManifestText,
            ToolCase.ManifestText.Replace("source tool.bpf.c", "source other.bpf.c", StringComparison.Ordinal).Replace("field 0 x ", "field 0 w ", StringComparison.Ordinal)),
        ["SBPF0010"] = () => ToolCase.Run("[BpfStruct(\"point\")] public partial struct X; [BpfStruct(\"point\")] public partial struct Y;"),
        ["SBPF0011"] = () => ToolCase.Run("[BpfStruct(\"color\")] public partial struct X;"),
        ["SBPF0012"] = () => Struct("event", "[FieldOffset(8)] public uint Wrong;"),
        ["SBPF0013"] = () => Struct("event", "[FieldOffset(12)] public uint Pid;"),
        ["SBPF0014"] = () => Struct("event", "[FieldOffset(8)] public ulong Pid;"),
        ["SBPF0015"] = () => Struct("event", "[FieldOffset(8)] public int Pid;"),
        ["SBPF0016"] = () => Struct("event", "[FieldOffset(48)] public Five Values; [InlineArray(5)] public struct Five { private uint _first; }"),
        ["SBPF0017"] = () => Struct("event", "[FieldOffset(8)] public float Pid;"),
        ["SBPF0018"] = () => Struct("event", "[FieldOffset(17)] public byte Mode;"),
        ["SBPF0019"] = () => Struct("point", "public uint X; public short Y;"),
        ["SBPF0020"] = () => ToolCase.Run("[StructLayout(LayoutKind.Auto), BpfStruct(\"point\")] public partial struct X;"),
        ["SBPF0021"] = () => ToolCase.Run("[BpfStruct(\"color\")] public enum Shade : uint { Red = 1, Green = 2, Blue = 4 }"),
        ["SBPF0022"] = () => ToolCase.Run("[BpfStruct(\"color\")] public enum Shade : uint { Red = 1 }"),
        ["SBPF0023"] = () => ToolCase.Run("[BpfStruct(\"color\")] public enum Shade { Red = 1, Green = 2, Blue = 3 }"),
        ["SBPF0024"] = () => GeneratorRun.Of(ToolCase.Source(), BpfClang.Manifest(Hole, "tool.bpf.c")),
        ["SBPF0025"] = () => ToolCase.Run("public class Point;"),
        ["SBPF0060"] = () => ToolCase.Run("", "[BpfMap(\"none\")] public partial BpfMap Map { get; }"),
        ["SBPF0061"] = () => ToolCase.Run("", "[BpfMap(\"points\")] public partial HashMap<int, Point> Map { get; }"),
        ["SBPF0062"] = () => ToolCase.Run("", "[BpfMap(\"points\")] public BpfMap? Map { get; }"),
        ["SBPF0063"] = () => ToolCase.Run("", "[BpfMap(\"points\")] public partial BpfMap X { get; } [BpfMap(\"points\")] public partial BpfMap Y { get; }"),
    };

    public static TheoryData<string> Ids => [.. Fields().Select(d => d.Id).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Is_provoked(string id)
    {
        Assert.True(_sources.TryGetValue(id, out Func<GeneratorRun>? source), "no source provokes it");
        Assert.Equal([id], source().Diagnostics.Select(d => d.Id).Distinct());
    }

    [Fact]
    public void There_is_no_source_for_what_does_not_exist() => Assert.Equal(Ids.Select(row => row.Data), _sources.Keys);

    private static GeneratorRun Struct(string cName, string members) => ToolCase.Run($"[BpfStruct(\"{cName}\")] public partial struct X {{ {members} }}");

    private static IEnumerable<DiagnosticDescriptor> Fields()
        => _families.SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)).Select(f => f.GetValue(null)).OfType<DiagnosticDescriptor>();
}
