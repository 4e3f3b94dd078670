// SPDX-License-Identifier: Apache-2.0
/* Commands that open files and change what the process or a socket may do. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/kcmp.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fdpass.h"

static const struct kind *find_kind(const char *name)
{
	for (const struct kind *kind = kinds; kind->name; kind++)
		if (!strcmp(kind->name, name))
			return kind;
	for (const struct kind *kind = kernel_object_kinds; kind->name; kind++)
		if (!strcmp(kind->name, name))
			return kind;
	return NULL;
}

static int run_kinds(struct call *call)
{
	for (const struct kind *kind = kinds; kind->name; kind++)
		fprintf(call->out, "kind %s\n", kind->name);
	for (const struct kind *kind = kernel_object_kinds; kind->name; kind++)
		fprintf(call->out, "kind %s\n", kind->name);
	return 0;
}

static int run_open(struct call *call)
{
	static int number;
	const struct kind *kind = find_kind(call->argv[2]);
	int count = call->argc > 3 ? atoi(call->argv[3]) : 0;
	char name[32];

	if (!kind)
		return ENOSYS;
	for (int i = 0; i < (count ? count : 1); i++) {
		int fd = kind->open(number++);

		if (fd < 0)
			return -fd;
		snprintf(name, sizeof(name), count ? "%s%d" : "%s", call->argv[1], i);
		int failed = slot_set(name, fd);

		if (failed)
			return failed;
		put_fd(call->out, "fd", fd);
	}
	return 0;
}

/* create SLOT HEX...: directories one in the other, and a file in the last, each named by bytes */
static int run_create(struct call *call)
{
	int at = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	char name[512];

	for (int i = 2; i < call->argc; i++) {
		bool last = i + 1 == call->argc;
		int length = get_hex(call->argv[i], name, sizeof(name) - 1);

		if (length < 0)
			return EINVAL;
		name[length] = 0;
		if (!last && mkdirat(at, name, 0700) && errno != EEXIST)
			return errno;
		int next = openat(at, name, last ? O_RDWR | O_CREAT | O_CLOEXEC : O_PATH | O_DIRECTORY | O_CLOEXEC, 0600);

		if (next < 0)
			return errno;
		close(at);
		at = next;
	}
	put_fd(call->out, "fd", at);
	return slot_set(call->argv[1], at);
}

/* dup SLOT NEW [LEAST]: the same open file under another number */
static int run_dup(struct call *call)
{
	int fd = fcntl(slot_fd(call->argv[1]), F_DUPFD_CLOEXEC, call->argc > 3 ? atoi(call->argv[3]) : 0);

	if (fd < 0)
		return errno;
	put_fd(call->out, "fd", fd);
	return slot_set(call->argv[2], fd);
}

static int run_close(struct call *call)
{
	return slot_close(call->argv[1]);
}

static int run_fact(struct call *call)
{
	put_fd(call->out, "fd", slot_fd(call->argv[1]));
	return 0;
}

/* same SLOT SLOT: whether both are the same open file, says the kernel */
static int run_same(struct call *call)
{
	long order = syscall(SYS_kcmp, getpid(), getpid(), KCMP_FILE, slot_fd(call->argv[1]), slot_fd(call->argv[2]));

	if (order < 0)
		return errno;
	fprintf(call->out, "same %d\n", order == 0);
	return 0;
}

static int run_comm(struct call *call)
{
	char name[17] = "";

	if (get_hex(call->argv[1], name, 16) < 0)
		return EINVAL;
	return prctl(PR_SET_NAME, name) ? errno : 0;
}

/* room N: from now on only N more fds can be opened; `room -` takes that back */
static int run_uid(struct call *call)
{
	uid_t uid = (uid_t)atoi(call->argv[1]);

	return setresuid(uid, uid, uid) ? errno : 0;
}

static int run_room(struct call *call)
{
	struct rlimit limit;
	int highest = 0;

	getrlimit(RLIMIT_NOFILE, &limit);
	if (!strcmp(call->argv[1], "-")) {
		limit.rlim_cur = limit.rlim_max;
		return setrlimit(RLIMIT_NOFILE, &limit) ? errno : 0;
	}
	for (int fd = 0; fd < 4096; fd++)
		if (is_open(fd))
			highest = fd;
	for (int fd = 0; fd < highest; fd++)
		if (!is_open(fd) && open("/dev/null", O_RDONLY | O_CLOEXEC) < 0)
			return errno;
	limit.rlim_cur = (rlim_t)(highest + 1 + atoi(call->argv[1]));
	return setrlimit(RLIMIT_NOFILE, &limit) ? errno : 0;
}

/* highest: allows itself as many fds as it may have, and tells the highest number such an fd can get */
static int run_highest(struct call *call)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit))
		return errno;
	fprintf(call->out, "highest %ld\n", (long)limit.rlim_cur - 1);
	return 0;
}

/* deny CALL ERRNO: from now on the kernel answers that system call with the errno (0: as if it had done it) */
static int run_deny(struct call *call)
{
	static const struct {
		const char *name;
		unsigned number;
	} calls[] = { { "sendmsg", SYS_sendmsg }, { "recvmsg", SYS_recvmsg }, { "sendmmsg", SYS_sendmmsg }, { "recvmmsg", SYS_recvmmsg } };
	unsigned number = 0;

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (!strcmp(calls[i].name, call->argv[1]))
			number = calls[i].number;
	if (!number)
		return ENOSYS;
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)atoi(call->argv[2])),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { 4, code };

	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) ? errno : 0;
}

/* unshare: mounts made from now on are seen by this process alone */
static int run_unshare(struct call *call)
{
	(void)call;
	if (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return errno;
	return 0;
}

/* mount TYPE DIRECTORY, or mount bind:FROM DIRECTORY, only after unshare; the directory is made */
static int run_mount(struct call *call)
{
	const char *type = call->argv[1];

	if (mkdir(call->argv[2], 0700) && errno != EEXIST)
		return errno;
	if (!strncmp(type, "bind:", 5))
		return mount(type + 5, call->argv[2], NULL, MS_BIND, NULL) ? errno : 0;
	return mount(type, call->argv[2], type, 0, call->argc > 3 ? call->argv[3] : NULL) ? errno : 0;
}

static int run_unmount(struct call *call)
{
	return umount2(call->argv[1], MNT_DETACH) ? errno : 0;
}

static int run_chroot(struct call *call)
{
	return chroot(call->argv[1]) || chdir("/") ? errno : 0;
}

static int run_directory(struct call *call)
{
	return chdir(call->argv[1]) ? errno : 0;
}

static int run_make(struct call *call)
{
	return mkdir(call->argv[1], 0700) ? errno : 0;
}

const struct command setting_commands[] = {
	{ "kinds", 0, run_kinds, "" },
	{ "open", 2, run_open, "SLOT KIND [COUNT]" },
	{ "create", 2, run_create, "SLOT HEX..." },
	{ "dup", 2, run_dup, "SLOT NEW [LEAST]" },
	{ "close", 1, run_close, "SLOT" },
	{ "fact", 1, run_fact, "SLOT" },
	{ "same", 2, run_same, "SLOT SLOT" },
	{ "comm", 1, run_comm, "HEX" },
	{ "uid", 1, run_uid, "UID" },
	{ "room", 1, run_room, "N|-" },
	{ "highest", 0, run_highest, "" },
	{ "deny", 2, run_deny, "CALL ERRNO" },
	{ "unshare", 0, run_unshare, "" },
	{ "mount", 2, run_mount, "TYPE|bind:FROM DIRECTORY [DATA]" },
	{ "unmount", 1, run_unmount, "DIRECTORY" },
	{ "chroot", 1, run_chroot, "DIRECTORY" },
	{ "directory", 1, run_directory, "DIRECTORY" },
	{ "make", 1, run_make, "DIRECTORY" },
	{ 0 },
};
