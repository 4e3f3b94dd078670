/* SPDX-License-Identifier: Apache-2.0 */
/* Bit-fields: every base type, every way to cross a byte, with and without padding. */
typedef unsigned char __u8; typedef signed char __s8; typedef unsigned short __u16; typedef short __s16;
typedef unsigned int __u32; typedef int __s32; typedef unsigned long long __u64; typedef long long __s64;
typedef _Bool bool;

struct bf_simple {
	unsigned int a : 3;
	int b : 5;
	unsigned int c : 24;
};

struct bf_signed {
	int a : 1;
	int b : 2;
	int c : 31;
	int d : 32;
};

struct bf_char {
	char a : 3;
	signed char b : 4;
	unsigned char c : 5;
	char d : 8;
};

struct bf_short {
	short a : 7;
	unsigned short b : 9;
	short c : 15;
	unsigned short d : 1;
};

struct bf_long {
	long a : 33;
	unsigned long b : 31;
	long long c : 63;
	unsigned long long d : 1;
	unsigned long long e : 64;
	long long f : 64;
};

struct bf_bool {
	bool a : 1;
	bool b : 1;
	unsigned int c : 6;
	bool d : 1;
	bool e;
};

struct bf_mixed_bases {
	char a : 2;
	short b : 3;
	int c : 5;
	long d : 7;
	bool e : 1;
	unsigned char f : 6;
};

struct bf_zero_width {
	unsigned int a : 3;
	unsigned int : 0;
	unsigned int b : 5;
	unsigned char : 0;
	unsigned char c : 1;
};

struct bf_unnamed {
	unsigned int a : 3;
	unsigned int : 7;
	unsigned int b : 9;
	unsigned int : 13;
	int c : 4;
};

struct bf_between_fields {
	__u8 before;
	unsigned int a : 4;
	__u8 middle;
	int b : 11;
	__u64 after;
	unsigned long long c : 40;
	__u8 last;
};

struct bf_next_to_bytes {
	__u8 a;
	__u8 b : 3;
	__u8 c : 5;
	__u16 d : 12;
	__u8 e;
};

struct bf_straddle {
	unsigned int a : 20;
	unsigned int b : 20;
	unsigned int c : 20;
};

struct bf_packed_cross {
	unsigned int a : 7;
	unsigned int b : 13;
	int c : 29;
	unsigned int d : 15;
} __attribute__((packed));

struct bf_packed_nine_bytes {
	__u8 a : 4;
	__u64 b : 64;
	__u8 c : 4;
} __attribute__((packed));

struct bf_packed_signed_nine {
	__u8 a : 5;
	__s64 b : 61;
	__s64 c : 63;
	__u8 d : 7;
} __attribute__((packed));

struct bf_packed_tail {
	__u8 a;
	unsigned int b : 17;
} __attribute__((packed));

struct bf_packed_three {
	unsigned int a : 12;
	unsigned int b : 12;
} __attribute__((packed));

struct bf_packed_member {
	__u8 a;
	struct bf_packed_three inner;
	__u16 b;
	struct bf_packed_three more[3];
};

struct bf_sixty_fourths {
	__u64 a : 1;
	__u64 b : 62;
	__u64 c : 1;
	__s64 d : 1;
	__s64 e : 62;
	__s64 f : 1;
};

struct bf_int128 {
	__int128 a : 100;
	unsigned __int128 b : 28;
	unsigned __int128 c : 127;
	__int128 d : 1;
};

struct bf_int128_packed {
	__u8 a : 3;
	__int128 b : 121;
	unsigned __int128 c : 128;
	__u8 d : 4;
} __attribute__((packed));

enum bf_color { BF_RED, BF_GREEN, BF_BLUE = 6 };

enum bf_error { BF_OK, BF_AGAIN = -11, BF_NONE = -2 };

struct bf_enums {
	enum bf_color a : 3;
	enum bf_error b : 5;
	enum bf_color c : 32;
	enum bf_error d;
};

struct bf_in_union {
	union {
		__u32 whole;
		struct {
			__u32 low : 4;
			__u32 mid : 24;
			__u32 high : 4;
		};
		struct {
			__s32 sign : 31;
		} named;
	};
};

union bf_union {
	int a : 3;
	unsigned int b : 30;
	__u8 c;
	long long d : 40;
};

typedef unsigned int bf_typedef_type;

struct bf_typedefs {
	bf_typedef_type a : 11;
	const bf_typedef_type b : 11;
	volatile bf_typedef_type c : 10;
};

struct bf_aligned {
	__u8 a : 2;
	__u8 b : 2 __attribute__((aligned(4)));
	__u8 c : 2;
} __attribute__((aligned(16)));

struct bf_all_ones {
	__u64 b0 : 1, b1 : 1, b2 : 1, b3 : 1, b4 : 1, b5 : 1, b6 : 1, b7 : 1;
	__u64 b8 : 1, b9 : 1, b10 : 1, b11 : 1, b12 : 1, b13 : 1, b14 : 1, b15 : 1;
	__s64 s16 : 1, s17 : 2, s19 : 3, s22 : 4, s26 : 5, s31 : 6, s37 : 7, s44 : 8, s52 : 12;
};

struct bf_kernel_thread_info {
	unsigned long flags;
	unsigned sched_reset_on_fork : 1;
	unsigned sched_contributes_to_load : 1;
	unsigned sched_migrated : 1;
	unsigned : 0;
	unsigned in_execve : 1;
	unsigned in_iowait : 1;
	unsigned long atomic_flags;
};

struct bf_array_of {
	struct bf_simple simple[3];
	struct bf_packed_nine_bytes packed[2];
};
