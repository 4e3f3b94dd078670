/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* What the random predicates look at. The test appends one PREDICATE(n) for each. */
#include <sharpbpf/types.h>
#include <bpf/bpf_helpers.h>
#include <sharpbpf/filter.h>

#define INPUTS 1000

enum shade { SHADE_NONE = 0, SHADE_LIGHT = 3, SHADE_DARK = 7, SHADE_HUGE = 0x80000000u };
enum level { LEVEL_LOW = -5, LEVEL_MID = 0, LEVEL_TOP = 9 };
enum mode_flags { MODE_FLAGS_READ = 1, MODE_FLAGS_WRITE = 2, MODE_FLAGS_SEEK = 4, MODE_FLAGS_LOCK = 64 };

struct inner {
	__s16 x;
	__u16 y;
	__s64 z;
	char tag[4];
	__u8 cells[2][4];
};

struct input {
	__s8 sb;
	__u8 ub;
	__s16 ss;
	__u16 us;
	__s32 si;
	__u32 ui;
	__s64 sl;
	__u64 ul;
	bool flag;
	bool other;
	enum shade shade;
	enum level level;
	enum mode_flags mode;
	struct inner inner;
	struct inner pair[2];
	char name[16];
	char title[8];
	__u8 bytes[8];
	__s32 words[4];
	__u64 longs[2];
	__u32 low : 3;
	__s32 mid : 7;
	__u32 bit : 1;
	__u64 high : 33;
	union {
		__u64 whole;
		struct {
			__u32 left;
			__s32 right;
		};
	};
	void *address;
	__s32 argument_si;
	__u64 argument_ul;
	__u8 argument_ub;
};

const volatile __u32 knob_ui = 0;
const volatile __s32 knob_si = 0;
const volatile __u64 knob_ul = 0;
const volatile __s64 knob_sl = 0;
const volatile __u8 knob_ub = 0;
const volatile bool knob_flag = false;
const volatile enum shade knob_shade = SHADE_NONE;
const volatile char knob_text[8] = {};
const volatile __s16 knob_shorts[4] = {};
const volatile struct inner knob_inner = {};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, INPUTS);
	__type(key, __u32);
	__type(value, struct input);
} inputs SEC(".maps");

struct results {
	__u32 next;
	__u8 answers[1024];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct results);
} results SEC(".maps");

/* Each run of a program answers the next input. */
#define PREDICATE(n) \
	BPF_FILTER(filter##n, struct input *input, __s32 a, __u64 b, __u8 c, enum level level, bool flag) \
	SEC("socket") int run##n(void *ctx) \
	{ \
		__u32 zero = 0, index; \
		struct results *r = bpf_map_lookup_elem(&results, &zero); \
		struct input *input; \
		if (!r) \
			return 0; \
		index = r->next; \
		input = bpf_map_lookup_elem(&inputs, &index); \
		if (!input) \
			return 0; \
		r->answers[index & 1023] = 1 + filter##n(input, input->argument_si, input->argument_ul, input->argument_ub, \
							 input->level, input->other); \
		r->next = index + 1; \
		return 0; \
	}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
