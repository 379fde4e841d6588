/* Signs and installs procedures of the tree for a test. */
#include "tests/lib/procedure_harness.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "plugin/plugin.h"

static void shell(struct gt_arena *arena, const char *fmt, ...) GT_PRINTF(2, 3);
static void shell(struct gt_arena *arena, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *line = gt_arena_vprintf(arena, fmt, ap);
	va_end(ap);
	pid_t pid = fork();
	if (pid == 0) { execl("/bin/sh", "sh", "-c", line, (char *)NULL); _exit(127); }
	int status;
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0) gt_panic("failed: %s", line);
}

static void must(int rc, const struct gt_error *err) { if (rc != GT_OK) gt_panic("%s (%s)", err->message, err->detail); }

struct gt_config *gt_test_procedures_begin(struct gt_harness *h)
{
	struct gt_error err = { 0 };
	struct gt_config *config;
	shell(h->arena, "umask 022; mkdir -p '%s/plugins' '%s/signers' && cat >>'%s' <<'END'\n[plugins]\ndirectory = %s/plugins\nsigners = %s/signers\nschemas = %s\ncatalogue = %s\n"
		"[site]\nbase_url = https://guichet.example\nagents_url = https://agents.guichet.example\n[run]\ndirectory = %s\nEND\n",
		h->dir, h->dir, h->settings_path, h->dir, h->dir, gt_harness_source(h->arena, "xslt/schema"), gt_harness_source(h->arena, "plugins/catalogue.xml"), h->dir);
	must(gt_config_load(h->settings_path, &config, &err), &err);
	must(gt_signer_create(gt_arena_printf(h->arena, "%s/signer.key", h->dir), gt_arena_printf(h->arena, "%s/signers/test.pub", h->dir), &err), &err);
	return config;
}

const char *gt_test_procedure_install(struct gt_harness *h, const struct gt_config *config, const char *id)
{
	struct gt_error err = { 0 };
	struct gt_plugin installed;
	const char *build = getenv("top_builddir"), *stage = gt_arena_printf(h->arena, "%s/stage-%s", h->dir, id);
	shell(h->arena, "umask 022; cp -R '%s' '%s' && chmod -R u+w '%s' && rm -f '%s/Makefile.inc' '%s/plugin.c' && for so in '%s/plugins/%s/.libs/%s.so'; do [ ! -f \"$so\" ] || cp \"$so\" '%s'; done && sed -i '/<hooks /d' '%s/procedure.xml'",
		gt_harness_source(h->arena, gt_arena_printf(h->arena, "plugins/%s", id)), stage, stage, stage, stage, build ? build : ".", id, id, stage, stage);
	/* words of effects that the tests ask for */
	shell(h->arena, "sed -i 's#</texts>#<text id=\"mail.essai.subject\">Essai</text><text id=\"mail.essai\">Des mots.</text><text id=\"task.essai\">A faire</text>"
		"<text id=\"deadline.essai\">Le jour venu</text></texts>#' '%s'/texts.*.xml", stage);
	must(gt_plugin_sign(h->arena, stage, gt_arena_printf(h->arena, "%s/signer.key", h->dir), &err), &err);
	must(gt_plugin_install(h->arena, config, stage, &installed, &err), &err);
	return installed.version;
}

void gt_test_procedure_enable(struct gt_harness *h, const char *id, const char *version)
{
	gt_harness_sql(h, gt_arena_printf(h->arena, "INSERT INTO procedure_version (procedure_id, version, digest, directory, state, installed_utc_s) VALUES ('%s', '%s', REPEAT('x', 32), 'd', 'enabled', 1);\n"
		"INSERT INTO procedure_enabled (procedure_id, version, changed_utc_s) VALUES ('%s', '%s', 1);\n", id, version, id, version));
}
