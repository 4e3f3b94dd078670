// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using SharpBpf.Generator.Tests.Harness;

namespace SharpBpf.Generator.Tests;

/// <summary>How records are read in place: the struct, its text, and the array behind it.</summary>
public sealed class RecordTests
{
    private const string C = """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        struct item { __u16 a; __u16 b; };
        struct record { __u32 count; char comm[8]; struct item items[]; };
        struct bytes { __u64 ts; __u8 n; __u8 data[]; };
        struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, struct record); __type(value, struct bytes); } map SEC(".maps");
        __attribute__((section("oracle"), used)) struct record r = { 2, "ab\0cdefg", { { 1, 2 }, { 3, 4 } } };
        __attribute__((section("oracle"), used)) struct bytes b = { 7, 3, { 10, 11, 12, 13, 14, 15, 16, 17, 18 } };
        """;

    // What users would write, compiled with the generated code: the compiler's rules for references are a part of it.
    private const string User = """
        public static class User
        {
            public static string Read(byte[] bytes)
            {
                ReadOnlySpan<byte> record = bytes;
                ref readonly Record r = ref Record.From(record);
                string text = $"{r.Count} {System.Text.Encoding.UTF8.GetString(r.CommText)} {System.Text.Encoding.UTF8.GetString(r.Comm.Text)} {r.Comm[4]}";
                foreach (ref readonly Item item in Record.ItemsOf(record))
                    text += $" {item.A}+{item.B}";

                foreach (byte c in r.Comm)
                    text += c == 0 ? "." : "";

                return text;
            }

            public static ReadOnlySpan<byte> TextOf(in Record record) => record.CommText;

            public static string Tail(byte[] bytes) => Convert.ToHexString(Bytes.DataOf(bytes)) + Bytes.From(bytes).N;
        }
        """;

    private static readonly Lazy<Assembly> Tool = new(() =>
    {
        GeneratorRun run = GeneratorRun.Of(ToolCase.Source(User), BpfClang.Manifest(C, "tool.bpf.c"));
        Assert.Empty(run.CompilerErrors());
        return run.Load();
    });

    private static readonly Lazy<ElfSymbols> Truth = new(() => new ElfSymbols(BpfClang.Compile(C)));

    [Fact]
    public void A_record_of_C_is_read_in_place()
    {
        Assert.Equal("2 ab ab 100 1+2 3+4.", Call("Read", Truth.Value["r"].ToArray()));
    }

    [Fact]
    public void A_tail_is_as_long_as_the_record()
    {
        byte[] bytes = Truth.Value["b"].ToArray();
        Assert.Equal("0A0B0C0D0E0F101112" + "3", Call("Tail", bytes[..18]));
        Assert.Equal("0A0B0C0D0E0F10" + "3", Call("Tail", bytes[..16]));
    }

    [Fact]
    public void Half_an_element_is_left_out() => Assert.Equal("2 ab ab 100 1+2.", Call("Read", Truth.Value["r"].ToArray()[..^1]));

    [Theory]
    [InlineData("Read", 11)]
    [InlineData("Read", 0)]
    [InlineData("Tail", 8)]
    [InlineData("Tail", 15)]
    public void A_record_that_is_too_short_is_refused(string method, int length)
    {
        TargetInvocationException e = Assert.Throws<TargetInvocationException>(() => Call(method, new byte[length]));
        Assert.IsType<ArgumentOutOfRangeException>(e.InnerException);
    }

    [Fact]
    public void Text_without_a_NUL_is_all_of_it()
    {
        byte[] bytes = Truth.Value["r"].ToArray();
        bytes[6] = (byte)'!';
        Assert.StartsWith("2 ab!cdefg", Call("Read", bytes), StringComparison.Ordinal);
    }

    private static string Call(string method, byte[] record) => (string)Tool.Value.GetType("Tool.User")!.GetMethod(method)!.Invoke(null, [record])!;
}
