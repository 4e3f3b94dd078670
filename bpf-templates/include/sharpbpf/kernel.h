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

struct task_struct {
	struct thread_info thread_info;
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

/* include/linux/io_uring_types.h; what the operation needs is in cmd, in a struct of its own. */
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
};

/* io_uring/net.c: IORING_OP_SENDMSG and IORING_OP_RECVMSG. */
struct io_sr_msg {
	struct file *file;
	void *umsg;
	unsigned int msg_flags;
};

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
