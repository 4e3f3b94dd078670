// SPDX-License-Identifier: Apache-2.0
using SharpBpf;
using SharpBpf.Libbpf.Benchmarks;

// Usage: ring|stream|perf|maps|check [--quick] [--sizes N,N] [--bursts N,N] [--blocks N] [--entries N] [--records N] [--turns N]
// A line of JSON for each comparison goes to stdout.
try
{
    BenchOptions options = BenchOptions.Parse(args.AsSpan(Math.Min(1, args.Length)));
    switch (args.FirstOrDefault())
    {
        case "ring": BurstBench.Run("ring", BufferKind.Ring, options, Console.Out); break;
        case "perf": BurstBench.Run("perf", BufferKind.Perf, options, Console.Out); break;
        case "stream": StreamBench.Run(options, Console.Out); break;
        case "maps": MapBench.Run(options, Console.Out); break;
        case "check": Check.Run(options, Console.Out); break;
        default: throw new BenchmarkException("which benchmark? ring, stream, perf, maps; or check");
    }
    return 0;
}
catch (Exception e) when (e is BenchmarkException or BpfException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return 1;
}

[BpfObject("bench.bpf.c")]
internal sealed partial class BenchBpf;
