// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace SharpBpf.Libbpf.Benchmarks;

/// <summary>
/// The benchmark's own test: a loss must show, an equal must not, and what is no measurement must be refused.
/// </summary>
internal static class Check
{
    internal static void Run(BenchOptions options, TextWriter output)
    {
        Peer.Pin(0);
        BurstPoint point = new(BufferKind.Ring, 64, 1000, true);
        Alternation alternation = new(Math.Max(3, options.Blocks / 2), options.Turns(point.Records));
        alternation.Run(() => BurstBench.ForSize<WholeRecord>(point, new Same()));
        double same = alternation.Ratio("again", "handler").Median;
        double slow = alternation.Ratio("slow", "handler").Median;
        output.WriteLine($"the same reader twice: ratio {same:F2} (0.75 to 1.33)");
        output.WriteLine($"a handler that takes its time: ratio {slow:F2} (more than 1.5)");
        if (same is < 0.75 or > 1.33)
            throw new BenchmarkException("two readers that are the same differ: nothing can be said on this machine now.");
        if (slow <= 1.5)
            throw new BenchmarkException("a slow reader is not noticed.");

        MustFail("an empty buffer", output, static () => [new HandlerReader<Record64, WholeRecord>(new BurstPoint(BufferKind.Ring, 64, 0, true))]);
        MustFail("a record left out", output, () => [new Forgetful(point)]);
        MustFail("an allocation", output, () => [new Wasteful(point)]);
    }

    private static void MustFail(string what, TextWriter output, Func<Contender[]> make)
    {
        try
        {
            new Alternation(1, 5).Run(make);
        }
        catch (BenchmarkException e)
        {
            output.WriteLine($"{what}: refused ({e.Message})");
            return;
        }
        throw new BenchmarkException($"{what} is not noticed.");
    }

    private sealed class Same : IContenders
    {
        public Contender[] Make<T, TWork>(BurstPoint point) where T : unmanaged where TWork : struct, IWork =>
            [new HandlerReader<T, TWork>(point), new HandlerReader<T, TWork>(point, "again"), new HandlerReader<T, Slowly<TWork>>(point, "slow")];
    }

    /// <summary>Does the same with 20 multiplications on top, each waiting for the one before.</summary>
    private readonly struct Slowly<TWork> : IWork where TWork : struct, IWork
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Of<T>(ref readonly T record) where T : unmanaged
        {
            ulong sum = TWork.Of(in record);
            ulong waste = sum | 1;
            for (int i = 0; i < 20; i++)
                waste *= waste;
            // An odd number stays odd, so this is 0; but the compiler does not know.
            return sum + (waste & 1 ^ 1);
        }
    }

    private sealed class Forgetful : BurstContender
    {
        private readonly EventBuffer<Record64> _buffer;

        internal Forgetful(BurstPoint point) : base("forgetful", point) => _buffer = Open<Record64>();

        internal override Seen Run()
        {
            AddUp<Record64, WholeRecord> handler = default;
            _buffer.Dispatch(ref handler);
            return new Seen(handler.Records, handler.Sum - 1);
        }
    }

    private sealed class Wasteful : BurstContender
    {
        private readonly EventBuffer<Record64> _buffer;
        private object? _garbage;

        internal Wasteful(BurstPoint point) : base("wasteful", point) => _buffer = Open<Record64>();

        internal override bool IsOurs => true;

        internal override Seen Run()
        {
            _garbage = new object();
            AddUp<Record64, WholeRecord> handler = default;
            _buffer.Dispatch(ref handler);
            GC.KeepAlive(_garbage);
            return new Seen(handler.Records, handler.Sum);
        }
    }
}
