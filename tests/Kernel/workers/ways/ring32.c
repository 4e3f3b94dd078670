// SPDX-License-Identifier: Apache-2.0
/* ring32 inline|worker|sqpoll: a 32-bit program's IORING_OP_SENDMSG and RECVMSG. Built with -m32. */
#include "way.h"
#include "ring.h"

int main(int count, char **words)
{
	int is_worker = count > 1 && !strcmp(words[1], "worker"), is_polled = count > 1 && !strcmp(words[1], "sqpoll");
	int tid = is_worker || is_polled ? 0 : getpid(), fds[2];
	struct io_uring_sqe *entry;
	struct letter there, back;
	struct ring ring;
	long result;

	begin(fds);
	open_ring(&ring, is_polled ? IORING_SETUP_SQPOLL : 0);
	write_letter(&there, fds);
	entry = next_entry(&ring, IORING_OP_SENDMSG);
	entry->fd = ends[0];
	entry->addr = (uintptr_t)&there.header;
	entry->len = 1;
	entry->flags = is_worker ? IOSQE_ASYNC : 0;
	result = finish_entry(&ring);
	say_message("send", "io_uring", tid, 0, ends[0], result, fds);

	write_letter(&back, NULL);
	entry = next_entry(&ring, IORING_OP_RECVMSG);
	entry->fd = ends[1];
	entry->addr = (uintptr_t)&back.header;
	entry->len = 1;
	entry->flags = is_worker ? IOSQE_ASYNC : 0;
	result = finish_entry(&ring);
	say_message("recv", "io_uring", tid, 1, ends[1], result, fds_of(&back));
	return 0;
}
