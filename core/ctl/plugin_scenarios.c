/* A folder's own tests, replayed with its own logic: a guichet-hook of its own serves its object, installed or not, behind the same walls as in service. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "confine/confine.h"
#include "ctl/plugin_ctl.h"
#include "hook/hook.h"
#include "procedure/scenario.h"

#define SCENARIOS_MAX 300

/* ---- the logic: a process and a socket in a folder nobody else sees ---- */
struct logic { char dir[32]; const char *socket; pid_t pid; struct gt_hook *hook; };

static void start_program(const char *const *argv, int listen_fd)
{
	/* guichetctl may be killed: nothing stays behind */
	prctl(PR_SET_PDEATHSIG, (unsigned long)SIGTERM, 0L, 0L, 0L);
	if (dup2(listen_fd, STDIN_FILENO) == STDIN_FILENO) execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

static int logic_start(struct gt_ctl *ctl, const char *dir, const struct gt_plugin *p, struct logic *l, struct gt_error *err)
{
	const char *object, *program;
	GT_AUTO_FD listen_fd = -1;
	int rc = gt_ctl_object_find(ctl, dir, p, &object, &program, err);
	if (rc != GT_OK || !object || !p->procedure->hooks.any) return rc;
	snprintf(l->dir, sizeof l->dir, "/tmp/guichetctl.XXXXXX");
	if (!mkdtemp(l->dir)) return gt_fail(err, GT_FAILED, "no folder can be made in /tmp (errno %d)", errno);
	l->socket = gt_arena_printf(ctl->arena, "%s/hook.sock", l->dir);
	rc = gt_socket_listen(l->socket, 0600, &listen_fd, err);
	if (rc != GT_OK) return rc;
	const char *const argv[] = { program, "--object", object, "--config", ctl->settings_path, "--listen-fd", "0", NULL };
	fflush(ctl->out);
	l->pid = fork();
	if (l->pid == 0) start_program(argv, listen_fd);
	if (l->pid < 0) return gt_fail(err, GT_FAILED, "fork: errno %d", errno);
	l->hook = gt_hook_open_at(l->socket);
	return GT_OK;
}

static void logic_stop(struct logic *l)
{
	gt_hook_free(&l->hook);
	if (l->pid > 0) {
		kill(l->pid, SIGTERM);
		while (waitpid(l->pid, NULL, 0) < 0 && errno == EINTR) {}
	}
	if (l->socket) unlink(l->socket);
	if (*l->dir) rmdir(l->dir);
}

static int decide(struct gt_hook *hook, struct gt_case *c, const struct gt_decision *d, struct gt_findings *f, xmlNodePtr into, struct gt_error *err)
{
	struct gt_hook_effect *effects;
	size_t n;
	int rc = gt_hook_decide(hook, c, d, f, &effects, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) {
		xmlNodePtr el = gt_el(into, "effect");
		gt_attr(el, "kind", effects[i].kind);
		gt_attr(el, "target", effects[i].target);
		gt_attr(el, "text", effects[i].text);
		gt_attr_int(el, "days", effects[i].days);
	}
	return rc;
}

/* ---- the scenarios ---- */
static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static size_t scenarios_of(struct gt_arena *arena, const char *dir, const char **names)
{
	size_t n = 0;
	DIR *d = opendir(dir);
	for (struct dirent *e; d && (e = readdir(d)) && n < SCENARIOS_MAX;) {
		size_t k = strlen(e->d_name);
		if (k > 4 && strcmp(e->d_name + k - 4, ".xml") == 0) names[n++] = gt_arena_printf(arena, "%s/%s", dir, e->d_name);
	}
	if (d) closedir(d);
	qsort(names, n, sizeof *names, by_name);
	return n;
}

static int replay(struct gt_ctl *ctl, const char *dir, const struct gt_procedure *p, const struct gt_scenario_with *with, struct gt_error *err)
{
	const char *names[SCENARIOS_MAX];
	size_t n = scenarios_of(ctl->arena, gt_arena_printf(ctl->arena, "%s/scenarios", dir), names), bad = 0;
	for (size_t i = 0; i < n; i++) {
		GT_AUTO_ARENA one = gt_arena_new("scenario", GT_REQUEST_ARENA_MAX_BYTES);
		struct gt_problems problems = { .arena = one };
		struct gt_error cause;
		int rc = gt_scenario_run(one, p, names[i], with, &problems, &cause);
		if (rc == GT_OK) continue;
		bad++;
		gt_ctl_problems_print(ctl, &problems);
		if (rc != GT_REFUSED) fprintf(ctl->out, "%s\n", cause.message);
	}
	if (p->hooks.any && !with->logic) fprintf(ctl->out, "the logic was not asked: its object is not there\n");
	fprintf(ctl->out, "%zu scenarios, %zu differ\n", n, bad);
	return bad ? gt_fail(err, GT_REFUSED, "scenarios of '%s' do not come out as they say", p->id) : GT_OK;
}

int gt_ctl_scenarios_replay(struct gt_ctl *ctl, const char *dir, const struct gt_plugin *p, struct gt_error *err)
{
	const struct gt_config *config;
	struct gt_grammar *grammar;
	struct logic l = { .pid = -1 };
	int rc = gt_ctl_config(ctl, &config, err);
	if (rc == GT_OK) rc = gt_grammar_load(ctl->arena, gt_arena_printf(ctl->arena, "%s/scenario.rng", gt_plugin_schemas(config)), &grammar, err);
	if (rc == GT_OK) rc = logic_start(ctl, dir, p, &l, err);
	const struct gt_scenario_logic logic = { l.hook, gt_hook_check, gt_hook_before_deposit, gt_hook_compute, gt_hook_route, decide };
	if (rc == GT_OK) rc = replay(ctl, dir, p->procedure, &(struct gt_scenario_with){ .grammar = grammar, .logic = l.hook ? &logic : NULL }, err);
	logic_stop(&l);
	return rc;
}
