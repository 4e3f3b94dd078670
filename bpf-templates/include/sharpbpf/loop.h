/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SHARPBPF_LOOP_H
#define SHARPBPF_LOOP_H

/*
 * The kernel's iterator over numbers, since Linux 6.4. The verifier follows a loop over it until nothing new comes of another turn, and not
 * turn by turn. Weak: to be asked for with if (bpf_iter_num_new), of which the verifier removes the branch that is not taken.
 */
#include <sharpbpf/types.h>
#include <bpf/bpf_helpers.h>

/* Newer headers have one of that name; libbpf leaves out what follows the three underscores. */
struct bpf_iter_num___sharpbpf {
	__u64 opaque[1];
} __attribute__((aligned(8)));

extern int bpf_iter_num_new(struct bpf_iter_num___sharpbpf *turns, int start, int end) __ksym __weak;
extern int *bpf_iter_num_next(struct bpf_iter_num___sharpbpf *turns) __ksym __weak;
extern void bpf_iter_num_destroy(struct bpf_iter_num___sharpbpf *turns) __ksym __weak;

#endif
