// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using System.Text.RegularExpressions;
using SharpBpf.Generator.Tests.Harness;

namespace SharpBpf.Generator.Tests;

/// <summary>
/// C declarations chosen to be nasty, in Corpus/*.h. For each file the generated text is compared with Golden/, and what it means
/// with clang. Set SHARPBPF_UPDATE_GOLDEN=1 to write the golden files anew, and read the difference before committing it.
/// </summary>
public sealed partial class CorpusTests
{
    private static readonly string Folder = typeof(CorpusTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "TestFolder").Value!;

    public static TheoryData<string> Files => [.. Directory.GetFiles(Path.Combine(Folder, "Corpus"), "*.h").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Generated_types_agree_with_clang(string file)
    {
        IReadOnlyList<string> differences = Oracle(file).Compare();
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Generated_text_is_the_golden_one(string file)
    {
        string text = Oracle(file).Run.AllText();
        string golden = Path.Combine(Folder, "Golden", Path.ChangeExtension(file, ".cs.txt"));
        if (Environment.GetEnvironmentVariable("SHARPBPF_UPDATE_GOLDEN") == "1")
            File.WriteAllText(golden, text);

        Assert.Equal(File.ReadAllText(golden), text);
    }

    [Fact]
    public void The_corpus_has_at_least_150_declarations()
        => Assert.InRange(Files.Sum(f => Exports(Declarations(f.Data)).Count()), 150, int.MaxValue);

    private static string Declarations(string file) => File.ReadAllText(Path.Combine(Folder, "Corpus", file));

    private static LayoutOracle Oracle(string file) => new(Declarations(file), Exports(Declarations(file)));

    // Every definition at the start of a line: the files are written so that this finds all of them.
    private static IEnumerable<string> Exports(string declarations)
        => Definition().Matches(declarations).Select(m => m.Groups["tag"].Success ? m.Groups["tag"].Value : m.Groups["typedef"].Value);

    [GeneratedRegex(@"^(?<tag>(struct|union|enum) [\w$]+)\s*\{|^\}[^;]*?\s?(?<typedef>[\w$]+_t);", RegexOptions.Multiline)]
    private static partial Regex Definition();
}
