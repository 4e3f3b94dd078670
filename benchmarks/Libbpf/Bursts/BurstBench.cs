// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Libbpf.Benchmarks;

/// <summary>Bursts of records that wait in a buffer, read to the end.</summary>
internal static class BurstBench
{
    internal static void Run(string bench, BufferKind kind, BenchOptions options, TextWriter output)
    {
        Peer.Pin(0);
        foreach (bool whole in (ReadOnlySpan<bool>)[true, false])
        {
            foreach (int size in options.Sizes)
            {
                foreach (int records in options.Bursts)
                    Run(bench, new BurstPoint(kind, size, records, whole), options, output);
            }
        }
        // Records of one length are what our reader likes best. Of these, no two in a row are like each other.
        foreach (int records in options.Bursts)
            Run(bench, new BurstPoint(kind, 16, records, Whole: false, Mixed: true), options, output);
    }

    /// <summary>Calls something for the type of a record of some size.</summary>
    internal static Contender[] ForSize<TWork>(BurstPoint point, IContenders make) where TWork : struct, IWork => point.Size switch
    {
        16 => make.Make<Record16, TWork>(point),
        64 => make.Make<Record64, TWork>(point),
        256 => make.Make<Record256, TWork>(point),
        1024 => make.Make<Record1024, TWork>(point),
        _ => throw new BenchmarkException($"there is no record of {point.Size} bytes: 16, 64, 256, 1024"),
    };

    private static void Run(string bench, BurstPoint point, BenchOptions options, TextWriter output)
    {
        Alternation alternation = new(options.Blocks, options.Turns(point.Records));
        Readers readers = new();
        alternation.Run(() => point.Whole ? ForSize<WholeRecord>(point, readers) : ForSize<FirstWord>(point, readers));
        string? aim = point.Mixed ? null : "<= 0.70";
        Print("handler", "libbpf", aim);
        Print("foreach", "libbpf", aim);
        Print("foreach", "handler", "<= 1.10");
        if (point is { Kind: BufferKind.Ring, Mixed: false })
        {
            Print("handler", "memory", point.Records > 1000 ? "<= 1.25" : null);
            // How far libbpf is from what is possible tells whether the first aim can be reached at all.
            Print("libbpf", "memory", null);
        }

        void Print(string ours, string peer, string? limit) => new Result(bench)
        {
            Parameters = { new("size", point.SizeText), new("records", point.Records), new("work", point.WorkText), new("form", ours) },
            Ours = Spread.Of(alternation.Times(ours)).Median / point.Records,
            Peer = peer,
            PeerValue = Spread.Of(alternation.Times(peer)).Median / point.Records,
            Unit = "ns/record",
            Ratio = alternation.Ratio(ours, peer),
            Aim = limit,
        }.Print(output);
    }

    private sealed class Readers : IContenders
    {
        public Contender[] Make<T, TWork>(BurstPoint point) where T : unmanaged where TWork : struct, IWork => point is { Kind: BufferKind.Ring, Mixed: false }
            ? [new HandlerReader<T, TWork>(point), new LibbpfReader(point), new LoopReader<T, TWork>(point), new MemoryReader(point)]
            : [new HandlerReader<T, TWork>(point), new LibbpfReader(point), new LoopReader<T, TWork>(point)];
    }
}

/// <summary>Makes the sides of a comparison, for one type of record and one kind of work.</summary>
internal interface IContenders
{
    Contender[] Make<T, TWork>(BurstPoint point) where T : unmanaged where TWork : struct, IWork;
}
