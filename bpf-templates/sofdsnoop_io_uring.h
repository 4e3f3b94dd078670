/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_IO_URING_H
#define SOFDSNOOP_IO_URING_H

/* Messages that io_uring sends and receives: those never pass the system calls of sofdsnoop_syscalls.h. */
#include "sofdsnoop_tell.h"

/* False on a kernel without io_uring, and on one before 6.0, whose tracepoints do not show the request. */
static __always_inline bool has_io_uring_messages(void)
{
	return bpf_core_type_exists(struct io_sr_msg) && bpf_core_field_exists(struct io_kiocb, cmd);
}

/*
 * An io_uring request begins: submitted by a thread, or found by the kernel's thread for the ring (SQPOLL). The tracepoint is
 * io_uring_submit_req, or io_uring_submit_sqe before Linux 6.6; since 6.0 the request is its first argument.
 */
SEC("raw_tp")
int on_io_uring_submit(struct bpf_raw_tracepoint_args *ctx)
{
	struct io_kiocb *request = (void *)ctx->args[0];
	struct io_sr_msg *message;
	struct scratch *s;
	__u8 opcode;

	if (!has_io_uring_messages())
		return 0;
	opcode = KERNEL_FIELD(struct io_kiocb, request, opcode);
	if (opcode != IORING_OP_SENDMSG && opcode != IORING_OP_SENDMSG_ZC && opcode != IORING_OP_RECVMSG)
		return 0;
	if (!task_allowed())
		return 0;
	s = acquire_scratch();
	if (!s)
		return 0;
	message = (void *)request + bpf_core_field_offset(struct io_kiocb, cmd);
	s->owner = ctx->args[0];
	s->call.started = bpf_ktime_get_boot_ns();
	s->call.via = FD_VIA_IO_URING;
	s->call.action = opcode == IORING_OP_RECVMSG ? FD_ACTION_RECV : FD_ACTION_SEND;
	s->call.messages = (__u64)KERNEL_FIELD(struct io_sr_msg, message, umsg);
	s->call.message_count = 1;
	s->call.socket_file = 0;
	if (KERNEL_FIELD(struct io_kiocb, request, flags) & REQ_F_FIXED_FILE)
		s->call.socket_fd = -1;		/* not a number of the process */
	else
		s->call.socket_fd = KERNEL_FIELD(struct io_kiocb, request, cqe.fd);
	s->call.sent = 0;
	s->call.kernel_message = 0;
	s->call.control = 0;
	s->call.flags = 0;
	if (syscall_is_32bit())
		s->call.flags |= FD_MESSAGE_FLAGS_COMPAT32;
	if (!is_send(&s->call) && (KERNEL_FIELD(struct io_sr_msg, message, msg_flags) & MSG_PEEK))
		s->call.flags |= FD_MESSAGE_FLAGS_PEEK;
	note_message_call(s);
	release_scratch(s);
	return 0;
}

/* An io_uring request has ended, in its submitter or in one of the kernel's threads for the ring, which share its fds. */
SEC("raw_tp/io_uring_complete")
int on_io_uring_complete(struct bpf_raw_tracepoint_args *ctx)
{
	struct io_kiocb *request = (void *)ctx->args[1];
	struct scratch *s;

	/* None for a completion besides the request's own. */
	if (!has_io_uring_messages() || !request)
		return 0;
	s = recall_last_call(ctx->args[1]);
	if (!s)
		return 0;
	s->result = KERNEL_FIELD(struct io_kiocb, request, cqe.res);
	/* A registered file has no number in the process, but by now the request has the file itself. */
	s->call.socket_file = (__u64)KERNEL_FIELD(struct io_kiocb, request, cmd.file);
	tell_call(ctx, s);
	end_call(s);
	return 0;
}

#endif
