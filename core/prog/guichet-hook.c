/* guichet-hook: the only program that opens plugins' objects. A process of its own for each call; no database, no keys, no network. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include "clock/clock.h"
#include "confine/confine.h"
#include "hook/hook_priv.h"
#include "prog/service.h"
#include "text/text.h"
#include "xml/xml.h"

#define CALLS_AT_ONCE 16               /* more wait in the socket's queue: a looping hook holds one place for GT_HOOK_TIMEOUT_MS */

static int reap(int running, bool wait_for_one)
{
	while (running && waitpid(-1, NULL, wait_for_one ? 0 : WNOHANG) > 0) {
		running--;
		wait_for_one = false;
	}
	return running;
}

int main(int argc, char **argv)
{
	struct gt_service service;
	struct gt_error err;
	gt_service_start(&service, "guichet-hook", argc, argv);
	gt_clock_init(service.config);
	gt_xml_init();
	if (gt_text_init(&err) != GT_OK) gt_log_error(GT_WARN, "start", &err);
	gt_no_new_privileges();
	gt_service_ready(&service);
	for (int running = 0; !gt_service_ending();) {
		running = reap(running, running == CALLS_AT_ONCE);
		int connection;
		int rc = gt_socket_accept(service.listen_fd, 1000, &connection, &err);
		if (rc == GT_BUSY) continue;
		if (rc != GT_OK) return 1;
		pid_t pid = fork();
		if (pid == 0) {
			signal(SIGTERM, SIG_DFL);
			close(service.listen_fd);
			gt_hook_host_serve(service.config, connection);
			_exit(0);
		}
		if (pid > 0) running++;
		close(connection);
	}
	gt_config_free(&service.config);
	return 0;
}
