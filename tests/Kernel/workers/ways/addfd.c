// SPDX-License-Identifier: Apache-2.0
/*
 * addfd plain|at|send|refused: a seccomp supervisor puts an open file into the child it supervises, which waits in a getppid(2) for the
 * answer. The kernel picks the number, or it is given (at); the fd is the answer itself (send), or the file is none (refused).
 *
 * It says two pids: its own, and the child's.
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include "handed.h"

#ifndef SECCOMP_ADDFD_FLAG_SEND
#define SECCOMP_ADDFD_FLAG_SEND 2
#endif

static int filter(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { 4, code };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

/* The child sends its listener over a socket, before the tool is attached. */
static void supervise_me(void *socket)
{
	struct letter letter;
	int fds[2];

	prctl(PR_SET_NAME, "addfd-child");
	fds[0] = fds[1] = filter();
	if (fds[0] < 0)
		fail("seccomp");
	write_letter(&letter, fds);
	if (sendmsg(*(int *)socket, &letter.header, 0) != 1)
		fail("sendmsg");
	syscall(SYS_getppid);
}

int main(int count, char **words)
{
	const char *way = count > 1 ? words[1] : "plain";
	struct seccomp_notif_addfd addition = { 0 };
	struct seccomp_notif_resp answer = { 0 };
	struct seccomp_notif notice;
	struct letter letter;

	prctl(PR_SET_NAME, "addfd");
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		fail("socketpair");
	pid_t child = start_child(supervise_me, &ends[1]);

	write_letter(&letter, NULL);
	if (recvmsg(ends[0], &letter.header, 0) != 1)
		fail("recvmsg");
	int listener = fds_of(&letter)[0];

	memset(&notice, 0, sizeof(notice));
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &notice))
		fail("SECCOMP_IOCTL_NOTIF_RECV");
	printf("%d\n%d\n", getpid(), child);
	wait_to_begin();

	addition.id = notice.id;
	addition.srcfd = strcmp(way, "refused") ? open("/etc/passwd", O_RDONLY | O_CLOEXEC) : 999;
	addition.flags = !strcmp(way, "at") ? SECCOMP_ADDFD_FLAG_SETFD : !strcmp(way, "send") ? SECCOMP_ADDFD_FLAG_SEND : 0;
	addition.newfd = !strcmp(way, "at") ? 123 : 0;
	long fd = ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &addition);

	say_handed("send", "seccomp_addfd", getpid(), listener, fd < 0 ? -errno : fd);
	if (fd >= 0) {
		say_fd(addition.srcfd, getpid(), addition.srcfd);
		say_handed("recv", "seccomp_addfd", child, -1, fd);
		say_fd(fd, child, fd);
	}
	answer.id = notice.id;
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
	end_child(child);
	return 0;
}
