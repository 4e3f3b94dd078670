// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * Fills buffers with records of known contents. Both sides of a comparison add them up, and both must get what `made` and
 * `made_sum` say.
 */
#include <sharpbpf/events.h>

/* linux/bpf.h */
#define BPF_RB_AVAIL_DATA 0

#define WORDS 128			/* of the longest record: 1024 bytes */

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 18);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} perf SEC(".maps");

const volatile __u32 record_size = 64;	/* bytes, a multiple of 8, at most 8 * WORDS */
const volatile __u32 mixed = 0;		/* instead: 16 to 136 bytes, in no order */
const volatile __u32 records = 1;	/* that one run makes */
const volatile __u64 wakeup_at = 0;	/* adaptive wake-ups: at so many waiting bytes; 0: wakeup_flags as they are */
const volatile __u64 wakeup_flags = 1;	/* BPF_RB_NO_WAKEUP */

__u64 made;
__u64 lost;
__u64 words[WORDS];			/* the record; set by user space, the first word is the record's number */

static __always_inline __u32 next_size(void)
{
	__u32 number = made;

	return mixed ? 16 + 8 * (number * 2654435761U >> 28) : record_size;
}

static long ring_record(__u32 index, void *context)
{
	__u64 flags = wakeup_flags;

	if (wakeup_at)
		flags = bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA) >= wakeup_at ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
	words[0] = made + 1;
	if (bpf_ringbuf_output(&ring, words, next_size(), flags))
		lost++;
	else
		made++;
	return 0;
}

/* bpf_loop: the verifier looks at the body once, so a burst may be long. */
SEC("socket")
int fill_ring(struct __sk_buff *skb)
{
	bpf_loop(records, ring_record, 0, 0);
	return 0;
}

/*
 * A program's context does not get through a callback's stack, and bpf_perf_event_output wants it: so this loop is an ordinary one,
 * and long bursts repeat the run.
 */
SEC("socket")
int fill_perf(struct __sk_buff *skb)
{
	for (__u32 i = 0; i < records && i < 1000; i++) {
		words[0] = made + 1;
		if (bpf_perf_event_output(skb, &perf, BPF_F_CURRENT_CPU, words, next_size()))
			lost++;
		else
			made++;
	}
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
