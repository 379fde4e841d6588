/* The walks of what falls due: each row once, whatever the batches; a backlog costs by its length, not by its square. */
#include "tests/integration/dossier/after.h"
#include "dossier/due_store.h"

static struct gt_db *jobs;

#define FILL "INSERT INTO dossier (id, state, account, foreigner_number, procedure_id, procedure_version, beneficiary, number, service, created_utc_s, updated_utc_s, deposited_utc_s, silence_date, title_end) " \
	"SELECT UNHEX(MD5(seq)), %s, X'%s', '5903007069', 'une-demarche', '1', 'self', LPAD(seq, 19, '0'), '5901', 1, %lld - 9000000 - seq %% 7 * 86400, %lld, '2026-08-01' + INTERVAL seq %% 7 DAY, '2026-08-01' + INTERVAL seq %% 7 DAY FROM seq_%d_to_%d"

/* So many of what that walk is about: five rows in seven of a day, days and states mixed by the ids. */
static void many(enum gt_due_what what, int from, int to)
{
	const char *state = what == GT_DUE_DRAFT ? "'draft'" : what == GT_DUE_COMPLEMENT || what == GT_DUE_UNOPENED ? "'complement-asked'" : "ELT(1 + seq % 3, 'deposited', 'verifying', 'examined')";
	sql(FILL, state, hex(conjointe.account), (long long)T0, (long long)T0, from, to);
	if (what == GT_DUE_COMPLEMENT)
		sql("INSERT INTO complement (id, dossier, n, agent, delay_days, requested_utc_s, due_date) SELECT UNHEX(MD5(seq + 1000000)), UNHEX(MD5(seq)), 1, X'%s', 30, 1, '2026-08-01' + INTERVAL seq %% 7 DAY FROM seq_%d_to_%d",
			hex(camille.agent), from, to);
	if (what == GT_DUE_UNOPENED)
		sql("INSERT INTO notification (id, account, dossier, type, created_utc_s) SELECT UNHEX(MD5(seq)), X'%s', UNHEX(MD5(seq)), 'decision', %lld - seq %% 7 FROM seq_%d_to_%d", hex(conjointe.account), (long long)T0 - DAY, from, to);
}

static int by_id(const void *a, const void *b) { return memcmp(a, b, sizeof(struct gt_id)); }

/* The whole walk, nothing treated: how many rows and entries were looked at. */
static int64_t walked(enum gt_due_what what, size_t expected)
{
	struct gt_due_row after = GT_DUE_FIRST, *rows;
	struct gt_id *seen = gt_arena_alloc(arena, (expected + GT_DUE_BATCH) * sizeof *seen);
	int64_t before = looked_at(jobs);
	size_t all = 0, n;
	do {
		OK(gt_due_store_next(jobs, arena, what, (struct gt_date){ 2026, 12, 31 }, T0, &after, &rows, &n, E));
		for (size_t i = 0; i < n && all < expected + GT_DUE_BATCH; i++) seen[all++] = rows[i].id;
		if (n) after = rows[n - 1];
	} while (n == GT_DUE_BATCH && all < expected + GT_DUE_BATCH);
	int64_t effort = looked_at(jobs) - before;
	assert_int_equal(all, expected);
	qsort(seen, all, sizeof *seen, by_id);
	for (size_t i = 1; i < all; i++) assert_memory_not_equal(&seen[i - 1], &seen[i], sizeof *seen);
	return effort;
}

static void each_walk_meets_each_row_once_and_costs_by_how_many_there_are(void **state)
{
	(void)state;
	static const enum gt_due_what walks[] = { GT_DUE_COMPLEMENT, GT_DUE_UNOPENED, GT_DUE_PROLONGATION, GT_DUE_SILENCE, GT_DUE_DRAFT };
	for (size_t i = 0; i < GT_COUNT(walks); i++) {
		fresh(NULL);
		many(walks[i], 1, 250);
		int64_t few = walked(walks[i], 250);
		many(walks[i], 251, 2000);
		int64_t more = walked(walks[i], 2000);
		if (more > 12 * few) fail_msg("walk %d: %lld rows and entries for 2000, %lld for 250", walks[i], (long long)more, (long long)few);
	}
}

int main(void)
{
	int rc = after_begin();
	if (rc) return rc;
	jobs = gt_harness_db(h, "jobs");
	const struct CMUnitTest tests[] = { cmocka_unit_test_setup(each_walk_meets_each_row_once_and_costs_by_how_many_there_are, fresh) };
	return after_end(cmocka_run_group_tests(tests, NULL, NULL));
}
