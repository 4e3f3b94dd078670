// SPDX-License-Identifier: Apache-2.0
/* libbpf's reader of perf buffers. */
#include <bpf/libbpf.h>
#include <linux/perf_event.h>
#include <stdlib.h>

#include "peer.h"

struct peer_perf {
	struct perf_buffer *buffer;
	struct seen seen;
};

/* PERF_SAMPLE_RAW */
struct sample {
	struct perf_event_header header;
	uint32_t length;
	uint8_t data[];
};

#define CALLBACKS(size) \
	static enum bpf_perf_event_ret add_up_##size(void *context, int cpu, struct perf_event_header *event) \
	{ \
		struct seen *seen = context; \
		if (event->type != PERF_RECORD_SAMPLE) \
			return LIBBPF_PERF_EVENT_ERROR; \
		seen->records++; \
		seen->sum += add_up(((struct sample *)event)->data, size); \
		return LIBBPF_PERF_EVENT_CONT; \
	}
FOR_EACH_SIZE(CALLBACKS)

static enum bpf_perf_event_ret add_first(void *context, int cpu, struct perf_event_header *event)
{
	struct seen *seen = context;

	if (event->type != PERF_RECORD_SAMPLE)
		return LIBBPF_PERF_EVENT_ERROR;
	seen->records++;
	seen->sum += first_word(((struct sample *)event)->data);
	return LIBBPF_PERF_EVENT_CONT;
}

/*
 * The raw way, with an attr of our own, because the usual one asks for an interrupt at each sample. The callback is then called one
 * level closer to the buffer, which is to libbpf's advantage.
 */
EXPORT struct peer_perf *peer_perf_open(int map, uint32_t pages, uint32_t size, int whole)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
		.watermark = 1,
		.wakeup_watermark = INT32_MAX,
	};
	perf_buffer_event_fn callback = add_first;
	struct peer_perf *perf = calloc(1, sizeof(*perf));

	if (!perf)
		return NULL;
	if (whole) {
		switch (size) {
#define CHOOSE(size) case size: callback = add_up_##size; break;
		FOR_EACH_SIZE(CHOOSE)
#undef CHOOSE
		default: callback = NULL;
		}
	}
	perf->buffer = callback ? perf_buffer__new_raw(map, pages, &attr, callback, &perf->seen, NULL) : NULL;
	if (!perf->buffer) {
		free(perf);
		return NULL;
	}
	return perf;
}

EXPORT int peer_perf_consume(struct peer_perf *perf, struct seen *seen)
{
	int result = perf_buffer__consume(perf->buffer);

	*seen = perf->seen;
	return result;
}

EXPORT void peer_perf_close(struct peer_perf *perf)
{
	perf_buffer__free(perf->buffer);
	free(perf);
}
