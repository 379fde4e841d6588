/* Starts and ends the parts of a world for scenarios. */
#include "tests/lib/world.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "confine/confine.h"
#include "hook/hook.h"
#include "pdf/pdf.h"
#include "plugin/plugin.h"
#include "text/text.h"

#define MUST(call) do { if ((call) != GT_OK) { fprintf(stderr, "%s:%d: %s (%s)\n", __FILE__, __LINE__, err.message, err.detail); exit(1); } } while (0)

static struct gt_world *only;

static const char *build_dir(void)
{
	const char *build = getenv("top_builddir");
	return build ? build : ".";
}

static void shell(struct gt_world *w, const char *fmt, ...) GT_PRINTF(2, 3);
static void shell(struct gt_world *w, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *text = gt_arena_vprintf(w->h->arena, fmt, ap);
	va_end(ap);
	pid_t pid = fork();
	int status = 1;
	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", text, (char *)NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	if (status != 0) { fprintf(stderr, "failed: %s\n", text); exit(1); }
}

/* ---- procedures: signed and installed as an operator would ---- */
static void install(struct gt_world *w, const char *id, const char *key)
{
	struct gt_error err = { 0 };
	struct gt_plugin installed;
	const char *stage = gt_arena_printf(w->h->arena, "%s/stage-%s", w->h->dir, id);
	shell(w, "umask 022; cp -R '%s' '%s' && chmod -R u+w,go-w '%s' && rm -f '%s/Makefile.inc' '%s/plugin.c' && cp '%s/plugins/%s/.libs/%s.so' '%s'", gt_harness_source(w->h->arena, gt_arena_printf(w->h->arena, "plugins/%s", id)),
		stage, stage, stage, stage, build_dir(), id, id, stage);
	MUST(gt_plugin_sign(w->h->arena, stage, key, &err));
	MUST(gt_plugin_install(w->h->arena, w->config, stage, &installed, &err));
}

static void settings(struct gt_world *w)
{
	struct gt_error err = { 0 };
	const char *schemas = gt_harness_source(w->h->arena, "xslt/schema"), *catalogue = gt_harness_source(w->h->arena, "plugins/catalogue.xml");
	w->offset = gt_arena_printf(w->h->arena, "%s/clock.offset", w->h->dir);
	shell(w, "mkdir -p '%s/plugins' '%s/signers'; echo 0 >'%s'; cat >>'%s' <<'END'\n[plugins]\ndirectory = %s/plugins\nsigners = %s/signers\nschemas = %s\ncatalogue = %s\n[site]\nbase_url = https://guichet.example\n"
		"[demo]\nenabled = yes\n[clock]\noffset_file = %s\n[hook]\nsocket = %s/hook.sock\n[paths]\nxslt = %s\nEND\n", w->h->dir, w->h->dir, w->offset, w->h->settings_path, w->h->dir, w->h->dir, schemas, catalogue,
		w->offset, w->h->dir, w->sheets);
	MUST(gt_config_load(w->h->settings_path, &w->config, &err));
}

static void procedures(struct gt_world *w, const char *const *ids)
{
	static const char *const no_kinds[] = { NULL };
	struct gt_error err = { 0 };
	struct gt_sheets *sheets;
	const char *key = gt_arena_printf(w->h->arena, "%s/signer.key", w->h->dir);
	/* the house's own sheets, which papers include, are those of this tree */
	MUST(gt_sheets_load(w->h->arena, w->sheets, no_kinds, &sheets, &err));
	MUST(gt_signer_create(key, gt_arena_printf(w->h->arena, "%s/signers/test.pub", w->h->dir), &err));
	for (; *ids; ids++) install(w, *ids, key);
	MUST(gt_plugins_load(w->config, &w->plugins, &err));
}

/* ---- guichet-hook ---- */
static void hook_start(struct gt_world *w)
{
	struct gt_error err = { 0 };
	int fd = -1;
	char number[16];
	const char *program = gt_arena_printf(w->h->arena, "%s/core/prog/guichet-hook", build_dir());
	MUST(gt_socket_listen(gt_arena_printf(w->h->arena, "%s/hook.sock", w->h->dir), 0600, &fd, &err));
	snprintf(number, sizeof number, "%d", dup(fd));      /* without close-on-exec */
	w->hook_pid = fork();
	if (w->hook_pid == 0) {
		prctl(PR_SET_PDEATHSIG, (unsigned long)SIGTERM, 0L, 0L, 0L);
		execl(program, "guichet-hook", "--config", w->h->settings_path, "--listen-fd", number, (char *)NULL);
		_exit(127);
	}
	close(fd);
	close(atoi(number));
	MUST(gt_hook_open(w->config, &w->hook, &err));
}

static void warm(struct gt_world *w)
{
	struct gt_error err = { 0 };
	MUST(gt_pdf_warm(NULL, w->sheets, &err));
}

struct gt_world *gt_world_start(const char *const *ids)
{
	static struct gt_world world;
	struct gt_error err = { 0 };
	struct gt_world *w = only = &world;
	w->h = gt_harness_start();
	if (!w->h || access(gt_arena_printf(w->h->arena, "%s/core/prog/guichet-hook", build_dir()), X_OK) != 0 || !gt_scan_harness_start(&w->scanner)) return NULL;
	w->sheets = gt_harness_source(w->h->arena, "xslt");
	gt_xml_init();
	MUST(gt_text_init(&err));
	settings(w);
	procedures(w, ids);
	hook_start(w);
	warm(w);
	w->user = (struct gt_desk){ .db = gt_harness_db(w->h, "web_user"), .ring = w->h->ring, .plugins = w->plugins, .hook = w->hook, .scan = w->scanner.scan, .config = w->config };
	w->agent = w->jobs = w->user;
	w->agent.db = gt_harness_db(w->h, "web_agent");
	w->jobs.db = gt_harness_db(w->h, "jobs");
	w->jobs.hook = NULL;
	w->jobs.scan = NULL;
	return w;
}

void gt_world_clean(struct gt_world *w) { gt_harness_clean(w->h); }

void gt_world_clock(struct gt_world *w, int64_t utc_s)
{
	FILE *f = fopen(w->offset, "r+");
	if (!f) exit(1);
	gt_clock_set_fixed(utc_s);
	fprintf(f, "%-24lld\n", (long long)(utc_s - (int64_t)time(NULL)));
	fclose(f);
}

void gt_world_stop(struct gt_world *w)
{
	gt_pdf_end();
	if (w->hook_pid > 0) {
		kill(w->hook_pid, SIGTERM);
		waitpid(w->hook_pid, NULL, 0);
	}
	gt_hook_free(&w->hook);
	gt_scan_harness_stop(&w->scanner);
	gt_plugins_free(&w->plugins);
	gt_db_free(&w->user.db);
	gt_db_free(&w->agent.db);
	gt_db_free(&w->jobs.db);
	gt_config_free(&w->config);
}

/* A bitmap: a picture that needs no compression to be made. */
int gt_world_file(int *ret_bytes)
{
	enum { WIDE = 30, HIGH = 20, ROW = 92, HEAD = 54 };
	static uint8_t bytes[HEAD + ROW * HIGH];
	const uint8_t head[HEAD] = { 'B', 'M', sizeof bytes & 255, sizeof bytes >> 8, 0, 0, 0, 0, 0, 0, HEAD, 0, 0, 0, 40, 0, 0, 0, WIDE, 0, 0, 0, HIGH, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0,
		ROW * HIGH & 255, ROW * HIGH >> 8, 0, 0, 0x13, 0x0b, 0, 0, 0x13, 0x0b };
	memset(bytes, 0xd0, sizeof bytes);
	memcpy(bytes, head, sizeof head);
	*ret_bytes = (int)sizeof bytes;
	return gt_test_memfd(bytes, sizeof bytes);
}
