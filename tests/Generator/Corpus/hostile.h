/* SPDX-License-Identifier: Apache-2.0 */
/* What nobody should write, and clang takes all the same. */
typedef unsigned char __u8; typedef signed char __s8; typedef unsigned short __u16; typedef short __s16;
typedef unsigned int __u32; typedef int __s32; typedef unsigned long long __u64; typedef long long __s64;
typedef _Bool bool;

union ho_packed_bits {
	__u64 a : 63;
	__s64 b : 33;
	bool c : 1;
	struct {
		__u8 d : 7;
		__u64 e : 64;
		__s32 f : 17;
	} __attribute__((packed));
} __attribute__((packed));

struct ho_odd_bits {
	__u8 gap;
	union ho_packed_bits bits[3];
	__u8 last : 1;
} __attribute__((packed));

struct ho_bits_cross_128 {
	__u8 a : 1;
	unsigned __int128 b : 127;
	__int128 c : 65;
	__u8 d : 7;
} __attribute__((packed));

struct ho_bool_bits {
	bool a : 1, b : 1, : 0;
	bool c : 1;
	int : 5;
	bool d : 1;
} __attribute__((packed));

struct ho_only_gaps {
	int : 3;
	__u8 a;
	int : 0;
};

struct ho_rows_of_unions {
	struct {
		union {
			__u64 wide;
			struct {
				__u16 low;
				union {
					__u8 first : 4;
					__s8 bytes[2];
				};
			};
		};
		__u8 after;
	} rows[2][3];
};

struct ho_rank_five {
	__s16 deep[2][1][3][1][2];
	struct {
		__u8 a : 4;
		char name[2][3];
	} deeper[1][2][1][2];
};

struct ho_empty {
};

struct ho_around_nothing {
	struct ho_empty nothing;
	int a;
	struct ho_empty array[4];
	int none[0][4];
	int rows[4][0];
	int b;
};

struct ho_only_flexible {
	struct ho_empty nothing;
	struct {
		__u64 key;
		__u8 kind;
	} __attribute__((packed)) entries[];
};

struct ho_flexible_inside {
	__u32 count;
	struct {
		__u16 length;
		char text[];
	} inner;
};

enum ho_byte : unsigned char { HO_BYTE_A = 200, HO_BYTE_B = 255 };

enum ho_signed_byte : signed char { HO_SIGNED_BYTE_A = -128, HO_SIGNED_BYTE_B = 127 };

enum ho_word : unsigned short { HO_WORD_A = 65535 };

typedef enum ho_byte ho_byte_alias;

typedef const volatile ho_byte_alias ho_byte_again;

struct ho_enums {
	enum ho_byte a;
	ho_byte_again b : 5;
	enum ho_signed_byte c[2][2];
	enum ho_word d : 9;
	enum ho_signed_byte e : 4;
};

struct ho_aligned {
	__u8 a;
	_Alignas(32) __u8 b;
	__u16 c __attribute__((aligned(2)));
	struct {
		__u8 d;
	} __attribute__((aligned(8))) e[2];
};

struct ho_packed_in_union {
	__u8 a;
	union {
		__u64 b;
		struct {
			__u8 c;
			__u32 d;
		} __attribute__((packed));
		__u8 e[9];
	} __attribute__((packed)) f;
	__u16 g;
} __attribute__((packed));

typedef struct ho_tag *ho_pointer_type;
typedef ho_pointer_type (*ho_function_type)(ho_pointer_type, ...);
typedef ho_function_type ho_table_type[2];
struct ho_tag {
	ho_pointer_type next;
	ho_table_type table;
	const ho_table_type *const restrict pointers[2];
	int (*(*rows)[3])(void);
	void (**last)(void);
};

struct ho_größe {
	int größe;
	int Größe;
	int ſharp;
	int 名前;
	int _é;
};

struct ho_words {
	int __arglist;
	int __makeref;
	int extern_, scoped, allows, extension, union_, managed, Values, Value, Item, Row, Length, Text;
	char text[4];
	int text_text;
	int values[2];
	int values_array_type;
};

struct ho_Text {
	char a[2], A[2], a_text[2], AText[2], a_array[2];
};

struct e {
	struct e *e;
	struct {
		struct e *e;
		int E;
	} E;
};
