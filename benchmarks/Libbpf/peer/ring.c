// SPDX-License-Identifier: Apache-2.0
/* libbpf's reader of ring buffers, and the least anyone could do: a loop that adds up the same bytes. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "peer.h"

struct peer_ring {
	struct ring_buffer *buffer;
	struct seen seen;
};

#define CALLBACKS(size) \
	static int add_up_##size(void *context, void *data, size_t length) \
	{ \
		struct seen *seen = context; \
		seen->records++; \
		seen->sum += add_up(data, size); \
		return 0; \
	}
FOR_EACH_SIZE(CALLBACKS)

static int add_first(void *context, void *data, size_t length)
{
	struct seen *seen = context;

	seen->records++;
	seen->sum += first_word(data);
	return 0;
}

EXPORT struct peer_ring *peer_ring_open(int map, uint32_t size, int whole)
{
	ring_buffer_sample_fn callback = add_first;
	struct peer_ring *ring = calloc(1, sizeof(*ring));

	if (!ring)
		return NULL;
	if (whole) {
		switch (size) {
#define CHOOSE(size) case size: callback = add_up_##size; break;
		FOR_EACH_SIZE(CHOOSE)
#undef CHOOSE
		default: callback = NULL;
		}
	}
	ring->buffer = callback ? ring_buffer__new(map, callback, &ring->seen, NULL) : NULL;
	if (!ring->buffer) {
		free(ring);
		return NULL;
	}
	return ring;
}

EXPORT int peer_ring_consume(struct peer_ring *ring, struct seen *seen)
{
	int result = ring_buffer__consume(ring->buffer);

	*seen = ring->seen;
	return result;
}

enum how { POLL, BUSY, SLEEP };

/*
 * Reads until the producer is done and nothing is left: with epoll, without ever waiting, or after a sleep each time.
 */
EXPORT int peer_ring_stream(struct peer_ring *ring, enum how how, int milliseconds, const int *done, struct seen *seen)
{
	const struct timespec pause = { .tv_nsec = milliseconds * 1000000L };
	int result, was_done;

	do {
		was_done = __atomic_load_n(done, __ATOMIC_ACQUIRE);
		if (how == SLEEP && !was_done)
			nanosleep(&pause, NULL);
		result = how == POLL && !was_done ? ring_buffer__poll(ring->buffer, milliseconds) : ring_buffer__consume(ring->buffer);
	} while (result > 0 || (!result && !was_done));
	*seen = ring->seen;
	return result;
}

EXPORT void peer_ring_close(struct peer_ring *ring)
{
	ring_buffer__free(ring->buffer);
	free(ring);
}

/* --- the memory itself ------------------------------------------------------------------------------------------- */

struct peer_memory {
	uint64_t *consumer;
	uint64_t *producer;
	uint8_t *data;
	uint64_t mask;
	size_t page;
	uint32_t size;
	int whole;
};

EXPORT struct peer_memory *peer_memory_open(int map, uint32_t bytes, uint32_t size, int whole)
{
	struct peer_memory *memory = calloc(1, sizeof(*memory));

	if (!memory)
		return NULL;
	memory->page = sysconf(_SC_PAGESIZE);
	memory->consumer = mmap(NULL, memory->page, PROT_READ | PROT_WRITE, MAP_SHARED, map, 0);
	memory->producer = mmap(NULL, memory->page + 2 * (size_t)bytes, PROT_READ, MAP_SHARED, map, memory->page);
	memory->data = (uint8_t *)memory->producer + memory->page;
	memory->mask = bytes - 1;
	memory->size = size;
	memory->whole = whole;
	return memory;
}

#define MEMORY(size) \
	case size: \
		if (memory->whole) { \
			for (; at < end; at += size + 8) \
				sum += add_up(at, size); \
		} else { \
			for (; at < end; at += size + 8) \
				sum += first_word(at); \
		} \
		break;

/* Knows where each record is, so it looks at no header, and takes no callback's advice. */
EXPORT int peer_memory_consume(struct peer_memory *memory, struct seen *seen)
{
	uint64_t from = *memory->consumer;
	uint64_t to = __atomic_load_n(memory->producer, __ATOMIC_ACQUIRE);
	const uint8_t *at = memory->data + (from & memory->mask) + 8;
	const uint8_t *end = at + (to - from);
	uint64_t sum = 0;

	switch (memory->size) {
	FOR_EACH_SIZE(MEMORY)
	default: return -EINVAL;
	}
	__atomic_store_n(memory->consumer, to, __ATOMIC_RELEASE);
	seen->records = (to - from) / (memory->size + 8);
	seen->sum = sum;
	return 0;
}

EXPORT void peer_memory_close(struct peer_memory *memory)
{
	munmap(memory->producer, memory->page + 2 * (memory->mask + 1));
	munmap(memory->consumer, memory->page);
	free(memory);
}
