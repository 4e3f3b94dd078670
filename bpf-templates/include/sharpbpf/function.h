/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SHARPBPF_FUNCTION_H
#define SHARPBPF_FUNCTION_H

/*
 * Programs at kernel functions, with one body for fentry or fexit and for kprobe or kretprobe. fentry and fexit see the arguments as
 * an array, and the result behind the last one; kprobe and kretprobe see registers, at a return without the arguments.
 */
#include <sharpbpf/kernel.h>

#if defined(__TARGET_ARCH_x86)
#define kprobe_argument1(context) ((context)->di)
#define kprobe_argument2(context) ((context)->si)
#define kretprobe_result(context) ((context)->ax)
#elif defined(__TARGET_ARCH_arm64)
#define kprobe_argument1(context) ((context)->regs[0])
#define kprobe_argument2(context) ((context)->regs[1])
#define kretprobe_result(context) ((context)->regs[0])
#endif

#endif
