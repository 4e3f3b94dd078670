/* SPDX-License-Identifier: Apache-2.0 */
/* Names that C# does not like, or that become one. */
typedef unsigned char __u8; typedef signed char __s8; typedef unsigned short __u16; typedef short __s16;
typedef unsigned int __u32; typedef int __s32; typedef unsigned long long __u64; typedef long long __s64;
typedef _Bool bool;

struct nm_keywords {
	int class, namespace, event, params, ref, out, in, is, as, base, bool_, byte, checked, decimal;
	int delegate, fixed, foreach, implicit, internal, lock, null, object, operator, override;
	int readonly, sbyte, sealed, stackalloc, string, this, throw, uint, ulong, unchecked, unsafe, using, virtual;
};

struct nm_contextual {
	int async, await, dynamic, field, file, get, global, init, nameof, nint, notnull, nuint, partial;
	int record, required, scoped, set, unmanaged, value, var, when, where, with, yield, _;
};

struct nm_clash {
	int foo_bar;
	int fooBar;
	int foo__bar;
	int _foo_bar;
	int FOO_BAR;
	int FooBar;
	int fooBarField;
};

struct nm_object_members {
	int equals;
	int Equals;
	int get_hash_code;
	int get_type;
	int to_string;
	int finalize;
	int memberwise_clone;
	int reference_equals;
};

struct nm_own_members {
	int from;
	int size_in_c;
	int layout_proof;
	char comm[8];
	int comm_text;
	int comm_array;
	__u8 data_of;
	__u8 data[];
};

struct nm_same {
	int nm_same;
	int NmSame;
};

struct nm_digits {
	int a_1_2;
	int a_12;
	int a1_2;
	int a12;
	int _3com;
	int __4;
	int v4_6_8;
};

struct nm_underscores {
	int _;
	int __;
	int ___;
	int _a_;
	int __b__c__;
};

struct nm_case {
	int ABC;
	int abc;
	int Abc;
	int aBC;
	int A_B_C;
};

struct nm_dollar$sign {
	int a$b;
	int $;
	int $1;
};

struct nm_Shouted_Not {
	int IPV6;
	int skBuff;
	int SKB_len;
	int lenSKB;
};

struct NM_SHOUTED {
	int X;
	int Y_Z;
};

struct nm_shouted {
	int x;
};

struct NmShouted {
	int x;
};

struct system {
	int console;
};

struct Microsoft {
	int a;
};

struct sharp_bpf {
	int a;
};

struct nm_nested {
	struct {
		int inner;
	} inner;
	union {
		int inner_struct;
		int other;
	} other;
	int inner_struct;
	int other_union;
	struct {
		int nm_nested;
	} nm_nested;
};

struct nm_row {
	int row[2][3];
	int length[4];
	int first[2];
	int _first;
};

struct nm_very_long_name_that_goes_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on {
	int a_very_long_field_name_that_goes_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and;
};

struct case_bpf {
	int a;
};

struct nm_bits {
	unsigned int _bits0_size1 : 3;
	unsigned int bits0_size1 : 3;
	unsigned int _bits0Size1 : 1;
};

struct a {
	int A;
	int a;
};

struct A {
	int B;
};
