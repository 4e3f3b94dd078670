// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace SharpBpf.Libbpf.Benchmarks;

/// <summary>
/// Runs the sides of a comparison in turn, A B C C B A, so that whatever else the machine does meets all of them. Times are compared only
/// within a block of turns; each block has buffers of its own, because where their pages lie makes a difference that has nothing to do with
/// the code.
/// </summary>
internal sealed class Alternation(int blocks, int turns)
{
    private readonly Dictionary<string, List<double>> _medians = [];

    /// <summary>The time of each contender in each block, in ns: the median of its turns there.</summary>
    internal IReadOnlyList<double> Times(string name) => _medians[name];

    /// <summary>How one side's time relates to another's, block by block.</summary>
    internal Spread Ratio(string name, string peer) => Spread.Of(_medians[name].Zip(_medians[peer], static (a, b) => a / b));

    internal void Run(Func<Contender[]> make)
    {
        for (int block = 0; block < blocks; block++)
        {
            Contender[] contenders = make();
            try
            {
                RunBlock(contenders, block);
            }
            finally
            {
                foreach (Contender contender in contenders)
                    contender.Dispose();
            }
        }
    }

    private void RunBlock(Contender[] contenders, int block)
    {
        // Some turns are not counted: code is compiled, callbacks are learnt by the branch predictor, pages are touched.
        int warmUp = Math.Max(1, turns / 10);
        double[][] times = [.. contenders.Select(_ => new double[turns])];
        for (int turn = -warmUp; turn < turns; turn++)
        {
            // Forwards and backwards: each leaves its caches to the others as often as it takes theirs.
            for (int i = 0; i < contenders.Length; i++)
            {
                int who = ((turn & 1) == 0 ? i : contenders.Length - 1 - i) + block;
                who %= contenders.Length;
                double time = Time(contenders[who], counted: turn >= 0);
                if (turn >= 0)
                    times[who][turn] = time;
            }
        }
        for (int i = 0; i < contenders.Length; i++)
        {
            if (!_medians.TryGetValue(contenders[i].Name, out List<double>? medians))
                _medians.Add(contenders[i].Name, medians = []);
            medians.Add(Spread.Of(times[i]).Median);
        }
    }

    private static double Time(Contender contender, bool counted)
    {
        Seen expected = contender.Prepare();
        // An empty buffer is read in no time at all: that would be no comparison.
        if (expected.Records == 0)
            throw new BenchmarkException($"{contender.Name}: there is nothing to read.");
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        Seen seen = contender.Run();
        long end = Stopwatch.GetTimestamp();
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (seen != expected)
            throw new BenchmarkException($"{contender.Name}: {seen} was read, {expected} was there.");
        if (counted && contender.IsOurs && allocated != 0)
            throw new BenchmarkException($"{contender.Name}: {allocated} bytes were allocated.");
        return (end - start) * (1e9 / Stopwatch.Frequency);
    }
}

/// <summary>A benchmark that did not do what it was meant to: its times say nothing.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
