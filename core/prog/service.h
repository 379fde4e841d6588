/* prog: what every program started by guichetd shares: its arguments and its word to the supervisor. */
#ifndef GT_SERVICE_H
#define GT_SERVICE_H
#include "base/base.h"

/* --config FILE [--listen-fd N] [--status-fd N] [--pool user|agent]. Unknown arguments: usage on stderr, exit 64.
 * By hand, without guichetd: listen_fd and status_fd are -1. */
struct gt_service {
	const char *config_path, *pool;
	int listen_fd;           /* a listening Unix socket */
	int status_fd;           /* to guichetd: 'R' ready, 'b' a request begins, 'e' it ended */
	struct gt_config *config;
};
/* --help and --version, answered on stdout; ends the process when one of them was asked for. */
void gt_prog_words(const char *program, const char *usage, int argc, char **argv);
/* Reads the arguments and the settings, opens the log, ignores SIGPIPE. Ends the process with a message when they are wrong. */
void gt_service_start(struct gt_service *service, const char *program, int argc, char **argv);
/* Say that this process can serve: only then is the former generation told to finish. Until now SIGTERM ended it at once, from now on it is heard
 * by gt_service_ending. A web worker does not call it: gt_http_serve says the word itself, when its own handler stands. */
void gt_service_ready(const struct gt_service *service);

/* SIGTERM was received: finish what is in hand, then end with status 0. SIGHUP is guichetd's; children are simply replaced.
 * The handler is installed without SA_RESTART, so poll and accept come back with EINTR. */
bool gt_service_ending(void);

/* Until SIGTERM: each connection is answered in a process of its own, which ends after it; at_once of them, more wait in the socket's queue.
 * Frees the settings. ret: what main returns. blocks: until SIGTERM. */
typedef void gt_service_call(const struct gt_service *service, int connection, const void *arg);
int gt_service_calls(struct gt_service *service, int at_once, gt_service_call *answer, const void *arg);
/* A start without this makes no sense: anything but OK is logged and ends the process with status 1. */
void gt_prog_must(int rc, const struct gt_error *err);

#endif
