/* Figures of the services: what came in, went out and waits, month by month; days of each step by the journal; pieces asked again. */
#include "tests/integration/dossier/after.h"
#include "dossier/complement.h"
#include "dossier/stats.h"

static struct gt_db *jobs;               /* the program that counts */

/* A request of that service, deposited and gone (0: not) at those moments. */
static void row(const char *service, const char *state, int64_t deposited_utc_s, int64_t gone_utc_s)
{
	static int serial;
	sql("INSERT INTO dossier (id, state, account, foreigner_number, procedure_id, procedure_version, beneficiary, number, service, created_utc_s, updated_utc_s, deposited_utc_s, decided_utc_s) VALUES "
		"(X'%s', '%s', X'%s', '5903007069', '%s', '%s', 'self', '%s20260910%07d', '%s', 1, 1, %lld, NULLIF(%lld, 0))", hex(gt_id_new()), state, hex(conjointe.account), renewal.procedure->id,
		renewal.procedure->version, service, ++serial, service, (long long)deposited_utc_s, (long long)gone_utc_s);
}

static int64_t day(int y, int m, int d) { return gt_day_begins_utc_s((struct gt_date){ (int16_t)y, (int8_t)m, (int8_t)d }); }

static struct gt_stats figures(const struct gt_agent_session *who, struct gt_stats_filter f)
{
	struct gt_stats s;
	int64_t done;
	OK(gt_stats_count(&(struct gt_desk){ .db = jobs }, NULL, &done, E));
	OK(gt_stats(&agents, arena, who, &f, &s, E));
	return s;
}

static void months_count_what_came_went_and_waits_by_the_days_of_paris(void **state)
{
	(void)state;
	/* T0 is in September 2026: the last month */
	row("5901", "verifying", day(2026, 8, 1), 0);                    /* the first instant of August in Paris, July in Greenwich */
	row("5901", "favourable", day(2026, 8, 3), day(2026, 9, 1) - 1); /* gone in the last second of August */
	row("5901", "unfavourable", day(2026, 7, 3), day(2026, 9, 2));
	row("5901", "deposited", T0 - 3600, 0);
	struct gt_stats s = figures(&camille, (struct gt_stats_filter){ NULL, NULL });
	const struct gt_stats_month *last = &s.months[GT_STATS_MONTHS - 1];
	assert_int_equal(last[0].first.m, 9);
	assert_int_equal(s.months[0].first.y, 2025);
	assert_int_equal(s.months[0].first.m, 10);
	assert_int_equal(last[-2].in, 1);
	assert_int_equal(last[-2].stock, 1);
	assert_int_equal(last[-1].in, 2);
	assert_int_equal(last[-1].out, 1);
	assert_int_equal(last[-1].stock, 2);
	assert_int_equal(last[0].in, 1);
	assert_int_equal(last[0].out, 1);
	assert_int_equal(last[0].stock, 2);
	assert_int_equal(s.n_states, 2);
	for (size_t i = 0; i < s.n_states; i++) {
		if (strcmp(s.states[i].state, "verifying") == 0) assert_int_equal(s.states[i].oldest_days, (T0 - day(2026, 8, 1)) / DAY);
		else assert_string_equal(s.states[i].state, "deposited");
	}
}

static void out_of_the_territory_nothing_is_counted_and_a_filter_narrows(void **state)
{
	(void)state;
	sql("INSERT INTO service (code, name) VALUES ('9741', 'Préfecture de La Réunion')");
	row("9741", "deposited", T0 - 3600, 0);
	row("5901", "deposited", T0 - 3600, 0);
	row("5901", "deposited", T0 - 3600, 0);
	sql("UPDATE dossier SET rehearsal = 1 WHERE service = '5901' LIMIT 1");
	assert_int_equal(figures(&camille, (struct gt_stats_filter){ NULL, NULL }).months[GT_STATS_MONTHS - 1].in, 1);
	assert_int_equal(figures(&camille, (struct gt_stats_filter){ NULL, "9741" }).months[GT_STATS_MONTHS - 1].in, 0);
	assert_int_equal(figures(&camille, (struct gt_stats_filter){ "changement-adresse", NULL }).months[GT_STATS_MONTHS - 1].in, 0);
	assert_int_equal(figures(&camille, (struct gt_stats_filter){ renewal.procedure->id, "5901" }).months[GT_STATS_MONTHS - 1].in, 1);
	struct gt_agent_session nowhere = camille;
	nowhere.n_roles = 0;
	assert_int_equal(figures(&nowhere, (struct gt_stats_filter){ NULL, NULL }).months[GT_STATS_MONTHS - 1].in, 0);
}

static void many(int from, int to)
{
	sql("INSERT INTO dossier (id, state, foreigner_number, procedure_id, procedure_version, beneficiary, number, service, created_utc_s, updated_utc_s, deposited_utc_s, decided_utc_s) "
		"SELECT UNHEX(MD5(seq)), IF(seq %% 10, 'favourable', 'verifying'), '5903007069', 'une-demarche', '1', 'self', LPAD(seq, 19, '0'), '5901', 1, %lld, %lld - seq * 3600, IF(seq %% 10, %lld - seq * 1800, NULL) FROM seq_%d_to_%d",
		(long long)T0, (long long)T0, (long long)T0, from, to);
}

static void figures_are_read_at_the_same_cost_however_many_requests_there_are(void **state)
{
	(void)state;
	enum { N = 3000 };
	struct gt_stats s;
	int64_t before, few;
	many(1, N / 10);
	figures(&camille, (struct gt_stats_filter){ NULL, NULL });
	before = looked_at(agents.db);
	OK(gt_stats(&agents, arena, &camille, &(struct gt_stats_filter){ NULL, NULL }, &s, E));
	few = looked_at(agents.db) - before;
	assert_int_equal(s.months[GT_STATS_MONTHS - 1].stock, N / 100);
	many(N / 10 + 1, N);
	figures(&camille, (struct gt_stats_filter){ NULL, NULL });
	before = looked_at(agents.db);
	OK(gt_stats(&agents, arena, &camille, &(struct gt_stats_filter){ NULL, NULL }, &s, E));
	assert_int_equal(s.months[GT_STATS_MONTHS - 1].stock, N / 10);
	if (looked_at(agents.db) - before > 2 * few) fail_msg("%lld rows and entries for %d requests, %lld for a tenth of them", (long long)(looked_at(agents.db) - before), N, (long long)few);
}

static void only_services_where_something_changed_are_counted_again(void **state)
{
	(void)state;
	struct gt_desk desk = { .db = jobs };
	struct gt_stats s;
	int64_t done;
	OK(gt_stats(&agents, arena, &camille, &(struct gt_stats_filter){ NULL, NULL }, &s, E));
	assert_int_equal(s.counted_utc_s, 0);                            /* never: said, not shown as nought */
	sql("INSERT IGNORE INTO service (code, name) VALUES ('9741', 'Préfecture de La Réunion')");
	row("5901", "deposited", T0 - 3600, 0);
	OK(gt_stats_count(&desk, NULL, &done, E));
	assert_int_equal(done, 3);                                       /* 0000, 5901, 9741 */
	gt_clock_set_fixed(T0 + 900);
	OK(gt_stats_count(&desk, NULL, &done, E));
	assert_int_equal(done, 0);
	OK(gt_stats(&agents, arena, &camille, &(struct gt_stats_filter){ NULL, NULL }, &s, E));
	assert_int_equal(s.counted_utc_s, T0 + 900);                     /* what did not change holds now too */
	sql("UPDATE dossier SET state = 'verifying', updated_utc_s = %lld WHERE service = '5901'", (long long)T0 + 900);
	gt_clock_set_fixed(T0 + 1800);
	OK(gt_stats_count(&desk, NULL, &done, E));
	assert_int_equal(done, 1);
	OK(gt_stats(&agents, arena, &camille, &(struct gt_stats_filter){ NULL, NULL }, &s, E));
	assert_string_equal(s.states[0].state, "verifying");
	/* another month: its figures begin anew even where nothing changed */
	gt_clock_set_fixed(T0 + 30 * DAY);
	OK(gt_stats(&agents, arena, &camille, &(struct gt_stats_filter){ NULL, NULL }, &s, E));
	assert_int_equal(s.months[GT_STATS_MONTHS - 1].in, 0);
	assert_int_equal(s.months[GT_STATS_MONTHS - 2].in, 1);
	assert_int_equal(s.months[GT_STATS_MONTHS - 1].stock, 1);
	OK(gt_stats_count(&desk, NULL, &done, E));
	assert_int_equal(done, 3);
}

static void steps_and_pieces_are_those_of_what_was_done(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	struct gt_file_work work;
	struct gt_findings f = gt_findings_new(arena);
	gt_clock_set_fixed(T0 + 2 * DAY);
	struct gt_dossier *d = seen_by(&agents, &camille, id, &work);
	OK(gt_work_claim(&agents, d, &camille, d->version, E));
	gt_clock_set_fixed(T0 + 7 * DAY);
	d = seen_by(&agents, &camille, id, &work);
	struct gt_mark_order mark = { .act = gt_id_new(), .version_seen = d->version, .piece = "domicile", .reason = "illisible", .kind = GT_MARK_UNREADABLE };
	OK(gt_mark_set(&agents, arena, d, &work, &camille, &mark, &f, E));
	d = seen_by(&agents, &camille, id, &work);
	OK(gt_complement_ask(&agents, arena, d, &work, &camille, &(struct gt_complement_order){ .act = gt_id_new(), .version_seen = d->version }, &f, E));
	row("5901", "deposited", T0 + 3 * DAY, 0);
	struct gt_stats s = figures(&camille, (struct gt_stats_filter){ NULL, NULL });
	assert_int_equal(s.n_steps, 2);
	assert_string_equal(s.steps[0].state, "deposited");
	assert_int_equal(s.steps[0].mean_s, 2 * DAY);
	assert_string_equal(s.steps[1].state, "verifying");
	assert_int_equal(s.steps[1].mean_s, 5 * DAY);
	assert_int_equal(s.n_pieces, 1);
	assert_string_equal(s.pieces[0].piece, "domicile");
	assert_int_equal(s.pieces[0].n, 1);
	assert_int_equal(s.pieces[0].of, 2);
}

int main(void)
{
	int rc = after_begin();
	if (rc) return rc;
	jobs = gt_harness_db(h, "jobs");
#define T(name) cmocka_unit_test_setup(name, fresh)
	const struct CMUnitTest tests[] = {
		T(months_count_what_came_went_and_waits_by_the_days_of_paris), T(out_of_the_territory_nothing_is_counted_and_a_filter_narrows),
		T(figures_are_read_at_the_same_cost_however_many_requests_there_are), T(only_services_where_something_changed_are_counted_again), T(steps_and_pieces_are_those_of_what_was_done),
	};
	return after_end(cmocka_run_group_tests(tests, NULL, NULL));
}
