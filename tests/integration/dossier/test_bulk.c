/* The same act on several requests: each for itself, with its journal entry; what cannot be done says why and hinders nobody. */
#include "tests/integration/dossier/after.h"
#include <stdio.h>
#include "dossier/bulk.h"

static struct gt_bulk_line lines[8];
static struct gt_bulk_order claim = { .act = GT_BULK_CLAIM };

static void chosen(const struct gt_id *ids, size_t n)
{
	for (size_t i = 0; i < n; i++) lines[i] = (struct gt_bulk_line){ .id = ids[i], .version_seen = -1 };
}

static struct gt_dossier *file(const struct gt_agent_session *who, struct gt_id id)
{
	struct gt_file_work work;
	return seen_by(&agents, who, id, &work);
}

static void each_is_taken_for_itself_and_what_cannot_be_says_why(void **state)
{
	(void)state;
	const struct gt_id ids[] = { deposited(), deposited(), deposited(), deposited(), gt_id_new() };
	OK(gt_work_claim(&agents, file(&samir, ids[1]), &samir, file(&samir, ids[1])->version, E));
	sql("UPDATE dossier SET state = 'withdrawn', ended_utc_s = 1 WHERE id = X'%s'", hex(ids[2]));
	sql("UPDATE dossier SET service = '0000' WHERE id = X'%s'", hex(ids[3]));
	chosen(ids, 5);
	gt_bulk_look(&agents, arena, &camille, &claim, lines, 5);
	static const enum gt_bulk_why looked[] = { GT_BULK_CAN, GT_BULK_HELD, GT_BULK_ENDED, GT_BULK_GONE, GT_BULK_GONE }, then[] = { GT_BULK_DONE, GT_BULK_HELD, GT_BULK_ENDED, GT_BULK_GONE, GT_BULK_GONE };
	for (size_t i = 0; i < 5; i++) assert_int_equal(lines[i].why, looked[i]);
	assert_null(lines[3].number);                                                    /* out of the territory: nothing of it is told */
	assert_int_equal(count("journal WHERE verb = 'claim' AND actor = X'%s'", hex(camille.agent)), 0);
	gt_bulk_do(&agents, arena, &camille, &claim, lines, 5);
	for (size_t i = 0; i < 5; i++) assert_int_equal(lines[i].why, then[i]);
	assert_int_equal(count("journal WHERE verb = 'claim' AND actor = X'%s' AND dossier = X'%s' AND to_state = 'verifying'", hex(camille.agent), hex(ids[0])), 1);
	gt_bulk_do(&agents, arena, &camille, &claim, lines, 1);                          /* sent again */
	assert_int_equal(lines[0].why, GT_BULK_ALREADY);
	assert_int_equal(count("journal WHERE verb = 'claim' AND actor = X'%s'", hex(camille.agent)), 1);
}

static void what_changed_since_it_was_looked_at_is_left_alone(void **state)
{
	(void)state;
	const struct gt_id ids[] = { deposited(), deposited() };
	chosen(ids, 2);
	gt_bulk_look(&agents, arena, &camille, &claim, lines, 2);
	sql("UPDATE dossier SET version = version + 1 WHERE id = X'%s'", hex(ids[0]));
	gt_bulk_do(&agents, arena, &camille, &claim, lines, 2);
	assert_int_equal(lines[0].why, GT_BULK_CHANGED);
	assert_int_equal(lines[1].why, GT_BULK_DONE);
	assert_int_equal(count("dossier WHERE agent = X'%s'", hex(camille.agent)), 1);
	/* nobody does what they have not looked at */
	chosen(ids, 1);
	gt_bulk_do(&agents, arena, &camille, &claim, lines, 1);
	assert_int_equal(lines[0].why, GT_BULK_CHANGED);
}

static void they_are_given_to_a_colleague_of_the_service_by_whoever_has_them(void **state)
{
	(void)state;
	const struct gt_id ids[] = { deposited(), deposited() };
	struct gt_bulk_order order = { .act = GT_BULK_ASSIGN, .to = samir.agent };
	sql("INSERT INTO agent_role (agent, role, service) VALUES (X'%s', 'instructeur', '5901')", hex(samir.agent));
	OK(gt_work_claim(&agents, file(&camille, ids[0]), &camille, file(&camille, ids[0])->version, E));
	chosen(ids, 2);
	gt_bulk_look(&agents, arena, &camille, &order, lines, 2);
	assert_int_equal(lines[0].why, GT_BULK_CAN);
	assert_int_equal(lines[1].why, GT_BULK_HELD);                                    /* nobody's: it is taken, not given */
	gt_bulk_do(&agents, arena, &camille, &order, lines, 2);
	assert_int_equal(lines[0].why, GT_BULK_DONE);
	assert_int_equal(count("dossier WHERE agent = X'%s' AND id = X'%s'", hex(samir.agent), hex(ids[0])), 1);
	order.to = gt_id_new();
	chosen(ids, 1);
	gt_bulk_look(&agents, arena, &samir, &order, lines, 1);
	assert_int_equal(lines[0].why, GT_BULK_NOBODY);
}

static const char *hex_of(struct gt_str s)
{
	char *out = gt_arena_alloc(arena, 2 * s.n + 1);
	for (size_t i = 0; i < s.n; i++) snprintf(out + 2 * i, 3, "%02x", (unsigned)(uint8_t)s.p[i]);
	return out;
}

static void titles_that_are_ready_are_announced_once_each(void **state)
{
	(void)state;
	const struct gt_id ids[] = { deposited(), deposited(), deposited() };
	struct gt_bulk_order order = { .act = GT_BULK_AVAILABLE, .key = gt_id_new() };
	for (size_t i = 0; i < 2; i++) {
		OK(gt_work_claim(&agents, file(&camille, ids[i]), &camille, file(&camille, ids[i])->version, E));
		sql("UPDATE dossier SET state = 'in-fabrication', decided_utc_s = 1 WHERE id = X'%s'", hex(ids[i]));
		struct gt_id decision = gt_id_new();
		struct gt_str sealed;
		OK(gt_seal(agents.ring, arena, "decision", decision, gt_str("<decision id=\"favorable\" outcome=\"favourable\"></decision>"), &sealed, E));
		sql("INSERT INTO decision (id, dossier, kind, state, proposed_by, signed_by, data, act_key, proposed_utc_s, signed_utc_s) VALUES (X'%s', X'%s', 'favourable', 'signed', X'%s', X'%s', X'%s', X'%s', 1, 1)", hex(decision), hex(ids[i]),
			hex(camille.agent), hex(camille.agent), hex_of(sealed), hex(gt_id_new()));
	}
	chosen(ids, 3);
	gt_bulk_look(&agents, arena, &camille, &order, lines, 3);
	gt_bulk_do(&agents, arena, &camille, &order, lines, 3);
	assert_int_equal(lines[0].why, GT_BULK_DONE);
	assert_int_equal(lines[1].why, GT_BULK_DONE);
	assert_int_equal(lines[2].why, GT_BULK_STATE);
	assert_int_equal(count("notification WHERE type = 'title-available'"), 2);
	gt_bulk_do(&agents, arena, &camille, &order, lines, 3);
	assert_int_equal(lines[0].why, GT_BULK_ALREADY);
	assert_int_equal(count("notification WHERE type = 'title-available'"), 2);
}

static void who_only_reads_does_nothing(void **state)
{
	(void)state;
	static const struct gt_agent_role reads[] = { { "lecteur", "5901" } };
	const struct gt_id ids[] = { deposited() };
	struct gt_agent_session reader = camille;
	reader.roles = reads;
	chosen(ids, 1);
	gt_bulk_look(&agents, arena, &reader, &claim, lines, 1);
	assert_int_equal(lines[0].why, GT_BULK_DENIED);
	lines[0].version_seen = file(&camille, ids[0])->version;
	gt_bulk_do(&agents, arena, &reader, &claim, lines, 1);
	assert_int_equal(lines[0].why, GT_BULK_DENIED);
	assert_int_equal(count("dossier WHERE agent IS NOT NULL"), 0);
}

int main(void)
{
	int rc = after_begin();
	if (rc) return rc;
#define T(name) cmocka_unit_test_setup(name, fresh)
	const struct CMUnitTest tests[] = {
		T(each_is_taken_for_itself_and_what_cannot_be_says_why), T(what_changed_since_it_was_looked_at_is_left_alone), T(they_are_given_to_a_colleague_of_the_service_by_whoever_has_them),
		T(titles_that_are_ready_are_announced_once_each), T(who_only_reads_does_nothing),
	};
	return after_end(cmocka_run_group_tests(tests, NULL, NULL));
}
