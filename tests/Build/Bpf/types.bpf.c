/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Every shape a type can have on its way to user space. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define EXPORT(name, type) static type *export_##name __attribute__((section(".sharpbpf.types"), used))

enum plain { PLAIN_A, PLAIN_B = 7, PLAIN_C };
enum negative { NEGATIVE_ONE = -1, NEGATIVE_EPERM = -13, NEGATIVE_NOT = 40 };
enum flags { FLAGS_LOW = 1, FLAGS_HIGH = 0x80000000, FLAGS_MIXED = 0xf0000001 };
enum __attribute__((packed)) small { SMALL_A = 1, SMALL_B = 200 };

struct integers {
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
	__u8 u8;
	__s16 s16;
	__u32 u32;
	__s64 s64;
	__be16 be16;
};

struct bits {
	unsigned int a : 1;
	unsigned int b : 3;
	int c : 7;
	unsigned int : 5;
	unsigned long long d : 40;
	_Bool e : 1;
	enum plain f : 4;
	unsigned char g : 5;
	signed char h : 3;
	int whole;
	unsigned int : 0;
	unsigned short last : 9;
};

struct __attribute__((packed)) packed {
	__u8 a;
	__u64 b;
	__u16 c;
	struct {
		__u8 d;
		__u32 e;
	} f;
	__u32 g : 20;
	__u32 h : 12;
};

struct __attribute__((aligned(64))) aligned {
	__u32 a;
};

typedef struct {
	int x, y;
} point_t;

typedef point_t *point_ptr_t;
typedef int (*callback_t)(void *, int);
typedef int matrix_t[3][4];

struct nested {
	struct integers inner;
	struct {
		int named;
		struct {
			long deeper;
		} more;
	} one;
	struct {
		int unnamed_a;
		union {
			int in_union;
			float as_float;
		};
	};
	union {
		__u64 whole;
		__u8 bytes[8];
		struct {
			__u32 low, high;
		} halves;
	} u;
	enum { LOCAL_A = 3, LOCAL_B } local;
	struct {
		char tag;
	} list[5];
	point_t point;
	point_t points[2];
	matrix_t matrix;
	int cube[2][3][4];
};

struct node;
struct never;

struct pointers {
	void *nothing;
	const char *text;
	struct node *next;
	struct never *never;
	point_ptr_t point;
	callback_t callback;
	const volatile int *const qualified;
	int **twice;
	int (*row)[4];
	struct {
		int hidden;
	} *anonymous;
};

struct node {
	struct node *next;
	struct pointers *owner;
	int value;
};

union choice {
	__u8 small;
	struct node node;
	char text[100];
};

struct floats {
	float f;
	double d;
};

struct empty {
};

struct tail {
	__u32 length;
	struct empty nothing;
	char comm[16];
	__u8 data[];
};

struct tail_of_structs {
	__u64 count;
	struct {
		__u32 id;
		__u16 kind;
	} items[];
};

struct enums {
	enum plain plain;
	enum negative negative;
	enum flags flags;
	enum small small;
	enum small smalls[3];
};

struct holes {
	__u8 a;
	__u64 b;
	__u8 c;
};

EXPORT(integers, struct integers);
EXPORT(bits, struct bits);
EXPORT(packed, struct packed);
EXPORT(aligned, struct aligned);
EXPORT(nested, struct nested);
EXPORT(pointers, struct pointers);
EXPORT(choice, union choice);
EXPORT(floats, struct floats);
EXPORT(tail, struct tail);
EXPORT(tail_of_structs, struct tail_of_structs);
EXPORT(enums, struct enums);
EXPORT(holes, struct holes);

char _license[] SEC("license") = "Dual MIT/GPL";
