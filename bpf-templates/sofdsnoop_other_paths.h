/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_OTHER_PATHS_H
#define SOFDSNOOP_OTHER_PATHS_H

/*
 * --all-paths: fds that cross without a socket. pidfd_getfd() takes one from another process; the supervisor of a seccomp filter
 * puts one into the process it supervises.
 */
#include "sofdsnoop_tell.h"

SEC("raw_tp/sys_enter")
int on_other_enter(struct bpf_raw_tracepoint_args *ctx)
{
	struct pt_regs *regs = (void *)ctx->args[0];
	struct user_seccomp_notif_addfd addition;
	__u64 number = ctx->args[1];
	struct scratch *s;

	if ((number != SYSCALL_PIDFD_GETFD && number != SYSCALL_IOCTL) || syscall_is_32bit())
		return 0;
	if (number == SYSCALL_IOCTL && (__u32)syscall_arg2(regs) != SECCOMP_IOCTL_NOTIF_ADDFD)
		return 0;
	if (!task_allowed())
		return 0;
	if (number == SYSCALL_IOCTL && bpf_probe_read_user(&addition, sizeof(addition), (void *)syscall_arg3(regs)))
		return 0;
	s = acquire_scratch();
	if (!s)
		return 0;
	__builtin_memset(&s->call, 0, sizeof(s->call));
	s->owner = current_tid();
	s->call.started = bpf_ktime_get_boot_ns();
	s->call.socket_fd = syscall_arg1(regs);
	s->call.message_count = 1;
	s->call.via = FD_VIA_PIDFD_GETFD;
	s->call.action = FD_ACTION_RECV;
	if (number == SYSCALL_IOCTL) {
		s->call.via = FD_VIA_SECCOMP_ADDFD;
		s->call.action = FD_ACTION_SEND;
		s->fds[0] = addition.source_fd;
		s->fd_count = 1;
		s->message = 0;
		load_fd_table(s);
		remember_fds(s);
	}
	note_call(s, CALL_STATE_RUNNING);
	release_scratch(s);
	return 0;
}

SEC("raw_tp/sys_exit")
int on_other_exit(struct bpf_raw_tracepoint_args *ctx)
{
	struct pt_regs *regs = (void *)ctx->args[0];
	__u64 number = syscall_number(regs);
	struct scratch *s;

	if (number != SYSCALL_PIDFD_GETFD && number != SYSCALL_IOCTL)
		return 0;
	s = recall_call(current_tid());
	if (!s)
		return 0;
	s->result = (__s64)ctx->args[1];
	tell_call(ctx, s);
	end_call(s);
	return 0;
}

#endif
