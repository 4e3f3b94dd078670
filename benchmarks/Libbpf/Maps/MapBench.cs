// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Libbpf.Benchmarks;

/// <summary>A hash table of the kernel: lookups, updates, and reading all of it.</summary>
internal static class MapBench
{
    internal static void Run(BenchOptions options, TextWriter output)
    {
        Peer.Pin(0);
        int entries = options.Entries;
        Compare("lookup", "bpf_map_lookup_elem", static (t, c) => new Lookup(t, c));
        Compare("update", "bpf_map_update_elem", static (t, c) => new Update(t, c));
        Compare("batch read", "bpf_map_lookup_batch", static (t, c) => new BatchRead(t, c));
        Compare("iteration", "bpf_map_get_next_key and bpf_map_lookup_elem", static (t, c) => new Iteration(t, c));

        void Compare(string operation, string call, Func<MapTable, bool, Contender> make)
        {
            Alternation alternation = new(options.Blocks, options.Turns(entries));
            alternation.Run(() =>
            {
                MapTable table = new(entries);
                return [make(table, false), make(table, true)];
            });
            new Result("maps")
            {
                Parameters = { new("operation", operation), new("entries", entries) },
                Ours = Spread.Of(alternation.Times("ours")).Median / entries,
                Peer = call,
                PeerValue = Spread.Of(alternation.Times("libbpf")).Median / entries,
                Unit = "ns/entry",
                Ratio = alternation.Ratio("ours", "libbpf"),
                Aim = "<= 1.05",
            }.Print(output);
        }
    }
}
