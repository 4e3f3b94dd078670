// SPDX-License-Identifier: Apache-2.0
/*
 * bare OBJECT fentry|raw PID: a line on stdout for each message that passes fds, as libbpf's own reader finds it. Ends at SIGINT, with
 * `shown N lost N` on stderr.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bare.h"

static volatile sig_atomic_t ended;
static unsigned long shown;

static void end(int signal)
{
	(void)signal;
	ended = 1;
}

static int show(void *context, void *data, size_t size)
{
	const struct bare_event *event = data;

	(void)context;
	(void)size;
	printf("%-6s %-6u %-16s %u\n", event->is_send ? "SEND" : "RECV", event->tid, event->comm, event->fds);
	shown++;
	return 0;
}

static void *need(void *object, const char *what)
{
	if (!object) {
		fprintf(stderr, "bare: %s: %s\n", what, strerror(errno));
		exit(1);
	}
	return object;
}

/* Sets a global in the object's memory before it is loaded, or finds it afterwards. */
static void *global(struct bpf_object *object, const char *section)
{
	size_t size;

	return (void *)bpf_map__initial_value(need(bpf_object__find_map_by_name(object, section), section), &size);
}

int main(int argc, char **argv)
{
	struct bpf_program *program;
	struct ring_buffer *ring;
	int raw;

	if (argc != 4) {
		fprintf(stderr, "usage: bare OBJECT fentry|raw PID\n");
		return 2;
	}
	raw = !strcmp(argv[2], "raw");
	signal(SIGINT, end);
	struct bpf_object *object = need(bpf_object__open_file(argv[1], NULL), "open");

	bpf_object__for_each_program(program, object)
		bpf_program__set_autoload(program, raw == !strcmp(bpf_program__name(program), "on_sys_exit"));
	*(unsigned int *)global(object, ".rodata") = (unsigned int)atoi(argv[3]);
	if (bpf_object__load(object))
		need(NULL, "load");
	bpf_object__for_each_program(program, object) {
		if (bpf_program__autoload(program))
			need(bpf_program__attach(program), bpf_program__name(program));
	}
	ring = need(ring_buffer__new(bpf_object__find_map_fd_by_name(object, "events"), show, NULL, NULL), "ring");
	fprintf(stderr, "attached: %s\n", argv[2]);
	while (!ended)
		ring_buffer__poll(ring, 100);
	ring_buffer__consume(ring);
	fflush(stdout);
	fprintf(stderr, "shown %lu lost %llu\n", shown, *(unsigned long long *)global(object, ".bss"));
	return 0;
}
