/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SHARPBPF_EVENTS_H
#define SHARPBPF_EVENTS_H

#include <sharpbpf/types.h>
#include <bpf/bpf_helpers.h>

/*
 * SHARPBPF_EXPORT(struct thing): makes C# see a type that no map or variable mentions. clang drops from BTF what is used only
 * behind a local pointer; a pointer in this section keeps it. libbpf skips the section.
 */
#define __SHARPBPF_PASTE(a, b) a##b
#define __SHARPBPF_NAME(a, b) __SHARPBPF_PASTE(a, b)
#define SHARPBPF_EXPORT(type) \
	static type *__SHARPBPF_NAME(__sharpbpf_type_, __COUNTER__) __attribute__((section(".sharpbpf.types"), used))

/*
 * SHARPBPF_EVENTS(events, struct event, 1 << 20): a ring buffer that carries this event, of so many bytes (a power of two, at
 * least a page; user space may change it before load). The value type tells C# what is in it; the runtime clears the value
 * size before load, because the kernel refuses a ring buffer that has one.
 */
#define SHARPBPF_EVENTS(name, event, bytes) \
	struct { \
		__uint(type, BPF_MAP_TYPE_RINGBUF); \
		__uint(max_entries, bytes); \
		__type(value, event); \
	} name SEC(".maps"); \
	SHARPBPF_EXPORT(event)

/*
 * SHARPBPF_WRITER(events): what writing to the buffer "events" needs beyond the buffer itself, declared below it:
 *
 *	SHARPBPF_OUTPUT(events, ctx, &e, sizeof(e))	copies an event into it: a ring buffer, or the perf buffer it was made when
 *							the object was opened; ctx is the program's context
 *	e = SHARPBPF_RESERVE(events, sizeof(*e))	an event to be filled where the reader reads it, or NULL; ring buffers only
 *	SHARPBPF_SUBMIT(events, e)			hands it over
 *	SHARPBPF_DISCARD(events, e)			gives it back
 *
 * The runtime sets events_writer before load, from the reader's WakeupPolicy and from the kind of buffer; to the verifier they
 * are constants. What there was no room for is counted in events_lost, for each CPU, and shows as Statistics.Lost of the
 * reader. A perf buffer counts by itself what it has no room for; events_lost has what found no ring at all, as on a CPU that has
 * just come back.
 */
struct sharpbpf_writer {
	__u32 perf;	/* the map is a perf buffer */
	__u32 wakeup;	/* wake the reader: 0 for each event, ~0 never, else when so many bytes wait */
};

#define SHARPBPF_WRITER(name) \
	const volatile struct sharpbpf_writer name##_writer = {}; \
	struct { \
		__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); \
		__uint(max_entries, 1); \
		__type(key, __u32); \
		__type(value, __u64); \
	} name##_lost SEC(".maps")

#define __SHARPBPF_ENOSPC (-28)

/* The record's own bytes count as waiting. */
static __always_inline __u64 __sharpbpf_wakeup(void *ring, __u32 wakeup, __u64 more)
{
	if (wakeup == 0)
		return 0;
	if (wakeup == ~0u)
		return BPF_RB_NO_WAKEUP;
	return bpf_ringbuf_query(ring, BPF_RB_AVAIL_DATA) + more >= wakeup ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
}

static __always_inline void __sharpbpf_lose(void *lost)
{
	__u32 zero = 0;
	__u64 *count = bpf_map_lookup_elem(lost, &zero);

	if (count)
		*count += 1;
}

static __always_inline long __sharpbpf_output(void *context, void *buffer, void *lost, __u32 perf, __u32 wakeup, void *data, __u64 size)
{
	long error;

	if (perf) {
		error = bpf_perf_event_output(context, buffer, BPF_F_CURRENT_CPU, data, size);
		/* a full ring says so itself, with PERF_RECORD_LOST */
		if (error && error != __SHARPBPF_ENOSPC)
			__sharpbpf_lose(lost);
		return error;
	}
	error = bpf_ringbuf_output(buffer, data, size, __sharpbpf_wakeup(buffer, wakeup, (size + 8 + 7) & ~7ull));
	if (error)
		__sharpbpf_lose(lost);
	return error;
}

#define SHARPBPF_OUTPUT(name, context, data, size) \
	__sharpbpf_output(context, &name, &name##_lost, name##_writer.perf, name##_writer.wakeup, data, size)

#define SHARPBPF_RESERVE(name, size) \
	({ \
		void *__record = bpf_ringbuf_reserve(&name, size, 0); \
		if (!__record) \
			__sharpbpf_lose(&name##_lost); \
		__record; \
	})

#define SHARPBPF_SUBMIT(name, record) bpf_ringbuf_submit(record, __sharpbpf_wakeup(&name, name##_writer.wakeup, 0))
#define SHARPBPF_DISCARD(name, record) bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP)

#endif
