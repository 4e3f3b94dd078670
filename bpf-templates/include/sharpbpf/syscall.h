/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SHARPBPF_SYSCALL_H
#define SHARPBPF_SYSCALL_H

/*
 * System call numbers and arguments, by architecture: from the registers that the raw tracepoints sys_enter and sys_exit show, or
 * that current_registers() finds from anywhere inside the call.
 */
#include <sharpbpf/kernel.h>
#include <sharpbpf/read.h>

/* Helpers that newer kernels have: bpf_core_enum_value_exists() tells. */
enum bpf_func_id___sharpbpf {
	BPF_FUNC_task_pt_regs___sharpbpf = 175,
};

#define __SHARPBPF_THREAD_SIZE 16384

/* The user-space registers that the current task entered the kernel with. */
static __always_inline struct pt_regs *current_registers(void)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	if (bpf_core_enum_value_exists(enum bpf_func_id___sharpbpf, BPF_FUNC_task_pt_regs___sharpbpf))
		return (struct pt_regs *)bpf_task_pt_regs(bpf_get_current_task_btf());
	/* Before Linux 5.15 they are just below the end of the kernel stack. */
	return KERNEL_FIELD(struct task_struct, task, stack) + __SHARPBPF_THREAD_SIZE - bpf_core_type_size(struct pt_regs);
}

#if defined(__TARGET_ARCH_x86)

#define SYSCALL_SENDMSG 46
#define SYSCALL_RECVMSG 47
#define SYSCALL_RECVMMSG 299
#define SYSCALL_SENDMMSG 307
#define SYSCALL_IOCTL 16

#define syscall_number(regs) KERNEL_FIELD(struct pt_regs, regs, orig_ax)
#define syscall_arg1(regs) KERNEL_FIELD(struct pt_regs, regs, di)
#define syscall_arg2(regs) KERNEL_FIELD(struct pt_regs, regs, si)
#define syscall_arg3(regs) KERNEL_FIELD(struct pt_regs, regs, dx)
#define syscall_arg4(regs) KERNEL_FIELD(struct pt_regs, regs, r10)

/* What a 32-bit program calls, with int 0x80 or sysenter. */
#define SYSCALL32_IOCTL 54
#define SYSCALL32_SOCKETCALL 102
#define SYSCALL32_RECVMMSG 337
#define SYSCALL32_SENDMMSG 345
#define SYSCALL32_SENDMSG 370
#define SYSCALL32_RECVMSG 372
#define SYSCALL32_RECVMMSG_TIME64 417

#define syscall32_arg1(regs) ((__u32)KERNEL_FIELD(struct pt_regs, regs, bx))
#define syscall32_arg2(regs) ((__u32)KERNEL_FIELD(struct pt_regs, regs, cx))
#define syscall32_arg3(regs) ((__u32)KERNEL_FIELD(struct pt_regs, regs, dx))
#define syscall32_arg4(regs) ((__u32)KERNEL_FIELD(struct pt_regs, regs, si))

/*
 * Whether that system call is still running. Work that the kernel does at its end, on the way back to user space, has the same
 * registers, but for the result.
 */
static __always_inline bool syscall_is_running(struct pt_regs *regs)
{
	const long ENOSYS = 38;

	return (long)KERNEL_FIELD(struct pt_regs, regs, ax) == -ENOSYS;
}

/* arch/x86: TS_COMPAT in thread_info.status is set during a 32-bit system call, whose numbers mean other calls. */
static __always_inline bool syscall_is_32bit(void)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	return KERNEL_FIELD(struct task_struct, task, thread_info.status) & 0x0002;
}

#elif defined(__TARGET_ARCH_arm64)

#define SYSCALL_SENDMSG 211
#define SYSCALL_RECVMSG 212
#define SYSCALL_RECVMMSG 243
#define SYSCALL_SENDMMSG 269
#define SYSCALL_IOCTL 29

#define syscall_number(regs) KERNEL_FIELD(struct pt_regs, regs, syscallno)
#define syscall_arg1(regs) KERNEL_FIELD(struct pt_regs, regs, orig_x0)
#define syscall_arg2(regs) KERNEL_FIELD(struct pt_regs, regs, regs[1])
#define syscall_arg3(regs) KERNEL_FIELD(struct pt_regs, regs, regs[2])
#define syscall_arg4(regs) KERNEL_FIELD(struct pt_regs, regs, regs[3])

/* What a 32-bit program calls; the EABI has no socketcall. */
#define SYSCALL32_SOCKETCALL 0xffffffff
#define SYSCALL32_IOCTL 54
#define SYSCALL32_SENDMSG 296
#define SYSCALL32_RECVMSG 297
#define SYSCALL32_RECVMMSG 365
#define SYSCALL32_SENDMMSG 374
#define SYSCALL32_RECVMMSG_TIME64 417

#define syscall32_arg1(regs) ((__u32)syscall_arg1(regs))
#define syscall32_arg2(regs) ((__u32)syscall_arg2(regs))
#define syscall32_arg3(regs) ((__u32)syscall_arg3(regs))
#define syscall32_arg4(regs) ((__u32)syscall_arg4(regs))

/* Whether that system call is still running: its result will be where its first argument was. */
static __always_inline bool syscall_is_running(struct pt_regs *regs)
{
	return KERNEL_FIELD(struct pt_regs, regs, regs[0]) == KERNEL_FIELD(struct pt_regs, regs, orig_x0);
}

/* arch/arm64: TIF_32BIT, bit 22 of thread_info.flags. */
static __always_inline bool syscall_is_32bit(void)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	return KERNEL_FIELD(struct task_struct, task, thread_info.flags) & (1UL << 22);
}

#endif

/* New calls have the same number everywhere. */
#define SYSCALL_PIDFD_GETFD 438

/* The operations of socketcall(2), uapi/linux/net.h. */
#define SOCKETCALL_SENDMSG 16
#define SOCKETCALL_RECVMSG 17
#define SOCKETCALL_RECVMMSG 19
#define SOCKETCALL_SENDMMSG 20

#endif
