// SPDX-License-Identifier: Apache-2.0
/* getfd taken|refused: pidfd_getfd(2) takes an open file out of a child, or tries to take what is not there. */
#include "handed.h"

#define PIDFD_OPEN 434
#define PIDFD_GETFD 438

static int theirs;

static void open_file(void *ready)
{
	(void)!write(*(int *)ready, "", 1);
}

int main(int count, char **words)
{
	int is_refused = count > 1 && !strcmp(words[1], "refused"), ready[2];
	char byte;

	if (pipe(ready))
		fail("pipe");
	theirs = open("/etc/hostname", O_RDONLY | O_CLOEXEC);
	theirs = fcntl(theirs, F_DUPFD_CLOEXEC, 200);
	pid_t child = start_child(open_file, &ready[1]);

	if (read(ready[0], &byte, 1) != 1)
		fail("read");
	close(theirs);
	printf("%d\n", getpid());
	wait_to_begin();
	int process = syscall(PIDFD_OPEN, child, 0);
	long fd = syscall(PIDFD_GETFD, process, is_refused ? 201 : theirs, 0);

	say_handed("recv", "pidfd_getfd", getpid(), process, fd < 0 ? -errno : fd);
	if (fd >= 0)
		say_fd(fd, getpid(), fd);
	end_child(child);
	return 0;
}
