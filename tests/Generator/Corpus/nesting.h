/* SPDX-License-Identifier: Apache-2.0 */
/* Structs in unions in structs, named and not; packing and alignment. */
typedef unsigned char __u8; typedef signed char __s8; typedef unsigned short __u16; typedef short __s16;
typedef unsigned int __u32; typedef int __s32; typedef unsigned long long __u64; typedef long long __s64;
typedef _Bool bool;

struct ns_inner {
	__u8 a;
	__u32 b;
};

struct ns_named {
	struct ns_inner first;
	__u8 gap;
	struct ns_inner second;
};

struct ns_anonymous {
	int a;
	struct {
		int b;
		struct {
			int c;
			union {
				int d;
				struct {
					__u16 e, f;
				};
			};
		};
	};
	int g;
};

struct ns_named_anonymous {
	struct {
		struct {
			struct {
				int deep;
			} c;
		} b;
		int x;
	} a;
	union {
		struct {
			int deep;
		} c;
		__u64 raw;
	} b;
};

union ns_union {
	__u8 byte;
	__u16 half;
	__u32 word;
	__u64 quad;
	struct ns_inner inner;
	__u8 bytes[8];
};

union ns_uneven {
	__u8 bytes[5];
	__u16 half;
} __attribute__((packed));

union ns_one {
	int only;
};

struct ns_union_in_struct {
	__u8 kind;
	union ns_union value;
	union {
		float f;
		double d;
	};
	union {
		void *p;
		__s64 n;
	} u;
};

struct ns_packed {
	__u8 a;
	__u64 b;
	__u16 c;
	__u32 d;
} __attribute__((packed));

struct ns_packed_2 {
	__u8 a;
	__u64 b;
	__u8 c;
} __attribute__((packed, aligned(2)));

struct ns_pragma {
	__u8 a;
	__u64 b;
};

#pragma pack(push, 4)
struct ns_pragma_4 {
	__u8 a;
	__u64 b;
	__u8 c;
};
#pragma pack(pop)

struct ns_packed_outer {
	__u8 a;
	struct ns_named named;
	struct ns_packed packed;
} __attribute__((packed));

struct ns_packed_inside {
	__u8 a;
	struct ns_packed packed;
	__u8 b;
	struct {
		__u8 x;
		__u32 y;
	} __attribute__((packed));
	__u64 c;
};

struct ns_field_aligned {
	__u8 a;
	__u8 b __attribute__((aligned(8)));
	__u8 c;
	__u32 d __attribute__((aligned(32)));
};

struct ns_field_packed {
	__u8 a;
	__u32 b __attribute__((packed));
	__u8 c;
	__u64 d __attribute__((packed));
};

struct ns_aligned_64 {
	__u8 a;
} __attribute__((aligned(64)));

struct ns_aligned_member {
	__u8 before;
	struct ns_aligned_64 line;
	__u8 after;
};

struct ns_empty {
};

struct ns_with_empty {
	int a;
	struct ns_empty nothing;
	struct { } nothing_else;
	int b;
	struct ns_empty many[3];
};

struct ns_trailing_hole {
	__u64 a;
	__u8 b;
};

struct ns_holes {
	__u8 a;
	__u16 b;
	__u8 c;
	__u64 d;
	__u8 e;
};

struct ns_ms_base {
	int base_a;
	int base_b;
};

struct ns_ms_derived {
	struct ns_ms_base;
	int derived;
};

typedef struct {
	int a;
	struct {
		int b;
	} inner;
} ns_anonymous_t;

typedef union {
	int a;
	float b;
} ns_anonymous_union_t;

struct ns_uses_typedefs {
	ns_anonymous_t a;
	ns_anonymous_union_t b;
	ns_anonymous_t c[2];
};

struct ns_one_byte {
	__u8 a;
};

struct ns_five {
	__u32 a;
	__u8 b;
} __attribute__((packed));

struct ns_five_array {
	struct ns_five five[5];
	__u8 end;
};

struct ns_deep_1 {
	struct ns_deep_2 {
		struct ns_deep_3 {
			struct ns_deep_4 {
				__u16 bottom;
			} four;
			__u8 three;
		} three;
		__u8 two;
	} two;
	__u8 one;
};

struct ns_same_anonymous {
	struct {
		int x;
	} a;
	struct {
		int x;
	} b;
	struct {
		int x;
	};
};

struct ns_int128_packed {
	__u8 a;
	unsigned __int128 b;
	__int128 c;
} __attribute__((packed));

struct ns_int128_packed_8 {
	__u64 a;
	unsigned __int128 b;
} __attribute__((packed, aligned(8)));

struct ns_int128_array {
	struct ns_int128_packed_8 items[3];
	struct ns_int128_packed more[2];
};

struct ns_int128 {
	__u8 a;
	__int128 b;
	__u8 c;
};

struct ns_anonymous_packed_outer {
	__u8 a;
	struct {
		__u32 b;
		__u64 c;
	};
} __attribute__((packed));
