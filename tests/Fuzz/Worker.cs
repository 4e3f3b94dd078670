// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace SharpBpf.Fuzz;

/// <summary>One thread's part of a run: a stream of inputs that depends on its seed and on nothing else.</summary>
internal sealed class Worker(int seed, List<byte[]> corpus, Func<byte[], string> target, bool isText)
{
    private const long MaxAllocation = 1L << 30;
    private const int MaxPool = 2_000;

    private readonly List<byte[]> _pool = [.. corpus];
    private readonly Dictionary<string, byte[]> _ways = new(StringComparer.Ordinal);
    private byte[] _current = [];
    private long _started;

    /// <summary>An input for each way to end that was seen, the smallest one.</summary>
    public IReadOnlyDictionary<string, byte[]> Ways => _ways;

    public bool IsText => isText;

    public long Done { get; private set; }

    public long LargestAllocation { get; private set; }

    public TimeSpan Slowest { get; private set; }

    public (byte[] Input, string Problem)? Finding { get; private set; }

    /// <summary>The input at work and since when, for the watchdog.</summary>
    public (byte[] Input, TimeSpan Time) Current => (_current, _started == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(Volatile.Read(ref _started)));

    public void Run(long inputs)
    {
        Random random = new(seed);
        Mutator mutator = new(random);
        while (Done < inputs && Finding is null)
        {
            byte[] one = _pool[random.Next(_pool.Count)];
            byte[] other = _pool[random.Next(_pool.Count)];
            Try(isText ? mutator.Text(one, other) : mutator.Binary(one, other));
        }

        Volatile.Write(ref _started, 0);
    }

    public void Try(byte[] input)
    {
        _current = input;
        Volatile.Write(ref _started, Stopwatch.GetTimestamp());
        long before = GC.GetAllocatedBytesForCurrentThread();
        string way;
        try
        {
            way = target(input);
        }
        catch (Exception problem)
        {
            // Whatever it is: it is what we are looking for, and the run ends with it.
            Finding = (input, problem.ToString());
            return;
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TimeSpan time = Stopwatch.GetElapsedTime(_started);
        LargestAllocation = Math.Max(LargestAllocation, allocated);
        Slowest = time > Slowest ? time : Slowest;
        if (allocated > MaxAllocation)
            Finding = (input, $"{allocated} bytes of memory for an input of {input.Length}");

        Remember(way, input);
        Done++;
    }

    // A new way to end is worth going on from, and so is a shorter one.
    private void Remember(string way, byte[] input)
    {
        bool isKnown = _ways.TryGetValue(way, out byte[]? known);
        if (isKnown && known!.Length <= input.Length)
            return;

        _ways[way] = input;
        if (_pool.Count < MaxPool)
            _pool.Add(input);
    }
}
