// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// Events through the shipped macros: by copy, and in place.
#include <sharpbpf/events.h>

struct event {
	__u64 number;
	__u64 square;
};

SHARPBPF_EVENTS(events, struct event, 16 * 1024);
SHARPBPF_WRITER(events);

const volatile struct {
	__u32 target_tid;
	__u32 target_syscall;
} knobs = {};

__u64 produced;

SEC("?raw_tp/sys_enter")
int copies(struct bpf_raw_tracepoint_args *ctx)
{
	struct event e = {};

	if ((__u32)bpf_get_current_pid_tgid() != knobs.target_tid || ctx->args[1] != knobs.target_syscall)
		return 0;
	e.number = ++produced;
	e.square = e.number * e.number;
	SHARPBPF_OUTPUT(events, ctx, &e, sizeof(e));
	return 0;
}

SEC("?raw_tp/sys_enter")
int in_place(struct bpf_raw_tracepoint_args *ctx)
{
	struct event *e;

	if ((__u32)bpf_get_current_pid_tgid() != knobs.target_tid || ctx->args[1] != knobs.target_syscall)
		return 0;
	produced++;
	e = SHARPBPF_RESERVE(events, sizeof(*e));
	if (!e)
		return 0;
	e->number = produced;
	e->square = e->number * e->number;
	if (e->number % 5 == 0)
		SHARPBPF_DISCARD(events, e);
	else
		SHARPBPF_SUBMIT(events, e);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
