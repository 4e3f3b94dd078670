// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
#include <sharpbpf/events.h>

struct exec_event {
	__u32 pid;
	char comm[16];
};
SHARPBPF_EVENTS(execs, struct exec_event, 1 << 16);	/* a ring buffer of 64 KiB */
const volatile __u32 target_pid = 0;			/* a knob: set before load, then a constant */

SEC("raw_tp/sched_process_exec")
int on_exec(void *ctx)
{
	struct exec_event event = { .pid = bpf_get_current_pid_tgid() >> 32 };

	if (target_pid && event.pid != target_pid)
		return 0;
	bpf_get_current_comm(event.comm, sizeof(event.comm));
	bpf_ringbuf_output(&execs, &event, sizeof(event), 0);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
