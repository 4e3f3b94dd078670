/* SPDX-License-Identifier: Apache-2.0 */
/* A table of operations: a variable in a section of its own, of which libbpf makes a map. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct sock;

/* The kernel has more members; libbpf matches them by name. */
struct tcp_congestion_ops {
	void (*init)(struct sock *sk);
	__u32 (*ssthresh)(struct sock *sk);
	char name[16];
};

SEC("struct_ops/init")
void my_init(void *ctx)
{
}

SEC("struct_ops/ssthresh")
__u32 my_ssthresh(void *ctx)
{
	return 2;
}

SEC(".struct_ops")
struct tcp_congestion_ops mine = {
	.init = (void *)my_init,
	.ssthresh = (void *)my_ssthresh,
	.name = "mine",
};

char LICENSE[] SEC("license") = "GPL";
