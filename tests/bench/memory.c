/* What a web worker's own memory is made of: the same steps as its start, measured one by one. usage: bench_memory CONFIG
 * A line a step: what, MiB asked for, MiB of the process that nobody else has, milliseconds of processor time until then. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "clock/clock.h"
#include "crypto/crypto.h"
#include "plugin/plugin.h"
#include "render/render.h"
#include "text/text.h"
#include "xml/xml.h"

static double own(void)
{
	char line[200];
	double kib = 0;
	FILE *f = fopen("/proc/self/smaps_rollup", "r");
	while (f && fgets(line, sizeof line, f))
		if (strncmp(line, "Private_", 8) == 0) kib += atof(strchr(line, ':') + 1);
	if (f) fclose(f);
	return kib / 1024;
}

static void say(const char *what)
{
	struct mallinfo2 m = mallinfo2();
	printf("%s %.1f %.1f %.0f\n", what, (double)(m.uordblks + m.hblkhd) / (1 << 20), own(), (double)clock() * 1000 / CLOCKS_PER_SEC);
}

static void must(int rc, const struct gt_error *err)
{
	if (rc == GT_OK) return;
	fprintf(stderr, "bench_memory: %s\n", err->message);
	exit(1);
}

int main(int argc, char **argv)
{
	struct gt_error err = { 0 };
	struct gt_config *config;
	struct gt_plugins *plugins;
	if (argc != 2) return 2;
	must(gt_config_load(argv[1], &config, &err), &err);
	struct gt_arena *process = gt_arena_new("process", SIZE_MAX / 2);
	const char *dir = gt_config_get(config, "paths.xslt", GT_DATADIR "/xslt");
	gt_clock_init(config);
	gt_xml_init();
	must(gt_text_init(&err), &err);
	must(gt_crypto_init(&err), &err);
	say("libraries");
	struct gt_sheets *sheets;
	must(gt_sheets_load(process, dir, (const char *const[]){ "page", "receipt", "table", NULL }, &sheets, &err), &err);
	say("sheets");
	must(gt_plugins_load(config, &plugins, &err), &err);
	say("procedures");
	malloc_trim(0);
	say("trimmed");
	return 0;
}
