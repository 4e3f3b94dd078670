// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Libbpf.Benchmarks;

/// <summary>A side with a buffer of its own in the kernel, and a program that fills it.</summary>
internal abstract class BurstContender : Contender
{
    private readonly BenchObject _bench;
    private readonly BurstPoint _point;

    protected BurstContender(string name, BurstPoint point) : base(name)
    {
        _point = point;
        _bench = new BenchObject(point, BenchObject.NoWakeup);
    }

    protected BpfMap Map => _bench.Map;

    protected EventBuffer<T> Open<T>() where T : unmanaged
    {
        EventBuffer<T> buffer = _point.Kind == BufferKind.Ring ? new RingBuffer<T>(Map) : new PerfBuffer<T>(Map);
        // By default each sample of a perf buffer asks for a wake-up, which is an interrupt: the fill takes long, and leaves the reader a
        // processor that has forgotten its branches. A ring buffer's program is told not to.
        buffer.Wakeup = WakeupPolicy.AtBytes(int.MaxValue);
        // The memory is mapped, and a perf buffer's events are opened, when it is first read.
        foreach (ref readonly T _ in buffer.Read())
            throw new BenchmarkException($"{Name}: there is something in a new buffer.");
        return buffer;
    }

    internal override Seen Prepare()
    {
        Seen seen = _bench.Fill();
        return _bench.Lost == 0 ? seen : throw new BenchmarkException($"{Name}: the buffer had no room for {_bench.Lost} records.");
    }

    public override void Dispose() => _bench.Dispose();
}
