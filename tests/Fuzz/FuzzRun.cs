// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;

namespace SharpBpf.Fuzz;

/// <summary>A whole run: workers, a watchdog, and what is said at the end.</summary>
internal sealed class FuzzRun(int seed, string output)
{
    // On a loaded machine a second is nothing; a hang lasts.
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);

    private const int MaxKept = 3_000;

    /// <summary>Mutates until <paramref name="inputs"/> have been tried or one fails.</summary>
    /// <returns>The exit code: 0 when none failed.</returns>
    public int Mutate(long inputs, int threads, string? keep)
    {
        long start = Stopwatch.GetTimestamp();
        List<byte[]> objects = Corpus.Objects();
        List<byte[]> manifests = Corpus.Manifests(objects);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"corpus: {objects.Count} objects, {manifests.Count} manifests; seed {seed}, {threads} threads"));

        // Three quarters of the inputs are objects: there is more to get wrong in them.
        int workers = Math.Max(4, threads);
        List<Worker> all = [];
        List<Thread> running = [];
        for (int i = 0; i < workers; i++)
        {
            bool isText = i % 4 == 1;
            Worker worker = new(
                unchecked((seed * 1_000) + i), isText ? manifests : objects, isText ? Target.Manifest : Target.Object, isText);
            long share = (inputs / workers) + (i < inputs % workers ? 1 : 0);
            Thread thread = new(() => worker.Run(share)) { IsBackground = true };
            all.Add(worker);
            running.Add(thread);
            thread.Start();
        }

        while (running.Exists(static thread => thread.IsAlive))
        {
            running.Find(static thread => thread.IsAlive)?.Join(TimeSpan.FromSeconds(5));
            if (all.Find(static worker => worker.Current.Time > Hang) is { } hanging)
                return Fail(hanging.Current.Input, $"still at work after {Hang}");

            if (all.Find(static worker => worker.Finding is not null)?.Finding is { } finding)
                return Fail(finding.Input, finding.Problem);
        }

        if (all.Find(static worker => worker.Finding is not null)?.Finding is { } last)
            return Fail(last.Input, last.Problem);

        Report(all, Stopwatch.GetElapsedTime(start));
        if (keep is not null)
        {
            Keep(all.Where(static worker => !worker.IsText), Path.Combine(keep, Corpus.ObjectFile));
            Keep(all.Where(static worker => worker.IsText), Path.Combine(keep, Corpus.ManifestFile));
        }

        return 0;
    }

    /// <summary>Runs what a file holds, as both kinds of input.</summary>
    public int Replay(string file)
    {
        foreach (byte[] input in Corpus.Read(file))
        {
            foreach (Func<byte[], string> target in (Func<byte[], string>[])[Target.Object, Target.Manifest])
            {
                Worker worker = new(seed, [], target, isText: false);
                worker.Try(input);
                if (worker.Finding is { } finding)
                    return Fail(finding.Input, finding.Problem);

                Console.WriteLine(worker.Ways.Keys.First());
            }
        }

        return 0;
    }

    private static void Report(List<Worker> workers, TimeSpan time)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{workers.Sum(static worker => worker.Done)} inputs in {time.TotalSeconds:f0} s, {workers.SelectMany(static worker => worker.Ways.Keys).Distinct().Count()} ways to end, no finding"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"slowest {workers.Max(static worker => worker.Slowest).TotalMilliseconds:f0} ms, most memory {workers.Max(static worker => worker.LargestAllocation) / 1024} KiB, peak of the process {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB"));
    }

    private static void Keep(IEnumerable<Worker> workers, string file)
    {
        SortedDictionary<string, byte[]> kept = new(StringComparer.Ordinal);
        foreach (Worker worker in workers)
        {
            foreach ((string way, byte[] input) in worker.Ways)
            {
                if (input.Length <= MaxKept && (!kept.TryGetValue(way, out byte[]? other) || input.Length < other.Length))
                    kept[way] = input;
            }
        }

        Corpus.Write(file, kept.Select(static pair => (pair.Key, pair.Value)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kept.Count} inputs kept in {file}"));
    }

    private int Fail(byte[] input, string problem)
    {
        Directory.CreateDirectory(output);
        string file = Path.Combine(output, $"finding-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input))[..16]}.txt");
        Corpus.Write(file, [("finding", input)]);
        Console.WriteLine($"finding: {problem}");
        Console.WriteLine($"try it again with --replay {file}");
        return 1;
    }
}
