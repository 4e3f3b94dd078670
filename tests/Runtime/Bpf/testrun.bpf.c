// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// A program of each type that the kernel runs for a test, which shows that it was given its data and its context; and some of types of which it
// runs none.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* reads the mark of the context and changes it; gives the packet's length */
static __always_inline int marked(struct __sk_buff *skb)
{
	skb->mark = skb->mark * 2 + 1;
	return skb->len;
}

SEC("?socket")
int socket_filter(struct __sk_buff *skb)
{
	return skb->mark + skb->len;
}

SEC("?tc")
int classifier(struct __sk_buff *skb)
{
	return marked(skb);
}

SEC("?action")
int action(struct __sk_buff *skb)
{
	return marked(skb);
}

SEC("?cgroup_skb/egress")
int cgroup_skb(struct __sk_buff *skb)
{
	skb->mark = skb->mark * 2 + 1;
	return 1;
}

SEC("?lwt_xmit")
int lwt(struct __sk_buff *skb)
{
	return marked(skb);
}

SEC("?lwt_in")
int lwt_in(struct __sk_buff *skb)
{
	return marked(skb);
}

SEC("?lwt_out")
int lwt_out(struct __sk_buff *skb)
{
	return marked(skb);
}

SEC("?lwt_seg6local")
int lwt_seg6local(struct __sk_buff *skb)
{
	return skb->mark + skb->len;
}

SEC("?sk_skb/stream_verdict")
int stream(struct __sk_buff *skb)
{
	return skb->len;
}

SEC("?tracepoint")
int tracepoint(void *ctx)
{
	return 0;
}

SEC("?xdp")
int xdp(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end, *meta = (void *)(long)ctx->data_meta;

	if (data + 14 > end)
		return XDP_ABORTED;
	*(__u8 *)data = 0xab;
	/* the context may say that the data begin with meta data */
	return meta + 8 <= data ? XDP_DROP : XDP_PASS;
}

SEC("?flow_dissector")
int dissector(struct __sk_buff *skb)
{
	skb->flow_keys->ip_proto = 17;
	return BPF_OK;
}

SEC("?raw_tp")
int raw(struct bpf_raw_tracepoint_args *ctx)
{
	return ctx->args[0] * 10 + bpf_get_smp_processor_id();
}

SEC("?sk_lookup")
int lookup(struct bpf_sk_lookup *ctx)
{
	return ctx->local_port == 80 ? SK_PASS : SK_DROP;
}

SEC("?netfilter")
int netfilter(void *ctx)
{
	return 1; /* NF_ACCEPT */
}

char LICENSE[] SEC("license") = "GPL";
