// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Benchmarks.Tests;

/// <summary>The table of results says what the lines say, misses included.</summary>
public sealed class ReportTests
{
    private static RunScript Table(params string[] lines) =>
        RunScript.Run("python3", string.Join('\n', lines), Path.Combine(RunScript.Root, "benchmarks", "report.py"), "table", "ring", "A Processor, Linux 6.1");

    private static string Line(double ratio, string aim) =>
        $$"""{"bench":"ring","size":16,"ours":{{ratio}},"peer":"libbpf","peer_value":1,"unit":"ns","ratio":{{ratio}},"ratio_low":{{ratio}},"ratio_high":{{ratio}},"aim":"{{aim}}","lost":3}""";

    [Theory]
    [InlineData(0.70, "<= 0.70", "yes")]
    [InlineData(0.71, "<= 0.70", "**no**")]
    [InlineData(1.50, ">= 1.50", "yes")]
    [InlineData(1.49, ">= 1.50", "**no**")]
    public void A_missed_aim_is_told(double ratio, string aim, string met)
    {
        RunScript table = Table(Line(ratio, aim));
        Assert.Equal("", table.Error);
        string[] rows = [.. table.Lines.Where(l => l.StartsWith('|'))];
        Assert.Equal(3, rows.Length);
        Assert.Equal("| size | ours | peer | its value | unit | ratio | quartiles | aim | met | lost |", rows[0]);
        Assert.EndsWith($" | {met} | 3 |", rows[2], StringComparison.Ordinal);
    }

    [Fact]
    public void No_lines_are_an_error()
    {
        RunScript table = Table();
        Assert.NotEqual(0, table.Status);
        Assert.Contains("printed nothing", table.Error, StringComparison.Ordinal);
    }
}
