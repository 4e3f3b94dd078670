/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SHARPBPF_KERNEL_H
#define SHARPBPF_KERNEL_H

/*
 * Kernel types, each with only the fields our programs use. preserve_access_index makes libbpf put in the offsets of the
 * running kernel (CO-RE), so order, gaps and sizes here mean nothing; names and types do. Include a vmlinux.h before this
 * file to use that instead.
 */
#include <sharpbpf/types.h>

#ifndef __VMLINUX_H__

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct list_head {
	struct list_head *next, *prev;
};

struct hlist_bl_node {
	struct hlist_bl_node *next, **pprev;
};

struct qstr {
	__u32 len;
	const unsigned char *name;
};

struct super_block {
	unsigned long s_magic;
};

struct inode {
	unsigned short i_mode;
	unsigned long i_ino;
	struct super_block *i_sb;
	void *i_private;
};

struct dentry {
	struct hlist_bl_node d_hash;
	struct dentry *d_parent;
	struct qstr d_name;
	void *d_fsdata;
};

struct vfsmount {
	struct dentry *mnt_root;
};

/* fs/mount.h: what a struct vfsmount is embedded in. */
struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct file {
	struct path f_path;
	struct inode *f_inode;
	void *private_data;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct thread_info {
	unsigned long flags;
	__u32 status;
};

struct kuid {
	__u32 val;
};

struct cred {
	struct kuid uid;
};

struct task_struct {
	struct thread_info thread_info;
	int pid, tgid;
	const struct cred *cred;
	void *stack;
	struct task_struct *group_leader;
	struct files_struct *files;
	char comm[16];
};

struct proc_ns_operations {
	const char *name;
};

struct ns_common {
	const struct proc_ns_operations *ops;
};

struct dma_buf {
	const char *name;
};

struct sock_common {
	unsigned short skc_family;
};

struct sock {
	struct sock_common __sk_common;
	struct socket *sk_socket;
};

struct socket {
	short type;
	struct file *file;
	struct sock *sk;
};

struct iov_iter {
	unsigned long count;
};

/* What the kernel makes of user space's; msg_control is a user address in a receive. */
struct msghdr {
	struct iov_iter msg_iter;
	void *msg_control;
	unsigned long msg_controllen;
	unsigned int msg_flags;
};

/* include/net/sock.h: a socket and its inode are allocated together. */
struct socket_alloc {
	struct socket socket;
	struct inode vfs_inode;
};

struct sockaddr_un {
	char sun_path[108];
};

/* include/net/af_unix.h: len counts from the family, two bytes before sun_path. */
struct unix_address {
	int len;
	struct sockaddr_un name[0];
};

/* include/net/af_unix.h, since Linux 5.7: what waits in the socket's receive queue. */
typedef struct {
	int counter;
} atomic_t;

struct scm_stat {
	atomic_t nr_fds;
};

struct unix_sock {
	struct sock sk;
	struct unix_address *addr;
	struct sock *peer;
	struct scm_stat scm_stat;
};

/* kernel/seccomp.c: a listener's file has its filter in private_data. */
struct seccomp_knotif {
	struct task_struct *task;
	__u64 id;
	struct list_head list;
};

struct notification {
	struct list_head notifications;
};

struct seccomp_filter {
	struct notification *notif;
};

/* include/linux/io_uring_types.h: the files registered with a ring are in an array of nodes, until 6.12 in one of io_fixed_file. */
struct io_rsrc_node {
	unsigned long file_ptr;
};

struct io_rsrc_data {
	unsigned int nr;
	struct io_rsrc_node **nodes;
};

struct io_fixed_file {
	unsigned long file_ptr;
};

struct io_file_table {
	struct io_rsrc_data data;
	struct io_fixed_file *files;
};

struct io_ring_ctx {
	unsigned int compat : 1;
	struct task_struct *submitter_task;
	struct io_file_table file_table;
	unsigned int nr_user_files;
	struct list_head tctx_list;
};

/* A task that uses a ring. */
struct io_tctx_node {
	struct list_head ctx_node;
	struct task_struct *task;
};

/* What the operation needs is in cmd, in a struct of its own. */
struct io_cmd_data {
	struct file *file;
};

struct io_cqe {
	__u64 user_data;
	__s32 res;
	int fd;
};

struct io_kiocb {
	struct io_cmd_data cmd;
	__u8 opcode;
	__u64 flags;
	struct io_cqe cqe;
	struct io_ring_ctx *ctx;
};

/* io_uring/net.c: IORING_OP_SENDMSG and IORING_OP_RECVMSG; buf shares its place with umsg. */
struct io_sr_msg {
	struct file *file;
	void *umsg;
	void *buf;
	unsigned int msg_flags;
	unsigned short flags;
};

/* io_uring/msg_ring.c: IORING_OP_MSG_RING. */
struct io_msg {
	struct file *file;
	__u32 cmd;
	__u32 src_fd;
	__u32 dst_fd;
};

struct io_uring_cqe {
	__u64 user_data;
	__s32 res;
	__u32 flags;
};

struct io_submit_state {
	unsigned int cqes_count;
};

/* Until 6.15 the tracepoint had the members of the completion as arguments. */
typedef void (*btf_trace_io_uring_complete)(void *, struct io_ring_ctx *, void *, struct io_uring_cqe *);

#if defined(__TARGET_ARCH_x86)
struct pt_regs {
	unsigned long bx, cx, dx, si, di, bp, r8, r9, r10, ax, orig_ax;
};
#elif defined(__TARGET_ARCH_arm64)
struct pt_regs {
	__u64 regs[31];
	__u64 orig_x0;
	int syscallno;
};
#else
#error "sharpbpf/kernel.h: define __TARGET_ARCH_x86 or __TARGET_ARCH_arm64"
#endif

#pragma clang attribute pop

#endif /* __VMLINUX_H__ */
#endif
