/* guichet-fetch: the only program that asks other people's HTTP servers. A process of its own for each call; no database, no keys. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "confine/confine.h"
#include "fetch/fetch.h"
#include "prog/service.h"

#define CALLS_AT_ONCE 8                /* more wait in the socket's queue, and give up there when their own time is over */

static int reap(int running, bool wait_for_one)
{
	while (running && waitpid(-1, NULL, wait_for_one ? 0 : WNOHANG) > 0) {
		running--;
		wait_for_one = false;
	}
	return running;
}

static _Noreturn void call(const struct gt_service *service, int connection)
{
	const struct gt_limits limits = { .memory_bytes = 512 * 1024 * 1024, .cpu_s = 10, .files = 64 };
	signal(SIGTERM, SIG_DFL);
	close(service->listen_fd);
	gt_limits_set(&limits);
	gt_fetch_host_serve(service->config, connection);
	_exit(0);
}

int main(int argc, char **argv)
{
	/* Certificates and names of hosts are read wherever the system has them; nothing is written anywhere. */
	static const char *const readable[] = { "/" };
	struct gt_service service;
	struct gt_error err;
	gt_service_start(&service, "guichet-fetch", argc, argv);
	gt_fetch_host_init();
	gt_no_new_privileges();
	gt_landlock(NULL, readable, GT_COUNT(readable));
	gt_service_ready(&service);
	for (int running = 0; !gt_service_ending();) {
		running = reap(running, running == CALLS_AT_ONCE);
		int connection;
		int rc = gt_socket_accept(service.listen_fd, 1000, &connection, &err);
		if (rc == GT_BUSY) continue;
		if (rc != GT_OK) return 1;
		pid_t pid = fork();
		if (pid == 0) call(&service, connection);
		if (pid > 0) running++;
		close(connection);
	}
	gt_config_free(&service.config);
	return 0;
}
