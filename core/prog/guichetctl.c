/* guichetctl: the operator's hand. Arguments and wiring; the commands are room ctl's. */
#include <stdlib.h>
#include "ctl/ctl.h"
#include "prog/service.h"

int main(int argc, char **argv)
{
	struct gt_error err = { 0 };
	gt_prog_words("guichetctl", "[--config FILE] COMMAND …; `guichetctl help` lists the commands", argc, argv);
	gt_log_init("guichetctl", GT_WARN);
	gt_clock_init(NULL);
	if (gt_crypto_init(&err) != GT_OK) { fprintf(stderr, "guichetctl: %s\n", err.message); return 1; }
	const char *settings = getenv("GUICHET_CONFIG");
	struct gt_ctl ctl = { .arena = gt_arena_new("ctl", (size_t)1 << 30), .settings_path = settings ? settings : GT_SYSCONFDIR "/guichet.conf", .out = stdout };
	int status = gt_ctl_run(&ctl, argc, argv);
	gt_ctl_close(&ctl);
	gt_arena_free(&ctl.arena);
	return fflush(stdout) == 0 ? status : 1;
}
