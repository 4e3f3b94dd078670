// SPDX-License-Identifier: Apache-2.0
/*
 * stress NAME PAIRS FDS MESSAGES: says its pid, waits for a line on its input, then passes messages as fast as they go: for each pair a
 * process that only sends and one that only receives. All are called NAME. In the end it says how many fds arrived.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_FDS 253

static int fds[MOST_FDS];
static long fd_count, message_count;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void send_all(int end)
{
	char byte = 0, control[CMSG_SPACE(sizeof(fds))] __attribute__((aligned(8))) = { 0 };
	struct iovec data = { &byte, 1 };
	struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = control };
	struct cmsghdr *part;

	message.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)fd_count);
	part = CMSG_FIRSTHDR(&message);
	part->cmsg_level = SOL_SOCKET;
	part->cmsg_type = SCM_RIGHTS;
	part->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)fd_count);
	memcpy(CMSG_DATA(part), fds, sizeof(int) * (size_t)fd_count);
	for (long left = message_count; left; left--)
		if (sendmsg(end, &message, 0) != 1)
			fail("sendmsg");
}

/* Says how many fds came, 8 bytes on the pipe. */
static void receive_all(int end, int result)
{
	char byte, control[CMSG_SPACE(sizeof(fds))] __attribute__((aligned(8)));
	long got = 0;

	for (long left = message_count; left; left--) {
		struct iovec data = { &byte, 1 };
		struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
		struct cmsghdr *part;

		if (recvmsg(end, &message, 0) != 1)
			fail("recvmsg");
		part = CMSG_FIRSTHDR(&message);
		if (!part || part->cmsg_len != CMSG_LEN(sizeof(int) * (size_t)fd_count))
			fail("control data");
		for (long i = 0; i < fd_count; i++, got++)
			close(((int *)CMSG_DATA(part))[i]);
	}
	if (write(result, &got, sizeof(got)) != sizeof(got))
		fail("write");
}

int main(int count, char **words)
{
	struct rlimit many = { 65536, 65536 };
	long pairs, total = 0, got;
	int results[2], status, failed = 0;
	char line[16];

	if (count != 5)
		return 2;
	pairs = atol(words[2]);
	fd_count = atol(words[3]);
	message_count = atol(words[4]);
	if (fd_count < 1 || fd_count > MOST_FDS || prctl(PR_SET_NAME, words[1]) || pipe(results))
		fail("start");
	setrlimit(RLIMIT_NOFILE, &many);
	for (long i = 0; i < fd_count; i++) {
		snprintf(line, sizeof(line), "stress-%ld", i);
		fds[i] = memfd_create(line, 0);
	}
	printf("%d\n", getpid());
	fflush(stdout);
	if (!fgets(line, sizeof(line), stdin))
		fail("stdin");
	for (long i = 0; i < pairs; i++) {
		int ends[2];

		if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
			fail("socketpair");
		if (!fork()) {
			send_all(ends[0]);
			_exit(0);
		}
		if (!fork()) {
			receive_all(ends[1], results[1]);
			_exit(0);
		}
		close(ends[0]);
		close(ends[1]);
	}
	while (wait(&status) > 0)
		failed |= status;
	for (long i = 0; i < pairs && !failed; i++) {
		if (read(results[0], &got, sizeof(got)) != sizeof(got))
			fail("read");
		total += got;
	}
	printf("passed %ld\n", total);
	return failed != 0;
}
