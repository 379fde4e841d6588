/* guichet-fetch: the only program that asks other people's HTTP servers. A process of its own for each call; no database, no keys. */
#include "confine/confine.h"
#include "fetch/fetch.h"
#include "prog/service.h"

#define CALLS_AT_ONCE 8                /* more wait in the socket's queue, and give up there when their own time is over */

static void one_call(const struct gt_service *service, int connection, const void *arg)
{
	const struct gt_limits limits = { .memory_bytes = 512 * 1024 * 1024, .cpu_s = 10, .files = 64 };
	(void)arg;
	gt_limits_set(&limits);
	gt_fetch_host_serve(service->config, connection);
}

int main(int argc, char **argv)
{
	/* Certificates and names of hosts are read wherever the system has them; nothing is written anywhere. */
	static const char *const readable[] = { "/" };
	struct gt_service service;
	gt_service_start(&service, "guichet-fetch", argc, argv);
	gt_fetch_host_init();
	gt_no_new_privileges();
	gt_landlock(NULL, readable, GT_COUNT(readable));
	gt_service_ready(&service);
	return gt_service_calls(&service, CALLS_AT_ONCE, one_call, NULL);
}
