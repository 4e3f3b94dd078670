// SPDX-License-Identifier: Apache-2.0
/* The calls for elements of maps, as a C program makes them. Keys and values are 64-bit words. */
#include <bpf/bpf.h>
#include <errno.h>

#include "peer.h"

EXPORT int peer_map_lookup(int map, const uint64_t *keys, uint32_t count, struct seen *seen)
{
	uint64_t sum = 0, value;

	for (uint32_t i = 0; i < count; i++) {
		int error = bpf_map_lookup_elem(map, &keys[i], &value);

		if (error)
			return error;
		sum += value;
	}
	seen->records = count;
	seen->sum = sum;
	return 0;
}

EXPORT int peer_map_update(int map, const uint64_t *keys, uint32_t count, uint64_t value, struct seen *seen)
{
	for (uint32_t i = 0; i < count; i++) {
		int error = bpf_map_update_elem(map, &keys[i], &value, BPF_ANY);

		if (error)
			return error;
	}
	seen->records = count;
	seen->sum = value;
	return 0;
}

/* keys and values have room for so many */
EXPORT int peer_map_batch(int map, uint64_t *keys, uint64_t *values, uint32_t room, struct seen *seen)
{
	LIBBPF_OPTS(bpf_map_batch_opts, opts);
	uint64_t records = 0, sum = 0;
	uint32_t cursor;
	int started = 0, error;

	do {
		uint32_t count = room;

		error = bpf_map_lookup_batch(map, started ? &cursor : NULL, &cursor, keys, values, &count, &opts);
		if (error && error != -ENOENT)
			return error;
		started = 1;
		for (uint32_t i = 0; i < count; i++)
			sum += values[i];
		records += count;
	} while (!error);
	seen->records = records;
	seen->sum = sum;
	return 0;
}

EXPORT int peer_map_walk(int map, struct seen *seen)
{
	uint64_t records = 0, sum = 0, key, next, value;
	int started = 0;

	while (!bpf_map_get_next_key(map, started ? &key : NULL, &next)) {
		int error = bpf_map_lookup_elem(map, &next, &value);

		if (error)
			return error;
		key = next;
		started = 1;
		records++;
		sum += value;
	}
	seen->records = records;
	seen->sum = sum;
	return 0;
}
