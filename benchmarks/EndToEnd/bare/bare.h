/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef BARE_H
#define BARE_H

/* What the bare reader's two sides tell each other. */
struct bare_event {
	unsigned int tid;
	unsigned int fds;
	unsigned int is_send;
	char comm[16];
};

#endif
