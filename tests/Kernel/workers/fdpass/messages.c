// SPDX-License-Identifier: Apache-2.0
/*
 * send CALL SOCKET [nonblock] [edge|cold] MESSAGE [/ MESSAGE]...   with MESSAGE = any of rights=SLOTS, creds, bytes=N, to=HEX
 * recv CALL SOCKET [nonblock] [peek] [edge|cold] [messages=N] [room=FDS] [control=BYTES] [stale=SLOTS]
 *
 * Facts, for each message: `send CALL PID TID SOCKET-FD SOCKET RESULT`, or `recv … RESULT FLAGS`, then a line `fd` for each fd in it.
 * The RESULT is bytes or -errno; of a sendmmsg message after the first that failed it is -EAGAIN: it was not tried.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "fdpass.h"

#define MESSAGES 64
#define FDS 1024
#define CONTROL_ROOM 8192

struct plan {
	struct arena arena;
	struct mmsghdr *headers;
	int count;
	int flags;
	const char *via;
	int socket;
	bool many;
	int sent_fds[MESSAGES][FDS];
	int sent_count[MESSAGES];
};

static void put_header(struct call *call, const char *word, const struct plan *plan, long result)
{
	fprintf(call->out, "%s %s %d %d %d ", word, plan->via, getpid(), self_tid(), plan->socket);
	put_link(call->out, plan->socket);
	fprintf(call->out, " %ld", result);
}

static const char *value(const char *word, const char *name)
{
	size_t length = strlen(name);

	return !strncmp(word, name, length) && word[length] == '=' ? word + length + 1 : NULL;
}

/* Words that say how, before the messages; returns the index of the first that does not. */
static int read_manner(struct call *call, struct plan *plan, enum arena_place *place)
{
	int i;

	plan->via = call->argv[1];
	plan->socket = slot_fd(call->argv[2]);
	plan->many = !strcmp(plan->via, "sendmmsg") || !strcmp(plan->via, "recvmmsg");
	*place = ARENA_PLAIN;
	for (i = 3; i < call->argc; i++) {
		if (!strcmp(call->argv[i], "nonblock"))
			plan->flags |= MSG_DONTWAIT;
		else if (!strcmp(call->argv[i], "peek"))
			plan->flags |= MSG_PEEK;
		else if (!strcmp(call->argv[i], "edge"))
			*place = ARENA_EDGE;
		else if (!strcmp(call->argv[i], "cold"))
			*place = ARENA_COLD;
		else
			break;
	}
	return i;
}

struct control {
	char bytes[CONTROL_ROOM] __attribute__((aligned(8)));
	size_t end, length; /* length: without the padding behind the last */
};

static void add_control(struct control *control, int type, const void *data, size_t size)
{
	struct cmsghdr *header = (void *)(control->bytes + control->end);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = type;
	header->cmsg_len = CMSG_LEN(size);
	memcpy(CMSG_DATA(header), data, size);
	control->length = control->end + CMSG_LEN(size);
	control->end += CMSG_SPACE(size);
}

static int set_destination(struct arena *arena, struct msghdr *header, const char *hex)
{
	struct sockaddr_un *to = arena_take(arena, sizeof(*to));

	to->sun_family = AF_UNIX;
	int length = get_hex(hex, to->sun_path, sizeof(to->sun_path));

	header->msg_name = to;
	header->msg_namelen = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)length);
	return length < 0 ? EINVAL : 0;
}

/* One message, from its first word to the `/` or the end. */
static int read_message(struct call *call, int *at, struct plan *plan)
{
	struct msghdr *header = &plan->headers[plan->count].msg_hdr;
	int *fds = plan->sent_fds[plan->count], *used = &plan->sent_count[plan->count];
	struct control control = { .end = 0 };
	size_t bytes = 1;

	for (; *at < call->argc && strcmp(call->argv[*at], "/"); (*at)++) {
		const char *word = call->argv[*at], *text;

		if ((text = value(word, "rights"))) {
			int added = slot_list(text, fds + *used, FDS - *used);

			if (added < 0 || control.end + CMSG_SPACE(sizeof(int) * (size_t)added) > CONTROL_ROOM)
				return EINVAL;
			add_control(&control, SCM_RIGHTS, fds + *used, sizeof(int) * (size_t)added);
			*used += added;
		} else if (!strcmp(word, "creds")) {
			struct ucred mine = { getpid(), getuid(), getgid() };

			add_control(&control, SCM_CREDENTIALS, &mine, sizeof(mine));
		} else if ((text = value(word, "bytes"))) {
			bytes = (size_t)atoi(text);
		} else if (!(text = value(word, "to")) || set_destination(&plan->arena, header, text)) {
			return EINVAL;
		}
	}
	header->msg_iov = arena_take(&plan->arena, sizeof(struct iovec));
	header->msg_iovlen = 1;
	header->msg_iov->iov_base = arena_take(&plan->arena, bytes + 1);
	header->msg_iov->iov_len = bytes;
	header->msg_controllen = control.length;
	if (control.length) {
		header->msg_control = *at < call->argc ? arena_take(&plan->arena, control.length) : arena_take_last(&plan->arena, control.length);
		memcpy(header->msg_control, control.bytes, control.length);
	}
	plan->count++;
	return 0;
}

static int make_send(struct call *call, struct plan *plan)
{
	enum arena_place place;
	int at = read_manner(call, plan, &place), failed;

	failed = arena_make(&plan->arena, place);
	if (failed)
		return failed;
	plan->headers = arena_take(&plan->arena, MESSAGES * sizeof(struct mmsghdr));
	for (; at < call->argc && plan->count < MESSAGES; at++) {
		failed = read_message(call, &at, plan);
		if (failed)
			return failed;
	}
	return arena_ready(&plan->arena);
}

static int run_send(struct call *call)
{
	struct plan *plan = calloc(1, sizeof(*plan));
	long result, failed = make_send(call, plan);

	if (failed)
		return (int)failed;
	if (plan->many)
		result = sendmmsg(plan->socket, plan->headers, (unsigned)plan->count, plan->flags);
	else
		result = sendmsg(plan->socket, &plan->headers[0].msg_hdr, plan->flags);
	failed = result < 0 ? errno : EAGAIN;
	for (int i = 0; i < plan->count; i++) {
		bool sent = plan->many ? i < result : result >= 0;

		put_header(call, "send", plan, !sent ? -failed : plan->many ? (long)plan->headers[i].msg_len : result);
		fputc('\n', call->out);
		for (int j = 0; j < plan->sent_count[i]; j++)
			put_fd(call->out, "fd", plan->sent_fds[i][j]);
	}
	arena_free(&plan->arena);
	free(plan);
	return 0;
}

/* What an earlier message could have left in the buffer: rights that name fds of ours. */
static void leave_stale(void *buffer, const char *slots, size_t room)
{
	int fds[FDS];
	struct control control = { .end = 0 };
	int count = slots ? slot_list(slots, fds, FDS) : 0;

	if (count <= 0)
		return;
	add_control(&control, SCM_RIGHTS, fds, sizeof(int) * (size_t)count);
	memcpy(buffer, control.bytes, control.length < room ? control.length : room);
}

static int make_receive(struct call *call, struct plan *plan)
{
	enum arena_place place;
	int at = read_manner(call, plan, &place), failed;
	size_t control = CMSG_SPACE(sizeof(int) * 253) + CMSG_SPACE(sizeof(struct ucred)) + CMSG_SPACE(sizeof(int));
	const char *stale = NULL, *text;

	plan->count = 1;
	for (; at < call->argc; at++) {
		if ((text = value(call->argv[at], "messages")))
			plan->count = atoi(text);
		else if ((text = value(call->argv[at], "room")))
			control = CMSG_LEN(sizeof(int) * (size_t)atoi(text));
		else if ((text = value(call->argv[at], "control")))
			control = (size_t)atoi(text);
		else if ((text = value(call->argv[at], "stale")))
			stale = text;
		else
			return EINVAL;
	}
	failed = plan->count > MESSAGES ? ENOSPC : arena_make(&plan->arena, place);
	if (failed)
		return failed;
	plan->headers = arena_take(&plan->arena, MESSAGES * sizeof(struct mmsghdr));
	for (int i = 0; i < plan->count; i++) {
		struct msghdr *header = &plan->headers[i].msg_hdr;

		header->msg_iov = arena_take(&plan->arena, sizeof(struct iovec));
		header->msg_iovlen = 1;
		header->msg_iov->iov_base = arena_take(&plan->arena, 64);
		header->msg_iov->iov_len = 64;
		header->msg_controllen = control;
		if (control) {
			header->msg_control = i + 1 < plan->count ? arena_take(&plan->arena, control) : arena_take_last(&plan->arena, control);
			leave_stale(header->msg_control, stale, control);
		}
	}
	return arena_ready(&plan->arena);
}

/* Every fd the message brought is told, then closed. */
static int tell_received(struct call *call, struct msghdr *header)
{
	int told = 0;
	size_t end = header->msg_controllen;
	char *control = header->msg_control;

	for (size_t at = 0; at + sizeof(struct cmsghdr) <= end;) {
		struct cmsghdr *part = (void *)(control + at);
		int *fds = (int *)CMSG_DATA(part);

		if (part->cmsg_len < sizeof(*part) || at + part->cmsg_len > end)
			break;
		bool pidfd = part->cmsg_type == 4; /* SCM_PIDFD */

		if (part->cmsg_level == SOL_SOCKET && (pidfd || part->cmsg_type == SCM_RIGHTS)) {
			for (size_t i = 0; i < (part->cmsg_len - CMSG_LEN(0)) / sizeof(int); i++, told++) {
				put_fd(call->out, pidfd ? "pidfd" : "fd", fds[i]);
				close(fds[i]);
			}
		}
		at += CMSG_ALIGN(part->cmsg_len);
	}
	return told;
}

static int run_receive(struct call *call)
{
	struct plan *plan = calloc(1, sizeof(*plan));
	long result, failed = make_receive(call, plan);
	int before = open_fds();

	if (failed)
		return (int)failed;
	if (plan->many)
		result = recvmmsg(plan->socket, plan->headers, (unsigned)plan->count, plan->flags, NULL);
	else
		result = recvmsg(plan->socket, &plan->headers[0].msg_hdr, plan->flags);
	failed = errno;
	int installed = open_fds() - before, told = 0;

	for (int i = 0; i < (plan->many && result > 0 ? result : 1); i++) {
		struct msghdr *header = &plan->headers[i].msg_hdr;

		put_header(call, "recv", plan, result < 0 ? -failed : plan->many ? (long)plan->headers[i].msg_len : result);
		fprintf(call->out, " %d\n", result < 0 ? 0 : header->msg_flags);
		/* where seccomp answers 0 the kernel has not written, and what lies there is not to be believed */
		if (result > 0 || (result == 0 && installed > 0))
			told += tell_received(call, header);
	}
	arena_free(&plan->arena);
	free(plan);
	return installed == told ? 0 : EPROTO;
}

const struct command message_commands[] = {
	{ "send", 2, run_send, "sendmsg|sendmmsg SOCKET [nonblock] [edge|cold] MESSAGE [/ MESSAGE]..." },
	{ "recv", 2, run_receive, "recvmsg|recvmmsg SOCKET [nonblock] [peek] [edge|cold] [messages=N] [room=FDS] [control=BYTES] [stale=SLOTS]" },
	{ 0 },
};
