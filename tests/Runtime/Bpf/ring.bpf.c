// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// Writes known records into a ring buffer each time the process of the test makes a chosen system call.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct event {
	__u64 number;
	__u64 square;
	__u32 pid;
	__u32 length;
	__u8 data[];
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
	__type(value, struct event);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} lost SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u64);
	__type(value, struct event);
} seen SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 3);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

/* one struct: clang lays single variables out as it likes */
const volatile struct {
	__u32 target_tid;
	__u32 target_syscall;
	__u32 records_per_call;
	__u32 discard_every;
} knobs = { .records_per_call = 1 };

__u64 produced;
__u64 next_number = 1;

SEC("raw_tp/sys_enter")
int on_sys_enter(struct bpf_raw_tracepoint_args *ctx)
{
	if ((__u32)bpf_get_current_pid_tgid() != knobs.target_tid || ctx->args[1] != knobs.target_syscall)
		return 0;
	for (__u32 i = 0; i < 32; i++) {
		if (i >= knobs.records_per_call)
			break;
		struct event *e = bpf_ringbuf_reserve(&events, sizeof(*e) + 40, 0);
		if (!e) {
			__u32 zero = 0;
			__u64 *count = bpf_map_lookup_elem(&lost, &zero);
			if (count)
				*count += 1;
			continue;
		}
		__u64 n = next_number++;
		if (knobs.discard_every && n % knobs.discard_every == 0) {
			bpf_ringbuf_discard(e, 0);
			continue;
		}
		e->number = n;
		e->square = n * n;
		e->pid = bpf_get_current_pid_tgid() >> 32;
		e->length = 40;
		__builtin_memset(e->data, (int)n, 40);
		bpf_ringbuf_submit(e, 0);
		produced++;
	}
	return 0;
}

SEC("xdp")
int not_attached_by_section(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
