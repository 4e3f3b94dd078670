/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* One of everything, in few bytes: most mutations of it hit something. */
struct pair {
	int a : 3;
	char text[4];
	struct pair *next;
};

enum kind { KIND_A = -1, KIND_B };

struct {
	int (*type)[2];
	int (*max_entries)[4];
	int *key;
	struct pair *value;
} map __attribute__((section(".maps"), used));

const volatile enum kind knob = KIND_B;

__attribute__((section("socket"))) int go(void *context)
{
	return knob;
}
