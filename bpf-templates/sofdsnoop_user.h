/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_USER_H
#define SOFDSNOOP_USER_H

/* What user space hands to sendmsg and its kin, as a 64-bit and as a 32-bit program lays it out. */
#include "sofdsnoop_state.h"

struct user_msghdr {
	__u64 name;
	__u32 name_length;
	__u64 iov;
	__u64 iov_length;
	__u64 control;
	__u64 control_length;
	__u32 flags;
};

struct user_msghdr32 {
	__u32 name;
	__u32 name_length;
	__u32 iov;
	__u32 iov_length;
	__u32 control;
	__u32 control_length;
	__u32 flags;
};

struct user_mmsghdr {
	struct user_msghdr header;
	__u32 length;
};

struct user_mmsghdr32 {
	struct user_msghdr32 header;
	__u32 length;
};

struct user_cmsghdr {
	__u64 length;
	__s32 level;
	__s32 type;
};

struct user_cmsghdr32 {
	__u32 length;
	__s32 level;
	__s32 type;
};

struct user_iovec {
	__u64 base;
	__u64 length;
};

struct user_iovec32 {
	__u32 base;
	__u32 length;
};

/* What io_uring puts in front of a message in a buffer it chose; behind it are the name and the control data. */
struct user_recvmsg_out {
	__u32 name_length;
	__u32 control_length;
	__u32 payload_length;
	__u32 flags;
};

struct user_seccomp_notif_addfd {
	__u64 id;
	__u32 flags;
	__s32 source_fd;
	__u32 new_fd;
	__u32 new_fd_flags;
};

static __always_inline bool is_32bit(const struct call *call)
{
	return call->flags & FD_MESSAGE_FLAGS_COMPAT32;
}

/* Reads one of the call's messages; 0 when that went well. */
static __always_inline long read_message(const struct call *call, __u32 number, struct user_msghdr *header)
{
	struct user_msghdr32 narrow;
	long error;

	if (!is_32bit(call))
		return bpf_probe_read_user(header, sizeof(*header),
					   (void *)(call->messages + number * sizeof(struct user_mmsghdr)));
	error = bpf_probe_read_user(&narrow, sizeof(narrow),
				    (void *)(call->messages + number * sizeof(struct user_mmsghdr32)));
	if (error)
		return error;
	header->iov = narrow.iov;
	header->iov_length = narrow.iov_length;
	header->name_length = narrow.name_length;
	header->control = narrow.control;
	header->control_length = narrow.control_length;
	header->flags = narrow.flags;
	return 0;
}

/* The same of a message of a multishot receive, whose buffer is what messages says. */
static __always_inline long read_multishot_message(const struct call *call, struct user_msghdr *header)
{
	struct user_recvmsg_out out;
	long error = bpf_probe_read_user(&out, sizeof(out), (void *)call->messages);

	header->control = call->messages + sizeof(out) + call->multishot.name_room;
	header->control_length = out.control_length;
	header->flags = out.flags;
	return error;
}

/* What a call with many messages says of one of them when it has returned: its bytes. */
static __always_inline __u32 read_message_length(const struct call *call, __u32 number)
{
	__u64 wide = call->messages + number * sizeof(struct user_mmsghdr);
	__u64 narrow = call->messages + number * sizeof(struct user_mmsghdr32);
	__u32 length = 0;

	if (is_32bit(call))
		narrow += __builtin_offsetof(struct user_mmsghdr32, length);
	else
		narrow = wide + __builtin_offsetof(struct user_mmsghdr, length);
	bpf_probe_read_user(&length, sizeof(length), (void *)narrow);
	return length;
}

static __always_inline __u32 control_header_size(bool narrow)
{
	return narrow ? sizeof(struct user_cmsghdr32) : sizeof(struct user_cmsghdr);
}

/* Control messages begin on multiples of the program's word. */
static __always_inline __u64 control_align(__u64 length, bool narrow)
{
	__u64 mask = narrow ? 3 : 7;

	return (length + mask) & ~mask;
}

#endif
