/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_H
#define SOFDSNOOP_H

/* What sofdsnoop's BPF side tells user space. Everything here crosses the ring buffer. */
#include <sharpbpf/types.h>

enum fd_action {
	FD_ACTION_SEND = 1,
	FD_ACTION_RECV = 2,
};

/* The way the fds went. */
enum fd_via {
	FD_VIA_NONE = 0,
	FD_VIA_SENDMSG,
	FD_VIA_SENDMMSG,
	FD_VIA_RECVMSG,
	FD_VIA_RECVMMSG,
	FD_VIA_IO_URING,
	FD_VIA_PIDFD_GETFD,
	FD_VIA_SECCOMP_ADDFD,
	FD_VIA_MSG_RING,
	FD_VIA_FIXED_FD_INSTALL,
};

enum fd_message_flags {
	FD_MESSAGE_FLAGS_PEEK = 1,		/* MSG_PEEK: the message stays in the socket */
	FD_MESSAGE_FLAGS_CTRUNC = 2,		/* MSG_CTRUNC: there were more fds than could be installed */
	FD_MESSAGE_FLAGS_CREDS = 4,		/* SCM_CREDENTIALS came along */
	FD_MESSAGE_FLAGS_COMPAT32 = 8,		/* a 32-bit system call */
	FD_MESSAGE_FLAGS_LATE = 16,		/* user memory could not be read before the call, only after it */
	FD_MESSAGE_FLAGS_INCOMPLETE = 32,	/* control data that could not be read, or beyond our limits */
	FD_MESSAGE_FLAGS_PIDFD = 64,		/* SCM_PIDFD: an fd of the sender's process that nobody sent */
	FD_MESSAGE_FLAGS_ALONE = 128,		/* a send: nothing that was sent to the same socket before waits there */
};

/*
 * One record: the fds of one message, or a part of them when their names do not fit in one record. data[] starts with the
 * socket's bound name, padded to 8 bytes; behind it follow the entries, each a struct fd_entry on an 8-byte boundary.
 */
struct fd_message {
	__u64 ts;			/* ns, CLOCK_BOOTTIME: when the call was made (send) or returned (receive) */
	__u64 id;			/* the same in all records of one message on one side */
	__s64 result;			/* bytes, or -errno */
	__u64 socket_ino;		/* 0: not known */
	__u64 peer_ino;			/* 0: not known */
	__u32 pid;
	__u32 tid;
	__u32 uid;
	__s32 socket_fd;
	__u16 count;			/* fds of the whole message */
	__u16 first;			/* 0 in the first record of a message, more in those that follow */
	__u16 entries;			/* fds in this record */
	__u16 socket_path_length;	/* bytes; an abstract name starts with a NUL */
	__u8 action;			/* enum fd_action */
	__u8 via;			/* enum fd_via */
	__u8 flags;			/* enum fd_message_flags */
	__u8 reserved[5];
	char comm[16];			/* of the thread */
	char process_comm[16];		/* of the thread group's leader */
	__u8 data[];
};

/* How user space makes a name of name[]. */
enum name_rule {
	NAME_RULE_PATH = 0,	/* components, last first, each behind its length in one byte */
	NAME_RULE_SOCKET,	/* socket:[ino] */
	NAME_RULE_PIPE,		/* pipe:[ino] */
	NAME_RULE_ANON,		/* anon_inode: and the name */
	NAME_RULE_PIDFD,	/* anon_inode:[pidfd] */
	NAME_RULE_SIMPLE,	/* slash, the name, " (deleted)": the kernel's simple_dname() */
	NAME_RULE_NAMESPACE,	/* the name, :[ino] */
	NAME_RULE_DMABUF,	/* /dmabuf: and the name */
};

enum name_flags {
	NAME_FLAGS_DELETED = 1,		/* " (deleted)" is appended */
	NAME_FLAGS_TRUNCATED = 2,	/* longer than a path can be; the front is missing */
	NAME_FLAGS_UNKNOWN = 4,		/* no file had this number at that moment */
	NAME_FLAGS_PIDFD = 8,		/* this is the fd of SCM_PIDFD */
};

struct fd_entry {
	__u64 file;		/* the struct file's address: equal on both sides of one passing */
	__u64 ino;
	__u32 magic;		/* of the superblock */
	__s32 fd;
	__u16 mode;		/* i_mode */
	__u16 name_length;	/* bytes */
	__u8 rule;		/* enum name_rule */
	__u8 flags;		/* enum name_flags */
	__u16 index;		/* its number in the message, from 0 */
	__u8 name[];
};

/* Why something was not told: each has its element in the map "lost". */
enum loss_cause {
	LOSS_CAUSE_BUFFER = 0,		/* the ring or perf buffer was full */
	LOSS_CAUSE_LIMIT,		/* more than is followed of one call */
	LOSS_CAUSE_MEMORY,		/* too many at once to be remembered */
	LOSS_CAUSE_UNREADABLE,		/* user memory could not be read */
	LOSS_CAUSE_UNSEEN,		/* nothing told how it ended */
	LOSS_CAUSE_COUNT,
};

struct lost_count {
	__u64 records;		/* that found no room, or calls that could not be followed */
	__u64 fds;		/* in those records */
	__u64 unknown;		/* records of which nobody knows how many fds were in them */
};

#endif
