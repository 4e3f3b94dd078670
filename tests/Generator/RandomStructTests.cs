// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Manifest;
using SharpBpf.Generator.Planning;
using SharpBpf.Generator.Tests.Harness;

namespace SharpBpf.Generator.Tests;

/// <summary>
/// Ten thousand random structs, held against clang: sizes, offsets, and the bytes of values, which C writes and C# reads and the other way
/// round. Each run takes the same ones; set SHARPBPF_RANDOM_SEED to try others.
/// </summary>
public sealed class RandomStructTests
{
    private const int Batches = 20;
    private const int StructsInBatch = 500;
    private const int Rounds = 2;

    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("SHARPBPF_RANDOM_SEED"), out int seed) ? seed : 20_240_117;

    public static TheoryData<int> BatchNumbers => [.. Enumerable.Range(0, Batches)];

    [Theory]
    [MemberData(nameof(BatchNumbers))]
    public void Random_structs_agree_with_clang(int batch)
    {
        RandomC c = new(Seed + batch);
        string[] types = [.. Enumerable.Range(0, StructsInBatch).Select(c.Add)];
        LayoutOracle oracle = new(c.Text, types, Rounds);
        Assert.Equal(StructsInBatch, oracle.Count);
        CheckNamesAreAllThere(c, oracle.Manifest);
        IReadOnlyList<string> differences = oracle.Compare();
        Assert.True(differences.Count == 0, Explain(differences, c.Text));
    }

    // What BTF does not tell is not compared with anything: so nothing may be missing.
    private static void CheckNamesAreAllThere(RandomC c, BpfManifest manifest)
    {
        DefinitionTable table = new(manifest);
        foreach ((string type, List<string> members) in c.Members)
        {
            Definition definition = table.Find(type[(type.IndexOf(' ', StringComparison.Ordinal) + 1)..])!;
            Assert.Equal(members, table.Flatten(definition).Select(f => f.Name));
        }
    }

    private static string Explain(IReadOnlyList<string> differences, string c)
    {
        if (differences.Count == 0)
            return "";

        string name = differences[0].Split('(', '.', ':', ' ', ',')[differences[0].Contains('(', StringComparison.Ordinal) ? 1 : 0];
        int at = c.IndexOf($" {name} {{", StringComparison.Ordinal);
        string declaration = at < 0 ? "" : c[at..c.IndexOf("\n}", at, StringComparison.Ordinal)];
        return $"{differences.Count} differences:\n{string.Join("\n", differences.Take(5))}\n{declaration}";
    }
}
