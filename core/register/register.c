/* Persons and titles through the provider of this process; what a declared person has in common with the register; services of communes. */
#include "register/register_priv.h"
#include "text/text.h"

/* ---- the database as provider ---- */
static int database_title(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_title *ret, struct gt_error *err)
{
	struct gt_title_row row;
	int rc = gt_store_title(db, arena, number, &row, err);
	if (rc != GT_OK) return rc;
	if (strcmp(row.state, "valid") != 0) return gt_fail(err, GT_NOTFOUND, "the title is not valid any more");
	*ret = row.t;
	return GT_OK;
}

const struct gt_register_provider gt_register_database = { "database", database_title, gt_store_title_of, gt_store_person, gt_store_holder, gt_store_stamp, gt_store_ephoto };
static const struct gt_register_provider *provider = &gt_register_database;

void gt_register_use(const struct gt_register_provider *p) { provider = p; }

int gt_register_title(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_date start, struct gt_date end, struct gt_title *ret, struct gt_error *err)
{
	/* What is no number is looked up all the same, as one that cannot exist: both ways take the same time. */
	const char *normal = gt_text_number(arena, number ? number : "");
	struct gt_title t;
	int rc = provider->title(db, arena, normal && strlen(normal) <= 12 ? normal : "?", &t, err);
	if (rc != GT_OK) return rc;
	if (gt_date_cmp(t.start, start) != 0 || gt_date_cmp(t.end, end) != 0) return gt_fail(err, GT_NOTFOUND, "dates differ from the register");
	*ret = t;
	return GT_OK;
}

int gt_register_stamp(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_register_stamp *ret, struct gt_error *err) { return provider->stamp(db, arena, number, ret, err); }
int gt_register_ephoto(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_register_ephoto *ret, struct gt_error *err) { return provider->ephoto(db, arena, number, ret, err); }

int gt_register_title_of(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_title *ret, struct gt_error *err)
{
	return provider->title_of(db, arena, foreigner_number ? foreigner_number : "?", ret, err);
}

int gt_register_title_numbered(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_title *ret, struct gt_error *err)
{
	return provider->title(db, arena, number ? number : "?", ret, err);
}

int gt_register_person_met(struct gt_db *db, struct gt_arena *arena, const struct gt_person *p, struct gt_error *err)
{
	gt_assert(gt_db_in_tx(db));
	if (provider != &gt_register_database) return GT_OK;
	return gt_store_person_met(db, arena, p, gt_now_utc_s(), err);
}

bool gt_register_invented(const char *foreigner_number) { return foreigner_number && gt_starts(foreigner_number, GT_INVENTED_HEAD); }

int gt_register_person(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_person *ret, struct gt_error *err)
{
	return provider->person(db, arena, foreigner_number ? foreigner_number : "?", ret, err);
}

int gt_register_holder(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_person *ret, struct gt_title *ret_title, struct gt_error *err)
{
	return provider->holder(db, arena, foreigner_number ? foreigner_number : "?", ret, ret_title, err);
}

int gt_register_title_handed(struct gt_db *db, const struct gt_title *title, struct gt_error *err)
{
	gt_assert(gt_db_in_tx(db));
	return provider == &gt_register_database ? gt_store_title_handed(db, title, gt_now_utc_s(), err) : GT_OK;
}

/* ---- comparison, for agents ---- */
static bool share_a_word(struct gt_arena *arena, const char *a, const char *b)
{
	const char *const *wa = gt_text_words(arena, gt_text_fold(arena, a ? a : "")), *const *wb = gt_text_words(arena, gt_text_fold(arena, b ? b : ""));
	for (; *wa; wa++)
		for (const char *const *w = wb; *w; w++)
			if (strcmp(*wa, *w) == 0) return true;
	return false;
}

int gt_register_compare(struct gt_db *db, struct gt_arena *arena, const struct gt_register_claim *claim, unsigned *ret_bits, struct gt_error *err)
{
	const char *number = gt_text_number(arena, claim->foreigner_number ? claim->foreigner_number : "");
	struct gt_person p;
	struct gt_title t;
	int rc = gt_register_holder(db, arena, number, &p, &t, err);
	if (rc == GT_NOTFOUND) { *ret_bits = GT_CLAIM_UNKNOWN; return GT_OK; }
	if (rc != GT_OK) return rc;
	unsigned bits = 0;
	const char *name = claim->birth_name ? claim->birth_name : "";
	if (!gt_text_same_name(arena, name, p.birth_name) && !(p.usage_name && gt_text_same_name(arena, name, p.usage_name))) bits |= GT_CLAIM_NAME;
	if (!share_a_word(arena, claim->first_names, p.first_names)) bits |= GT_CLAIM_FIRST_NAMES;
	if (p.birth_date.y && gt_date_cmp(p.birth_date, claim->birth_date) != 0) bits |= GT_CLAIM_BIRTH_DATE;
	if (!t.number || gt_date_cmp(t.end, gt_today()) < 0) bits |= GT_CLAIM_NO_TITLE;
	*ret_bits = bits;
	return GT_OK;
}

/* ---- services ---- */
const char *gt_register_department(struct gt_arena *arena, const char *insee)
{
	if (!insee || strlen(insee) != 5) return NULL;
	for (size_t i = 0; i < 5; i++) {
		bool digit = insee[i] >= '0' && insee[i] <= '9', corsica = i == 1 && insee[0] == '2' && (insee[1] == 'A' || insee[1] == 'B');
		if (!digit && !corsica) return NULL;
	}
	/* 971 … 978 and 986 … 988: overseas, three digits. */
	return gt_arena_strndup(arena, insee, insee[0] == '9' && (insee[1] == '7' || insee[1] == '8') ? 3 : 2);
}

static bool has_word(const char *words, const char *word)
{
	size_t n = strlen(word);
	for (const char *p = words; *p; p += strcspn(p, " "), p += strspn(p, " "))
		if (strcspn(p, " ") == n && strncmp(p, word, n) == 0) return true;
	return false;
}

int gt_register_service(struct gt_db *db, struct gt_arena *arena, const char *code, struct gt_register_service *ret, struct gt_error *err)
{
	return gt_store_service(db, arena, code, ret, err);
}

int gt_register_services(struct gt_db *db, struct gt_arena *arena, struct gt_register_service **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_store_services(db, arena, ret, ret_n, err);
}

const char *gt_register_service_of(struct gt_db *db, struct gt_arena *arena, const char *insee)
{
	const char *department = gt_register_department(arena, insee);
	struct gt_register_service *all;
	size_t n;
	if (!department || gt_store_services(db, arena, &all, &n, NULL) != GT_OK) return NULL;
	for (size_t i = 0; i < n; i++)
		if (has_word(all[i].departments, department)) return all[i].code;
	return NULL;
}
