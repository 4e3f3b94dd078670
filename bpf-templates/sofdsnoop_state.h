/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_STATE_H
#define SOFDSNOOP_STATE_H

/* What the programs remember, and the limits of it. */
#include <sharpbpf/kernel.h>
#include <sharpbpf/events.h>
#include <sharpbpf/read.h>
#include <sharpbpf/syscall.h>
#include "sofdsnoop.h"

#define AF_UNIX 1
#define SOL_SOCKET 1
#define SCM_RIGHTS 1
#define SCM_CREDENTIALS 2
#define SCM_PIDFD 4
#define SCM_MAX_FD 253
#define SOCK_STREAM 1
#define MSG_PEEK 2
#define MSG_CTRUNC 8
#define SECCOMP_IOCTL_NOTIF_ADDFD 0x40182103
#define IORING_OP_SENDMSG 9
#define IORING_OP_RECVMSG 10
#define IORING_OP_MSG_RING 40
#define IORING_OP_SENDMSG_ZC 48
#define IORING_OP_FIXED_FD_INSTALL 54
#define IORING_RECV_MULTISHOT 2
#define IORING_MSG_SEND_FD 1
#define IORING_FILE_INDEX_ALLOC (~0u)
#define REQ_F_FIXED_FILE 1
#define REQ_F_CQE_SKIP 64
#define UIO_MAXIOV 1024			/* messages in one sendmmsg or recvmmsg */

/* Superblock magics: uapi/linux/magic.h, and kernel sources for those that are not in it. */
#define ANON_INODE_FS_MAGIC 0x09041934
#define SOCKFS_MAGIC 0x534f434b
#define PIPEFS_MAGIC 0x50495045
#define PIDFS_MAGIC 0x50494446
#define NSFS_MAGIC 0x6e736673
#define DMA_BUF_MAGIC 0x444d4142

#define COMM_LENGTH 16
#define NAME_MAX 255			/* bytes in one path component */
#define PATH_MAX 4096
#define MAX_PERF_RECORDS 1024		/* of one call, when events is a perf buffer */
#define MAX_RING_STEPS 256		/* times 512 records: 1024 messages of 253 fds with the longest names need 87,000 */
#define MAX_CONTROL_STEPS 128		/* times 128 control messages: 128 KiB, the kernel's own limit, have room for 10,922 */
#define NO_FD 0xffff

/* A record's entries start below RECORD_FULL; a component never writes beyond RECORD_BYTES. */
#define RECORD_SPAN 16384
#define RECORD_MASK (RECORD_SPAN - 1)
#define RECORD_BYTES (RECORD_SPAN + 512)
#define RECORD_FULL (RECORD_SPAN - PATH_MAX - 512)

#define SCRATCH_SLOTS 4			/* programs that may run on one CPU at the same time */
#define CALL_FDS 4			/* fds in struct call itself; few calls pass more */
#define SENT_CHUNK 16			/* fds in one struct sent_chunk */
#define MAX_SENT (CALL_FDS + 64 * SENT_CHUNK)			/* fds remembered for one call */

struct sent_fd {
	__u64 file;
	__s32 fd;
	__u16 message;		/* its number in the call */
	__u16 count;		/* fds of that message */
};

/* Whose call: a thread's id, or the address of an io_uring request. */
typedef __u64 call_owner;

enum call_state {
	CALL_STATE_OVER = 0,
	CALL_STATE_RUNNING,
	CALL_STATE_WAITED,	/* it waited when we attached, and user space noted it */
};

/* A call that has started. */
struct call {
	__u64 started;		/* ns, CLOCK_BOOTTIME */
	__u64 messages;		/* user address of a msghdr, or of an array of mmsghdr */
	__u64 kernel_message;	/* struct msghdr *: the one message of a call that was seen inside the kernel */
	__u64 control;		/* of that, when it is a receive: user address of the fds' control message */
	__u32 message_count;
	__s32 socket_fd;
	__u64 socket_file;	/* struct file *; 0: that of socket_fd */
	__u32 sent;		/* fds remembered: here, and from CALL_FDS on in sent_fds */
	__u8 via;
	__u8 flags;		/* enum fd_message_flags known so far */
	__u8 state;		/* enum call_state */
	__u8 action;		/* enum fd_action */
	union {
		struct sent_fd first[CALL_FDS];		/* of a send */
		struct {
			__u32 is_one;
			__u32 name_room;
			__u64 control_room;
		} multishot;				/* of a receive by io_uring: sofdsnoop_multishot.h */
	};
};

struct chunk_key {
	call_owner owner;
	__u64 number;
};

struct sent_chunk {
	struct sent_fd fds[SENT_CHUNK];
};

/* What a program works on while it runs: too large for the stack. */
struct scratch {
	__u64 users;		/* see acquire_slot() */
	__u64 next_id;
	__u32 slot;		/* its own number, for the functions that get no pointers */

	call_owner owner;
	struct call call;
	__s64 result;
	__u64 fd_table;		/* the current task's: struct file ** */
	__u32 fd_table_size;
	bool is_stream;		/* the call's socket is a SOCK_STREAM one */
	bool socket_matches;	/* the filter wants it */
	char path[108];		/* of a struct sockaddr_un */

	/* gather(): the fds of one message's control data */
	__u64 control;
	__u64 control_left;
	bool control_is_32bit;
	bool control_is_kernel;	/* it is the kernel's copy, and not in user memory */
	__u32 fd_count;
	__u32 gathered_flags;
	__u32 gathered_loss;	/* enum loss_cause: why those are incomplete */
	__u32 pidfd;		/* which of them SCM_PIDFD brought, or NO_FD */
	__s32 fds[512];		/* 253, and room for the verifier's doubt */

	struct sent_chunk chunk;

	/* walk_path(): where it is */
	__u64 dentry;
	__u64 mount;
	__u32 name_start;
	__u32 name_flags;

	/* bytes_received(): the receiver's buffers */
	__u64 buffer;
	__u64 buffers_left;
	__u64 room;

	/* build_record(): how far it has come */
	bool from_sent;		/* the fds are those remembered at the start */
	bool is_bare;		/* only a header is to be told */
	bool is_open;		/* a message has been begun */
	bool skips;		/* that message passes nothing */
	__u32 message;		/* its number in the call */
	__u32 next_sent;	/* next of the fds remembered */
	__u32 next_fd;		/* next in this message */
	__u32 used;		/* bytes of record[] */
	__u8 record[RECORD_BYTES] __attribute__((aligned(8)));
};

SHARPBPF_EVENTS(events, struct fd_message, 8 << 20);
SHARPBPF_EXPORT(struct fd_entry);
SHARPBPF_EXPORT(enum fd_action);
SHARPBPF_EXPORT(enum fd_via);
SHARPBPF_EXPORT(enum call_state);
SHARPBPF_EXPORT(enum fd_message_flags);
SHARPBPF_EXPORT(enum name_rule);
SHARPBPF_EXPORT(enum name_flags);
SHARPBPF_EXPORT(enum loss_cause);

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, LOSS_CAUSE_COUNT);
	__type(key, __u32);
	__type(value, struct lost_count);
} lost SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SCRATCH_SLOTS);
	__type(key, __u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

/* A thread's entry stays after its call, for the next one: to write one is much cheaper than to add one and delete it. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, call_owner);
	__type(value, struct call);
} calls SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, struct chunk_key);
	__type(value, struct sent_chunk);
} sent_fds SEC(".maps");

static __always_inline struct scratch *get_scratch(__u32 slot)
{
	return bpf_map_lookup_elem(&scratches, &slot);
}

static __always_inline struct fd_message *record_head(struct scratch *s)
{
	return (struct fd_message *)s->record;
}

static __always_inline __u32 current_tid(void)
{
	return (__u32)bpf_get_current_pid_tgid();
}

static __always_inline __u32 current_pid(void)
{
	return bpf_get_current_pid_tgid() >> 32;
}

/* A record, or what would have become one. */
static __always_inline void count_lost(__u32 cause, __u64 fds)
{
	struct lost_count *count = bpf_map_lookup_elem(&lost, &cause);

	if (count) {
		count->records++;
		count->fds += fds;
	}
}

/* There may have been fds, and nobody knows how many. */
static __always_inline void count_lost_unknown(__u32 cause)
{
	struct lost_count *count = bpf_map_lookup_elem(&lost, &cause);

	if (count) {
		count->records++;
		count->unknown++;
	}
}

/*
 * A program stays on its CPU, but another may run there before it has ended: from an interrupt, or because the kernel preempts
 * it. So each CPU has some scratches, and a program takes one that is free. -1: there is none.
 *
 * All who want a slot run on one CPU, and the counter changes in one instruction: who reads 1 is alone. (Linux 5.10 has no atomic
 * operation that returns the old value.)
 */
__noinline int acquire_slot(void)
{
	for (__u32 slot = 0; slot < SCRATCH_SLOTS; slot++) {
		struct scratch *s = get_scratch(slot);

		if (!s)
			break;
		__atomic_fetch_add(&s->users, 1, __ATOMIC_RELAXED);
		if (*(volatile __u64 *)&s->users == 1) {
			s->slot = slot;
			return slot;
		}
		__atomic_fetch_add(&s->users, -1, __ATOMIC_RELAXED);
	}
	count_lost_unknown(LOSS_CAUSE_MEMORY);
	return -1;
}

/* To be given back with release_scratch(). */
static __always_inline struct scratch *acquire_scratch(void)
{
	int slot = acquire_slot();

	return slot < 0 ? NULL : get_scratch(slot);
}

static __always_inline void release_scratch(struct scratch *s)
{
	__atomic_fetch_add(&s->users, -1, __ATOMIC_RELAXED);
}

/*
 * REPEAT_BY(step, 512) makes of the global function step(slot), which returns 0 as long as there is more to do,
 *   step_512_times(slot), another global function, and
 *   step_many_times(slot, n), which does it n times 512 times,
 * and REPEAT(step) the same with 64, and
 *   step_4096_times(slot), which all return what ended them: 0 is the limit.
 *
 * The verifier checks a global function once, on its own. So it follows 64 steps twice, and not 4096 of them; that keeps the load
 * short, without bpf_loop, which Linux 5.10 does not have. It takes least when both numbers are about the same. A program and the
 * functions in it may nest 8 deep.
 */
#define REPEAT_BY(step, times) \
	__noinline int step##_##times##_times(__u32 slot) \
	{ \
		for (__u32 i = 0; i < times; i++) { \
			int end = step(slot); \
			if (end) \
				return end; \
		} \
		return 0; \
	} \
	static __always_inline int step##_many_times(__u32 slot, __u32 many) \
	{ \
		for (__u32 i = 0; i < many; i++) { \
			int end = step##_##times##_times(slot); \
			if (end) \
				return end; \
		} \
		return 0; \
	} \
	_Static_assert(1, "wants a semicolon")

#define REPEAT(step) \
	REPEAT_BY(step, 64); \
	static __always_inline int step##_4096_times(__u32 slot) \
	{ \
		return step##_many_times(slot, 64); \
	} \
	_Static_assert(1, "wants a semicolon")

/* The calls that take an array of messages, unless each of their messages is seen on its own inside the kernel. */
static __always_inline bool has_many_messages(const struct call *call)
{
	return !call->kernel_message && (call->via == FD_VIA_SENDMMSG || call->via == FD_VIA_RECVMMSG);
}

static __always_inline bool is_send(const struct call *call)
{
	return call->action == FD_ACTION_SEND;
}

/* Only io_uring's programs set it; receives by system calls leave it as it is. */
static __always_inline bool is_multishot(const struct call *call)
{
	return call->via == FD_VIA_IO_URING && call->action == FD_ACTION_RECV && call->multishot.is_one;
}

#endif
