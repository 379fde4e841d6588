/* Files of titles with their holders, and of services, into the register: all of a file or nothing, problems told by line. */
#include <stdlib.h>
#include "register/register_priv.h"
#include "text/text.h"

#define PROBLEMS_MAX 200                 /* more help nobody */
#define BATCH_LINES 1000                 /* looked up and written at once: a million lines in minutes */
#define BATCH_BYTES (16u << 20)
#define BATCH_ARENA_MAX_BYTES (256u << 20) /* a batch is ended soon after BATCH_BYTES; what its rows and statements take besides */
enum { NEEDED = 1, NUMBER = 2, LINES = 4 };
struct column { const char *name; size_t max; unsigned flags; };

struct import {
	struct gt_arena *arena, *row_arena;  /* row_arena: emptied after each batch */
	struct gt_str csv;
	const struct gt_import_act *act;
	const char *verb;                    /* in the journal */
	struct gt_import_report *report;
	const struct column *columns;
	size_t n_columns;
	int (*row)(struct import *im, struct gt_db *db, const char *const *values, int64_t line, struct gt_error *err);
	int (*batch)(struct import *im, struct gt_db *db, struct gt_error *err);     /* what row gathered; NULL: row did it itself */
	struct title_line *titles; size_t n_titles;
};

static int64_t problems(const struct import *im) { return (int64_t)im->report->n_problems + im->report->more; }

static void problem(struct import *im, int64_t line, const char *column, const char *cause)
{
	struct gt_import_report *r = im->report;
	r->more += r->n_problems == PROBLEMS_MAX;
	if (!r->problems) r->problems = gt_new_n(im->arena, struct gt_import_problem, PROBLEMS_MAX);
	if (r->n_problems < PROBLEMS_MAX) r->problems[r->n_problems++] = (struct gt_import_problem){ line, column, gt_arena_strdup(im->arena, cause) };
}

/* ---- the walk over a file ---- */
static bool read_header(struct import *im, const char **fields, int n, int *place)
{
	for (size_t c = 0; c < im->n_columns; c++) {
		place[c] = -1;
		for (int f = 0; f < n; f++)
			if (strcmp(fields[f], im->columns[c].name) == 0) place[c] = f;
		if (place[c] < 0 && (im->columns[c].flags & NEEDED)) problem(im, 1, im->columns[c].name, "the column is missing");
	}
	for (int f = 0; f < n; f++) {
		bool known = false;
		for (size_t c = 0; c < im->n_columns && !known; c++) known = strcmp(fields[f], im->columns[c].name) == 0;
		if (!known) problem(im, 1, gt_arena_strdup(im->arena, gt_log_untrusted(im->row_arena, fields[f])), "unknown column");
	}
	return problems(im) == 0;
}

/* Values in the order of im->columns; an empty one is NULL. */
static bool read_values(struct import *im, const char **fields, const int *place, int64_t line, const char **values)
{
	int64_t before = problems(im);
	for (size_t c = 0; c < im->n_columns; c++) {
		const struct column *col = &im->columns[c];
		const char *v = place[c] < 0 ? NULL : gt_text_clean(im->row_arena, fields[place[c]], (col->flags & LINES) != 0);
		if (!gt_empty(v) && (col->flags & NUMBER)) {
			v = gt_text_number(im->row_arena, v);
			if (!v) problem(im, line, col->name, "only letters A to Z and digits are allowed");
		}
		values[c] = gt_empty(v) ? NULL : v;
		if (!values[c] && (col->flags & NEEDED)) problem(im, line, col->name, "the value is missing");
		if (values[c] && gt_text_length(values[c]) > col->max) problem(im, line, col->name, "the value is too long");
	}
	return problems(im) == before;
}

/* After a first problem nothing will stay: the rest of the file is only read. */
static int end_batch(struct import *im, struct gt_db *db, struct gt_error *err)
{
	int rc = im->batch && problems(im) == 0 ? im->batch(im, db, err) : GT_OK;
	im->n_titles = 0;
	im->titles = NULL;
	gt_arena_reset(im->row_arena);
	return rc;
}

static int journal(struct import *im, struct gt_db *db, struct gt_error *err)
{
	const struct gt_import_report *r = im->report;
	if (im->act->dry_run || r->added + r->changed == 0) return GT_OK;
	const char *detail = gt_arena_printf(im->arena, "added=%lld changed=%lld same=%lld", (long long)r->added, (long long)r->changed, (long long)r->same);
	return gt_journal_add(db, &(struct gt_act){ .actor_kind = im->act->by, .actor = im->act->actor, .verb = im->verb, .detail = detail }, err);
}

static int walk(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct import *im = arg;
	*im->report = (struct gt_import_report){ 0 };
	struct gt_csv csv = { .text = im->csv };
	const char *fields[GT_CSV_FIELDS_MAX], *values[GT_CSV_FIELDS_MAX];
	int place[GT_CSV_FIELDS_MAX], n_header = 0, n;
	int64_t line = 1;
	csv.arena = im->row_arena;
	end_batch(im, db, err);                  /* what an attempt before this one gathered */
	for (int64_t since = 0;; since++) {
		if (since == BATCH_LINES || gt_arena_used(im->row_arena) > BATCH_BYTES) {
			int rc = end_batch(im, db, err);
			if (rc != GT_OK) return rc;
			since = 0;
		}
		n = gt_csv_next(&csv, fields, &line);
		if (n <= 0) break;
		if (n_header == 0) {
			n_header = n;
			if (!read_header(im, fields, n, place)) break;
			continue;
		}
		im->report->lines++;
		if (n != n_header) { problem(im, line, NULL, "another number of fields than the first line has"); continue; }
		if (!read_values(im, fields, place, line, values)) continue;
		int rc = im->row(im, db, values, line, err);
		if (rc != GT_OK) return rc;
	}
	int rc = end_batch(im, db, err);
	if (rc != GT_OK) return rc;
	if (n < 0) problem(im, csv.line, NULL, csv.cause);
	if (n_header == 0 && n == 0) problem(im, 1, NULL, "the file is empty");
	/* Also rolls back: what the good lines wrote does not stay without the bad ones. */
	return problems(im) ? gt_fail(err, GT_REFUSED, "%lld problems in the file", (long long)problems(im)) : journal(im, db, err);
}

static int run(struct gt_db *db, struct import *im, struct gt_error *err)
{
	im->row_arena = gt_arena_new("import", BATCH_ARENA_MAX_BYTES);
	int rc = gt_db_tx(db, walk, im, err);
	gt_arena_free(&im->row_arena);
	return rc;
}

static bool same_text(const char *a, const char *b) { return a ? b && strcmp(a, b) == 0 : !b; }

/* Counts; returns whether the row is to be written. rc: of the look-up before. */
static bool to_write(struct import *im, int rc, bool same)
{
	if (rc == GT_NOTFOUND) im->report->added++;
	else if (!same) im->report->changed++;
	else im->report->same++;
	return !im->act->dry_run && (rc == GT_NOTFOUND || !same);
}

/* ---- titles and their holders ---- */
enum { C_NUMBER, C_CATEGORY, C_MENTION, C_FROM, C_TO, C_STATE, C_FOREIGNER, C_BIRTH_NAME, C_USUAL_NAME, C_GIVEN_NAMES, C_SEX, C_BIRTH_DATE, C_BIRTH_PLACE, C_BIRTH_COUNTRY,
	C_NATIONALITY, C_A_NUMBER, C_A_STREET, C_A_MORE, C_POSTCODE, C_CITY, C_A_COUNTRY, C_INSEE, C__MAX };
static const struct column title_columns[C__MAX] = {
	[C_NUMBER] = { "number", 12, NEEDED | NUMBER }, [C_CATEGORY] = { "category", 64, NEEDED }, [C_MENTION] = { "mention", 200, 0 }, [C_FROM] = { "valid_from", 10, NEEDED },
	[C_TO] = { "valid_to", 10, NEEDED }, [C_STATE] = { "state", 16, 0 }, [C_FOREIGNER] = { "foreigner_number", 10, NUMBER }, [C_BIRTH_NAME] = { "birth_name", 200, 0 },
	[C_USUAL_NAME] = { "usual_name", 200, 0 }, [C_GIVEN_NAMES] = { "given_names", 300, 0 }, [C_SEX] = { "sex", 1, 0 }, [C_BIRTH_DATE] = { "birth_date", 10, 0 },
	[C_BIRTH_PLACE] = { "birth_place", 200, 0 }, [C_BIRTH_COUNTRY] = { "birth_country", 2, 0 }, [C_NATIONALITY] = { "nationality", 2, 0 }, [C_A_NUMBER] = { "address_number", 20, 0 },
	[C_A_STREET] = { "address_street", 200, 0 }, [C_A_MORE] = { "address_more", 200, 0 }, [C_POSTCODE] = { "postcode", 10, 0 }, [C_CITY] = { "city", 120, 0 },
	[C_A_COUNTRY] = { "address_country", 2, 0 }, [C_INSEE] = { "insee", 5, 0 },
};

static struct gt_date day(struct import *im, const char *const *v, int column, int64_t line)
{
	struct gt_date d = { 0 };
	if (v[column] && !gt_date_parse(v[column], &d)) problem(im, line, im->columns[column].name, "not a date (YYYY-MM-DD)");
	return d;
}

static void check_country(struct import *im, const char *const *v, int column, int64_t line)
{
	if (v[column] && !gt_text_country(v[column], "fr")) problem(im, line, title_columns[column].name, "not a country code (ISO 3166-1, two letters)");
}

static void check_title(struct import *im, const struct gt_title_row *row, int64_t line)
{
	const struct gt_title *t = &row->t;
	if (strlen(t->number) < 6) problem(im, line, "number", "shorter than 6 characters");
	if (t->category[strspn(t->category, "abcdefghijklmnopqrstuvwxyz0123456789-")]) problem(im, line, "category", "only small letters, digits and hyphens are allowed");
	if (t->start.y && t->end.y && gt_date_cmp(t->start, t->end) > 0) problem(im, line, "valid_to", "ends before it begins");
	if (strcmp(row->state, "valid") && strcmp(row->state, "replaced") && strcmp(row->state, "withdrawn")) problem(im, line, "state", "neither valid, replaced nor withdrawn");
	const char *f = t->foreigner_number;
	if (f && (strlen(f) != 10 || f[strspn(f, "0123456789")])) problem(im, line, "foreigner_number", "not 10 digits");
}

static void check_person(struct import *im, const char *const *v, int64_t line)
{
	if (v[C_FOREIGNER] && !v[C_BIRTH_NAME]) problem(im, line, "birth_name", "the value is missing");
	if (v[C_FOREIGNER] && !v[C_GIVEN_NAMES]) problem(im, line, "given_names", "the value is missing");
	if (v[C_SEX] && !strchr("MFX", v[C_SEX][0])) problem(im, line, "sex", "neither M, F nor X");
	check_country(im, v, C_BIRTH_COUNTRY, line);
	check_country(im, v, C_NATIONALITY, line);
	check_country(im, v, C_A_COUNTRY, line);
	if (v[C_INSEE] && !gt_register_commune_name(NULL, im->row_arena, v[C_INSEE])) problem(im, line, "insee", "not the code of a commune");
}

static bool same_person(const struct gt_person *a, const struct gt_person *b)
{
	const struct gt_person_address *x = &a->address, *y = &b->address;
	return same_text(a->birth_name, b->birth_name) && same_text(a->usage_name, b->usage_name) && same_text(a->first_names, b->first_names) && same_text(a->sex, b->sex) &&
		gt_date_cmp(a->birth_date, b->birth_date) == 0 && same_text(a->birth_place, b->birth_place) && same_text(a->birth_country, b->birth_country) &&
		same_text(a->nationality, b->nationality) && same_text(x->number, y->number) && same_text(x->street, y->street) && same_text(x->extra, y->extra) &&
		same_text(x->postcode, y->postcode) && same_text(x->city, y->city) && same_text(x->country, y->country) && same_text(x->insee, y->insee);
}

static bool same_title(const struct gt_title_row *a, const struct gt_title_row *b)
{
	return same_text(a->t.category, b->t.category) && same_text(a->t.mention, b->t.mention) && gt_date_cmp(a->t.start, b->t.start) == 0 && gt_date_cmp(a->t.end, b->t.end) == 0 &&
		same_text(a->t.foreigner_number, b->t.foreigner_number) && same_text(a->state, b->state);
}

/* ---- a batch: what the register has of all its lines is read at once, line after line compared with what the one before would leave, and written at once ---- */
struct title_line { struct gt_title_row title; struct gt_person person; };
struct known { const char *number; const void *now; bool write; };     /* now: NULL: not in the register */
struct knowns { struct known *items; size_t n; };

static int by_number(const void *a, const void *b) { return strcmp(((const struct known *)a)->number, ((const struct known *)b)->number); }

/* Sorted, each once. */
static void knowns_sort(struct knowns *k)
{
	size_t n = 0;
	qsort(k->items, k->n, sizeof *k->items, by_number);
	for (size_t i = 0; i < k->n; i++)
		if (n == 0 || strcmp(k->items[n - 1].number, k->items[i].number) != 0) k->items[n++] = k->items[i];
	k->n = n;
}

static struct known *known(const struct knowns *k, const char *number)
{
	return k->n ? bsearch(&(struct known){ .number = number }, k->items, k->n, sizeof *k->items, by_number) : NULL;
}

/* Numbers hold letters and digits alone: nothing to escape. */
static const char *as_json(struct import *im, const struct knowns *k)
{
	struct gt_buf b = gt_buf_new(im->row_arena, 32 * BATCH_LINES);
	for (size_t i = 0; i < k->n; i++) gt_buf_printf(&b, "%s\"%s\"", i ? "," : "[", k->items[i].number);
	gt_buf_puts(&b, k->n ? "]" : "[]");
	return gt_buf_cstr(&b);
}

static void note(struct import *im, struct known *k, const void *line, bool same)
{
	to_write(im, k->now ? GT_OK : GT_NOTFOUND, same);
	if (k->now && same) return;
	k->now = line;
	k->write = true;
}

static const void **to_put(struct import *im, const struct knowns *k, size_t *ret_n)
{
	const void **all = gt_new_n(im->row_arena, const void *, k->n + 1);
	*ret_n = 0;
	for (size_t i = 0; i < k->n && !im->act->dry_run; i++)
		if (k->items[i].write) all[(*ret_n)++] = k->items[i].now;
	return all;
}

static int batch_persons(struct import *im, struct gt_db *db, struct gt_error *err)
{
	struct knowns k = { gt_new_n(im->row_arena, struct known, im->n_titles + 1), 0 };
	struct gt_person *was;
	size_t n;
	for (size_t i = 0; i < im->n_titles; i++)
		if (im->titles[i].person.foreigner_number) k.items[k.n++].number = im->titles[i].person.foreigner_number;
	knowns_sort(&k);
	int rc = k.n ? gt_store_persons(db, im->row_arena, as_json(im, &k), &was, &n, err) : GT_OK;
	if (rc != GT_OK || !k.n) return rc;
	for (size_t i = 0; i < n; i++) known(&k, was[i].foreigner_number)->now = &was[i];
	for (size_t i = 0; i < im->n_titles; i++) {
		const struct gt_person *p = &im->titles[i].person;
		struct known *at = p->foreigner_number ? known(&k, p->foreigner_number) : NULL;
		if (at) note(im, at, p, at->now && same_person(p, at->now));
	}
	const struct gt_person *const *all = (const struct gt_person *const *)to_put(im, &k, &n);
	return gt_store_persons_put(db, im->row_arena, all, n, gt_now_utc_s(), err);
}

static int batch_titles(struct import *im, struct gt_db *db, struct gt_error *err)
{
	struct knowns k = { gt_new_n(im->row_arena, struct known, im->n_titles + 1), im->n_titles };
	struct gt_title_row *was;
	size_t n;
	for (size_t i = 0; i < im->n_titles; i++) k.items[i].number = im->titles[i].title.t.number;
	knowns_sort(&k);
	int rc = k.n ? batch_persons(im, db, err) : GT_OK;
	if (rc == GT_OK && k.n) rc = gt_store_titles(db, im->row_arena, as_json(im, &k), &was, &n, err);
	if (rc != GT_OK || !k.n) return rc;
	for (size_t i = 0; i < n; i++) known(&k, was[i].t.number)->now = &was[i];
	for (size_t i = 0; i < im->n_titles; i++) {
		const struct gt_title_row *t = &im->titles[i].title;
		struct known *at = known(&k, t->t.number);
		note(im, at, t, at->now && same_title(t, at->now));
	}
	const struct gt_title_row *const *all = (const struct gt_title_row *const *)to_put(im, &k, &n);
	return gt_store_titles_put(db, im->row_arena, all, n, gt_now_utc_s(), err);
}

static int title_line(struct import *im, struct gt_db *db, const char *const *v, int64_t line, struct gt_error *err)
{
	int64_t before = problems(im);
	(void)db; (void)err;
	struct gt_title_row row = { .t = { v[C_NUMBER], v[C_CATEGORY], v[C_MENTION], day(im, v, C_FROM, line), day(im, v, C_TO, line), v[C_FOREIGNER] }, .state = v[C_STATE] ? v[C_STATE] : "valid" };
	struct gt_person p = { v[C_FOREIGNER], v[C_BIRTH_NAME], v[C_USUAL_NAME], v[C_GIVEN_NAMES], v[C_SEX], day(im, v, C_BIRTH_DATE, line), v[C_BIRTH_PLACE], v[C_BIRTH_COUNTRY],
		v[C_NATIONALITY], { v[C_A_NUMBER], v[C_A_STREET], v[C_A_MORE], v[C_POSTCODE], v[C_CITY], v[C_A_COUNTRY], v[C_INSEE] } };
	check_title(im, &row, line);
	check_person(im, v, line);
	if (problems(im) != before) return GT_OK;
	if (!im->titles) im->titles = gt_new_n(im->row_arena, struct title_line, BATCH_LINES);
	im->titles[im->n_titles++] = (struct title_line){ row, p };
	return GT_OK;
}

int gt_register_import_titles(struct gt_db *db, struct gt_arena *arena, struct gt_str csv, const struct gt_import_act *act, struct gt_import_report *ret, struct gt_error *err)
{
	return run(db, &(struct import){ .arena = arena, .csv = csv, .act = act, .verb = "titles-import", .report = ret, .columns = title_columns, .n_columns = C__MAX, .row = title_line, .batch = batch_titles }, err);
}

/* ---- stamps ---- */
enum { E_NUMBER, E_EUROS, E__MAX };
static const struct column stamp_columns[E__MAX] = { [E_NUMBER] = { "number", 16, NEEDED | NUMBER }, [E_EUROS] = { "euros", 12, NEEDED } };

static int stamp_line(struct import *im, struct gt_db *db, const char *const *v, int64_t line, struct gt_error *err)
{
	int64_t before = problems(im);
	int64_t euros = 0;
	if (strlen(v[E_NUMBER]) != 16 || v[E_NUMBER][strspn(v[E_NUMBER], "0123456789")]) problem(im, line, "number", "not 16 digits");
	if (!gt_parse_i64(v[E_EUROS], 1, 100000, &euros)) problem(im, line, "euros", "not a whole number of euros");
	if (problems(im) != before) return GT_OK;
	struct gt_register_stamp was;
	int rc = gt_register_stamp(db, im->row_arena, v[E_NUMBER], &was, err);
	if (rc != GT_OK && rc != GT_NOTFOUND) return rc;
	return to_write(im, rc, rc == GT_OK && was.cents == euros * 100) ? gt_store_stamp_put(db, v[E_NUMBER], euros * 100, gt_now_utc_s(), err) : GT_OK;
}

int gt_register_import_stamps(struct gt_db *db, struct gt_arena *arena, struct gt_str csv, const struct gt_import_act *act, struct gt_import_report *ret, struct gt_error *err)
{
	return run(db, &(struct import){ .arena = arena, .csv = csv, .act = act, .verb = "stamps-import", .report = ret, .columns = stamp_columns, .n_columns = E__MAX, .row = stamp_line }, err);
}

/* ---- e-photos ---- */
enum { P_NUMBER, P_TO, P__MAX };
static const struct column ephoto_columns[P__MAX] = { [P_NUMBER] = { "number", 32, NEEDED | NUMBER }, [P_TO] = { "valid_to", 10, 0 } };

static int ephoto_line(struct import *im, struct gt_db *db, const char *const *v, int64_t line, struct gt_error *err)
{
	int64_t before = problems(im);
	struct gt_date to = day(im, v, P_TO, line);
	if (strlen(v[P_NUMBER]) < 20) problem(im, line, "number", "not 20 to 32 letters and digits");
	if (problems(im) != before) return GT_OK;
	struct gt_register_ephoto was;
	int rc = gt_store_ephoto(db, im->row_arena, v[P_NUMBER], &was, err);
	if (rc != GT_OK && rc != GT_NOTFOUND) return rc;
	return to_write(im, rc, rc == GT_OK && gt_date_cmp(was.valid_to, to) == 0) ? gt_register_ephoto_put(db, v[P_NUMBER], to, err) : GT_OK;
}

int gt_register_import_ephotos(struct gt_db *db, struct gt_arena *arena, struct gt_str csv, const struct gt_import_act *act, struct gt_import_report *ret, struct gt_error *err)
{
	return run(db, &(struct import){ .arena = arena, .csv = csv, .act = act, .verb = "ephotos-import", .report = ret, .columns = ephoto_columns, .n_columns = P__MAX, .row = ephoto_line }, err);
}

/* ---- services ---- */
enum { S_CODE, S_NAME, S_OFFICE, S_ADDRESS, S_EMAIL, S_PHONE, S_WEB, S_ZONE, S_DEPARTMENTS, S__MAX };
static const struct column service_columns[S__MAX] = {
	[S_CODE] = { "code", 4, NEEDED | NUMBER }, [S_NAME] = { "name", 200, NEEDED }, [S_OFFICE] = { "office", 200, 0 }, [S_ADDRESS] = { "address", 400, LINES }, [S_EMAIL] = { "email", 254, 0 },
	[S_PHONE] = { "phone", 32, 0 }, [S_WEB] = { "web", 254, 0 }, [S_ZONE] = { "time_zone", 64, 0 }, [S_DEPARTMENTS] = { "departments", 400, 0 },
};

static int service_line(struct import *im, struct gt_db *db, const char *const *v, int64_t line, struct gt_error *err)
{
	int64_t before = problems(im);
	if (strlen(v[S_CODE]) != 4 || v[S_CODE][strspn(v[S_CODE], "0123456789")]) problem(im, line, "code", "not 4 digits");
	const char *typed, *normal;
	if (v[S_EMAIL] && !gt_text_email(im->row_arena, v[S_EMAIL], &typed, &normal)) problem(im, line, "email", "not an e-mail address");
	if (problems(im) != before) return GT_OK;
	struct gt_register_service s = { v[S_CODE], v[S_NAME], v[S_OFFICE], v[S_ADDRESS], v[S_EMAIL], v[S_PHONE], v[S_WEB], v[S_ZONE] ? v[S_ZONE] : "Europe/Paris", v[S_DEPARTMENTS] ? v[S_DEPARTMENTS] : "" }, was;
	int rc = gt_store_service(db, im->row_arena, s.code, &was, err);
	if (rc != GT_OK && rc != GT_NOTFOUND) return rc;
	bool same = rc == GT_OK && same_text(s.name, was.name) && same_text(s.office, was.office) && same_text(s.address, was.address) && same_text(s.email, was.email) &&
		same_text(s.phone, was.phone) && same_text(s.web, was.web) && same_text(s.time_zone, was.time_zone) && same_text(s.departments, was.departments);
	return to_write(im, rc, same) ? gt_store_service_put(db, &s, err) : GT_OK;
}

int gt_register_import_services(struct gt_db *db, struct gt_arena *arena, struct gt_str csv, const struct gt_import_act *act, struct gt_import_report *ret, struct gt_error *err)
{
	return run(db, &(struct import){ .arena = arena, .csv = csv, .act = act, .verb = "services-import", .report = ret, .columns = service_columns, .n_columns = S__MAX, .row = service_line }, err);
}
