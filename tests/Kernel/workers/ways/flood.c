// SPDX-License-Identifier: Apache-2.0
/*
 * flood: more io_uring requests that wait for a message than sofdsnoop remembers calls, and while they wait a sendmsg(2) and a recvmsg(2).
 */
#include "way.h"
#include "ring.h"

#define BATCH 16		/* the entries of the ring */
#define BATCHES 1100		/* 17,600 requests */

int main(void)
{
	struct letter there, back, never;
	struct ring ring;
	int fds[2], idle[2];

	begin(fds);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, idle))
		fail("socketpair");
	open_ring(&ring, 0);
	write_letter(&never, NULL);
	for (int i = 0; i < BATCHES; i++) {
		for (int j = 0; j < BATCH; j++) {
			struct io_uring_sqe *entry = next_entry(&ring, IORING_OP_RECVMSG);

			entry->fd = idle[0];
			entry->addr = (uintptr_t)&never.header;
			entry->len = 1;
		}
		enter_ring(&ring, BATCH, 0);
	}
	write_letter(&there, fds);
	long result = sendmsg(ends[0], &there.header, 0);

	say_message("send", "sendmsg", getpid(), 0, ends[0], result < 0 ? -errno : result, fds);
	write_letter(&back, NULL);
	result = recvmsg(ends[1], &back.header, 0);
	say_message("recv", "recvmsg", getpid(), 1, ends[1], result, fds_of(&back));
	return 0;
}
