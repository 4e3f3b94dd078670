// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// A program of each kind that this library attaches. Each counts its runs; the test turns on the one it needs.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

/* runs by the number of the program, and the cookie last seen */
struct {
	__u64 runs[24];
	__u64 cookie;
	__u32 tid;
} results;

const volatile struct {
	__u32 tid; /* count this thread only, where there is one; 0 counts all */
	__u32 has_cookies; /* the kernel has bpf_get_attach_cookie */
} knobs = {};

#define COUNT(n) __sync_fetch_and_add(&results.runs[n], 1)
#define OURS (knobs.tid == 0 || (__u32)bpf_get_current_pid_tgid() == knobs.tid)

SEC("?raw_tp")
int raw(void *ctx)
{
	if (OURS)
		COUNT(0);
	return 0;
}

SEC("?tracepoint")
int tracepoint(void *ctx)
{
	if (OURS)
		COUNT(1);
	if (knobs.has_cookies)
		results.cookie = bpf_get_attach_cookie(ctx);
	return 0;
}

SEC("?uprobe")
int uprobe(void *ctx)
{
	if (OURS)
		COUNT(2);
	if (knobs.has_cookies)
		results.cookie = bpf_get_attach_cookie(ctx);
	return 0;
}

SEC("?uretprobe")
int uretprobe(void *ctx)
{
	if (OURS)
		COUNT(3);
	return 0;
}

SEC("?perf_event")
int perf_event(void *ctx)
{
	COUNT(4);
	return 0;
}

SEC("?xdp")
int xdp(struct xdp_md *ctx)
{
	COUNT(5);
	return XDP_PASS;
}

SEC("?xdp")
int xdp_other(struct xdp_md *ctx)
{
	COUNT(6);
	return XDP_PASS;
}

SEC("?tc")
int tc(struct __sk_buff *skb)
{
	COUNT(7);
	return 0;
}

SEC("?cgroup/sock_create")
int sock_create(struct bpf_sock *ctx)
{
	COUNT(8);
	return 1;
}

SEC("?sk_lookup")
int lookup(struct bpf_sk_lookup *ctx)
{
	COUNT(9);
	return SK_PASS;
}

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u32);
} sockets SEC(".maps");

SEC("?sk_msg")
int message(struct sk_msg_md *ctx)
{
	COUNT(10);
	return SK_PASS;
}

SEC("?socket")
int socket_filter(struct __sk_buff *skb)
{
	COUNT(11);
	return 0; /* drops everything */
}

SEC("?sockops")
int sockops(struct bpf_sock_ops *ctx)
{
	COUNT(12);
	return 1;
}

struct sys_args {
	__u64 a, b, sum;
};

SEC("?syscall")
int add(struct sys_args *args)
{
	COUNT(13);
	args->sum = args->a + args->b;
	return 3;
}

SEC("?netfilter")
int netfilter(void *ctx)
{
	COUNT(14);
	return 1; /* NF_ACCEPT */
}

struct seq_file;
struct bpf_iter_meta {
	struct seq_file *seq;
	__u64 session_id;
	__u64 seq_num;
} __attribute__((preserve_access_index));

struct bpf_iter__bpf_map_elem {
	struct bpf_iter_meta *meta;
	void *map;
	void *key;
	void *value;
} __attribute__((preserve_access_index));

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 3);
	__type(key, __u32);
	__type(value, __u64);
} numbers SEC(".maps");

SEC("?iter/bpf_map_elem")
int dump(struct bpf_iter__bpf_map_elem *ctx)
{
	__u32 *key = ctx->key;
	__u64 *value = ctx->value;

	if (key && value)
		BPF_SEQ_PRINTF(ctx->meta->seq, "%u=%llu\n", *key, *value);
	return 0;
}

SEC("?raw_tp")
int returns_argument(struct bpf_raw_tracepoint_args *ctx)
{
	return ctx->args[0] + ctx->args[1];
}

SEC("?kprobe")
int kprobe(void *ctx)
{
	COUNT(15);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
