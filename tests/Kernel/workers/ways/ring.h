/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An io_uring without liburing: for 32-bit programs, for which the distributions have no liburing, and for operations that are
 * newer than theirs.
 */
#include <linux/io_uring.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#define RING_SETUP 425
#define RING_ENTER 426
#define RING_REGISTER 427

/* Newer than the headers of Debian 12. */
#define OP_FIXED_FD_INSTALL 54
#define MSG_RING_SEND_FD 1
#define RECV_MULTISHOT 2

struct ring {
	int fd;
	struct io_uring_params parameters;
	char *memory;		/* the two queues */
	struct io_uring_sqe *entries;
	uint32_t tail;		/* of the submissions, the kernel not told yet: it may look at any time */
};

static inline void open_ring(struct ring *ring, unsigned int flags)
{
	struct io_uring_params *parameters = &ring->parameters;
	size_t room;

	memset(ring, 0, sizeof(*ring));
	parameters->flags = flags;
	ring->fd = syscall(RING_SETUP, 16, parameters);
	if (ring->fd < 0)
		fail("io_uring_setup");
	room = parameters->cq_off.cqes + parameters->cq_entries * sizeof(struct io_uring_cqe);
	ring->memory = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, IORING_OFF_SQ_RING);
	ring->entries = mmap(NULL, parameters->sq_entries * sizeof(struct io_uring_sqe), PROT_READ | PROT_WRITE, MAP_SHARED,
			     ring->fd, IORING_OFF_SQES);
	if (ring->memory == MAP_FAILED || ring->entries == MAP_FAILED)
		fail("mmap of the ring");
}

static inline uint32_t *ring_word(struct ring *ring, uint32_t offset)
{
	return (uint32_t *)(ring->memory + offset);
}

/* The next entry to submit, all zero but for its operation. */
static inline struct io_uring_sqe *next_entry(struct ring *ring, int operation)
{
	uint32_t index = ring->tail++ & *ring_word(ring, ring->parameters.sq_off.ring_mask);

	memset(&ring->entries[index], 0, sizeof(ring->entries[index]));
	ring->entries[index].opcode = operation;
	ring_word(ring, ring->parameters.sq_off.array)[index] = index;
	return &ring->entries[index];
}

static inline void enter_ring(struct ring *ring, int submissions, int completions)
{
	/* only now: the entries are complete */
	__atomic_store_n(ring_word(ring, ring->parameters.sq_off.tail), ring->tail, __ATOMIC_RELEASE);

	unsigned int flags = completions ? IORING_ENTER_GETEVENTS : 0;

	if (ring->parameters.flags & IORING_SETUP_SQPOLL)
		flags |= IORING_ENTER_SQ_WAKEUP;
	if (syscall(RING_ENTER, ring->fd, submissions, completions, flags, NULL, 0) < 0)
		fail("io_uring_enter");
}

struct completion {
	uint64_t user_data;
	int32_t result;
	uint32_t flags;
};

/* Takes the next completion; there must be one. */
static inline struct completion take_completion(struct ring *ring)
{
	uint32_t head = *ring_word(ring, ring->parameters.cq_off.head);
	uint32_t mask = *ring_word(ring, ring->parameters.cq_off.ring_mask);
	struct completion *all = (void *)(ring->memory + ring->parameters.cq_off.cqes), completion = all[head & mask];

	if (head == __atomic_load_n(ring_word(ring, ring->parameters.cq_off.tail), __ATOMIC_ACQUIRE)) {
		fprintf(stderr, "no completion\n");
		exit(1);
	}
	__atomic_store_n(ring_word(ring, ring->parameters.cq_off.head), head + 1, __ATOMIC_RELEASE);
	return completion;
}

/* Submits the one entry that was made, and waits for its result. */
static inline long finish_entry(struct ring *ring)
{
	enter_ring(ring, 1, 1);
	return take_completion(ring).result;
}

static inline void register_files(struct ring *ring, const int *files, int count)
{
	if (syscall(RING_REGISTER, ring->fd, IORING_REGISTER_FILES, files, count))
		fail("IORING_REGISTER_FILES");
}
