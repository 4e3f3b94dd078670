// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// The same events through a perf buffer, from whatever CPU the test is on.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct event {
	__u64 number;
	__u32 cpu;
	__u32 pad;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__type(key, __u32);
	__type(value, struct event);
} events SEC(".maps");

const volatile struct {
	__u32 target_tid;
	__u32 target_syscall;
} knobs = {};

__u64 number;

SEC("raw_tp/sys_enter")
int on_sys_enter(struct bpf_raw_tracepoint_args *ctx)
{
	if ((__u32)bpf_get_current_pid_tgid() != knobs.target_tid || ctx->args[1] != knobs.target_syscall)
		return 0;
	struct event e = { .number = ++number, .cpu = bpf_get_smp_processor_id() };

	bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &e, sizeof(e));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
