/* prog: a service that answers each call in a process of its own: what one call does to that process, no other call sees. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "confine/confine.h"
#include "prog/service.h"

static int reap(int running, bool wait_for_one)
{
	while (running && waitpid(-1, NULL, wait_for_one ? 0 : WNOHANG) > 0) {
		running--;
		wait_for_one = false;
	}
	return running;
}

int gt_service_calls(struct gt_service *s, int at_once, gt_service_call *answer, const void *arg)
{
	struct gt_error err;
	for (int running = 0; !gt_service_ending();) {
		running = reap(running, running == at_once);
		int connection;
		int rc = gt_socket_accept(s->listen_fd, 1000, &connection, &err);
		if (rc == GT_BUSY) continue;
		if (rc != GT_OK) return 1;
		pid_t pid = fork();
		if (pid == 0) {
			signal(SIGTERM, SIG_DFL);
			close(s->listen_fd);
			answer(s, connection, arg);
			_exit(0);
		}
		if (pid > 0) running++;
		close(connection);
	}
	gt_config_free(&s->config);
	return 0;
}
