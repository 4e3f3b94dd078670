/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SHARPBPF_READ_H
#define SHARPBPF_READ_H

/* Fields of kernel objects, read at the offsets of the running kernel, as plain loads where the kernel allows it. */
#include <sharpbpf/types.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

/*
 * Since 6.2: makes a read-only typed pointer of any address. Loads through it are guarded by the kernel's exception table and
 * give 0 for a bad address, as bpf_probe_read_kernel would, at the cost of a load instead of a call.
 */
extern void *bpf_rdonly_cast(const void *address, __u32 btf_id) __ksym __weak;

/*
 * KERNEL_FIELD(struct file, file, f_inode): the field of the object at that address; 0 when it cannot be read. libbpf knows at
 * load whether bpf_rdonly_cast is there, and the verifier removes the other branch.
 */
#define KERNEL_FIELD(type, address, field) \
	({ \
		typeof(((type *)0)->field) __field; \
		if (bpf_rdonly_cast) \
			__field = ((type *)bpf_rdonly_cast((const void *)(address), bpf_core_type_id_kernel(type)))->field; \
		else if (bpf_core_read(&__field, sizeof(__field), &((type *)(address))->field)) \
			__field = 0; \
		__field; \
	})

#endif
