// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * sofdsnoop: every file descriptor that crosses a unix socket.
 *
 * A call that may pass fds is noted when it starts (struct call) and told when it has returned and its result is known. A
 * sender's files are looked up at the start, before anybody else can close them; a receiver's when they are installed.
 *
 * Loops call a global function for each step: the verifier checks such a function once, on its own, so that a walk over
 * 253 fds with names of 4096 bytes stays small, on kernels without bpf_loop too.
 *
 * This file is the map; each hook has a file of its own:
 */
#include "sofdsnoop_functions.h"		/* --hook fentry, kprobe */
#include "sofdsnoop_syscalls.h"		/* --hook tracepoint, raw */
#include "sofdsnoop_io_uring.h"		/* io_uring requests, with every hook */
#include "sofdsnoop_other_paths.h"	/* --all-paths: system calls without a socket */
#include "sofdsnoop_registered.h"	/* --all-paths: files registered with an io_uring */

/* A thread that is killed inside a call never comes to its end. */
SEC("raw_tp/sched_process_exit")
int on_thread_exit(struct bpf_raw_tracepoint_args *ctx)
{
	struct scratch *s = recall_last_call(current_tid());

	if (!s)
		return 0;
	count_missed_call(&s->call);
	end_call(s);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
