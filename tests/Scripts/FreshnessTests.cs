// SPDX-License-Identifier: Apache-2.0
namespace Scripts.Tests;

/// <summary>run.sh and build.sh rebuild when, and only when, something the tool is made of is newer than the tool.</summary>
public sealed class FreshnessTests : IDisposable
{
    private static readonly DateTime Before = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime After = Before.AddSeconds(1);
    private readonly Scratch _tree = new();

    public FreshnessTests()
    {
        _tree.WriteProgram("artifacts/sofdsnoop", "");
        foreach (string file in new[] { "src/A/a.cs", "bpf-templates/a.bpf.c", "build.sh", "global.json", "Directory.Build.props",
            "Directory.Packages.props", "README.md", "tests/A/a.cs" })
        {
            _tree.Write(file, "");
        }
        _tree.Write("scripts/common.sh", File.ReadAllText(Path.Combine(Shell.Root, "scripts", "common.sh")));

        foreach (string path in Directory.EnumerateFileSystemEntries(_tree.Directory, "*", SearchOption.AllDirectories))
        {
            if (Directory.Exists(path)) Directory.SetLastWriteTimeUtc(path, Before);
            else File.SetLastWriteTimeUtc(path, Before);
        }
    }

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Untouched_sources_leave_the_tool_fresh() => Assert.True(IsFresh());

    [Theory]
    [InlineData("src/A/a.cs", false)]
    [InlineData("bpf-templates/a.bpf.c", false)]
    [InlineData("Directory.Packages.props", false)]
    [InlineData("build.sh", false)]
    [InlineData("README.md", true)]
    [InlineData("tests/A/a.cs", true)]
    public void A_newer_file_counts_when_the_tool_is_made_of_it(string file, bool fresh)
    {
        File.SetLastWriteTimeUtc(Path.Combine(_tree.Directory, file), After);

        Assert.Equal(fresh, IsFresh());
    }

    [Fact]
    public void A_deleted_source_makes_the_tool_stale()
    {
        File.Delete(Path.Combine(_tree.Directory, "src/A/a.cs"));

        Assert.False(IsFresh());
    }

    [Fact]
    public void No_tool_is_not_fresh()
    {
        File.Delete(Path.Combine(_tree.Directory, "artifacts/sofdsnoop"));

        Assert.False(IsFresh());
    }

    private bool IsFresh() =>
        Shell.Run("/", null, "/bin/bash", "-c", $"source '{_tree.Directory}/scripts/common.sh'; tool_is_fresh").Status == 0;
}
