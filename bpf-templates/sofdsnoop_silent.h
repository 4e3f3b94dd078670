/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_SILENT_H
#define SOFDSNOOP_SILENT_H

/*
 * IOSQE_CQE_SKIP_SUCCESS: io_uring requests that tell nobody when they went well; that they failed is told as of any other. So the
 * record of such a send is made when it starts, while its files are certain, and kept. It went well when its memory serves another
 * request, which then still shows the old result, or when its thread has ended, for whose requests the kernel waits.
 * What is left in the end user space counts as lost.
 */
#include "sofdsnoop_tell.h"

#define SILENT_BYTES 2040	/* of a record; longer ones count as lost */

struct silent_record {
	__u8 bytes[SILENT_BYTES];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 128);
	__type(key, call_owner);
	__type(value, struct silent_record);
} silent_records SEC(".maps");

__u64 silent_requests = 0;	/* how many there are: seldom any */

/* What fd_message.reserved holds as long as the record is kept. */
#define SILENT_WORDS 0		/* its size, in words of 8 bytes */
#define SILENT_STREAM 1		/* over a stream */

/* A send that will say nothing has started and been noted. */
static __always_inline void keep_silent_send(struct scratch *s)
{
	struct fd_message *head = record_head(s);

	s->result = 1;		/* the true one comes later */
	if (!begin_telling(s->slot) || !build_record(s) || !has_content(s)) {
		bpf_map_delete_elem(&calls, &s->owner);
		return;
	}
	head->reserved[SILENT_WORDS] = s->used / 8;
	head->reserved[SILENT_STREAM] = s->is_stream;
	/* still open: the names of its fds fill more than one record */
	if (!s->is_open && s->used <= SILENT_BYTES && !bpf_map_update_elem(&silent_records, &s->owner, s->record, BPF_ANY)) {
		__atomic_fetch_add(&silent_requests, 1, __ATOMIC_RELAXED);
	} else {
		count_lost_unseen(LOSS_CAUSE_LIMIT, s->fd_count);
		bpf_map_delete_elem(&calls, &s->owner);
	}
	head->reserved[SILENT_WORDS] = 0;
	head->reserved[SILENT_STREAM] = 0;
}

static __always_inline void forget_silent_send(call_owner request)
{
	if (silent_requests && !bpf_map_delete_elem(&silent_records, &request))
		__atomic_fetch_add(&silent_requests, -1, __ATOMIC_RELAXED);
}

/* A silent send went well. */
static __always_inline void tell_silent_send(void *context, struct fd_message *head, __s64 result)
{
	__u32 size = head->reserved[SILENT_WORDS] * 8;
	bool passed = result > 0 || !head->reserved[SILENT_STREAM];	/* a stream without a byte carries no fds either */
	long error;

	head->reserved[SILENT_WORDS] = 0;
	head->reserved[SILENT_STREAM] = 0;
	head->result = result;
	if (!passed || size > SILENT_BYTES)
		return;
	if (use_perf_buffer)
		error = bpf_perf_event_output(context, &events, BPF_F_CURRENT_CPU, head, size);
	else
		error = bpf_ringbuf_output(&events, head, size, 0);
	if (error)
		count_lost(LOSS_CAUSE_BUFFER, head->entries);
}

/*
 * A request begins in the memory of one that we have seen begin and not end: it was a silent send, or its completion found no room
 * in the ring's queue and was not told.
 */
static __always_inline void settle_earlier_request(void *context, struct io_kiocb *request)
{
	call_owner owner = (__u64)request;
	struct call *call = find_call(owner);
	struct fd_message *head;

	if (!call)
		return;
	head = silent_requests ? bpf_map_lookup_elem(&silent_records, &owner) : NULL;
	if (head)
		tell_silent_send(context, head, KERNEL_FIELD(struct io_kiocb, request, cqe.res));
	else
		count_lost_call(LOSS_CAUSE_UNSEEN, call);
	if (call->sent > CALL_FDS)
		forget_sent(owner, call->sent);
	forget_silent_send(owner);
	bpf_map_delete_elem(&calls, &owner);
}

struct ended_thread {
	void *context;
	__u32 tid;
};

static long tell_if_of_thread(void *map, const call_owner *request, struct fd_message *head, struct ended_thread *thread)
{
	if (head->tid != thread->tid)
		return 0;
	tell_silent_send(thread->context, head, KERNEL_FIELD(struct io_kiocb, *request, cqe.res));
	bpf_map_delete_elem(&calls, request);
	forget_silent_send(*request);
	return 0;
}

/* A thread has ended, and before it all of its requests. */
SEC("raw_tp/sched_process_exit")
int on_request_thread_exit(struct bpf_raw_tracepoint_args *ctx)
{
	struct ended_thread thread = { ctx, current_tid() };

	if (silent_requests)
		bpf_for_each_map_elem(&silent_records, tell_if_of_thread, &thread, 0);
	return 0;
}

#endif
