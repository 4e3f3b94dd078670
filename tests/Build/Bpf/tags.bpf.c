/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* BTF_KIND_DECL_TAG, TYPE_TAG, FLOAT, RESTRICT and what else is rare. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define user_data __attribute__((btf_type_tag("user data")))
#define owned __attribute__((btf_decl_tag("owned")))

struct owned tagged {
	int user_data *from_user;
	int plain owned;
	char *restrict alone;
	float single;
	double twice;
	unsigned __int128 huge;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct tagged);
} tags SEC(".maps");

SEC("socket")
int on_packet(void *ctx owned)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
