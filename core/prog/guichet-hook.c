/* guichet-hook: the only program that opens plugins' objects. A process of its own for each call; no database, no keys, no network. */
#include <stdio.h>
#include "clock/clock.h"
#include "confine/confine.h"
#include "hook/hook_host.h"
#include "prog/service.h"
#include "text/text.h"
#include "xml/xml.h"

#define CALLS_AT_ONCE 16               /* more wait in the socket's queue: a looping hook holds one place for GT_HOOK_TIMEOUT_MS */

static void one_call(const struct gt_service *service, int connection, const void *object) { gt_hook_host_serve(service->config, object, connection); }

/* guichet-hook --check OBJECT ID VERSION DIGEST HOOKS: opens one object as a call would, for guichetctl. HOOKS: bits of enum gt_hook_kind. */
static int check_one(char **argv)
{
	GT_AUTO_ARENA arena = gt_arena_new("check", 1 << 20);
	int64_t declared = 0;
	const char *cause = "";
	gt_log_init("guichet-hook", GT_ERR);
	gt_clock_init(NULL);
	if (!gt_parse_i64(argv[6], 0, UINT32_MAX, &declared)) return 64;
	struct gt_hook_call call = { .id = argv[3], .version = argv[4], .digest = argv[5], .declared = (uint32_t)declared };
	if (gt_hook_object_try(arena, argv[2], &call, &cause)) return 0;
	printf("%s\n", cause);
	return 1;
}

/* guichet-hook --object PATH …: every call is for that object, which need not be installed: guichetctl replays scenarios with it. */
int main(int argc, char **argv)
{
	if (argc == 7 && gt_streq(argv[1], "--check")) return check_one(argv);
	const char *object = argc > 2 && gt_streq(argv[1], "--object") ? argv[2] : NULL;
	if (object) argv += 2, argc -= 2;
	struct gt_service service;
	struct gt_error err;
	gt_service_start(&service, "guichet-hook", argc, argv);
	gt_clock_init(service.config);
	gt_xml_init();
	if (gt_text_init(&err) != GT_OK) gt_log_error(GT_WARN, "start", &err);
	gt_no_new_privileges();
	gt_service_ready(&service);
	return gt_service_calls(&service, CALLS_AT_ONCE, one_call, object);
}
