/* How long a paper takes, as a worker waits for it: checked, sent to the drawing process, drawn in a confined child, finished. usage: bench_papers N LETTER…
 * A line a letter: file, bytes, then milliseconds: median, 95th percentile, processor time of all processes that take part; then median and 95th percentile of the
 * libraries alone: the same letter drawn and finished again and again in one process that is not confined. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include "pdf/pdf.h"
#include "pdf/pdf_priv.h"
#include "xml/xml.h"

static double clock_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double used_ms(int who)
{
	struct rusage u;
	getrusage(who, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

static int by_size(const void *a, const void *b) { return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b); }

static void must(int rc, const struct gt_error *err)
{
	if (rc == GT_OK) return;
	fprintf(stderr, "bench_papers: %s\n", err->message);
	exit(1);
}

static void drawn(double *ms, size_t n, xmlDocPtr letter)
{
	struct gt_error err = { 0 };
	static struct gt_arena *kept;
	static struct pdf_fonts *fonts;
	if (!kept) kept = gt_arena_new("fonts", 64u << 20);
	if (!fonts) fonts = pdf_fonts_load(kept, NULL, &err);
	if (!fonts) must(GT_FAILED, &err);
	for (size_t k = 0; k < n; k++) {
		GT_AUTO_ARENA one = gt_arena_new("paper", 64u << 20);
		struct gt_str pdf;
		double begin = clock_ms();
		must(pdf_render(one, fonts, letter, NULL, &pdf, &err), &err);
		ms[k] = clock_ms() - begin;
	}
	qsort(ms, n, sizeof *ms, by_size);
}

int main(int argc, char **argv)
{
	struct gt_error err = { 0 };
	size_t n = argc > 2 ? (size_t)atoi(argv[1]) : 0;
	if (n < 1) return 2;
	gt_xml_init();
	double *ms = gt_xalloc(n * sizeof *ms);
	for (int i = 2; i < argc; i++) {
		GT_AUTO_ARENA arena = gt_arena_new("letter", 64u << 20);
		xmlDocPtr letter;
		struct gt_str pdf = { 0 };
		must(gt_xml_parse_file(arena, argv[i], 1 << 20, &letter, &err), &err);
		must(gt_pdf_warm(NULL, GT_DATADIR "/xslt", &err), &err);
		double own = used_ms(RUSAGE_SELF), theirs = used_ms(RUSAGE_CHILDREN);
		for (size_t k = 0; k < n; k++) {
			GT_AUTO_ARENA one = gt_arena_new("paper", 64u << 20);
			double begin = clock_ms();
			must(gt_pdf_make(one, letter, NULL, &pdf, &err), &err);
			ms[k] = clock_ms() - begin;
		}
		gt_pdf_end();
		qsort(ms, n, sizeof *ms, by_size);
		printf("%s %zu %.2f %.2f %.2f", argv[i], pdf.n, ms[n / 2], ms[n * 95 / 100], (used_ms(RUSAGE_SELF) - own + used_ms(RUSAGE_CHILDREN) - theirs) / (double)n);
		drawn(ms, n, letter);
		printf(" %.2f %.2f\n", ms[n / 2], ms[n * 95 / 100]);
	}
	gt_xfree(ms);
	return 0;
}
