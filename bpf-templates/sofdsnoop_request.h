/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_REQUEST_H
#define SOFDSNOOP_REQUEST_H

/* sendmsg, recvmsg and their kin, as a 64-bit and as a 32-bit program asks for them. */
#include "sofdsnoop_call.h"

static __always_inline enum fd_via via_of_syscall(__u64 number)
{
	switch (number) {
	case SYSCALL_SENDMSG:
		return FD_VIA_SENDMSG;
	case SYSCALL_SENDMMSG:
		return FD_VIA_SENDMMSG;
	case SYSCALL_RECVMSG:
		return FD_VIA_RECVMSG;
	case SYSCALL_RECVMMSG:
		return FD_VIA_RECVMMSG;
	default:
		return FD_VIA_NONE;
	}
}

static __always_inline enum fd_via via_of_syscall32(__u64 number)
{
	switch (number) {
	case SYSCALL32_SENDMSG:
		return FD_VIA_SENDMSG;
	case SYSCALL32_SENDMMSG:
		return FD_VIA_SENDMMSG;
	case SYSCALL32_RECVMSG:
		return FD_VIA_RECVMSG;
	case SYSCALL32_RECVMMSG:
	case SYSCALL32_RECVMMSG_TIME64:
		return FD_VIA_RECVMMSG;
	default:
		return FD_VIA_NONE;
	}
}

/* The first argument of socketcall(2), the one call of old for all of these. */
static __always_inline enum fd_via via_of_socketcall(__u64 operation)
{
	switch (operation) {
	case SOCKETCALL_SENDMSG:
		return FD_VIA_SENDMSG;
	case SOCKETCALL_SENDMMSG:
		return FD_VIA_SENDMMSG;
	case SOCKETCALL_RECVMSG:
		return FD_VIA_RECVMSG;
	case SOCKETCALL_RECVMMSG:
		return FD_VIA_RECVMMSG;
	default:
		return FD_VIA_NONE;
	}
}

static __always_inline bool is_send_via(enum fd_via via)
{
	return via == FD_VIA_SENDMSG || via == FD_VIA_SENDMMSG;
}

/* True for numbers that may be one of our calls; which one depends on whether a 32-bit program makes it. */
static __always_inline bool may_be_ours(__u64 number)
{
	return via_of_syscall(number) || via_of_syscall32(number) || number == SYSCALL32_SOCKETCALL;
}

struct request {
	enum fd_via via;
	bool is_32bit;
	__u64 arguments[4];
};

/* What is called, and with what; via is FD_VIA_NONE for what is none of ours. */
static __always_inline void read_request(struct request *request, __u64 number, struct pt_regs *regs)
{
	__u32 narrow[4] = {};

	request->is_32bit = syscall_is_32bit();
	if (!request->is_32bit) {
		request->via = via_of_syscall(number);
		request->arguments[0] = syscall_arg1(regs);
		request->arguments[1] = syscall_arg2(regs);
		request->arguments[2] = syscall_arg3(regs);
		request->arguments[3] = syscall_arg4(regs);
		return;
	}
	narrow[0] = syscall32_arg1(regs);
	narrow[1] = syscall32_arg2(regs);
	if (number == SYSCALL32_SOCKETCALL) {
		request->via = via_of_socketcall(narrow[0]);
		/* What cannot be read here the kernel could not read either. */
		bpf_probe_read_user(narrow, sizeof(narrow), (void *)(__u64)narrow[1]);
	} else {
		request->via = via_of_syscall32(number);
		narrow[2] = syscall32_arg3(regs);
		narrow[3] = syscall32_arg4(regs);
	}
	request->arguments[0] = narrow[0];
	request->arguments[1] = narrow[1];
	request->arguments[2] = narrow[2];
	request->arguments[3] = narrow[3];
}

static __always_inline bool is_many_via(enum fd_via via)
{
	return via == FD_VIA_SENDMMSG || via == FD_VIA_RECVMMSG;
}

static __always_inline __u8 flags_of(const struct request *request)
{
	__u64 flags = is_many_via(request->via) ? request->arguments[3] : request->arguments[2];

	return (request->is_32bit ? FD_MESSAGE_FLAGS_COMPAT32 : 0) |
	       (!is_send_via(request->via) && (flags & MSG_PEEK) ? FD_MESSAGE_FLAGS_PEEK : 0);
}

/* Makes a call of it: by the current thread, now. */
static __always_inline void start_call(struct scratch *s, const struct request *request)
{
	s->owner = current_tid();
	s->call.started = bpf_ktime_get_boot_ns();
	s->call.via = request->via;
	s->call.action = is_send_via(request->via) ? FD_ACTION_SEND : FD_ACTION_RECV;
	s->call.socket_fd = request->arguments[0];
	s->call.socket_file = 0;
	s->call.messages = request->arguments[1];
	s->call.message_count = is_many_via(request->via) ? request->arguments[2] : 1;
	if (s->call.message_count > UIO_MAXIOV)
		s->call.message_count = UIO_MAXIOV;
	s->call.kernel_message = 0;
	s->call.control = 0;
	s->call.sent = 0;
	s->call.flags = flags_of(request);
}

/* What the current thread asks for right now. False when it is none of ours: what runs here for io_uring is not, either. */
static __always_inline bool read_current_request(struct request *request)
{
	struct pt_regs *regs = current_registers();
	__u64 number = syscall_number(regs);

	if (!may_be_ours(number) || !syscall_is_running(regs))
		return false;
	read_request(request, number, regs);
	return request->via != FD_VIA_NONE;
}

/* Whether that call is what was asked for: what user space noted as waiting may have been over already. */
static __always_inline bool is_request_of(const struct request *request, const struct call *call)
{
	return call->via == request->via && call->messages == request->arguments[1];
}

#endif
