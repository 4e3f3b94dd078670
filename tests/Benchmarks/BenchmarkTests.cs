// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace SharpBpf.Benchmarks.Tests;

/// <summary>
/// Each benchmark runs, on this kernel, with next to nothing to do; no time is judged here. That a loss would show is what the
/// benchmark's own check proves. They need root.
/// </summary>
public sealed class BenchmarkTests
{
    [Theory]
    [InlineData("ring", new[] { "size", "records", "work", "form" }, 4 * 2 * 2 * 5 + 2 * 3)]
    [InlineData("perf", new[] { "size", "records", "work", "form" }, 4 * 2 * 2 * 3 + 2 * 3)]
    [InlineData("stream", new[] { "size", "policy", "records" }, 4)]
    [InlineData("maps", new[] { "operation", "entries" }, 4)]
    [InlineData("generator", new[] { "step", "structs" }, 3)]
    public void Prints_a_line_of_JSON_for_each_comparison(string name, string[] parameters, int least)
    {
        RunScript run = RunScript.Benchmarks(name, "--quick", "--json");
        Assert.True(run.Status == 0, run.Error);
        HashSet<string> points = [];
        foreach (string line in run.Lines)
        {
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement result = json.RootElement;
            Assert.Equal(name, result.GetProperty("bench").GetString());
            double ours = result.GetProperty("ours").GetDouble();
            double peer = result.GetProperty("peer_value").GetDouble();
            double ratio = result.GetProperty("ratio").GetDouble();
            Assert.True(ours > 0 && peer > 0, line);
            // One block, or one turn: then the median of the ratios is the ratio of the medians. Four digits are printed.
            Assert.True(Math.Abs(ratio - ours / peer) <= 0.01 * ratio, line);
            Assert.NotEqual("", result.GetProperty("unit").GetString());
            points.Add(string.Join(' ', parameters.Append("peer").Select(p => result.GetProperty(p).ToString())));
        }
        Assert.Equal(run.Lines.Length, points.Count);
        Assert.InRange(points.Count, least, least + 1);
    }

    [Fact]
    public void A_slow_reader_shows_and_what_measures_nothing_is_refused()
    {
        RunScript run = RunScript.Benchmarks("--check", "--quick");
        Assert.True(run.Status == 0, run.Error);
        Assert.Contains(run.Lines, l => l.StartsWith("a handler that takes its time: ratio ", StringComparison.Ordinal));
        foreach (string what in (string[])["an empty buffer", "a record left out", "an allocation"])
            Assert.Contains(run.Lines, l => l.StartsWith($"{what}: refused", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_benchmark_or_option_is_an_error()
    {
        RunScript run = RunScript.Benchmarks("rings", "--json");
        Assert.NotEqual(0, run.Status);
        Assert.Contains("there is no benchmark 'rings'", run.Error, StringComparison.Ordinal);
        run = RunScript.Benchmarks("ring", "--json", "--sizes", "17");
        Assert.NotEqual(0, run.Status);
        Assert.Contains("there is no record of 17 bytes", run.Error, StringComparison.Ordinal);
        run = RunScript.Benchmarks("maps", "--json", "--blocks", "none");
        Assert.NotEqual(0, run.Status);
        Assert.Contains("'none' is not a number", run.Error, StringComparison.Ordinal);
    }
}
