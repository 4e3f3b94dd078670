// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Planning;
using SharpBpf.Generator.Tests.Harness;

namespace SharpBpf.Generator.Tests;

/// <summary>What this machine's clang does not put into an object for BPF, but another compiler or another byte order may.</summary>
public sealed class RareTypeTests
{
    [Fact]
    public void Floats_of_other_sizes_and_wide_bools_are_what_they_can_be()
    {
        const string Manifest = """
            sharpbpf-manifest 1
            source tool.bpf.c
            license GPL
            endian little

            struct rare 48
              field 0 half float _Float16 2
              field 32 wide_bool int bool 4 bool
              field 64 extended float long_double 12
              field 256 quad float long_double 16
            enum big 8 unsigned
              value BIG_LOW 1
              value BIG_HIGH 18446744073709551615
            enum small 8 signed
              value SMALL_LOW -9223372036854775808
              value SMALL_HIGH 9223372036854775807

            """;
        GeneratorRun run = GeneratorRun.Of(ToolCase.Source(), Manifest);
        Assert.Empty(run.CompilerErrors());
        Type type = run.Load().GetType("Tool.Rare")!;
        Assert.Equal(48, Boxed.SizeOf(type));
        Assert.Equal(typeof(Half), type.GetField("Half")!.FieldType);
        Assert.Equal(typeof(uint), type.GetField("WideBool")!.FieldType);
        Assert.Equal(12, Boxed.SizeOf(type.GetField("Extended")!.FieldType));
        Assert.Equal(16, Boxed.SizeOf(type.GetField("Quad")!.FieldType));
        Type big = run.Load().GetType("Tool.Big")!;
        Assert.Equal(ulong.MaxValue, Convert.ToUInt64(Enum.Parse(big, "High"), null));
        Assert.Equal(typeof(long), Enum.GetUnderlyingType(run.Load().GetType("Tool.Small")!));
    }

    [Fact]
    public void Types_of_one_name_get_numbers()
    {
        const string Manifest = """
            sharpbpf-manifest 1
            source tool.bpf.c
            license GPL
            endian little

            struct twin 4
              field 0 a int int 4 signed
            struct twin#2 8
              field 0 a int long 8 signed
              field 0 inner struct twin#2.inner
            struct twin#2.inner 8
              field 0 b int long 8 signed

            """;
        System.Reflection.Assembly assembly = GeneratorRun.Of(ToolCase.Source(), Manifest).Load();
        Assert.Equal(4, Boxed.SizeOf(assembly.GetType("Tool.Twin")!));
        Assert.Equal(8, Boxed.SizeOf(assembly.GetType("Tool.Twin2+InnerStruct")!));
    }

    /// <summary>On a big-endian machine the first bit-field has the highest bits; clang for bpfeb shows where they are.</summary>
    [Fact]
    public void Bit_fields_of_the_other_byte_order_are_found()
    {
        const string C = """
            typedef unsigned char u8; typedef unsigned long long u64;
            struct bits { unsigned a : 3; unsigned b : 13; unsigned c : 16; u64 d : 40; u64 e : 24; u8 f : 1; u8 g : 7; };
            struct packed { u8 a : 4; u64 b : 64; u8 c : 4; unsigned d : 17; } __attribute__((packed));
            static struct bits *x __attribute__((section(".sharpbpf.types"), used));
            static struct packed *y __attribute__((section(".sharpbpf.types"), used));
            __attribute__((section("oracle"), used)) struct bits bits = { 5, 0x1abc, 0xfedc, 0x123456789aULL, 0xabcdef, 1, 0x55 };
            __attribute__((section("oracle"), used)) struct packed packed = { 9, 0x0123456789abcdefULL, 6, 0x1a5a5 };
            """;
        byte[] image = BpfClang.Compile(C, "bpfeb");
        BpfManifest manifest = SharpBpf.Build.Manifests.ManifestBuilder.Build(image, "x", "tool.bpf.c").Manifest;
        Assert.True(manifest.BigEndian);
        ElfSymbols truth = new(image, bigEndian: true);
        Assert.Equal(
            [5, 0x1abc, 0xfedc, 0x123456789a, 0xabcdef, 1, 0x55], Values(manifest, "bits", truth["bits"]));
        Assert.Equal([9, 0x0123456789abcdef, 6, 0x1a5a5], Values(manifest, "packed", truth["packed"]));
    }

    private static ulong[] Values(BpfManifest manifest, string name, ReadOnlySpan<byte> bytes)
    {
        Definition definition = manifest.Definitions.Single(d => d.Name == name);
        ulong[] values = new ulong[definition.Fields.Count];
        Span<byte> wide = stackalloc byte[8];
        for (int i = 0; i < values.Length; i++)
        {
            FieldInfo field = definition.Fields[i];
            foreach (BitLayout.Piece piece in BitLayout.Pieces(field.BitOffset, field.BitWidth, definition.Size, bigEndian: true))
            {
                wide.Clear();
                bytes.Slice(piece.StorageOffset, piece.StorageSize).CopyTo(wide[(8 - piece.StorageSize)..]);
                ulong mask = piece.Width == 64 ? ulong.MaxValue : (1UL << piece.Width) - 1;
                values[i] |= ((BinaryPrimitives.ReadUInt64BigEndian(wide) >> piece.StorageShift) & mask) << piece.ValueShift;
            }
        }

        return values;
    }
}
