/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SHARPBPF_EVENTS_H
#define SHARPBPF_EVENTS_H

#include <sharpbpf/types.h>
#include <bpf/bpf_helpers.h>

/*
 * SHARPBPF_EXPORT(struct thing): makes C# see a type that no map or variable mentions. clang drops from BTF what is used only
 * behind a local pointer; a pointer in this section keeps it. libbpf skips the section.
 */
#define __SHARPBPF_PASTE(a, b) a##b
#define __SHARPBPF_NAME(a, b) __SHARPBPF_PASTE(a, b)
#define SHARPBPF_EXPORT(type) \
	static type *__SHARPBPF_NAME(__sharpbpf_type_, __COUNTER__) __attribute__((section(".sharpbpf.types"), used))

/*
 * SHARPBPF_EVENTS(events, struct event, 1 << 20): a ring buffer that carries this event, of so many bytes (a power of two, at
 * least a page; user space may change it before load). The value type tells C# what is in it; the runtime clears the value
 * size before load, because the kernel refuses a ring buffer that has one.
 */
#define SHARPBPF_EVENTS(name, event, bytes) \
	struct { \
		__uint(type, BPF_MAP_TYPE_RINGBUF); \
		__uint(max_entries, bytes); \
		__type(value, event); \
	} name SEC(".maps"); \
	SHARPBPF_EXPORT(event)

#endif
