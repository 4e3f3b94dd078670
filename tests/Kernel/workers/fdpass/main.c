// SPDX-License-Identifier: Apache-2.0
/* The command loop, and the runners: other threads and processes that take commands too. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "fdpass.h"

#define RUNNERS 8
#define WORDS 1024

static struct runner {
	char name[16];
	FILE *to, *from;
} runners[RUNNERS];
static int runner_count;

struct ends {
	FILE *in, *out;
};

static void serve(FILE *in, FILE *out);

static void *serve_thread(void *argument)
{
	struct ends ends = *(struct ends *)argument;

	free(argument);
	serve(ends.in, ends.out);
	return NULL;
}

static int start_thread(int in, int out)
{
	struct ends *ends = malloc(sizeof(*ends));
	pthread_t thread;

	if (!ends)
		return ENOMEM;
	ends->in = fdopen(in, "r");
	ends->out = fdopen(out, "w");
	int failed = pthread_create(&thread, NULL, serve_thread, ends);

	return failed ? failed : pthread_detach(thread);
}

static int start_process(int in, int out, int other_in, int other_out)
{
	pid_t child = fork();

	if (child < 0)
		return errno;
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(other_in);
		close(other_out);
		runner_count = 0;
		serve(fdopen(in, "r"), fdopen(out, "w"));
		_exit(0);
	}
	close(in);
	close(out);
	return 0;
}

static int run_runner(struct call *call)
{
	int there[2], back[2];
	bool thread = !strcmp(call->argv[2], "thread");
	struct runner *runner = &runners[runner_count];

	if (runner_count == RUNNERS || strlen(call->argv[1]) >= sizeof(runner->name))
		return ENOSPC;
	if (pipe2(there, O_CLOEXEC) || pipe2(back, O_CLOEXEC))
		return errno;
	fflush(NULL);
	int failed = thread ? start_thread(there[0], back[1]) : start_process(there[0], back[1], there[1], back[0]);

	if (failed)
		return failed;
	strcpy(runner->name, call->argv[1]);
	runner->to = fdopen(there[1], "w");
	runner->from = fdopen(back[0], "r");
	runner_count++;
	return 0;
}

/* Copies a runner's reply, its last line included. */
static void take_reply(struct runner *runner, FILE *out)
{
	char *reply = NULL;
	size_t room = 0;
	bool last = false;

	while (!last && getline(&reply, &room, runner->from) > 0) {
		fputs(reply, out);
		last = !strncmp(reply, "done", 4) || !strncmp(reply, "error ", 6);
	}
	if (!last)
		fprintf(out, "error %d the runner ended\n", ESRCH);
	free(reply);
}

/* `@NAME command` passes it on and waits for the reply; `+NAME command` does not wait, `-NAME` does. */
static void forward(char *line, FILE *out)
{
	char *command = strchr(line, ' ');

	if (command)
		*command++ = 0;
	for (int i = 0; i < runner_count; i++) {
		if (strcmp(runners[i].name, line + 1))
			continue;
		if (command) {
			fprintf(runners[i].to, "%s\n", command);
			fflush(runners[i].to);
		}
		if (line[0] == '+')
			fputs("done\n", out);
		else
			take_reply(&runners[i], out);
		return;
	}
	fprintf(out, "error %d no such runner\n", ESRCH);
}

static int run_hello(struct call *call)
{
	char comm[17] = "";

	prctl(PR_GET_NAME, comm);
	fprintf(call->out, "task %d %d %d ", getpid(), self_tid(), getuid());
	put_hex(call->out, comm, strlen(comm));
	fputc('\n', call->out);
	return 0;
}

static const struct command own_commands[] = {
	{ "runner", 2, run_runner, "NAME thread|process" },
	{ "hello", 0, run_hello, "" },
	{ 0 },
};

static const struct command *find(const char *name)
{
	static const struct command *const tables[] = {
		own_commands, message_commands, load_commands, socket_commands, setting_commands,
	};

	for (size_t table = 0; table < sizeof(tables) / sizeof(tables[0]); table++)
		for (const struct command *command = tables[table]; command->name; command++)
			if (!strcmp(command->name, name))
				return command;
	return NULL;
}

static void obey(char *line, FILE *out)
{
	char *words[WORDS], *rest;
	struct call call = { 0, words, out };

	for (char *word = strtok_r(line, " ", &rest); word && call.argc < WORDS; word = strtok_r(NULL, " ", &rest))
		words[call.argc++] = word;
	const struct command *command = call.argc ? find(words[0]) : NULL;

	if (!command) {
		fprintf(out, "error %d no such command\n", ENOSYS);
		return;
	}
	if (call.argc - 1 < command->least) {
		fprintf(out, "error %d usage: %s %s\n", EINVAL, command->name, command->usage);
		return;
	}
	int failed = command->run(&call);

	if (failed)
		fprintf(out, "error %d %s\n", failed, strerror(failed));
	else
		fputs("done\n", out);
}

static void serve(FILE *in, FILE *out)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t length;

	while ((length = getline(&line, &room, in)) > 0) {
		if (line[length - 1] == '\n')
			line[length - 1] = 0;
		if (strchr("@+-", line[0]))
			forward(line, out);
		else
			obey(line, out);
		fflush(out);
	}
	free(line);
}

int main(int argc, char **argv)
{
	if (argc != 2 || chdir(argv[1])) {
		fprintf(stderr, "usage: fdpass EMPTY-DIRECTORY\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	serve(stdin, stdout);
	forget_kinds();
	return 0;
}
