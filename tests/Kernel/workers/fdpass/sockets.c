// SPDX-License-Identifier: Apache-2.0
/* Commands that make sockets and change what they do. */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "fdpass.h"

#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76
#endif
#define OPTION_PASSRIGHTS 83 /* SO_PASSRIGHTS, younger than the headers */

static int type_of(const char *name)
{
	if (!strcmp(name, "stream"))
		return SOCK_STREAM;
	if (!strcmp(name, "dgram"))
		return SOCK_DGRAM;
	return SOCK_SEQPACKET;
}

static int keep(struct call *call, const char *slot, int fd)
{
	if (fd < 0)
		return errno;
	put_fd(call->out, "fd", fd);
	return slot_set(slot, fd);
}

static int run_pair(struct call *call)
{
	int ends[2];

	if (socketpair(AF_UNIX, type_of(call->argv[3]) | SOCK_CLOEXEC, 0, ends))
		return errno;
	int failed = keep(call, call->argv[1], ends[0]);

	return failed ? failed : keep(call, call->argv[2], ends[1]);
}

static int run_socket(struct call *call)
{
	return keep(call, call->argv[1], socket(AF_UNIX, type_of(call->argv[2]) | SOCK_CLOEXEC, 0));
}

static socklen_t address(const char *hex, struct sockaddr_un *to)
{
	memset(to, 0, sizeof(*to));
	to->sun_family = AF_UNIX;
	int length = get_hex(hex, to->sun_path, sizeof(to->sun_path));

	return length < 0 ? 0 : (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)length);
}

static int run_bind(struct call *call)
{
	struct sockaddr_un to;
	socklen_t length = address(call->argv[2], &to);
	int fd = slot_fd(call->argv[1]);

	return bind(fd, (void *)&to, length) ? errno : 0;
}

static int run_listen(struct call *call)
{
	return listen(slot_fd(call->argv[1]), 5) ? errno : 0;
}

static int run_connect(struct call *call)
{
	struct sockaddr_un to;
	socklen_t length = address(call->argv[2], &to);

	return connect(slot_fd(call->argv[1]), (void *)&to, length) ? errno : 0;
}

static int run_accept(struct call *call)
{
	return keep(call, call->argv[2], accept4(slot_fd(call->argv[1]), NULL, NULL, SOCK_CLOEXEC));
}

/* udp A B: two UDP sockets connected to each other over the loopback interface */
static int run_udp(struct call *call)
{
	struct sockaddr_in at[2];
	socklen_t length = sizeof(at[0]);
	int fds[2];

	for (int i = 0; i < 2; i++) {
		at[i] = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
		fds[i] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		if (bind(fds[i], (void *)&at[i], length) || getsockname(fds[i], (void *)&at[i], &length))
			return errno;
	}
	if (connect(fds[0], (void *)&at[1], length) || connect(fds[1], (void *)&at[0], length))
		return errno;
	int failed = keep(call, call->argv[1], fds[0]);

	return failed ? failed : keep(call, call->argv[2], fds[1]);
}

static int run_option(struct call *call)
{
	static const struct {
		const char *name;
		int number;
	} options[] = { { "passcred", SO_PASSCRED }, { "passpidfd", SO_PASSPIDFD }, { "passrights", OPTION_PASSRIGHTS } };
	int value = atoi(call->argv[3]);

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (!strcmp(options[i].name, call->argv[2]))
			return setsockopt(slot_fd(call->argv[1]), SOL_SOCKET, options[i].number, &value, sizeof(value)) ? errno : 0;
	return ENOSYS;
}

static int run_read(struct call *call)
{
	char bytes[4096];
	ssize_t length = read(slot_fd(call->argv[1]), bytes, sizeof(bytes));

	if (length < 0)
		return errno;
	fprintf(call->out, "bytes %zd\n", length);
	return 0;
}

/* fill SLOT: sends until the other end takes no more */
static int run_fill(struct call *call)
{
	char bytes[4096] = "";
	long sent = 0;

	while (send(slot_fd(call->argv[1]), bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
		sent++;
	if (errno != EAGAIN)
		return errno;
	fprintf(call->out, "bytes %ld\n", sent * (long)sizeof(bytes));
	return 0;
}

const struct command socket_commands[] = {
	{ "pair", 3, run_pair, "SLOT SLOT stream|dgram|seqpacket" },
	{ "socket", 2, run_socket, "SLOT stream|dgram|seqpacket" },
	{ "bind", 2, run_bind, "SLOT ADDRESS-IN-HEX" },
	{ "listen", 1, run_listen, "SLOT" },
	{ "connect", 2, run_connect, "SLOT ADDRESS-IN-HEX" },
	{ "accept", 2, run_accept, "SLOT NEW" },
	{ "udp", 2, run_udp, "SLOT SLOT" },
	{ "option", 3, run_option, "SLOT passcred|passpidfd|passrights 0|1" },
	{ "read", 1, run_read, "SLOT" },
	{ "fill", 1, run_fill, "SLOT" },
	{ 0 },
};
