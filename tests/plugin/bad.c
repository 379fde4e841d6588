/* Plugins that are wrong in one way each (BAD_… at compile time), and one that is well made and does as a request tells it: the host must outlive all. */
#include <guichet/plugin.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

static volatile int never;

#ifdef BAD_CONSTRUCTOR
__attribute__((constructor)) static void before_anybody_asked(void)
{
	if (BAD_CONSTRUCTOR == 1) while (!never) {}
	abort();
}
#endif

__attribute__((noinline)) static int deeper(volatile char *above)
{
	volatile char room[65536];
	room[0] = above ? above[0] : 1;
	return never ? 0 : deeper(room) + room[0];
}

/* Descriptors are few; how many it got is told by a finding. */
static void hoard(const struct gt_host *h)
{
	int n = 0;
	while (n < 100 && dup(1) >= 0) n++;
	if (n >= 100) h->finding_add(h, NULL, "dit");
}

static void flood(const struct gt_host *h) { for (int i = 0; i < 100000; i++) h->finding_add(h, "motif.g.act", "dit"); }

static void eat(void)
{
	for (;;) {
		volatile char *p = malloc(16 << 20);
		if (!p) abort();
		for (size_t i = 0; i < 16 << 20; i += 4096) p[i] = 1;
	}
}

__attribute__((unused)) static int check(const struct gt_host *h, const struct gt_request_data *d, const char *step)
{
	const char *act = h->value_get(h, d, "motif.g.act");
	if (strcmp(step, "motif") != 0) return GT_PLUGIN_FAILED;
	if (!strcmp(act, "finding")) h->finding_add(h, "motif.g.act", "dit");
	if (!strcmp(act, "page")) h->finding_add(h, NULL, "dit");
	if (!strcmp(act, "born") && !strcmp(h->value_get(h, d, "person.birth-date"), "1990-05-01") && h->days_between(h, "2026-01-01", h->today(h)) > 0) h->finding_add(h, NULL, "dit");
	if (!strcmp(act, "fail")) return GT_PLUGIN_FAILED;
	if (!strcmp(act, "abort")) abort();
	if (!strcmp(act, "segv")) raise(SIGSEGV);
	if (!strcmp(act, "leave")) _exit(0);
	if (!strcmp(act, "loop")) while (!never) {}
	if (!strcmp(act, "flood")) flood(h);
	if (!strcmp(act, "eat")) eat();
	if (!strcmp(act, "unknown-text")) h->finding_add(h, "motif.g.act", "no-such-text");
	if (!strcmp(act, "unknown-field")) h->finding_add(h, "elsewhere.g.act", "dit");
	if (!strcmp(act, "null")) h->finding_add(h, "motif.g.act", NULL);
	if (!strcmp(act, "open") && open("/etc/passwd", O_RDONLY) >= 0) h->finding_add(h, NULL, "dit");
	if (!strcmp(act, "exit")) exit(0);
	if (!strcmp(act, "stack")) return deeper(NULL);
	if (!strcmp(act, "sleep")) sleep(60);
	if (!strcmp(act, "hoard")) hoard(h);
	if (!strcmp(act, "scribble")) memset((void *)(uintptr_t)h, 0x5a, 8192);
	if (!strcmp(act, "socket") && socket(AF_INET, SOCK_STREAM, 0) >= 0) h->finding_add(h, NULL, "dit");
	if (!strcmp(act, "kill") && kill(getppid(), SIGKILL) == 0) h->finding_add(h, NULL, "dit");
	if (!strcmp(act, "exec")) execl("/bin/true", "true", (char *)NULL);
	if (!strcmp(act, "fork") && fork() > 0) h->finding_add(h, NULL, "dit");
	return GT_PLUGIN_OK;
}

#ifdef BAD_UNDECLARED_HOOK
static int route(const struct gt_host *h, const struct gt_request_data *d) { return check(h, d, "motif"); }
#endif

static const struct gt_hooks hooks = {
	.size = sizeof hooks,
#ifndef BAD_NO_HOOK
	.check = check,
#endif
#ifdef BAD_UNDECLARED_HOOK
	.route = route,
#endif
};

#ifdef BAD_NO_SYMBOL
__attribute__((visibility("default"))) const struct gt_hooks *gt_other = &hooks;
#else
#ifndef BAD_MAGIC
#define BAD_MAGIC GT_PLUGIN_MAGIC
#endif
#ifndef BAD_SIZE
#define BAD_SIZE sizeof(struct gt_plugin_object)
#endif
#ifndef BAD_MAJOR
#define BAD_MAJOR GT_PLUGIN_ABI_MAJOR
#endif
#ifndef BAD_MINOR
#define BAD_MINOR GT_PLUGIN_ABI_MINOR
#endif
#ifdef BAD_DIGEST
#define DIGEST "1" ZEROS
#else
#define DIGEST ZEROS
#endif
#ifdef BAD_NAME
#define NAME "autre"
#else
#define NAME "essai"
#endif
extern __attribute__((visibility("default"))) const struct gt_plugin_object gt_plugin;
const struct gt_plugin_object gt_plugin = {
	.magic = BAD_MAGIC, .size = BAD_SIZE, .abi_major = BAD_MAJOR, .abi_minor = BAD_MINOR, .name = NAME, .version = "1.0", .procedure_sha256 = DIGEST, .hooks = &hooks,
};
#endif
