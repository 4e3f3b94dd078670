// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * sofdsnoop: every file descriptor that crosses a unix socket.
 *
 * A call that may pass fds is noted when it starts (struct call) and told when it has returned and its result is known. A
 * sender's files are looked up at the start, before anybody else can close them; a receiver's when they are installed.
 *
 * Loops call a global function for each step: the verifier checks such a function once, on its own, so that a walk over
 * 253 fds with names of 4096 bytes stays small, on kernels without bpf_loop too.
 */
#include <sharpbpf/kernel.h>
#include <sharpbpf/events.h>
#include <sharpbpf/read.h>
#include <sharpbpf/syscall.h>
#include "sofdsnoop.h"

/* Knobs: set before load, then constants. */
const volatile __u32 target_pid = 0;		/* only this process; 0: any */
const volatile __u32 target_tid = 0;		/* only this thread; wins over target_pid */
const volatile bool show_failed = false;	/* tell calls that failed, too */
const volatile __u8 name_filter_length = 0;	/* bytes of name_filter; 0: any name */
const volatile char name_filter[16] = {};	/* must be in the thread's or the process's name */

#define AF_UNIX 1
#define SOL_SOCKET 1
#define SCM_RIGHTS 1
#define SCM_CREDENTIALS 2
#define SCM_MAX_FD 253
#define MSG_PEEK 2
#define MSG_CTRUNC 8
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
#define PATH_STEPS 4096			/* components and mounts of one path */
#define MAX_CONTROL_MESSAGES 4096	/* in one message */

/* A record's entries start below RECORD_FULL; a component never writes beyond RECORD_BYTES. */
#define RECORD_SPAN 16384
#define RECORD_MASK (RECORD_SPAN - 1)
#define RECORD_BYTES (RECORD_SPAN + 512)
#define RECORD_FULL (RECORD_SPAN - PATH_MAX - 512)

#define CALL_FDS 4			/* fds in struct call itself; few calls pass more */
#define SENT_CHUNK 16			/* fds in one struct sent_chunk */
#define MAX_SENT (CALL_FDS + 64 * SENT_CHUNK)			/* fds remembered for one call */

/* The x86-64 and arm64 layouts of what user space hands to sendmsg and recvmsg. */
struct user_msghdr {
	__u64 name;
	__u32 name_length;
	__u64 iov;
	__u64 iov_length;
	__u64 control;
	__u64 control_length;
	__u32 flags;
};

struct user_mmsghdr {
	struct user_msghdr header;
	__u32 length;
};

struct user_cmsghdr {
	__u64 length;
	__s32 level;
	__s32 type;
};

struct sent_fd {
	__u64 file;
	__s32 fd;
	__u16 message;		/* its number in the call */
	__u16 count;		/* fds of that message */
};

/* A call that has started. */
struct call {
	__u64 started;		/* ns, CLOCK_BOOTTIME */
	__u64 messages;		/* user address of a msghdr, or of an array of mmsghdr */
	__u32 message_count;
	__s32 socket_fd;
	__u32 sent;		/* fds remembered: here, and from CALL_FDS on in sent_fds */
	__u8 via;
	__u8 flags;		/* enum fd_message_flags known so far */
	struct sent_fd first[CALL_FDS];
};

struct sent_chunk {
	struct sent_fd fds[SENT_CHUNK];
};

/* What the program that runs on this CPU works on: too large for the stack. */
struct scratch {
	__u64 next_id;

	struct call call;
	__s64 result;
	__u64 fd_table;		/* the current task's: struct file ** */
	__u32 fd_table_size;

	/* gather(): the fds of one message's control data */
	__u64 control;
	__u64 control_left;
	__u32 fd_count;
	__u32 gathered_flags;
	__s32 fds[512];		/* 253, and room for the verifier's doubt */

	struct sent_chunk chunk;

	/* walk_path(): where it is */
	__u64 dentry;
	__u64 mount;
	__u32 name_start;
	__u32 name_flags;

	/* the record being built */
	__u32 message;		/* its number in the call */
	__u32 used;
	__u8 record[RECORD_BYTES] __attribute__((aligned(8)));
};

SHARPBPF_EVENTS(events, struct fd_message, 8 << 20);
SHARPBPF_EXPORT(struct fd_entry);
SHARPBPF_EXPORT(enum fd_action);
SHARPBPF_EXPORT(enum fd_via);
SHARPBPF_EXPORT(enum fd_message_flags);
SHARPBPF_EXPORT(enum name_rule);
SHARPBPF_EXPORT(enum name_flags);

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct lost_count);
} lost SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u32);		/* tid */
	__type(value, struct call);
} calls SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8192);
	__type(key, __u64);		/* tid in the high half, the chunk's number in the low one */
	__type(value, struct sent_chunk);
} sent_fds SEC(".maps");

static __always_inline struct scratch *get_scratch(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&scratches, &zero);
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

static __always_inline __u64 chunk_key(__u32 number)
{
	return ((__u64)current_tid() << 32) | number;
}

static __always_inline void count_lost(__u64 fds)
{
	__u32 zero = 0;
	struct lost_count *count = bpf_map_lookup_elem(&lost, &zero);

	if (count) {
		count->records++;
		count->fds += fds;
	}
}

/* ---- which tasks ---- */

static __always_inline bool contains_filter(const char *comm)
{
	for (__u32 start = 0; start < COMM_LENGTH; start++) {
		__u32 i;

		for (i = 0; i < COMM_LENGTH - start && i < name_filter_length; i++) {
			if (comm[start + i] != name_filter[i])
				break;
		}
		if (i == name_filter_length)
			return true;
	}
	return false;
}

static __always_inline void read_process_comm(char *comm)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct task_struct *leader = KERNEL_FIELD(struct task_struct, task, group_leader);

	bpf_probe_read_kernel(comm, COMM_LENGTH, &leader->comm);
}

int name_allowed(void)
{
	char comm[COMM_LENGTH] = {};

	bpf_get_current_comm(comm, sizeof(comm));
	if (contains_filter(comm))
		return true;
	read_process_comm(comm);
	return contains_filter(comm);
}

static __always_inline bool task_allowed(void)
{
	if (target_tid) {
		if (current_tid() != target_tid)
			return false;
	} else if (target_pid) {
		if (current_pid() != target_pid)
			return false;
	}
	return !name_filter_length || name_allowed();
}

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

/* ---- the record ---- */

int flush_record(void)
{
	struct scratch *s = get_scratch();
	struct fd_message *head;
	__u32 size;

	if (!s)
		return 0;
	head = record_head(s);
	size = s->used;
	if (size > RECORD_BYTES)
		return 0;
	if (bpf_ringbuf_output(&events, s->record, size, 0))
		count_lost(head->entries);
	/* What follows, if anything, is the next part of the same message. */
	head->first += head->entries;
	head->entries = 0;
	s->used = sizeof(*head) + ((head->socket_path_length + 7) & ~7u);
	return 0;
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

static __always_inline void add_socket_path(struct fd_message *head, struct unix_sock *sock)
{
	struct unix_address *address = KERNEL_FIELD(struct unix_sock, sock, addr);
	__u32 length = 0;

	if (!address || head->socket_path_length)
		return;
	/* address->len includes the two bytes of the family; an unnamed socket has no more than those */
	length = KERNEL_FIELD(struct unix_address, address, len) - 2;
	if (length - 1 >= sizeof(address->name[0].sun_path))
		return;
	if (!bpf_probe_read_kernel(head->data, length, &address->name[0].sun_path))
		head->socket_path_length = length;
}

/* Fills in the socket's side of the header. False for a socket that is not a unix one: SCM_RIGHTS means nothing there. */
static __always_inline bool describe_socket(struct scratch *s, struct fd_message *head)
{
	struct file *file = (void *)file_of(s, s->call.socket_fd);
	struct inode *inode;
	struct socket *socket;
	struct unix_sock *sock, *peer;

	head->socket_ino = 0;
	head->peer_ino = 0;
	head->socket_path_length = 0;
	if (!file)
		return true;	/* closed meanwhile: the kernel took it, so it was a unix socket */
	inode = KERNEL_FIELD(struct file, file, f_inode);
	if (superblock_magic(inode) != SOCKFS_MAGIC)
		return true;	/* closed meanwhile, and the number used again */
	head->socket_ino = KERNEL_FIELD(struct inode, inode, i_ino);
	socket = KERNEL_FIELD(struct file, file, private_data);
	sock = (void *)KERNEL_FIELD(struct socket, socket, sk);
	if (KERNEL_FIELD(struct unix_sock, sock, sk.__sk_common.skc_family) != AF_UNIX)
		return false;
	add_socket_path(head, sock);
	peer = (void *)KERNEL_FIELD(struct unix_sock, sock, peer);
	if (peer) {
		head->peer_ino = socket_inode(KERNEL_FIELD(struct unix_sock, peer, sk.sk_socket));
		add_socket_path(head, peer);
	}
	return true;
}

/* The header that all messages of this call share. False when there is nothing to tell. */
static __always_inline bool begin_call(struct scratch *s, bool is_send)
{
	struct fd_message *head = record_head(s);

	load_fd_table(s);
	if (!describe_socket(s, head))
		return false;
	head->ts = is_send ? s->call.started : bpf_ktime_get_boot_ns();
	head->result = s->result;
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

static __always_inline void begin_message(struct scratch *s, __u32 count, __u8 flags)
{
	struct fd_message *head = record_head(s);

	head->id = (++s->next_id << 12) | (bpf_get_smp_processor_id() & 0xfff);
	head->count = count;
	head->first = 0;
	head->entries = 0;
	head->flags = s->call.flags | flags;
	s->used = sizeof(*head) + ((head->socket_path_length + 7) & ~7u);
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
int walk_path_step(void)
{
	struct scratch *s = get_scratch();
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

static __always_inline void walk_path(struct scratch *s, struct dentry *dentry, struct vfsmount *mnt)
{
	s->dentry = (__u64)dentry;
	s->mount = (__u64)mnt - bpf_core_field_offset(struct mount, mnt);
	for (__u32 i = 0; i < PATH_STEPS; i++) {
		if (walk_path_step())
			return;
	}
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

int add_fd(__u64 file, __s32 fd)
{
	struct scratch *s = get_scratch();
	struct fd_message *head;
	struct fd_entry *entry;
	__u32 at;

	if (!s)
		return 0;
	if (s->used > RECORD_FULL)
		flush_record();
	at = s->used & RECORD_MASK;
	entry = (struct fd_entry *)&s->record[at];
	__builtin_memset(entry, 0, sizeof(*entry));
	entry->file = file;
	entry->fd = fd;
	s->used = s->name_start = at + sizeof(*entry);
	s->name_flags = 0;
	if (file)
		add_name(s, entry, (struct file *)file);
	else
		s->name_flags = NAME_FLAGS_UNKNOWN;
	entry->flags = s->name_flags;
	entry->name_length = s->used - s->name_start;
	s->used = (s->used + 7) & ~7u;
	head = record_head(s);
	head->entries++;
	return 0;
}

/* ---- control data ---- */

/* Takes one control message; 1 at the end. */
int gather_step(void)
{
	struct scratch *s = get_scratch();
	struct user_cmsghdr header;
	__u64 advance, bytes;
	__u32 at;

	if (!s || s->control_left < sizeof(header))
		return 1;
	if (bpf_probe_read_user(&header, sizeof(header), (void *)s->control)) {
		s->gathered_flags |= FD_MESSAGE_FLAGS_INCOMPLETE;
		return 1;
	}
	if (header.length < sizeof(header) || header.length > s->control_left)
		return 1;
	if (header.level == SOL_SOCKET && header.type == SCM_CREDENTIALS)
		s->gathered_flags |= FD_MESSAGE_FLAGS_CREDS;
	if (header.level == SOL_SOCKET && header.type == SCM_RIGHTS) {
		bytes = (header.length - sizeof(header)) & ~3ull;
		at = s->fd_count;
		if (at > SCM_MAX_FD || bytes > (SCM_MAX_FD - at) * sizeof(__s32)) {
			s->gathered_flags |= FD_MESSAGE_FLAGS_INCOMPLETE;
			return 1;
		}
		if (bpf_probe_read_user(&s->fds[at & 0xff], bytes & 0x3ff, (void *)(s->control + sizeof(header)))) {
			s->gathered_flags |= FD_MESSAGE_FLAGS_INCOMPLETE;
			return 1;
		}
		s->fd_count = at + bytes / sizeof(__s32);
	}
	advance = (header.length + 7) & ~7ull;
	if (advance >= s->control_left)
		return 1;
	s->control += advance;
	s->control_left -= advance;
	return 0;
}

/* Collects the fds of one message's control data in s->fds. */
static __always_inline void gather(struct scratch *s, const struct user_msghdr *header)
{
	s->control = header->control;
	s->control_left = header->control_length;
	s->fd_count = 0;
	s->gathered_flags = 0;
	for (__u32 i = 0; i < MAX_CONTROL_MESSAGES; i++) {
		if (gather_step())
			return;
	}
	s->gathered_flags |= FD_MESSAGE_FLAGS_INCOMPLETE;
}

static __always_inline bool has_many_messages(__u8 via)
{
	return via == FD_VIA_SENDMMSG || via == FD_VIA_RECVMMSG;
}

static __always_inline __u64 message_address(const struct call *call, __u32 number)
{
	return call->messages + number * sizeof(struct user_mmsghdr);
}

static __always_inline long read_message(const struct call *call, __u32 number, struct user_msghdr *header)
{
	return bpf_probe_read_user(header, sizeof(*header), (void *)message_address(call, number));
}

/* ---- a send starts: remember its files ---- */

/* How many chunks hold what does not fit in struct call, and how many fds are in the last one if it is not full. */
static __always_inline __u32 chunk_count(__u32 sent)
{
	return sent > CALL_FDS ? (sent - CALL_FDS + SENT_CHUNK - 1) / SENT_CHUNK : 0;
}

static __always_inline __u32 chunk_fill(__u32 sent)
{
	return sent > CALL_FDS ? (sent - CALL_FDS) % SENT_CHUNK : 0;
}

static __always_inline void save_chunk(struct scratch *s, __u32 number)
{
	__u64 key = chunk_key(number);

	/* Without room the files are looked up after the call. */
	if (bpf_map_update_elem(&sent_fds, &key, &s->chunk, BPF_ANY))
		s->call.flags |= FD_MESSAGE_FLAGS_LATE;
}

/* Remembers s->fds[i]. */
int remember_fd(__u32 i)
{
	struct scratch *s = get_scratch();
	struct sent_fd *sent;
	__u32 number;

	if (!s)
		return 1;
	number = s->call.sent;
	if (number >= MAX_SENT) {
		s->call.flags |= FD_MESSAGE_FLAGS_LATE;
		return 1;
	}
	if (number < CALL_FDS)
		sent = &s->call.first[number];
	else
		sent = &s->chunk.fds[(number - CALL_FDS) % SENT_CHUNK];
	sent->fd = s->fds[i & 0xff];
	sent->file = file_of(s, sent->fd);
	sent->message = s->message;
	sent->count = s->fd_count;
	s->call.sent = ++number;
	if (chunk_fill(number) == 0 && number > CALL_FDS)
		save_chunk(s, chunk_count(number) - 1);
	return 0;
}

int remember_message(__u32 number)
{
	struct scratch *s = get_scratch();
	struct user_msghdr header;

	if (!s)
		return 1;
	s->message = number;
	if (read_message(&s->call, number, &header)) {
		s->call.flags |= FD_MESSAGE_FLAGS_LATE;
		return 1;
	}
	gather(s, &header);
	if (s->gathered_flags & FD_MESSAGE_FLAGS_INCOMPLETE)
		s->call.flags |= FD_MESSAGE_FLAGS_LATE;
	if (s->gathered_flags & FD_MESSAGE_FLAGS_CREDS)
		s->call.flags |= FD_MESSAGE_FLAGS_CREDS;
	for (__u32 i = 0; i < SCM_MAX_FD && i < s->fd_count; i++) {
		if (remember_fd(i))
			return 1;
	}
	return 0;
}

/* False when the call passes no fds. */
static __always_inline bool remember_sent(struct scratch *s)
{
	load_fd_table(s);
	for (__u32 i = 0; i < UIO_MAXIOV && i < s->call.message_count; i++) {
		if (remember_message(i))
			break;
	}
	if (chunk_fill(s->call.sent))
		save_chunk(s, chunk_count(s->call.sent) - 1);
	return s->call.sent || (s->call.flags & FD_MESSAGE_FLAGS_LATE);
}

int forget_sent(__u32 sent)
{
	for (__u32 i = 0; i < MAX_SENT / SENT_CHUNK && i < chunk_count(sent); i++) {
		__u64 key = chunk_key(i);

		bpf_map_delete_elem(&sent_fds, &key);
	}
	return 0;
}

/* ---- a call has returned: tell what it passed ---- */

static __always_inline struct sent_fd *find_sent(struct scratch *s, __u32 i)
{
	struct sent_chunk *chunk;
	__u64 key;

	if (i < CALL_FDS)
		return &s->call.first[i];
	key = chunk_key((i - CALL_FDS) / SENT_CHUNK);
	chunk = bpf_map_lookup_elem(&sent_fds, &key);
	return chunk ? &chunk->fds[(i - CALL_FDS) % SENT_CHUNK] : NULL;
}

/* Tells the fd that was remembered as number i. 1 when the rest was not sent. */
int tell_sent_fd(__u32 i)
{
	struct scratch *s = get_scratch();
	struct sent_fd *sent;

	if (!s)
		return 1;
	sent = find_sent(s, i);
	if (!sent)
		return 1;
	if (i == 0 || sent->message != s->message) {
		if (i)
			flush_record();
		if (sent->message >= s->call.message_count)
			return 1;
		s->message = sent->message;
		begin_message(s, sent->count, 0);
		if (has_many_messages(s->call.via) && s->result >= 0) {
			struct user_mmsghdr *message = (void *)message_address(&s->call, sent->message);
			__u32 length = 0;

			bpf_probe_read_user(&length, sizeof(length), &message->length);
			record_head(s)->result = length;
		}
	}
	add_fd(sent->file, sent->fd);
	return 0;
}

static __always_inline void tell_sent(struct scratch *s)
{
	for (__u32 i = 0; i < MAX_SENT; i++) {
		if (i >= s->call.sent) {
			flush_record();
			return;
		}
		if (tell_sent_fd(i))
			return;
	}
	flush_record();
}

int tell_fd(__u32 i)
{
	struct scratch *s = get_scratch();
	__s32 fd;

	if (!s)
		return 1;
	fd = s->fds[i & 0xff];
	return add_fd(file_of(s, fd), fd);
}

/* Tells one message from what is in user memory now: a received one, or a sent one that could not be read before. */
int tell_message(__u32 number)
{
	struct scratch *s = get_scratch();
	struct user_mmsghdr message = {};
	__u8 flags;

	if (!s)
		return 1;
	if (read_message(&s->call, number, &message.header))
		return 1;
	gather(s, &message.header);
	if (!s->fd_count)
		return 0;
	flags = s->gathered_flags;
	if (message.header.flags & MSG_CTRUNC)
		flags |= FD_MESSAGE_FLAGS_CTRUNC;
	begin_message(s, s->fd_count, flags);
	if (has_many_messages(s->call.via) && s->result >= 0) {
		struct user_mmsghdr *user = (void *)message_address(&s->call, number);

		bpf_probe_read_user(&message.length, sizeof(message.length), &user->length);
		record_head(s)->result = message.length;
	}
	for (__u32 i = 0; i < SCM_MAX_FD && i < s->fd_count; i++)
		tell_fd(i);
	flush_record();
	return 0;
}

static __always_inline void tell_messages(struct scratch *s)
{
	for (__u32 i = 0; i < UIO_MAXIOV && i < s->call.message_count; i++) {
		if (tell_message(i))
			return;
	}
}

static __always_inline bool is_send(__u8 via)
{
	return via == FD_VIA_SENDMSG || via == FD_VIA_SENDMMSG;
}

/* s->call and s->result are set. */
int tell_call(void)
{
	struct scratch *s = get_scratch();
	bool sends;

	if (!s)
		return 0;
	sends = is_send(s->call.via);
	if (s->result < 0 && !(sends && show_failed))
		return 0;
	/* The result of the calls with many messages is how many of them went through. */
	if (has_many_messages(s->call.via) && s->result >= 0 && s->result < s->call.message_count)
		s->call.message_count = s->result;
	if (!begin_call(s, sends))
		return 0;
	if (sends && !(s->call.flags & FD_MESSAGE_FLAGS_LATE))
		tell_sent(s);
	else
		tell_messages(s);
	return 0;
}

/* ---- hooks ---- */

static __always_inline enum fd_via via_of_syscall(__u64 number)
{
	switch (number) {
	case SYSCALL_SENDMSG:
		return FD_VIA_SENDMSG;
	case SYSCALL_SENDMMSG:
		return FD_VIA_SENDMMSG;
	case SYSCALL_RECVMSG:
		return FD_VIA_RECVMSG;
	case SYSCALL_RECVMMSG:
		return FD_VIA_RECVMMSG;
	default:
		return FD_VIA_NONE;
	}
}

/* False for a receive that has no room for control data, and so none for fds. */
static __always_inline bool may_receive(const struct call *call)
{
	struct user_msghdr header;

	if (has_many_messages(call->via) || read_message(call, 0, &header))
		return true;
	return header.control_length != 0;
}

SEC("raw_tp/sys_enter")
int on_sys_enter(struct bpf_raw_tracepoint_args *ctx)
{
	enum fd_via via = via_of_syscall(ctx->args[1]);
	struct pt_regs *regs = (void *)ctx->args[0];
	__u32 tid = current_tid();
	__u64 last_argument;
	struct scratch *s;

	if (via == FD_VIA_NONE || !task_allowed() || syscall_is_32bit())
		return 0;
	s = get_scratch();
	if (!s)
		return 0;
	last_argument = has_many_messages(via) ? syscall_arg4(regs) : syscall_arg3(regs);
	s->call.started = bpf_ktime_get_boot_ns();
	s->call.via = via;
	s->call.socket_fd = syscall_arg1(regs);
	s->call.messages = syscall_arg2(regs);
	s->call.message_count = has_many_messages(via) ? syscall_arg3(regs) : 1;
	if (s->call.message_count > UIO_MAXIOV)
		s->call.message_count = UIO_MAXIOV;
	s->call.sent = 0;
	s->call.flags = !is_send(via) && (last_argument & MSG_PEEK) ? FD_MESSAGE_FLAGS_PEEK : 0;
	if (is_send(via) ? !remember_sent(s) : !may_receive(&s->call))
		return 0;
	if (bpf_map_update_elem(&calls, &tid, &s->call, BPF_ANY)) {
		count_lost(s->call.sent);
		forget_sent(s->call.sent);
	}
	return 0;
}

SEC("raw_tp/sys_exit")
int on_sys_exit(struct bpf_raw_tracepoint_args *ctx)
{
	struct pt_regs *regs = (void *)ctx->args[0];
	enum fd_via via = via_of_syscall(syscall_number(regs));
	__u32 tid = current_tid();
	struct scratch *s;
	struct call *call;

	if (via == FD_VIA_NONE)
		return 0;
	/* None for a call that seccomp denied: it never entered, and its result may be a lie. */
	call = bpf_map_lookup_elem(&calls, &tid);
	s = get_scratch();
	if (!call || !s)
		return 0;
	s->call = *call;
	s->result = (__s64)ctx->args[1];
	bpf_map_delete_elem(&calls, &tid);
	if (s->call.via == via)
		tell_call();
	forget_sent(s->call.sent);
	return 0;
}

/* A thread that is killed inside a call never comes to its end. */
SEC("raw_tp/sched_process_exit")
int on_thread_exit(struct bpf_raw_tracepoint_args *ctx)
{
	__u32 tid = current_tid();
	struct call *call = bpf_map_lookup_elem(&calls, &tid);

	if (!call)
		return 0;
	forget_sent(call->sent);
	bpf_map_delete_elem(&calls, &tid);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
