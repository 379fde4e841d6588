/* A plugin's object opened for a try, in guichet-hook's own confined child: no code of a plugin runs in guichetctl. */
#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "clock/clock.h"
#include "ctl/plugin_ctl.h"

#define ANSWER_MAX_BYTES 1000

static const char *digest_text(struct gt_arena *arena, struct gt_digest d)
{
	char *text = gt_arena_alloc(arena, 2 * sizeof d.b + 1);
	for (size_t i = 0; i < sizeof d.b; i++) snprintf(text + 2 * i, 3, "%02x", d.b[i]);
	return text;
}

/* In the order of enum gt_hook_kind. */
static unsigned declared_bits(const struct gt_hooks_declared *h)
{
	return (h->check ? 1u : 0) | (h->compute ? 2u : 0) | (h->route ? 4u : 0) | (h->before_deposit ? 8u : 0) | (h->decide ? 16u : 0);
}

static int run_program(struct gt_ctl *ctl, const char *const *argv, char answer[ANSWER_MAX_BYTES], struct gt_error *err)
{
	int pipes[2], status = 0;
	if (pipe2(pipes, O_CLOEXEC) != 0) return gt_fail(err, GT_FAILED, "pipe: errno %d", errno);
	fflush(ctl->out);
	pid_t pid = fork();
	if (pid == 0) {
		if (dup2(pipes[1], STDOUT_FILENO) == STDOUT_FILENO) execv(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(pipes[1]);
	GT_AUTO_FD in = pipes[0];
	if (pid < 0) return gt_fail(err, GT_FAILED, "fork: errno %d", errno);
	size_t n = 0;
	for (ssize_t got; n + 1 < ANSWER_MAX_BYTES && (got = read(in, answer + n, ANSWER_MAX_BYTES - 1 - n)) > 0;) n += (size_t)got;
	answer[n] = 0;
	answer[strcspn(answer, "\n")] = 0;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return GT_OK;
	return gt_fail(err, GT_REFUSED, "%s", *answer ? answer : "guichet-hook could not be run");
}

int gt_ctl_object_find(struct gt_ctl *ctl, const char *dir, const struct gt_plugin *p, const char **ret_object, const char **ret_program, struct gt_error *err)
{
	const struct gt_config *config;
	char place[4096];
	*ret_object = NULL;
	int rc = gt_ctl_config(ctl, &config, err);
	if (rc != GT_OK) return rc;
	const char *object = gt_arena_printf(ctl->arena, "%s/%s.so", realpath(dir, place) ? place : dir, p->id);
	if (access(object, F_OK) != 0) return GT_OK;
	*ret_program = gt_arena_printf(ctl->arena, "%s/guichet-hook", gt_config_get(config, "run.libexec", GT_LIBEXECDIR));
	if (access(*ret_program, X_OK) != 0) return gt_fail(err, GT_FAILED, "its object cannot be tried: '%s' is not there (setting run.libexec)", *ret_program);
	*ret_object = object;
	return GT_OK;
}

int gt_ctl_object_try(struct gt_ctl *ctl, const char *dir, const struct gt_plugin *p, struct gt_error *err)
{
	char answer[ANSWER_MAX_BYTES];
	const char *object, *program;
	int rc = gt_ctl_object_find(ctl, dir, p, &object, &program, err);
	if (rc != GT_OK || !object) return rc;
	const char *const argv[] = { program, "--check", object, p->id, p->version, digest_text(ctl->arena, p->digest), gt_arena_printf(ctl->arena, "%u", declared_bits(&p->procedure->hooks)), NULL };
	rc = run_program(ctl, argv, answer, err);
	if (rc == GT_REFUSED) fprintf(ctl->out, "%s.so:0: %s\n    build it again from this procedure.xml and plugin.c, as the template does\n", p->id, err->message);
	return rc;
}
