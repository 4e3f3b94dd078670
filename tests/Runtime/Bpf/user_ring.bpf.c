// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// Reads what user space wrote into a user ring buffer each time the test makes a chosen system call.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct command {
	__u64 number;
	__u64 square;
};

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
	__type(value, struct command);
} commands SEC(".maps");

const volatile struct {
	__u32 target_tid;
	__u32 target_syscall;
} knobs = {};

struct {
	__u64 records, sum, bytes;
	__u8 last[8];
	__s64 drained;
	__u64 wrong;
} seen;

static long take(struct bpf_dynptr *record, void *context)
{
	struct command c;

	if (bpf_dynptr_read(&c, sizeof(c), record, 0, 0) == 0) {
		seen.sum += c.number;
		if (c.square != c.number * c.number)
			seen.wrong++;
	}
	/* the longest power of two that can be read is its length here */
	for (__u32 n = 1; n <= 2048; n *= 2) {
		if (!bpf_dynptr_data(record, n - 1, 1))
			break;
		seen.bytes += n == 1 ? 1 : n / 2;
	}
	bpf_dynptr_read(seen.last, 8, record, 0, 0);
	seen.records++;
	return 0;
}

SEC("raw_tp/sys_enter")
int on_sys_enter(struct bpf_raw_tracepoint_args *ctx)
{
	if ((__u32)bpf_get_current_pid_tgid() != knobs.target_tid || ctx->args[1] != knobs.target_syscall)
		return 0;
	seen.drained = bpf_user_ringbuf_drain(&commands, take, NULL, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
