/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_CALL_H
#define SOFDSNOOP_CALL_H

/* What all calls that pass fds have in common, whatever hook sees them: noted when they start, told when they have ended. */
#include "sofdsnoop_record.h"

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
	if (header.level == SOL_SOCKET && header.type == SCM_PIDFD && !is_send(&s->call)) {
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

/* False for a receive that has no room for control data, and so none for fds. */
static __always_inline bool may_receive(const struct call *call)
{
	struct user_msghdr header;

	if (has_many_messages(call->via) || read_message(call, 0, &header))
		return true;
	return header.control_length != 0;
}

/* A call has started that may pass fds: s->owner and s->call are set. */
static __always_inline void note_call(struct scratch *s)
{
	if (bpf_map_update_elem(&calls, &s->owner, &s->call, BPF_ANY)) {
		count_lost(s->call.sent);
		forget_sent(s->owner, s->call.sent);
	}
}

/* The same for a call with messages. */
static __always_inline void note_message_call(struct scratch *s)
{
	if (is_send(&s->call) ? remember_sent(s) : may_receive(&s->call))
		note_call(s);
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

/* pidfd_getfd() has no message; its result is the fd. */
static __always_inline bool open_result(struct scratch *s)
{
	if (s->message)
		return false;
	s->message = 1;
	s->fds[0] = s->result;
	s->fd_count = 1;
	s->pidfd = NO_FD;
	s->skips = !begin_message(s, 0, 1, 0);
	return true;
}

/* Begins the next message from what is in user memory now: a received one, or a sent one that could not be read before. */
static __always_inline bool open_message(struct scratch *s)
{
	struct user_msghdr header;
	__u8 flags;

	if (s->call.via == FD_VIA_PIDFD_GETFD)
		return open_result(s);
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
	sends = is_send(&s->call);
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

#endif
