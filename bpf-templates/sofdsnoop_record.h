/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_RECORD_H
#define SOFDSNOOP_RECORD_H

/* Builds the records: the header with its task and socket, and an entry for each fd with the name of its file. */
#include "sofdsnoop_filter.h"
#include "sofdsnoop_user.h"

/* ---- fds and files ---- */

static __always_inline void load_fd_table(struct scratch *s)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct files_struct *files = KERNEL_FIELD(struct task_struct, task, files);
	struct fdtable *table = KERNEL_FIELD(struct files_struct, files, fdt);

	s->fd_table = (__u64)KERNEL_FIELD(struct fdtable, table, fd);
	s->fd_table_size = KERNEL_FIELD(struct fdtable, table, max_fds);
}

static __always_inline __u64 file_of(struct scratch *s, __s32 fd)
{
	__u64 file = 0;

	if (fd >= 0 && (__u32)fd < s->fd_table_size)
		bpf_probe_read_kernel(&file, sizeof(file), (void *)(s->fd_table + (__u64)fd * sizeof(file)));
	return file;
}

/* Fds whose files nobody has looked at: whether the filter wants them is not known. */
static __always_inline void count_lost_unseen(__u32 cause, __u64 fds)
{
	if (filter_kind)
		count_lost_unknown(cause);
	else
		count_lost(cause, fds);
}

/* ---- the record ---- */

static __always_inline __u32 socket_path_space(const struct fd_message *head)
{
	return (head->socket_path_length + 7) & ~7u;
}

static __always_inline void clear_record(struct scratch *s)
{
	struct fd_message *head = record_head(s);

	head->entries = 0;
	s->used = sizeof(*head) + socket_path_space(head);
}

static __always_inline __u32 superblock_magic(struct inode *inode)
{
	struct super_block *superblock = KERNEL_FIELD(struct inode, inode, i_sb);

	return KERNEL_FIELD(struct super_block, superblock, s_magic);
}

static __always_inline __u64 socket_inode(struct socket *socket)
{
	struct inode *inode = (void *)socket + bpf_core_field_offset(struct socket_alloc, vfs_inode);

	return socket ? KERNEL_FIELD(struct inode, inode, i_ino) : 0;
}

/* The bound name of the socket or, when it has none, of its peer. A filter looks at both. */
static __always_inline void add_socket_path(struct scratch *s, struct fd_message *head, struct unix_sock *sock)
{
	struct unix_address *address = KERNEL_FIELD(struct unix_sock, sock, addr);
	__u32 length;

	if (!address)
		return;
	/* address->len includes the two bytes of the family; an unnamed socket has no more than those */
	length = KERNEL_FIELD(struct unix_address, address, len) - 2;
	if (length - 1 >= sizeof(s->path))
		return;
	/* older verifiers do not see that this bounds it */
	sharpbpf_barrier(length);
	if (bpf_probe_read_kernel(s->path, length & 127, &address->name[0].sun_path))
		return;
	if (socket_filter_length && socket_path_matches(s->slot, length))
		s->socket_matches = true;
	if (head->socket_path_length)
		return;
	head->socket_path_length = length;
	__builtin_memcpy(head->data, s->path, sizeof(s->path));
}

/*
 * After a send: whether no fds wait in the peer that were sent to it before. A socket's queue is first in, first out: had any been left,
 * those of this message would wait behind them, and there would be more than its own.
 */
static __always_inline bool is_alone(const struct scratch *s, struct unix_sock *peer)
{
	if (!is_send(&s->call) || has_many_messages(&s->call) || (s->call.flags & FD_MESSAGE_FLAGS_LATE))
		return false;
	if (!bpf_core_field_exists(struct unix_sock, scm_stat))
		return false;
	return (__u32)KERNEL_FIELD(struct unix_sock, peer, scm_stat.nr_fds.counter) <= s->call.sent;
}

/*
 * Fills in the socket's side of the header. False for a socket that is not a unix one, where SCM_RIGHTS means nothing, and for
 * one that the filter does not want.
 */
static __always_inline bool describe_socket(struct scratch *s, struct fd_message *head)
{
	struct file *file = (void *)(s->call.socket_file ? s->call.socket_file : file_of(s, s->call.socket_fd));
	struct inode *inode;
	struct socket *socket;
	struct unix_sock *sock, *peer;

	head->socket_ino = 0;
	head->peer_ino = 0;
	head->socket_path_length = 0;
	s->is_stream = false;
	s->socket_matches = false;
	if (!file)
		return !socket_filter_length;	/* closed meanwhile: the kernel took it, so it was a unix socket */
	inode = KERNEL_FIELD(struct file, file, f_inode);
	if (superblock_magic(inode) != SOCKFS_MAGIC)
		return !socket_filter_length;	/* closed meanwhile, and the number used again */
	head->socket_ino = KERNEL_FIELD(struct inode, inode, i_ino);
	socket = KERNEL_FIELD(struct file, file, private_data);
	s->is_stream = KERNEL_FIELD(struct socket, socket, type) == SOCK_STREAM;
	sock = (void *)KERNEL_FIELD(struct socket, socket, sk);
	if (KERNEL_FIELD(struct unix_sock, sock, sk.__sk_common.skc_family) != AF_UNIX)
		return false;
	add_socket_path(s, head, sock);
	peer = (void *)KERNEL_FIELD(struct unix_sock, sock, peer);
	if (peer) {
		head->peer_ino = socket_inode(KERNEL_FIELD(struct unix_sock, peer, sk.sk_socket));
		add_socket_path(s, head, peer);
		if (is_alone(s, peer))
			s->call.flags |= FD_MESSAGE_FLAGS_ALONE;
	}
	return !socket_filter_length || s->socket_matches;
}

/* The header that all messages of this call share. False when there is nothing to tell. */
static __always_inline bool begin_call(struct scratch *s, bool is_send)
{
	struct fd_message *head = record_head(s);

	load_fd_table(s);
	if (!describe_socket(s, head))
		return false;
	head->ts = is_send ? s->call.started : bpf_ktime_get_boot_ns();
	head->pid = current_pid();
	head->tid = current_tid();
	head->uid = (__u32)bpf_get_current_uid_gid();
	head->socket_fd = s->call.socket_fd;
	head->action = is_send ? FD_ACTION_SEND : FD_ACTION_RECV;
	head->via = s->call.via;
	bpf_get_current_comm(head->comm, sizeof(head->comm));
	read_process_comm(head->process_comm);
	return true;
}

/* The bytes of one of the call's messages, or -errno. */
static __always_inline __s64 message_result(struct scratch *s, __u32 number)
{
	if (!has_many_messages(&s->call) || s->result < 0)
		return s->result;
	return read_message_length(&s->call, number);
}

static __always_inline __u64 next_message_id(struct scratch *s)
{
	return ((++s->next_id * SCRATCH_SLOTS + s->slot) << 12) | (bpf_get_smp_processor_id() & 0xfff);
}

/* False when the message passed nothing: a stream carries fds with its bytes, so without a byte the kernel drops them. */
static __always_inline bool begin_message(struct scratch *s, __u32 number, __u32 count, __u8 flags)
{
	struct fd_message *head = record_head(s);

	head->result = message_result(s, number);
	if (s->is_stream && head->result == 0 && head->action == FD_ACTION_SEND)
		return false;
	head->id = next_message_id(s);
	head->count = count;
	head->first = 0;
	head->flags = s->call.flags | flags;
	return true;
}

/* ---- names ---- */

static __always_inline enum name_rule pseudo_file_rule(__u32 magic)
{
	switch (magic) {
	case SOCKFS_MAGIC:
		return NAME_RULE_SOCKET;
	case PIPEFS_MAGIC:
		return NAME_RULE_PIPE;
	case ANON_INODE_FS_MAGIC:
		return NAME_RULE_ANON;
	case PIDFS_MAGIC:
		return NAME_RULE_PIDFD;
	case NSFS_MAGIC:
		return NAME_RULE_NAMESPACE;
	case DMA_BUF_MAGIC:
		return NAME_RULE_DMABUF;
	default:
		return NAME_RULE_SIMPLE;
	}
}

static __always_inline void add_string(struct scratch *s, const void *string)
{
	__u32 at = s->used & RECORD_MASK;
	long length = string ? bpf_probe_read_kernel_str(&s->record[at], NAME_MAX + 1, string) : 0;

	if (length > 1)
		s->used = at + length - 1;
}

static __always_inline void add_pseudo_name(struct scratch *s, enum name_rule rule, struct inode *inode,
					    struct dentry *dentry)
{
	const struct proc_ns_operations *operations;
	struct ns_common *ns;
	struct dma_buf *buffer;

	switch (rule) {
	case NAME_RULE_ANON:
	case NAME_RULE_SIMPLE:
		add_string(s, KERNEL_FIELD(struct dentry, dentry, d_name.name));
		break;
	case NAME_RULE_NAMESPACE:
		ns = KERNEL_FIELD(struct inode, inode, i_private);
		operations = KERNEL_FIELD(struct ns_common, ns, ops);
		add_string(s, KERNEL_FIELD(struct proc_ns_operations, operations, name));
		break;
	case NAME_RULE_DMABUF:
		if (!bpf_core_type_exists(struct dma_buf))
			break;
		buffer = KERNEL_FIELD(struct dentry, dentry, d_fsdata);
		add_string(s, KERNEL_FIELD(struct dma_buf, buffer, name));
		break;
	default:
		break;
	}
}

/* One step of walk_path(), as the kernel's prepend_path() does it: up one component, or across one mount. */
__noinline int walk_path_step(__u32 slot)
{
	struct scratch *s = get_scratch(slot);
	struct dentry *dentry, *parent;
	struct mount *mount, *mount_parent;
	__u32 at, length;

	if (!s)
		return 1;
	dentry = (void *)s->dentry;
	mount = (void *)s->mount;
	if (dentry == KERNEL_FIELD(struct mount, mount, mnt.mnt_root)) {
		mount_parent = KERNEL_FIELD(struct mount, mount, mnt_parent);
		if (mount_parent == mount)
			return 1;
		s->dentry = (__u64)KERNEL_FIELD(struct mount, mount, mnt_mountpoint);
		s->mount = (__u64)mount_parent;
		return 0;
	}
	parent = KERNEL_FIELD(struct dentry, dentry, d_parent);
	if (parent == dentry)
		return 1;

	at = s->used;
	length = KERNEL_FIELD(struct dentry, dentry, d_name.len);
	if (length > NAME_MAX || at - s->name_start + length >= PATH_MAX || at >= RECORD_SPAN) {
		s->name_flags |= NAME_FLAGS_TRUNCATED;
		return 1;
	}
	at &= RECORD_MASK;
	s->record[at] = length;
	bpf_probe_read_kernel(&s->record[at + 1], length & NAME_MAX, KERNEL_FIELD(struct dentry, dentry, d_name.name));
	s->used = at + 1 + length;
	s->dentry = (__u64)parent;
	return 0;
}

REPEAT(walk_path_step);

static __always_inline void walk_path(struct scratch *s, struct dentry *dentry, struct vfsmount *mnt)
{
	s->dentry = (__u64)dentry;
	s->mount = (__u64)mnt - bpf_core_field_offset(struct mount, mnt);
	if (!walk_path_step_4096_times(s->slot))
		s->name_flags |= NAME_FLAGS_TRUNCATED;
}

static __always_inline void add_name(struct scratch *s, struct fd_entry *entry, struct file *file)
{
	struct dentry *dentry = KERNEL_FIELD(struct file, file, f_path.dentry);
	struct vfsmount *mnt = KERNEL_FIELD(struct file, file, f_path.mnt);
	struct dentry *parent = KERNEL_FIELD(struct dentry, dentry, d_parent);
	struct inode *inode = KERNEL_FIELD(struct file, file, f_inode);

	entry->ino = KERNEL_FIELD(struct inode, inode, i_ino);
	entry->mode = KERNEL_FIELD(struct inode, inode, i_mode);
	entry->magic = superblock_magic(inode);
	if (parent == dentry && dentry != KERNEL_FIELD(struct vfsmount, mnt, mnt_root)) {
		entry->rule = pseudo_file_rule(entry->magic);
		add_pseudo_name(s, entry->rule, inode, dentry);
		return;
	}
	entry->rule = NAME_RULE_PATH;
	if (parent != dentry && !KERNEL_FIELD(struct dentry, dentry, d_hash.pprev))
		s->name_flags |= NAME_FLAGS_DELETED;
	walk_path(s, dentry, mnt);
}

__noinline int add_fd(__u32 slot, __u64 file, __s32 fd)
{
	struct scratch *s = get_scratch(slot);
	struct fd_message *head;
	struct fd_entry *entry;
	__u32 at;

	if (!s)
		return 0;
	at = s->used & RECORD_MASK;
	entry = (struct fd_entry *)&s->record[at];
	__builtin_memset(entry, 0, sizeof(*entry));
	entry->file = file;
	entry->fd = fd;
	entry->index = s->next_fd;
	s->used = s->name_start = at + sizeof(*entry);
	s->name_flags = s->next_fd == s->pidfd ? NAME_FLAGS_PIDFD : 0;
	if (file)
		add_name(s, entry, (struct file *)file);
	else
		s->name_flags |= NAME_FLAGS_UNKNOWN;
	if (filter_kind && !kind_allowed(entry)) {
		s->used = at;
		return 0;
	}
	entry->flags = s->name_flags;
	entry->name_length = s->used - s->name_start;
	s->used = (s->used + 7) & ~7u;
	head = record_head(s);
	head->entries++;
	return 0;
}

#endif
