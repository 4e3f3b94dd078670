/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_REGISTERED_H
#define SOFDSNOOP_REGISTERED_H

/*
 * --all-paths: files registered with an io_uring. IORING_OP_MSG_RING gives one to another ring (IORING_MSG_SEND_FD), whose
 * process may be another; IORING_OP_FIXED_FD_INSTALL makes one an fd of the process, which is how a file that came to a ring
 * arrives there. In a ring's table a file has an index and no fd.
 */
#include "sofdsnoop_io_uring.h"
#include "sofdsnoop_single.h"

/* The owner of such a request's note: sofdsnoop_io_uring.h has the address itself for messages. */
static __always_inline call_owner registered_owner(struct io_kiocb *request)
{
	return (__u64)request | 1;
}

static __always_inline __u64 registered_file(struct io_ring_ctx *ring, __u32 index)
{
	struct io_rsrc_node **nodes, *node = NULL;
	struct io_fixed_file *files;
	__u64 file = 0;

	if (bpf_core_field_exists(ring->file_table.files)) {
		files = KERNEL_FIELD(struct io_ring_ctx, ring, file_table.files);
		if (index < KERNEL_FIELD(struct io_ring_ctx, ring, nr_user_files))
			bpf_probe_read_kernel(&file, sizeof(file), (void *)files + index * sizeof(file));
	} else {
		nodes = KERNEL_FIELD(struct io_ring_ctx, ring, file_table.data.nodes);
		if (index < KERNEL_FIELD(struct io_ring_ctx, ring, file_table.data.nr))
			bpf_probe_read_kernel(&node, sizeof(node), (void *)nodes + index * sizeof(node));
		if (node)
			file = KERNEL_FIELD(struct io_rsrc_node, node, file_ptr);
	}
	/* the lowest bits say what the file can do */
	return file & ~7ull;
}

SEC("raw_tp")
int on_registered_submit(struct bpf_raw_tracepoint_args *ctx)
{
	struct io_kiocb *request = (void *)ctx->args[0];
	__u8 opcode = KERNEL_FIELD(struct io_kiocb, request, opcode);
	struct io_msg *message = (void *)request + bpf_core_field_offset(struct io_kiocb, cmd);
	struct io_ring_ctx *ring;
	struct scratch *s;
	__u32 index;

	if (opcode == IORING_OP_MSG_RING ? KERNEL_FIELD(struct io_msg, message, cmd) != IORING_MSG_SEND_FD :
	    opcode != IORING_OP_FIXED_FD_INSTALL || !task_allowed())
		return 0;
	if (is_silent(request)) {
		count_lost_unseen(LOSS_CAUSE_UNSEEN, 1);
		return 0;
	}
	s = acquire_scratch();
	if (!s)
		return 0;
	if (opcode == IORING_OP_MSG_RING) {
		begin_request(s, request, FD_VIA_MSG_RING, FD_ACTION_SEND);
		s->owner = registered_owner(request);
		s->call.message_count = task_allowed();
		index = KERNEL_FIELD(struct io_msg, message, src_fd);
		ring = KERNEL_FIELD(struct io_kiocb, request, ctx);
		note_single(s, registered_file(ring, index), index);
	} else {
		begin_request(s, request, FD_VIA_FIXED_FD_INSTALL, FD_ACTION_RECV);
		s->owner = registered_owner(request);
		note_call(s, CALL_STATE_RUNNING);
	}
	release_scratch(s);
	return 0;
}

/* Whose ring it is: of the only task that may submit to it or, of those that use it, the one that has done so the longest. */
static __always_inline bool read_ring_owner(struct fd_owner *owner, struct io_ring_ctx *ring)
{
	struct task_struct *task = KERNEL_FIELD(struct io_ring_ctx, ring, submitter_task);
	struct list_head *head = (void *)ring + bpf_core_field_offset(struct io_ring_ctx, tctx_list), *oldest;

	if (!task) {
		oldest = KERNEL_FIELD(struct list_head, head, prev);
		if (!oldest || oldest == head)
			return false;
		task = KERNEL_FIELD(struct io_tctx_node,
				    (void *)oldest - bpf_core_field_offset(struct io_tctx_node, ctx_node), task);
	}
	read_owner(owner, task);
	return true;
}

static __always_inline void tell_ring_message(void *context, struct scratch *s, struct io_kiocb *request)
{
	struct file *target = KERNEL_FIELD(struct io_kiocb, request, cmd.file);
	struct io_ring_ctx *ring = KERNEL_FIELD(struct file, target, private_data);
	struct io_msg *message = (void *)request + bpf_core_field_offset(struct io_kiocb, cmd);
	__u32 place = KERNEL_FIELD(struct io_msg, message, dst_fd);
	struct fd_owner owner = {};
	bool is_told;

	/* a request that failed may have no target, or one that is no ring */
	is_told = s->result >= 0 && read_ring_owner(&owner, ring) && owner_allowed(&owner);
	/* places count from 1; where the kernel chose one, it is the result */
	tell_handed_over(context, s, s->call.message_count, is_told ? &owner : NULL,
			 place == IORING_FILE_INDEX_ALLOC ? s->result : place - 1);
}

SEC("raw_tp/io_uring_complete")
int on_registered_complete(struct bpf_raw_tracepoint_args *ctx)
{
	struct io_kiocb *request = (void *)ctx->args[1];
	__u8 opcode = request ? KERNEL_FIELD(struct io_kiocb, request, opcode) : 0;
	struct scratch *s = NULL;

	if (opcode == IORING_OP_MSG_RING || opcode == IORING_OP_FIXED_FD_INSTALL)
		s = recall_last_call(registered_owner(request));
	if (!s)
		return 0;
	s->result = KERNEL_FIELD(struct io_kiocb, request, cqe.res);
	if (s->call.via == FD_VIA_FIXED_FD_INSTALL)
		tell_single(ctx, s);
	else
		tell_ring_message(ctx, s, request);
	end_call(s);
	return 0;
}

#endif
