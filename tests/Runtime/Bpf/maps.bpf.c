// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// One map of each kind, and a program that uses them when the test makes its system call.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct value {
	__u32 a;
	__u16 b; /* 12 bytes: per-CPU slots are rounded up to 16 */
	__u16 c;
	__u32 d;
};

struct prefix {
	__u32 bits;
	__u8 data[4];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1000);
	__type(key, __u64);
	__type(value, struct value);
} hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 100);
	__type(key, __u64);
	__type(value, __u64);
} lru SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 10);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct prefix);
	__type(value, __u32);
} trie SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 500);
	__type(key, __u32);
	__type(value, struct value);
} percpu_hash SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 3);
	__type(key, __u32);
	__type(value, struct value);
} percpu_array SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 3);
	__type(key, __u32);
	__type(value, struct value);
} array SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1000);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, __u64);
} mapped SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 3);
	__type(value, __u32);
} queue SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK);
	__uint(max_entries, 3);
	__type(value, __u32);
} stack SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_BLOOM_FILTER);
	__uint(max_entries, 100);
	__type(value, __u64);
} bloom SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 16);
	__type(key, __u32);
	__uint(value_size, 20 * 8);
} stacks SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u32);
} tail SEC(".maps");

const volatile struct {
	__u32 target_tid;
	__u32 target_syscall;
} knobs = {};

struct {
	__u64 calls;
	__u64 tail_calls;
	__s64 stack_id;
	__u64 inner;
} results;

SEC("raw_tp/sys_enter")
int tail_called(struct bpf_raw_tracepoint_args *ctx)
{
	results.tail_calls++;
	return 0;
}

SEC("raw_tp/sys_enter")
int on_sys_enter(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 zero = 0, one = 1;
	__u64 key = 7;

	if ((__u32)bpf_get_current_pid_tgid() != knobs.target_tid || ctx->args[1] != knobs.target_syscall)
		return 0;
	results.calls++;
	struct value *v = bpf_map_lookup_elem(&hash, &key);
	if (v)
		v->a++;
	v = bpf_map_lookup_elem(&percpu_array, &one);
	if (v)
		v->d++;
	__u64 *m = bpf_map_lookup_elem(&mapped, &one);
	if (m)
		*m += 3;
	bpf_map_push_elem(&queue, &one, 0);
	results.stack_id = bpf_get_stackid(ctx, &stacks, 0);
	void *in = bpf_map_lookup_elem(&outer, &one);
	if (in) {
		__u64 *i = bpf_map_lookup_elem(in, &zero);
		if (i)
			results.inner = *i;
	}
	bpf_tail_call(ctx, &tail, 1);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
