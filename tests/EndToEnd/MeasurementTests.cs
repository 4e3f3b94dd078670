// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace Sofdsnoop.EndToEnd.Tests;

/// <summary>
/// The rig with times so short that everything fits in the buffer: what it finds is checked, not how fast that was. And the rig with a
/// tracer that lies: it must notice.
/// </summary>
public sealed class MeasurementTests(Programs programs) : IClassFixture<Programs>, IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    private readonly string _output = Path.GetTempFileName();

    public void Dispose() => File.Delete(_output);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(11, 4)]
    public void Everything_is_shown_in_every_way_and_nothing_of_others(int fds, int pairs)
    {
        Tracer[] tracers =
        [
            Ours("table"),
            Ours("json", "--format", "json"),
            Ours("perf", "--buffer", "perf"),
            new SofdsnoopTracer(Programs.Tool) { Program = "sofdsnoop", Mode = "filtered out", FiltersOut = true },
            new StraceTracer { Program = "strace" },
        ];

        IReadOnlyList<Result> results = Measure(new Load(fds, pairs), tracers);

        Assert.Equal(tracers.Select(tracer => tracer.Mode), results.Select(result => result.Tracer.Mode));
        Assert.All(results, result =>
        {
            Assert.Equal(0, result.Lost);
            Assert.Equal(!result.Tracer.FiltersOut, result.Due > 0);
            Assert.True(result.Traced.Median > 0 && result.Untraced.Median > 0 && result.Ratio.Median > 0, result.ToString());
            Assert.InRange(result.Memory, 1 << 20, 1 << 30);
        });
        // in this order: strace stops the process at each call
        Assert.True(results[0].Ratio.Median > results[4].Ratio.Median, $"{results[0].Ratio} and under strace {results[4].Ratio}");
    }

    [Theory]
    [InlineData("SEND x", 0)]      // one line of many, and nothing lost
    [InlineData("", 1)]            // nothing shown, and one lost
    public void A_tracer_whose_sums_are_wrong_fails_the_benchmark(string line, int lost)
    {
        string script = $"echo '{line}'; echo attached: >&2; trap 'echo shown 1 lost {lost} >&2; exit' INT; while :; do sleep 0.05; done";

        var failure = Assert.Throws<InvalidOperationException>(() => Measure(new Load(1, 1), [new ScriptTracer(script) { Program = "liar" }]));

        Assert.Matches(@"^liar, 1 fds a message: \d+ passed, but 1 shown and \d lost$", failure.Message);
    }

    [Fact]
    public void A_tracer_that_ends_at_once_fails_the_benchmark()
    {
        var failure = Assert.Throws<InvalidOperationException>(
            () => Measure(new Load(1, 1), [new ScriptTracer("echo no such kernel >&2") { Program = "broken" }]));

        Assert.Equal("broken ended before it watched anything: no such kernel\n", failure.Message);
    }

    [Fact]
    public void A_loss_at_one_fd_a_message_fails_the_benchmark()
    {
        Result lossless = Result(new Load(1, 1), lost: 0);
        Result lossy = Result(new Load(1, 1), lost: 1);
        Result lossyAtMany = Result(new Load(253, 1), lost: 1);

        Assert.Empty(SnoopReport.Failures([lossless, lossyAtMany]));
        Assert.Equal(["sofdsnoop table lost 1 of 1000 fds at 1 fd a message"], SnoopReport.Failures([lossless, lossy]));
    }

    [Fact]
    public void Each_way_of_ours_is_compared_with_the_untraced_workload_and_the_first_with_each_peer()
    {
        Result ours = Result(new Load(1, 1), lost: 0);
        Result strace = ours with { Tracer = new StraceTracer { Program = "strace" }, Ratio = new Spread(0.04, 0.05, 0.1) };

        JsonElement[] lines = [.. SnoopReport.Of([ours, strace]).Select(comparison => JsonDocument.Parse(comparison.ToJson()).RootElement)];

        Assert.Equal(["untraced", "strace"], lines.Select(line => line.GetProperty("peer").GetString()));
        Assert.Equal([0.5, 10], lines.Select(line => line.GetProperty("ratio").GetDouble()));
        Assert.All(lines, line =>
        {
            Assert.Equal("snoop", line.GetProperty("bench").GetString());
            Assert.Equal("messages/s", line.GetProperty("unit").GetString());
            Assert.Equal(1, line.GetProperty("fds").GetInt32());
            Assert.Equal(1, line.GetProperty("pairs").GetInt32());
            Assert.Equal(500, line.GetProperty("ours").GetDouble());
            Assert.True(line.GetProperty("peer_value").GetDouble() > 0);
        });
    }

    [Fact]
    public void The_start_is_measured_with_time_memory_and_size()
    {
        var benchmark = new StartupBenchmark(1, _output, static _ => { });
        Tracer peer = new ScriptTracer("echo attached: >&2; trap 'exit' INT; while :; do sleep 0.05; done") { Program = "peer" };

        Comparison[] found = [.. benchmark.Measure([Ours("")], [peer])];

        Assert.Equal(["ms", "KiB", "bytes"], found.Select(comparison => comparison.Unit));
        Assert.All(found.Take(2), comparison => Assert.True(comparison.Ours > comparison.PeerValue && comparison.PeerValue > 0));
        Assert.Equal(new FileInfo(Programs.Tool).Length, found[2].Ours);
    }

    private static SofdsnoopTracer Ours(string mode, params string[] arguments) =>
        new(Programs.Tool, arguments) { Program = "sofdsnoop", Mode = mode };

    private static Result Result(Load load, long lost) => new(load, Ours("table"))
    {
        Traced = new Spread(400, 500, 600),
        Untraced = new Spread(900, 1000, 1100),
        Ratio = new Spread(0.4, 0.5, 0.6),
        Due = 1000,
        Lost = lost,
        Cpu = 0.1,
        Memory = 1 << 20,
    };

    private IReadOnlyList<Result> Measure(Load load, IReadOnlyList<Tracer> tracers)
    {
        using var workload = new Workload(programs.Fdpass);
        return new SnoopBenchmark(workload, new Effort(Short, 1), _output, static _ => { }).Measure(load, tracers);
    }

    private sealed class ScriptTracer(string script) : Tracer
    {
        public override IReadOnlyList<string> Command(int pid) => ["sh", "-c", script];

        public override Seen Count(string outputPath, string errors) =>
            new(Lines.Count(outputPath), errors.Contains("lost 1", StringComparison.Ordinal) ? 1 : 0);
    }
}
