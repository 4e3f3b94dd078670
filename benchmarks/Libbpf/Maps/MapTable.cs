// SPDX-License-Identifier: Apache-2.0
namespace SharpBpf.Libbpf.Benchmarks;

/// <summary>A hash table with entries in it; both sides of a block use the same.</summary>
internal sealed class MapTable : IDisposable
{
    private readonly BpfMap _map;

    internal MapTable(int entries)
    {
        _map = BpfMap.Create(BpfMapType.Hash, "bench", sizeof(ulong), sizeof(ulong), (uint)entries);
        Map = new HashMap<ulong, ulong>(_map);
        Keys = new ulong[entries];
        ulong[] values = new ulong[entries];
        for (int i = 0; i < entries; i++)
        {
            // Odd, so that no two are the same; in no order.
            Keys[i] = (ulong)(i + 1) * 0x9E3779B97F4A7C15;
            values[i] = Keys[i] >> 7;
            Sum += values[i];
        }
        Map.SetMany(Keys, values);
    }

    internal HashMap<ulong, ulong> Map { get; }

    internal ulong[] Keys { get; }

    internal ulong Sum { get; private set; }

    public void Dispose() => _map.Dispose();
}

/// <summary>A side of a comparison: C#, or C.</summary>
internal abstract class MapContender(MapTable table, bool c) : Contender(c ? "libbpf" : "ours")
{
    protected MapTable Table => table;

    internal override Seen Prepare() => new((ulong)table.Keys.Length, table.Sum);

    internal override Seen Run() => c ? RunC() : RunCSharp();

    // Twice is fine.
    public override void Dispose() => table.Dispose();

    protected abstract Seen RunCSharp();

    protected abstract Seen RunC();

    protected static Seen Checked(int result, Seen seen) => result == 0 ? seen : throw new BenchmarkException($"libbpf: {result}");
}

internal sealed unsafe class Lookup(MapTable table, bool c) : MapContender(table, c)
{
    internal override bool IsOurs => true;

    protected override Seen RunCSharp()
    {
        ulong records = 0;
        ulong sum = 0;
        HashMap<ulong, ulong> map = Table.Map;
        foreach (ulong key in Table.Keys)
        {
            if (!map.TryGet(key, out ulong value))
                break;
            records++;
            sum += value;
        }
        return new Seen(records, sum);
    }

    protected override Seen RunC()
    {
        Seen seen;
        fixed (ulong* keys = Table.Keys)
            return Checked(Peer.peer_map_lookup(Table.Map.Map.Fd, keys, (uint)Table.Keys.Length, &seen), seen);
    }
}

internal sealed unsafe class Update(MapTable table, bool c) : MapContender(table, c)
{
    private ulong _value;

    internal override bool IsOurs => true;

    internal override Seen Prepare() => new((ulong)Table.Keys.Length, ++_value);

    protected override Seen RunCSharp()
    {
        HashMap<ulong, ulong> map = Table.Map;
        foreach (ulong key in Table.Keys)
            map[key] = _value;
        return AfterUpdate();
    }

    protected override Seen RunC()
    {
        Seen seen;
        fixed (ulong* keys = Table.Keys)
            return Checked(Peer.peer_map_update(Table.Map.Map.Fd, keys, (uint)Table.Keys.Length, _value, &seen), seen);
    }

    // Of the last one; it would be as much work to look at all.
    private Seen AfterUpdate() => new((ulong)Table.Keys.Length, Table.Map[Table.Keys[^1]]);
}

/// <summary>Many entries a system call, on both sides.</summary>
internal sealed unsafe class BatchRead(MapTable table, bool c) : MapContender(table, c)
{
    // As many as make no difference to C any more.
    private const uint Room = 4096;

    private readonly ulong[] _keys = new ulong[Room];
    private readonly ulong[] _values = new ulong[Room];

    protected override Seen RunCSharp() => Iteration.All(Table.Map);

    protected override Seen RunC()
    {
        Seen seen;
        fixed (ulong* keys = _keys, values = _values)
            return Checked(Peer.peer_map_batch(Table.Map.Map.Fd, keys, values, Room, &seen), seen);
    }
}

/// <summary>From key to key: what C programs do. Ours reads in batches whenever the kernel can.</summary>
internal sealed unsafe class Iteration(MapTable table, bool c) : MapContender(table, c)
{
    internal static Seen All(HashMap<ulong, ulong> map)
    {
        ulong records = 0;
        ulong sum = 0;
        foreach (KeyValuePair<ulong, ulong> entry in map)
        {
            records++;
            sum += entry.Value;
        }
        return new Seen(records, sum);
    }

    protected override Seen RunCSharp() => All(Table.Map);

    protected override Seen RunC()
    {
        Seen seen;
        return Checked(Peer.peer_map_walk(Table.Map.Map.Fd, &seen), seen);
    }
}
