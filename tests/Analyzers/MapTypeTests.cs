// SPDX-License-Identifier: Apache-2.0
using SharpBpf.Generator.Analyzers;

namespace SharpBpf.Analyzers.Tests;

/// <summary>SBPF0056.</summary>
public sealed class MapTypeTests
{
    private const string Manifest = """
        sharpbpf-manifest 1
        source tool.bpf.c
        license GPL
        endian little

        map counts
          type hash
          max_entries 16
          flags 0
          key 4 typedef __u32 int unsigned_int 4 unsigned
          value 16 struct count
        map events
          type ringbuf
          max_entries 4096
          flags 0
          value 24 struct event
        map raw
          type array
          max_entries 1
          flags 0
          key 4 int unsigned_int 4 unsigned
          value 12 ?
        map total
          type percpu_array
          max_entries 1
          flags 0
          key 4 int unsigned_int 4 unsigned
          value 8 int unsigned_long_long 8 unsigned

        struct count 16
          field 0 hits int unsigned_long_long 8 unsigned
          field 64 bytes int unsigned_long_long 8 unsigned
        struct event 24
          field 0 head struct head
          field 64 count struct count
        struct head 8
          field 0 pid int unsigned_int 4 unsigned
          field 32 kind int unsigned_int 4 unsigned
        """;

    private const string Shared = """
        using System.Runtime.CompilerServices;
        using System.Runtime.InteropServices;
        using SharpBpf;

        namespace Demo;

        [BpfObject("src/tool.bpf.c")]
        public sealed partial class ToolBpf : BpfObject
        {
            private ToolBpf() : base(typeof(ToolBpf).Assembly, "tool.bpf.o", null) { }
            public HashMap<uint, Count> Counts { get; } = null!;
            public RingBuffer<Event> Events { get; } = null!;
            public BpfMap Raw { get; } = null!;
            [BpfMap("total")] public PerCpuArrayMap<ulong> Sum { get; } = null!;
        }

        public sealed partial class OtherBpf() : BpfObject(typeof(OtherBpf).Assembly, "other.bpf.o", null);

        [BpfStruct("count"), StructLayout(LayoutKind.Explicit, Size = 16)] public struct Count { [FieldOffset(0)] public ulong Hits; [FieldOffset(8)] public ulong Bytes; }
        [BpfStruct("event")] public struct Event { public Head Head; public Count Count; }
        [BpfStruct("head")] public struct Head { public uint Pid; public uint Kind; }
        [BpfStruct("other")] public struct Other { public ulong A; public ulong B; }
        public struct Mine { public ulong A; public uint B; public byte C; }
        public struct Long { public Mine A; public Mine B; }
        [InlineArray(3)] public struct Three { private uint _first; }
        [StructLayout(LayoutKind.Sequential, Pack = 1)] public struct Packed { public ulong A; public uint B; }
        public enum Small : byte { A }
        public enum Key { A }
        """;

    [Theory]
    [InlineData("_ = {|SBPF0056:new HashMap<ulong, Count>(FindMap(\"counts\"))|};")]
    [InlineData("_ = {|SBPF0056:new HashMap<uint, ulong>(FindMap(\"counts\"))|};")]
    [InlineData("_ = {|SBPF0056:new HashMap<uint, Other>(FindMap(\"counts\"))|};")]
    [InlineData("_ = {|SBPF0056:new HashMap<Small, Mine>(this.FindMap(\"counts\"))|};")]
    [InlineData("_ = {|SBPF0056:new RingBuffer<Other>(FindMap(\"events\"))|};")]
    [InlineData("_ = {|SBPF0056:new RingBuffer<Count>(Events.Map)|};")]
    [InlineData("_ = {|SBPF0056:new RingBuffer<Long>(Events.Map)|};")]
    [InlineData("_ = {|SBPF0056:new RingBuffer<Event>(FindMap(\"counts\"))|};")]
    [InlineData("_ = {|SBPF0056:new RingBuffer(Counts.Map)|};")]
    [InlineData("_ = {|SBPF0056:new ArrayMap<ulong>(FindMap(\"total\"))|};")]
    [InlineData("_ = {|SBPF0056:new PerCpuArrayMap<uint>(Sum.Map)|};")]
    [InlineData("_ = {|SBPF0056:new ArrayMap<ulong>(Raw)|};")]
    [InlineData("_ = {|SBPF0056:new PerfBuffer<Event>(Events.Map)|};")]
    [InlineData("_ = {|SBPF0056:new QueueMap<Count>(Counts.Map)|};")]
    [InlineData("BpfMap map = FindMap(\"counts\"); _ = {|SBPF0056:new HashMap<uint, uint>(map)|};")]
    [InlineData("HashMap<uint, uint> map = {|SBPF0056:new(FindMap(\"counts\"))|};")]
    public Task Reported(string code) => Check(code);

    [Theory]
    [InlineData("_ = new HashMap<uint, Count>(FindMap(\"counts\"));")]
    [InlineData("_ = new HashMap<Key, Mine>(FindMap(\"counts\"));")]
    [InlineData("_ = new HashMap<uint, (ulong, ulong)>(FindMap(\"counts\"));")]
    [InlineData("_ = new RingBuffer<Head>(FindMap(\"events\"));")]
    [InlineData("_ = new RingBuffer<uint>(FindMap(\"events\"));")]
    [InlineData("_ = new RingBuffer(FindMap(\"events\"));")]
    [InlineData("_ = new ArrayMap<Three>(Raw);")]
    [InlineData("_ = new ArrayMap<Packed>(Raw);")]
    [InlineData("_ = new PerCpuArrayMap<long>(Sum.Map);")]
    [InlineData("_ = new HashMap<uint, ulong>(FindMap(\"unknown\"));")]
    [InlineData("BpfMap map = FindMap(\"counts\"); map = FindMap(\"total\"); _ = new PerCpuArrayMap<ulong>(map);")]
    [InlineData("foreach (BpfMap map in AllMaps) _ = new HashMap<uint, ulong>(map);")]
    public Task Not_reported(string code) => Check(code);

    [Fact]
    public Task Of_an_object_without_manifest_nothing_is_known() => Code.Check<MapTypeAnalyzer>(
        "namespace Demo; public partial class OtherBpf { public void Run() { _ = new SharpBpf.HashMap<ulong, ulong>(FindMap(\"counts\")); } }",
        Shared,
        ("tool.bpf.manifest", Manifest));

    [Fact]
    public Task A_manifest_that_cannot_be_read_is_not_ours() => Code.Check<MapTypeAnalyzer>(
        "namespace Demo; public partial class ToolBpf { public void Run() { _ = new SharpBpf.HashMap<ulong, ulong>(FindMap(\"counts\")); } }",
        Shared,
        ("tool.bpf.manifest", "nonsense"));

    [Theory]
    [InlineData("new HashMap<ulong, Count>(FindMap(\"counts\"))", "Map 'counts' has the key '__u32' of 4 bytes in tool.bpf.c; 'ulong' has 8 bytes")]
    [InlineData("new HashMap<uint, Other>(FindMap(\"counts\"))", "Map 'counts' has the value 'struct count' of 16 bytes in tool.bpf.c; 'Other' stands for 'other'")]
    [InlineData("new RingBuffer<Event>(FindMap(\"counts\"))", "Map 'counts' is of type hash in tool.bpf.c; a RingBuffer reads ringbuf or perf_event_array")]
    [InlineData("new ArrayMap<ulong>(Raw)", "Map 'raw' has the value of 12 bytes in tool.bpf.c; 'ulong' has 8 bytes")]
    public async Task The_message_says_what_the_C_source_has(string creation, string message)
    {
        var found = await Check($"_ = {{|SBPF0056:{creation}|}};");
        Assert.Equal(message, Assert.Single(found).GetMessage(null));
    }

    [Fact]
    public void Every_typed_view_of_the_runtime_is_known()
    {
        IEnumerable<string> views = typeof(BpfMap).Assembly.GetExportedTypes()
            .Where(t => !t.IsAbstract && t.GetConstructors().Any(c => c.GetParameters() is [{ ParameterType: var only }] && only == typeof(BpfMap)))
            .Select(t => t.Name.Split('`')[0]);
        Assert.Equal(views.Distinct().Order(StringComparer.Ordinal), MapFit.Wrappers.Order(StringComparer.Ordinal));
    }

    private static Task<System.Collections.Immutable.ImmutableArray<Microsoft.CodeAnalysis.Diagnostic>> Check(string code) => Code.Check<MapTypeAnalyzer>(
        $$"""
        using SharpBpf;

        namespace Demo;

        public partial class ToolBpf
        {
            public void Run()
            {
                {{code}}
            }
        }
        """,
        Shared,
        ("tool.bpf.manifest", Manifest));
}
