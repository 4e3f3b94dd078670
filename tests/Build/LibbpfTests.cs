// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using SharpBpf.Build.Manifests;
using SharpBpf.Generator.Manifest;

namespace SharpBpf.Build.Tests;

/// <summary>Maps, programs and variables of a manifest, compared with what libbpf finds when it opens the same object.</summary>
public sealed class LibbpfTests
{
    [Theory]
    [InlineData("objects.bpf.c")]
    [InlineData("tags.bpf.c")]
    [InlineData("structops.bpf.c")]
    [InlineData("hostile.bpf.c")]
    public void Libbpf_finds_the_same(string source)
    {
        Compare(TestSources.Object(source));
    }

    [Fact]
    public void Libbpf_finds_the_same_in_objects_of_a_package()
    {
        // libxdp1: made elsewhere, by another build system and with other flags.
        string[] objects = [.. Directory.GetDirectories("/usr/lib", "*-linux-gnu").Select(static folder => Path.Combine(folder, "bpf"))
            .Where(Directory.Exists).SelectMany(static folder => Directory.GetFiles(folder, "*.o"))];
        Assert.True(objects.Length != 0, "libxdp1 is not installed; test.sh does that");

        foreach (string file in objects)
            Compare(File.ReadAllBytes(file));
    }

    private static void Compare(byte[] bytes)
    {
        BpfManifest manifest = ManifestBuilder.Build(bytes, "x.bpf.o", "x.bpf.c").Manifest;
        List<string> expected = Ask(bytes);

        List<string> found = [];
        foreach (MapInfo map in manifest.Maps)
        {
            found.Add("map " + Line(map.Name, map));
            if (map.Inner is { } inner)
                found.Add("inner " + Line(map.Name + ".inner", inner));
        }

        // A question mark before a section says that libbpf should not load the program by itself; it takes it off.
        found.AddRange(manifest.Programs.Select(static program => $"program {program.Name} {program.Section.TrimStart('?')}"));
        foreach (DataSectionInfo section in manifest.Sections)
        {
            found.Add($"section {section.Name} {section.Size}");
            found.AddRange(section.Variables.Select(variable => $"variable {section.Name} {variable.Name} {variable.Offset} {variable.Size}"));
        }

        expected.Sort(StringComparer.Ordinal);
        found.Sort(StringComparer.Ordinal);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, found);
    }

    [Fact]
    public void A_table_of_operations_for_a_link_has_the_flag_that_libbpf_gives_it()
    {
        // libbpf knows the section since 1.3, so not every machine can be asked: BPF_F_LINK is 1 << 13 in linux/bpf.h.
        BpfManifest manifest = TestSources.ManifestOf("""
            struct ops { int (*call)(int); char name[16]; };
            SEC("struct_ops/call") int my_call(void *ctx) { return 0; }
            SEC(".struct_ops.link") struct ops linked = { .call = (void *)my_call, .name = "linked" };
            SEC(".struct_ops") struct ops plain = { .name = "plain" };
            """);

        Assert.Equal(["linked struct_ops 1 8192 4 24", "plain struct_ops 1 0 4 24"], manifest.Maps.Select(static map => Line(map.Name, map)));
        Assert.All(manifest.Maps, static map => Assert.Equal(new NamedType(DefinitionKind.Struct, "ops"), map.Value));
    }

    [Fact]
    public void Map_types_have_the_kernels_names()
    {
        // The header's own list, in its order.
        string header = File.ReadAllText("/usr/include/linux/bpf.h");
        string body = header[header.IndexOf("enum bpf_map_type {", StringComparison.Ordinal)..];
        string[] names =
        [
            .. from line in body[..body.IndexOf('}', StringComparison.Ordinal)].Split('\n')
               let name = line.Trim().TrimEnd(',')
               where name.StartsWith("BPF_MAP_TYPE_", StringComparison.Ordinal) && !name.Contains('=', StringComparison.Ordinal)
               select name["BPF_MAP_TYPE_".Length..].ToLowerInvariant().Replace("_deprecated", "", StringComparison.Ordinal),
        ];
        Assert.True(names.Length > 30);

        Assert.Equal(names, Enumerable.Range(0, names.Length).Select(static type => MapTypes.Name((uint)type)));
        Assert.Equal("1000", MapTypes.Name(1000));
    }

    private static string Line(string name, MapInfo map) => string.Create(
        CultureInfo.InvariantCulture, $"{name} {map.Type} {map.MaxEntries} {map.Flags} {map.KeySize} {map.ValueSize}");

    private static List<string> Ask(byte[] bytes)
    {
        using TempFolder folder = new();
        File.WriteAllBytes(folder.Path("x.bpf.o"), bytes);
        Tool.Output("cc", "-o", folder.Path("oracle"), TestSources.PathOf("oracle.c"), "-lbpf");
        return [.. Tool.Output(folder.Path("oracle"), folder.Path("x.bpf.o")).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
