/* SPDX-License-Identifier: Apache-2.0 */

/* Writes one record as the kernel side would, for CRecordTests. */
#include "sofdsnoop.h"

extern long write(int fd, const void *bytes, unsigned long count);

static char record[1024] __attribute__((aligned(8)));
static unsigned long used;

static void *add(unsigned long size)
{
	void *at = record + used;

	used += (size + 7) & ~7ul;
	return at;
}

static void copy(void *to, const char *from, unsigned long size)
{
	__builtin_memcpy(to, from, size);
}

int main(void)
{
	static const char path[] = "\0name";
	static const char components[] = "\3lib\3usr";
	static const char namespace_name[] = "mnt";
	struct fd_message *message = add(sizeof(*message));
	struct fd_entry *entry;

	message->ts = 123456789012345;
	message->id = 8193;
	message->result = -24;
	message->socket_ino = ~0ull;
	message->peer_ino = 77;
	message->pid = 4194303;
	message->tid = 4194304;
	message->uid = 65534;
	message->socket_fd = 1023;
	message->count = 253;
	message->first = 2;
	message->entries = 2;
	message->action = FD_ACTION_RECV;
	message->via = FD_VIA_IO_URING;
	message->flags = FD_MESSAGE_FLAGS_PEEK | FD_MESSAGE_FLAGS_COMPAT32;
	copy(message->comm, "fifteen letters", 16);
	copy(message->process_comm, "leader", 7);
	message->socket_path_length = sizeof(path) - 1;
	copy(add(sizeof(path) - 1), path, sizeof(path) - 1);

	entry = add(sizeof(*entry) + sizeof(components) - 1);
	entry->file = 0xffff888000000100;
	entry->mode = 0100644;
	entry->index = 2;
	entry->fd = 11;
	entry->rule = NAME_RULE_PATH;
	entry->flags = NAME_FLAGS_DELETED;
	entry->name_length = sizeof(components) - 1;
	copy(entry->name, components, sizeof(components) - 1);

	entry = add(sizeof(*entry) + sizeof(namespace_name) - 1);
	entry->file = 0xffff888000000200;
	entry->ino = 4026531840;
	entry->index = 3;
	entry->fd = -3;
	entry->rule = NAME_RULE_NAMESPACE;
	entry->name_length = sizeof(namespace_name) - 1;
	copy(entry->name, namespace_name, sizeof(namespace_name) - 1);

	return write(1, record, used) == (long)used ? 0 : 1;
}
