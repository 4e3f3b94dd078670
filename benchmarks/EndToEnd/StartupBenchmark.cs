// SPDX-License-Identifier: Apache-2.0
namespace Sofdsnoop.EndToEnd;

/// <summary>From the start of the process until it watches, the memory it then has, and the size of its files; in turn with a peer.</summary>
internal sealed class StartupBenchmark(int rounds, string outputPath, Action<string> log)
{
    private const string Bench = "startup";

    public IEnumerable<Comparison> Measure(IReadOnlyList<Tracer> ours, IReadOnlyList<Tracer> peers)
    {
        List<Series> all = [.. ours.Concat(peers).Select(static tracer => new Series(tracer))];
        // the first reads the files from the disk
        for (var round = -1; round < rounds; round++)
        {
            foreach (var series in all.Where(series => !series.Tracer.BeginsSlowly || round == rounds - 1))
            {
                using var run = new TracerRun(series.Tracer, Environment.ProcessId, outputPath);
                log($"{series.Tracer.Name}: {run.TimeToReady.TotalMilliseconds:F0} ms");
                run.Stop();
                if (round < 0)
                    continue;
                series.Milliseconds.Add(run.TimeToReady.TotalMilliseconds);
                series.Memory.Add(run.MemoryAtStart >> 10);
            }
        }

        foreach (var mine in all.Take(ours.Count))
        {
            foreach (var peer in all.Skip(ours.Count))
            {
                yield return Compare("attached", "ms", mine, peer, static series => series.Milliseconds);
                yield return Compare("resident", "KiB", mine, peer, static series => series.Memory);
                yield return Compare("files", "bytes", mine, peer, static series => [series.Tracer.FileSize]);
            }
        }
    }

    private static Comparison Compare(string what, string unit, Series ours, Series peer, Func<Series, List<double>> values)
    {
        var (mine, others) = (values(ours), values(peer));
        return new Comparison(Bench)
        {
            Ours = Spread.Of(mine).Median,
            Peer = peer.Tracer.Name,
            PeerValue = Spread.Of(others).Median,
            Unit = unit,
            // what begins slowly was begun once
            Ratio = Spread.Of(mine.Select((value, i) => value / others[Math.Min(i, others.Count - 1)])),
        }
            .At("what", what)
            .At("hook", ours.Tracer.Hook);
    }

    private sealed class Series(Tracer tracer)
    {
        public Tracer Tracer => tracer;

        public List<double> Milliseconds { get; } = [];

        public List<double> Memory { get; } = [];
    }
}
