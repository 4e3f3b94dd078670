// SPDX-License-Identifier: Apache-2.0
/* What the kernel says of a file descriptor, and how it is written down. */
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fdpass.h"

pid_t self_tid(void)
{
	return (pid_t)syscall(SYS_gettid);
}

void put_hex(FILE *out, const void *bytes, size_t length)
{
	const unsigned char *byte = bytes;

	if (length == 0)
		fputc('-', out);
	for (size_t i = 0; i < length; i++)
		fprintf(out, "%02x", byte[i]);
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

int get_hex(const char *hex, void *bytes, size_t room)
{
	unsigned char *byte = bytes;
	size_t length = strlen(hex);

	if (!strcmp(hex, "-"))
		return 0;
	if (length % 2 || length / 2 > room)
		return -1;
	for (size_t i = 0; i < length; i += 2) {
		int high = digit(hex[i]), low = digit(hex[i + 1]);

		if (high < 0 || low < 0)
			return -1;
		byte[i / 2] = (unsigned char)(high << 4 | low);
	}
	return (int)(length / 2);
}

void put_link(FILE *out, int fd)
{
	char path[64], target[8192];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ssize_t length = readlink(path, target, sizeof(target));

	put_hex(out, target, length < 0 ? 0 : (size_t)length);
}

void put_fd(FILE *out, const char *word, int fd)
{
	fprintf(out, "%s %d ", word, fd);
	put_link(out, fd);
	fputc('\n', out);
}

bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

int open_fds(void)
{
	int count = 0;

	/* /proc/self/fd would need an fd to look with, which a full table does not have */
	for (int fd = 0; fd < 4096; fd++)
		count += is_open(fd);
	return count;
}
