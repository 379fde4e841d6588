/* Who sees and may treat which alerts, and that those of others cost nothing. */
#include "tests/integration/dossier/after.h"
#include "dossier/alert.h"

/* So many that wait, and as many treated, in that service (NULL: the installation's own). */
static void alerts(const char *service, int n)
{
	static int made;
	const char *whose = service ? gt_arena_printf(arena, "'%s'", service) : "NULL";
	sql("INSERT INTO alert (id, service, kind, created_utc_s) SELECT UNHEX(MD5(seq)), %s, 'task', %lld - seq FROM seq_%d_to_%d", whose, (long long)T0, made + 1, made + n);
	sql("INSERT INTO alert (id, service, kind, created_utc_s, done_utc_s) SELECT UNHEX(MD5(CONCAT('done', seq))), %s, 'deadline', 1, %lld - seq FROM seq_%d_to_%d", whose, (long long)T0, made + 1, made + n);
	made += n;
}

#define AS(...) ((struct gt_agent_session){ .agent = camille.agent, .enrolled = true, .roles = (const struct gt_agent_role[]){ __VA_ARGS__ }, .n_roles = GT_COUNT(((const struct gt_agent_role[]){ __VA_ARGS__ })) })

static size_t seen(enum gt_alerts which, const struct gt_agent_session *who, const char *kind)
{
	struct gt_alert *all;
	size_t n;
	OK(gt_alerts_list(&agents, arena, who, which, kind, &all, &n, E));
	for (size_t i = 1; i < n; i++) {
		if (which == GT_ALERTS_DONE) assert_true(all[i].done_utc_s <= all[i - 1].done_utc_s);
		else assert_true(all[i].created_utc_s >= all[i - 1].created_utc_s);
	}
	return n;
}

static int64_t to_treat(const struct gt_agent_session *who, int64_t most)
{
	struct gt_alerts_waiting w;
	OK(gt_alerts_waiting(&agents, arena, who, most, &w, E));
	return w.n;
}

static void alerts_are_seen_where_one_has_a_role_and_counted_where_one_may_treat_them(void **state)
{
	(void)state;
	alerts("5901", 3);
	alerts("7501", 5);
	alerts("9741", 7);
	alerts(NULL, 2);
	struct gt_agent_role many[60];
	for (size_t i = 0; i < GT_COUNT(many); i++) many[i] = (struct gt_agent_role){ "instructeur", gt_arena_printf(arena, "%02zu99", i) };
	many[59].service = "7501";
	const struct { struct gt_agent_session who; size_t sees; int64_t treats; } cases[] = {
		{ AS({ "instructeur", "5901" }), 3, 3 }, { AS({ "valideur", "5901" }), 3, 3 }, { AS({ "superviseur", "5901" }), 3, 3 }, { AS({ "lecteur", "5901" }), 3, 0 },
		{ AS({ "instructeur", "5901" }, { "valideur", "5901" }), 3, 3 }, { AS({ "instructeur", "5901" }, { "lecteur", "7501" }), 8, 3 },
		{ AS({ "lecteur", "*" }), 15, 0 }, { AS({ "lecteur", "*" }, { "instructeur", "7501" }), 15, 5 }, { AS({ "valideur", "*" }), 15, 15 },
		{ AS({ "administrateur", "*" }), 17, 17 }, { AS({ "administrateur", "5901" }), 3, 3 }, { AS({ "instructeur", "0199" }), 0, 0 },
		{ { .agent = camille.agent, .enrolled = true, .roles = many, .n_roles = GT_COUNT(many) }, 5, 5 }, { { .agent = camille.agent, .enrolled = true }, 0, 0 },
		{ { .agent = camille.agent, .roles = many, .n_roles = GT_COUNT(many) }, 0, 0 },               /* without a second factor: nothing */
	};
	for (size_t i = 0; i < GT_COUNT(cases); i++) {
		if (seen(GT_ALERTS_OPEN, &cases[i].who, NULL) != cases[i].sees || seen(GT_ALERTS_DONE, &cases[i].who, NULL) != cases[i].sees || to_treat(&cases[i].who, 1000) != cases[i].treats)
			fail_msg("case %zu: %zu wait, %zu are treated, %lld to treat", i, seen(GT_ALERTS_OPEN, &cases[i].who, NULL), seen(GT_ALERTS_DONE, &cases[i].who, NULL), (long long)to_treat(&cases[i].who, 1000));
		assert_int_equal(seen(GT_ALERTS_OPEN, &cases[i].who, "task"), cases[i].sees);
		assert_int_equal(seen(GT_ALERTS_OPEN, &cases[i].who, "deadline"), 0);
	}
	assert_int_equal(to_treat(&cases[9].who, 10), 10);                /* counted so far and no further */
}

static void an_alert_of_elsewhere_is_treated_by_nobody(void **state)
{
	(void)state;
	alerts("9741", 1);
	alerts(NULL, 1);
	struct gt_alert *all;
	size_t n;
	struct gt_agent_session head = AS({ "administrateur", "*" }), here = AS({ "instructeur", "5901" }), reader = AS({ "lecteur", "9741" }), there = AS({ "instructeur", "9741" });
	OK(gt_alerts_list(&agents, arena, &head, GT_ALERTS_OPEN, NULL, &all, &n, E));
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++) {
		GIVES(GT_NOTFOUND, gt_alert_treat(&agents, &here, all[i].id, E));
		GIVES(all[i].service ? GT_DENIED : GT_NOTFOUND, gt_alert_treat(&agents, &reader, all[i].id, E));
		if (all[i].service) OK(gt_alert_treat(&agents, &there, all[i].id, E));
		else GIVES(GT_NOTFOUND, gt_alert_treat(&agents, &there, all[i].id, E));
	}
	assert_int_equal(to_treat(&head, 10), 1);
}

static int64_t effort_of(const struct gt_agent_session *who)
{
	int64_t before = looked_at(agents.db);
	to_treat(who, 100);
	seen(GT_ALERTS_OPEN, who, NULL);
	seen(GT_ALERTS_DONE, who, NULL);
	return looked_at(agents.db) - before;
}

static void one_more_than_are_shown_tells_that_there_are_more(void **state)
{
	(void)state;
	struct gt_agent_session here = AS({ "instructeur", "5901" });
	alerts("5901", GT_ALERTS_MAX);
	assert_int_equal(seen(GT_ALERTS_OPEN, &here, NULL), GT_ALERTS_MAX);
	alerts("5901", 5);
	assert_int_equal(seen(GT_ALERTS_OPEN, &here, NULL), GT_ALERTS_MAX + 1);
	assert_int_equal(seen(GT_ALERTS_DONE, &here, NULL), GT_ALERTS_MAX + 1);
}

static void alerts_of_the_country_cost_nothing_to_who_sees_their_own_and_little_to_who_sees_all(void **state)
{
	(void)state;
	struct gt_agent_session here = AS({ "instructeur", "5901" }), two = AS({ "instructeur", "5901" }, { "valideur", "7501" }), all = AS({ "valideur", "*" }), head = AS({ "administrateur", "*" });
	const struct gt_agent_session *who[] = { &here, &two, &all, &head };
	int64_t before[GT_COUNT(who)];
	alerts("5901", 300);
	alerts("7501", 300);
	alerts("9741", 300);
	for (size_t i = 0; i < GT_COUNT(who); i++) before[i] = effort_of(who[i]);
	alerts("9741", 6000);
	for (size_t i = 0; i < GT_COUNT(who); i++) {
		int64_t now = effort_of(who[i]);
		if (now > 2 * before[i]) fail_msg("agent %zu: %lld rows and entries, %lld before others had six thousand", i, (long long)now, (long long)before[i]);
	}
}

int main(void)
{
	int rc = after_begin();
	if (rc) return rc;
#define T(name) cmocka_unit_test_setup(name, fresh)
	const struct CMUnitTest tests[] = {
		T(alerts_are_seen_where_one_has_a_role_and_counted_where_one_may_treat_them), T(an_alert_of_elsewhere_is_treated_by_nobody), T(one_more_than_are_shown_tells_that_there_are_more),
		T(alerts_of_the_country_cost_nothing_to_who_sees_their_own_and_little_to_who_sees_all),
	};
	return after_end(cmocka_run_group_tests(tests, NULL, NULL));
}
