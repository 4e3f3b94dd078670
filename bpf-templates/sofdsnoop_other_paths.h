/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_OTHER_PATHS_H
#define SOFDSNOOP_OTHER_PATHS_H

/*
 * --all-paths: system calls by which fds cross without a socket. pidfd_getfd() takes one from another process; the supervisor of a
 * seccomp filter puts one into the task it supervises, which waits in the kernel meanwhile.
 *
 * User space loads these programs only when they are asked for: they look at every system call.
 */
#include "sofdsnoop_single.h"

#define MAX_NOTIFICATIONS 512	/* of one listener, looked through for the one that is answered */

/* Who gets the fd that a supervisor adds, by the supervisor's tid. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, call_owner);
	__type(value, struct fd_owner);
} supervised SEC(".maps");

static __always_inline enum fd_via via_of_other_path(__u64 number, bool narrow)
{
	if (number == SYSCALL_PIDFD_GETFD)
		return FD_VIA_PIDFD_GETFD;
	return number == (narrow ? SYSCALL32_IOCTL : SYSCALL_IOCTL) ? FD_VIA_SECCOMP_ADDFD : FD_VIA_NONE;
}

/* Whether a file is what seccomp(SECCOMP_FILTER_FLAG_NEW_LISTENER) made: only then is its private data a filter. */
static __always_inline bool is_listener(struct file *file)
{
	static const char name[] = "seccomp notify";
	char found[sizeof(name)] = {};
	struct inode *inode = KERNEL_FIELD(struct file, file, f_inode);
	struct dentry *dentry = KERNEL_FIELD(struct file, file, f_path.dentry);
	const unsigned char *text = KERNEL_FIELD(struct dentry, dentry, d_name.name);

	if (superblock_magic(inode) != ANON_INODE_FS_MAGIC)
		return false;
	/* brackets came to the names of such files one after the other */
	bpf_probe_read_kernel(found, 1, text);
	bpf_probe_read_kernel(found, sizeof(found), found[0] == '[' ? text + 1 : text);
	for (__u32 i = 0; i < sizeof(name) - 1; i++) {
		if (found[i] != name[i])
			return false;
	}
	return true;
}

/* The task that waits for the answer to a notification; NULL when it is not among those that wait. */
static __always_inline struct task_struct *waiting_task(struct file *listener, __u64 id)
{
	struct seccomp_filter *filter = KERNEL_FIELD(struct file, listener, private_data);
	struct notification *notification = KERNEL_FIELD(struct seccomp_filter, filter, notif);
	struct list_head *head = (void *)notification + bpf_core_field_offset(struct notification, notifications);
	struct list_head *node = KERNEL_FIELD(struct list_head, head, next);

	for (__u32 i = 0; i < MAX_NOTIFICATIONS && node != head; i++) {
		struct seccomp_knotif *waiting = (void *)node - bpf_core_field_offset(struct seccomp_knotif, list);

		if (KERNEL_FIELD(struct seccomp_knotif, waiting, id) == id)
			return KERNEL_FIELD(struct seccomp_knotif, waiting, task);
		node = KERNEL_FIELD(struct list_head, node, next);
	}
	return NULL;
}

/* SECCOMP_IOCTL_NOTIF_ADDFD begins. */
static __always_inline void note_addition(struct scratch *s, __u64 address)
{
	struct user_seccomp_notif_addfd addition;
	struct file *listener;
	struct task_struct *task;
	struct fd_owner owner = {};
	bool is_told = false;

	load_fd_table(s);
	listener = (void *)file_of(s, s->call.socket_fd);
	if (!listener || !is_listener(listener))
		return;
	if (bpf_probe_read_user(&addition, sizeof(addition), (void *)address)) {
		count_lost_unseen(LOSS_CAUSE_UNREADABLE, 1);
		return;
	}
	task = waiting_task(listener, addition.id);
	if (task) {
		read_owner(&owner, task);
		is_told = owner_allowed(&owner) && !bpf_map_update_elem(&supervised, &s->owner, &owner, BPF_ANY);
	}
	/* message_count says whether the supervisor's side is wanted */
	if (s->call.message_count || is_told)
		note_single(s, file_of(s, addition.source_fd), addition.source_fd);
}

SEC("raw_tp/sys_enter")
int on_other_enter(struct bpf_raw_tracepoint_args *ctx)
{
	struct pt_regs *regs = (void *)ctx->args[0];
	__u64 number = ctx->args[1];
	struct scratch *s;
	bool narrow;
	enum fd_via via;

	if (number != SYSCALL_PIDFD_GETFD && number != SYSCALL_IOCTL && number != SYSCALL32_IOCTL)
		return 0;
	narrow = syscall_is_32bit();
	via = via_of_other_path(number, narrow);
	if (via == FD_VIA_NONE)
		return 0;
	if (via == FD_VIA_SECCOMP_ADDFD &&
	    (narrow ? syscall32_arg2(regs) : (__u32)syscall_arg2(regs)) != SECCOMP_IOCTL_NOTIF_ADDFD)
		return 0;
	s = acquire_scratch();
	if (!s)
		return 0;
	__builtin_memset(&s->call, 0, sizeof(s->call));
	s->owner = current_tid();
	s->call.started = bpf_ktime_get_boot_ns();
	s->call.via = via;
	s->call.socket_fd = narrow ? syscall32_arg1(regs) : syscall_arg1(regs);
	s->call.message_count = task_allowed();
	s->call.flags = narrow ? FD_MESSAGE_FLAGS_COMPAT32 : 0;
	if (via == FD_VIA_SECCOMP_ADDFD) {
		s->call.action = FD_ACTION_SEND;
		note_addition(s, narrow ? syscall32_arg3(regs) : syscall_arg3(regs));
	} else if (s->call.message_count) {
		s->call.action = FD_ACTION_RECV;
		note_call(s, CALL_STATE_RUNNING);
	}
	release_scratch(s);
	return 0;
}

SEC("raw_tp/sys_exit")
int on_other_exit(struct bpf_raw_tracepoint_args *ctx)
{
	__u64 number = syscall_number((struct pt_regs *)ctx->args[0]);
	struct scratch *s;

	if (number != SYSCALL_PIDFD_GETFD && number != SYSCALL_IOCTL && number != SYSCALL32_IOCTL)
		return 0;
	s = recall_call(current_tid());
	if (!s)
		return 0;
	s->result = (__s64)ctx->args[1];
	if (s->call.via == FD_VIA_PIDFD_GETFD) {
		tell_single(ctx, s);
	} else {
		/* the result is the fd's number in the task that got it */
		tell_handed_over(ctx, s, s->call.message_count, bpf_map_lookup_elem(&supervised, &s->owner), s->result);
		bpf_map_delete_elem(&supervised, &s->owner);
	}
	end_call(s);
	return 0;
}

#endif
