// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SharpBpf.Libbpf.Benchmarks;

/// <summary>What came of one run.</summary>
/// <param name="Rate">Millions of records read a second, from the first record to the last.</param>
/// <param name="Lost">Records there was no room for.</param>
/// <param name="CpuSeconds">What the reading thread has used.</param>
internal readonly record struct StreamRun(double Rate, ulong Lost, double CpuSeconds)
{
    /// <summary>Room for 100 ms and more at the rates seen: as long as a busy machine may keep a thread from running.</summary>
    internal const uint RingBytes = 1 << 26;

    internal const int Size = 64;

    // A run of the program cannot be interrupted, so it is not long.
    private const int RecordsPerCall = 10_000;

    internal static unsafe StreamRun Measure(StreamPolicy policy, bool c, int records)
    {
        BurstPoint point = new(BufferKind.Ring, Size, RecordsPerCall, Whole: true);
        using BenchObject bench = new(point, policy.Flags, policy.WakeupAt, RingBytes);
        using RingBuffer<Record64> buffer = new(bench.Map) { Wakeup = policy.Ours };
        nint libbpf = c ? Peer.peer_ring_open(bench.Map.Fd, Size, 1) : 0;
        int calls = Math.Max(1, records / RecordsPerCall);
        // In memory of its own: C and another thread look at it.
        int* done = (int*)NativeMemory.AllocZeroed(64);
        try
        {
            Peer.Pin(0);
            using Barrier start = new(2);
            Thread producer = new(() =>
            {
                Peer.Pin(1);
                start.SignalAndWait();
                for (int i = 0; i < calls; i++)
                    bench.Run();
                Volatile.Write(ref *done, 1);
            });
            producer.Start();
            start.SignalAndWait();
            ulong cpu = Peer.peer_thread_cpu();
            long began = Stopwatch.GetTimestamp();
            Seen seen = c ? ReadWithLibbpf(libbpf, policy, done) : ReadWithOurs(buffer, policy, done);
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            cpu = Peer.peer_thread_cpu() - cpu;
            producer.Join();
            Seen expected = bench.SinceLast();
            if (seen != expected || seen.Records == 0)
                throw new BenchmarkException($"{policy.Name}: {seen} was read, {expected} was there.");
            return new StreamRun(seen.Records / seconds / 1e6, bench.Lost, cpu / 1e9);
        }
        finally
        {
            if (libbpf != 0)
                Peer.peer_ring_close(libbpf);
            NativeMemory.Free(done);
        }
    }

    private static unsafe Seen ReadWithOurs(RingBuffer<Record64> buffer, StreamPolicy policy, int* done)
    {
        AddUp<Record64, WholeRecord> handler = default;
        TimeSpan wait = TimeSpan.FromMilliseconds(policy.Milliseconds);
        while (true)
        {
            bool wasDone = Volatile.Read(ref *done) != 0;
            long count = buffer.Dispatch(ref handler, wasDone ? TimeSpan.Zero : wait);
            if (wasDone && count == 0)
                return new Seen(handler.Records, handler.Sum);
        }
    }

    private static unsafe Seen ReadWithLibbpf(nint libbpf, StreamPolicy policy, int* done)
    {
        Seen seen;
        int result = Peer.peer_ring_stream(libbpf, policy.Libbpf, policy.Milliseconds, done, &seen);
        return result >= 0 ? seen : throw new BenchmarkException($"libbpf: {result}");
    }
}
