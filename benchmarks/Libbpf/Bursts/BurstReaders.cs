// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Libbpf.Benchmarks;

/// <summary>Ours, with a handler.</summary>
internal sealed class HandlerReader<T, TWork> : BurstContender where T : unmanaged where TWork : struct, IWork
{
    private readonly EventBuffer<T> _buffer;

    internal HandlerReader(BurstPoint point, string name = "handler") : base(name, point) => _buffer = Open<T>();

    internal override bool IsOurs => true;

    internal override Seen Run()
    {
        AddUp<T, TWork> handler = default;
        _buffer.Dispatch(ref handler);
        return new Seen(handler.Records, handler.Sum);
    }
}

/// <summary>Ours, in a loop.</summary>
internal sealed class LoopReader<T, TWork> : BurstContender where T : unmanaged where TWork : struct, IWork
{
    private readonly EventBuffer<T> _buffer;

    internal LoopReader(BurstPoint point) : base("foreach", point) => _buffer = Open<T>();

    internal override bool IsOurs => true;

    internal override Seen Run()
    {
        ulong records = 0;
        ulong sum = 0;
        foreach (ref readonly T e in _buffer.Read())
        {
            records++;
            sum += TWork.Of(in e);
        }
        return new Seen(records, sum);
    }
}

/// <summary>ring_buffer__consume, or perf_buffer__consume, with a callback in C.</summary>
internal sealed unsafe class LibbpfReader : BurstContender
{
    private readonly BufferKind _kind;
    private readonly nint _reader;
    private Seen _before;

    internal LibbpfReader(BurstPoint point) : base("libbpf", point)
    {
        _kind = point.Kind;
        uint pages = point.BufferBytes / (uint)Environment.SystemPageSize;
        int whole = point.Whole ? 1 : 0;
        _reader = _kind == BufferKind.Ring
            ? Peer.peer_ring_open(Map.Fd, (uint)point.Size, whole)
            : Peer.peer_perf_open(Map.Fd, pages, (uint)point.Size, whole);
        if (_reader == 0)
            throw new BenchmarkException("libbpf could not open the buffer.");
    }

    internal override Seen Run()
    {
        Seen seen;
        int result = _kind == BufferKind.Ring ? Peer.peer_ring_consume(_reader, &seen) : Peer.peer_perf_consume(_reader, &seen);
        if (result < 0)
            throw new BenchmarkException($"libbpf could not read: {result}");
        // The callback adds up all that it has ever seen.
        Seen difference = new(seen.Records - _before.Records, seen.Sum - _before.Sum);
        _before = seen;
        return difference;
    }

    public override void Dispose()
    {
        if (_kind == BufferKind.Ring)
            Peer.peer_ring_close(_reader);
        else
            Peer.peer_perf_close(_reader);
        base.Dispose();
    }
}

/// <summary>A loop in C that adds up the same bytes of a ring buffer and knows where they are.</summary>
internal sealed unsafe class MemoryReader : BurstContender
{
    private readonly nint _memory;

    internal MemoryReader(BurstPoint point) : base("memory", point) =>
        _memory = Peer.peer_memory_open(Map.Fd, point.BufferBytes, (uint)point.Size, point.Whole ? 1 : 0);

    internal override Seen Run()
    {
        Seen seen;
        int result = Peer.peer_memory_consume(_memory, &seen);
        return result >= 0 ? seen : throw new BenchmarkException($"the loop in C knows no records of this size: {result}");
    }

    public override void Dispose()
    {
        Peer.peer_memory_close(_memory);
        base.Dispose();
    }
}
