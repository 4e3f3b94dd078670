/* SPDX-License-Identifier: Apache-2.0 */
/* Facts about fds that go without a socket: of any process, and with the files of other processes. */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "way.h"

/* `ACTION VIA PID TID NUMBER SOCKET RESULT FLAGS`: a way without a socket has none to name. */
static inline void say_handed(const char *action, const char *via, int pid, int number, long result)
{
	printf("%s %s %d %d %d - %ld 0\n", action, via, pid, pid, number, result);
}

/* The fd's name is what readlink says in the process that has it, or of the same file under another number here. */
static inline void say_fd(int number, int pid, int fd)
{
	char path[64], name[4096];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, fd);
	length = readlink(path, name, sizeof(name));
	if (length < 0)
		fail("readlink");
	printf("fd %d ", number);
	for (ssize_t i = 0; i < length; i++)
		printf("%02x", (unsigned char)name[i]);
	printf("\n");
}

static inline void wait_to_begin(void)
{
	char line[16];

	fflush(stdout);
	if (!fgets(line, sizeof(line), stdin))
		fail("stdin");
}

/* A child that does its work and then waits to be killed. */
static inline pid_t start_child(void (*work)(void *), void *argument)
{
	pid_t child = fork();

	if (child < 0)
		fail("fork");
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		work(argument);
		for (;;)
			pause();
	}
	return child;
}

static inline void end_child(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}
