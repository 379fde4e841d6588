/* Worklists: which requests stand in which list, filters, search, pages by keyset. Every query stays within the agent's territory. */
#include <stdio.h>
#include <stdlib.h>
#include "account/agent.h"
#include "dossier/dossier_priv.h"
#include "dossier/work_uses_priv.h"
#include "text/text.h"

#define SOON_DAYS 30                                      /* a legal day, or the end of a prolongation */
#define SOON_COMPLEMENT_DAYS 7                            /* the applicant's own delay */

static const char *const names[GT_WORK__MAX] = { "take", "mine", "waiting", "replied", "due", "all" };

const char *gt_work_list_name(enum gt_work_list list)
{
	gt_assert(list >= 0 && list < GT_WORK__MAX);
	return names[list];
}

bool gt_work_list_parse(const char *name, enum gt_work_list *ret)
{
	for (int i = 0; i < GT_WORK__MAX; i++)
		if (gt_streq(name, names[i])) { *ret = (enum gt_work_list)i; return true; }
	return false;
}

int gt_work_colleagues(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const char *service, struct gt_colleague **ret, size_t *ret_n, struct gt_error *err)
{
	struct gt_work_uses u = { .n = 0 };
	*ret = NULL;
	*ret_n = 0;
	if (service && !gt_agent_may(agent, "lecteur", service)) return GT_OK;
	if (service ? !gt_work_use_services(&u, &service, 1) : !gt_work_use_territory(&u, arena, agent, gt_work_readers)) return GT_OK;
	return gt_work_store_colleagues(desk->db, arena, u.u, u.n, ret, ret_n, err);
}

/* ---- what stands in a list ---- */
static void use_list(struct gt_work_uses *u, enum gt_work_list list, const struct gt_agent_session *agent)
{
	struct gt_date soon = gt_date_add_days(gt_today(), SOON_DAYS);
	switch (list) {
	case GT_WORK_TAKE: USE0(u, GT_PART_TO_TAKE); break;
	case GT_WORK_MINE: USE0(u, GT_PART_OPEN); USE(u, GT_PART_MINE, GT_D(agent->agent)); break;
	case GT_WORK_WAITING: USE0(u, GT_PART_WAITING); break;
	case GT_WORK_REPLIED: USE0(u, GT_PART_OPEN); USE0(u, GT_PART_REPLIED); break;
	case GT_WORK_DUE:
		USE0(u, GT_PART_OPEN);
		USE(u, GT_PART_NEAREST_BY, GT_DATE(soon));
		USE(u, GT_PART_SILENCE_BY, GT_DATE(soon));
		USE(u, GT_PART_DUE_BY, GT_DATE(gt_date_add_days(gt_today(), SOON_COMPLEMENT_DAYS)));
		USE(u, GT_PART_PROLONGED_BY, GT_DATE(soon));
		break;
	case GT_WORK_ALL: case GT_WORK__MAX: break;
	}
}

/* ---- search: a number of a request or a person, an e-mail, else beginnings of names in any order ---- */
static void use_search(struct gt_work_uses *u, struct gt_arena *arena, const char *typed, bool everywhere)
{
	const char *number = gt_text_number(arena, typed), *mail, *key;
	size_t digits = number ? strspn(number, "0123456789") : 0;
	if (digits && number[digits] == 0 && digits == GT_NUMBER_TEXT - 1) { USE(u, GT_PART_NUMBER, GT_S(number)); return; }
	if (digits && number[digits] == 0 && digits >= 9 && digits <= 10) { USE(u, GT_PART_PERSON, GT_S(number)); return; }
	if (strchr(typed, '@') && gt_text_email(arena, typed, &mail, &key)) { USE(u, GT_PART_EMAIL, GT_S(key)); return; }
	const char *const *words = gt_text_words(arena, gt_text_fold(arena, typed));
	size_t used = 0;
	for (size_t i = 0; words[i] && used < GT_WORK_SEARCH_WORDS; i++) {
		if (strpbrk(words[i], "%_\\")) continue;
		USE(u, everywhere ? GT_PART_ALL_WORD : GT_PART_WORD, GT_S(gt_arena_printf(arena, "%s%%", words[i])));
		used++;
	}
	/* Nothing to search by finds nothing, rather than everything. */
	if (!used) USE(u, GT_PART_NUMBER, GT_S("-"));
}

static void use_filter(struct gt_work_uses *u, struct gt_arena *arena, const struct gt_work_filter *f, bool everywhere)
{
	if (!gt_empty(f->procedure)) USE(u, GT_PART_PROCEDURE, GT_S(f->procedure));
	if (!gt_empty(f->state)) USE(u, GT_PART_STATE, GT_S(f->state));
	if (f->nobody) USE0(u, GT_PART_NOBODY);
	else if (!gt_id_null(f->agent)) USE(u, GT_PART_AGENT, GT_D(f->agent));
	if (f->from.y) USE(u, GT_PART_FROM, GT_I(gt_day_begins_utc_s(f->from)));
	if (f->to.y) USE(u, GT_PART_BEFORE, GT_I(gt_day_begins_utc_s(gt_date_add_days(f->to, 1))));
	if (!gt_empty(f->search)) use_search(u, arena, f->search, everywhere);
}

/* ---- pages ---- */
static const struct { uint32_t after, until, up, down; bool descending; } sorts[GT_SORT__MAX] = {
	[GT_SORT_DEPOSITED] = { GT_PART_DEPOSITED_AFTER, GT_PART_DEPOSITED_UNTIL, GT_PART_BY_DEPOSITED, GT_PART_BY_DEPOSITED_DOWN, false },
	[GT_SORT_DEPOSITED_LATEST] = { GT_PART_DEPOSITED_AFTER, GT_PART_DEPOSITED_UNTIL, GT_PART_BY_DEPOSITED, GT_PART_BY_DEPOSITED_DOWN, true },
	[GT_SORT_UPDATED_LATEST] = { GT_PART_UPDATED_AFTER, GT_PART_UPDATED_UNTIL, GT_PART_BY_UPDATED, GT_PART_BY_UPDATED_DOWN, true },
	[GT_SORT_DUE] = { GT_PART_NEAREST_AFTER, GT_PART_NEAREST_UNTIL, GT_PART_BY_NEAREST, GT_PART_BY_NEAREST_DOWN, false },
};

/* A cursor is the key of a line and its id: « 1700000000.<id> », or a day for the sort by day. */
static bool use_cursor(struct gt_work_uses *u, const struct gt_work_filter *f, bool descending)
{
	struct gt_id id;
	struct gt_date day = { 0 };
	int64_t at = 0;
	char key[32];
	const char *dot = f->cursor ? strchr(f->cursor, '.') : NULL;
	size_t n = dot ? (size_t)(dot - f->cursor) : 0;
	if (!dot || n >= sizeof key || !gt_id_parse(dot + 1, &id)) return false;
	memcpy(key, f->cursor, n);
	key[n] = 0;
	bool by_day = f->sort == GT_SORT_DUE;
	if (by_day ? !gt_date_parse(key, &day) : !gt_parse_i64(key, 0, INT64_MAX, &at)) return false;
	struct gt_param k = by_day ? (struct gt_param)GT_DATE(day) : (struct gt_param)GT_I(at);
	uint32_t part = descending ? sorts[f->sort].until : sorts[f->sort].after;
	gt_assert(u->n + 3 <= GT_WORK_USES_MAX);
	u->u[u->n++] = (struct gt_list_use){ .part = part, .param = k };
	u->u[u->n++] = (struct gt_list_use){ .part = part + 1, .param = k };
	u->u[u->n++] = (struct gt_list_use){ .part = part + 2, .param = GT_D(id) };
	return true;
}

static const char *cursor_of(struct gt_arena *arena, const struct gt_work_list_row *r, enum gt_work_sort sort)
{
	char id[GT_ID_TEXT], day[11];
	gt_id_text(r->id, id);
	if (sort == GT_SORT_DUE) return gt_arena_printf(arena, "%s.%s", gt_date_iso(r->nearest, day), id);
	return gt_arena_printf(arena, "%lld.%s", (long long)(sort == GT_SORT_UPDATED_LATEST ? r->updated_utc_s : r->deposited_utc_s), id);
}

static struct gt_work_line line_of(const struct gt_work_list_row *r)
{
	return (struct gt_work_line){ .id = r->id, .agent = r->agent, .number = r->number, .procedure_id = r->procedure_id, .procedure_version = r->procedure_version, .service = r->service,
		.foreigner_number = r->foreigner_number, .birth_name = r->birth_name, .usual_name = r->usual_name, .first_names = r->first_names, .agent_name = r->agent_name,
		.state = gt_state_parse(r->state), .replied = r->replied, .rehearsal = r->rehearsal, .counter = r->counter, .leased = !gt_id_null(r->agent) && r->lease_utc_s > gt_now_utc_s(), .deposited_utc_s = r->deposited_utc_s,
		.updated_utc_s = r->updated_utc_s, .silence = r->silence, .due = r->due, .prolonged_to = r->prolonged_to, .nearest = r->nearest.y == 9999 ? (struct gt_date){ 0 } : r->nearest };
}

static int by_key(const void *a, const void *b, void *arg)
{
	const struct gt_work_list_row *x = a, *y = b;
	enum gt_work_sort sort = *(const enum gt_work_sort *)arg;
	int64_t m = sort == GT_SORT_UPDATED_LATEST ? x->updated_utc_s : x->deposited_utc_s, n = sort == GT_SORT_UPDATED_LATEST ? y->updated_utc_s : y->deposited_utc_s;
	int d = sort == GT_SORT_DUE ? gt_date_cmp(x->nearest, y->nearest) : (m > n) - (m < n);
	return d ? d : memcmp(x->id.b, y->id.b, sizeof x->id.b);
}

static void put_in_order(struct gt_work_list_row *rows, size_t n, enum gt_work_sort sort, bool down)
{
	if (n) qsort_r(rows, n, sizeof *rows, by_key, &sort);
	for (size_t i = 0; down && i < n / 2; i++) {
		struct gt_work_list_row swap = rows[i];
		rows[i] = rows[n - 1 - i];
		rows[n - 1 - i] = swap;
	}
}

/* rows came in the order asked for the database; *ret is in the reader's order. One row more than the limit tells that there is a further page. */
static void fill(struct gt_arena *arena, const struct gt_work_filter *f, const struct gt_work_list_row *rows, size_t n, size_t limit, bool began_inside, struct gt_work_page *ret)
{
	bool more = n > limit;
	if (more) n = limit;
	ret->lines = gt_new_n(arena, struct gt_work_line, n + 1);
	ret->n = n;
	for (size_t i = 0; i < n; i++) ret->lines[f->backwards ? n - 1 - i : i] = line_of(&rows[i]);
	if (n == 0) return;
	const struct gt_work_list_row *first = f->backwards ? &rows[n - 1] : &rows[0], *last = f->backwards ? &rows[0] : &rows[n - 1];
	if (f->backwards ? more : began_inside) ret->before = cursor_of(arena, first, f->sort);
	if (f->backwards ? began_inside : more) ret->after = cursor_of(arena, last, f->sort);
}

static bool narrowed(const struct gt_work_filter *f)
{
	return !gt_empty(f->procedure) || !gt_empty(f->state) || !gt_empty(f->search) || f->from.y || f->to.y || f->nobody || !gt_id_null(f->agent);
}

/* A list as it is: the index that holds it, and for each order the one along which a page is found soonest. What an agent has, what waits for an answer or has
 * one, is little, and as old as it is new: sorted sooner than found among all that has ended. Narrowed, the database chooses. */
struct along { uint32_t held, in_order[GT_SORT__MAX]; };
static const struct along of_some[GT_WORK__MAX] = {
	[GT_WORK_TAKE] = { GT_PART_BY_TAKE, { GT_PART_BY_TAKE, GT_PART_BY_TAKE, GT_PART_BY_CHANGE, GT_PART_BY_TAKE } },
	[GT_WORK_MINE] = { GT_PART_BY_STOCK, { GT_PART_BY_STOCK, GT_PART_BY_STOCK, GT_PART_BY_STOCK, GT_PART_BY_STOCK } },
	[GT_WORK_WAITING] = { GT_PART_BY_STOCK, { GT_PART_BY_STOCK, GT_PART_BY_STOCK, GT_PART_BY_STOCK, GT_PART_BY_STOCK } },
	[GT_WORK_REPLIED] = { GT_PART_BY_REPLIED, { GT_PART_BY_REPLIED, GT_PART_BY_REPLIED, GT_PART_BY_REPLIED, GT_PART_BY_REPLIED } },
	[GT_WORK_DUE] = { GT_PART_BY_DAY, { GT_PART_BY_DAY, GT_PART_BY_DAY, GT_PART_BY_CHANGE, GT_PART_BY_DAY } },
	[GT_WORK_ALL] = { GT_PART_BY_DEPOSIT, { GT_PART_BY_DEPOSIT, GT_PART_BY_DEPOSIT, GT_PART_BY_CHANGE, GT_PART_BY_DAY } },
};
static const struct along of_all[GT_WORK__MAX] = {
	[GT_WORK_TAKE] = { GT_PART_ALL_TAKE, { GT_PART_ALL_TAKE, GT_PART_ALL_TAKE, GT_PART_ALL_CHANGE, GT_PART_ALL_DAY } },
	[GT_WORK_MINE] = { GT_PART_BY_AGENT, { GT_PART_BY_AGENT, GT_PART_BY_AGENT, GT_PART_BY_AGENT, GT_PART_BY_AGENT } },
	[GT_WORK_WAITING] = { GT_PART_ALL_STATE, { GT_PART_ALL_STATE, GT_PART_ALL_STATE, GT_PART_ALL_STATE_CHANGE, GT_PART_ALL_DAY } },
	[GT_WORK_REPLIED] = { GT_PART_ALL_REPLIED, { GT_PART_ALL_REPLIED, GT_PART_ALL_REPLIED, GT_PART_ALL_REPLIED, GT_PART_ALL_DAY } },
	[GT_WORK_DUE] = { GT_PART_ALL_DAY, { GT_PART_ALL_DAY, GT_PART_ALL_DAY, GT_PART_ALL_CHANGE, GT_PART_ALL_DAY } },
	[GT_WORK_ALL] = { GT_PART_ALL_DEPOSIT, { GT_PART_ALL_DEPOSIT, GT_PART_ALL_DEPOSIT, GT_PART_ALL_CHANGE, GT_PART_ALL_DAY } },
};

/* The index, the territory or the one service of it that was chosen, the list. false: nowhere. */
static bool begin(struct gt_work_uses *u, struct gt_arena *arena, enum gt_work_list list, const struct gt_agent_session *agent, const char *service, const struct along **ret)
{
	size_t first = u->n;
	USE0(u, GT_PART_ANYHOW);
	bool chosen = !gt_empty(service);
	if (chosen ? !gt_agent_may(agent, "lecteur", service) || !gt_work_use_services(u, &service, 1) : !gt_work_use_territory(u, arena, agent, gt_work_readers)) return false;
	bool some = u->n > first + 1 && u->u[first + 1].part == GT_PART_IN;
	*ret = some ? &of_some[list] : &of_all[list];
	u->u[first].part = (*ret)->held;
	use_list(u, list, agent);
	return true;
}

int gt_work_page(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const struct gt_work_filter *filter, int64_t limit, struct gt_work_page *ret, struct gt_error *err)
{
	struct gt_work_filter f = *filter;
	struct gt_work_uses u = { .n = 0 };
	const struct along *along;
	*ret = (struct gt_work_page){ .n = 0 };
	bool as_it_is = !narrowed(&f), known = as_it_is && gt_empty(f.service) && f.counted;
	if ((known && *f.counted == 0) || !begin(&u, arena, f.list, agent, f.service, &along)) return GT_OK;
	/* By day only what is still open has one; the rest would be read whole to be sorted. */
	if (f.sort == GT_SORT_DUE && f.list == GT_WORK_ALL) {
		USE0(&u, GT_PART_OPEN);
		u.u[0].part = along == &of_all[f.list] ? GT_PART_ALL_STATE : GT_PART_BY_STOCK;
	}
	use_filter(&u, arena, &f, along == &of_all[f.list]);
	struct gt_work_uses all = u;
	if (!as_it_is) all.u[0].part = GT_PART_ANYHOW;
	/* few are sorted sooner than met one after another among all others */
	u.u[0].part = !as_it_is ? (uint32_t)GT_PART_ANYHOW : known ? along->held : along->in_order[f.sort];
	bool down = sorts[f.sort].descending != f.backwards;
	bool inside = use_cursor(&u, &f, down);
	if (!inside && f.backwards) { f.backwards = false; down = sorts[f.sort].descending; }
	USE0(&u, down ? sorts[f.sort].down : sorts[f.sort].up);
	struct gt_work_list_row *rows;
	size_t n;
	int rc = gt_work_store_lines(desk->db, arena, u.u, u.n, limit + 1, &rows, &n, err);
	if (rc != GT_OK) return rc;
	put_in_order(rows, n, f.sort, down);
	fill(arena, &f, rows, n, (size_t)limit, inside, ret);
	if (!inside && n <= (size_t)limit) ret->total = (int64_t)n;
	else if (known) ret->total = *f.counted;
	else return gt_work_store_count(desk->db, arena, all.u, all.n, GT_WORK_COUNT_MAX + 1, &ret->total, err);
	return GT_OK;
}

int gt_work_counts(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, int64_t most, int64_t ret[GT_WORK__MAX], struct gt_error *err)
{
	struct gt_work_uses u = { .n = 0 };
	struct gt_work_count *counts;
	const struct along *along;
	size_t n;
	memset(ret, 0, sizeof(int64_t) * GT_WORK__MAX);
	for (int list = 0; list < GT_WORK_ALL; list++) {
		if (list) { USE(&u, GT_PART_AT_MOST, GT_I(most)); USE(&u, GT_PART_AND_OF, GT_I(list)); }
		if (!begin(&u, arena, (enum gt_work_list)list, agent, NULL, &along)) return GT_OK;
	}
	int rc = gt_work_store_counts(desk->db, arena, u.u, u.n, most, &counts, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) ret[counts[i].list] = counts[i].n;
	return rc;
}
