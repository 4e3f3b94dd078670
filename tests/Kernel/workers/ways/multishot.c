// SPDX-License-Identifier: Apache-2.0
/*
 * multishot several|twins: one io_uring request receives message after message, into buffers that the kernel takes from a group.
 * Twins are two such requests on two sockets with the same user_data: which of them received, the kernel tells nobody.
 */
#include "way.h"
#include "ring.h"

#define BUFFERS 8
#define BUFFER_SIZE 512
#define GROUP 7
#define NAME_ROOM 16

static char buffers[BUFFERS][BUFFER_SIZE];
static struct ring ring;

static void provide_buffers(void)
{
	struct io_uring_sqe *entry = next_entry(&ring, IORING_OP_PROVIDE_BUFFERS);

	entry->fd = BUFFERS;
	entry->addr = (uintptr_t)buffers;
	entry->len = BUFFER_SIZE;
	entry->buf_group = GROUP;
	if (finish_entry(&ring) < 0)
		fail("IORING_OP_PROVIDE_BUFFERS");
}

static void receive_on(int socket, struct msghdr *room)
{
	struct io_uring_sqe *entry = next_entry(&ring, IORING_OP_RECVMSG);

	entry->fd = socket;
	entry->addr = (uintptr_t)room;
	entry->len = 1;
	entry->ioprio = RECV_MULTISHOT;
	entry->flags = IOSQE_BUFFER_SELECT;
	entry->buf_group = GROUP;
	entry->user_data = 77;
	enter_ring(&ring, 1, 0);
}

static void send_two(int socket, int end, const int *fds)
{
	struct letter letter;

	write_letter(&letter, fds);
	say_message("send", "sendmsg", getpid(), end, socket, sendmsg(socket, &letter.header, 0), fds);
}

/* The message is in the buffer the completion names, behind a header: struct io_uring_recvmsg_out. */
static void take_message(size_t control_room)
{
	struct completion completion = take_completion(&ring);
	char *buffer = buffers[completion.flags >> IORING_CQE_BUFFER_SHIFT];
	size_t front = 4 * sizeof(uint32_t) + NAME_ROOM;

	if (completion.result < 0 || !(completion.flags & IORING_CQE_F_MORE)) {
		fprintf(stderr, "result %d, flags %x\n", completion.result, completion.flags);
		exit(1);
	}
	say_message("recv", "io_uring", getpid(), 1, ends[1], completion.result - (long)(front + control_room),
		    (const int *)CMSG_DATA((struct cmsghdr *)(buffer + front)));
}

int main(int count, char **words)
{
	int is_twins = count > 1 && !strcmp(words[1], "twins"), fds[2], other[2];
	size_t control_room = CMSG_SPACE(4 * sizeof(int));
	struct msghdr room = { .msg_namelen = NAME_ROOM, .msg_controllen = control_room };

	begin(fds);
	open_ring(&ring, 0);
	provide_buffers();
	receive_on(ends[1], &room);
	if (is_twins) {
		if (socketpair(AF_UNIX, SOCK_STREAM, 0, other))
			fail("socketpair");
		receive_on(other[1], &room);
	}
	/* the request has its own copy: what the process does with this now is no matter */
	memset(&room, 0xff, sizeof(room));

	send_two(ends[0], 0, fds);
	enter_ring(&ring, 0, 1);
	take_message(control_room);
	/* two at once */
	send_two(ends[0], 0, fds);
	send_two(ends[0], 0, fds);
	enter_ring(&ring, 0, 2);
	take_message(control_room);
	take_message(control_room);
	/* the end of the stream ends the request, too */
	close(ends[0]);
	enter_ring(&ring, 0, 1);
	return 0;
}
