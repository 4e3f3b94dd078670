/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef SOFDSNOOP_GATHER_H
#define SOFDSNOOP_GATHER_H

/* Finds the fds in the control data of a message. */
#include "sofdsnoop_filter.h"
#include "sofdsnoop_user.h"

const volatile bool all_paths = false;		/* tell fds that cross by other ways than a socket, too */

static __always_inline long read_control(const struct scratch *s, void *to, __u32 size, __u64 from)
{
	if (s->control_is_kernel)
		return bpf_probe_read_kernel(to, size, (void *)from);
	return bpf_probe_read_user(to, size, (void *)from);
}

static __always_inline long read_control_header(const struct scratch *s, struct user_cmsghdr *header)
{
	struct user_cmsghdr32 narrow;
	long error;

	if (!s->control_is_32bit)
		return read_control(s, header, sizeof(*header), s->control);
	error = read_control(s, &narrow, sizeof(narrow), s->control);
	header->length = narrow.length;
	header->level = narrow.level;
	header->type = narrow.type;
	return error;
}

/*
 * Adds the fds of one SCM_RIGHTS, or the one of SCM_PIDFD. False when they cannot be read, or are more than a message can have: then
 * the kernel refuses them, and those that fit are there to be shown with its refusal.
 */
static __always_inline bool gather_fds(struct scratch *s, __u64 from, __u64 bytes)
{
	__u32 at = s->fd_count, most = is_send(&s->call) ? SCM_MAX_FD : SCM_MAX_FD + 1;	/* one more came with SCM_PIDFD */
	__u64 room;
	bool fits;

	if (at > most)
		return false;
	room = (most - at) * sizeof(__s32);
	fits = bytes <= room;
	if (!fits)
		bytes = room;
	barrier_var(bytes);	/* clang knows the limit and would leave the mask out, but older verifiers do not know it */
	if (read_control(s, &s->fds[at & 0xff], bytes & 0x3ff, from))
		return false;
	s->fd_count = at + bytes / sizeof(__s32);
	return fits;
}

/* Takes one control message; 1 at the end. */
__noinline int gather_step(__u32 slot)
{
	struct scratch *s = get_scratch(slot);
	struct user_cmsghdr header;
	bool has_fds, is_pidfd;
	__u64 advance;
	__u32 header_size;

	if (!s)
		return 1;
	header_size = control_header_size(s->control_is_32bit);
	if (s->control_left < header_size)
		return 1;
	if (read_control_header(s, &header)) {
		s->gathered_flags |= FD_MESSAGE_FLAGS_INCOMPLETE;
		return 1;
	}
	if (header.length < header_size || header.length > s->control_left)
		return 1;
	if (header.level == SOL_SOCKET) {
		has_fds = header.type == SCM_RIGHTS;
		is_pidfd = header.type == SCM_PIDFD && !is_send(&s->call);
		if (header.type == SCM_CREDENTIALS)
			s->gathered_flags |= FD_MESSAGE_FLAGS_CREDS;
		if (is_pidfd)
			s->gathered_flags |= FD_MESSAGE_FLAGS_PIDFD;
		/* Nobody sent it: only who wants all paths sees it among the fds. */
		if (is_pidfd && all_paths) {
			s->pidfd = s->fd_count;
			has_fds = true;
		}
		if (has_fds && !gather_fds(s, s->control + header_size, (header.length - header_size) & ~3ull)) {
			s->gathered_flags |= FD_MESSAGE_FLAGS_INCOMPLETE;
			return 1;
		}
	}
	advance = control_align(header.length, s->control_is_32bit);
	if (advance >= s->control_left)
		return 1;
	s->control += advance;
	s->control_left -= advance;
	return 0;
}

REPEAT_BY(gather_step, 128);

/* Collects in s->fds the fds of the control data that s->control and its companions describe. */
__noinline int gather(__u32 slot)
{
	struct scratch *s = get_scratch(slot);

	if (!s)
		return 0;
	s->fd_count = 0;
	s->pidfd = NO_FD;
	s->gathered_flags = 0;
	s->gathered_loss = LOSS_CAUSE_UNREADABLE;
	if (!gather_step_many_times(s->slot, MAX_CONTROL_STEPS)) {
		s->gathered_flags |= FD_MESSAGE_FLAGS_INCOMPLETE;
		s->gathered_loss = LOSS_CAUSE_LIMIT;
	}
	return 0;
}

/* Those of a message in user memory. */
static __always_inline void gather_user(struct scratch *s, const struct user_msghdr *header)
{
	s->control = header->control;
	s->control_left = header->control_length;
	s->control_is_32bit = is_32bit(&s->call);
	s->control_is_kernel = false;
	gather(s->slot);
}

#endif
