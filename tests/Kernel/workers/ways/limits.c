// SPDX-License-Identifier: Apache-2.0
/*
 * limits controls|messages: what the kernel takes and hardly anybody sends: fds behind thousands of control messages of other kinds,
 * and one sendmmsg(2) with 1024 messages, received by another thread at the same time. Links with pthread.
 */
#include "way.h"
#include <pthread.h>
#include <sys/syscall.h>

#define CONTROLS 8000		/* 128,000 bytes; the kernel takes 131,072 */
#define MESSAGES 1024		/* UIO_MAXIOV */
#define FDS 4

static void pass_behind_controls(const int *fds)
{
	static char control[CONTROLS * CMSG_LEN(0) + CMSG_SPACE(2 * sizeof(int))] __attribute__((aligned(8)));
	struct letter there, back;
	struct cmsghdr *part = (void *)control;

	write_letter(&there, fds);
	there.header.msg_control = control;
	there.header.msg_controllen = sizeof(control);
	for (int i = 0; i < CONTROLS; i++, part++) {
		part->cmsg_len = CMSG_LEN(0);
		part->cmsg_level = SOL_SOCKET + 1000;
	}
	memcpy(part, there.control, sizeof(there.control));
	long result = sendmsg(ends[0], &there.header, 0);

	say_message("send", "sendmsg", getpid(), 0, ends[0], result < 0 ? -errno : result, fds);
	write_letter(&back, NULL);
	result = recvmsg(ends[1], &back.header, 0);
	say_message("recv", "recvmsg", getpid(), 1, ends[1], result, fds_of(&back));
}

struct many {
	struct mmsghdr headers[MESSAGES];
	struct iovec part;
	char byte;
	char control[MESSAGES][CMSG_SPACE(FDS * sizeof(int))] __attribute__((aligned(8)));
};

static struct many there, back;
static pthread_mutex_t saying = PTHREAD_MUTEX_INITIALIZER;

static void prepare(struct many *many)
{
	many->part.iov_base = &many->byte;
	many->part.iov_len = 1;
	for (int i = 0; i < MESSAGES; i++)
		many->headers[i].msg_hdr = (struct msghdr){
			.msg_iov = &many->part, .msg_iovlen = 1,
			.msg_control = many->control[i], .msg_controllen = sizeof(many->control[i]),
		};
}

static void say_many(const char *action, const char *via, int end, struct many *many, int count)
{
	pthread_mutex_lock(&saying);
	for (int i = 0; i < count; i++) {
		const int *fds = (const int *)CMSG_DATA((struct cmsghdr *)many->control[i]);

		printf("%s %s %d %d %d ", action, via, getpid(), (int)syscall(SYS_gettid), ends[end]);
		say_link(ends[end]);
		printf(" %d 0\n", many->headers[i].msg_len);
		for (int j = 0; j < FDS; j++) {
			printf("fd %d ", fds[j]);
			say_link(fds[j]);
			printf("\n");
		}
	}
	pthread_mutex_unlock(&saying);
}

/* Receives what there is, until all is there. */
static void *receive_all(void *nothing)
{
	int left = MESSAGES;

	while (left) {
		prepare(&back);
		int count = recvmmsg(ends[1], back.headers, left, MSG_WAITFORONE, NULL);

		if (count < 0)
			fail("recvmmsg");
		say_many("recv", "recvmmsg", 1, &back, count);
		left -= count;
	}
	return nothing;
}

static void pass_many(const int *fds)
{
	pthread_t receiver;

	prepare(&there);
	for (int i = 0; i < MESSAGES; i++) {
		struct cmsghdr *part = (void *)there.control[i];

		part->cmsg_level = SOL_SOCKET;
		part->cmsg_type = SCM_RIGHTS;
		part->cmsg_len = CMSG_LEN(FDS * sizeof(int));
		for (int j = 0; j < FDS; j++)
			((int *)CMSG_DATA(part))[j] = fds[j % 2];
	}
	if (pthread_create(&receiver, NULL, receive_all, NULL))
		fail("pthread_create");
	int count = sendmmsg(ends[0], there.headers, MESSAGES, 0);

	if (count != MESSAGES)
		fail("sendmmsg");
	say_many("send", "sendmmsg", 0, &there, count);
	pthread_join(receiver, NULL);
}

int main(int count, char **words)
{
	int fds[2];

	begin(fds);
	if (count > 1 && !strcmp(words[1], "controls"))
		pass_behind_controls(fds);
	else
		pass_many(fds);
	return 0;
}
