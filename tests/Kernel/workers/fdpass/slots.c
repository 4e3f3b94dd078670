// SPDX-License-Identifier: Apache-2.0
/* Names for file descriptors. A forked runner inherits them, a thread shares them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fdpass.h"

#define SLOTS 4096

static struct {
	char name[24];
	int fd;
} slots[SLOTS];
static int used;

static int find(const char *name)
{
	for (int i = 0; i < used; i++)
		if (!strcmp(slots[i].name, name))
			return i;
	return -1;
}

int slot_set(const char *name, int fd)
{
	int i = find(name);

	if (strlen(name) >= sizeof(slots[0].name) || (i < 0 && used == SLOTS))
		return ENOSPC;
	if (i < 0)
		i = used++;
	strcpy(slots[i].name, name);
	slots[i].fd = fd;
	return 0;
}

int slot_fd(const char *word)
{
	if (word[0] == '#')
		return atoi(word + 1);
	int i = find(word);

	return i < 0 ? -1 : slots[i].fd;
}

int slot_close(const char *name)
{
	int i = find(name);

	if (i < 0)
		return ENOENT;
	int failed = close(slots[i].fd) ? errno : 0;

	slots[i] = slots[--used];
	return failed;
}

static int add_one(const char *word, int *fds, int room)
{
	char name[24];
	const char *star = strchr(word, '*');
	int count = star ? atoi(star + 1) : 1;

	if (count > room)
		return -1;
	for (int i = 0; i < count; i++) {
		if (!star)
			fds[i] = slot_fd(word);
		else if (word[0] == '#')
			fds[i] = atoi(word + 1);
		else {
			snprintf(name, sizeof(name), "%.*s%d", (int)(star - word), word, i);
			fds[i] = slot_fd(name);
		}
		if (fds[i] < 0)
			return -1;
	}
	return count;
}

int slot_list(const char *words, int *fds, int room)
{
	char copy[4096];
	int count = 0;
	char *rest;

	if (strlen(words) >= sizeof(copy))
		return -1;
	strcpy(copy, words);
	for (char *word = strtok_r(copy, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
		int added = add_one(word, fds + count, room - count);

		if (added < 0)
			return -1;
		count += added;
	}
	return count;
}
