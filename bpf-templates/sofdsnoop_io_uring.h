/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_IO_URING_H
#define SOFDSNOOP_IO_URING_H

/*
 * Messages that io_uring sends and receives: those never pass the system calls of sofdsnoop_syscalls.h. User space attaches each
 * program to the tracepoint as this kernel calls it; before 6.0, where no tracepoint shows the request, it loads none of them.
 */
#include "sofdsnoop_multishot.h"
#include "sofdsnoop_silent.h"

/* SQPOLL's thread makes no system calls; a ring knows who set it up. The kernels that do not say so any more leave it to the task. */
static __always_inline bool ring_is_32bit(struct io_kiocb *request)
{
	struct io_ring_ctx *ring = KERNEL_FIELD(struct io_kiocb, request, ctx);

	if (bpf_core_field_exists(ring->compat))
		return BPF_CORE_READ_BITFIELD_PROBED(ring, compat);
	return syscall_is_32bit();
}

static __always_inline void begin_request(struct scratch *s, struct io_kiocb *request, enum fd_via via, enum fd_action action)
{
	__builtin_memset(&s->call, 0, sizeof(s->call));
	s->owner = (__u64)request;
	s->call.started = bpf_ktime_get_boot_ns();
	s->call.via = via;
	s->call.action = action;
	s->call.message_count = 1;
	if (KERNEL_FIELD(struct io_kiocb, request, flags) & REQ_F_FIXED_FILE)
		s->call.socket_fd = -1;		/* not a number of the process */
	else
		s->call.socket_fd = KERNEL_FIELD(struct io_kiocb, request, cqe.fd);
}

/* s->call is set but for what its message says. False when nothing can be said of it. */
static __always_inline bool begin_message_request(struct scratch *s, struct io_kiocb *request)
{
	struct io_sr_msg *message = (void *)request + bpf_core_field_offset(struct io_kiocb, cmd);

	s->call.messages = (__u64)KERNEL_FIELD(struct io_sr_msg, message, umsg);
	if (ring_is_32bit(request))
		s->call.flags |= FD_MESSAGE_FLAGS_COMPAT32;
	if (is_send(&s->call))
		return true;
	if (KERNEL_FIELD(struct io_sr_msg, message, msg_flags) & MSG_PEEK)
		s->call.flags |= FD_MESSAGE_FLAGS_PEEK;
	return !(KERNEL_FIELD(struct io_sr_msg, message, flags) & IORING_RECV_MULTISHOT) || begin_multishot(s, request);
}

static __always_inline bool is_silent(struct io_kiocb *request)
{
	return KERNEL_FIELD(struct io_kiocb, request, flags) & REQ_F_CQE_SKIP;
}

/* Notes the message that s->call describes. */
static __always_inline void note_message_request(struct scratch *s, struct io_kiocb *request)
{
	if (!is_silent(request)) {
		note_message_call(s);
	} else if (!is_send(&s->call)) {
		/* When it has ended, nobody knows; what its buffers hold, then, is not to be believed. */
		if (may_receive(&s->call))
			count_lost_unknown(LOSS_CAUSE_UNSEEN);
	} else if (remember_sent(s)) {
		note_call(s, CALL_STATE_RUNNING);
		keep_silent_send(s);
	}
}

static __always_inline bool carries_message(__u8 opcode)
{
	return opcode == IORING_OP_SENDMSG || opcode == IORING_OP_SENDMSG_ZC || opcode == IORING_OP_RECVMSG;
}

/*
 * An io_uring request begins: submitted by a thread, or found by the kernel's thread for the ring (SQPOLL). At io_uring_submit_req,
 * which was io_uring_submit_sqe before 6.6.
 */
SEC("raw_tp")
int on_io_uring_submit(struct bpf_raw_tracepoint_args *ctx)
{
	struct io_kiocb *request = (void *)ctx->args[0];
	__u8 opcode = KERNEL_FIELD(struct io_kiocb, request, opcode);
	struct scratch *s;

	if (silent_requests || carries_message(opcode))
		settle_earlier_request(ctx, request);
	if (!carries_message(opcode))
		return 0;
	if (!task_allowed())
		return 0;
	s = acquire_scratch();
	if (!s)
		return 0;
	begin_request(s, request, FD_VIA_IO_URING, opcode == IORING_OP_RECVMSG ? FD_ACTION_RECV : FD_ACTION_SEND);
	if (begin_message_request(s, request))
		note_message_request(s, request);
	release_scratch(s);
	return 0;
}

/* An io_uring request has ended, in its submitter or in one of the kernel's threads for the ring, which share its fds. */
SEC("raw_tp/io_uring_complete")
int on_io_uring_complete(struct bpf_raw_tracepoint_args *ctx)
{
	struct io_kiocb *request = (void *)ctx->args[1];
	struct io_sr_msg *message;
	struct scratch *s;

	if (request && !carries_message(KERNEL_FIELD(struct io_kiocb, request, opcode)))
		return 0;
	s = request ? recall_last_call((__u64)request) : recall_multishot(ctx);
	if (!s)
		return 0;
	if (request) {
		s->result = KERNEL_FIELD(struct io_kiocb, request, cqe.res);
		if (is_multishot(&s->call))
			end_multishot(request);
		forget_silent_send(s->owner);	/* it failed */
	}
	request = (struct io_kiocb *)s->owner;
	/* A registered file has no number in the process, but by now the request has the file itself. */
	s->call.socket_file = (__u64)KERNEL_FIELD(struct io_kiocb, request, cmd.file);
	if (is_multishot(&s->call)) {
		message = (void *)request + bpf_core_field_offset(struct io_kiocb, cmd);
		find_multishot_message(s, (__u64)KERNEL_FIELD(struct io_sr_msg, message, buf));
	}
	tell_call(ctx, s);
	end_call(s);
	return 0;
}

#endif
