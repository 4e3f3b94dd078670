// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// The one table of operations whose programs the kernel runs for a test: net/bpf/bpf_dummy_struct_ops.c.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_dummy_ops_state {
	int val;
};

struct bpf_dummy_ops {
	int (*test_1)(struct bpf_dummy_ops_state *state);
};

SEC("struct_ops/test_1")
int BPF_PROG(test_1, struct bpf_dummy_ops_state *state)
{
	int before;

	if (!state)
		return -1;
	before = state->val;
	state->val = before * 10;
	return before + 1;
}

SEC(".struct_ops")
struct bpf_dummy_ops dummy = {
	.test_1 = (void *)test_1,
};

char LICENSE[] SEC("license") = "GPL";
