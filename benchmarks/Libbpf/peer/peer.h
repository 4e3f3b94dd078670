/* SPDX-License-Identifier: Apache-2.0 */
/* The C side of the comparisons. What is exported here, Peer.cs declares. */
#ifndef PEER_H
#define PEER_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

/* What was seen: a side that has not read everything, or has read something else, is noticed. */
struct seen {
	uint64_t records;
	uint64_t sum;
};

typedef uint64_t words4 __attribute__((vector_size(32)));

static inline words4 load4(const uint8_t *data)
{
	words4 words;

	memcpy(&words, data, sizeof(words));
	return words;
}

/*
 * Adds up a record, as C#'s Record.Sum does: 32 bytes at a time, into four sums. As plain words the sum would take longer than the
 * memory, and one would compare compilers. The size is a constant where this is called.
 */
static inline uint64_t add_up(const uint8_t *data, size_t size)
{
	if (size < 64) {
		uint64_t sum = 0;

		for (size_t i = 0; i < size; i += 8) {
			uint64_t word;

			memcpy(&word, data + i, sizeof(word));
			sum += word;
		}
		return sum;
	}

	words4 a = load4(data), b = load4(data + 32);

	if (size > 64) {
		words4 c = load4(data + 64), d = load4(data + 96);

		for (size_t i = 128; i < size; i += 128) {
			a += load4(data + i);
			b += load4(data + i + 32);
			c += load4(data + i + 64);
			d += load4(data + i + 96);
		}
		a += c;
		b += d;
	}
	a += b;
	return a[0] + a[1] + a[2] + a[3];
}

static inline uint64_t first_word(const uint8_t *data)
{
	uint64_t word;

	memcpy(&word, data, sizeof(word));
	return word;
}

/* FOR_EACH_SIZE(M): the sizes that the benchmarks have, as constants for the compiler. */
#define FOR_EACH_SIZE(M) M(16) M(64) M(256) M(1024)

#endif
