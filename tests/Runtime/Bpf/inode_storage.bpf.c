/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct inode_value {
	__u64 opens;
	__u32 mark;
	__u32 rest;
};

struct {
	__uint(type, BPF_MAP_TYPE_INODE_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct inode_value);
} inodes SEC(".maps");

char LICENSE[] SEC("license") = "Dual BSD/GPL";
