// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf.Runtime.Tests;

/// <summary>Every kind of map, in the running kernel, written and read from both sides. Needs root.</summary>
public sealed class MapKernelTests : IDisposable
{
    [StructLayout(LayoutKind.Sequential)]
    private record struct Value(uint A, ushort B, ushort C, uint D);

    [StructLayout(LayoutKind.Sequential)]
    private record struct Prefix(uint Bits, byte B0, byte B1, byte B2, byte B3);

    [StructLayout(LayoutKind.Sequential)]
    private struct Results
    {
        public ulong Calls, TailCalls;
        public long StackId;
        public ulong Inner;
    }

    private readonly BpfObjectFile _bpf;

    public MapKernelTests()
    {
        _bpf = Clang.Open("maps");
        _bpf.Section(".rodata").At<uint>(0) = Calls.Tid;
        _bpf.Section(".rodata").At<uint>(4) = Calls.Number;
        _bpf.Program("tail_called").AutoAttach = false;
        _bpf.Map("bloom").AutoCreate = KernelFeature.BloomFilters.IsHere;
        _bpf.Load();
    }

    public void Dispose() => _bpf.Dispose();

    private void Call(int count = 1)
    {
        using BpfLinkSet links = _bpf.Attach();
        Calls.Make(count);
    }

    private ref Results Result => ref _bpf.Section(".bss").At<Results>(0);

    [Fact]
    public void A_hash_table_adds_replaces_and_deletes()
    {
        HashMap<ulong, Value> hash = new(_bpf.Map("hash"));
        Assert.False(hash.TryGet(7, out Value value));
        Assert.Equal(default, value);
        Assert.Throws<KeyNotFoundException>(() => hash[7]);
        Assert.True(hash.TryAdd(7, new Value(1, 2, 3, 4)));
        Assert.False(hash.TryAdd(7, default));
        Assert.False(hash.TryUpdate(8, default, BpfUpdate.Replace));
        Call(5);
        Assert.Equal(new Value(6, 2, 3, 4), hash[7]);
        hash[7] = new Value(9, 9, 9, 9);
        Assert.Equal(new Value(9, 9, 9, 9), hash[7]);
        Assert.True(hash.Remove(7));
        Assert.False(hash.TryGet(7, out _));
        Assert.False(hash.Remove(7));
    }

    [Fact]
    public void An_entry_is_taken_out_of_a_hash_table_once()
    {
        KernelFeature.Need(KernelFeature.TakingFromHashes);
        HashMap<ulong, Value> hash = new(_bpf.Map("hash"));
        hash[7] = new Value(9, 9, 9, 9);
        Assert.True(hash.TryTake(7, out Value value));
        Assert.Equal(new Value(9, 9, 9, 9), value);
        Assert.False(hash.TryTake(7, out _));
        Assert.False(hash.TryGet(7, out _));
    }

    [Fact]
    public void A_full_hash_table_says_so()
    {
        HashMap<ulong, Value> hash = new(_bpf.Map("hash"));
        for (ulong i = 0; i < 1000; i++)
            hash[i] = default;
        BpfException e = Assert.Throws<BpfException>(() => hash[1000] = default);
        Assert.Equal("E2BIG", e.ErrnoName);
        Assert.Contains("'hash'", e.Message, StringComparison.Ordinal);
        Assert.Contains("full", e.Message, StringComparison.Ordinal);
        Assert.Contains("1000 entries", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_entries_are_written_read_deleted_and_drained()
    {
        HashMap<ulong, Value> hash = new(_bpf.Map("hash"));
        ulong[] keys = [.. Enumerable.Range(0, 900).Select(static i => (ulong)i * 17)];
        Value[] values = [.. keys.Select(static k => new Value((uint)k, 1, 2, (uint)k + 1))];
        hash.SetMany(keys, values);
        Assert.Equal(keys.Zip(values, KeyValuePair.Create), hash.OrderBy(static e => e.Key));
        // every other one, and some that are not there
        ulong[] gone = [.. keys.Where(static (_, i) => i % 2 == 0), 1, 2, 3];
        Assert.Equal(450, hash.RemoveMany(gone));
        Assert.Equal(450, hash.Count());
        Assert.Equal(450, hash.Drain().Select(static e => e.Key).Distinct().Count());
        Assert.Empty(hash);
        hash.SetMany([], []);
        Assert.Equal(0, hash.RemoveMany([]));
    }

    [Fact]
    public void Deletes_by_others_neither_repeat_nor_hide_the_other_entries()
    {
        HashMap<ulong, Value> hash = new(_bpf.Map("hash"));
        for (ulong i = 0; i < 1000; i++)
            hash[i] = new Value((uint)i, 0, 0, 0);
        using CancellationTokenSource stop = new();
        Thread deleter = new(() =>
        {
            // the odd ones come and go
            for (ulong i = 1; !stop.IsCancellationRequested; i = (i + 2) % 1000)
            {
                hash.Remove(i);
                hash[i] = new Value((uint)i, 0, 0, 0);
            }
        });
        deleter.Start();
        for (int round = 0; round < 50; round++)
        {
            List<ulong> seen = [.. hash.Select(static e => e.Key)];
            Assert.Equal(seen.Distinct().Count(), seen.Count);
            Assert.Equal(500, seen.Count(static k => k % 2 == 0));
        }
        stop.Cancel();
        deleter.Join();
    }

    [Fact]
    public void Without_batches_a_walk_by_key_gives_the_same()
    {
        HashMap<ulong, Value> hash = new(_bpf.Map("hash"));
        for (ulong i = 0; i < 300; i++)
            hash[i] = new Value((uint)i, 0, 0, 0);
        using KeyWalk walk = new(8);
        List<ulong> seen = [];
        unsafe
        {
            ulong* keys = stackalloc ulong[64];
            Value* values = stackalloc Value[64];
            bool ended = false;
            while (!ended)
            {
                int count = walk.Read(hash.Map, (byte*)keys, (byte*)values, 64, 8, sizeof(Value), delete: false, out ended);
                for (int i = 0; i < count; i++)
                {
                    Assert.Equal((uint)keys[i], values[i].A);
                    seen.Add(keys[i]);
                    // The key the walk stands at goes: the kernel then begins anew.
                    if (keys[i] % 3 == 0)
                        hash.Remove(keys[i]);
                }
            }
        }
        Assert.Equal(Enumerable.Range(0, 300).Select(static i => (ulong)i), seen.Order());
        // A trie has no batch deletion on any kernel we know of.
        LpmTrieMap<Prefix, uint> trie = new(_bpf.Map("trie"));
        Prefix[] prefixes = [new(8, 10, 0, 0, 0), new(16, 10, 1, 0, 0), new(24, 10, 1, 2, 0)];
        trie.SetMany(prefixes, [1u, 2u, 3u]);
        Assert.Equal(3, trie.Count());
        Assert.True(trie.TryGet(new Prefix(32, 10, 1, 9, 9), out uint value));
        Assert.Equal(2u, value);
        Assert.Equal(3, trie.RemoveMany(prefixes));
        Assert.Empty(trie);
    }

    [Fact]
    public void An_lru_table_is_never_full()
    {
        HashMap<ulong, ulong> lru = new(_bpf.Map("lru"));
        for (ulong i = 0; i < 1000; i++)
            lru[i] = i;
        Assert.InRange(lru.Count(), 1, 100);
    }

    [Fact]
    public void Per_CPU_values_have_a_slot_for_every_possible_CPU()
    {
        int cpus = BpfRuntime.PossibleCpus;
        Assert.Equal(Clang.Run("cat", "/sys/devices/system/cpu/possible").Trim(), cpus == 1 ? "0" : $"0-{cpus - 1}");
        PerCpuArrayMap<Value> array = new(_bpf.Map("percpu_array"));
        Value[] values = [.. Enumerable.Range(0, cpus).Select(static i => new Value((uint)i, 1, 2, 100))];
        array.Set(1, values);
        Assert.Equal(values, array.Get(1));
        Call(10);
        Assert.Equal(100u * (uint)cpus + 10, (uint)array.Get(1).Sum(static v => v.D));
        Assert.Throws<ArgumentException>(() => array.Get(1, new Value[cpus - 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Get(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => array.Set(3, values));

        PerCpuHashMap<uint, Value> hash = new(_bpf.Map("percpu_hash"));
        Assert.Null(hash.Get(5));
        for (uint key = 0; key < 400; key++)
            Assert.True(hash.TryUpdate(key, [.. values.Select(v => v with { D = key })]));
        Assert.False(hash.TryUpdate(5, values, BpfUpdate.Add));
        Assert.Equal(400, hash.Count());
        foreach ((uint key, Value[] found) in hash)
            Assert.Equal(values.Select(v => v with { D = key }), found);
        Assert.True(hash.Remove(5));
        Assert.Null(hash.Get(5));
    }

    [Fact]
    public void An_array_has_all_its_entries_and_no_more()
    {
        ArrayMap<Value> array = new(_bpf.Map("array"));
        Assert.Equal(3u, array.Length);
        array[2] = new Value(1, 2, 3, 4);
        Assert.Equal(new Value(1, 2, 3, 4), array[2]);
        Assert.Equal(default, array[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => array[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => array[3] = default);
        Assert.Throws<BpfException>(() => { array.AsSpan(); });
    }

    [Fact]
    public void A_mapped_array_is_memory_of_both_sides()
    {
        ArrayMap<ulong> mapped = new(_bpf.Map("mapped"));
        Span<ulong> span = mapped.AsSpan();
        Assert.Equal(1000, span.Length);
        span[1] = 10;
        Call(4);
        Assert.Equal(22ul, span[1]);
        Assert.Equal(22ul, mapped[1]);
        mapped[999] = 5;
        Assert.Equal(5ul, span[999]);
    }

    [Fact]
    public void Queues_and_stacks_work()
    {
        QueueMap<uint> queue = new(_bpf.Map("queue"));
        Assert.False(queue.TryPop(out _));
        queue.Push(10);
        Call();
        Assert.True(queue.TryPeek(out uint first));
        Assert.Equal(10u, first);
        Assert.True(queue.TryPop(out first));
        Assert.True(queue.TryPop(out uint second));
        Assert.Equal((10u, 1u), (first, second));
        QueueMap<uint> stack = new(_bpf.Map("stack"));
        stack.Push(1);
        stack.Push(2);
        Assert.True(stack.TryPop(out uint top));
        Assert.Equal(2u, top);
        stack.Push(3);
        stack.Push(4);
        Assert.Equal("E2BIG", Assert.Throws<BpfException>(() => stack.Push(5)).ErrnoName);
    }

    [Fact]
    public void A_bloom_filter_knows_what_was_added()
    {
        KernelFeature.Need(KernelFeature.BloomFilters);
        BloomFilterMap<ulong> bloom = new(_bpf.Map("bloom"));
        bloom.Add(123);
        Assert.True(bloom.MayContain(123));
        Assert.InRange(Enumerable.Range(1000, 100).Count(i => bloom.MayContain((ulong)i)), 0, 50);
    }

    [Fact]
    public void Maps_of_maps_and_tail_calls_work()
    {
        MapOfMaps<uint> outer = new(_bpf.Map("outer"));
        using BpfMap inner = BpfMap.Create(BpfMapType.Array, "inner", 4, 8, 1);
        new ArrayMap<ulong>(inner)[0] = 4711;
        outer.Set(1, inner);
        ProgramArrayMap tail = new(_bpf.Map("tail"));
        tail.Set(1, _bpf.Program("tail_called"));
        Call();
        Assert.Equal(4711ul, Result.Inner);
        Assert.Equal(1ul, Result.TailCalls);
        using (BpfMap opened = outer.Open(1)!)
        {
            Assert.Equal(inner.Id, opened.Id);
            Assert.Equal("inner", opened.Name);
        }
        Assert.Null(outer.Open(0));
        Assert.True(tail.Remove(1));
        Assert.True(outer.Remove(1));
        Call();
        Assert.Equal(1ul, Result.TailCalls);
        using BpfMap wrong = BpfMap.Create(BpfMapType.Array, "wrong", 4, 4, 1);
        Assert.Equal("EINVAL", Assert.Throws<BpfException>(() => outer.Set(0, wrong)).ErrnoName);
    }

    [Fact]
    public void Stack_traces_are_addresses()
    {
        Call();
        StackTraceMap stacks = new(_bpf.Map("stacks"));
        Assert.True(Result.StackId >= 0);
        ulong[]? addresses = stacks.Get((int)Result.StackId);
        Assert.NotNull(addresses);
        Assert.NotEmpty(addresses);
        // kernel addresses
        Assert.All(addresses, static a => Assert.True(a > 0xffff_0000_0000_0000));
        Assert.Null(stacks.Get(-14));
        Assert.True(stacks.Remove((int)Result.StackId));
    }

    [Fact]
    public void A_wrong_type_or_size_is_an_exception_before_any_call()
    {
        Assert.Contains("its value has 12 bytes, the C# type 8", Assert.Throws<BpfException>(() => new HashMap<ulong, ulong>(_bpf.Map("hash"))).Message, StringComparison.Ordinal);
        Assert.Contains("its key has 8 bytes, the C# type 4", Assert.Throws<BpfException>(() => new HashMap<uint, Value>(_bpf.Map("hash"))).Message, StringComparison.Ordinal);
        Assert.Contains("of type LruHash, not PerCpuHash", Assert.Throws<BpfException>(() => new PerCpuHashMap<ulong, ulong>(_bpf.Map("lru"))).Message, StringComparison.Ordinal);
        Assert.Throws<BpfException>(() => new QueueMap<ulong>(_bpf.Map("queue")));
        Assert.Throws<BpfException>(() => new RingBuffer(_bpf.Map("hash")));
        Assert.Throws<ArgumentException>(() => _bpf.Map("hash").TryGet(new byte[7], new byte[12]));
        Assert.Throws<ArgumentException>(() => _bpf.Map("hash").TryGet(new byte[8], new byte[13]));
        Assert.Throws<ArgumentException>(() => _bpf.Map("percpu_array").TryGet(new byte[4], new byte[12]));
        Assert.True(_bpf.Map("percpu_array").TryGet(new byte[4], new byte[16 * BpfRuntime.PossibleCpus]));
    }

    [Fact]
    public void Use_after_dispose_is_an_exception()
    {
        HashMap<ulong, Value> hash = new(_bpf.Map("hash"));
        hash[1] = default;
        DataSection bss = _bpf.Section(".bss");
        _bpf.Dispose();
        _bpf.Dispose();
        Assert.Throws<ObjectDisposedException>(() => hash[1]);
        Assert.Throws<ObjectDisposedException>(() => new ArrayMap<Value>(_bpf.Map("array")));
        Assert.Throws<ObjectDisposedException>(() => { bss.At<ulong>(0); });
        Assert.Throws<ObjectDisposedException>(() => _bpf.Attach());
        Assert.Throws<ObjectDisposedException>(() => _bpf.Load());
        Assert.Throws<ObjectDisposedException>(() => _bpf.Program("on_sys_enter").Attach());
    }
}
