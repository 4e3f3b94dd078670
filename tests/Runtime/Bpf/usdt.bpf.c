// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// A program at a probe that libstdc++ defines: catch, with the exception's object and its type.
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

typedef _Bool bool;
#include <bpf/usdt.bpf.h>

struct {
	__u64 runs;
	__u64 object, type;
	__u64 cookie;
} results;

const volatile struct {
	__u32 tid;
	__u32 unused;
} knobs = {};

SEC("?usdt")
int on_catch(struct pt_regs *ctx)
{
	long object = 0, type = 0;

	if ((__u32)bpf_get_current_pid_tgid() != knobs.tid)
		return 0;
	results.runs++;
	bpf_usdt_arg(ctx, 0, &object);
	bpf_usdt_arg(ctx, 1, &type);
	results.object = object;
	results.type = type;
	results.cookie = bpf_usdt_cookie(ctx);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
