/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_TELL_H
#define SOFDSNOOP_TELL_H

/* Calls that have ended: what they passed is told, record by record. */
#include <sharpbpf/loop.h>
#include "sofdsnoop_call.h"

const volatile bool show_failed = false;	/* tell calls that failed, too */
const volatile bool use_perf_buffer = false;	/* events is a perf buffer */

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

/* There may have been more fds where control data was not read to its end; what was refused passed none. */
static __always_inline void count_incomplete(const struct scratch *s, __u32 flags)
{
	if ((flags & FD_MESSAGE_FLAGS_INCOMPLETE) && s->result >= 0)
		count_lost_unknown(s->gathered_loss);
}

/* Begins the one message from what scm_detach_fds() and those after it have written: msg_control has moved behind it. */
static __always_inline bool open_kernel_message(struct scratch *s)
{
	struct msghdr *message = (void *)s->call.kernel_message;
	__u64 end = (__u64)KERNEL_FIELD(struct msghdr, message, msg_control);
	__u8 flags;

	if (s->message || end < s->call.control)
		return false;
	s->message = 1;
	s->control = s->call.control;
	s->control_left = end - s->control;
	s->control_is_32bit = is_32bit(&s->call);
	s->control_is_kernel = false;
	gather(s->slot);
	flags = s->gathered_flags;
	count_incomplete(s, flags);
	if (KERNEL_FIELD(struct msghdr, message, msg_flags) & MSG_CTRUNC)
		flags |= FD_MESSAGE_FLAGS_CTRUNC;
	s->skips = !s->fd_count || !begin_message(s, 0, s->fd_count, flags);
	return true;
}

/* Begins the next message from what is in user memory now: a received one, or a sent one that could not be read before. */
static __always_inline bool open_message(struct scratch *s)
{
	struct user_msghdr header;
	__u8 flags;

	if (s->call.kernel_message)
		return open_kernel_message(s);
	if (s->message >= s->call.message_count)
		return false;
	if (is_multishot(&s->call) ? read_multishot_message(&s->call, &header) : read_message(&s->call, s->message, &header)) {
		if (s->result >= 0)
			count_lost_unknown(LOSS_CAUSE_UNREADABLE);
		return false;
	}
	gather_user(s, &header);
	flags = s->gathered_flags;
	if (header.flags & MSG_CTRUNC)
		flags |= FD_MESSAGE_FLAGS_CTRUNC;
	count_incomplete(s, flags);
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
			add_fd(s->slot, sent->file, sent->fd);
		else if (!s->skips && s->result >= 0)
			count_lost_unseen(LOSS_CAUSE_MEMORY, 1);
	} else if (!s->skips) {
		fd = s->fds[s->next_fd & 0xff];
		add_fd(s->slot, file_of(s, fd), fd);
	}
	s->next_fd++;
}

enum step {
	STEP_ON,	/* there is more to do */
	STEP_RECORD,	/* a record is ready */
	STEP_END,	/* nothing is left */
};

__noinline int next_step(__u32 slot)
{
	struct scratch *s = get_scratch(slot);
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

REPEAT(next_step);

/* Builds the next record, which has no entries when those looked at were not wanted. False when there is none. */
static __always_inline bool build_record(struct scratch *s)
{
	struct fd_message *head = record_head(s);

	head->first += head->entries;
	clear_record(s);
	if (s->is_bare) {
		s->is_bare = false;
		s->call.message_count = 0;
		return begin_message(s, 0, 0, 0);
	}
	return next_step_4096_times(s->slot) != STEP_END;
}

/* Whether there is something in the record; one without fds tells that a call failed. */
static __always_inline bool has_content(struct scratch *s)
{
	struct fd_message *head = record_head(s);

	return head->entries || !head->count;
}

/* A function of its own, so that the loop of tell_to_perf_buffer() has few branches. */
__noinline int record_sent(__u32 slot, long error)
{
	struct scratch *s = get_scratch(slot);

	if (s && error)
		count_lost(LOSS_CAUSE_BUFFER, record_head(s)->entries);
	return 0;
}

/* Hands the next record to the ring buffer; 1 when there is none. */
__noinline int tell_record(__u32 slot)
{
	struct scratch *s = get_scratch(slot);
	__u32 size;

	if (use_perf_buffer || !s || !build_record(s))
		return 1;
	size = s->used;
	if (size > RECORD_BYTES)
		return 1;
	if (has_content(s))
		record_sent(slot, bpf_ringbuf_output(&events, s->record, size, 0));
	return 0;
}

REPEAT_BY(tell_record, 512);

__noinline int next_record(__u32 slot)
{
	struct scratch *s = get_scratch(slot);

	return s && build_record(s);
}

/* Hands the next record to the perf buffer; 1 when there is none. */
static __always_inline int tell_perf_record(void *context, struct scratch *s)
{
	__u32 size;

	if (!next_record(s->slot))
		return 1;
	size = s->used;
	if (size > RECORD_BYTES)
		return 1;
	if (has_content(s))
		record_sent(s->slot, bpf_perf_event_output(context, &events, BPF_F_CURRENT_CPU, s->record, size));
	return 0;
}

/*
 * Only a program itself has the context that a perf buffer wants, so what REPEAT() does is no help. Of a loop over the kernel's iterator
 * (since 6.4) the verifier follows a turn or two; of the other one all turns, which takes it a tenth of a second.
 * False when there was more than we follow.
 */
static __always_inline bool tell_to_perf_buffer(void *context, struct scratch *s)
{
	int end = 0;

	if (bpf_iter_num_new) {
		struct bpf_iter_num___sharpbpf turns;

		bpf_iter_num_new(&turns, 0, MAX_PERF_RECORDS);
		while (!end && bpf_iter_num_next(&turns))
			end = tell_perf_record(context, s);
		bpf_iter_num_destroy(&turns);
		return end;
	}
	for (__u32 i = 0; i < MAX_PERF_RECORDS && !end; i++)
		end = tell_perf_record(context, s);
	return end;
}

/* False for a receive that brought no control data, as most do. */
static __always_inline bool has_control(const struct call *call)
{
	struct user_msghdr header;

	if (call->kernel_message || has_many_messages(call) || is_multishot(call))
		return true;
	return read_message(call, 0, &header) || header.control_length;	/* what cannot be read counts as lost */
}

/* s->owner, s->call and s->result are set. 0 when there is nothing to tell. */
__noinline int begin_telling(__u32 slot)
{
	struct scratch *s = get_scratch(slot);
	bool sends;

	if (!s)
		return 0;
	sends = is_send(&s->call);
	if (s->result < 0 && !show_failed)
		return 0;
	if (!sends && s->result >= 0 && !has_control(&s->call))
		return 0;
	/* A receive that failed has nothing but that to tell. */
	s->is_bare = s->result < 0 && !sends;
	/* The result of the calls with many messages is how many of them went through. */
	if (has_many_messages(&s->call) && s->result >= 0 && s->result < s->call.message_count)
		s->call.message_count = s->result;
	s->from_sent = sends && !(s->call.flags & FD_MESSAGE_FLAGS_LATE);
	s->is_open = false;
	s->message = 0;
	s->next_sent = 0;
	record_head(s)->entries = 0;
	record_head(s)->count = 1;	/* none is what only a bare record has, and the last one here may have been bare */
	if (!begin_call(s, sends))
		return 0;
	/* of what is remembered nobody knows any more why it is not all; in the kernel's own copy it is the number of control messages */
	if (s->from_sent && (s->call.flags & FD_MESSAGE_FLAGS_INCOMPLETE) && s->result >= 0)
		count_lost_unknown(LOSS_CAUSE_LIMIT);
	return 1;
}

/* Counts what the next message of a call passes that is not followed any further; 1 when there is none. */
__noinline int count_message(__u32 slot)
{
	struct scratch *s = get_scratch(slot);

	if (!s)
		return 1;
	if (s->is_open && !s->skips)
		count_lost_unseen(LOSS_CAUSE_LIMIT, s->fd_count - s->next_fd);
	if (s->from_sent && s->is_open)
		s->next_sent += s->fd_count - s->next_fd;
	s->next_fd = 0;
	s->is_open = s->from_sent ? open_sent_message(s) : open_message(s);
	return !s->is_open;
}

REPEAT(count_message);

static __always_inline void tell_call(void *context, struct scratch *s)
{
	if (!begin_telling(s->slot))
		return;
	if (use_perf_buffer ? !tell_to_perf_buffer(context, s) : !tell_record_many_times(s->slot, MAX_RING_STEPS))
		count_message_4096_times(s->slot);
}

/* The end of a call that recall_call() gave. */
static __always_inline void end_call(struct scratch *s)
{
	if (s->call.sent > CALL_FDS)
		forget_sent(s->owner, s->call.sent);
	release_scratch(s);
}

#endif
