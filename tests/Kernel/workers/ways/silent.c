// SPDX-License-Identifier: Apache-2.0
/*
 * silent next|exit|refused|left: IORING_OP_SENDMSG with IOSQE_CQE_SKIP_SUCCESS, which says nothing when it went well. Then the ring is
 * used for something else (next), or the program ends (exit) or waits (left); or the send is refused, which is said.
 */
#include "way.h"
#include "ring.h"

int main(int count, char **words)
{
	const char *way = count > 1 ? words[1] : "next";
	struct io_uring_sqe *entry;
	struct letter there, back;
	struct ring ring;
	int fds[2], bad[2] = { 999, 999 };

	begin(fds);
	open_ring(&ring, 0);
	write_letter(&there, strcmp(way, "refused") ? fds : bad);
	entry = next_entry(&ring, IORING_OP_SENDMSG);
	entry->fd = ends[0];
	entry->addr = (uintptr_t)&there.header;
	entry->len = 1;
	entry->flags = IOSQE_CQE_SKIP_SUCCESS;
	enter_ring(&ring, 1, 0);
	if (!strcmp(way, "refused")) {
		say_message("send", "io_uring", getpid(), 0, ends[0], take_completion(&ring).result, bad);
		return 0;
	}
	say_message("send", "io_uring", getpid(), 0, ends[0], 1, fds);
	/* the files are gone from here, and their memory may serve others */
	close(fds[0]);
	close(fds[1]);
	if (!strcmp(way, "next")) {
		next_entry(&ring, IORING_OP_NOP);
		finish_entry(&ring);
	}
	write_letter(&back, NULL);
	say_message("recv", "recvmsg", getpid(), 1, ends[1], recvmsg(ends[1], &back.header, 0), fds_of(&back));
	if (!strcmp(way, "left")) {
		fflush(stdout);
		pause();
	}
	return 0;
}
