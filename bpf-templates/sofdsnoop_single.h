/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_SINGLE_H
#define SOFDSNOOP_SINGLE_H

/*
 * Calls that pass one fd and no message, and so always make one record a side. Where the call of one task gives an fd to another,
 * the other makes no call of its own: both sides are told when that call has ended.
 */
#include "sofdsnoop_tell.h"

/* Who got the fd. */
struct fd_owner {
	__u32 pid;
	__u32 tid;
	__u32 uid;
	char comm[COMM_LENGTH];
	char process_comm[COMM_LENGTH];
};

static __always_inline void read_owner(struct fd_owner *owner, struct task_struct *task)
{
	struct task_struct *leader = KERNEL_FIELD(struct task_struct, task, group_leader);
	const struct cred *cred = KERNEL_FIELD(struct task_struct, task, cred);

	owner->pid = KERNEL_FIELD(struct task_struct, task, tgid);
	owner->tid = KERNEL_FIELD(struct task_struct, task, pid);
	owner->uid = KERNEL_FIELD(struct cred, cred, uid.val);
	bpf_probe_read_kernel(owner->comm, sizeof(owner->comm), &task->comm);
	bpf_probe_read_kernel(owner->process_comm, sizeof(owner->process_comm), &leader->comm);
}

/* task_allowed() for another task. A cgroup can only be asked of the task that makes the call. */
static __always_inline bool owner_allowed(const struct fd_owner *owner)
{
	struct task_id task = { .pid = owner->pid, .tid = owner->tid };

	if (!allow_task(&task))
		return false;
	if (filter_uid && owner->uid != target_uid)
		return false;
	if (filter_cgroup && bpf_current_task_under_cgroup(&target_cgroup, 0) != 1)
		return false;
	return !name_filter_length || contains_filter(owner->comm) || contains_filter(owner->process_comm);
}

/* Notes an fd that s->call, which is set, passes. */
static __always_inline void note_single(struct scratch *s, __u64 file, __s32 fd)
{
	s->call.first[0].file = file;
	s->call.first[0].fd = fd;
	note_call(s, CALL_STATE_RUNNING);
}

/* Builds the record of one fd: s->call and s->result are set. 0 when it is not wanted. */
__noinline int build_single(__u32 slot, __u64 file, __s32 fd)
{
	struct scratch *s = get_scratch(slot);
	struct fd_message *head;

	if (!s || (s->result < 0 && !show_failed) || !begin_call(s, is_send(&s->call)))
		return 0;
	head = record_head(s);
	s->next_fd = 0;
	s->pidfd = NO_FD;
	s->call.message_count = 0;
	clear_record(s);
	/* a call that failed to get an fd has nothing but that to tell */
	if (s->result < 0 && !is_send(&s->call))
		return begin_message(s, 0, 0, 0);
	begin_message(s, 0, 1, 0);
	add_fd(slot, file, fd);
	return head->entries;
}

static __always_inline void send_record(void *context, struct scratch *s)
{
	__u32 size = s->used;
	long error;

	if (size > RECORD_BYTES)
		return;
	if (use_perf_buffer)
		error = bpf_perf_event_output(context, &events, BPF_F_CURRENT_CPU, s->record, size);
	else
		error = bpf_ringbuf_output(&events, s->record, size, 0);
	record_sent(s->slot, error);
}

/* Tells an fd that the current task got. */
static __always_inline void tell_single(void *context, struct scratch *s)
{
	load_fd_table(s);
	if (build_single(s->slot, file_of(s, s->result), s->result))
		send_record(context, s);
}

/* Makes the record of what was sent one of what its new owner received; it may own no socket. */
static __always_inline void turn_to_receiver(struct scratch *s, const struct fd_owner *owner, __s32 fd)
{
	struct fd_message *head = record_head(s);
	struct fd_entry *entry = (struct fd_entry *)head->data;

	head->id = next_message_id(s);
	head->ts = bpf_ktime_get_boot_ns();
	head->action = FD_ACTION_RECV;
	head->socket_fd = -1;
	head->pid = owner->pid;
	head->tid = owner->tid;
	head->uid = owner->uid;
	__builtin_memcpy(head->comm, owner->comm, sizeof(head->comm));
	__builtin_memcpy(head->process_comm, owner->process_comm, sizeof(head->process_comm));
	entry->fd = fd;
}

/* Tells both sides of an fd that was noted: its sender's when that is wanted, its owner's when there is one to be told of. */
static __always_inline void tell_handed_over(void *context, struct scratch *s, bool sends, const struct fd_owner *owner, __s32 fd)
{
	if (!build_single(s->slot, s->call.first[0].file, s->call.first[0].fd))
		return;
	if (sends)
		send_record(context, s);
	if (s->result < 0 || !owner)
		return;
	turn_to_receiver(s, owner, fd);
	send_record(context, s);
}

#endif
