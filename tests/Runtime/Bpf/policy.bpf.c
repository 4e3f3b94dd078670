// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// Two ring buffers, and a choice of when to wake the reader of the first.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 * 1024);
} first SEC(".maps"), second SEC(".maps");

const volatile struct {
	__u32 target_tid;
	__u32 target_syscall;
	__u32 no_wakeup;
	__u32 wakeup_bytes;
} knobs = {};

__u64 number;

SEC("raw_tp/sys_enter")
int on_sys_enter(struct bpf_raw_tracepoint_args *ctx)
{
	if ((__u32)bpf_get_current_pid_tgid() != knobs.target_tid || ctx->args[1] != knobs.target_syscall)
		return 0;
	__u64 n = ++number;
	__u64 flags = 0;

	if (knobs.no_wakeup)
		flags = BPF_RB_NO_WAKEUP;
	else if (knobs.wakeup_bytes)
		flags = bpf_ringbuf_query(&first, BPF_RB_AVAIL_DATA) + 16 >= knobs.wakeup_bytes ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
	if (n % 2)
		bpf_ringbuf_output(&first, &n, sizeof(n), flags);
	else
		bpf_ringbuf_output(&second, &n, sizeof(n), 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
