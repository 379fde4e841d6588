/* Asks a running guichet-scan about files; the hand of test_scan.sh.
 * ask_scan SOCKET verdict FILE…      a line per file: cause, argument, kind, pages
 * ask_scan SOCKET expect FILE…       the name of a file says what is expected (tests/lib/files/make.py); status 1 when one differs
 * ask_scan SOCKET preview FILE PAGE WIDTH OUT
 * ask_scan SOCKET status
 * ask_scan SOCKET unsealed           a file that could change under our eyes is not taken */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "clock/clock.h"
#include "scan/scan.h"

#define MEMORY (64 << 20)

static int file_fd(struct gt_arena *arena, const char *path)
{
	struct gt_str bytes;
	struct gt_error err = { 0 };
	if (gt_file_read(arena, path, 16 << 20, &bytes, &err) != GT_OK) {
		fprintf(stderr, "%s\n", err.message);
		exit(2);
	}
	int fd = gt_memfd("test");
	if (!gt_write_all(fd, bytes.p, bytes.n) || !gt_memfd_seal(fd))
		exit(2);
	return fd;
}

static const char *ask(struct gt_scan *scan, struct gt_arena *arena, const char *path, struct gt_verdict *v, int *rc)
{
	GT_AUTO_FD fd = file_fd(arena, path);
	struct gt_error err = { 0 };
	*rc = gt_scan_verdict(scan, fd, GT_KINDS_ALL, GT_UPLOAD_MAX_BYTES, arena, v, &err);
	if ((*rc == GT_OK) != (v->finding.id == NULL)) {
		printf("%s: result and finding disagree\n", path);
		exit(1);
	}
	return *rc == GT_OK ? "clean" : v->finding.id;
}

/* EXPECTED--what.ext or EXPECTED--what--ARGUMENT.ext */
static bool as_expected(const char *path, const char *got, const struct gt_verdict *v)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	const char *what = strstr(name, "--"), *arg = what ? strstr(what + 2, "--") : NULL;
	/* whatever the reason: never clean, and by somebody who looked */
	if (gt_starts(name, "refused--"))
		return !gt_streq(got, "clean") && !gt_streq(got, "scanner-away");
	if (!what || strlen(got) != (size_t)(what - name) || strncmp(name, got, strlen(got)) != 0)
		return false;
	if (arg) {
		const char *dot = strrchr(name, '.'), *value = v->finding.value ? v->finding.value : "";
		return strlen(value) == (size_t)(dot - arg - 2) && strncmp(arg + 2, value, strlen(value)) == 0;
	}
	return true;
}

static int verdicts(struct gt_scan *scan, char **paths, int n, bool expect)
{
	int wrong = 0;
	int64_t slowest = 0;
	for (int i = 0; i < n; i++) {
		GT_AUTO_ARENA arena = gt_arena_new("ask", MEMORY);
		struct gt_verdict v = { 0 };
		int rc;
		int64_t begin = gt_monotonic_ms();
		const char *got = ask(scan, arena, paths[i], &v, &rc);
		int64_t ms = gt_monotonic_ms() - begin;
		slowest = ms > slowest ? ms : slowest;
		bool right = !expect || as_expected(paths[i], got, &v);
		wrong += !right;
		if (!expect || !right)
			printf("%s%s\t%s\t%s\t%s\t%lld\t%lld ms\n", right ? "" : "WRONG ", paths[i], got, v.finding.value ? v.finding.value : "", gt_kind_name(v.kind), (long long)v.pages, (long long)ms);
	}
	if (expect)
		printf("%d files, %d wrong, slowest %lld ms\n", n, wrong, (long long)slowest);
	return wrong ? 1 : 0;
}

static int preview(struct gt_scan *scan, char **argv)
{
	GT_AUTO_ARENA arena = gt_arena_new("ask", MEMORY);
	const char *dot = strrchr(argv[0], '.');
	struct gt_picture p = { 0 };
	struct gt_error err = { 0 };
	GT_AUTO_FD fd = file_fd(arena, argv[0]);
	int64_t begin = gt_monotonic_ms();
	int rc = gt_scan_preview(scan, fd, gt_kind_parse(dot + 1), atol(argv[1]), atol(argv[2]), arena, &p, &err);
	if (rc != GT_OK) {
		printf("%s\n", gt_rc_name(rc));
		return 0;
	}
	FILE *f = fopen(argv[3], "we");
	if (!f || fwrite(p.png.p, 1, p.png.n, f) != p.png.n || fclose(f) != 0)
		return 2;
	printf("ok %lldx%lld of %lld\n", (long long)p.width, (long long)p.height, (long long)p.pages);
	fprintf(stderr, "%lld ms, %zu bytes\n", (long long)(gt_monotonic_ms() - begin), p.png.n);
	return 0;
}

static int status(struct gt_scan *scan)
{
	GT_AUTO_ARENA arena = gt_arena_new("ask", 65536);
	struct gt_scan_status s;
	struct gt_error err = { 0 };
	int rc = gt_scan_ask_status(scan, arena, &s, &err);
	if (rc != GT_OK) {
		printf("%s\n", gt_rc_name(rc));
		return 0;
	}
	printf("ok %s\t%s\t%lld\t%s\n", s.engine, s.signatures, (long long)s.signature_count, s.test_set ? "test" : "official");
	return 0;
}

static int unsealed(struct gt_scan *scan)
{
	GT_AUTO_ARENA arena = gt_arena_new("ask", 65536);
	GT_AUTO_FD fd = gt_memfd("open");
	struct gt_verdict v;
	struct gt_error err = { 0 };
	printf("%s\n", gt_write_all(fd, "%PDF-", 5) ? gt_rc_name(gt_scan_verdict(scan, fd, GT_KINDS_ALL, GT_UPLOAD_MAX_BYTES, arena, &v, &err)) : "?");
	return 0;
}

int main(int argc, char **argv)
{
	struct gt_scan *scan = NULL;
	struct gt_error err = { 0 };
	if (argc < 3 || gt_scan_open_at(argv[1], &scan, &err) != GT_OK)
		return 64;
	int rc = 64;
	if (gt_streq(argv[2], "verdict") || gt_streq(argv[2], "expect"))
		rc = verdicts(scan, argv + 3, argc - 3, gt_streq(argv[2], "expect"));
	else if (gt_streq(argv[2], "preview") && argc == 7)
		rc = preview(scan, argv + 3);
	else if (gt_streq(argv[2], "status"))
		rc = status(scan);
	else if (gt_streq(argv[2], "unsealed"))
		rc = unsealed(scan);
	gt_scan_free(&scan);
	return rc;
}
