/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of every width; pointers; typedefs and qualifiers; declarations without a definition. */
typedef unsigned char __u8; typedef signed char __s8; typedef unsigned short __u16; typedef short __s16;
typedef unsigned int __u32; typedef int __s32; typedef unsigned long long __u64; typedef long long __s64;
typedef _Bool bool;

struct sc_all {
	char c;
	signed char sc;
	unsigned char uc;
	short s;
	unsigned short us;
	int i;
	unsigned int ui;
	long l;
	unsigned long ul;
	long long ll;
	unsigned long long ull;
	_Bool b;
	__int128 i128;
	unsigned __int128 u128;
	float f;
	double d;
};

struct sc_kernel {
	__u8 u8;
	__s8 s8;
	__u16 u16;
	__s16 s16;
	__u32 u32;
	__s32 s32;
	__u64 u64;
	__s64 s64;
	bool flag;
};

struct sc_char {
	char a;
	__u16 b;
	char c;
};

struct sc_bool {
	bool a;
	__u32 b;
	_Bool c;
};

struct sc_half_pair {
	__u8 a;
	__u16 b;
};

struct sc_double {
	float a;
	double b;
	float c;
};

struct sc_long_double {
	__u8 a;
	__u8 b;
};

struct sc_unknown;
union sc_unknown_union;
enum sc_known { SC_KNOWN };

struct sc_pointers {
	void *a;
	const void *b;
	char *c;
	struct sc_unknown *d;
	union sc_unknown_union *e;
	struct sc_pointers *self;
	struct sc_all *f;
	int **g;
	void ***h;
	enum sc_known *i;
};

struct sc_functions {
	int (*f)(void);
	void (*g)(int, struct sc_unknown *, ...);
	int (*(*h)(int))(char);
};

struct sc_pointer_to_anonymous {
	struct {
		int a;
	} *p;
	union {
		int b;
		float c;
	} **q;
};

struct sc_left {
	struct sc_right *right;
};

struct sc_right {
	struct sc_left *left;
};

typedef int sc_int1;
typedef sc_int1 sc_int2;
typedef const sc_int2 sc_int3;
typedef volatile sc_int3 sc_int4;

struct sc_typedefs {
	sc_int1 a;
	sc_int2 b;
	sc_int3 c;
	sc_int4 d;
	sc_int4 *e;
};

struct sc_qualified {
	const int a;
	volatile int b;
	const volatile int c;
	int *const d;
	int *volatile e;
	const char *const volatile f;
	int *restrict g;
};

struct sc_list_head {
	struct sc_list_head *next, *prev;
};

struct sc_hlist_node {
	struct sc_hlist_node *next, **pprev;
};

struct sc_rb_node {
	unsigned long rb_parent_color;
	struct sc_rb_node *rb_right;
	struct sc_rb_node *rb_left;
} __attribute__((aligned(sizeof(long))));

struct sc_spin_lock {
	__u32 val;
};

struct sc_locked {
	struct sc_spin_lock lock;
	__u64 counter;
};

struct sc_timespec {
	long tv_sec;
	long tv_nsec;
};

typedef struct sc_tagged {
	int a;
} sc_tagged_t;

struct sc_uses_tagged {
	sc_tagged_t a;
	struct sc_tagged b;
};

typedef struct {
	int counter;
} sc_atomic_t;

typedef struct {
	long counter;
} sc_atomic64_t;

struct sc_atomics {
	sc_atomic_t a;
	sc_atomic64_t b;
};

struct sc_unaligned_number {
	__u8 a;
	__u16 b;
	__u8 c;
	__u32 d;
} __attribute__((packed));

struct sc_unaligned_float {
	__u8 a;
	double b;
	float c;
} __attribute__((packed));

struct sc_unaligned_pointer {
	__u8 a;
	void *b;
	bool c;
} __attribute__((packed));
