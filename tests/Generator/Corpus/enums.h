/* SPDX-License-Identifier: Apache-2.0 */
/* Enums: signs, flags, prefixes, and where they stand. */
typedef unsigned char __u8; typedef signed char __s8; typedef unsigned short __u16; typedef short __s16;
typedef unsigned int __u32; typedef int __s32; typedef unsigned long long __u64; typedef long long __s64;
typedef _Bool bool;

enum en_simple { EN_SIMPLE_A, EN_SIMPLE_B, EN_SIMPLE_C };

enum en_negative { EN_NEGATIVE_ONE = -1, EN_ZERO, EN_ONE };

enum en_flags { EN_FLAGS_A = 1, EN_FLAGS_B = 2, EN_FLAGS_C = 4, EN_FLAGS_ALL = 7 };

enum en_two_flags { EN_TWO_X = 1, EN_TWO_Y = 2 };

enum en_bits { EN_BITS_LOW = 1, EN_BITS_HIGH = 0x80000000 };

enum en_count { EN_COUNT_1 = 1, EN_COUNT_2, EN_COUNT_3, EN_COUNT_4 };

enum en_sparse { EN_SPARSE_A = 1, EN_SPARSE_B = 16, EN_SPARSE_C = 17, EN_SPARSE_D = 256 };

enum en_one { EN_ONE_ONLY };

enum en_unrelated { RED, GREEN, BLUE };

enum en_prefix_only { PREFIX, PREFIX_A, PREFIX_B };

enum en_digits { DIGITS_1, DIGITS_2, DIGITS_3X };

enum en_lower { en_lower_first, en_lower_second };

enum en_mixed { enMixedFirst, en_MixedSecond };

enum en_duplicates { EN_DUP_A = 1, EN_DUP_B = 1, EN_DUP_LAST = EN_DUP_B };

enum en_clash { EN_CLASH_foo_bar, EN_CLASH_FOO_BAR, EN_CLASH_fooBar };

enum en_keywords { class, namespace, event, params, object };

enum en_max { __EN_MAX_NONE, EN_MAX_A, EN_MAX_B, __EN_MAX_LAST };

enum en_leading { _EN_LEADING_A, _EN_LEADING_B };

enum en_unsigned_top { EN_TOP_A = 0xffffffff, EN_TOP_B = 1 };

enum en_int_min { EN_MIN_A = -4000, EN_MIN_B = 2147483647 };

enum en_tiny { EN_TINY_A, EN_TINY_B } __attribute__((packed));

enum en_tiny_negative { EN_TINY_NEGATIVE_A = -1, EN_TINY_NEGATIVE_B } __attribute__((packed));

enum en_short { EN_SHORT_A = 1000 } __attribute__((packed));

enum en_equals { EN_EQUALS_EQUALS, EN_EQUALS_GET_TYPE, EN_EQUALS_TO_STRING };

enum en_self { EN_SELF };

typedef enum {
	EN_TYPEDEF_A,
	EN_TYPEDEF_B = 5,
} en_typedef_t;

struct en_user {
	enum en_simple simple;
	enum en_negative negative;
	enum en_flags flags;
	enum en_bits bits;
	enum en_unsigned_top top;
	enum en_tiny tiny;
	enum en_tiny_negative tiny_negative;
	enum en_short middle;
	en_typedef_t with_typedef;
	enum {
		EN_USER_X,
		EN_USER_Y = 9,
	} anonymous;
	enum {
		EN_LOOSE_X = 3,
	} kinds[3];
};

union en_union {
	enum en_simple simple;
	enum en_tiny tiny;
	__u64 raw;
};

struct en_pointer {
	enum en_simple *p;
	const enum en_negative q;
};
