/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define MAP_TYPE_CGRP_STORAGE 32 /* BPF_MAP_TYPE_CGRP_STORAGE, which headers before Linux 6.2 lack */

struct cgroup_value {
	__u64 tasks;
	__u64 quota;
};

struct {
	__uint(type, MAP_TYPE_CGRP_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct cgroup_value);
} cgroups SEC(".maps");

char LICENSE[] SEC("license") = "Dual BSD/GPL";
