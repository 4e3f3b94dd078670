/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Programs that pass fds by ways that fdpass does not know. Each says its pid, waits for a line on its input, passes two fds from
 * one end of a socketpair to the other in the ways its arguments name, and says the facts as fdpass does.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int ends[2];

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void say_link(int fd)
{
	char path[64], name[4096];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	length = readlink(path, name, sizeof(name));
	if (length < 0)
		fail("readlink");
	for (ssize_t i = 0; i < length; i++)
		printf("%02x", (unsigned char)name[i]);
}

/* The facts of one message; tid is 0 where only the kernel knows which of its threads did it. */
static inline void say_message(const char *action, const char *via, int tid, int end, int number, long result, const int *fds)
{
	printf("%s %s %d %d %d ", action, via, getpid(), tid, number);
	say_link(ends[end]);
	printf(" %ld 0\n", result);
	for (int i = 0; result >= 0 && i < 2; i++) {
		printf("fd %d ", fds[i]);
		say_link(fds[i]);
		printf("\n");
	}
}

/* A message of one byte with room for the control data of two fds. */
struct letter {
	struct msghdr header;
	struct iovec part;
	char byte;
	char control[CMSG_SPACE(2 * sizeof(int))] __attribute__((aligned(8)));
};

static inline void write_letter(struct letter *letter, const int *fds)
{
	struct cmsghdr *control;

	memset(letter, 0, sizeof(*letter));
	letter->part.iov_base = &letter->byte;
	letter->part.iov_len = 1;
	letter->header.msg_iov = &letter->part;
	letter->header.msg_iovlen = 1;
	letter->header.msg_control = letter->control;
	letter->header.msg_controllen = sizeof(letter->control);
	if (!fds)
		return;
	control = CMSG_FIRSTHDR(&letter->header);
	control->cmsg_level = SOL_SOCKET;
	control->cmsg_type = SCM_RIGHTS;
	control->cmsg_len = CMSG_LEN(2 * sizeof(int));
	memcpy(CMSG_DATA(control), fds, 2 * sizeof(int));
}

static inline const int *fds_of(struct letter *letter)
{
	return (const int *)CMSG_DATA(CMSG_FIRSTHDR(&letter->header));
}

static inline void begin(int fds[2])
{
	char line[16];

	printf("%d\n", getpid());
	fflush(stdout);
	if (!fgets(line, sizeof(line), stdin))
		fail("stdin");
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		fail("socketpair");
	fds[0] = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	fds[1] = open("/dev/null", O_RDWR | O_CLOEXEC);
}
