/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_CALL_H
#define SOFDSNOOP_CALL_H

/*
 * Calls that have started, whatever hook saw them. A sender's files are looked up then, before anybody else can close them, and
 * remembered: the first few in struct call, the others in chunks.
 */
#include "sofdsnoop_gather.h"
#include "sofdsnoop_record.h"

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

static __always_inline void save_last_chunk(struct scratch *s)
{
	if (chunk_fill(s->call.sent))
		save_chunk(s, chunk_count(s->call.sent) - 1);
}

__noinline int forget_sent(__u64 owner, __u32 sent)
{
	for (__u32 i = 0; i < MAX_SENT / SENT_CHUNK && i < chunk_count(sent); i++) {
		struct chunk_key key = { owner, i };

		bpf_map_delete_elem(&sent_fds, &key);
	}
	return 0;
}

/* Remembers the next of s->fds; 1 when there is none. */
__noinline int remember_fd(__u32 slot)
{
	struct scratch *s = get_scratch(slot);
	struct sent_fd *sent;
	__u32 number;

	if (!s || s->next_fd >= s->fd_count)
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
	sent->fd = s->fds[s->next_fd++ & 0xff];
	sent->file = file_of(s, sent->fd);
	sent->message = s->message;
	sent->count = s->fd_count;
	s->call.sent = ++number;
	if (chunk_fill(number) == 0 && number > CALL_FDS)
		save_chunk(s, chunk_count(number) - 1);
	return 0;
}

REPEAT(remember_fd);

/* Remembers all of s->fds, which s->message sends. */
static __always_inline void remember_fds(struct scratch *s)
{
	s->next_fd = 0;
	remember_fd_4096_times(s->slot);
}

/* Remembers what the call's next message in user memory sends; 1 when there is none. */
__noinline int remember_message(__u32 slot)
{
	struct scratch *s = get_scratch(slot);
	struct user_msghdr header;

	if (!s || s->message >= s->call.message_count)
		return 1;
	if (read_message(&s->call, s->message, &header)) {
		s->call.flags |= FD_MESSAGE_FLAGS_LATE;
		return 1;
	}
	gather_user(s, &header);
	if (s->gathered_flags & FD_MESSAGE_FLAGS_INCOMPLETE)
		s->call.flags |= FD_MESSAGE_FLAGS_LATE;
	s->call.flags |= s->gathered_flags & FD_MESSAGE_FLAGS_CREDS;
	remember_fds(s);
	s->message++;
	return 0;
}

REPEAT(remember_message);

/* False when the call passes no fds. */
static __always_inline bool remember_sent(struct scratch *s)
{
	load_fd_table(s);
	s->message = 0;
	remember_message_4096_times(s->slot);
	save_last_chunk(s);
	return s->call.sent || (s->call.flags & FD_MESSAGE_FLAGS_LATE);
}

/* False for a receive that has no room for control data, and so none for fds. */
static __always_inline bool may_receive(const struct call *call)
{
	struct user_msghdr header;

	if (has_many_messages(call) || read_message(call, 0, &header))
		return true;
	return header.control_length != 0;
}

/* What a send passes is known before its end, but not to what socket; what a receive brings is not known. */
static __always_inline void count_lost_call(__u32 cause, const struct call *call)
{
	if (is_send(call) && !socket_filter_length)
		count_lost_unseen(cause, call->sent);
	else
		count_lost_unknown(cause);
}

/* A call has started that may pass fds: s->owner and s->call are set. */
static __always_inline void note_call(struct scratch *s, enum call_state state)
{
	struct call *call = bpf_map_lookup_elem(&calls, &s->owner);

	s->call.state = state;
	if (call) {
		*call = s->call;
	} else if (bpf_map_update_elem(&calls, &s->owner, &s->call, BPF_ANY)) {
		if (s->call.flags & FD_MESSAGE_FLAGS_LATE)
			count_lost_unknown(LOSS_CAUSE_MEMORY);
		else
			count_lost_call(LOSS_CAUSE_MEMORY, &s->call);
		forget_sent(s->owner, s->call.sent);
	}
}

/* The same for a call whose messages are in user memory. */
static __always_inline void note_message_call(struct scratch *s)
{
	if (is_send(&s->call) ? remember_sent(s) : may_receive(&s->call))
		note_call(s, CALL_STATE_RUNNING);
}

/* The call of this owner that has started and not ended; NULL when there is none. */
static __always_inline struct call *find_call(call_owner owner)
{
	struct call *call = bpf_map_lookup_elem(&calls, &owner);

	return call && call->state != CALL_STATE_OVER ? call : NULL;
}

/* The call has ended: takes it into a scratch. NULL when there is none or no scratch is free. */
static __always_inline struct scratch *recall_call(call_owner owner)
{
	struct call *call = find_call(owner);
	struct scratch *s;

	if (!call)
		return NULL;
	s = acquire_scratch();
	if (s) {
		s->owner = owner;
		s->call = *call;
	}
	call->state = CALL_STATE_OVER;
	return s;
}

/* The same for the current thread. NULL, too, for one that no filter lets through: it is asked first, since that is cheaper. */
static __always_inline struct scratch *recall_current_call(void)
{
	return task_id_allowed() ? recall_call(current_tid()) : NULL;
}

/* The same for an owner that makes no other call: it has no more need of its entry. */
static __always_inline struct scratch *recall_last_call(call_owner owner)
{
	struct scratch *s = recall_call(owner);

	bpf_map_delete_elem(&calls, &owner);
	return s;
}

#endif
