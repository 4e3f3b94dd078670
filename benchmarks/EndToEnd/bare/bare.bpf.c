// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * The least that a tool can do: an event for each message, with how many fds it has. No name, no socket, no number of an fd, no
 * result, nothing but the first control message. What sofdsnoop costs more than this is what it knows more.
 */
#include <linux/bpf.h>
#include <linux/types.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bare.h"

#define SYS_SENDMSG 46
#define SYS_RECVMSG 47
#define SOL_SOCKET 1
#define SCM_RIGHTS 1
#define CMSG_HEADER 16

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct scm_fp_list {
	short count;
};

struct scm_cookie {
	struct scm_fp_list *fp;
};

struct pt_regs {
	unsigned long si;
	unsigned long orig_ax;
};
#pragma clang attribute pop

struct user_msghdr {
	__u64 name, name_length, iov, iov_length, control, control_length;
};

struct user_cmsghdr {
	__u64 length;
	__s32 level, type;
};

const volatile __u32 target_pid = 0;
__u64 lost = 0;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 << 20);
} events SEC(".maps");

static __always_inline int tell(__u32 is_send, __u32 fds)
{
	__u64 id = bpf_get_current_pid_tgid();
	struct bare_event *event;

	if (target_pid && id >> 32 != target_pid)
		return 0;
	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		__sync_fetch_and_add(&lost, 1);
		return 0;
	}
	event->tid = id;
	event->fds = fds;
	event->is_send = is_send;
	bpf_get_current_comm(event->comm, sizeof(event->comm));
	bpf_ringbuf_submit(event, 0);
	return 0;
}

SEC("fexit/__scm_send")
int BPF_PROG(on_scm_send, void *socket, void *message, struct scm_cookie *cookie, int result)
{
	struct scm_fp_list *list = result ? NULL : cookie->fp;

	return list ? tell(1, list->count) : 0;
}

SEC("fentry/scm_detach_fds")
int BPF_PROG(on_scm_detach, void *message, struct scm_cookie *cookie)
{
	struct scm_fp_list *list = cookie->fp;

	return list ? tell(0, list->count) : 0;
}

SEC("raw_tp/sys_exit")
int on_sys_exit(struct bpf_raw_tracepoint_args *ctx)
{
	struct pt_regs *regs = (void *)ctx->args[0];
	__u64 number = BPF_CORE_READ(regs, orig_ax);
	struct user_msghdr message;
	struct user_cmsghdr control;

	if ((number != SYS_SENDMSG && number != SYS_RECVMSG) || (long)ctx->args[1] < 0)
		return 0;
	if (bpf_probe_read_user(&message, sizeof(message), (void *)BPF_CORE_READ(regs, si)) ||
	    message.control_length < CMSG_HEADER || bpf_probe_read_user(&control, sizeof(control), (void *)message.control))
		return 0;
	if (control.level != SOL_SOCKET || control.type != SCM_RIGHTS)
		return 0;
	return tell(number == SYS_SENDMSG, (control.length - CMSG_HEADER) / sizeof(int));
}

char LICENSE[] SEC("license") = "GPL";
