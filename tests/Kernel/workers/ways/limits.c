// SPDX-License-Identifier: Apache-2.0
/*
 * limits controls|more-controls|messages|long-names: what the kernel takes and hardly anybody sends: fds behind thousands of control
 * messages of other kinds, and one sendmmsg(2) with 1024 messages, received by another thread at the same time, of any files or of some
 * whose paths are 4,000 bytes long; of those the last line says nothing but how many fds were passed. Links with pthread.
 */
#include "way.h"
#include <pthread.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#define CONTROLS 8000		/* 128,000 bytes; the kernel takes 131,072 */
#define MORE_CONTROLS 20000	/* 320,000 bytes, for which net.core.optmem_max has to be raised */
#define MESSAGES 1024		/* UIO_MAXIOV */
#define FDS 4

static void pass_behind_controls(const int *fds, int controls)
{
	static char control[MORE_CONTROLS * CMSG_LEN(0) + CMSG_SPACE(2 * sizeof(int))] __attribute__((aligned(8)));
	struct letter there, back;
	struct cmsghdr *part = (void *)control;

	write_letter(&there, fds);
	there.header.msg_control = control;
	there.header.msg_controllen = controls * CMSG_LEN(0) + CMSG_SPACE(2 * sizeof(int));
	for (int i = 0; i < controls; i++, part++) {
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
static int is_brief;

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
	if (is_brief)
		return;
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

/* Makes fds those of two files deep down, which are deleted again but for their names. */
static void open_deep(int *fds)
{
	char folder[] = "/tmp/limits-XXXXXX", part[251];

	memset(part, 'd', 250);
	part[250] = 0;
	if (!mkdtemp(folder) || chdir(folder))
		fail("mkdtemp");
	for (int i = 0; i < 16; i++)
		if (mkdir(part, 0700) || chdir(part))
			fail("mkdir");
	for (int i = 0; i < 2; i++) {
		close(fds[i]);
		fds[i] = open(i ? "one" : "two", O_CREAT | O_RDWR, 0600);
		if (fds[i] < 0 || unlink(i ? "one" : "two"))
			fail("open");
	}
	for (int i = 0; i < 16; i++)
		if (chdir("..") || rmdir(part))
			fail("rmdir");
	if (rmdir(folder))
		fail("rmdir");
}

int main(int count, char **words)
{
	const char *way = count > 1 ? words[1] : "messages";
	int fds[2];

	/* each fd that is received stays open */
	if (setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 2 * MESSAGES * FDS, 2 * MESSAGES * FDS }))
		fail("setrlimit");
	begin(fds);
	if (!strcmp(way, "controls")) {
		pass_behind_controls(fds, CONTROLS);
	} else if (!strcmp(way, "more-controls")) {
		pass_behind_controls(fds, MORE_CONTROLS);
	} else {
		is_brief = !strcmp(way, "long-names");
		if (is_brief)
			open_deep(fds);
		pass_many(fds);
		if (is_brief)
			printf("passed %d\n", 2 * MESSAGES * FDS);
	}
	return 0;
}
