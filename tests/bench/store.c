/* Storing alone: a file's bytes sealed and written by the very statements of an upload, in one transaction. Nothing is received, walked or scanned.
 * usage: bench_store CONFIG DOSSIER SECONDS FILE. Prints the median of milliseconds. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "clock/clock.h"
#include "document/document_priv.h"

#define TIMES_MAX 2000

static struct gt_config *config;
static struct gt_keyring *ring;
static struct gt_str file;

static void must(int rc, const struct gt_error *err)
{
	if (rc == GT_OK) return;
	fprintf(stderr, "bench_store: %s (%s)\n", err->message, err->detail);
	exit(1);
}

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int store(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct gt_document_row *row = arg;
	GT_AUTO_ARENA arena = gt_arena_new("store", 4 * GT_CHUNK_BYTES);
	struct gt_sealer *sealer;
	must(gt_sealer_begin(ring, arena, row->id, &sealer, &row->header, err), err);
	int rc = gt_document_insert(db, row, &(struct gt_document_verdict){ "bench", "bench", 1 }, err);
	for (int64_t n = 0; rc == GT_OK && n < row->chunks; n++) {
		size_t from = (size_t)n * GT_CHUNK_BYTES, take = file.n - from < GT_CHUNK_BYTES ? file.n - from : GT_CHUNK_BYTES;
		rc = gt_document_chunk_insert(db, row->id, n, gt_sealer_chunk(sealer, (struct gt_str){ file.p + from, take }, n + 1 == row->chunks), err);
	}
	row->header = (struct gt_str){ NULL, 0 };
	return rc;
}

static int by_size(const void *a, const void *b) { return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b); }

int main(int argc, char **argv)
{
	struct gt_error err = { 0 };
	struct gt_id dossier;
	struct gt_db *db;
	GT_AUTO_ARENA arena = gt_arena_new("file", 64u << 20);
	static double ms[TIMES_MAX];
	size_t n = 0;
	if (argc != 5 || !gt_id_parse(argv[2], &dossier)) return 2;
	must(gt_config_load(argv[1], &config, &err), &err);
	gt_clock_init(config);
	must(gt_crypto_init(&err), &err);
	must(gt_keyring_open(gt_config_get(config, "keys.directory", ""), &ring, &err), &err);
	must(gt_db_open(config, "web_user", &db, &err), &err);
	must(gt_file_read(arena, argv[4], 32 << 20, &file, &err), &err);
	for (double end = now_ms() + atof(argv[3]) * 1000; now_ms() < end && n < TIMES_MAX;) {
		struct gt_document_row row = { .id = gt_id_new(), .dossier = dossier, .justificatif = "bench", .state = "waiting", .kind = "jpeg", .added_by = "user", .name = { "bench", 5 },
			.sha256 = { "00000000000000000000000000000000", 32 }, .position = (int64_t)n + 1, .bytes = (int64_t)file.n, .pages = 1, .chunks = (int64_t)(file.n + GT_CHUNK_BYTES - 1) / GT_CHUNK_BYTES, .created_utc_s = 1 };
		double begin = now_ms();
		must(gt_db_tx(db, store, &row, &err), &err);
		ms[n++] = now_ms() - begin;
		must(gt_document_delete(db, dossier, row.id, NULL, &err), &err);
	}
	qsort(ms, n, sizeof *ms, by_size);
	printf("%.2f\n", ms[n / 2]);
	gt_db_free(&db);
	return 0;
}
