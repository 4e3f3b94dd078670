// SPDX-License-Identifier: Apache-2.0
/*
 * registered given|chosen|refused: gives a file that is registered with one io_uring to another, which a child has set up: to a place
 * that is named, or to one that the kernel chooses; or a place that has no file. Then the child makes it an fd of its own.
 *
 * It says two pids: its own, and the child's.
 */
#include "handed.h"
#include "ring.h"

#define ANY_PLACE (~0u)		/* IORING_FILE_INDEX_ALLOC */

static int go[2], done[2];

/* The child's ring has four places; at 3 is the file that came, or at 0. */
static void install(void *way)
{
	int files[4] = { -1, -1, -1, -1 };
	struct io_uring_sqe *entry;
	struct ring ring;
	char byte;
	long fd;

	prctl(PR_SET_NAME, "registered-task");
	open_ring(&ring, 0);
	register_files(&ring, files, 4);
	/* the ring itself goes to the parent by pidfd_getfd: the kernel passes none over a socket */
	if (write(done[1], &ring.fd, sizeof(ring.fd)) != sizeof(ring.fd) || read(go[0], &byte, 1) != 1)
		fail("the parent");
	entry = next_entry(&ring, OP_FIXED_FD_INSTALL);
	entry->fd = strcmp(way, "given") ? 0 : 3;
	entry->flags = IOSQE_FIXED_FILE;
	/* the file's own completion is first in the queue */
	enter_ring(&ring, 1, strcmp(way, "refused") ? 2 : 1);
	if (strcmp(way, "refused"))
		take_completion(&ring);
	fd = take_completion(&ring).result;
	if (write(done[1], &fd, sizeof(fd)) != sizeof(fd))
		fail("write");
}

int main(int count, char **words)
{
	const char *way = count > 1 ? words[1] : "given";
	int is_refused = !strcmp(way, "refused"), is_given = !strcmp(way, "given"), theirs, files[3];
	struct io_uring_sqe *entry;
	struct ring ring;
	long result, fd;

	prctl(PR_SET_NAME, "registered");
	if (pipe(go) || pipe(done))
		fail("pipe");
	pid_t child = start_child(install, (void *)way);

	if (read(done[0], &theirs, sizeof(theirs)) != sizeof(theirs))
		fail("the child");
	int target = syscall(438, syscall(434, child, 0), theirs, 0);

	if (target < 0)
		fail("pidfd_getfd");
	files[0] = -1;
	files[1] = open("/dev/null", O_RDONLY | O_CLOEXEC);
	files[2] = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	open_ring(&ring, 0);
	register_files(&ring, files, 3);
	printf("%d\n%d\n", getpid(), child);
	wait_to_begin();

	entry = next_entry(&ring, IORING_OP_MSG_RING);
	entry->fd = target;
	entry->addr = MSG_RING_SEND_FD;
	entry->addr3 = is_refused ? 0 : 2;
	entry->file_index = is_given ? 4 : ANY_PLACE;
	result = finish_entry(&ring);
	say_handed("send", "msg_ring", getpid(), target, result);
	if (!is_refused) {
		say_fd(2, getpid(), files[2]);
		say_handed("recv", "msg_ring", child, -1, result);
		say_fd(is_given ? 3 : (int)result, getpid(), files[2]);
	}
	if (write(go[1], "", 1) != 1 || read(done[0], &fd, sizeof(fd)) != sizeof(fd))
		fail("the child");
	if (fd >= 0) {
		say_handed("recv", "fixed_fd_install", child, -1, fd);
		say_fd(fd, child, fd);
	}
	end_child(child);
	return 0;
}
