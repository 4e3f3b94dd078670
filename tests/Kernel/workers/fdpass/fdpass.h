/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fdpass: passes file descriptors on command and tells what the kernel says of each.
 *
 * One command a line on stdin, its reply on stdout: any number of fact lines, then `done` or `error ERRNO TEXT`.
 * `@NAME command` is carried out by the runner NAME (a thread or a forked process made with `runner`); `+NAME command`
 * does not wait until it is done, `-NAME` does and gives its reply.
 * File descriptors have names (slots); a number is written `#7`. Bytes (file names, comms) are in hex, `-` for none.
 */
#ifndef FDPASS_H
#define FDPASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

struct call {
	int argc;
	char **argv;
	FILE *out;
};

/* Every handler returns 0 or an errno. */
typedef int (*handler)(struct call *call);

struct command {
	const char *name;
	int least; /* arguments, the name not counted */
	handler run;
	const char *usage;
};

extern const struct command load_commands[];
extern const struct command message_commands[];
extern const struct command setting_commands[];
extern const struct command socket_commands[];

/* slots.c */
int slot_set(const char *name, int fd);
int slot_fd(const char *word); /* the fd of a slot or of `#N`; -1 if there is no such slot */
int slot_close(const char *name);
/* `f` is one slot, `f*3` is f0, f1 and f2, `a,b` is both; returns the number of fds or -1 */
int slot_list(const char *words, int *fds, int room);

/* facts.c */
pid_t self_tid(void);
void put_hex(FILE *out, const void *bytes, size_t length);
int get_hex(const char *hex, void *bytes, size_t room); /* bytes, or -1 */
void put_fd(FILE *out, const char *word, int fd);       /* `WORD FD NAME-IN-HEX` */
void put_link(FILE *out, int fd);
bool is_open(int fd);
int open_fds(void); /* how many fds this process has */

/* kinds.c, more-kinds.c: a new fd of that kind or -errno; the number makes names distinct */
struct kind {
	const char *name;
	int (*open)(int number);
};
extern const struct kind kinds[];
extern const struct kind kernel_object_kinds[];
void forget_kinds(void); /* removes what would outlive the process */

/* arena.c: the memory a message is described in */
enum arena_place {
	ARENA_PLAIN,
	ARENA_EDGE, /* ends exactly where unmapped memory begins */
	ARENA_COLD, /* not in the page table: the kernel must fault it in */
};
struct arena {
	enum arena_place place;
	int fd;
	char *base;
	size_t mapped, used;
};
int arena_make(struct arena *arena, enum arena_place place);
void *arena_take(struct arena *arena, size_t size);     /* 8-byte aligned, zeroed */
void *arena_take_last(struct arena *arena, size_t size); /* for ARENA_EDGE: its last byte is the mapping's last */
int arena_ready(struct arena *arena);                    /* call when all is written */
void arena_free(struct arena *arena);

#endif
