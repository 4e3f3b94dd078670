/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Maps of every declarable kind, programs, and variables in all sections libbpf maps. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct event {
	__u64 time;
	__u32 pid;
	char comm[16];
};

struct key {
	__u32 a, b;
};

struct lpm_key {
	__u32 prefix;
	__u8 address[16];
};

#define MAP(name, map_type, entries, key_type, value_type) \
	struct { \
		__uint(type, BPF_MAP_TYPE_##map_type); \
		__uint(max_entries, entries); \
		__type(key, key_type); \
		__type(value, value_type); \
	} name SEC(".maps")

MAP(hash, HASH, 1024, struct key, struct event);
MAP(array, ARRAY, 3, __u32, __u64[4]);
MAP(percpu_hash, PERCPU_HASH, 10, __u64, long);
MAP(percpu_array, PERCPU_ARRAY, 1, __u32, struct key);
MAP(lru_hash, LRU_HASH, 77, int, int);
MAP(lru_percpu_hash, LRU_PERCPU_HASH, 78, int, int);
MAP(cgroup_array, CGROUP_ARRAY, 1, __u32, __u32);
MAP(devmap, DEVMAP, 4, int, int);

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 255);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct lpm_key);
	__type(value, __u8);
} lpm SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 5);
	__type(value, struct { __u32 in_queue; });
} queue SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK);
	__uint(max_entries, 6);
	__uint(value_size, 24);
} stack SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 7);
	__uint(map_extra, 3);
	__type(value, __u64);
} bloom SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 16);
	__type(value, struct event);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 1 << 12);
} commands SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} perf SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 100);
	__uint(key_size, 4);
	__uint(value_size, 127 * 8);
} stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct event);
} tasks SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct event);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 8);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 9);
	__uint(key_size, 8);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_HASH);
		__uint(max_entries, 11);
		__type(key, struct key);
		__type(value, struct { long inside; });
	});
} outer_hash SEC(".maps");

int on_tail(void *ctx);
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__array(values, int(void *));
} tails SEC(".maps") = { .values = { (void *)&on_tail } };

const volatile __u32 knob_pid = 1234;
const volatile _Bool knob_on;
const volatile char knob_name[16] = "init";
static const volatile int knob_static = 5;
const int constant = 77;
static int counter_static;
int counter;
__u8 odd_size[3];
struct key pair = { 1, 2 };
static long initialised = 9;
struct { int left; char right; } anonymous = { 3, 'c' };
int custom SEC(".data.custom") = 1;
int custom_zero SEC(".bss.zero");
const volatile int custom_read SEC(".rodata.extra") = 2;
__hidden int hidden = 3;

static __noinline int helper(int x)
{
	static int calls;

	calls += x;
	return calls + counter_static++ + knob_static + (int)initialised++;
}

SEC("raw_tp/sys_enter")
int on_enter(void *ctx)
{
	counter += helper(knob_pid) + knob_on + knob_name[counter & 15] + constant + custom + custom_zero + custom_read;
	odd_size[counter & 1]++;
	pair.a += anonymous.left + hidden;
	bpf_printk("counter %d", counter);
	return 0;
}

SEC("raw_tp/sys_exit")
int on_exit(void *ctx)
{
	bpf_tail_call(ctx, &tails, 0);
	return helper(1);
}

SEC("raw_tp/sys_exit")
int on_tail(void *ctx)
{
	return 0;
}

SEC("?kprobe/vfs_read")
int on_read(void *ctx)
{
	return 0;
}

SEC("uprobe//usr/bin/with blank:main")
int on_main(void *ctx)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
__u32 _version SEC("version") = 1;
