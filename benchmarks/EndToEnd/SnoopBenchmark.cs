// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.EndToEnd;

/// <summary>How long and how often is measured.</summary>
internal readonly record struct Effort(TimeSpan Window, int Rounds);

/// <summary>What one tracer did with one load, over all rounds.</summary>
internal sealed record Result(Load Load, Tracer Tracer)
{
    /// <summary>Messages a second of the workload while it is traced, and without.</summary>
    public required Spread Traced { get; init; }

    public required Spread Untraced { get; init; }

    /// <summary>The one by the other, each by what was measured just before and after.</summary>
    public required Spread Ratio { get; init; }

    /// <summary>What it had to show, and of that what it did not. Fds, or messages for those that show messages.</summary>
    public required long Due { get; init; }

    public required long Lost { get; init; }

    /// <summary>CPU seconds of the tracer for each second it watched.</summary>
    public required double Cpu { get; init; }

    /// <summary>Resident bytes at the end, the most of all rounds.</summary>
    public required long Memory { get; init; }

    public double LostShare => Due == 0 ? 0 : (double)Lost / Due;
}

/// <summary>
/// Passes fds as fast as it goes, without and with a tracer, in turn: untraced, traced by the first, untraced, traced by the second, and
/// so on, and all that as many times as there are rounds. Each traced time is compared with the untraced ones beside it.
/// </summary>
internal sealed class SnoopBenchmark(Workload workload, Effort effort, string outputPath, Action<string> log)
{
    /// <exception cref="InvalidOperationException">What was shown and what was lost is not what was passed.</exception>
    public IReadOnlyList<Result> Measure(Load load, IReadOnlyList<Tracer> tracers)
    {
        List<Series> all = [.. tracers.Select(tracer => new Series(load, tracer))];
        // nobody's first time is fast
        workload.Run(load, effort.Window);
        for (var round = 0; round < effort.Rounds; round++)
        {
            foreach (var series in all.Where(static series => !series.Tracer.BeginsSlowly))
            {
                var before = workload.Run(load, effort.Window);
                Watch(series, 1);
                series.Untraced.AddRange([before, workload.Run(load, effort.Window)]);
                log($"{load.Fds} fds, {load.Pairs} pairs, {series.Tracer.Name}: {series.LastRatio:F3}");
            }
        }

        foreach (var series in all.Where(static series => series.Tracer.BeginsSlowly))
        {
            List<Passed> around = [.. Times(effort.Rounds, () => workload.Run(load, effort.Window))];
            Watch(series, effort.Rounds);
            around.AddRange(Times(effort.Rounds, () => workload.Run(load, effort.Window)));
            // of all the untraced times two stand for each traced one, one from before and one from behind
            for (var i = 0; i < effort.Rounds; i++)
                series.Untraced.AddRange([around[i], around[i + effort.Rounds]]);
        }

        return [.. all.Select(static series => series.ToResult())];
    }

    private void Watch(Series series, int times)
    {
        using var run = new TracerRun(series.Tracer, workload.Pid, outputPath);
        List<Passed> passed = [.. Times(times, () => workload.Run(series.Load, effort.Window))];
        var seen = run.Stop();
        var due = passed.Sum(series.Tracer.Due);
        var lost = due - seen.Shown;
        if (seen.Lost is { } said && said != lost)
        {
            throw new InvalidOperationException(
                $"{series.Tracer.Name}, {series.Load.Fds} fds a message: {due} passed, but {seen.Shown} shown and {said} lost");
        }

        series.Add(passed, due, lost, run);
    }

    private static IEnumerable<T> Times<T>(int times, Func<T> measure) => Enumerable.Range(0, times).Select(_ => measure());

    /// <summary>What has been measured so far.</summary>
    private sealed class Series(Load load, Tracer tracer)
    {
        private readonly List<Passed> _traced = [];
        private long _due;
        private long _lost;
        private TimeSpan _cpu;
        private long _memory;

        public Load Load => load;

        public Tracer Tracer => tracer;

        /// <summary>Two for each traced time.</summary>
        public List<Passed> Untraced { get; } = [];

        public double LastRatio => Ratio(_traced.Count - 1);

        public void Add(IReadOnlyList<Passed> passed, long due, long lost, TracerRun run)
        {
            _traced.AddRange(passed);
            _due += due;
            _lost += lost;
            _cpu += run.Cpu;
            _memory = Math.Max(_memory, run.Memory);
        }

        public Result ToResult() => new(load, tracer)
        {
            Traced = Spread.Of(_traced.Select(static passed => passed.Rate)),
            Untraced = Spread.Of(Untraced.Select(static passed => passed.Rate)),
            Ratio = Spread.Of(Enumerable.Range(0, _traced.Count).Select(Ratio)),
            Due = _due,
            Lost = _lost,
            Cpu = _cpu / new TimeSpan(_traced.Sum(static passed => passed.Time.Ticks)),
            Memory = _memory,
        };

        private double Ratio(int i) => _traced[i].Rate / ((Untraced[2 * i].Rate + Untraced[2 * i + 1].Rate) / 2);
    }
}
