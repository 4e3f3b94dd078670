// SPDX-License-Identifier: Apache-2.0
/* Kinds of file that have a place in the file system or are sockets. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/if_ether.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <mqueue.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fdpass.h"

static int or_errno(int fd)
{
	return fd < 0 ? -errno : fd;
}

static char *named(const char *what, int number)
{
	static __thread char name[64];

	snprintf(name, sizeof(name), "%s-%d", what, number);
	return name;
}

static int open_new(const char *what, int number)
{
	return or_errno(open(named(what, number), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
}

static int open_file(int number) { return open_new("file", number); }

static int open_deleted(int number)
{
	int fd = open_new("deleted", number);

	unlink(named("deleted", number));
	return fd;
}

/* A name that ends like the kernel's own mark for deleted files. */
static int open_named_deleted(int number)
{
	int fd = open_new("not (deleted)", number);
	char name[64];

	strcpy(name, named("not (deleted)", number));
	return rename(name, "not (deleted)") ? -errno : fd;
}

static int open_renamed(int number)
{
	int fd = open_new("before", number);
	char name[64];

	strcpy(name, named("before", number));
	return rename(name, named("after", number)) ? -errno : fd;
}

static int open_hard_link(int number)
{
	int fd = open_new("first-link", number);
	char name[64];

	strcpy(name, named("first-link", number));
	if (fd < 0 || (link(name, named("second-link", number)) && errno != EEXIST))
		return -errno;
	close(fd);
	return or_errno(open(named("second-link", number), O_RDONLY | O_CLOEXEC));
}

static int make_directory(const char *what, int number, int flags)
{
	if (mkdir(named(what, number), 0700) && errno != EEXIST)
		return -errno;
	return or_errno(open(named(what, number), flags | O_DIRECTORY | O_CLOEXEC));
}

static int open_directory(int number) { return make_directory("directory", number, O_RDONLY); }
static int open_path_directory(int number) { return make_directory("path-directory", number, O_PATH); }

static int open_deleted_directory(int number)
{
	int fd = make_directory("deleted-directory", number, O_RDONLY);

	rmdir(named("deleted-directory", number));
	return fd;
}

static int open_root(int number)
{
	(void)number;
	return or_errno(open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

static int open_path_symlink(int number)
{
	if (symlink("nowhere", named("symlink", number)) && errno != EEXIST)
		return -errno;
	return or_errno(open(named("symlink", number), O_PATH | O_NOFOLLOW | O_CLOEXEC));
}

static int open_tmpfile(int number)
{
	(void)number;
	return or_errno(open(".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
}

static int open_shm(int number)
{
	char name[64];

	snprintf(name, sizeof(name), "/dev/shm/fdpass-%d-%d", getpid(), number);
	int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	int failed = errno;

	unlink(name);
	errno = failed;
	return or_errno(fd);
}

static int pipe_end(int end)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	close(ends[!end]);
	return ends[end];
}

static int open_pipe_read(int number) { (void)number; return pipe_end(0); }
static int open_pipe_write(int number) { (void)number; return pipe_end(1); }

static int open_fifo(int number)
{
	if (mkfifo(named("fifo", number), 0600) && errno != EEXIST)
		return -errno;
	return or_errno(open(named("fifo", number), O_RDWR | O_CLOEXEC));
}

static int some_path(const char *path, int flags)
{
	return or_errno(open(path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
}

static int open_null(int number) { (void)number; return some_path("/dev/null", O_RDWR); }
static int open_ptmx(int number) { (void)number; return some_path("/dev/ptmx", O_RDWR); }
static int open_proc(int number) { (void)number; return some_path("/proc/self/status", O_RDONLY); }
static int open_proc_directory(int number) { (void)number; return some_path("/proc/self/fd", O_RDONLY); }
static int open_proc_system(int number) { (void)number; return some_path("/proc/sys/kernel/ostype", O_RDONLY); }
static int open_sys(int number) { (void)number; return some_path("/sys/kernel/fscaps", O_RDONLY); }

/* Whichever block device this machine has. */
static int open_block(int number)
{
	const char *folder = "/sys/block/";
	char path[64];
	int fd = -ENODEV;
	glob_t found;

	(void)number;
	if (glob("/sys/block/*", 0, NULL, &found))
		return -ENODEV;
	for (size_t i = 0; i < found.gl_pathc && fd < 0; i++) {
		snprintf(path, sizeof(path), "/dev/%.50s", found.gl_pathv[i] + strlen(folder));
		fd = some_path(path, O_RDONLY);
	}
	globfree(&found);
	return fd;
}

static int open_pts(int number)
{
	(void)number;
	int master = some_path("/dev/ptmx", O_RDWR);

	if (master < 0 || grantpt(master) || unlockpt(master))
		return -errno;
	/* the master stays open, or the slave would be hung up */
	return some_path(ptsname(master), O_RDWR);
}

static int new_socket(int domain, int type, int protocol)
{
	return or_errno(socket(domain, type | SOCK_CLOEXEC, protocol));
}

static int open_unix_stream(int n) { (void)n; return new_socket(AF_UNIX, SOCK_STREAM, 0); }
static int open_unix_dgram(int n) { (void)n; return new_socket(AF_UNIX, SOCK_DGRAM, 0); }
static int open_unix_seqpacket(int n) { (void)n; return new_socket(AF_UNIX, SOCK_SEQPACKET, 0); }
static int open_tcp(int n) { (void)n; return new_socket(AF_INET, SOCK_STREAM, 0); }
static int open_tcp6(int n) { (void)n; return new_socket(AF_INET6, SOCK_STREAM, 0); }
static int open_udp(int n) { (void)n; return new_socket(AF_INET, SOCK_DGRAM, 0); }
static int open_raw(int n) { (void)n; return new_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP); }
static int open_netlink(int n) { (void)n; return new_socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE); }
static int open_packet(int n) { (void)n; return new_socket(AF_PACKET, SOCK_RAW, htons(ETH_P_LOOP)); }
static int open_vsock(int n) { (void)n; return new_socket(AF_VSOCK, SOCK_STREAM, 0); }

static char queue[64]; /* the last one that has a name */

void forget_kinds(void)
{
	if (queue[0])
		mq_unlink(queue);
}

static int open_mqueue(int number)
{
	char name[64];

	snprintf(name, sizeof(name), "/fdpass-%d-%d", getpid(), number);
	return or_errno((int)mq_open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600, NULL));
}

static int open_named_mqueue(int number)
{
	forget_kinds();
	snprintf(queue, sizeof(queue), "/fdpass-%d-%d", getpid(), number);
	return open_mqueue(number);
}

static int open_deleted_mqueue(int number)
{
	char name[64];
	int fd = open_mqueue(number + 1000);

	snprintf(name, sizeof(name), "/fdpass-%d-%d", getpid(), number + 1000);
	mq_unlink(name);
	return fd;
}

static int open_namespace(const char *which)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/ns/%s", which);
	return or_errno(open(path, O_RDONLY | O_CLOEXEC));
}

static int open_ns_mnt(int n) { (void)n; return open_namespace("mnt"); }
static int open_ns_net(int n) { (void)n; return open_namespace("net"); }
static int open_ns_pid(int n) { (void)n; return open_namespace("pid"); }
static int open_ns_user(int n) { (void)n; return open_namespace("user"); }
static int open_ns_uts(int n) { (void)n; return open_namespace("uts"); }
static int open_ns_ipc(int n) { (void)n; return open_namespace("ipc"); }
static int open_ns_cgroup(int n) { (void)n; return open_namespace("cgroup"); }
static int open_ns_time(int n) { (void)n; return open_namespace("time"); }

const struct kind kinds[] = {
	{ "file", open_file },
	{ "deleted", open_deleted },
	{ "named-deleted", open_named_deleted },
	{ "renamed", open_renamed },
	{ "hard-link", open_hard_link },
	{ "directory", open_directory },
	{ "path-directory", open_path_directory },
	{ "deleted-directory", open_deleted_directory },
	{ "root", open_root },
	{ "path-symlink", open_path_symlink },
	{ "tmpfile", open_tmpfile },
	{ "shm", open_shm },
	{ "pipe-read", open_pipe_read },
	{ "pipe-write", open_pipe_write },
	{ "fifo", open_fifo },
	{ "null", open_null },
	{ "ptmx", open_ptmx },
	{ "pts", open_pts },
	{ "block", open_block },
	{ "proc", open_proc },
	{ "proc-directory", open_proc_directory },
	{ "proc-system", open_proc_system },
	{ "sys", open_sys },
	{ "unix-stream", open_unix_stream },
	{ "unix-dgram", open_unix_dgram },
	{ "unix-seqpacket", open_unix_seqpacket },
	{ "tcp", open_tcp },
	{ "tcp6", open_tcp6 },
	{ "udp", open_udp },
	{ "raw", open_raw },
	{ "netlink", open_netlink },
	{ "packet", open_packet },
	{ "vsock", open_vsock },
	{ "mqueue", open_named_mqueue },
	{ "deleted-mqueue", open_deleted_mqueue },
	{ "ns-mnt", open_ns_mnt },
	{ "ns-net", open_ns_net },
	{ "ns-pid", open_ns_pid },
	{ "ns-user", open_ns_user },
	{ "ns-uts", open_ns_uts },
	{ "ns-ipc", open_ns_ipc },
	{ "ns-cgroup", open_ns_cgroup },
	{ "ns-time", open_ns_time },
	{ 0 },
};
