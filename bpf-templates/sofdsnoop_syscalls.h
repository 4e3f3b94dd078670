/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_SYSCALLS_H
#define SOFDSNOOP_SYSCALLS_H

/*
 * The hooks "tracepoint" and "raw": where system calls begin and end. Raw tracepoints need nothing, but every system call passes
 * them. The tracepoints of the four calls cost the others less; they need tracefs, and do not show 32-bit programs.
 */
#include "sofdsnoop_request.h"
#include "sofdsnoop_tell.h"

static __always_inline void enter_call(__u64 number, struct pt_regs *regs)
{
	struct request request;
	struct scratch *s;

	if (!task_allowed())
		return;
	read_request(&request, number, regs);
	if (request.via == FD_VIA_NONE)
		return;
	s = acquire_scratch();
	if (!s)
		return;
	start_call(s, &request);
	note_message_call(s);
	release_scratch(s);
}

static __always_inline void exit_call(void *context, __u64 number, struct pt_regs *regs, __s64 result)
{
	/* There is none for a call that seccomp denied: it never entered, and its result may be a lie. */
	struct scratch *s = recall_current_call();
	struct request request;

	if (!s)
		return;
	if (s->call.state == CALL_STATE_WAITED)
		read_request(&request, number, regs);
	if (s->call.state != CALL_STATE_WAITED || is_request_of(&request, &s->call)) {
		s->result = result;
		tell_call(context, s);
	}
	end_call(s);
}

SEC("raw_tp/sys_enter")
int on_sys_enter(struct bpf_raw_tracepoint_args *ctx)
{
	if (may_be_ours(ctx->args[1]))
		enter_call(ctx->args[1], (void *)ctx->args[0]);
	return 0;
}

SEC("raw_tp/sys_exit")
int on_sys_exit(struct bpf_raw_tracepoint_args *ctx)
{
	struct pt_regs *regs = (void *)ctx->args[0];
	__u64 number = syscall_number(regs);

	if (may_be_ours(number))
		exit_call(ctx, number, regs, ctx->args[1]);
	return 0;
}

/* What the files sys_enter_NAME/format and sys_exit_NAME/format in tracefs describe. */
struct syscall_tracepoint {
	__u64 common;
	__u64 number;
	__u64 value;		/* the first argument, or the result */
};

/*
 * Attached to sys_enter_ and sys_exit_ of sendmsg and sendmmsg, and of recvmsg and recvmmsg. The kernel does not run a program on a CPU
 * where another task was preempted in the same one. A send wakes the receiver, which may then take the sender's CPU: so sends and
 * receives have programs of their own, though they do the same.
 */
static __always_inline int tracepoint_enter(struct syscall_tracepoint *ctx)
{
	enter_call((__u32)ctx->number, current_registers());
	return 0;
}

static __always_inline int tracepoint_exit(struct syscall_tracepoint *ctx)
{
	exit_call(ctx, (__u32)ctx->number, current_registers(), ctx->value);
	return 0;
}

SEC("tracepoint")
int on_tracepoint_enter_send(struct syscall_tracepoint *ctx)
{
	return tracepoint_enter(ctx);
}

SEC("tracepoint")
int on_tracepoint_enter_receive(struct syscall_tracepoint *ctx)
{
	return tracepoint_enter(ctx);
}

SEC("tracepoint")
int on_tracepoint_exit_send(struct syscall_tracepoint *ctx)
{
	return tracepoint_exit(ctx);
}

SEC("tracepoint")
int on_tracepoint_exit_receive(struct syscall_tracepoint *ctx)
{
	return tracepoint_exit(ctx);
}

#endif
