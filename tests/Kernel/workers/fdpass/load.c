// SPDX-License-Identifier: Apache-2.0
/*
 * Passing as fast as can be, telling nothing of each message.
 *
 * burst FROM TO SLOTS MESSAGES: that many messages over a pair of sockets that there is
 * stress SLOTS PAIRS MILLISECONDS: for that long, in a thread for each of so many pairs of sockets; fact `stress MESSAGES NANOSECONDS`
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "fdpass.h"

#define MOST_FDS 253
#define MOST_PAIRS 64
#define CONTROL_ROOM CMSG_SPACE(sizeof(int) * MOST_FDS)

struct passing {
	int from, to;
	size_t fds;
	char out[CONTROL_ROOM] __attribute__((aligned(8)));
	char in[CONTROL_ROOM] __attribute__((aligned(8)));
};

static void prepare(struct passing *passing, const int *fds, size_t count)
{
	struct cmsghdr *rights = (void *)passing->out;

	memset(passing, 0, sizeof(*passing));
	passing->fds = count;
	rights->cmsg_level = SOL_SOCKET;
	rights->cmsg_type = SCM_RIGHTS;
	rights->cmsg_len = CMSG_LEN(sizeof(int) * count);
	memcpy(CMSG_DATA(rights), fds, sizeof(int) * count);
}

/* One message there, out of the socket again, and what it brought closed. Returns 0 or an errno. */
static int pass(struct passing *passing)
{
	char byte = 0;
	struct iovec data = { &byte, 1 };
	struct msghdr out = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = passing->out };
	struct msghdr in = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = passing->in, .msg_controllen = CONTROL_ROOM };
	struct cmsghdr *part;

	out.msg_controllen = CMSG_LEN(sizeof(int) * passing->fds);
	if (sendmsg(passing->from, &out, 0) != 1 || recvmsg(passing->to, &in, 0) != 1)
		return errno;
	part = CMSG_FIRSTHDR(&in);
	if (!part || part->cmsg_type != SCM_RIGHTS || part->cmsg_len != CMSG_LEN(sizeof(int) * passing->fds))
		return EPROTO;
	for (size_t i = 0; i < passing->fds; i++)
		close(((int *)CMSG_DATA(part))[i]);
	return 0;
}

static int run_burst(struct call *call)
{
	struct passing passing;
	int fds[MOST_FDS];
	int count = slot_list(call->argv[3], fds, MOST_FDS), failed = 0;

	if (count < 1)
		return EINVAL;
	prepare(&passing, fds, (size_t)count);
	passing.from = slot_fd(call->argv[1]);
	passing.to = slot_fd(call->argv[2]);
	for (long left = atol(call->argv[4]); left && !failed; left--)
		failed = pass(&passing);
	return failed;
}

static atomic_bool stopped;
static pthread_barrier_t begin;

struct pair {
	pthread_t thread;
	struct passing passing;
	long messages;
	int failed;
};

/* A file table of its own makes the thread as independent of the others as a process is. */
static int open_pair(struct passing *passing)
{
	int ends[2];

	if (unshare(CLONE_FILES) || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return errno;
	passing->from = ends[0];
	passing->to = ends[1];
	return 0;
}

static void *pass_until_stopped(void *argument)
{
	struct pair *pair = argument;

	pair->failed = open_pair(&pair->passing);
	pthread_barrier_wait(&begin);
	while (!pair->failed && !atomic_load_explicit(&stopped, memory_order_relaxed)) {
		pair->failed = pass(&pair->passing);
		if (!pair->failed)
			pair->messages++;
	}
	return NULL;
}

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ll + time.tv_nsec;
}

static int run_stress(struct call *call)
{
	int fds[MOST_FDS], pairs = atoi(call->argv[2]), failed = 0;
	int count = slot_list(call->argv[1], fds, MOST_FDS);
	long milliseconds = atol(call->argv[3]), messages = 0;
	struct timespec length = { milliseconds / 1000, milliseconds % 1000 * 1000000 };

	if (count < 1 || pairs < 1 || pairs > MOST_PAIRS || milliseconds < 1)
		return EINVAL;
	struct pair *all = calloc((size_t)pairs, sizeof(*all));

	stopped = false;
	pthread_barrier_init(&begin, NULL, (unsigned)pairs + 1);
	for (int i = 0; i < pairs; i++) {
		prepare(&all[i].passing, fds, (size_t)count);
		/* without one of its threads the barrier would hold the others for ever */
		if (pthread_create(&all[i].thread, NULL, pass_until_stopped, &all[i]))
			abort();
	}
	pthread_barrier_wait(&begin);
	long long began = now();

	nanosleep(&length, NULL);
	stopped = true;
	for (int i = 0; i < pairs; i++) {
		pthread_join(all[i].thread, NULL);
		messages += all[i].messages;
		failed = failed ? failed : all[i].failed;
	}
	fprintf(call->out, "stress %ld %lld\n", messages, now() - began);
	pthread_barrier_destroy(&begin);
	free(all);
	return failed;
}

const struct command load_commands[] = {
	{ "burst", 4, run_burst, "SOCKET SOCKET SLOTS MESSAGES" },
	{ "stress", 3, run_stress, "SLOTS PAIRS MILLISECONDS" },
	{ 0 },
};
