/* Worklists, territory, who is in charge, notes: as the agents' program, on the real schema and rights. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include "account/agent.h"
#include "dossier/dossier_priv.h"
#include "dossier/work_store.h"
#include "tests/lib/db_harness.h"
#include "tests/lib/press.h"
#include "text/text.h"

#define T0 1789000000
#define DAY 86400

static struct gt_harness *h;
static struct gt_arena *arena;
static struct gt_db *web, *user, *ctl;
static struct gt_desk desk;
static int64_t now;

static void ok_at(int rc, const struct gt_error *err, int line) { if (rc != GT_OK) fail_msg("line %d: %s: %s (%s)", line, gt_rc_name(rc), err->message, err->detail); }
#define OK(call) do { struct gt_error err = { 0 }; int rc_ = (call); ok_at(rc_, &err, __LINE__); } while (0)
#define GIVES(rc, call) do { struct gt_error err = { 0 }; assert_int_equal((call), (rc)); } while (0)
#define E (&err)

/* ---- agents ---- */
static const struct gt_agent_role in_lille[] = { { "instructeur", "5901" } }, in_reunion[] = { { "instructeur", "9741" } }, in_both[] = { { "lecteur", "5901" }, { "instructeur", "9741" } },
	leads_lille[] = { { "superviseur", "5901" } }, everywhere[] = { { "administrateur", "*" } }, signs_lille[] = { { "valideur", "5901" } };
static struct gt_agent_session camille, samir, lucie, marc, philippe, agnes, helene, nobody;

static struct gt_agent_session session(const char *login, const struct gt_agent_role *roles, size_t n)
{
	struct gt_account_at at = { .db = ctl, .ring = h->ring, .config = h->config };
	struct gt_agent_session s = { .login = login, .name = login, .lang = "fr", .enrolled = true, .roles = roles, .n_roles = n };
	struct gt_agent_line *all;
	size_t n_all;
	OK(gt_agent_put(&at, arena, &(struct gt_agent_new){ .login = login, .name = login, .email = "a@exemple.test", .password = "Vh7!tmQz-kado", .totp_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
		.roles = roles, .n_roles = n }, E));
	OK(gt_agent_list(&at, arena, &all, &n_all, E));
	for (size_t i = 0; i < n_all; i++)
		if (strcmp(all[i].login, login) == 0) s.agent = all[i].id;
	assert_false(gt_id_null(s.agent));
	return s;
}

/* ---- requests ---- */
static void sql(const char *fmt, ...) GT_PRINTF(1, 2);
static void sql(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *text = gt_arena_vprintf(arena, fmt, ap);
	va_end(ap);
	gt_harness_sql(h, gt_arena_printf(arena, "%s;\n", text));
}

static const char *hex(struct gt_id id)
{
	char *out = gt_arena_alloc(arena, 33);
	for (int i = 0; i < 16; i++) snprintf(out + 2 * i, 3, "%02x", id.b[i]);
	return out;
}

static struct gt_dossier request(const char *service, const char *state, int64_t deposited)
{
	static int serial;
	struct gt_dossier d = { .magic = GT_DOSSIER_MAGIC, .id = gt_id_new(), .service = service, .state = gt_state_parse(state), .version = 1 };
	d.number = gt_arena_printf(arena, "%s20260923%07d", service, ++serial);
	sql("INSERT INTO dossier (id, state, foreigner_number, procedure_id, procedure_version, beneficiary, number, service, answers, created_utc_s, updated_utc_s, deposited_utc_s) "
		"VALUES (X'%s', '%s', '5903110001', 'une-demarche', '1', 'self', '%s', '%s', X'00', 1, %lld, %s)", hex(d.id), state, d.number, service, (long long)deposited,
		d.state == GT_STATE_DRAFT ? "NULL" : gt_arena_printf(arena, "%lld", (long long)deposited));
	return d;
}

static void set(const struct gt_dossier *d, const char *what) { sql("UPDATE dossier SET %s WHERE id = X'%s'", what, hex(d->id)); }

static void name(const struct gt_dossier *d, const char *words)
{
	for (const char *const *w = gt_text_words(arena, gt_text_fold(arena, words)); *w; w++) sql("INSERT INTO dossier_word (word, dossier, service) SELECT '%s', id, service FROM dossier WHERE id = X'%s'", *w, hex(d->id));
}

static int64_t number_of(const char *fmt, ...) GT_PRINTF(1, 2);
static int64_t number_of(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *text = gt_arena_vprintf(arena, fmt, ap);
	va_end(ap);
	return gt_harness_count(h, text);
}

static int64_t found(const struct gt_agent_session *who, struct gt_work_filter f)
{
	struct gt_work_page page;
	OK(gt_work_page(&desk, arena, who, &f, 100, &page, E));
	assert_int_equal(page.total, page.n);
	return page.total;
}

static int fresh(void **state)
{
	(void)state;
	gt_harness_clean(h);
	gt_clock_set_fixed(now = T0);
	gt_arena_reset(arena);
	sql("INSERT INTO service (code, name) VALUES ('5901', 'Préfecture du Nord'), ('9741', 'Préfecture de La Réunion')");
	camille = session("camille", in_lille, 1);
	samir = session("samir", in_lille, 1);
	lucie = session("lucie", in_reunion, 1);
	marc = session("marc", in_both, 2);
	philippe = session("philippe", leads_lille, 1);
	agnes = session("agnes", everywhere, 1);
	helene = session("helene", signs_lille, 1);
	nobody = session("nobody", in_lille, 1);
	nobody.enrolled = false;
	return 0;
}

/* ---- territory ---- */
static void statements_are_prepared_by_the_agents_program_and_notes_denied_to_the_applicants(void **state)
{
	(void)state;
	OK(gt_work_store_prepare(web, E));
	GIVES(GT_FAILED, gt_work_store_prepare(user, E));
}

static void out_of_the_territory_a_request_is_one_that_does_not_exist(void **state)
{
	(void)state;
	struct gt_dossier d = request("5901", "deposited", T0), draft = request("5901", "draft", T0), *ret;
	GIVES(GT_NOTFOUND, gt_work_open(&desk, arena, &lucie, d.id, &ret, E));
	GIVES(GT_NOTFOUND, gt_work_open(&desk, arena, &lucie, gt_id_new(), &ret, E));
	GIVES(GT_NOTFOUND, gt_work_open(&desk, arena, &nobody, d.id, &ret, E));
	GIVES(GT_NOTFOUND, gt_work_open(&desk, arena, &camille, draft.id, &ret, E));
	assert_int_equal(number_of("SELECT COUNT(*) FROM journal WHERE dossier IS NOT NULL"), 0);
	GIVES(GT_DENIED, gt_work_claim(&desk, &d, &lucie, 1, E));
	GIVES(GT_DENIED, gt_work_claim(&desk, &d, &marc, 1, E));
	GIVES(GT_DENIED, gt_work_claim(&desk, &d, &helene, 1, E));
	assert_int_equal(found(&lucie, (struct gt_work_filter){ .list = GT_WORK_ALL }), 0);
	assert_int_equal(found(&lucie, (struct gt_work_filter){ .list = GT_WORK_ALL, .service = "5901" }), 0);
	assert_int_equal(found(&lucie, (struct gt_work_filter){ .list = GT_WORK_ALL, .search = d.number }), 0);
	assert_int_equal(found(&nobody, (struct gt_work_filter){ .list = GT_WORK_ALL }), 0);
	assert_int_equal(found(&marc, (struct gt_work_filter){ .list = GT_WORK_ALL }), 1);
	assert_int_equal(found(&agnes, (struct gt_work_filter){ .list = GT_WORK_ALL }), 1);
	request("9741", "deposited", T0);
	assert_int_equal(found(&marc, (struct gt_work_filter){ .list = GT_WORK_ALL }), 2);
	assert_int_equal(found(&marc, (struct gt_work_filter){ .list = GT_WORK_ALL, .service = "9741" }), 1);
}

/* ---- lists ---- */
static void each_list_holds_what_it_says_and_is_counted_exactly(void **state)
{
	(void)state;
	char today[11];
	gt_date_iso(gt_today(), today);
	struct gt_dossier free = request("5901", "deposited", T0), mine = request("5901", "verifying", T0), other = request("5901", "examined", T0), waiting = request("5901", "complement-asked", T0),
		replied = request("5901", "complement-received", T0), late = request("5901", "verifying", T0), prolonged = request("5901", "in-fabrication", T0), over = request("5901", "handed", T0);
	(void)free;
	set(&mine, gt_arena_printf(arena, "agent = X'%s'", hex(camille.agent)));
	set(&other, gt_arena_printf(arena, "agent = X'%s'", hex(samir.agent)));
	set(&waiting, gt_arena_printf(arena, "agent = X'%s', due_date = DATE_ADD('%s', INTERVAL 20 DAY)", hex(samir.agent), today));
	set(&replied, gt_arena_printf(arena, "agent = X'%s', replied = 1", hex(samir.agent)));
	set(&late, gt_arena_printf(arena, "agent = X'%s', silence_date = DATE_ADD('%s', INTERVAL 12 DAY)", hex(samir.agent), today));
	set(&prolonged, gt_arena_printf(arena, "agent = X'%s', silence_date = '2020-01-01', prolonged_to = DATE_ADD('%s', INTERVAL 3 DAY)", hex(samir.agent), today));
	set(&over, "silence_date = '2020-01-01', prolonged_to = '2020-01-01', replied = 1");
	request("5901", "draft", T0);
	request("9741", "deposited", T0);
	const int64_t want[GT_WORK__MAX] = { 1, 1, 1, 1, 2, 8 };
	int64_t counts[GT_WORK__MAX];
	OK(gt_work_counts(&desk, arena, &camille, INT64_MAX, counts, E));
	for (int list = 0; list < GT_WORK__MAX; list++) {
		assert_int_equal(found(&camille, (struct gt_work_filter){ .list = (enum gt_work_list)list }), want[list]);
		if (list != GT_WORK_ALL) assert_int_equal(counts[list], want[list]);
	}
	struct gt_work_page page;
	OK(gt_work_page(&desk, arena, &camille, &(struct gt_work_filter){ .list = GT_WORK_DUE, .sort = GT_SORT_DUE }, 10, &page, E));
	assert_true(gt_id_eq(page.lines[0].id, prolonged.id));
	assert_true(gt_id_eq(page.lines[1].id, late.id));
	assert_int_equal(gt_days_between(gt_today(), page.lines[0].nearest), 3);
}

static void filters_narrow_a_list_and_days_are_those_of_paris(void **state)
{
	(void)state;
	/* 2026-03-28 23:30 UTC is the 29th in Paris, the night the clocks change */
	struct gt_dossier night = request("5901", "deposited", 1774740600), eve = request("5901", "verifying", 1774740600 - 3600);
	(void)eve;
	set(&night, gt_arena_printf(arena, "agent = X'%s', procedure_id = 'une-autre'", hex(samir.agent)));
	struct gt_date d29 = { 2026, 3, 29 }, d28 = { 2026, 3, 28 };
	assert_int_equal(found(&camille, (struct gt_work_filter){ .list = GT_WORK_ALL, .from = d29 }), 1);
	assert_int_equal(found(&camille, (struct gt_work_filter){ .list = GT_WORK_ALL, .to = d28 }), 1);
	assert_int_equal(found(&camille, (struct gt_work_filter){ .list = GT_WORK_ALL, .from = d28, .to = d29 }), 2);
	assert_int_equal(found(&camille, (struct gt_work_filter){ .list = GT_WORK_ALL, .procedure = "une-autre" }), 1);
	assert_int_equal(found(&camille, (struct gt_work_filter){ .list = GT_WORK_ALL, .state = "verifying" }), 1);
	assert_int_equal(found(&camille, (struct gt_work_filter){ .list = GT_WORK_ALL, .agent = samir.agent }), 1);
	assert_int_equal(found(&camille, (struct gt_work_filter){ .list = GT_WORK_ALL, .nobody = true }), 1);
	assert_int_equal(found(&camille, (struct gt_work_filter){ .list = GT_WORK_ALL, .nobody = true, .state = "deposited" }), 0);
}

static void search_minds_neither_accents_nor_order_and_takes_beginnings(void **state)
{
	(void)state;
	struct gt_dossier a = request("5901", "deposited", T0), b = request("5901", "handed", T0 + 1);
	name(&a, "D'Étienne-Çelik Anne Zoé");
	name(&b, "Celik Zoltan");
	const struct { const char *typed; int64_t n; } tries[] = {
		{ "celik", 2 }, { "ÇEL", 2 }, { "zoe celik", 1 }, { "etie anne", 1 }, { "D'Étienne", 1 }, { "celik zo", 2 }, { "zoltan anne", 0 }, { "%", 0 }, { "_elik", 0 }, { "elik", 0 }, { "'; DROP", 0 },
		{ "  ", 0 }, { "5903110001", 2 }, { "59 03 11 00 01", 2 }, { "0000000000", 0 }, { "personne@exemple.test", 0 },
	};
	for (size_t i = 0; i < GT_COUNT(tries); i++) {
		int64_t n = found(&camille, (struct gt_work_filter){ .list = GT_WORK_ALL, .search = tries[i].typed });
		if (n != tries[i].n) fail_msg("« %s »: %lld, not %lld", tries[i].typed, (long long)n, (long long)tries[i].n);
	}
	assert_int_equal(found(&camille, (struct gt_work_filter){ .list = GT_WORK_ALL, .search = a.number }), 1);
	struct gt_id account = gt_id_new();
	sql("INSERT INTO account (id, email, email_typed, state, created_utc_s) VALUES (X'%s', 'zoe@exemple.test', 'Zoe@exemple.test', 'active', 1)", hex(account));
	set(&a, gt_arena_printf(arena, "account = X'%s'", hex(account)));
	assert_int_equal(found(&camille, (struct gt_work_filter){ .list = GT_WORK_ALL, .search = " ZOE@Exemple.test " }), 1);
}

static void pages_show_each_request_once_in_order_forwards_and_backwards(void **state)
{
	(void)state;
	enum { N = 40, STEP = 7 };
	for (int i = 0; i < N; i++) {
		struct gt_dossier d = request("5901", i % 3 ? "deposited" : "verifying", T0 + i / 4);
		if (i % 5) set(&d, gt_arena_printf(arena, "silence_date = '2026-12-%02d'", 1 + i % 7));
	}
	for (int sort = 0; sort < GT_SORT__MAX; sort++) {
		struct gt_work_filter f = { .list = GT_WORK_ALL, .sort = (enum gt_work_sort)sort, .cursor = "nothing-of-ours" };
		struct gt_id seen[N];
		struct gt_work_page page;
		int n = 0;
		for (;;) {
			OK(gt_work_page(&desk, arena, &camille, &f, STEP, &page, E));
			assert_int_equal(page.total, N);
			for (size_t i = 0; i < page.n; i++) {
				assert_true(n < N);
				for (int k = 0; k < n; k++) assert_false(gt_id_eq(seen[k], page.lines[i].id));
				seen[n++] = page.lines[i].id;
			}
			if (!page.after) break;
			f.cursor = page.after;
		}
		assert_int_equal(n, N);
		f.backwards = true;
		for (n -= (int)page.n; page.before; n -= (int)page.n) {
			f.cursor = page.before;
			OK(gt_work_page(&desk, arena, &camille, &f, STEP, &page, E));
			assert_non_null(page.after);
			for (size_t i = 0; i < page.n; i++) assert_true(gt_id_eq(page.lines[i].id, seen[n - (int)page.n + (int)i]));
		}
		assert_int_equal(n, 0);
	}
}

/* ---- who is in charge ---- */
static void what_is_taken_is_kept_from_others_until_the_lease_is_over(void **state)
{
	(void)state;
	struct gt_dossier d = request("5901", "deposited", T0), stale = d;
	OK(gt_work_claim(&desk, &d, &camille, 1, E));
	assert_int_equal(d.state, GT_STATE_VERIFYING);
	assert_int_equal(d.version, 2);
	OK(gt_work_claim(&desk, &stale, &camille, 1, E));                                  /* a second click */
	assert_int_equal(stale.version, 2);
	GIVES(GT_CONFLICT, gt_work_claim(&desk, &stale, &samir, 1, E));                    /* a stale page */
	GIVES(GT_CONFLICT, gt_work_claim(&desk, &stale, &samir, 2, E));                    /* a fresh one */
	GIVES(GT_DENIED, gt_work_release(&desk, &d, &samir, 2, E));
	GIVES(GT_DENIED, gt_work_assign(&desk, &d, &samir, samir.agent, 2, E));
	gt_clock_set_fixed(now += GT_WORK_LEASE_S + 1);
	OK(gt_work_claim(&desk, &d, &samir, 2, E));
	GIVES(GT_CONFLICT, gt_work_claim(&desk, &d, &camille, 2, E));
	GIVES(GT_CONFLICT, gt_work_claim(&desk, &d, &camille, 3, E));
	assert_int_equal(number_of("SELECT COUNT(*) FROM journal WHERE verb = 'claim' AND from_state = 'deposited' AND to_state = 'verifying'"), 1);
	assert_int_equal(number_of("SELECT COUNT(*) FROM journal WHERE verb = 'take-over' AND to_state IS NULL"), 1);
	assert_int_equal(number_of("SELECT COUNT(*) FROM journal WHERE dossier IS NOT NULL"), 2);
	struct gt_id bad;
	int64_t checked;
	OK(gt_journal_verify(web, arena, &bad, &checked, E));
}

static void it_is_released_and_handed_over_by_who_has_it_or_leads(void **state)
{
	(void)state;
	struct gt_dossier d = request("5901", "deposited", T0);
	OK(gt_work_claim(&desk, &d, &camille, 1, E));
	GIVES(GT_REFUSED, gt_work_assign(&desk, &d, &camille, lucie.agent, 2, E));         /* of another service */
	GIVES(GT_REFUSED, gt_work_assign(&desk, &d, &camille, helene.agent, 2, E));        /* who only signs */
	OK(gt_work_assign(&desk, &d, &camille, samir.agent, 2, E));
	OK(gt_work_assign(&desk, &d, &philippe, samir.agent, 2, E));                       /* it stands so already */
	GIVES(GT_DENIED, gt_work_release(&desk, &d, &camille, 3, E));
	GIVES(GT_CONFLICT, gt_work_release(&desk, &d, &philippe, 2, E));
	OK(gt_work_release(&desk, &d, &philippe, 3, E));
	OK(gt_work_release(&desk, &d, &philippe, 3, E));
	assert_int_equal(d.state, GT_STATE_VERIFYING);
	assert_int_equal(found(&camille, (struct gt_work_filter){ .list = GT_WORK_TAKE }), 1);
	OK(gt_work_claim(&desk, &d, &agnes, 4, E));
	set(&d, "state = 'handed'");
	GIVES(GT_REFUSED, gt_work_release(&desk, &d, &agnes, 5, E));
	struct gt_colleague *all;
	size_t n;
	OK(gt_work_colleagues(&desk, arena, &camille, "5901", &all, &n, E));
	assert_int_equal(n, 5);                                                             /* agnes camille nobody philippe samir */
	OK(gt_work_colleagues(&desk, arena, &camille, "9741", &all, &n, E));
	assert_int_equal(n, 0);
}

struct claim { struct gt_dossier d; const struct gt_agent_session *who; struct gt_desk own; };

static void looks(void *arg)
{
	struct claim *c = arg;
	c->own = desk;
	c->own.db = gt_harness_db(h, "web_agent");
	OK(gt_db_ping(c->own.db, E));
}

static int claims(void *arg, struct gt_error *err)
{
	struct claim *c = arg;
	return gt_work_claim(&c->own, &c->d, c->who, 1, err);
}

static void two_agents_in_the_same_second_are_one_in_charge_and_one_conflict(void **state)
{
	(void)state;
	for (int round = 0; round < 10; round++) {
		struct gt_dossier d = request("5901", "deposited", T0);
		struct claim first = { .d = d, .who = &camille }, second = { .d = d, .who = &samir };
		int results[2];
		assert_int_equal(gt_press_together((struct gt_press[]){ { looks, claims, &first }, { looks, claims, &second } }, 2, results), 1);
		assert_int_equal(results[results[0] == GT_OK], GT_CONFLICT);
		assert_int_equal(number_of("SELECT version FROM dossier WHERE id = X'%s'", hex(d.id)), 2);
		assert_int_equal(number_of("SELECT COUNT(*) FROM journal WHERE dossier = X'%s'", hex(d.id)), 1);
	}
}

/* ---- notes, reading ---- */
static void a_note_is_written_once_sealed_and_only_by_who_acts_there(void **state)
{
	(void)state;
	struct gt_dossier d = request("5901", "verifying", T0);
	struct gt_id act = gt_id_new();
	struct gt_note *notes;
	size_t n;
	char *much = gt_arena_alloc(arena, GT_WORK_NOTE_MAX + 2);
	memset(much, 'x', GT_WORK_NOTE_MAX + 1);
	GIVES(GT_REFUSED, gt_work_note_add(&desk, arena, &d, &camille, act, " \n ", E));
	GIVES(GT_TOOBIG, gt_work_note_add(&desk, arena, &d, &camille, act, much, E));
	GIVES(GT_DENIED, gt_work_note_add(&desk, arena, &d, &marc, act, "non", E));
	GIVES(GT_DENIED, gt_work_note_add(&desk, arena, &d, &lucie, act, "non", E));
	OK(gt_work_note_add(&desk, arena, &d, &camille, act, "Acte à vérifier.\nRappeler lundi.", E));
	OK(gt_work_note_add(&desk, arena, &d, &camille, act, "Acte à vérifier.\nRappeler lundi.", E));
	OK(gt_work_notes(&desk, arena, &d, &notes, &n, E));
	assert_int_equal(n, 1);
	assert_string_equal(notes[0].text, "Acte à vérifier.\nRappeler lundi.");
	assert_string_equal(notes[0].author, "camille");
	assert_int_equal(number_of("SELECT COUNT(*) FROM note WHERE sealed LIKE '%%Rappeler%%'"), 0);
	assert_int_equal(number_of("SELECT COUNT(*) FROM journal WHERE verb = 'note'"), 1);
	assert_int_equal(number_of("SELECT version FROM dossier"), 1);
	struct gt_history *events;
	OK(gt_work_history(&desk, arena, &d, 0, &events, &n, E));
	assert_int_equal(n, 1);
	assert_string_equal(events[0].agent_name, "camille");
}

static void a_reading_is_journaled_once_in_a_while(void **state)
{
	(void)state;
	struct gt_dossier d = request("5901", "verifying", T0);
	struct gt_id one = gt_id_new(), two = gt_id_new();
	OK(gt_work_read_document(&desk, &camille, &d, one, E));
	OK(gt_work_read_document(&desk, &camille, &d, one, E));
	assert_int_equal(number_of("SELECT COUNT(*) FROM journal WHERE dossier IS NOT NULL"), 1);
	OK(gt_work_read_document(&desk, &camille, &d, two, E));
	OK(gt_work_read_document(&desk, &samir, &d, one, E));
	assert_int_equal(number_of("SELECT COUNT(*) FROM journal WHERE dossier IS NOT NULL"), 3);
	gt_clock_set_fixed(now += GT_WORK_READ_AGAIN_S + 1);
	OK(gt_work_read_document(&desk, &camille, &d, one, E));
	assert_int_equal(number_of("SELECT COUNT(*) FROM journal WHERE verb = 'read-document'"), 4);
}

/* ---- as fast for many as for few ---- */
struct effort { int64_t n; };
static const struct gt_col effort_map[] = { GT_COL(struct effort, n) };
static const struct gt_query effort_query = { .sql = "SELECT CAST(SUM(VARIABLE_VALUE) AS SIGNED) FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME IN ('HANDLER_READ_FIRST', 'HANDLER_READ_KEY', "
	"'HANDLER_READ_LAST', 'HANDLER_READ_NEXT', 'HANDLER_READ_PREV', 'HANDLER_READ_RND', 'HANDLER_READ_RND_NEXT')", .params = "", GT_ROW(struct effort, effort_map) };

/* Rows and index entries that this connection has looked at. */
static int64_t looked_at(void)
{
	struct effort e;
	OK(gt_db_one(web, arena, &effort_query, GT_NONE_WITH, &e, E));
	return e.n;
}

/* One in thirty in Lille, one in ten of these not ended: what a service has grows with the country, what it has to do much less. */
static void country(int from, int to)
{
	sql("INSERT INTO dossier (id, state, foreigner_number, procedure_id, procedure_version, beneficiary, number, service, answers, created_utc_s, updated_utc_s, deposited_utc_s, silence_date, replied) "
		"SELECT UNHEX(MD5(seq)), IF(seq %% 300 = 0, 'verifying', 'handed'), '5903110001', 'une-demarche', '1', 'self', LPAD(seq, 19, '0'), IF(seq %% 30 = 0, '5901', '9741'), X'00', 1, seq * 60, seq * 60, "
		"'2026-12-01' + INTERVAL seq %% 100 DAY, seq %% 600 = 0 FROM seq_%d_to_%d", from, to);
	sql("INSERT INTO dossier_word (word, dossier, service) SELECT IF(seq %% 331 = 0, 'martin', CONCAT('m', MD5(seq))), UNHEX(MD5(seq)), IF(seq %% 30 = 0, '5901', '9741') FROM seq_%d_to_%d", from, to);
}

static void a_page_of_a_list_looks_at_no_more_rows_when_there_are_ten_times_as_many_requests(void **state)
{
	(void)state;
	static const struct { const char *name; struct gt_work_filter f; } asked[] = {
		{ "take", { .list = GT_WORK_TAKE } }, { "take, by day", { .list = GT_WORK_TAKE, .sort = GT_SORT_DUE } },
		{ "mine", { .list = GT_WORK_MINE } }, { "waiting", { .list = GT_WORK_WAITING, .sort = GT_SORT_DUE } }, { "replied", { .list = GT_WORK_REPLIED, .sort = GT_SORT_UPDATED_LATEST } },
		{ "due, by day", { .list = GT_WORK_DUE, .sort = GT_SORT_DUE } }, { "all", { .list = GT_WORK_ALL } }, { "all, latest", { .list = GT_WORK_ALL, .sort = GT_SORT_DEPOSITED_LATEST } },
		{ "all, changed last", { .list = GT_WORK_ALL, .sort = GT_SORT_UPDATED_LATEST } }, { "all, by day", { .list = GT_WORK_ALL, .sort = GT_SORT_DUE } },
		{ "a name", { .list = GT_WORK_ALL, .search = "Martin" } }, { "two names", { .list = GT_WORK_ALL, .search = "martin m" } }, { "a number", { .list = GT_WORK_ALL, .search = "5903110001" } },
	};
	struct gt_agent_role many_roles[40];
	for (int i = 0; i < 40; i++) many_roles[i] = (struct gt_agent_role){ "instructeur", i ? gt_arena_printf(arena, "%04d", 5870 + i) : "9741" };
	struct gt_agent_session region = session("region", many_roles, 40);
	const struct gt_agent_session *who[] = { &camille, &agnes, &region };    /* of a service, of all, of more than are named one by one */
	int64_t few[GT_COUNT(who)][GT_COUNT(asked)], counts[GT_WORK__MAX];
	struct gt_work_page page;
	for (int many = 0; many < 2; many++) {
		for (int from = many ? 3001 : 1; from < (many ? 30000 : 3000); from += 3000) country(from, from + 2999);
		for (size_t w = 0; w < GT_COUNT(who); w++) {
			OK(gt_work_counts(&desk, arena, who[w], GT_WORK_MENU_MAX + 1, counts, E));
			for (size_t i = 0; i < GT_COUNT(asked); i++) {
				struct gt_work_filter f = asked[i].f;
				if (f.list != GT_WORK_ALL && counts[f.list] <= GT_WORK_MENU_MAX) f.counted = &counts[f.list];
				int64_t before = looked_at();
				OK(gt_work_page(&desk, arena, who[w], &f, 20, &page, E));
				int64_t n = looked_at() - before;
				if (!many) few[w][i] = n;
				/* 27,000 requests more, 900 of them in Lille, 90 of them open: looked at once to count them, once to find the page */
				else if (n > few[w][i] + 2 * GT_WORK_COUNT_MAX + 600) fail_msg("%s, %s: %lld rows, %lld when there were ten times fewer", who[w]->login, asked[i].name, (long long)n, (long long)few[w][i]);
			}
		}
	}
}

static void a_list_says_its_exact_number_up_to_a_bound_and_then_that_there_are_more(void **state)
{
	(void)state;
	struct gt_work_page page;
	country(1, 30 * GT_WORK_COUNT_MAX);
	OK(gt_work_page(&desk, arena, &camille, &(struct gt_work_filter){ .list = GT_WORK_ALL }, 20, &page, E));
	assert_int_equal(page.total, GT_WORK_COUNT_MAX);
	country(30 * GT_WORK_COUNT_MAX + 1, 30 * GT_WORK_COUNT_MAX + 300);
	OK(gt_work_page(&desk, arena, &camille, &(struct gt_work_filter){ .list = GT_WORK_ALL }, 20, &page, E));
	assert_int_equal(page.total, GT_WORK_COUNT_MAX + 1);
}

/* Without them the row of each entry is read, from the second run of a prepared statement on. */
static void an_index_of_a_computed_column_holds_what_the_column_is_made_of(void **state)
{
	(void)state;
#define INDICES "FROM information_schema.STATISTICS i JOIN information_schema.STATISTICS made USING (TABLE_SCHEMA, TABLE_NAME, INDEX_NAME) WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'dossier' AND i.COLUMN_NAME "
	int64_t take = number_of("SELECT COUNT(*) " INDICES "= 'to_take' AND made.COLUMN_NAME = 'to_take'"), nearest = number_of("SELECT COUNT(*) " INDICES "= 'nearest' AND made.COLUMN_NAME = 'nearest'");
	assert_true(take >= 2 && nearest >= 3);
	assert_int_equal(number_of("SELECT COUNT(*) " INDICES "= 'to_take' AND made.COLUMN_NAME IN ('agent', 'state')"), 2 * take);
	assert_int_equal(number_of("SELECT COUNT(*) " INDICES "= 'nearest' AND made.COLUMN_NAME IN ('state', 'silence_date', 'due_date', 'prolonged_to')"), 4 * nearest);
}

static void an_agent_of_many_services_finds_a_request_of_the_last_of_them(void **state)
{
	(void)state;
	struct gt_agent_role roles[60];
	int64_t counts[GT_WORK__MAX];
	struct gt_work_page page;
	for (int i = 0; i < 60; i++) roles[i] = (struct gt_agent_role){ "instructeur", gt_arena_printf(arena, "%04d", 5842 + i) };
	struct gt_agent_session region = session("region", roles, 60);
	struct gt_dossier last = request("5901", "deposited", T0);
	request("9741", "deposited", T0);
	OK(gt_work_counts(&desk, arena, &region, INT64_MAX, counts, E));
	assert_int_equal(counts[GT_WORK_TAKE], 1);
	for (int list = 0; list < GT_WORK__MAX; list++) {
		OK(gt_work_page(&desk, arena, &region, &(struct gt_work_filter){ .list = (enum gt_work_list)list }, 20, &page, E));
		assert_int_equal(page.n, list == GT_WORK_TAKE || list == GT_WORK_ALL);
		if (page.n) assert_memory_equal(page.lines[0].id.b, last.id.b, sizeof last.id.b);
	}
	OK(gt_work_page(&desk, arena, &region, &(struct gt_work_filter){ .list = GT_WORK_ALL, .service = "9741" }, 20, &page, E));
	assert_int_equal(page.n, 0);
	struct gt_colleague *colleagues;
	size_t n;
	OK(gt_work_colleagues(&desk, arena, &region, NULL, &colleagues, &n, E));
	bool camille_too = false;
	for (size_t i = 0; i < n; i++) camille_too = camille_too || gt_id_eq(colleagues[i].id, camille.agent);
	assert_true(camille_too);
}

static void what_an_agent_has_is_found_without_a_look_at_what_has_ended(void **state)
{
	(void)state;
	static const int64_t sixty = 60;
	int64_t looked[2][GT_SORT__MAX];
	struct gt_work_page page;
	for (int many = 0; many < 2; many++) {
		sql("INSERT INTO dossier (id, state, agent, foreigner_number, procedure_id, procedure_version, beneficiary, number, service, answers, created_utc_s, updated_utc_s, deposited_utc_s) "
			"SELECT UNHEX(MD5(seq)), IF(seq %% 10 = 0 AND seq <= 600, 'verifying', 'handed'), IF(seq %% 10 = 0 AND seq <= 600, X'%s', NULL), '5903110001', 'une-demarche', '1', 'self', LPAD(seq, 19, '0'), '5901', "
			"X'00', 1, seq * 7919 %% 5000, seq * 104729 %% 5000 FROM seq_%d_to_%d", hex(camille.agent), many ? 601 : 1, many ? 5000 : 600);
		for (int sort = 0; sort < GT_SORT__MAX; sort++) {
			int64_t before = looked_at();
			OK(gt_work_page(&desk, arena, &camille, &(struct gt_work_filter){ .list = GT_WORK_MINE, .sort = (enum gt_work_sort)sort, .counted = &sixty }, 20, &page, E));
			looked[many][sort] = looked_at() - before;
			assert_int_equal(page.n, 20);
		}
	}
	for (int sort = 0; sort < GT_SORT__MAX; sort++)
		if (looked[1][sort] > looked[0][sort] + 20) fail_msg("sort %d: %lld rows, %lld when nine times fewer had ended", sort, (long long)looked[1][sort], (long long)looked[0][sort]);
}

static void a_territory_of_many_services_is_counted_as_one_of_all(void **state)
{
	(void)state;
	struct gt_agent_role roles[40];
	int64_t counts[GT_WORK__MAX];
	for (int i = 0; i < 40; i++) roles[i] = (struct gt_agent_role){ "instructeur", gt_arena_printf(arena, "%04d", 5890 + i) };
	struct gt_agent_session region = session("region", roles, 40);
	request("5901", "deposited", T0);
	struct gt_dossier waiting = request("5901", "complement-asked", T0);
	request("9741", "deposited", T0);
	OK(gt_work_counts(&desk, arena, &region, INT64_MAX, counts, E));
	assert_int_equal(counts[GT_WORK_TAKE], 1);
	assert_int_equal(counts[GT_WORK_WAITING], 1);
	OK(gt_work_counts(&desk, arena, &agnes, INT64_MAX, counts, E));
	assert_int_equal(counts[GT_WORK_TAKE], 2);
	OK(gt_work_counts(&desk, arena, &nobody, INT64_MAX, counts, E));
	assert_int_equal(counts[GT_WORK_TAKE], 0);
	set(&waiting, "state = 'handed'");
	OK(gt_work_counts(&desk, arena, &region, 1, counts, E));
	assert_int_equal(counts[GT_WORK_WAITING], 0);
}

static void a_page_of_what_is_to_take_looks_at_its_own_lines_however_much_waits(void **state)
{
	(void)state;
	int64_t looked[2];
	struct gt_work_page page;
	for (int many = 0; many < 2; many++) {
		sql("INSERT INTO dossier (id, state, foreigner_number, procedure_id, procedure_version, beneficiary, number, service, answers, created_utc_s, updated_utc_s, deposited_utc_s) "
			"SELECT UNHEX(MD5(seq)), 'verifying', '5903110001', 'une-demarche', '1', 'self', LPAD(seq, 19, '0'), '5901', X'00', 1, seq, seq FROM seq_%d_to_%d", many ? 101 : 1, many ? 3000 : 100);
		int64_t before = looked_at(), counted = many ? 3000 : 100;
		OK(gt_work_page(&desk, arena, &camille, &(struct gt_work_filter){ .list = GT_WORK_TAKE, .counted = &counted }, 20, &page, E));
		looked[many] = looked_at() - before;
	}
	assert_int_equal(page.n, 20);
	if (looked[1] > looked[0] + 10) fail_msg("%lld rows, %lld when thirty times fewer waited", (long long)looked[1], (long long)looked[0]);
}

int main(void)
{
	h = gt_harness_start();
	if (!h) return 77;
	arena = gt_arena_new("test", 256u << 20);
	web = gt_harness_db(h, "web_agent");
	user = gt_harness_db(h, "web_user");
	ctl = gt_harness_db(h, "ctl");
	desk = (struct gt_desk){ .db = web, .ring = h->ring, .config = h->config };
#define T(name) cmocka_unit_test_setup(name, fresh)
	const struct CMUnitTest tests[] = {
		T(statements_are_prepared_by_the_agents_program_and_notes_denied_to_the_applicants), T(out_of_the_territory_a_request_is_one_that_does_not_exist),
		T(each_list_holds_what_it_says_and_is_counted_exactly), T(filters_narrow_a_list_and_days_are_those_of_paris), T(search_minds_neither_accents_nor_order_and_takes_beginnings),
		T(pages_show_each_request_once_in_order_forwards_and_backwards), T(what_is_taken_is_kept_from_others_until_the_lease_is_over),
		T(it_is_released_and_handed_over_by_who_has_it_or_leads), T(two_agents_in_the_same_second_are_one_in_charge_and_one_conflict),
		T(a_note_is_written_once_sealed_and_only_by_who_acts_there), T(a_reading_is_journaled_once_in_a_while),
		T(a_page_of_a_list_looks_at_no_more_rows_when_there_are_ten_times_as_many_requests), T(a_page_of_what_is_to_take_looks_at_its_own_lines_however_much_waits),
		T(what_an_agent_has_is_found_without_a_look_at_what_has_ended),
		T(a_list_says_its_exact_number_up_to_a_bound_and_then_that_there_are_more),
		T(an_index_of_a_computed_column_holds_what_the_column_is_made_of), T(an_agent_of_many_services_finds_a_request_of_the_last_of_them), T(a_territory_of_many_services_is_counted_as_one_of_all),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	gt_db_free(&web);
	gt_db_free(&user);
	gt_db_free(&ctl);
	gt_arena_free(&arena);
	return failed;
}
