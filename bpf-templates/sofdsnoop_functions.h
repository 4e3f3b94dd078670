/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_FUNCTIONS_H
#define SOFDSNOOP_FUNCTIONS_H

/*
 * The hooks "fentry" and "kprobe": the kernel's functions that fds pass, so that other system calls cost nothing.
 *   __scm_send            the control data of a send, copied into the kernel, is about to be read: the call is noted
 *   unix_*_sendmsg        return the result of that send
 *   scm_detach_fds        the fds of a message are about to be installed in the receiver: the call is noted
 *   unix_*_recvmsg        return the result of that receive
 * Each message of a sendmmsg or recvmmsg is a call of its own here. The system call's registers say which fd the socket has, and
 * keep io_uring out: its requests pass the same functions, and have programs of their own.
 */
#include <sharpbpf/function.h>
#include "sofdsnoop_request.h"
#include "sofdsnoop_tell.h"

/* The call of this thread whose end no program saw: more calls slept than the kernel has kretprobes for. */
static __always_inline void count_missed_call(const struct call *call)
{
	if (call && call->kernel_message && call->state == CALL_STATE_RUNNING)
		count_lost_call(LOSS_CAUSE_UNSEEN, call);
}

static __always_inline void start_message(struct scratch *s, const struct request *request, struct msghdr *message)
{
	start_call(s, request);
	s->call.message_count = 1;
	s->call.kernel_message = (__u64)message;
}

/* ---- sends ---- */

static __always_inline bool is_unix(struct socket *socket)
{
	struct sock *sk = KERNEL_FIELD(struct socket, socket, sk);

	return KERNEL_FIELD(struct sock, sk, __sk_common.skc_family) == AF_UNIX;
}

static __always_inline void remember_control(struct scratch *s, struct msghdr *message)
{
	load_fd_table(s);
	s->message = 0;
	s->control = (__u64)KERNEL_FIELD(struct msghdr, message, msg_control);
	s->control_left = KERNEL_FIELD(struct msghdr, message, msg_controllen);
	s->control_is_32bit = false;		/* the copy never is */
	s->control_is_kernel = true;
	gather(s->slot);
	s->call.flags |= s->gathered_flags & (FD_MESSAGE_FLAGS_CREDS | FD_MESSAGE_FLAGS_INCOMPLETE);
	remember_fds(s);
	save_last_chunk(s);
	/* What could not be remembered is not to be found later: take_fd() counts it. */
	s->call.flags &= ~FD_MESSAGE_FLAGS_LATE;
}

static __always_inline int enter_send(struct socket *socket, struct msghdr *message)
{
	struct request request;
	struct scratch *s;

	if (!task_allowed() || !is_unix(socket) || !read_current_request(&request) || !is_send_via(request.via))
		return 0;
	s = acquire_scratch();
	if (!s)
		return 0;
	count_missed_call(find_call(current_tid()));
	start_message(s, &request, message);
	s->call.socket_file = (__u64)KERNEL_FIELD(struct socket, socket, file);
	remember_control(s, message);
	/* there may be fds behind what was looked at: if they pass, that counts as lost */
	if (s->call.sent || (s->call.flags & FD_MESSAGE_FLAGS_INCOMPLETE))
		note_call(s, CALL_STATE_RUNNING);
	release_scratch(s);
	return 0;
}

static __always_inline int exit_send(void *context, int result)
{
	struct scratch *s = recall_current_call();

	if (!s)
		return 0;
	if (s->call.kernel_message && is_send(&s->call)) {
		s->result = result;
		tell_call(context, s);
	}
	end_call(s);
	return 0;
}

/* ---- receives ---- */

/* Where to begin to read: SCM_CREDENTIALS have been written in front of the fds, if the receiver wants any. */
static __always_inline __u64 first_control(__u64 fds, bool narrow)
{
	const __u32 ucred = 3 * sizeof(__u32);		/* pid, uid, gid */
	struct user_cmsghdr32 small = {};
	struct user_cmsghdr header = {};
	__u64 before;

	if (narrow) {
		before = fds - control_align(sizeof(small) + ucred, true);
		bpf_probe_read_user(&small, sizeof(small), (void *)before);
		header.length = small.length + sizeof(header) - sizeof(small);
		header.level = small.level;
		header.type = small.type;
	} else {
		before = fds - control_align(sizeof(header) + ucred, false);
		bpf_probe_read_user(&header, sizeof(header), (void *)before);
	}
	return header.length == sizeof(header) + ucred && header.level == SOL_SOCKET && header.type == SCM_CREDENTIALS ?
		before : fds;
}

static __always_inline int enter_detach(struct msghdr *message)
{
	enum call_state state = CALL_STATE_RUNNING;
	struct request request;
	struct scratch *s;
	struct call *call;

	if (!task_allowed() || !read_current_request(&request) || is_send_via(request.via))
		return 0;
	s = acquire_scratch();
	if (!s)
		return 0;
	call = find_call(current_tid());
	if (call && call->state == CALL_STATE_WAITED && is_request_of(&request, call))
		state = CALL_STATE_WAITED;
	count_missed_call(call);
	start_message(s, &request, message);
	s->call.control = first_control((__u64)KERNEL_FIELD(struct msghdr, message, msg_control), is_32bit(&s->call));
	note_call(s, state);
	release_scratch(s);
	return 0;
}

/* Adds up the receiver's buffers; 1 at the end. */
__noinline int add_buffer(__u32 slot)
{
	struct scratch *s = get_scratch(slot);
	struct user_iovec32 narrow = {};
	struct user_iovec buffer = {};

	if (!s || !s->buffers_left)
		return 1;
	if (is_32bit(&s->call)) {
		bpf_probe_read_user(&narrow, sizeof(narrow), (void *)s->buffer);
		buffer.length = narrow.length;
	} else {
		bpf_probe_read_user(&buffer, sizeof(buffer), (void *)s->buffer);
	}
	s->buffer += is_32bit(&s->call) ? sizeof(narrow) : sizeof(buffer);
	s->buffers_left--;
	s->room += buffer.length;
	return 0;
}

REPEAT(add_buffer);

/* How much of the receiver's buffers has been filled. Of a recvmmsg, it is the first message that waits. */
static __always_inline __s64 bytes_received(struct scratch *s)
{
	struct msghdr *message = (void *)s->call.kernel_message;
	struct user_msghdr header;

	if (read_message(&s->call, 0, &header))
		return 0;
	s->buffer = header.iov;
	s->buffers_left = header.iov_length;
	s->room = 0;
	add_buffer_4096_times(s->slot);
	return s->room - KERNEL_FIELD(struct msghdr, message, msg_iter.count);
}

/*
 * A call that began before we attached will not come to exit_receive(). What it has got so far is all it will get. User space attaches
 * this only when it has noted such calls.
 */
static __always_inline int exit_detach(void *context)
{
	struct scratch *s;
	struct call *call;

	if (!task_id_allowed())
		return 0;
	call = find_call(current_tid());
	if (!call || call->state != CALL_STATE_WAITED || !call->kernel_message)
		return 0;
	s = recall_call(current_tid());
	if (!s)
		return 0;
	s->result = bytes_received(s);
	tell_call(context, s);
	end_call(s);
	return 0;
}

/* One that failed installed nothing, so nobody has noted it. */
static __always_inline void tell_failed_receive(void *context, int result)
{
	struct request request;
	struct scratch *s;

	if (!task_allowed() || !read_current_request(&request) || is_send_via(request.via))
		return;
	s = acquire_scratch();
	if (!s)
		return;
	start_call(s, &request);
	if (may_receive(&s->call)) {
		s->result = result;
		tell_call(context, s);
	}
	release_scratch(s);
}

static __always_inline int exit_receive(void *context, int result)
{
	struct scratch *s = recall_current_call();

	if (!s) {
		if (show_failed && result < 0)
			tell_failed_receive(context, result);
		return 0;
	}
	if (s->call.kernel_message && !is_send(&s->call)) {
		s->result = result;
		tell_call(context, s);
	}
	end_call(s);
	return 0;
}

/* ---- fentry and fexit: a program for each function ---- */

SEC("fentry/__scm_send")
int on_fentry_send(__u64 *ctx)
{
	return enter_send((void *)ctx[0], (void *)ctx[1]);
}

SEC("fentry/scm_detach_fds")
int on_fentry_detach(__u64 *ctx)
{
	return enter_detach((void *)ctx[0]);
}

SEC("fexit/scm_detach_fds")
int on_fexit_detach(__u64 *ctx)
{
	return exit_detach(ctx);
}

/* int unix_*_sendmsg(struct socket *, struct msghdr *, size_t): most messages have no control data, and cost no more than this. */
static __always_inline int fexit_send(__u64 *ctx)
{
	struct msghdr *message = (void *)ctx[1];

	return message->msg_controllen ? exit_send(ctx, ctx[3]) : 0;
}

SEC("fexit/unix_stream_sendmsg")
int on_fexit_stream_send(__u64 *ctx)
{
	return fexit_send(ctx);
}

SEC("fexit/unix_dgram_sendmsg")
int on_fexit_dgram_send(__u64 *ctx)
{
	return fexit_send(ctx);
}

/* It calls unix_dgram_sendmsg(), or has a copy of it inside. In the first case the call has been told when this one returns. */
SEC("fexit/unix_seqpacket_sendmsg")
int on_fexit_seqpacket_send(__u64 *ctx)
{
	return fexit_send(ctx);
}

/* int unix_*_recvmsg(struct socket *, struct msghdr *, size_t, int) */
static __always_inline int fexit_receive(__u64 *ctx)
{
	struct msghdr *message = (void *)ctx[1];

	return message->msg_control ? exit_receive(ctx, ctx[4]) : 0;
}

SEC("fexit/unix_stream_recvmsg")
int on_fexit_stream_receive(__u64 *ctx)
{
	return fexit_receive(ctx);
}

SEC("fexit/unix_dgram_recvmsg")
int on_fexit_dgram_receive(__u64 *ctx)
{
	return fexit_receive(ctx);
}

SEC("fexit/unix_seqpacket_recvmsg")
int on_fexit_seqpacket_receive(__u64 *ctx)
{
	return fexit_receive(ctx);
}

/* ---- kprobe and kretprobe: user space attaches each to the functions it is for ---- */

SEC("kprobe")
int on_kprobe_send(struct pt_regs *ctx)
{
	return enter_send((void *)kprobe_argument1(ctx), (void *)kprobe_argument2(ctx));
}

SEC("kprobe")
int on_kprobe_detach(struct pt_regs *ctx)
{
	return enter_detach((void *)kprobe_argument1(ctx));
}

SEC("kretprobe")
int on_kretprobe_detach(struct pt_regs *ctx)
{
	return exit_detach(ctx);
}

SEC("kretprobe")
int on_kretprobe_send(struct pt_regs *ctx)
{
	return exit_send(ctx, kretprobe_result(ctx));
}

SEC("kretprobe")
int on_kretprobe_receive(struct pt_regs *ctx)
{
	return exit_receive(ctx, kretprobe_result(ctx));
}

#endif
