// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace SharpBpf.Runtime.Tests;

/// <summary>Maps without an object, pins, and maps that objects share. Needs root and a BPF file system.</summary>
public sealed class MapSharingTests : IDisposable
{
    // The objects of these two are compiled when a test wants them, so the compiler does not see them.
#pragma warning disable SBPF0008
    [BpfStruct("event")]
    [StructLayout(LayoutKind.Sequential)]
    private struct Event
    {
        public ulong Number, Square;
        public uint Pid, Length;
    }

    [BpfStruct("other")]
    [StructLayout(LayoutKind.Sequential)]
    private struct Other
    {
        public ulong A, B, C;
    }
#pragma warning restore SBPF0008

    private readonly string _directory = $"/sys/fs/bpf/sharpbpf-test-{Environment.ProcessId}-{Guid.NewGuid():N}";

    public MapSharingTests()
    {
        BpfFileSystem.Ensure();
        Directory.CreateDirectory(_directory);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_pinned_map_outlives_its_object_and_is_checked_when_opened()
    {
        string path = Path.Combine(_directory, "seen");
        using (BpfObjectFile bpf = Clang.Open("ring"))
        {
            bpf.Load();
            new HashMap<ulong, Event>(bpf.Map("seen"))[5] = new Event { Square = 25 };
            bpf.Map("seen").Pin(path);
            Assert.Equal("EEXIST", Assert.Throws<BpfException>(() => bpf.Map("seen").Pin(path)).ErrnoName);
        }
        using BpfMap map = BpfMap.OpenPinned(path);
        Assert.Equal(("seen", BpfMapType.Hash, 8u, 24u, 4u), (map.Name, map.Type, map.KeySize, map.ValueSize, map.MaxEntries));
        Assert.Equal(25ul, new HashMap<ulong, Event>(map)[5].Square);
        BpfException e = Assert.Throws<BpfException>(() => new HashMap<ulong, Other>(map));
        Assert.Contains("its value is 'event', and Other stands for 'other'", e.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => map.MaxEntries = 5);
        map.Dispose();
        map.Dispose();
        Assert.Throws<ObjectDisposedException>(() => new HashMap<ulong, Event>(map)[5]);
        using BpfMap again = BpfMap.OpenPinned(path);
        using BpfMap byId = BpfMap.OpenId(again.Id);
        Assert.Equal(again.Id, byId.Id);
    }

    [Fact]
    public void Load_reuses_a_pinned_map_and_refuses_another_kind()
    {
        string path = Path.Combine(_directory, "counters");
        using BpfObjectFile first = Clang.Open("ring");
        first.Map("counters").PinPath = path;
        Assert.Equal(path, first.Map("counters").PinPath);
        first.Load();
        new ArrayMap<ulong>(first.Map("counters"))[2] = 77;
        using BpfObjectFile second = Clang.Open("ring");
        second.Map("counters").PinPath = path;
        second.Load();
        Assert.Equal(77ul, new ArrayMap<ulong>(second.Map("counters"))[2]);
        Assert.Equal(first.Map("counters").Id, second.Map("counters").Id);
        using BpfObjectFile third = Clang.Open("ring");
        third.Map("seen").PinPath = path;
        BpfException e = Assert.Throws<BpfException>(third.Load);
        Assert.Contains(path, e.Message, StringComparison.Ordinal);
        Assert.Contains("it is a map of type Array, not Hash", e.Message, StringComparison.Ordinal);
        // Flags are left to libbpf.
        using BpfObjectFile fourth = Clang.Open("ring");
        fourth.Map("counters").PinPath = path;
        fourth.Map("counters").Flags = 1u << 10;
        e = Assert.Throws<BpfException>(fourth.Load);
        Assert.Contains("mismatch", e.Message, StringComparison.Ordinal);
    }

    // All of one size: only the BTF tells them apart.
    [Theory]
    [InlineData("struct value { __u32 a; __u32 b; };", "__u32", "struct value", null)]
    [InlineData("typedef const __u32 word; struct value { word a; word b; };", "unsigned int", "struct value", null)]
    [InlineData("struct value { __u32 b; __u32 a; };", "__u32", "struct value", "in the place of member 'b' there is 'a'")]
    [InlineData("struct value { __u64 a; };", "__u32", "struct value", "member 'a': it is")]
    [InlineData("struct value { __u32 a; __s32 b; };", "__u32", "struct value", "member 'b': it is")]
    [InlineData("struct value { __u32 a; __u16 b[2]; };", "__u32", "struct value", "member 'b': it is")]
    [InlineData("struct value { __u32 a; __u16 b; __u16 c; };", "__u32", "struct value", "member 'b': it is")]
    [InlineData("struct other { __u32 a; __u32 b; };", "__u32", "struct other", "it is 'struct value', not 'struct other'")]
    [InlineData("struct value { __u32 a; __u32 b; };", "__s32", "struct value", "its key is of another type")]
    [InlineData("struct value { __u32 a; __u32 b; };", "__u8[4]", "struct value", "its key is of another type")]
    [InlineData("struct value { __u32 a:16, c:16; __u32 b; };", "__u32", "struct value", "")]
    public void A_pinned_map_of_other_types_is_refused_although_the_sizes_fit(string type, string key, string value, string? difference)
    {
        string path = Path.Combine(_directory, "shared");
        using BpfObjectFile first = Open("struct value { __u32 a; __u32 b; };", "__u32", "struct value");
        first.Map("shared").PinPath = path;
        first.Load();
        using BpfObjectFile second = Open(type, key, value);
        second.Map("shared").PinPath = path;
        if (difference is null)
        {
            BpfMap.OpenPinned(path, second.Map("shared")).Dispose();
            second.Load();
            Assert.Equal(first.Map("shared").Id, second.Map("shared").Id);
            return;
        }
        foreach (Action use in (Action[])[() => BpfMap.OpenPinned(path, second.Map("shared")), second.Load])
        {
            BpfException e = Assert.Throws<BpfException>(use);
            Assert.StartsWith($"Cannot use the map pinned at {path} for map 'shared': its ", e.Message, StringComparison.Ordinal);
            Assert.Contains(difference, e.Message, StringComparison.Ordinal);
        }

        static BpfObjectFile Open(string type, string key, string value) => BpfObjectFile.FromBytes(Clang.Compile($$"""
            #include <linux/bpf.h>
            #include <bpf/bpf_helpers.h>
            {{type}}
            struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4); __type(key, {{key}}); __type(value, {{value}}); } shared SEC(".maps");
            char LICENSE[] SEC("license") = "GPL";
            """), "sharing");
    }

    [Fact]
    public void A_pinned_map_of_another_kind_or_size_is_refused()
    {
        string path = Path.Combine(_directory, "kind");
        using BpfMap map = BpfMap.Create(BpfMapType.Hash, "kind", 4, 8, 4);
        map.Pin(path);
        using BpfObjectFile bpf = Clang.Open("ring");
        Assert.Contains("of type Hash, not Array", Assert.Throws<BpfException>(() => BpfMap.OpenPinned(path, bpf.Map("counters"))).Message, StringComparison.Ordinal);
        Assert.Contains("its key has 4 bytes, not 8", Assert.Throws<BpfException>(() => BpfMap.OpenPinned(path, bpf.Map("seen"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_can_share_a_map()
    {
        using BpfMap shared = BpfMap.Create(BpfMapType.RingBuf, "shared", 0, 0, 1 << 16);
        using BpfObjectFile bpf = Clang.Open("ring");
        DataSection knobs = bpf.Section(".rodata");
        knobs.At<uint>(0) = Calls.Tid;
        knobs.At<uint>(4) = Calls.Number;
        bpf.Map("events").Reuse(shared);
        bpf.Load();
        using BpfLinkSet links = bpf.Attach();
        using RingBuffer<Event> events = new(shared);
        Calls.Make(3);
        int seen = 0;
        foreach (ref readonly Event e in events.Poll(TimeSpan.FromSeconds(5)))
            seen++;
        Assert.Equal(3, seen);
        shared.Dispose();
        Assert.Throws<ObjectDisposedException>(() => { foreach (ref readonly Event e in events.Read()) { } });
    }

    [Fact]
    public void A_frozen_map_takes_no_more_from_user_space()
    {
        using BpfMap map = BpfMap.Create(BpfMapType.Array, "frozen", 4, 8, 1);
        ArrayMap<ulong> array = new(map);
        array[0] = 1;
        map.Freeze();
        BpfException e = Assert.Throws<BpfException>(() => array[0] = 2);
        Assert.Equal("EPERM", e.ErrnoName);
        Assert.Contains("frozen", e.Message, StringComparison.Ordinal);
        Assert.Equal(1ul, array[0]);
    }
}
