/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_FILTER_H
#define SOFDSNOOP_FILTER_H

/* Which tasks, sockets and files are wanted. Knobs are set before load; a filter that is off costs nothing. */
#include <sharpbpf/filter.h>
#include "sofdsnoop_state.h"

const volatile __u32 target_pid = 0;		/* only this process; 0: any */
const volatile __u32 target_tid = 0;		/* only this thread; wins over target_pid */
const volatile bool filter_uid = false;
const volatile __u32 target_uid = 0;		/* only this user */
const volatile bool filter_cgroup = false;	/* only tasks in target_cgroup[0] and below */
const volatile __u8 name_filter_length = 0;	/* bytes of name_filter; 0: any name */
const volatile char name_filter[16] = {};	/* must be in the thread's or the process's name */
const volatile __u8 socket_filter_length = 0;	/* bytes of socket_filter; 0: any socket */
const volatile char socket_filter[108] = {};	/* bound name of the socket or of its peer; abstract ones start with a NUL */
const volatile bool filter_kind = false;
const volatile __u16 kind_mode = 0;		/* S_IFMT bits of the inode; 0: any */
const volatile __u32 kind_magic = 0;		/* of the superblock; 0: any */
const volatile __u8 kind_rule = 0xff;		/* enum name_rule; 0xff: any */
const volatile __u8 kind_name_length = 0;	/* bytes of kind_name; 0: any */
const volatile char kind_name[16] = {};		/* how the name of a file without a path begins: [eventfd] */

#define S_IFMT 0170000

struct {
	__uint(type, BPF_MAP_TYPE_CGROUP_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, sizeof(__u32));
} target_cgroup SEC(".maps");

static __always_inline void read_process_comm(char *comm)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct task_struct *leader = KERNEL_FIELD(struct task_struct, task, group_leader);

	bpf_probe_read_kernel(comm, COMM_LENGTH, &leader->comm);
}

static __always_inline bool contains_filter(const char *comm)
{
	for (__u32 start = 0; start < COMM_LENGTH; start++) {
		__u32 i;

		for (i = 0; i < COMM_LENGTH - start && i < name_filter_length; i++) {
			if (comm[start + i] != name_filter[i])
				break;
		}
		if (i == name_filter_length)
			return true;
	}
	return false;
}

__noinline int name_allowed(void)
{
	char comm[COMM_LENGTH] = {};

	bpf_get_current_comm(comm, sizeof(comm));
	if (contains_filter(comm))
		return true;
	read_process_comm(comm);
	return contains_filter(comm);
}

struct task_id {
	__u32 pid;
	__u32 tid;
};

/* -p and -t: src/Sofdsnoop/Filters.cs */
BPF_FILTER(allow_task, struct task_id *task)

/* The part of task_allowed() that no task changes: what is not allowed when a call begins is not when it ends. */
static __always_inline bool task_id_allowed(void)
{
	__u64 id = bpf_get_current_pid_tgid();
	struct task_id task = { .pid = id >> 32, .tid = (__u32)id };

	return allow_task(&task);
}

static __always_inline bool task_allowed(void)
{
	if (!task_id_allowed())
		return false;
	if (filter_uid && (__u32)bpf_get_current_uid_gid() != target_uid)
		return false;
	if (filter_cgroup && bpf_current_task_under_cgroup(&target_cgroup, 0) != 1)
		return false;
	return !name_filter_length || name_allowed();
}

/* Whether the first so many bytes of scratch.path are the name that is wanted. */
__noinline int socket_path_matches(__u32 slot, __u32 length)
{
	struct scratch *s = get_scratch(slot);

	/* the kernel counts the NUL behind a path, but not one behind an abstract name */
	if (!s || length < socket_filter_length || length > socket_filter_length + 1u)
		return 0;
	if (length > socket_filter_length && s->path[0] == 0)
		return 0;
	for (__u32 i = 0; i < sizeof(s->path) && i < socket_filter_length; i++) {
		if (s->path[i] != socket_filter[i])
			return 0;
	}
	return 1;
}

static __always_inline bool kind_allowed(const struct fd_entry *entry)
{
	if (kind_mode && (entry->mode & S_IFMT) != kind_mode)
		return false;
	if (kind_magic && entry->magic != kind_magic)
		return false;
	if (kind_rule != 0xff && entry->rule != kind_rule)
		return false;
	for (__u32 i = 0; i < sizeof(kind_name) && i < kind_name_length; i++) {
		if ((char)entry->name[i] != kind_name[i])
			return false;
	}
	return true;
}

#endif
