/* The host of plugins' objects: opens one as the rules of the ABI say, hands its hook the request behind all walls, gives back what it said.
 * A fresh process a call, and in it no code of a plugin but in a confined child: what crashed, scribbled or looped leaves nothing behind. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include "clock/clock.h"
#include "guichet/plugin.h"
#include "hook/hook_host.h"

#define LIBRARIES "/usr/lib"            /* libc is there already; what else an object needs of the system is read from here */
#define CALL_ARENA_BYTES (64 * 1024 * 1024)

/* ---- opening: stop at the first refusal; on another major look at nothing behind the head ---- */
static bool refuse(char *cause, size_t n, const char *what) { snprintf(cause, n, "%s", what); return false; }

static bool trusted_file(const char *path, char *cause, size_t n)
{
	struct stat st;
	if (lstat(path, &st) < 0 || !S_ISREG(st.st_mode)) return refuse(cause, n, "its object is not there, or is no plain file");
	if (st.st_uid != 0 && st.st_uid != geteuid()) {
		/* Under guichetd this process is nobody's owner: the installation's owner is whoever owns the plugin folder. */
		struct stat above;
		char dir[4096];
		snprintf(dir, sizeof dir, "%.*s", (int)(strrchr(path, '/') - path), path);
		if (stat(dir, &above) < 0 || above.st_uid != st.st_uid) return refuse(cause, n, "its object belongs to somebody else");
	}
	if (st.st_mode & (S_IWGRP | S_IWOTH)) return refuse(cause, n, "its object can be written by others");
	return true;
}

static bool same_hooks(const struct gt_hooks *h, uint32_t declared)
{
	uint32_t have = 0;
	if (h) have = (h->check ? 1u << GT_HOOK_CHECK : 0) | (h->compute ? 1u << GT_HOOK_COMPUTE : 0) | (h->route ? 1u << GT_HOOK_ROUTE : 0) |
		(h->before_deposit ? 1u << GT_HOOK_BEFORE_DEPOSIT : 0) | (h->decide ? 1u << GT_HOOK_DECIDE : 0);
	return have == declared;
}

static bool check_object(const struct gt_plugin_object *found, const struct gt_hook_call *call, struct gt_plugin_object *copy, struct gt_hooks *hooks, char *cause, size_t n)
{
	if (found->magic != GT_PLUGIN_MAGIC) return refuse(cause, n, "its object is no Guichet plugin (magic)");
	if (found->abi_major != GT_PLUGIN_ABI_MAJOR || found->abi_minor > GT_PLUGIN_ABI_MINOR) {
		snprintf(cause, n, "its ABI is %u.%u, this host has %u.%u", (unsigned)found->abi_major, (unsigned)found->abi_minor, GT_PLUGIN_ABI_MAJOR, GT_PLUGIN_ABI_MINOR);
		return false;
	}
	if (found->size < offsetof(struct gt_plugin_object, hooks)) return refuse(cause, n, "its object is too short");
	memset(copy, 0, sizeof *copy);
	memcpy(copy, found, found->size < sizeof *copy ? found->size : sizeof *copy);
	if (!gt_streq(copy->name, call->id) || !gt_streq(copy->version, call->version)) return refuse(cause, n, "its object names another procedure or version");
	if (!gt_streq(copy->procedure_sha256, call->digest)) return refuse(cause, n, "its object was built with another procedure.xml");
	memset(hooks, 0, sizeof *hooks);
	if (copy->hooks) memcpy(hooks, copy->hooks, copy->hooks->size < sizeof *hooks ? copy->hooks->size : sizeof *hooks);
	if (!same_hooks(hooks, call->declared)) return refuse(cause, n, "its hooks are not those that procedure.xml declares");
	return true;
}

bool gt_hook_object_open(const char *path, const struct gt_hook_call *call, struct gt_plugin_object *copy, struct gt_hooks *hooks, char *cause, size_t n)
{
	if (!trusted_file(path, cause, n)) return false;
	dlerror();
	void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	if (!handle) {
		const char *why = dlerror();
		snprintf(cause, n, "its object cannot be opened: %s", why ? why : "no reason given");
		return false;
	}
	const struct gt_plugin_object *found = dlsym(handle, "gt_plugin");
	if (!found) return refuse(cause, n, "its object does not export gt_plugin");
	return check_object(found, call, copy, hooks, cause, n);
}

/* ---- the confined child ---- */
struct run { struct gt_hook_call *call; const char *path; struct gt_arena *arena; };

static int run_hook(const struct gt_hook_call *call, const struct gt_hooks *hooks, struct gt_hook_case *c)
{
	const struct gt_host *host = &c->host;
	const struct gt_request_data *data = (const struct gt_request_data *)c;
	switch (call->kind) {
	case GT_HOOK_CHECK: return hooks->check ? hooks->check(host, data, call->argument) : GT_PLUGIN_FAILED;
	case GT_HOOK_COMPUTE: return hooks->compute ? hooks->compute(host, data) : GT_PLUGIN_FAILED;
	case GT_HOOK_ROUTE: return hooks->route ? hooks->route(host, data) : GT_PLUGIN_FAILED;
	case GT_HOOK_BEFORE_DEPOSIT: return hooks->before_deposit ? hooks->before_deposit(host, data) : GT_PLUGIN_FAILED;
	case GT_HOOK_DECIDE: return hooks->decide ? hooks->decide(host, data, call->argument) : GT_PLUGIN_FAILED;
	default: return GT_PLUGIN_FAILED;
	}
}

static int say(const struct run *r, const struct gt_hook_answer *a, int out_fd)
{
	struct gt_buf b = gt_buf_new(r->arena, GT_HOOK_ANSWER_MAX_BYTES);
	if (!gt_hook_answer_put(&b, a)) return 1;
	return gt_write_all(out_fd, b.p, b.n) ? 0 : 1;
}

/* An object's own beginnings (constructors) run while it is opened: that is inside the walls already, and the walls close before its hook is called. */
static int child(void *arg, int out_fd)
{
	struct run *r = arg;
	struct gt_plugin_object copy;
	struct gt_hooks hooks;
	char cause[256] = "";
	if (!gt_hook_object_open(r->path, r->call, &copy, &hooks, cause, sizeof cause)) return say(r, &(struct gt_hook_answer){ .end = GT_HOOK_NOT_LOADED, .cause = cause }, out_fd);
	gt_seccomp(GT_ROLE_HOOK_CHILD);
	if (r->call->kind == GT_HOOK_KIND__MAX) return say(r, &(struct gt_hook_answer){ .end = GT_HOOK_DONE }, out_fd);
	struct gt_hook_case *c = gt_hook_case_new(r->arena, r->call);
	if (!c) return 1;
	c->answer.end = run_hook(r->call, &hooks, c) == GT_PLUGIN_OK ? GT_HOOK_DONE : GT_HOOK_CANNOT;
	return say(r, &c->answer, out_fd);
}

static void end_with(struct gt_hook_answer *a, enum gt_hook_end end, const char *cause)
{
	memset(a, 0, sizeof *a);
	a->end = end;
	a->cause = cause;
}

static void run_confined(const char *path, struct gt_arena *arena, struct gt_hook_call *call, struct gt_hook_answer *a)
{
	char *cause = gt_arena_alloc(arena, 256);
	const char *slash = strrchr(path, '/'), *readable[] = { gt_arena_strndup(arena, path, (size_t)(slash - path)), LIBRARIES };
	struct run r = { .call = call, .path = path, .arena = arena };
	if (access(readable[0], X_OK) < 0) { end_with(a, GT_HOOK_NOT_LOADED, "its folder is not there"); return; }
	struct gt_child walls = { .role = GT_ROLE_HOOK_LOAD, .timeout_ms = GT_HOOK_TIMEOUT_MS, .output_max_bytes = GT_HOOK_ANSWER_MAX_BYTES, .ro_dirs = readable, .n_ro_dirs = GT_COUNT(readable),
		.limits = { .memory_bytes = GT_HOOK_MEMORY_BYTES, .cpu_s = GT_HOOK_TIMEOUT_MS / 1000 + 1, .files = 16, .no_processes = true } };
	struct gt_str out;
	struct gt_child_end end = { 0 };
	struct gt_error err;
	int rc = gt_child_run(&walls, child, &r, arena, &out, &end, &err);
	if (rc == GT_OK && gt_hook_answer_get(out, arena, a)) return;
	snprintf(cause, 256, end.fate == GT_CHILD_SANDBOX ? "it did what a hook may not (signal %d)" : "it crashed or answered nonsense (signal %d)", end.signal);
	end_with(a, end.fate == GT_CHILD_TIMEOUT || end.signal == SIGXCPU ? GT_HOOK_TOO_SLOW : GT_HOOK_CRASHED, cause);
}

static void answer_call(const struct gt_config *config, const char *object, struct gt_arena *arena, struct gt_hook_call *call, struct gt_hook_answer *a)
{
	if (object) { run_confined(object, arena, call, a); return; }
	const char *dir = gt_config_get(config, "plugins.directory", GT_PLUGINDIR);
	run_confined(gt_arena_printf(arena, "%s/%s/%s/%s.so", dir, call->id, call->version, call->id), arena, call, a);
}

bool gt_hook_object_try(struct gt_arena *arena, const char *path, struct gt_hook_call *call, const char **ret_cause)
{
	struct gt_hook_answer *a = gt_new(arena, struct gt_hook_answer);
	call->kind = GT_HOOK_KIND__MAX;
	run_confined(path, arena, call, a);
	*ret_cause = a->end == GT_HOOK_TOO_SLOW ? "opening it takes too long" : a->cause ? a->cause : "";
	return a->end == GT_HOOK_DONE;
}

void gt_hook_host_serve(const struct gt_config *config, const char *object, int connection)
{
	GT_AUTO_ARENA arena = gt_arena_new("hook call", CALL_ARENA_BYTES);
	struct gt_frame frame;
	struct gt_hook_call call;
	struct gt_error err;
	if (gt_frame_recv(connection, arena, GT_XML_USER_MAX_BYTES + 4096, GT_FRAME_NO_FD, GT_HOOK_TIMEOUT_MS, &frame, &err) != GT_OK) return;
	if (frame.type != GT_HOOK_FRAME_CALL || frame.version != GT_HOOK_FRAME_VERSION || !gt_hook_call_get(frame.payload, arena, &call)) return;
	struct gt_hook_answer *a = gt_new(arena, struct gt_hook_answer);
	answer_call(config, object, arena, &call, a);
	if (a->end != GT_HOOK_DONE) gt_log_at(GT_WARN, "hook", "procedure=%s version=%s end=%d cause=\"%s\"", call.id, call.version, (int)a->end, a->cause ? a->cause : "-");
	struct gt_buf b = gt_buf_new(arena, GT_HOOK_ANSWER_MAX_BYTES + 4096);
	if (!gt_hook_answer_put(&b, a)) return;
	if (gt_frame_send(connection, GT_HOOK_FRAME_ANSWER, GT_HOOK_FRAME_VERSION, (struct gt_str){ b.p, b.n }, -1, 2000, &err) != GT_OK) gt_log_error(GT_WARN, "hook", &err);
}
