/* Who may open what, made from the page table itself: every line × every sort of visitor × own, other's, absent and malformed × GET, HEAD and the ways to
 * POST. What is expected follows from the line's word (GT_OWN …) alone. A second part leaves out one check of web.c after the other, and must notice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include "http/http_priv.h"
#include "tests/integration/web/rights.h"

#define CELLS_MIN 600

static struct seed s;
static struct gt_arena *arena;
static bool reached, pages_run, dirty;
static int cells, surprises;
static bool tell;

enum gt_check gt_check_left_out;
int gt_rights_page(struct gt_visit *v, gt_page *page)
{
	reached = true;
	if (pages_run) return page(v);
	gt_respond_status(v->res, 204);
	return GT_OK;
}

/* ---- who ---- */
struct role { const char *name; bool agents; const char *token; bool signed_in, no_device, temporary, here, admin, keeps; };   /* keeps: a counter, somewhere */
#define ROLES 13
static void roles_of(struct role out[ROLES])
{
	const struct role all[ROLES] = {
		{ .name = "nobody" }, { .name = "an agent's cookie", .token = s.instructeur }, { .name = "the applicant", .token = s.a.token, .signed_in = true },
		{ .name = "nobody", .agents = true }, { .name = "an applicant's cookie", .agents = true, .token = s.a.token }, { .name = "who waits for the code", .agents = true, .token = s.waiting },
		{ .name = "agent without device", .agents = true, .token = s.no_device, .signed_in = true, .no_device = true },
		{ .name = "agent with a temporary password", .agents = true, .token = s.temporary, .signed_in = true, .temporary = true, .here = true },
		{ .name = "agent of elsewhere", .agents = true, .token = s.elsewhere, .signed_in = true, .keeps = true }, { .name = "reader", .agents = true, .token = s.lecteur, .signed_in = true, .here = true },
		{ .name = "superviseur", .agents = true, .token = s.superviseur, .signed_in = true, .here = true, .keeps = true },
		{ .name = "administrateur", .agents = true, .token = s.administrateur, .signed_in = true, .here = true, .admin = true, .keeps = true },
		{ .name = "instructeur", .agents = true, .token = s.instructeur, .signed_in = true, .here = true, .keeps = true },
	};
	memcpy(out, all, sizeof all);
}

/* ---- on what ---- */
enum object { OWN_DRAFT, OWN_DEPOSITED, OTHERS_DRAFT, OTHERS_DEPOSITED, COUNTER_DRAFT, COUNTER_DEPOSITED, ABSENT, MALFORMED, OBJECTS };
static const char *const object_names[] = { "own draft", "own deposited", "other's draft", "other's deposited", "own draft of the counter", "own deposited at the counter", "absent", "malformed" };
enum part { PART_OWN, PART_OTHERS, PART_ABSENT, PARTS };

static const char *text_of(struct gt_id id) { char t[GT_ID_TEXT]; return gt_arena_strdup(arena, gt_id_text(id, t)); }

static const char *filled(const char *name, enum object object, enum part part, bool agents)
{
	const struct gt_id ids[] = { s.a.draft, s.a.deposited, s.b.draft, s.b.deposited, s.a.counter_draft, s.a.counter_deposited };
	const struct seed_person *whose = part == PART_OTHERS ? &s.b : &s.a;
	bool draft = object == OWN_DRAFT || object == OTHERS_DRAFT, counter = object == COUNTER_DRAFT || object == COUNTER_DEPOSITED;
	if (gt_streq(name, "id")) return object == MALFORMED ? "x" : text_of(object == ABSENT ? gt_id_new() : ids[object]);
	if (part == PART_ABSENT) return text_of(gt_id_new());
	if (gt_streq(name, "document")) return text_of(counter ? whose->counter_document : draft ? whose->draft_document : whose->document);
	if (gt_streq(name, "paper")) return text_of(counter ? whose->counter_paper : whose->paper);
	if (gt_streq(name, "notice")) return text_of(whose->notice);
	if (gt_streq(name, "session")) return text_of(agents && part == PART_OWN ? s.agent_session : whose->other_session);
	static const struct { const char *name, *value; } plain[] = { { "code", "fr" }, { "step", "motif" }, { "justificatif", "nationalite" }, { "page", "1" }, { "decision", "favorable" } };
	for (size_t i = 0; i < GT_COUNT(plain); i++) if (gt_streq(plain[i].name, name)) return plain[i].value;
	return "x";
}

static const char *path_of(const struct gt_route *r, enum object object, enum part part, bool agents)
{
	struct gt_buf b = gt_buf_new(arena, 4096);
	for (const char *p = r->pattern; *p; p++) {
		if (*p != '{') { gt_buf_add(&b, p, 1); continue; }
		size_t n = strcspn(p + 1, "}");
		gt_buf_puts(&b, filled(gt_arena_strndup(arena, p + 1, n), object, part, agents));
		p += n + 1;
	}
	return gt_buf_cstr(&b);
}

/* ---- how ---- */
enum way { WAY_GET, WAY_HEAD, WAY_NO_TOKEN, WAY_FOREIGN_TOKEN, WAY_OTHER_SITE, WAY_POST, WAYS };
static const char *const way_names[] = { "GET", "HEAD", "POST without token", "POST with another's token", "POST from another site", "POST" };

struct answer { int status; const char *location; struct gt_str body; };

static const char *form_token(const struct role *r)
{
	struct gt_web *web = r->agents ? s.agent : s.user;
	struct gt_account_at at = { .db = web->at.db, .ring = s.h->ring, .config = web->at.config };
	struct gt_error err;
	char *out = gt_arena_alloc(arena, 65);
	if (r->signed_in && r->agents) {
		struct gt_agent_session found;
		assert_int_equal(gt_agent_session_find(&at, arena, r->token, &found, &err), GT_OK);
		return gt_arena_strdup(arena, found.csrf);
	}
	if (r->signed_in) {
		struct gt_session found;
		assert_int_equal(gt_session_find(&at, arena, r->token, &found, &err), GT_OK);
		return gt_arena_strdup(arena, found.csrf);
	}
	gt_csrf_for_cookie(s.h->ring, s.b.token, out);
	return out;
}

static struct answer ask(const struct role *r, enum way way, const char *path)
{
	struct gt_pair *cookies = gt_new_n(arena, struct gt_pair, 2), *form = gt_new_n(arena, struct gt_pair, 2);
	cookies[0] = (struct gt_pair){ r->agents ? "guichet_fa" : "guichet_fu", s.b.token };      /* any token's shape will do */
	cookies[1] = (struct gt_pair){ r->agents ? "guichet_a" : "guichet_u", r->token };
	struct gt_request req = { .arena = arena, .method = way == WAY_GET ? GT_GET : way == WAY_HEAD ? GT_HEAD : GT_POST, .path = path, .cookies = cookies, .n_cookies = r->token ? 2 : 1, .address = "192.0.2.9", .id = "r",
		.user_agent = "essai", .fetch_site = way == WAY_OTHER_SITE ? "cross-site" : NULL };
	if (req.method == GT_POST && way != WAY_NO_TOKEN) {
		form[0] = (struct gt_pair){ "csrf", way == WAY_FOREIGN_TOKEN ? "0000000000000000000000000000000000000000000000000000000000000000" : form_token(r) };
		req.form = form;
		req.n_form = 1;
	}
	struct gt_response res = { .arena = arena, .status = 200 };
	reached = false;
	gt_web_handle(r->agents ? s.agent : s.user, &req, &res);
	dirty |= pages_run && reached && req.method == GT_POST;
	struct answer a = { .status = res.status, .body = res.body, .location = "" };
	for (size_t i = 0; i < res.n_headers; i++) if (gt_streq(res.headers[i].name, "Location")) a.location = res.headers[i].value;
	return a;
}

/* ---- what is expected ---- */
struct expected { bool page; int status; const char *location; };     /* page: the page's own function is called, and says the rest */

static bool theirs(const struct role *r, enum gt_need need, enum object object)
{
	bool counter = object == COUNTER_DRAFT || object == COUNTER_DEPOSITED;
	if (need == GT_OWN || need == GT_OWN_DRAFT) return object == OWN_DRAFT || object == OWN_DEPOSITED || counter;
	if (need == GT_AGENT_DOSSIER) return r->here && (object == OWN_DEPOSITED || object == OTHERS_DEPOSITED || object == COUNTER_DEPOSITED);
	if (need == GT_COUNTER_REQUEST || need == GT_COUNTER_DRAFT) return r->here && r->keeps && counter;
	return true;
}

static struct expected expect(const struct gt_route *route, const struct role *r, enum object object, enum way way)
{
	bool post = way >= WAY_NO_TOKEN;
	if (post ? !route->post : !route->get) return (struct expected){ .status = 404 };
	if (route->need != GT_ANYBODY && !r->signed_in) return (struct expected){ .status = 303, .location = "/connexion" };
	if (post && way != WAY_POST) return (struct expected){ .status = 403 };
	if (r->no_device && route->need != GT_ANYBODY && route->need != GT_AGENT_SELF) return (struct expected){ .status = 303, .location = "/mon-compte/totp" };
	if (r->temporary && route->need != GT_ANYBODY && route->need != GT_AGENT_SELF) return (struct expected){ .status = 303, .location = "/mon-compte?m=password-temporary" };
	if ((route->need == GT_ADMIN && !r->admin) || (route->need == GT_COUNTER && !r->keeps)) return (struct expected){ .status = 403 };
	if (!theirs(r, route->need, object)) return (struct expected){ .status = 404 };
	if ((route->need == GT_OWN_DRAFT && object == OWN_DEPOSITED) || ((route->need == GT_OWN_DRAFT || route->need == GT_COUNTER_DRAFT) && object == COUNTER_DEPOSITED)) return (struct expected){ .status = 303, .location = "/demandes/" };
	return (struct expected){ .page = true };
}

static void surprise(const struct gt_route *route, const struct role *r, const char *on, enum way way, const struct answer *a, const char *why)
{
	surprises++;
	if (tell) print_error("%s %s by %s on %s: %d %s%s: %s\n", way_names[way], route->pattern, r->name, on, a->status, a->location, reached ? " (page)" : "", why);
}

static bool has(const struct gt_route *r, const char *name) { return strstr(r->pattern, name) != NULL; }
static bool made_elsewhere(const struct gt_route *r) { return has(r, "/apercu/") || has(r, "/fichier"); }   /* by the scanner, which is away here */

static void cell(const struct gt_route *route, const struct role *r, enum object object, enum way way)
{
	struct answer a = ask(r, way, path_of(route, object, PART_OWN, r->agents));
	struct expected e = expect(route, r, object, way);
	const char *on = has(route, "{id}") ? object_names[object] : "-";
	cells++;
	if (reached != e.page) surprise(route, r, on, way, &a, e.page ? "kept out" : "let in");
	else if (!e.page && (a.status != e.status || (e.location && !gt_starts(a.location, e.location)))) surprise(route, r, on, way, &a, "another answer");
	else if (e.page && pages_run && (a.status == 500 || (a.status == 503 && !made_elsewhere(route)))) surprise(route, r, on, way, &a, "a fault");
	/* what a role among agents may do there is the domain's to say */
	else if (e.page && pages_run && a.status == 403 && way != WAY_POST && !r->agents) surprise(route, r, on, way, &a, "forbidden to read");
}

static void renew(struct role roles[ROLES])
{
	if (!dirty) return;
	seed_fresh(&s);
	gt_arena_reset(arena);
	roles_of(roles);
	dirty = false;
}

static void line(const struct gt_route *route, bool agents)
{
	struct role roles[ROLES];
	roles_of(roles);
	for (size_t i = 0; i < ROLES; i++)
		for (enum object object = 0; object < OBJECTS && roles[i].agents == agents; object++) {
			if (object > 0 && !has(route, "{id}")) break;
			for (enum way way = 0; way < WAYS; way++) {
				renew(roles);
				cell(route, &roles[i], object, way);
			}
		}
}

/* Another need, or another way in, than every line before it. */
static bool first_of_its_sort(const struct gt_route *table, const struct gt_route *r)
{
	for (const struct gt_route *p = table; p < r; p++)
		if (p->need == r->need && !p->get == !r->get && !p->post == !r->post) return false;
	return true;
}

/* With a check left out one surprise is enough: the table is left at the first line that shows one; so one line of each sort goes first. */
static void matrix(void)
{
	bool enough = gt_check_left_out != GT_CHECK_NONE;
	cells = surprises = 0;
	for (int rest = 0; rest < 2; rest++)
		for (int agents = 0; agents < 2; agents++) {
			const struct gt_route *table = agents ? gt_agent_routes : gt_user_routes;
			for (const struct gt_route *r = table; r->pattern && !(enough && surprises); r++)
				if (first_of_its_sort(table, r) != (rest == 1)) line(r, agents);
		}
}

/* ---- tests ---- */
static int fresh(void **state)
{
	(void)state;
	seed_fresh(&s);
	gt_arena_reset(arena);
	gt_check_left_out = GT_CHECK_NONE;
	dirty = false;
	return 0;
}

static void every_line_of_the_table_lets_in_whom_it_says_and_nobody_else(void **state)
{
	(void)state;
	pages_run = tell = true;
	matrix();
	print_message("%d cells, %d surprises\n", cells, surprises);
	assert_int_equal(surprises, 0);
	assert_true(cells >= CELLS_MIN);
}

/* Two bodies, each without its own address: what differs then tells something. */
static struct gt_str without(struct gt_str body, const char *path)
{
	struct gt_buf b = gt_buf_new(arena, 4 << 20);
	size_t n = strlen(path);
	for (size_t i = 0; i < body.n;) {
		if (body.n - i >= n && memcmp(body.p + i, path, n) == 0) i += n;
		else gt_buf_add(&b, body.p + i++, 1);
	}
	return (struct gt_str){ b.p, b.n };
}

static bool same(const struct answer *a, const char *a_path, const struct answer *b, const char *b_path)
{
	struct gt_str x = without(a->body, a_path), y = without(b->body, b_path);
	return a->status == b->status && x.n > 0 && gt_str_eq(x, y);
}

/* A part of somebody else's (a file, a paper, a notification, a session) under one's own request, and one that is not there. */
static void a_part_of_somebody_elses_answers_like_one_that_is_not_there(void **state)
{
	(void)state;
	static const char *const parts[] = { "{document}", "{paper}", "{notice}", "{session}" };
	int looked = 0;
	pages_run = tell = true;
	surprises = 0;
	for (int agents = 0; agents < 2; agents++)
		for (const struct gt_route *route = agents ? gt_agent_routes : gt_user_routes; route->pattern; route++) {
			bool of_parts = false;
			for (size_t i = 0; i < GT_COUNT(parts); i++) of_parts |= has(route, parts[i]);
			for (int post = 0; of_parts && post < 2; post++) {
				struct role roles[ROLES];
				if (post ? !route->post : !route->get) continue;
				dirty = true;
				renew(roles);
				const struct role *r = &roles[agents ? ROLES - 1 : 2];
				enum object object = route->need == GT_COUNTER_DRAFT ? COUNTER_DRAFT : route->need == GT_COUNTER_REQUEST ? COUNTER_DEPOSITED : route->need == GT_OWN_DRAFT ? OWN_DRAFT : OWN_DEPOSITED;
				enum way way = post ? WAY_POST : WAY_GET;
				const char *others_path = path_of(route, object, PART_OTHERS, agents), *absent_path = path_of(route, object, PART_ABSENT, agents);
				struct answer others = ask(r, way, others_path), absent = ask(r, way, absent_path);
				/* 403: nothing of that sort is this agent's to do, whichever it is */
				if (others.status != 404 && !(agents && others.status == 403)) surprise(route, r, "a part of somebody else's", way, &others, "not 404");
				if (!same(&others, others_path, &absent, absent_path)) surprise(route, r, "a part", way, &others, "tells that it is there");
				struct answer own = ask(r, way, path_of(route, object, PART_OWN, agents));
				/* nobody here has a demande de complément */
				if (own.status == 404 && !has(route, "{complement}")) surprise(route, r, "their own part", way, &own, "kept out");
				looked++;
			}
		}
	assert_int_equal(surprises, 0);
	assert_true(looked >= 12);
}

static void what_is_somebody_elses_answers_byte_for_byte_like_what_does_not_exist(void **state)
{
	(void)state;
	struct role roles[ROLES];
	int looked = 0;
	pages_run = true;
	roles_of(roles);
	for (const struct gt_route *route = gt_user_routes; route->pattern; route++) {
		if ((route->need != GT_OWN && route->need != GT_OWN_DRAFT) || !route->get) continue;
		const char *others_path = path_of(route, OTHERS_DEPOSITED, PART_OWN, false), *absent_path = path_of(route, ABSENT, PART_OWN, false);
		struct answer others = ask(&roles[2], WAY_GET, others_path), absent = ask(&roles[2], WAY_GET, absent_path);
		assert_int_equal(others.status, 404);
		if (!same(&others, others_path, &absent, absent_path)) fail_msg("%s tells that the request is there", route->pattern);
		looked++;
	}
	assert_true(looked >= 8);
}

static const char *header_of(const struct gt_response *res, const char *name)
{
	for (size_t i = 0; i < res->n_headers; i++) if (gt_streq(res->headers[i].name, name)) return res->headers[i].value;
	return "";
}

static void over_tls_cookies_are_bound_to_the_host_and_leaving_clears_the_browser(void **state)
{
	(void)state;
	pages_run = true;
	for (int agents = 0; agents < 2; agents++) {
		const char *token = agents ? s.instructeur : s.a.token, *name = agents ? "__Host-guichet_a" : "__Host-guichet_u";
		struct role r = { .agents = agents, .token = token, .signed_in = true };
		struct gt_pair cookies[] = { { name, token } }, form[] = { { "csrf", form_token(&r) } };
		struct gt_request visit = { .arena = arena, .method = GT_GET, .path = "/connexion", .address = "192.0.2.9", .id = "r", .tls = true }, leave = visit;
		struct gt_response res = { .arena = arena, .status = 200 }, left = res;
		gt_web_handle(agents ? s.agent : s.user, &visit, &res);
		const char *cookie = header_of(&res, "Set-Cookie"), *head = gt_response_head(&res, true);
		assert_true(gt_starts(cookie, agents ? "__Host-guichet_fa=" : "__Host-guichet_fu="));
		assert_true(strstr(cookie, "; Path=/;") && strstr(cookie, "; HttpOnly") && strstr(cookie, "; SameSite=Lax") && strstr(cookie, "; Secure") && !strstr(cookie, "Domain"));
		assert_non_null(strstr(head, "Strict-Transport-Security: max-age=31536000; includeSubDomains"));
		assert_null(strstr(gt_response_head(&res, false), "Strict-Transport-Security"));
		leave.method = GT_POST;
		leave.path = "/deconnexion";
		leave.cookies = cookies;
		leave.form = form;
		leave.n_cookies = leave.n_form = 1;
		gt_web_handle(agents ? s.agent : s.user, &leave, &left);
		assert_int_equal(left.status, 303);
		assert_true(gt_starts(header_of(&left, "Set-Cookie"), gt_arena_printf(arena, "%s=;", name)));
		assert_string_equal(header_of(&left, "Clear-Site-Data"), "\"cache\", \"storage\"");
	}
}

static void each_check_that_is_left_out_is_noticed(void **state)
{
	(void)state;
	pages_run = tell = false;
	for (enum gt_check c = GT_CHECK_NONE + 1; c < GT_CHECK__MAX; c++) {
		gt_check_left_out = c;
		matrix();
		print_message("without check %d: %d surprises in %d cells\n", (int)c, surprises, cells);
		assert_true(surprises > 0);
	}
	gt_check_left_out = GT_CHECK_NONE;
}

int main(void)
{
	s.h = gt_harness_start();
	if (!s.h) return 77;
	gt_log_init("test", GT_ERR);
	arena = gt_arena_new("test", (size_t)2 << 30);
	seed_open(&s);
	gt_clock_set_fixed(1789000000);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_line_of_the_table_lets_in_whom_it_says_and_nobody_else, fresh),
		cmocka_unit_test_setup(a_part_of_somebody_elses_answers_like_one_that_is_not_there, fresh),
		cmocka_unit_test_setup(what_is_somebody_elses_answers_byte_for_byte_like_what_does_not_exist, fresh),
		cmocka_unit_test_setup(over_tls_cookies_are_bound_to_the_host_and_leaving_clears_the_browser, fresh),
		cmocka_unit_test_setup(each_check_that_is_left_out_is_noticed, fresh),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	seed_close(&s);
	gt_arena_free(&arena);
	return failed;
}
