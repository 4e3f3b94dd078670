// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using SharpBpf.Build.Btf;
using SharpBpf.Build.Elf;

namespace SharpBpf.Build.Tests;

/// <summary>Every type of real objects, as we read it and as bpftool (libbpf's reader) does.</summary>
public sealed class BtfDumpTests
{
    private static readonly Dictionary<BtfKind, string> KindNames = new()
    {
        [BtfKind.Int] = "INT", [BtfKind.Pointer] = "PTR", [BtfKind.Array] = "ARRAY", [BtfKind.Struct] = "STRUCT",
        [BtfKind.Union] = "UNION", [BtfKind.Enum] = "ENUM", [BtfKind.Forward] = "FWD", [BtfKind.Typedef] = "TYPEDEF",
        [BtfKind.Volatile] = "VOLATILE", [BtfKind.Const] = "CONST", [BtfKind.Restrict] = "RESTRICT", [BtfKind.Function] = "FUNC",
        [BtfKind.FunctionPrototype] = "FUNC_PROTO", [BtfKind.Variable] = "VAR", [BtfKind.DataSection] = "DATASEC",
        [BtfKind.Float] = "FLOAT", [BtfKind.DeclarationTag] = "DECL_TAG", [BtfKind.TypeTag] = "TYPE_TAG", [BtfKind.Enum64] = "ENUM64",
    };

    [Theory]
    [InlineData("types.bpf.c")]
    [InlineData("objects.bpf.c")]
    [InlineData("tags.bpf.c")]
    public void Types_are_those_that_bpftool_reads(string source)
    {
        byte[] bytes = TestSources.Object(source);
        ElfFile elf = ElfFile.Read(bytes, source);
        BtfType[] types = BtfReader.Read(elf.Find(".BTF")!.Data);

        JsonElement[] expected = [.. Dump(bytes).EnumerateArray()];

        Assert.Equal(expected.Length, types.Length - 1);
        for (int i = 0; i < expected.Length; i++)
            Compare(expected[i], types[i + 1]);
    }

    private static JsonElement Dump(byte[] bytes)
    {
        using TempFolder folder = new();
        File.WriteAllBytes(folder.Path("x.bpf.o"), bytes);
        string bpftool = Tool.Find("bpftool") ?? throw new InvalidOperationException("bpftool is not installed");
        return JsonDocument.Parse(Tool.Output(bpftool, "-j", "btf", "dump", "file", folder.Path("x.bpf.o"))).RootElement.GetProperty("types");
    }

    private static void Compare(JsonElement expected, BtfType type)
    {
        Assert.Equal(expected.GetProperty("id").GetUInt32(), type.Id);
        Assert.Equal(expected.GetProperty("kind").GetString(), KindNames[type.Kind]);
        Assert.Equal(Name(expected), type.Name);
        if (type.Kind is not BtfKind.DataSection)
            Assert.Equal(Number(expected, "size"), type.Size);

        Assert.Equal(Number(expected, "type_id") + Number(expected, "ret_type_id"), type.Target);
        Assert.Equal(Number(expected, "nr_elems"), type.Count);
        Assert.Equal(Number(expected, "nr_bits"), type.Bits);
        if (expected.TryGetProperty("encoding", out JsonElement encoding) && type.Kind == BtfKind.Int)
            Assert.Equal(encoding.GetString(), type.Encoding switch { 0 => "(none)", 1 => "SIGNED", 2 => "CHAR", 4 => "BOOL", _ => "UNKN" });

        if (expected.TryGetProperty("members", out JsonElement members))
        {
            Assert.Equal(
                members.EnumerateArray().Select(static m => (Name(m), Number(m, "type_id"), Number(m, "bits_offset"), Number(m, "bitfield_size"))),
                type.Members.Select(static m => (m.Name, m.Type, m.Offset, m.Bits)));
        }

        if (expected.TryGetProperty("vars", out JsonElement variables))
        {
            Assert.Equal(
                variables.EnumerateArray().Select(static v => (Number(v, "type_id"), Number(v, "offset"), Number(v, "size"))),
                type.Members.Select(static m => (m.Type, m.Offset, m.Size)));
        }

        if (expected.TryGetProperty("values", out JsonElement values))
        {
            Assert.Equal(
                values.EnumerateArray().Select(static v => (Name(v), Low32(v.GetProperty("val").GetRawText()))),
                type.Enumerators.Select(static v => (v.Name, (uint)v.Bits)));
        }
    }

    // bpftool prints the 32 bits sign-extended, without their sign.
    private static uint Low32(string text) => (uint)(decimal.Parse(text, CultureInfo.InvariantCulture) % (1L << 32));

    private static string Name(JsonElement element) =>
        element.TryGetProperty("name", out JsonElement name) && name.GetString() is { } text && text != "(anon)" ? text : "";

    private static uint Number(JsonElement element, string property) =>
        element.TryGetProperty(property, out JsonElement value) ? value.GetUInt32() : 0;
}
