// SPDX-License-Identifier: Apache-2.0
/* compat32 direct|socketcall: a 32-bit program, by its own system calls or by socketcall(2). Built with -m32. */
#include <sys/syscall.h>
#include "way.h"

/* Numbers of the i386 table, and of linux/net.h for socketcall. */
enum { SENDMSG = 370, RECVMSG = 372, SENDMMSG = 345, RECVMMSG = 337 };
enum { SOCKETCALL_SENDMSG = 16, SOCKETCALL_RECVMSG = 17, SOCKETCALL_RECVMMSG = 19, SOCKETCALL_SENDMMSG = 20 };

struct many {
	struct letter letter;
	struct mmsghdr message;
};

static long call(int by_socketcall, int number, int operation, int socket, void *message, int is_many)
{
	unsigned long arguments[5] = { socket, (unsigned long)message, is_many, 0, 0 };

	if (by_socketcall)
		return syscall(SYS_socketcall, operation, arguments);
	return syscall(number, arguments[0], arguments[1], arguments[2], 0, 0);
}

int main(int count, char **words)
{
	int by_socketcall = count > 1 && !strcmp(words[1], "socketcall");
	struct many there, back;
	int fds[2];
	long result;

	begin(fds);
	write_letter(&there.letter, fds);
	result = call(by_socketcall, SENDMSG, SOCKETCALL_SENDMSG, ends[0], &there.letter.header, 0);
	say_message("send", "sendmsg", getpid(), 0, ends[0], result, fds);
	write_letter(&back.letter, NULL);
	result = call(by_socketcall, RECVMSG, SOCKETCALL_RECVMSG, ends[1], &back.letter.header, 0);
	say_message("recv", "recvmsg", getpid(), 1, ends[1], result, fds_of(&back.letter));

	write_letter(&there.letter, fds);
	there.message.msg_hdr = there.letter.header;
	result = call(by_socketcall, SENDMMSG, SOCKETCALL_SENDMMSG, ends[0], &there.message, 1);
	say_message("send", "sendmmsg", getpid(), 0, ends[0], result, fds);
	write_letter(&back.letter, NULL);
	back.message.msg_hdr = back.letter.header;
	result = call(by_socketcall, RECVMMSG, SOCKETCALL_RECVMMSG, ends[1], &back.message, 1);
	say_message("recv", "recvmmsg", getpid(), 1, ends[1], result, fds_of(&back.letter));
	return 0;
}
