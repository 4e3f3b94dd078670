/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SHARPBPF_FILTER_H
#define SHARPBPF_FILTER_H

#include <sharpbpf/types.h>
#include <bpf/bpf_helpers.h>

/*
 * BPF_FILTER(allow_task, struct task_id *task): a hook, to be called like a function that returns bool. Its body is the C# method
 * marked [BpfFilter("allow_task")]; with no such method it returns true. Parameters are integers, bools, enums and pointers to
 * structs that the program can read directly.
 *
 * How the body gets in: the build compiles a file of its own that defines SHARPBPF_FILTER_allow_task as 1, includes this source
 * and defines the function below it. The hook is then a declaration only. The pointer in .sharpbpf.filters tells the build, by
 * way of BTF, what the parameters are; libbpf skips the section.
 */
#define BPF_FILTER(name, ...) \
	static bool (*__sharpbpf_filter_##name)(__VA_ARGS__) __attribute__((section(".sharpbpf.filters"), used)); \
	static __always_inline __attribute__((unused)) bool name(__VA_ARGS__) __SHARPBPF_FILTER_BODY(SHARPBPF_FILTER_##name)

/* A macro that is 1 becomes a comma here, and what is second moves on: `;`. One that is not defined leaves the default body. */
#define __SHARPBPF_FILTERED_1 ~, ;
#define __SHARPBPF_SECOND(first, second, ...) second
#define __SHARPBPF_SELECT(...) __SHARPBPF_SECOND(__VA_ARGS__)
#define __SHARPBPF_JOIN_(a, b) a##b
#define __SHARPBPF_JOIN(a, b) __SHARPBPF_JOIN_(a, b)
#define __SHARPBPF_FILTER_BODY(flag) __SHARPBPF_SELECT(__SHARPBPF_JOIN(__SHARPBPF_FILTERED_, flag), { return true; }, )

/* ---- what translated C# calls ---- */

/* Keeps clang from knowing what is in a variable, so that the check which the verifier needs stays in the code. */
#define sharpbpf_barrier(variable) asm volatile("" : "+r"(variable))

/* An index that is known to be below the count, in a form in which the verifier knows it too. */
static __always_inline __u32 sharpbpf_index(__u32 index, __u32 count)
{
	sharpbpf_barrier(index);
	if ((count & (count - 1)) == 0)
		return index & (count - 1);
	return index < count ? index : 0;
}

/* BPF divides unsigned numbers only. C# rounds towards zero, and a remainder has the sign of the dividend. */
static __always_inline __s32 sharpbpf_divide_s32(__s32 a, __s32 b)
{
	__u32 quotient = (a < 0 ? 0 - (__u32)a : (__u32)a) / (b < 0 ? 0 - (__u32)b : (__u32)b);

	return (__s32)((a < 0) != (b < 0) ? 0 - quotient : quotient);
}

static __always_inline __s32 sharpbpf_remainder_s32(__s32 a, __s32 b)
{
	__u32 rest = (a < 0 ? 0 - (__u32)a : (__u32)a) % (b < 0 ? 0 - (__u32)b : (__u32)b);

	return (__s32)(a < 0 ? 0 - rest : rest);
}

static __always_inline __s64 sharpbpf_divide_s64(__s64 a, __s64 b)
{
	__u64 quotient = (a < 0 ? 0 - (__u64)a : (__u64)a) / (b < 0 ? 0 - (__u64)b : (__u64)b);

	return (__s64)((a < 0) != (b < 0) ? 0 - quotient : quotient);
}

static __always_inline __s64 sharpbpf_remainder_s64(__s64 a, __s64 b)
{
	__u64 rest = (a < 0 ? 0 - (__u64)a : (__u64)a) % (b < 0 ? 0 - (__u64)b : (__u64)b);

	return (__s64)(a < 0 ? 0 - rest : rest);
}

/*
 * Bytes. The capacity is a constant, the length at most as much. All bytes are volatile here: they may be a knob's, whose initial
 * value clang must not take for its value.
 */
static __always_inline __u32 sharpbpf_text_length(const volatile __u8 *bytes, __u32 capacity)
{
	__u32 length;

	for (length = 0; length < capacity; length++) {
		if (!bytes[length])
			break;
	}
	return length;
}

static __always_inline __s32 sharpbpf_index_of_byte(const volatile __u8 *bytes, __u32 length, __u32 capacity, __u8 value)
{
	for (__u32 i = 0; i < capacity && i < length; i++) {
		if (bytes[i] == value)
			return i;
	}
	return -1;
}

/* Whether the second is in the first, from `start`. */
static __always_inline bool sharpbpf_is_at(const volatile __u8 *a, __u32 a_length, __u32 a_capacity, __u32 start,
					   const volatile __u8 *b, __u32 b_length, __u32 b_capacity)
{
	if (b_length > a_length || start > a_length - b_length)
		return false;
	for (__u32 i = 0; i < b_capacity && i < b_length; i++) {
		__u32 at = start + i;

		sharpbpf_barrier(at);
		if (at >= a_capacity || a[at] != b[i])
			return false;
	}
	return true;
}

static __always_inline bool sharpbpf_equal(const volatile __u8 *a, __u32 a_length, __u32 a_capacity,
					   const volatile __u8 *b, __u32 b_length, __u32 b_capacity)
{
	return a_length == b_length && sharpbpf_is_at(a, a_length, a_capacity, 0, b, b_length, b_capacity);
}

static __always_inline bool sharpbpf_starts_with(const volatile __u8 *a, __u32 a_length, __u32 a_capacity,
						 const volatile __u8 *b, __u32 b_length, __u32 b_capacity)
{
	return sharpbpf_is_at(a, a_length, a_capacity, 0, b, b_length, b_capacity);
}

static __always_inline bool sharpbpf_ends_with(const volatile __u8 *a, __u32 a_length, __u32 a_capacity,
					       const volatile __u8 *b, __u32 b_length, __u32 b_capacity)
{
	return b_length <= a_length && sharpbpf_is_at(a, a_length, a_capacity, a_length - b_length, b, b_length, b_capacity);
}

static __always_inline __s32 sharpbpf_index_of(const volatile __u8 *a, __u32 a_length, __u32 a_capacity,
					       const volatile __u8 *b, __u32 b_length, __u32 b_capacity)
{
	for (__u32 start = 0; start <= a_capacity && start <= a_length; start++) {
		if (sharpbpf_is_at(a, a_length, a_capacity, start, b, b_length, b_capacity))
			return start;
	}
	return -1;
}

#endif
