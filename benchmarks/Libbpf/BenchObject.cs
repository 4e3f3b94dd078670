// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Libbpf.Benchmarks;

/// <summary>The programs of bench.bpf.c, loaded for one buffer, and what its records add up to.</summary>
internal sealed class BenchObject : IDisposable
{
    internal const ulong NoWakeup = 1; // BPF_RB_NO_WAKEUP

    // fill_perf makes at most so many in one run.
    private const int PerfRun = 1000;

    // Socket filters run on a packet, of at least an Ethernet header.
    private readonly byte[] _packet = new byte[64];
    private readonly BenchBpf _bpf;
    private readonly BpfProgram _fill;
    private readonly int _repeat = 1;
    private readonly ulong _sumOfRest;
    private ulong _before;

    /// <param name="point">What the buffer is, and how many records a call of <see cref="Fill"/> makes.</param>
    /// <param name="flags">How ring records are submitted.</param>
    /// <param name="wakeupAt">Wake the reader when so many bytes wait; 0 leaves it to the flags.</param>
    /// <param name="ringBytes">The size of the ring; 0 is the point's own.</param>
    internal BenchObject(BurstPoint point, ulong flags, uint wakeupAt = 0, uint ringBytes = 0)
    {
        _bpf = BenchBpf.Open();
        try
        {
            bool ring = point.Kind == BufferKind.Ring;
            int perRun = point.Records;
            if (!ring && perRun > PerfRun)
            {
                if (perRun % PerfRun != 0)
                    throw new BenchmarkException($"bursts of more than {PerfRun} samples must be a multiple of {PerfRun}");
                _repeat = perRun / PerfRun;
                perRun = PerfRun;
            }
            _bpf.Knobs.RecordSize = (uint)point.Size;
            _bpf.Knobs.Mixed = point.Mixed ? 1u : 0;
            _bpf.Knobs.Records = (uint)perRun;
            _bpf.Knobs.WakeupFlags = flags;
            _bpf.Knobs.WakeupAt = wakeupAt;
            _fill = ring ? _bpf.Programs.FillRing : _bpf.Programs.FillPerf;
            (ring ? _bpf.Programs.FillPerf : _bpf.Programs.FillRing).AutoLoad = false;
            if (ring)
                _bpf.Ring.Map.MaxEntries = ringBytes != 0 ? ringBytes : point.BufferBytes;
            else
                _bpf.Perf.PerfPagesPerCpu = point.BufferBytes / (uint)Environment.SystemPageSize;
            Map = ring ? _bpf.Ring.Map : _bpf.Perf;
            for (int i = 1; i < point.Size / sizeof(ulong); i++)
            {
                ulong word = (ulong)i * 0x9E3779B97F4A7C15;
                _bpf.Bss.Words[i] = word;
                if (point.Whole)
                    _sumOfRest += word;
            }
            _bpf.Load();
        }
        catch
        {
            _bpf.Dispose();
            throw;
        }
    }

    internal BpfMap Map { get; }

    /// <summary>Records that there was no room for.</summary>
    internal ulong Lost => _bpf.Bss.Lost;

    /// <summary>Runs the program, and says what it has written.</summary>
    internal Seen Fill()
    {
        Run();
        return SinceLast();
    }

    internal void Run() => _fill.TestRun(new TestRunOptions { Data = _packet, Repeat = _repeat });

    /// <summary>What was written since the last call: records with consecutive numbers in front, and the same words behind.</summary>
    internal Seen SinceLast()
    {
        ulong from = _before;
        _before = _bpf.Bss.Made;
        ulong count = _before - from;
        UInt128 numbers = (UInt128)count * (from + 1 + _before) / 2;
        return new Seen(count, (ulong)numbers + count * _sumOfRest);
    }

    public void Dispose() => _bpf.Dispose();
}
