/* SPDX-License-Identifier: Apache-2.0 */
/* Arrays of everything, of every rank; char arrays; flexible arrays. */
typedef unsigned char __u8; typedef signed char __s8; typedef unsigned short __u16; typedef short __s16;
typedef unsigned int __u32; typedef int __s32; typedef unsigned long long __u64; typedef long long __s64;
typedef _Bool bool;

struct ar_one {
	int a[1];
	char b[1];
};

struct ar_ranks {
	__u8 r1[7];
	__u16 r2[2][3];
	__u32 r3[2][3][4];
	__u64 r4[1][2][1][2];
};

struct ar_text {
	char comm[16];
	signed char schars[16];
	unsigned char uchars[16];
	char names[3][8];
	char grid[2][2][4];
};

typedef char ar_name_type[16];
typedef ar_name_type ar_names_type[2];

struct ar_typedefs {
	ar_name_type name;
	ar_names_type names;
	const ar_name_type fixed;
};

struct ar_element {
	__u8 a;
	__u16 b;
};

struct ar_packed_element {
	__u8 a;
	__u32 b;
	__u64 c;
} __attribute__((packed));

struct ar_structs {
	struct ar_element elements[3];
	struct ar_packed_element packed[3];
	struct ar_element grid[2][2];
	struct {
		int x, y;
	} points[4];
};

struct ar_unions {
	union {
		__u32 v4;
		__u8 v6[16];
	} addresses[2];
};

enum ar_kind { AR_A, AR_B, AR_C = 77 };

struct ar_enums {
	enum ar_kind kinds[5];
	bool flags[9];
};

struct ar_pointers {
	void *pointers[4];
	int (*callbacks[2])(int, char *);
	int (*array)[5];
	const char *const names[2];
};

struct ar_int128 {
	unsigned __int128 big[2];
	__int128 negative[3];
};

struct ar_floats {
	float f[3];
	double d[2][2];
};

struct ar_flexible {
	__u32 length;
	__u8 data[];
};

struct ar_flexible_struct {
	__u16 count;
	struct ar_packed_element elements[];
};

struct ar_flexible_text {
	__u64 ts;
	char text[];
};

struct ar_flexible_rows {
	__u8 rows;
	__u16 matrix[][4];
};

struct ar_flexible_u64_unaligned {
	__u8 count;
	__u64 values[];
} __attribute__((packed));

struct ar_flexible_in_padding {
	__u64 ts;
	__u8 n;
	__u8 data[];
};

struct ar_zero_length {
	__u8 start[0];
	__u32 a;
	__u32 middle[0];
	__u32 b;
	__u32 end[0];
};

struct ar_flexible_union {
	__u32 n;
	union {
		struct { } empty;
		struct { } __empty_bytes;
		struct {
			struct { } __empty;
			__u8 bytes[];
		};
		struct {
			struct { } __empty_words;
			__u32 words[];
		};
	};
};

struct ar_inner_flexible {
	__u32 a;
	struct ar_flexible tail;
};

struct ar_big {
	__u8 first;
	__u8 big[70000];
	__u8 last;
};

struct ar_large {
	__u64 large[1000][8];
	__u32 after;
};

struct ar_aligned_elements {
	struct {
		__u8 a;
	} __attribute__((aligned(16))) elements[2];
};

struct ar_only_text {
	char only[4];
};

struct ar_const {
	const int a[2];
	volatile __u16 b[2];
	const volatile char c[3];
};

struct ar_more_dimensions {
	struct {
		char key[4];
		__u16 values[2][2];
	} table[2][3];
};
