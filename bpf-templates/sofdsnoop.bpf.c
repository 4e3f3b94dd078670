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
#include "sofdsnoop_record.h"

/* Knobs: set before load, then constants. The filters have theirs in sofdsnoop_filter.h. */
const volatile bool show_failed = false;	/* tell calls that failed, too */
const volatile bool all_paths = false;		/* tell fds that cross by other ways than a socket, too */
const volatile bool use_perf_buffer = false;	/* events is a perf buffer */

/* ---- control data ---- */

/* Takes one control message; 1 at the end. */
__noinline int gather_step(void)
{
	struct scratch *s = get_scratch();
	struct user_cmsghdr header;
	__u64 advance, bytes;
	__u32 at, header_size;
	bool is_pidfd = false;

	if (!s)
		return 1;
	header_size = control_header_size(s->control_is_32bit);
	if (s->control_left < header_size)
		return 1;
	if (read_control_header(s->control, s->control_is_32bit, &header)) {
		s->gathered_flags |= FD_MESSAGE_FLAGS_INCOMPLETE;
		return 1;
	}
	if (header.length < header_size || header.length > s->control_left)
		return 1;
	if (header.level == SOL_SOCKET && header.type == SCM_CREDENTIALS)
		s->gathered_flags |= FD_MESSAGE_FLAGS_CREDS;
	if (header.level == SOL_SOCKET && header.type == SCM_PIDFD && !is_send(s->call.via)) {
		s->gathered_flags |= FD_MESSAGE_FLAGS_PIDFD;
		/* Nobody sent it: only who wants all paths sees it among the fds. */
		is_pidfd = all_paths;
		if (is_pidfd)
			s->pidfd = s->fd_count;
	}
	if (header.level == SOL_SOCKET && (header.type == SCM_RIGHTS || is_pidfd)) {
		bytes = (header.length - header_size) & ~3ull;
		at = s->fd_count;
		if (at > SCM_MAX_FD || bytes > (SCM_MAX_FD - at) * sizeof(__s32)) {
			s->gathered_flags |= FD_MESSAGE_FLAGS_INCOMPLETE;
			return 1;
		}
		if (bpf_probe_read_user(&s->fds[at & 0xff], bytes & 0x3ff, (void *)(s->control + header_size))) {
			s->gathered_flags |= FD_MESSAGE_FLAGS_INCOMPLETE;
			return 1;
		}
		s->fd_count = at + bytes / sizeof(__s32);
	}
	advance = control_align(header.length, s->control_is_32bit);
	if (advance >= s->control_left)
		return 1;
	s->control += advance;
	s->control_left -= advance;
	return 0;
}

/* Collects the fds of one message's control data in s->fds. */
static __always_inline void gather(struct scratch *s, const struct user_msghdr *header)
{
	s->control = header->control;
	s->control_left = header->control_length;
	s->control_is_32bit = is_32bit(&s->call);
	s->fd_count = 0;
	s->pidfd = NO_FD;
	s->gathered_flags = 0;
	for (__u32 i = 0; i < MAX_CONTROL_MESSAGES; i++) {
		if (gather_step())
			return;
	}
	s->gathered_flags |= FD_MESSAGE_FLAGS_INCOMPLETE;
}

/* ---- a send starts: remember its files ---- */

/* How many chunks hold what does not fit in struct call, and how many fds are in the last one if it is not full. */
static __always_inline __u32 chunk_count(__u32 sent)
{
	return sent > CALL_FDS ? (sent - CALL_FDS + SENT_CHUNK - 1) / SENT_CHUNK : 0;
}

static __always_inline __u32 chunk_fill(__u32 sent)
{
	return sent > CALL_FDS ? (sent - CALL_FDS) % SENT_CHUNK : 0;
}

static __always_inline void save_chunk(struct scratch *s, __u32 number)
{
	struct chunk_key key = { s->owner, number };

	/* Without room the files are looked up after the call. */
	if (bpf_map_update_elem(&sent_fds, &key, &s->chunk, BPF_ANY))
		s->call.flags |= FD_MESSAGE_FLAGS_LATE;
}

/* Remembers s->fds[i]. */
__noinline int remember_fd(__u32 i)
{
	struct scratch *s = get_scratch();
	struct sent_fd *sent;
	__u32 number;

	if (!s)
		return 1;
	number = s->call.sent;
	if (number >= MAX_SENT) {
		s->call.flags |= FD_MESSAGE_FLAGS_LATE;
		return 1;
	}
	if (number < CALL_FDS)
		sent = &s->call.first[number];
	else
		sent = &s->chunk.fds[(number - CALL_FDS) % SENT_CHUNK];
	sent->fd = s->fds[i & 0xff];
	sent->file = file_of(s, sent->fd);
	sent->message = s->message;
	sent->count = s->fd_count;
	s->call.sent = ++number;
	if (chunk_fill(number) == 0 && number > CALL_FDS)
		save_chunk(s, chunk_count(number) - 1);
	return 0;
}

__noinline int remember_message(__u32 number)
{
	struct scratch *s = get_scratch();
	struct user_msghdr header;

	if (!s)
		return 1;
	s->message = number;
	if (read_message(&s->call, number, &header)) {
		s->call.flags |= FD_MESSAGE_FLAGS_LATE;
		return 1;
	}
	gather(s, &header);
	if (s->gathered_flags & FD_MESSAGE_FLAGS_INCOMPLETE)
		s->call.flags |= FD_MESSAGE_FLAGS_LATE;
	if (s->gathered_flags & FD_MESSAGE_FLAGS_CREDS)
		s->call.flags |= FD_MESSAGE_FLAGS_CREDS;
	for (__u32 i = 0; i < SCM_MAX_FD && i < s->fd_count; i++) {
		if (remember_fd(i))
			return 1;
	}
	return 0;
}

/* False when the call passes no fds. */
static __always_inline bool remember_sent(struct scratch *s)
{
	load_fd_table(s);
	for (__u32 i = 0; i < UIO_MAXIOV && i < s->call.message_count; i++) {
		if (remember_message(i))
			break;
	}
	if (chunk_fill(s->call.sent))
		save_chunk(s, chunk_count(s->call.sent) - 1);
	return s->call.sent || (s->call.flags & FD_MESSAGE_FLAGS_LATE);
}

__noinline int forget_sent(__u64 owner, __u32 sent)
{
	for (__u32 i = 0; i < MAX_SENT / SENT_CHUNK && i < chunk_count(sent); i++) {
		struct chunk_key key = { owner, i };

		bpf_map_delete_elem(&sent_fds, &key);
	}
	return 0;
}

/* ---- a call has returned: tell what it passed, record by record ---- */

static __always_inline struct sent_fd *find_sent(struct scratch *s, __u32 i)
{
	struct chunk_key key = { s->owner, (i - CALL_FDS) / SENT_CHUNK };
	struct sent_chunk *chunk;

	if (i < CALL_FDS)
		return &s->call.first[i];
	chunk = bpf_map_lookup_elem(&sent_fds, &key);
	return chunk ? &chunk->fds[(i - CALL_FDS) % SENT_CHUNK] : NULL;
}

/* Begins the message of the next fd that was remembered. False when the rest was not sent. */
static __always_inline bool open_sent_message(struct scratch *s)
{
	struct sent_fd *sent = s->next_sent < s->call.sent ? find_sent(s, s->next_sent) : NULL;

	if (!sent || sent->message >= s->call.message_count)
		return false;
	s->message = sent->message;
	s->fd_count = sent->count;
	s->pidfd = NO_FD;
	s->skips = !begin_message(s, sent->message, sent->count, 0);
	return true;
}

/* Begins the next message from what is in user memory now: a received one, or a sent one that could not be read before. */
static __always_inline bool open_message(struct scratch *s)
{
	struct user_msghdr header;
	__u8 flags;

	if (s->message >= s->call.message_count || read_message(&s->call, s->message, &header))
		return false;
	gather(s, &header);
	flags = s->gathered_flags;
	if (header.flags & MSG_CTRUNC)
		flags |= FD_MESSAGE_FLAGS_CTRUNC;
	s->skips = !s->fd_count || !begin_message(s, s->message, s->fd_count, flags);
	s->message++;
	return true;
}

/* Adds the next fd of the message that is open. */
static __always_inline void take_fd(struct scratch *s)
{
	struct sent_fd *sent;
	__s32 fd;

	if (s->from_sent) {
		sent = find_sent(s, s->next_sent++);
		if (sent && !s->skips)
			add_fd(sent->file, sent->fd);
	} else if (!s->skips) {
		fd = s->fds[s->next_fd & 0xff];
		add_fd(file_of(s, fd), fd);
	}
	s->next_fd++;
}

enum step {
	STEP_ON,	/* there is more to do */
	STEP_RECORD,	/* a record is ready */
	STEP_END,	/* nothing is left */
};

__noinline int next_step(void)
{
	struct scratch *s = get_scratch();
	struct fd_message *head;

	if (!s)
		return STEP_END;
	head = record_head(s);
	if (!s->is_open) {
		s->next_fd = 0;
		s->is_open = s->from_sent ? open_sent_message(s) : open_message(s);
		return s->is_open ? STEP_ON : STEP_END;
	}
	if (s->next_fd >= s->fd_count) {
		s->is_open = false;
		return head->entries ? STEP_RECORD : STEP_ON;
	}
	if (s->used > RECORD_FULL)
		return STEP_RECORD;
	take_fd(s);
	return STEP_ON;
}

/* Builds the next record. 0 when there is none; the caller, who has the context for it, hands it to user space. */
__noinline int next_record(void)
{
	struct scratch *s = get_scratch();
	struct fd_message *head;
	int step;

	if (!s)
		return 0;
	head = record_head(s);
	head->first += head->entries;
	clear_record(s);
	if (s->is_bare) {
		s->is_bare = false;
		s->call.message_count = 0;
		return begin_message(s, 0, 0, 0);
	}
	for (__u32 i = 0; i < RECORD_STEPS; i++) {
		step = next_step();
		if (step != STEP_ON)
			return step == STEP_RECORD;
	}
	return 0;
}

/* s->owner, s->call and s->result are set. 0 when there is nothing to tell. */
__noinline int begin_telling(void)
{
	struct scratch *s = get_scratch();
	bool sends;

	if (!s)
		return 0;
	sends = is_send(s->call.via);
	if (s->result < 0 && !show_failed)
		return 0;
	/* A receive that failed has nothing but that to tell. */
	s->is_bare = s->result < 0 && !sends;
	/* The result of the calls with many messages is how many of them went through. */
	if (has_many_messages(s->call.via) && s->result >= 0 && s->result < s->call.message_count)
		s->call.message_count = s->result;
	s->from_sent = sends && !(s->call.flags & FD_MESSAGE_FLAGS_LATE);
	s->is_open = false;
	s->message = 0;
	s->next_sent = 0;
	record_head(s)->entries = 0;
	return begin_call(s, sends);
}

/* A function of its own, so that the loop of tell_call() has few branches. */
__noinline int record_sent(long error)
{
	struct scratch *s = get_scratch();

	if (s && error)
		count_lost(record_head(s)->entries);
	return 0;
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
	record_sent(error);
}

static __always_inline void tell_call(void *context, struct scratch *s)
{
	if (!begin_telling())
		return;
	for (__u32 i = 0; i < MAX_RECORDS; i++) {
		if (!next_record())
			return;
		send_record(context, s);
	}
}

/* ---- hooks ---- */

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

/* False for a receive that has no room for control data, and so none for fds. */
static __always_inline bool may_receive(const struct call *call)
{
	struct user_msghdr header;

	if (has_many_messages(call->via) || read_message(call, 0, &header))
		return true;
	return header.control_length != 0;
}

/* A call has started: s->owner and s->call are set. */
static __always_inline void note_call(struct scratch *s)
{
	if (is_send(s->call.via) ? !remember_sent(s) : !may_receive(&s->call))
		return;
	if (bpf_map_update_elem(&calls, &s->owner, &s->call, BPF_ANY)) {
		count_lost(s->call.sent);
		forget_sent(s->owner, s->call.sent);
	}
}

/* Takes the call back that was noted. False when there is none. */
static __always_inline bool recall_call(struct scratch *s, call_owner owner)
{
	struct call *call = bpf_map_lookup_elem(&calls, &owner);

	if (!call)
		return false;
	s->owner = owner;
	s->call = *call;
	bpf_map_delete_elem(&calls, &owner);
	return true;
}

static __always_inline __u8 flags_of(const struct request *request)
{
	__u64 flags = has_many_messages(request->via) ? request->arguments[3] : request->arguments[2];

	return (request->is_32bit ? FD_MESSAGE_FLAGS_COMPAT32 : 0) |
	       (!is_send(request->via) && (flags & MSG_PEEK) ? FD_MESSAGE_FLAGS_PEEK : 0);
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
	s->call.socket_fd = request.arguments[0];
	s->call.messages = request.arguments[1];
	s->call.message_count = has_many_messages(request.via) ? request.arguments[2] : 1;
	if (s->call.message_count > UIO_MAXIOV)
		s->call.message_count = UIO_MAXIOV;
	s->call.socket_file = 0;
	s->call.sent = 0;
	s->call.noted = 0;
	s->call.flags = flags_of(&request);
	note_call(s);
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
