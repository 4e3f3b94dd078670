/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_MULTISHOT_H
#define SOFDSNOOP_MULTISHOT_H

/*
 * IORING_RECV_MULTISHOT: one request that receives message after message, each into a buffer of its own, where a header, the
 * sender's name, the control data and the bytes follow one another. Of each message but the last the kernel tells the ring and
 * the user's word for the request, not the request.
 */
#include "sofdsnoop_tell.h"

struct multishot_key {
	__u64 ring;
	__u64 user_data;
};

struct multishot {
	call_owner request;	/* 0: several use the same word, and which of them received cannot be told */
	__u32 requests;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct multishot_key);
	__type(value, struct multishot);
} multishots SEC(".maps");

/* s->call is set. False when nothing can be said of what it will receive. */
static __always_inline bool begin_multishot(struct scratch *s, struct io_kiocb *request)
{
	struct multishot_key key = {
		(__u64)KERNEL_FIELD(struct io_kiocb, request, ctx),
		KERNEL_FIELD(struct io_kiocb, request, cqe.user_data),
	};
	struct multishot one = { (__u64)request, 1 }, *other;
	struct user_msghdr header;

	if (read_message(&s->call, 0, &header)) {
		count_lost_unknown(LOSS_CAUSE_UNREADABLE);
		return false;
	}
	if (!header.control_length)
		return false;
	other = bpf_map_lookup_elem(&multishots, &key);
	if (other) {
		other->request = 0;
		other->requests++;
	} else if (bpf_map_update_elem(&multishots, &key, &one, BPF_ANY)) {
		count_lost_unknown(LOSS_CAUSE_MEMORY);
		return false;
	}
	s->call.multishot.is_one = true;
	s->call.multishot.name_room = header.name_length;
	s->call.multishot.control_room = header.control_length;
	return true;
}

static __always_inline void end_multishot(struct io_kiocb *request)
{
	struct multishot_key key = {
		(__u64)KERNEL_FIELD(struct io_kiocb, request, ctx),
		KERNEL_FIELD(struct io_kiocb, request, cqe.user_data),
	};
	struct multishot *one = bpf_map_lookup_elem(&multishots, &key);

	if (one && one->requests > 1)
		one->requests--;
	else
		bpf_map_delete_elem(&multishots, &key);
}

/* A completion besides a request's own: takes the receive that goes on into a scratch. NULL when it is none of these. */
static __always_inline struct scratch *recall_multishot(struct bpf_raw_tracepoint_args *ctx)
{
	struct multishot_key key = { ctx->args[0] };
	struct io_uring_cqe *completion = (void *)ctx->args[2];
	struct multishot *one;
	struct scratch *s;
	struct call *call;
	__s32 result;

	if (bpf_core_type_exists(btf_trace_io_uring_complete)) {
		key.user_data = KERNEL_FIELD(struct io_uring_cqe, completion, user_data);
		result = KERNEL_FIELD(struct io_uring_cqe, completion, res);
	} else {
		key.user_data = ctx->args[2];
		result = (__s32)ctx->args[3];
	}
	one = bpf_map_lookup_elem(&multishots, &key);
	if (!one)
		return NULL;
	call = find_call(one->request);
	/* From 6.2 to 6.9 completions are gathered: by now the request may have received more, and its buffer is another. */
	if (!call || bpf_core_field_exists(struct io_submit_state, cqes_count)) {
		count_lost_unknown(LOSS_CAUSE_UNSEEN);
		return NULL;
	}
	s = acquire_scratch();
	if (!s)
		return NULL;
	s->owner = one->request;
	s->call = *call;
	s->result = result;
	return s;
}

/* The message is in this buffer; its bytes are what the result counts besides the rest. */
static __always_inline void find_multishot_message(struct scratch *s, __u64 buffer)
{
	s->call.messages = buffer;
	if (s->result > 0)
		s->result -= sizeof(struct user_recvmsg_out) + s->call.multishot.name_room + s->call.multishot.control_room;
}

#endif
