// SPDX-License-Identifier: Apache-2.0
/* Kinds of file without a place in the file system: anonymous inodes, memory, processes, mounts. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/bpf.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/filter.h>
#include <linux/io_uring.h>
#include <linux/landlock.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/fanotify.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "fdpass.h"

static int or_errno(long fd)
{
	return fd < 0 ? -errno : (int)fd;
}

static int open_eventfd(int n) { return or_errno(eventfd((unsigned)n, EFD_CLOEXEC)); }
static int open_epoll(int n) { (void)n; return or_errno(epoll_create1(EPOLL_CLOEXEC)); }
static int open_timerfd(int n) { (void)n; return or_errno(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)); }
static int open_inotify(int n) { (void)n; return or_errno(inotify_init1(IN_CLOEXEC)); }
static int open_fanotify(int n) { (void)n; return or_errno(fanotify_init(FAN_CLASS_NOTIF | FAN_CLOEXEC, O_RDONLY)); }

static int open_signalfd(int n)
{
	sigset_t set;

	(void)n;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	return or_errno(signalfd(-1, &set, SFD_CLOEXEC));
}

static int open_memfd(int number)
{
	char name[32];

	snprintf(name, sizeof(name), "memory %d", number);
	return or_errno(memfd_create(name, MFD_CLOEXEC));
}

static int open_memfd_hostile(int n)
{
	(void)n;
	return or_errno(memfd_create("\x1b]0;owned\a\n\xff\xfe (deleted)", MFD_CLOEXEC));
}

static int open_memfd_unnamed(int n) { (void)n; return or_errno(memfd_create("", MFD_CLOEXEC)); }

static int open_memfd_sealed(int n)
{
	int fd = memfd_create("sealed", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	(void)n;
	if (fd >= 0 && fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SEAL))
		return -errno;
	return or_errno(fd);
}

static int open_memfd_huge(int n) { (void)n; return or_errno(memfd_create("huge", MFD_CLOEXEC | MFD_HUGETLB)); }
static int open_secret(int n) { (void)n; return or_errno(syscall(SYS_memfd_secret, 0)); }
static int open_pidfd(int n) { (void)n; return or_errno(syscall(SYS_pidfd_open, getpid(), 0)); }

/* Memory that devices share; each heap is a device file. */
static int open_dma_heap(const char *name)
{
	struct dma_heap_allocation_data data = { .len = 4096, .fd_flags = O_RDWR | O_CLOEXEC };
	int heap = open("/dev/dma_heap/system", O_RDONLY | O_CLOEXEC);

	if (heap < 0)
		return errno == ENOENT ? -ENODEV : -errno;
	if (ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &data) || (name && ioctl(data.fd, DMA_BUF_SET_NAME_B, name)))
		data.fd = -errno;
	close(heap);
	return data.fd;
}

static int open_dmabuf(int n) { (void)n; return open_dma_heap("frame\n\033[1m\xff"); }
static int open_dmabuf_unnamed(int n) { (void)n; return open_dma_heap(NULL); }

static int open_userfault(int n)
{
	(void)n;
	return or_errno(syscall(SYS_userfaultfd, O_CLOEXEC));
}

static int open_uring(int n)
{
	struct io_uring_params params = { 0 };

	(void)n;
	return or_errno(syscall(SYS_io_uring_setup, 4, &params));
}

static int open_bpf_map(int n)
{
	union bpf_attr attr = { .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1 };

	(void)n;
	return or_errno(syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr)));
}

static int open_bpf_program(int n)
{
	struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = { .prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insn_cnt = 2 };

	(void)n;
	attr.insns = (unsigned long)code;
	attr.license = (unsigned long)"GPL";
	return or_errno(syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr)));
}

static int open_perf(int n)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE, .size = sizeof(attr), .config = PERF_COUNT_SW_DUMMY };

	(void)n;
	return or_errno(syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC));
}

static int open_landlock(int n)
{
	struct landlock_ruleset_attr attr = { .handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE };

	(void)n;
	return or_errno(syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0));
}

/* The listener of a filter that lets everything pass but a call nobody makes. */
static int open_seccomp(int n)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_vhangup, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { 4, code };

	(void)n;
	return or_errno(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program));
}

static int open_file_system(int n) { (void)n; return or_errno(syscall(SYS_fsopen, "tmpfs", 1)); }

/* The root of a file system that is mounted nowhere. */
static int open_detached_mount(int n)
{
	int context = open_file_system(n);

	if (context < 0 || syscall(SYS_fsconfig, context, 6 /* FSCONFIG_CMD_CREATE */, NULL, NULL, 0))
		return -errno;
	int mount = or_errno(syscall(SYS_fsmount, context, 1, 0));

	close(context);
	return mount;
}

static int open_mapped(void *address, size_t length, int flags)
{
	char path[96];

	snprintf(path, sizeof(path), "/proc/self/map_files/%lx-%lx", (long)address, (long)address + (long)length);
	return or_errno(open(path, flags | O_CLOEXEC));
}

static int open_shared_memory(int n)
{
	int id = shmget(IPC_PRIVATE, 4096, 0600 | IPC_CREAT);
	void *at = shmat(id, NULL, 0);

	(void)n;
	shmctl(id, IPC_RMID, NULL);
	return at == (void *)-1 ? -errno : open_mapped(at, 4096, O_RDWR);
}

static int open_shared_anonymous(int n)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	(void)n;
	return at == MAP_FAILED ? -errno : open_mapped(at, 4096, O_RDWR);
}

static int open_aio(int n)
{
	aio_context_t context = 0;
	char line[256], *end = NULL;
	unsigned long from = 0, to = 0;

	(void)n;
	if (syscall(SYS_io_setup, 1, &context))
		return -errno;
	FILE *maps = fopen("/proc/self/maps", "re");

	/* the context is the address of its ring */
	while (maps && !end && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx", &from, &to) == 2 && from == context)
			end = line;
	if (maps)
		fclose(maps);
	/* nobody may open the ring, but a path to it may be held */
	return end ? open_mapped((void *)from, to - from, O_PATH) : -ENOENT;
}

const struct kind kernel_object_kinds[] = {
	{ "eventfd", open_eventfd },
	{ "epoll", open_epoll },
	{ "timerfd", open_timerfd },
	{ "signalfd", open_signalfd },
	{ "inotify", open_inotify },
	{ "fanotify", open_fanotify },
	{ "memfd", open_memfd },
	{ "memfd-hostile", open_memfd_hostile },
	{ "memfd-unnamed", open_memfd_unnamed },
	{ "memfd-sealed", open_memfd_sealed },
	{ "memfd-huge", open_memfd_huge },
	{ "secret", open_secret },
	{ "dmabuf", open_dmabuf },
	{ "dmabuf-unnamed", open_dmabuf_unnamed },
	{ "pidfd", open_pidfd },
	{ "userfault", open_userfault },
	{ "uring", open_uring },
	{ "bpf-map", open_bpf_map },
	{ "bpf-program", open_bpf_program },
	{ "perf", open_perf },
	{ "landlock", open_landlock },
	{ "seccomp", open_seccomp },
	{ "file-system", open_file_system },
	{ "detached-mount", open_detached_mount },
	{ "shared-memory", open_shared_memory },
	{ "shared-anonymous", open_shared_anonymous },
	{ "aio", open_aio },
	{ 0 },
};
