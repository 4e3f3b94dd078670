// SPDX-License-Identifier: Apache-2.0
/*
 * Where msghdr, iovec and control data lie: in ordinary memory, right before an unmapped page, or in pages that are
 * not in the page table when the system call begins, so that whoever reads them then without faulting reads nothing.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fdpass.h"

#define ARENA_SIZE (1 << 20)
#define GUARD 4096

int arena_make(struct arena *arena, enum arena_place place)
{
	arena->place = place;
	arena->mapped = ARENA_SIZE;
	arena->used = 0;
	arena->fd = -1;
	arena->base = mmap(NULL, ARENA_SIZE + GUARD, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (arena->base == MAP_FAILED)
		return errno;
	int flags = MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS;

	if (place == ARENA_COLD) {
		arena->fd = memfd_create("arena", MFD_CLOEXEC);
		if (arena->fd < 0 || ftruncate(arena->fd, ARENA_SIZE))
			return errno;
		flags = MAP_FIXED | MAP_SHARED;
	}
	if (mmap(arena->base, ARENA_SIZE, PROT_READ | PROT_WRITE, flags, arena->fd, 0) == MAP_FAILED)
		return errno;
	return 0;
}

void *arena_take(struct arena *arena, size_t size)
{
	size = (size + 7) & ~(size_t)7;
	if (arena->used + size > arena->mapped)
		return NULL;
	void *taken = arena->base + arena->used;

	arena->used += size;
	return taken;
}

void *arena_take_last(struct arena *arena, size_t size)
{
	if (arena->place != ARENA_EDGE)
		return arena_take(arena, size);
	if (arena->used + size > arena->mapped)
		return NULL;
	char *taken = arena->base + arena->mapped - size;

	arena->mapped = arena->used; /* nothing can be taken behind it */
	return taken;
}

int arena_ready(struct arena *arena)
{
	if (arena->place != ARENA_COLD)
		return 0;
	/* the same bytes at the same addresses, but fresh page table entries */
	if (munmap(arena->base, ARENA_SIZE))
		return errno;
	if (mmap(arena->base, ARENA_SIZE, PROT_READ | PROT_WRITE, MAP_FIXED | MAP_SHARED, arena->fd, 0) == MAP_FAILED)
		return errno;
	return madvise(arena->base, ARENA_SIZE, MADV_RANDOM) ? errno : 0; /* no fault-around */
}

void arena_free(struct arena *arena)
{
	if (arena->base != MAP_FAILED)
		munmap(arena->base, ARENA_SIZE + GUARD);
	if (arena->fd >= 0)
		close(arena->fd);
}
