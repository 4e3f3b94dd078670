// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using SharpBpf.Generator.Tests.Harness;

namespace SharpBpf.Generator.Tests;

/// <summary>The class of an object: maps, programs, knobs and variables. What is there is in C, what it is called is docs/naming.md.</summary>
public sealed class SkeletonTests
{
    private const string C = """
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>
        typedef _Bool bool;
        struct key { __u32 a; char name[8]; };
        struct value { __u64 n; };
        struct event { __u64 ts; };
        enum level { LEVEL_LOW, LEVEL_HIGH };
        enum { MAX_NAMES = 12, MAX_BYTES = 4096 };
        #define MAP(NAME, TYPE, KEY, VALUE) struct { __uint(type, TYPE); __uint(max_entries, 8); __type(key, KEY); __type(value, VALUE); } NAME SEC(".maps")
        MAP(a_hash, BPF_MAP_TYPE_HASH, struct key, struct value);
        MAP(a_lru, BPF_MAP_TYPE_LRU_HASH, __u32, enum level);
        MAP(an_array, BPF_MAP_TYPE_ARRAY, __u32, struct value);
        MAP(a_percpu_array, BPF_MAP_TYPE_PERCPU_ARRAY, __u32, struct value);
        MAP(a_percpu_hash, BPF_MAP_TYPE_PERCPU_HASH, struct key, __u64);
        MAP(a_lru_percpu, BPF_MAP_TYPE_LRU_PERCPU_HASH, __u16, __s8);
        MAP(a_trie, BPF_MAP_TYPE_LPM_TRIE, struct key, __u32);
        struct { __uint(type, BPF_MAP_TYPE_QUEUE); __uint(max_entries, 8); __type(value, struct value); } a_queue SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_STACK); __uint(max_entries, 8); __type(value, char[16]); } a_stack SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_BLOOM_FILTER); __uint(max_entries, 8); __type(value, __u32); } a_filter SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); __type(value, struct event); } a_ring SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } a_raw_ring SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_USER_RINGBUF); __uint(max_entries, 4096); __type(value, struct event); } a_user_ring SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_USER_RINGBUF); __uint(max_entries, 4096); } a_raw_user_ring SEC(".maps");
        MAP(a_perf, BPF_MAP_TYPE_PERF_EVENT_ARRAY, int, struct event);
        MAP(an_old_perf, BPF_MAP_TYPE_PERF_EVENT_ARRAY, int, int);
        struct { __uint(type, BPF_MAP_TYPE_STACK_TRACE); __uint(key_size, 4); __uint(value_size, 1016); __uint(max_entries, 8); } some_stacks SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_PROG_ARRAY); __uint(key_size, 4); __uint(value_size, 4); __uint(max_entries, 8); } some_programs SEC(".maps");
        struct inner { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, int); __type(value, int); };
        struct { __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS); __uint(max_entries, 2); __type(key, __u32); __array(values, struct inner); } some_maps SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_HASH_OF_MAPS); __uint(max_entries, 2); __type(key, struct key); __array(values, struct inner); } more_maps SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 2); __uint(key_size, 4); __uint(value_size, 8); } only_sizes SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 2); __type(key, __u32); __type(value, struct { __u8 a; __u64 b; }); } unnamed SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_TASK_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, struct value); } a_storage SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_SK_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, __u64); } a_socket_storage SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_INODE_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, struct key); } an_inode_storage SEC(".maps");
        struct { __uint(type, 32); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, struct value); } a_cgroup_storage SEC(".maps");
        struct { __uint(type, BPF_MAP_TYPE_CGROUP_STORAGE); __type(key, struct bpf_cgroup_storage_key); __type(value, struct value); } an_old_cgroup_storage SEC(".maps");
        MAP(load, BPF_MAP_TYPE_HASH, __u32, __u32);
        struct operations { int (*call)(int); char name[16]; };
        SEC("struct_ops/call") int my_call(void *ctx) { return 0; }
        SEC(".struct_ops") struct operations some_operations = { .call = (void *)my_call, .name = "some" };
        SEC(".struct_ops.link") struct operations linked_operations = { .name = "linked" };

        const volatile __u32 target_pid = 0;
        const volatile bool show_failed = 0;
        const volatile char name_filter[16] = "";
        const volatile enum level at_least = LEVEL_LOW;
        const volatile struct key one_key = {};
        const volatile __u16 ports[2][3] = {};
        const volatile __s64 elsewhere SEC(".rodata.more") = 0;
        const int not_a_knob = 5;
        __u64 counter = 0;
        char names[3][8] = {};
        int initialised = 7;
        struct value stats SEC(".data.stats") = {1};
        static volatile struct { int x; } hidden = {1};
        enum level now = LEVEL_HIGH;

        SEC("raw_tp/sys_enter") int on_enter(void *ctx) { counter += target_pid + show_failed + name_filter[0] + at_least + one_key.a + ports[1][1] + elsewhere; return names[0][0] + MAX_NAMES; }
        SEC("tp/syscalls/sys_exit_read") int name(void *ctx) { initialised += not_a_knob; stats.n++; return now + hidden.x++; }
        char LICENSE[] SEC("license") = "Dual BSD/GPL";
        """;

    private static readonly Lazy<GeneratorRun> Run = new(() => GeneratorRun.Of(ToolCase.Source(), BpfClang.Manifest(C, "tool.bpf.c")));
    private static readonly Lazy<Type> Tool = new(() => Run.Value.Load().GetType("Tool.ToolBpf", throwOnError: true)!);

    [Theory]
    [InlineData("AHash", "HashMap<Key, Value>")]
    [InlineData("ALru", "HashMap<UInt32, Level>")]
    [InlineData("AnArray", "ArrayMap<Value>")]
    [InlineData("APercpuArray", "PerCpuArrayMap<Value>")]
    [InlineData("APercpuHash", "PerCpuHashMap<Key, UInt64>")]
    [InlineData("ALruPercpu", "PerCpuHashMap<UInt16, SByte>")]
    [InlineData("ATrie", "LpmTrieMap<Key, UInt32>")]
    [InlineData("AQueue", "QueueMap<Value>")]
    [InlineData("AStack", "QueueMap<AStackValueArray>")]
    [InlineData("AFilter", "BloomFilterMap<UInt32>")]
    [InlineData("ARing", "RingBuffer<Event>")]
    [InlineData("ARawRing", "RingBuffer")]
    [InlineData("AUserRing", "UserRingBuffer<Event>")]
    [InlineData("ARawUserRing", "UserRingBuffer")]
    [InlineData("APerf", "PerfBuffer<Event>")]
    [InlineData("AnOldPerf", "BpfMap")]
    [InlineData("SomeStacks", "StackTraceMap")]
    [InlineData("SomePrograms", "ProgramArrayMap")]
    [InlineData("SomeMaps", "MapOfMaps<UInt32>")]
    [InlineData("MoreMaps", "MapOfMaps<Key>")]
    [InlineData("OnlySizes", "BpfMap")]
    [InlineData("Unnamed", "HashMap<UInt32, UnnamedValueStruct>")]
    [InlineData("AStorage", "StorageMap<Value>")]
    [InlineData("ASocketStorage", "StorageMap<UInt64>")]
    [InlineData("AnInodeStorage", "StorageMap<Key>")]
    [InlineData("ACgroupStorage", "StorageMap<Value>")]
    [InlineData("AnOldCgroupStorage", "BpfMap")]
    [InlineData("LoadMap", "HashMap<UInt32, UInt32>")]
    [InlineData("SomeOperations", "BpfMap")]
    [InlineData("LinkedOperations", "BpfMap")]
    public void A_map_has_the_wrapper_for_its_type(string property, string type) => Assert.Equal(type, NameOf(Tool.Value.GetProperty(property)!.PropertyType));

    [Theory]
    [InlineData("TargetPid", "UInt32")]
    [InlineData("ShowFailed", "Boolean")]
    [InlineData("NameFilter", "ReadOnlySpan<Byte>")]
    [InlineData("AtLeast", "Level")]
    [InlineData("OneKey", "Key")]
    [InlineData("Ports", "ReadOnlySpan<Row>")]
    [InlineData("Elsewhere", "Int64")]
    public void A_const_volatile_variable_is_a_knob(string property, string type)
    {
        PropertyInfo knob = Tool.Value.GetNestedType("KnobSet")!.GetProperty(property)!;
        Assert.Equal(type, NameOf(knob.PropertyType).Replace("PortsArray", "Row", StringComparison.Ordinal));
        Assert.True(knob.CanWrite);
    }

    [Theory]
    [InlineData("Rodata", "NotAKnob", "Int32&")]
    [InlineData("Bss", "Counter", "UInt64&")]
    [InlineData("Bss", "Names", "Span<NamesArray>")]
    [InlineData("Data", "Initialised", "Int32&")]
    [InlineData("Data", "Hidden", "HiddenStruct&")]
    [InlineData("Data", "Now", "Level&")]
    [InlineData("DataStats", "Stats", "Value&")]
    public void A_variable_is_seen_in_its_section(string section, string variable, string type)
        => Assert.Equal(type, NameOf(Tool.Value.GetProperty(section)!.PropertyType.GetProperty(variable)!.PropertyType));

    [Fact]
    public void Programs_have_their_section_in_the_documentation()
    {
        Type programs = Tool.Value.GetNestedType("ProgramSet")!;
        Assert.Equal(["MyCall", "Name", "OnEnter"], programs.GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Contains("section <c>tp/syscalls/sys_exit_read</c>", Run.Value.File("Tool.ToolBpf.g.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_operations_is_shown_as_such()
    {
        // Its members are set in C; what user space does with it is to attach it.
        string text = Run.Value.File("Tool.ToolBpf.g.cs");
        Assert.Contains("<summary>Map <c>some_operations</c>: struct_ops of 1 entry, key 4 bytes, value <c>struct operations</c>.</summary>", text, StringComparison.Ordinal);
        Assert.Contains("<summary>Map <c>linked_operations</c>: struct_ops of 1 entry, key 4 bytes, value <c>struct operations</c>.</summary>", text, StringComparison.Ordinal);
        Assert.Equal(typeof(BpfLink), typeof(BpfMap).GetMethod(nameof(BpfMap.AttachStructOps))!.ReturnType);
        Assert.DoesNotContain(Tool.Value.GetProperties(), p => p.Name.StartsWith("StructOps", StringComparison.Ordinal));
    }

    [Fact]
    public void The_compiler_has_nothing_to_say() => Assert.Empty(Run.Value.CompilerErrors());

    [Fact]
    public void The_object_is_the_resource_of_the_sources_name()
        => Assert.Contains("\"tool.bpf.o\"", Run.Value.File("Tool.ToolBpf.g.cs"), StringComparison.Ordinal);

    private static string NameOf(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;
}
