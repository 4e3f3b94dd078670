/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* What both clang and gcc can make BTF of, each in its own way. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

enum kind { KIND_ONE = 1, KIND_TWO };
enum error { ERROR_NONE, ERROR_PERM = -1 };

typedef struct {
	short x, y;
} point_t;

struct item {
	const volatile char *const text;
	unsigned long count;
	long long int wide;
	unsigned char bytes[7];
	signed char small;
	_Bool yes;
	enum kind kind;
	enum error error;
	point_t points[3];
	struct item *next;
	struct other *other;
	struct {
		int a : 3;
		unsigned int b : 13;
	};
	union {
		float f;
		__u32 bits;
	} u;
	int (*call)(struct item *, long);
	char tail[];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, point_t);
	__type(value, struct item);
} items SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_ARRAY);
		__uint(max_entries, 3);
		__type(key, int);
		__type(value, struct { long inside; });
	});
} outer SEC(".maps");

const volatile int knob = 3;
const volatile char name[8] = "x";
unsigned short counter = 1;
struct { int left; } anonymous = { 1 };

SEC("socket")
int on_packet(void *ctx)
{
	counter += knob + name[0] + anonymous.left;
	return 0;
}

char _license[] SEC("license") = "GPL";
