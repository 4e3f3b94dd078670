// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// A program for each way to hook into getpgid(2): the kernel asks security_task_getpgid() when the call names a process.
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct task_struct;

/* runs by the number of the program; what the last one saw */
struct {
	__u64 runs[16];
	__u64 cookie;
	__s64 value;
} results;

const volatile struct {
	__u32 tid;
	__u32 syscall;
} knobs = {};

#define OURS ((__u32)bpf_get_current_pid_tgid() == knobs.tid)
#define COUNT(n) __sync_fetch_and_add(&results.runs[n], 1)

SEC("?fentry/security_task_getpgid")
int BPF_PROG(fentry, struct task_struct *task)
{
	if (OURS)
		COUNT(0);
	return 0;
}

SEC("?fexit/security_task_getpgid")
int BPF_PROG(fexit, struct task_struct *task, int ret)
{
	if (OURS) {
		COUNT(1);
		results.value = ret;
	}
	return 0;
}

SEC("?fmod_ret/security_task_getpgid")
int BPF_PROG(fmod_ret, struct task_struct *task, int ret)
{
	if (!OURS)
		return ret;
	COUNT(2);
	return -1; /* EPERM */
}

SEC("?lsm/task_getpgid")
int BPF_PROG(lsm, struct task_struct *task, int ret)
{
	if (!OURS)
		return ret;
	COUNT(3);
	return -13; /* EACCES */
}

SEC("?kprobe")
int kprobe(struct pt_regs *ctx)
{
	if (OURS)
		COUNT(4);
	return 0;
}

SEC("?kretprobe")
int kretprobe(struct pt_regs *ctx)
{
	if (OURS) {
		COUNT(5);
		results.value = (int)PT_REGS_RC(ctx);
	}
	return 0;
}

SEC("?kprobe.multi")
int kprobe_multi(struct pt_regs *ctx)
{
	if (OURS) {
		COUNT(6);
		results.cookie = bpf_get_attach_cookie(ctx);
	}
	return 0;
}

SEC("?tp_btf/sys_enter")
int BPF_PROG(tp_btf, struct pt_regs *regs, long id)
{
	if (OURS && id == knobs.syscall)
		COUNT(7);
	return 0;
}

SEC("?ksyscall")
int ksyscall(struct pt_regs *ctx)
{
	if (OURS)
		COUNT(8);
	return 0;
}

SEC("?fentry/security_task_getpgid")
int BPF_PROG(fentry_cookie, struct task_struct *task)
{
	if (OURS) {
		COUNT(9);
		results.cookie = bpf_get_attach_cookie(ctx);
	}
	return 0;
}

SEC("?fentry/bpf_fentry_test1")
int BPF_PROG(fentry_test, int a)
{
	COUNT(10);
	results.value = a;
	return 0;
}

SEC("?fexit/bpf_fentry_test1")
int BPF_PROG(fexit_test, int a, int ret)
{
	COUNT(13);
	results.value = 100 * a + ret;
	return 0;
}

SEC("?fmod_ret/bpf_modify_return_test")
int BPF_PROG(fmod_ret_test, int a, int *b, int ret)
{
	COUNT(14);
	return 7;
}

SEC("?kprobe")
int kprobe_cookie(struct pt_regs *ctx)
{
	if (OURS) {
		COUNT(11);
		results.cookie = bpf_get_attach_cookie(ctx);
	}
	return 0;
}

/* replaced by another program */
__attribute__((noinline)) int answer(struct __sk_buff *skb)
{
	volatile int one = 1;

	return one + (skb->len ? 0 : 1);
}

SEC("?tc")
int asks(struct __sk_buff *skb)
{
	return answer(skb);
}

SEC("?freplace")
int replacement(struct __sk_buff *skb)
{
	COUNT(12);
	return 42;
}

struct seq_file;
struct bpf_iter_meta {
	struct seq_file *seq;
} __attribute__((preserve_access_index));


struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
} __attribute__((preserve_access_index));

struct task_struct {
	int pid;
	int tgid;
} __attribute__((preserve_access_index));

SEC("?iter/task")
int tasks(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (task)
		BPF_SEQ_PRINTF(ctx->meta->seq, "%d %d\n", task->tgid, task->pid);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
