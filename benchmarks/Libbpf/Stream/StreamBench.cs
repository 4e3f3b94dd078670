// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Libbpf.Benchmarks;

/// <summary>
/// A program that writes as fast as it can on one CPU, and a reader on another, until so many records were made. What is compared is
/// the whole: how the reader behaves decides how fast the program can write.
/// </summary>
internal static class StreamBench
{
    internal static void Run(BenchOptions options, TextWriter output)
    {
        if (Environment.ProcessorCount < 2)
            throw new BenchmarkException("stream needs two CPUs: one that writes and one that reads.");
        Dictionary<string, List<StreamRun>> runs = [];
        // In turn, as everywhere: what else the machine does meets all of them.
        for (int turn = 0; turn < options.StreamTurns; turn++)
        {
            foreach (StreamPolicy policy in StreamPolicy.All)
            {
                foreach (bool c in (ReadOnlySpan<bool>)[false, true])
                {
                    string name = Name(policy, c);
                    if (!runs.TryGetValue(name, out List<StreamRun>? list))
                        runs.Add(name, list = []);
                    list.Add(StreamRun.Measure(policy, c, options.StreamRecords / options.StreamTurns));
                }
            }
        }
        foreach (StreamPolicy policy in StreamPolicy.All)
            Print(policy.Name, $"libbpf, {policy.LibbpfWay}", runs[Name(policy, false)], runs[Name(policy, true)], null);

        // The best of libbpf that loses nothing, against the best of ours that loses nothing and uses no more CPU than that.
        StreamPolicy? best = StreamPolicy.All.Where(p => Lost(runs[Name(p, true)]) == 0).MaxBy(p => Rate(runs[Name(p, true)]));
        if (best is null)
            return;
        List<StreamRun> peer = runs[Name(best, true)];
        StreamPolicy? ours = StreamPolicy.All.Where(p => Lost(runs[Name(p, false)]) == 0 && Cpu(runs[Name(p, false)]) <= Cpu(peer))
            .MaxBy(p => Rate(runs[Name(p, false)]));
        if (ours is not null)
            Print($"best: {ours.Name}", $"libbpf's best: {best.LibbpfWay}", runs[Name(ours, false)], peer, ">= 1.5");

        void Print(string policy, string peerName, List<StreamRun> mine, List<StreamRun> theirs, string? aim) => new Result("stream")
        {
            Parameters = { new("size", StreamRun.Size), new("policy", policy), new("records", options.StreamRecords) },
            Ours = Rate(mine),
            Peer = peerName,
            PeerValue = Rate(theirs),
            Unit = "million records/s",
            Ratio = Spread.Of(mine.Zip(theirs, static (a, b) => a.Rate / b.Rate)),
            Aim = aim,
            Remarks =
            {
                new("ours_lost", Lost(mine)), new("peer_lost", Lost(theirs)),
                new("ours_cpu_seconds", Cpu(mine)), new("peer_cpu_seconds", Cpu(theirs)),
            },
        }.Print(output);
    }

    private static string Name(StreamPolicy policy, bool c) => $"{policy.Name} {(c ? "libbpf" : "ours")}";

    private static double Rate(List<StreamRun> runs) => Spread.Of(runs.Select(static r => r.Rate)).Median;

    private static ulong Lost(List<StreamRun> runs) => runs.Aggregate(0ul, static (sum, r) => sum + r.Lost);

    private static double Cpu(List<StreamRun> runs) => runs.Sum(static r => r.CpuSeconds);
}
