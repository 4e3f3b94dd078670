// SPDX-License-Identifier: Apache-2.0
/* iouring inline|worker|sqpoll|registered: IORING_OP_SENDMSG and RECVMSG, done by whom and with what socket. Needs liburing. */
#include <liburing.h>
#include "way.h"

static struct io_uring ring;

static long finish(struct io_uring_sqe *entry, int is_registered, int is_worker)
{
	struct io_uring_cqe *completion;
	long result;

	if (is_registered)
		entry->flags |= IOSQE_FIXED_FILE;
	if (is_worker)
		entry->flags |= IOSQE_ASYNC;
	io_uring_submit(&ring);
	if (io_uring_wait_cqe(&ring, &completion))
		fail("io_uring_wait_cqe");
	result = completion->res;
	io_uring_cqe_seen(&ring, completion);
	return result;
}

int main(int count, char **words)
{
	const char *way = count > 1 ? words[1] : "inline";
	int is_registered = !strcmp(way, "registered"), is_worker = !strcmp(way, "worker"), is_polled = !strcmp(way, "sqpoll");
	struct io_uring_params parameters = { .flags = is_polled ? IORING_SETUP_SQPOLL : 0, .sq_thread_idle = 100 };
	int tid = is_worker || is_polled ? 0 : getpid();
	struct io_uring_sqe *entry;
	struct letter there, back;
	int fds[2];
	long result;

	begin(fds);
	errno = -io_uring_queue_init_params(8, &ring, &parameters);
	if (errno)
		fail("io_uring_queue_init_params");
	if (is_registered && io_uring_register_files(&ring, ends, 2))
		fail("io_uring_register_files");

	write_letter(&there, fds);
	entry = io_uring_get_sqe(&ring);
	io_uring_prep_sendmsg(entry, is_registered ? 0 : ends[0], &there.header, 0);
	result = finish(entry, is_registered, is_worker);
	say_message("send", "io_uring", tid, 0, is_registered ? -1 : ends[0], result, fds);

	write_letter(&back, NULL);
	entry = io_uring_get_sqe(&ring);
	io_uring_prep_recvmsg(entry, is_registered ? 1 : ends[1], &back.header, 0);
	result = finish(entry, is_registered, is_worker);
	say_message("recv", "io_uring", tid, 1, is_registered ? -1 : ends[1], result, fds_of(&back));
	return 0;
}
