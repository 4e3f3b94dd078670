// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * sofdsnoop: every file descriptor that crosses a unix socket.
 *
 * A call that may pass fds is noted when it starts (struct call) and told when it has returned and its result is known. A
 * sender's files are looked up at the start, before anybody else can close them; a receiver's when they are installed.
 *
 * Loops call a global function for each step: the verifier checks such a function once, on its own, so that a walk over
 * 253 fds with names of 4096 bytes stays small, on kernels without bpf_loop too.
 */
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

static __always_inline __u8 flags_of(const struct request *request)
{
	__u64 flags = has_many_messages(request->via) ? request->arguments[3] : request->arguments[2];

	return (request->is_32bit ? FD_MESSAGE_FLAGS_COMPAT32 : 0) |
	       (!is_send_via(request->via) && (flags & MSG_PEEK) ? FD_MESSAGE_FLAGS_PEEK : 0);
}

SEC("raw_tp/sys_enter")
int on_sys_enter(struct bpf_raw_tracepoint_args *ctx)
{
	struct request request;
	struct scratch *s;

	if (!may_be_ours(ctx->args[1]) || !task_allowed())
		return 0;
	read_request(&request, ctx->args[1], (void *)ctx->args[0]);
	s = get_scratch();
	if (request.via == FD_VIA_NONE || !s)
		return 0;
	s->owner = current_tid();
	s->call.started = bpf_ktime_get_boot_ns();
	s->call.via = request.via;
	s->call.action = is_send_via(request.via) ? FD_ACTION_SEND : FD_ACTION_RECV;
	s->call.socket_fd = request.arguments[0];
	s->call.messages = request.arguments[1];
	s->call.message_count = has_many_messages(request.via) ? request.arguments[2] : 1;
	if (s->call.message_count > UIO_MAXIOV)
		s->call.message_count = UIO_MAXIOV;
	s->call.socket_file = 0;
	s->call.sent = 0;
	s->call.noted = 0;
	s->call.flags = flags_of(&request);
	note_message_call(s);
	return 0;
}

SEC("raw_tp/sys_exit")
int on_sys_exit(struct bpf_raw_tracepoint_args *ctx)
{
	struct pt_regs *regs = (void *)ctx->args[0];
	__u64 number = syscall_number(regs);
	struct request request;
	struct scratch *s;

	if (!may_be_ours(number))
		return 0;
	s = get_scratch();
	/* There is none for a call that seccomp denied: it never entered, and its result may be a lie. */
	if (!s || !recall_call(s, current_tid()))
		return 0;
	s->result = (__s64)ctx->args[1];
	/* What user space noted may have been over already: then this is another call. */
	read_request(&request, number, regs);
	if (!s->call.noted || (s->call.via == request.via && s->call.messages == request.arguments[1]))
		tell_call(ctx, s);
	forget_sent(s->owner, s->call.sent);
	return 0;
}

/* An io_uring request begins: submitted by a thread, or found by the kernel's thread for the ring (SQPOLL). */
SEC("raw_tp/io_uring_submit_req")
int on_io_uring_submit(struct bpf_raw_tracepoint_args *ctx)
{
	struct io_kiocb *request = (void *)ctx->args[0];
	struct io_sr_msg *message;
	struct scratch *s;
	__u8 opcode;

	/* Both are missing, and this program is never called, on a kernel without io_uring. */
	if (!bpf_core_type_exists(struct io_kiocb) || !bpf_core_type_exists(struct io_sr_msg))
		return 0;
	opcode = KERNEL_FIELD(struct io_kiocb, request, opcode);
	if (opcode != IORING_OP_SENDMSG && opcode != IORING_OP_SENDMSG_ZC && opcode != IORING_OP_RECVMSG)
		return 0;
	s = get_scratch();
	if (!s || !task_allowed())
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
	s->call.noted = 0;
	s->call.flags = 0;
	if (syscall_is_32bit())
		s->call.flags |= FD_MESSAGE_FLAGS_COMPAT32;
	if (!is_send(&s->call) && (KERNEL_FIELD(struct io_sr_msg, message, msg_flags) & MSG_PEEK))
		s->call.flags |= FD_MESSAGE_FLAGS_PEEK;
	note_message_call(s);
	return 0;
}

/* An io_uring request has ended, in its submitter or in one of the kernel's threads for the ring, which share its fds. */
SEC("raw_tp/io_uring_complete")
int on_io_uring_complete(struct bpf_raw_tracepoint_args *ctx)
{
	struct io_kiocb *request = (void *)ctx->args[1];
	struct scratch *s;

	/* None for a completion besides the request's own. */
	if (!request || !bpf_core_type_exists(struct io_kiocb))
		return 0;
	s = get_scratch();
	if (!s || !recall_call(s, ctx->args[1]))
		return 0;
	s->result = KERNEL_FIELD(struct io_kiocb, request, cqe.res);
	/* A registered file has no number in the process, but by now the request has the file itself. */
	s->call.socket_file = (__u64)KERNEL_FIELD(struct io_kiocb, request, cmd.file);
	tell_call(ctx, s);
	forget_sent(s->owner, s->call.sent);
	return 0;
}

/*
 * --all-paths: fds that cross without a socket. pidfd_getfd() takes one from another process; the supervisor of a seccomp filter
 * puts one into the process it supervises.
 */
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
	s = get_scratch();
	if (!s || !task_allowed())
		return 0;
	__builtin_memset(&s->call, 0, sizeof(s->call));
	s->owner = current_tid();
	s->call.started = bpf_ktime_get_boot_ns();
	s->call.socket_fd = syscall_arg1(regs);
	s->call.message_count = 1;
	s->call.via = FD_VIA_PIDFD_GETFD;
	s->call.action = FD_ACTION_RECV;
	if (number == SYSCALL_IOCTL) {
		if (bpf_probe_read_user(&addition, sizeof(addition), (void *)syscall_arg3(regs)))
			return 0;
		s->call.via = FD_VIA_SECCOMP_ADDFD;
		s->call.action = FD_ACTION_SEND;
		s->fds[0] = addition.source_fd;
		s->fd_count = 1;
		s->message = 0;
		load_fd_table(s);
		remember_fd(0);
	}
	note_call(s);
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
	s = get_scratch();
	if (!s || !recall_call(s, current_tid()))
		return 0;
	s->result = (__s64)ctx->args[1];
	tell_call(ctx, s);
	return 0;
}

/* A thread that is killed inside a call never comes to its end. */
SEC("raw_tp/sched_process_exit")
int on_thread_exit(struct bpf_raw_tracepoint_args *ctx)
{
	struct scratch *s = get_scratch();

	if (s && recall_call(s, current_tid()))
		forget_sent(s->owner, s->call.sent);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
