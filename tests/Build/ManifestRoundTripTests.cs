// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text;
using CsCheck;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Tests;

public sealed class ManifestRoundTripTests
{
    [Fact]
    public void What_is_written_is_read_again_as_it_was() =>
        ManifestSamples.Manifest.Sample(
            static manifest => ManifestReader.Read(ManifestWriter.Write(manifest)) == manifest, iter: 2_000, print: ManifestWriter.Write);

    [Fact]
    public void Damaged_text_gives_a_manifest_or_an_error_and_nothing_else() =>
        Gen.Select(ManifestSamples.Manifest, Gen.Int[0, 1 << 20], Gen.Char["\n -#:?09astru"], Gen.Int[0, 3]).Sample(
            static (manifest, at, replacement, cut) =>
            {
                string text = ManifestWriter.Write(manifest);
                at %= text.Length;
                string damaged = string.Concat(text.AsSpan(0, at), replacement.ToString(), text.AsSpan(Math.Min(text.Length, at + cut)));
                try
                {
                    // Whatever was understood can be said again.
                    BpfManifest read = ManifestReader.Read(damaged);
                    return ManifestReader.Read(ManifestWriter.Write(read)) == read;
                }
                catch (ManifestException)
                {
                    return true;
                }
            },
            iter: 10_000);

    [Fact]
    public void The_example_of_the_documentation_is_a_manifest()
    {
        string page = File.ReadAllText(Path.Combine(TestSources.RepositoryRoot, "src/Generator/Manifest/ManifestFormat.md"));
        string example = page.Split("```")[1].TrimStart('\n');

        BpfManifest manifest = ManifestReader.Read(example);

        Assert.Equal(["events", "lost", "outer"], manifest.Maps.Select(static map => map.Name));
        Assert.Equal("array", manifest.Maps[2].Inner!.Type);
        Assert.Equal(new FieldInfo("mode", 64, 3, new IntType("unsigned_int", 4, IntEncoding.Unsigned)), manifest.Definitions[0].Fields[1]);
        Assert.Equal(new ProgramInfo("on_sys_enter", "raw_tp/sys_enter"), Assert.Single(manifest.Programs));
        Assert.Equal(manifest, ManifestReader.Read(ManifestWriter.Write(manifest)));
    }

    [Fact]
    public void Line_ends_of_Windows_are_read_too()
    {
        string text = ManifestWriter.Write(TestSources.Manifest("objects.bpf.c"));

        Assert.Equal(ManifestReader.Read(text), ManifestReader.Read(text.Replace("\n", "\r\n", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", "line 1: this is not a manifest")]
    [InlineData("hello 1\n", "line 1: this is not a manifest")]
    [InlineData("sharpbpf-manifest 2\n", "line 1: version 2")]
    [InlineData("sharpbpf-manifest 1\nsource x\n", "line 3: 'license' is missing")]
    [InlineData("sharpbpf-manifest 1\nsource x\n\n# note\nmaps x\n", "line 5: unknown or repeated keyword 'maps'")]
    [InlineData("sharpbpf-manifest 1\nendian middle\n", "line 2: 'little' or 'big' is expected, not 'middle'")]
    [InlineData("sharpbpf-manifest 1\nstruct s 4\n field 0 a void\n", "line 3: the indent is not a multiple of two")]
    [InlineData("sharpbpf-manifest 1\nstruct s 4\n  field 0 a  void\n", "line 3: more than one blank")]
    [InlineData("sharpbpf-manifest 1\nstruct s 4\n  field 0 a voids\n", "line 3: unknown type 'voids'")]
    [InlineData("sharpbpf-manifest 1\nstruct s 4\n  field 0 a void void\n", "line 3: unexpected 'void'")]
    [InlineData("sharpbpf-manifest 1\nstruct s 4\n  field 0:0 a void\n", "line 3: a bit-field's width cannot be 0")]
    [InlineData("sharpbpf-manifest 1\nstruct s 2147483648\n", "line 2: the type's size is '2147483648'")]
    [InlineData("sharpbpf-manifest 1\nenum e 4 unsigned\n  value A -1\n", "line 3: the value is '-1'")]
    [InlineData("sharpbpf-manifest 1\nenum e 4 signed\n  value A 9223372036854775808\n", "line 3: the value is '9223372036854775808'")]
    [InlineData("sharpbpf-manifest 1\nmap m\n  max_entries 1\n", "line 3: the map has no type")]
    [InlineData("sharpbpf-manifest 1\nprogram p\nprogram q\n", "line 3: the section of program p is missing")]
    public void An_error_names_the_line(string text, string message)
    {
        ManifestException error = Assert.Throws<ManifestException>(() => ManifestReader.Read(text));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(int.Parse(message.AsSpan(5, 1)), error.Line);
    }

    [Fact]
    public void Depth_without_end_is_an_error()
    {
        StringBuilder type = new("sharpbpf-manifest 1\nstruct s 8\n  field 0 p ");
        for (int i = 0; i < 100_000; i++)
            type.Append("ptr ");

        Assert.Contains("nests deeper", Assert.Throws<ManifestException>(() => ManifestReader.Read(type + "void\n")).Message, StringComparison.Ordinal);

        StringBuilder maps = new("sharpbpf-manifest 1\nmap m\n");
        for (int i = 1; i < 2_000; i++)
            maps.Append(' ', 2 * i).Append("inner\n");

        Assert.Contains("nest deeper", Assert.Throws<ManifestException>(() => ManifestReader.Read(maps.ToString())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("")]
    public void A_name_that_is_no_word_cannot_be_written(string name)
    {
        BpfManifest manifest = new("s", "", false, default, new([new ProgramInfo(name, "x")]), default, default);

        Assert.Throws<ManifestException>(() => ManifestWriter.Write(manifest));
    }

    [Fact]
    public void Five_hundred_structs_are_read_quickly()
    {
        IntType element = new("unsigned_int", 4, IntEncoding.Unsigned);
        FieldInfo[] fields = [.. Enumerable.Range(0, 12).Select(i => new FieldInfo($"field_{i}", i * 32, 0, new TypedefType("__u32", element)))];
        Definition[] structs = [.. Enumerable.Range(0, 500).Select(i => new Definition(DefinitionKind.Struct, $"struct_{i}", 48, new(fields), false, default))];
        string text = ManifestWriter.Write(new BpfManifest("big.bpf.c", "GPL", false, default, default, default, new(structs)));

        TimeSpan best = TimeSpan.MaxValue;
        for (int i = 0; i < 40; i++)
        {
            long start = Stopwatch.GetTimestamp();
            BpfManifest manifest = ManifestReader.Read(text);
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            Assert.Equal(500, manifest.Definitions.Count);
            best = time < best ? time : best;
        }

        // About 1 ms when optimised and alone; this is a debug build, and other tests share the machine.
        Assert.True(best < TimeSpan.FromMilliseconds(50), $"{best.TotalMilliseconds} ms");
    }
}
