/* SPDX-License-Identifier: Apache-2.0 */
/* An object with what is rarely seen: externs of every kind, maps in maps with contents, types without names everywhere. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

typedef _Bool bool;
struct task_struct;

struct rq {
	int nr_running;
};

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool CONFIG_BPF __kconfig __weak;
extern char CONFIG_CC_VERSION_TEXT[64] __kconfig __weak;
extern const struct rq runqueues __ksym;
extern const void init_task __ksym __weak;
extern void bpf_task_release(struct task_struct *p) __ksym __weak;

struct value {
	int a;
	struct {
		int b;
	} anon;
};

struct inner_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, struct value);
} inner1 SEC(".maps"), inner2 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, int);
	__array(values, struct inner_map);
} outer SEC(".maps") = {
	.values = { &inner1, &inner2 },
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 2);
	__uint(key_size, 8);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_ARRAY);
		__uint(max_entries, 1);
		__type(key, int);
		__type(value, union { int x; char y[4]; });
	});
} outer_of_sizes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_RDONLY_PROG);
	__type(key, struct { int pid; char comm[16]; });
	__type(value, struct { int : 3; int x : 4; });
	__uint(pinning, LIBBPF_PIN_BY_NAME);
} with_flags SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, char[3][5]);
} rows SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, void *);
	__type(value, struct task_struct *);
} pointers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	enum { RED, GREEN = 5 } *key;
	__type(value, bool);
} enums SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, int);
	__type(value, double);
} floats SEC(".maps");

int first(void *ctx);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__uint(key_size, 4);
	__array(values, int(void *));
} programs SEC(".maps") = {
	.values = { [1] = (void *)&first },
};

const volatile struct {
	int depth;
	union {
		long l;
		char c[8];
	};
} settings = {};

static volatile const char *const names[] SEC(".rodata.names") = { "a", "b" };
int shared SEC(".data.shared") = 5;
struct value *pointer_in_bss;
__u64 __attribute__((aligned(64))) aligned_counter;
int (*callback)(int);
volatile enum same_enum { SAME_A } of_an_enum;

/* Two types of one name, in scopes of their own. */
static long scoped_a(void)
{
	static volatile struct same { int a; } s;

	return s.a;
}

static long scoped_b(void)
{
	static volatile struct same { long b; char c; } s;

	return s.b;
}

SEC("?raw_tp/sys_enter")
int first(void *ctx)
{
	return scoped_a() + scoped_b() + LINUX_KERNEL_VERSION + CONFIG_BPF + CONFIG_CC_VERSION_TEXT[1] + settings.depth +
	       shared + aligned_counter + of_an_enum;
}

SEC("freplace/target")
int second(void *ctx)
{
	const struct rq *rq = bpf_per_cpu_ptr(&runqueues, 0);

	if (&init_task && bpf_task_release)
		return 1;
	return rq ? rq->nr_running : 0;
}

SEC("uprobe//usr/lib/libc.so.6:malloc")
int third(void *ctx)
{
	return names[0] != 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
