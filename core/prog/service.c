/* prog: arguments, settings, log and signals of a program that guichetd starts; see service.h. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "prog/service.h"

#define EX_USAGE 64
#define EX_CONFIG 78

static volatile sig_atomic_t ending;

static void on_term(int sig)
{
	(void)sig;
	ending = 1;
}

void gt_prog_must(int rc, const struct gt_error *err)
{
	if (rc == GT_OK)
		return;
	gt_log_error(GT_ERR, "start", err);
	exit(1);
}

bool gt_service_ending(void)
{
	return ending != 0;
}

void gt_prog_words(const char *program, const char *usage, int argc, char **argv)
{
	if (argc != 2) return;
	if (gt_streq(argv[1], "--version")) printf("%s (Guichet) %s\n", program, PACKAGE_VERSION);
	else if (gt_streq(argv[1], "--help")) printf("usage: %s %s\n", program, usage);
	else return;
	exit(fflush(stdout) == 0 ? 0 : 1);
}

#define SERVICE_USAGE "--config FILE [--listen-fd N] [--status-fd N] [--pool user|agent]"

static _Noreturn void usage(const char *program)
{
	fprintf(stderr, "usage: %s " SERVICE_USAGE "\n", program);
	exit(EX_USAGE);
}

static int descriptor(const char *program, const char *text)
{
	int64_t v;
	if (!gt_parse_i64(text, 0, 1024, &v))
		usage(program);
	return (int)v;
}

static void read_arguments(struct gt_service *s, const char *program, int argc, char **argv)
{
	*s = (struct gt_service){ .listen_fd = -1, .status_fd = -1 };
	for (int i = 1; i < argc; i += 2) {
		const char *value = i + 1 < argc ? argv[i + 1] : NULL;
		if (!value)
			usage(program);
		if (gt_streq(argv[i], "--config"))
			s->config_path = value;
		else if (gt_streq(argv[i], "--pool") && (gt_streq(value, "user") || gt_streq(value, "agent")))
			s->pool = value;
		else if (gt_streq(argv[i], "--listen-fd"))
			s->listen_fd = descriptor(program, value);
		else if (gt_streq(argv[i], "--status-fd"))
			s->status_fd = descriptor(program, value);
		else
			usage(program);
	}
	if (!s->config_path)
		usage(program);
}

static enum gt_level level_of(const struct gt_config *c)
{
	const char *name = gt_config_get(c, "log.level", "info");
	return gt_streq(name, "debug") ? GT_DEBUG : gt_streq(name, "warn") ? GT_WARN : gt_streq(name, "error") ? GT_ERR : GT_INFO;
}

void gt_service_start(struct gt_service *s, const char *program, int argc, char **argv)
{
	gt_prog_words(program, SERVICE_USAGE, argc, argv);
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGHUP, &ignore, NULL);
	/* Ctrl-C in a terminal reaches the whole group: guichetd hears it and ends us in order */
	sigaction(SIGINT, &ignore, NULL);
	gt_log_init(program, GT_INFO);
	read_arguments(s, program, argc, argv);
	struct gt_error err = { 0 };
	if (gt_config_load(s->config_path, &s->config, &err) != GT_OK) {
		gt_log_error(GT_ERR, "prog", &err);
		exit(EX_CONFIG);
	}
	gt_log_init(program, level_of(s->config));
}

void gt_service_ready(const struct gt_service *s)
{
	struct sigaction term = { .sa_handler = on_term };
	sigaction(SIGTERM, &term, NULL);
	if (s->status_fd >= 0 && write(s->status_fd, "R", 1) != 1)
		gt_log_at(GT_WARN, "prog", "supervisor does not listen: errno %d", errno);
}
