/* Rows of persons, titles and services. The only SQL of this room. */
#include "register/register_priv.h"
#include "text/text.h"

#define P struct gt_person
static const struct gt_col person_map[] = {
	GT_COL(P, foreigner_number), GT_COL(P, birth_name), GT_COL(P, usage_name), GT_COL(P, first_names), GT_COL(P, sex), GT_COL(P, birth_date), GT_COL(P, birth_place),
	GT_COL(P, birth_country), GT_COL(P, nationality), GT_COL(P, address.number), GT_COL(P, address.street), GT_COL(P, address.extra), GT_COL(P, address.postcode),
	GT_COL(P, address.city), GT_COL(P, address.country), GT_COL(P, address.insee),
};
#define PERSON_COLUMNS "foreigner_number, birth_name, usual_name, given_names, sex, birth_date, birth_place, birth_country, nationality, " \
	"address_number, address_street, address_more, postcode, city, address_country, insee"
#define T struct gt_title_row
static const struct gt_col title_map[] = {
	GT_COL(T, t.number), GT_COL(T, t.category), GT_COL(T, t.mention), GT_COL(T, t.start), GT_COL(T, t.end), GT_COL(T, t.foreigner_number), GT_COL(T, state),
	GT_COL(T, t.validated),
};
#define TITLE_COLUMNS "number, category, mention, valid_from, valid_to, foreigner_number, state"
struct holder { struct gt_person p; struct gt_title t; };
#define H struct holder
static const struct gt_col holder_map[] = {
	GT_COL(H, p.foreigner_number), GT_COL(H, p.birth_name), GT_COL(H, p.usage_name), GT_COL(H, p.first_names), GT_COL(H, p.sex), GT_COL(H, p.birth_date), GT_COL(H, p.birth_place),
	GT_COL(H, p.birth_country), GT_COL(H, p.nationality), GT_COL(H, p.address.number), GT_COL(H, p.address.street), GT_COL(H, p.address.extra), GT_COL(H, p.address.postcode),
	GT_COL(H, p.address.city), GT_COL(H, p.address.country), GT_COL(H, p.address.insee), GT_COL(H, t.number), GT_COL(H, t.category), GT_COL(H, t.mention), GT_COL(H, t.start), GT_COL(H, t.end),
	GT_COL(H, t.foreigner_number), GT_COL(H, t.validated),
};
#define STAMP struct gt_register_stamp
static const struct gt_col stamp_map[] = { GT_COL(STAMP, cents), GT_COL(STAMP, state), GT_COL(STAMP, dossier) };
#define EPHOTO struct gt_register_ephoto
static const struct gt_col ephoto_map[] = { GT_COL(EPHOTO, valid_to), GT_COL(EPHOTO, state), GT_COL(EPHOTO, dossier) };
#define S struct gt_register_service
static const struct gt_col service_map[] = {
	GT_COL(S, code), GT_COL(S, name), GT_COL(S, office), GT_COL(S, address), GT_COL(S, email), GT_COL(S, phone), GT_COL(S, web), GT_COL(S, time_zone), GT_COL(S, departments),
};
#define SERVICE_COLUMNS "code, name, office, address, email, phone, web, time_zone, departments"

#define ASKED(chars) "JSON_TABLE(?, '$[*]' COLUMNS (n VARCHAR(" #chars ") CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin PATH '$')) AS asked"

enum { Q_PERSON, Q_TITLE, Q_TITLE_OF, Q_HOLDER, Q_STAMP, Q_SERVICES, Q_SERVICE, Q_PERSONS, Q_TITLES, Q_EPHOTO, Q_READ__MAX, Q_ADDRESS_SET = Q_READ__MAX, Q_VALIDATED, Q_STAMP_USE, Q_EPHOTO_LOCK, Q_EPHOTO_NEW, Q_EPHOTO_USE, Q_EPHOTO_PUT, Q_STAMPS_BACK, Q_EPHOTOS_BACK, Q_PERSON_MET, Q_TITLE_OVER, Q_TITLE_HANDED, Q_PERSON_PUT,
	Q_TITLE_PUT, Q_STAMP_PUT, Q_SERVICE_PUT, Q__MAX };

static const struct gt_query queries[Q__MAX] = {
	[Q_PERSON] = { .sql = "SELECT " PERSON_COLUMNS " FROM person WHERE foreigner_number = ?", .params = "s", GT_ROW(P, person_map) },
	[Q_TITLE] = { .sql = "SELECT " TITLE_COLUMNS ", validated_on FROM title WHERE number = ?", .params = "s", GT_ROW(T, title_map) },
	[Q_TITLE_OF] = { .sql = "SELECT " TITLE_COLUMNS ", validated_on FROM title WHERE foreigner_number = ? AND state = 'valid' ORDER BY valid_to DESC, valid_from DESC, number LIMIT 1",
		.params = "s", GT_ROW(T, title_map) },
	[Q_HOLDER] = { .sql = "SELECT p.foreigner_number, p.birth_name, p.usual_name, p.given_names, p.sex, p.birth_date, p.birth_place, p.birth_country, p.nationality, p.address_number, p.address_street, "
		"p.address_more, p.postcode, p.city, p.address_country, p.insee, t.number, t.category, t.mention, t.valid_from, t.valid_to, t.foreigner_number, t.validated_on "
		"FROM person p LEFT JOIN title t ON t.foreigner_number = p.foreigner_number AND t.state = 'valid' WHERE p.foreigner_number = ?", .params = "s", GT_ROW(H, holder_map) },
	[Q_STAMP] = { .sql = "SELECT amount_cents, state, dossier FROM estamp WHERE number = ?", .params = "s", GT_ROW(STAMP, stamp_map) },
	[Q_SERVICES] = { .sql = "SELECT " SERVICE_COLUMNS " FROM service WHERE active = 1 ORDER BY code", .params = "", GT_ROW(S, service_map) },
	[Q_SERVICE] = { .sql = "SELECT " SERVICE_COLUMNS " FROM service WHERE code = ?", .params = "s", GT_ROW(S, service_map) },
	[Q_EPHOTO] = { .sql = "SELECT valid_to, state, dossier FROM ephoto WHERE number = ?", .params = "s", GT_ROW(EPHOTO, ephoto_map) },
	/* Many at once: their numbers as JSON. */
	[Q_PERSONS] = { .sql = "SELECT STRAIGHT_JOIN " PERSON_COLUMNS " FROM " ASKED(10) " JOIN person p ON p.foreigner_number = asked.n", .params = "s", GT_ROW(P, person_map) },
	[Q_TITLES] = { .sql = "SELECT STRAIGHT_JOIN " TITLE_COLUMNS ", validated_on FROM " ASKED(12) " JOIN title t ON t.number = asked.n", .params = "s", GT_ROW(T, title_map) },
	/* What a recorded declaration changes. */
	[Q_ADDRESS_SET] = { .sql = "UPDATE person SET address_number = ?, address_street = ?, address_more = ?, postcode = ?, city = ?, address_country = ?, insee = ?, source = 'request', updated_utc_s = ? "
		"WHERE foreigner_number = ?", .params = "sssssssis" },
	[Q_VALIDATED] = { .sql = "UPDATE title SET validated_on = ?, updated_utc_s = ? WHERE number = ? AND state = 'valid' AND validated_on IS NULL", .params = "Dis" },
	[Q_STAMP_USE] = { .sql = "UPDATE estamp SET state = 'used', dossier = ?, updated_utc_s = ? WHERE number = ? AND (state = 'free' OR dossier = ?)", .params = "disd" },
	[Q_EPHOTO_LOCK] = { .sql = "SELECT valid_to, state, dossier FROM ephoto WHERE number = ? FOR UPDATE", .params = "s", GT_ROW(EPHOTO, ephoto_map) },
	[Q_EPHOTO_NEW] = { .sql = "INSERT IGNORE INTO ephoto (number, state, dossier, updated_utc_s) VALUES (?, 'used', ?, ?)", .params = "sdi" },
	[Q_EPHOTO_USE] = { .sql = "UPDATE ephoto SET state = 'used', dossier = ?, updated_utc_s = ? WHERE number = ?", .params = "dis" },
	[Q_EPHOTO_PUT] = { .sql = "INSERT INTO ephoto (number, valid_to, state, updated_utc_s) VALUES (?, ?, 'free', ?) ON DUPLICATE KEY UPDATE valid_to = VALUES(valid_to), updated_utc_s = VALUES(updated_utc_s)", .params = "sDi" },
	[Q_STAMPS_BACK] = { .sql = "UPDATE estamp SET state = 'free', dossier = NULL, updated_utc_s = ? WHERE dossier = ? AND state = 'used'", .params = "id" },
	[Q_EPHOTOS_BACK] = { .sql = "UPDATE ephoto SET state = 'free', dossier = NULL, updated_utc_s = ? WHERE dossier = ? AND state = 'used'", .params = "id" },
	/* Written by the agents' program. */
	[Q_PERSON_MET] = { .sql = "INSERT IGNORE INTO person (" PERSON_COLUMNS ", folded_name, source, updated_utc_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'request', ?)",
		.params = "sssssDsssssssssssi" },
	[Q_TITLE_OVER] = { .sql = "UPDATE title SET state = 'replaced', updated_utc_s = ? WHERE foreigner_number = ? AND state = 'valid'", .params = "is" },
	[Q_TITLE_HANDED] = { .sql = "INSERT INTO title (" TITLE_COLUMNS ", source, updated_utc_s) VALUES (?, ?, ?, ?, ?, ?, 'valid', 'request', ?)", .params = "sssDDsi" },
	/* Written by guichetctl alone. */
	[Q_PERSON_PUT] = { .sql = "INSERT INTO person (" PERSON_COLUMNS ", folded_name, source, updated_utc_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'import', ?) "
		"ON DUPLICATE KEY UPDATE birth_name = VALUES(birth_name), usual_name = VALUES(usual_name), given_names = VALUES(given_names), sex = VALUES(sex), birth_date = VALUES(birth_date), "
		"birth_place = VALUES(birth_place), birth_country = VALUES(birth_country), nationality = VALUES(nationality), address_number = VALUES(address_number), "
		"address_street = VALUES(address_street), address_more = VALUES(address_more), postcode = VALUES(postcode), city = VALUES(city), address_country = VALUES(address_country), "
		"insee = VALUES(insee), folded_name = VALUES(folded_name), source = 'import', updated_utc_s = VALUES(updated_utc_s)", .params = "sssssDsssssssssssi" },
	[Q_TITLE_PUT] = { .sql = "INSERT INTO title (" TITLE_COLUMNS ", source, updated_utc_s) VALUES (?, ?, ?, ?, ?, ?, ?, 'import', ?) "
		"ON DUPLICATE KEY UPDATE category = VALUES(category), mention = VALUES(mention), valid_from = VALUES(valid_from), valid_to = VALUES(valid_to), "
		"foreigner_number = VALUES(foreigner_number), state = VALUES(state), source = 'import', updated_utc_s = VALUES(updated_utc_s)", .params = "sssDDssi" },
	[Q_STAMP_PUT] = { .sql = "INSERT INTO estamp (number, amount_cents, state, updated_utc_s) VALUES (?, ?, 'free', ?) ON DUPLICATE KEY UPDATE amount_cents = VALUES(amount_cents), "
		"updated_utc_s = VALUES(updated_utc_s)", .params = "sii" },
	[Q_SERVICE_PUT] = { .sql = "INSERT INTO service (" SERVICE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
		"ON DUPLICATE KEY UPDATE name = VALUES(name), office = VALUES(office), address = VALUES(address), email = VALUES(email), phone = VALUES(phone), web = VALUES(web), "
		"time_zone = VALUES(time_zone), departments = VALUES(departments), active = 1", .params = "sssssssss" },
};

const struct gt_query *gt_register_queries(size_t *ret_n)
{
	*ret_n = Q_READ__MAX;
	return queries;
}

int gt_store_person(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_person *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_PERSON], GT_WITH(GT_S(foreigner_number)), ret, err);
}

int gt_register_address_set(struct gt_db *db, const char *foreigner_number, const struct gt_person_address *a, int64_t now_utc_s, struct gt_error *err)
{
	int64_t affected;
	int rc = gt_db_exec(db, &queries[Q_ADDRESS_SET], GT_WITH(GT_S(a->number), GT_S(a->street), GT_S(a->extra), GT_S(a->postcode), GT_S(a->city), GT_S(a->country), GT_S(a->insee),
		GT_I(now_utc_s), GT_S(foreigner_number)), &affected, err);
	return rc == GT_OK && affected != 1 ? gt_fail(err, GT_NOTFOUND, "nobody of that number") : rc;
}

int gt_store_title(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_title_row *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_TITLE], GT_WITH(GT_S(number)), ret, err);
}

int gt_store_title_of(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_title *ret, struct gt_error *err)
{
	struct gt_title_row row;
	int rc = gt_db_one(db, arena, &queries[Q_TITLE_OF], GT_WITH(GT_S(foreigner_number)), &row, err);
	if (rc == GT_OK) *ret = row.t;
	return rc;
}

/* Nearly everybody has one: sorting them here costs less than asking the server to. The same order as Q_TITLE_OF. */
static bool ends_later(const struct gt_title *a, const struct gt_title *b)
{
	int end = gt_date_cmp(a->end, b->end), start = gt_date_cmp(a->start, b->start);
	return end ? end > 0 : start ? start > 0 : strcmp(a->number, b->number) < 0;
}

int gt_store_holder(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_person *ret, struct gt_title *ret_title, struct gt_error *err)
{
	struct holder *rows;
	size_t n;
	int rc = gt_db_select(db, arena, &queries[Q_HOLDER], GT_WITH(GT_S(foreigner_number)), &rows, &n, err);
	if (rc != GT_OK) return rc;
	if (!n) return gt_fail(err, GT_NOTFOUND, "nobody of that number");
	size_t last = 0;
	for (size_t i = 1; i < n; i++)
		if (ends_later(&rows[i].t, &rows[last].t)) last = i;
	*ret = rows[last].p;
	*ret_title = rows[last].t;
	return GT_OK;
}

/* The same columns in the same order, whichever statement writes them. */
#define PERSON_PARAMS 18
static void person_params(struct gt_arena *arena, const struct gt_person *p, int64_t now_utc_s, struct gt_param *to)
{
	const char *folded_name = gt_text_fold(arena, gt_arena_printf(arena, "%s %s %s", p->birth_name, p->usage_name ? p->usage_name : "", p->first_names ? p->first_names : ""));
	const struct gt_person_address *a = &p->address;
	memcpy(to, GT_WITH(GT_S(p->foreigner_number), GT_S(p->birth_name), GT_S(p->usage_name), GT_S(p->first_names), GT_S(p->sex),
		GT_DATE(p->birth_date), GT_S(p->birth_place), GT_S(p->birth_country), GT_S(p->nationality), GT_S(a->number), GT_S(a->street), GT_S(a->extra), GT_S(a->postcode),
		GT_S(a->city), GT_S(a->country), GT_S(a->insee), GT_S(folded_name), GT_I(now_utc_s)), PERSON_PARAMS * sizeof *to);
}

int gt_store_persons_put(struct gt_db *db, struct gt_arena *arena, const struct gt_person *const *all, size_t n, int64_t now_utc_s, struct gt_error *err)
{
	struct gt_param *params = gt_new_n(arena, struct gt_param, gt_mul(n + 1, PERSON_PARAMS));
	for (size_t i = 0; i < n; i++) person_params(arena, all[i], now_utc_s, params + i * PERSON_PARAMS);
	return gt_db_exec_rows(db, &queries[Q_PERSON_PUT], params, n, err);
}

int gt_store_person_met(struct gt_db *db, struct gt_arena *arena, const struct gt_person *p, int64_t now_utc_s, struct gt_error *err)
{
	struct gt_param params[PERSON_PARAMS];
	person_params(arena, p, now_utc_s, params);
	return gt_db_exec(db, &queries[Q_PERSON_MET], params, NULL, err);
}

int gt_store_persons(struct gt_db *db, struct gt_arena *arena, const char *numbers_json, struct gt_person **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_PERSONS], GT_WITH(GT_S(numbers_json)), ret, ret_n, err);
}

int gt_store_titles(struct gt_db *db, struct gt_arena *arena, const char *numbers_json, struct gt_title_row **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_TITLES], GT_WITH(GT_S(numbers_json)), ret, ret_n, err);
}

static int one_of(int rc, int64_t affected, const char *what, struct gt_error *err) { return rc == GT_OK && affected != 1 ? gt_fail(err, GT_CONFLICT, "%s", what) : rc; }

int gt_register_title_validated(struct gt_db *db, const char *number, struct gt_date on, struct gt_error *err)
{
	int64_t affected;
	gt_assert(gt_db_in_tx(db));
	int rc = gt_db_exec(db, &queries[Q_VALIDATED], GT_WITH(GT_DATE(on), GT_I(gt_now_utc_s()), GT_S(number)), &affected, err);
	return one_of(rc, affected, "that visa was validated before, or is valid no more", err);
}

int gt_store_stamp(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_register_stamp *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_STAMP], GT_WITH(GT_S(number)), ret, err);
}

int gt_register_stamp_use(struct gt_db *db, const char *number, struct gt_id dossier, struct gt_error *err)
{
	int64_t affected;
	GT_AUTO_ARENA arena = gt_arena_new("stamp", 1 << 16);
	struct gt_register_stamp now;
	gt_assert(gt_db_in_tx(db));
	int rc = gt_db_exec(db, &queries[Q_STAMP_USE], GT_WITH(GT_D(dossier), GT_I(gt_now_utc_s()), GT_S(number), GT_D(dossier)), &affected, err);
	/* In the same second by the same request: nothing to change. */
	if (rc == GT_OK && !affected && gt_store_stamp(db, arena, number, &now, err) == GT_OK) affected = gt_streq(now.state, "used") && gt_id_eq(now.dossier, dossier);
	return one_of(rc, affected, "that stamp is not free", err);
}

int gt_store_ephoto(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_register_ephoto *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_EPHOTO], GT_WITH(GT_S(number)), ret, err);
}

int gt_register_ephoto_put(struct gt_db *db, const char *number, struct gt_date valid_to, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_EPHOTO_PUT], GT_WITH(GT_S(number), GT_DATE(valid_to), GT_I(gt_now_utc_s())), NULL, err);
}

int gt_register_ephoto_use(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_id dossier, struct gt_error *err)
{
	struct gt_register_ephoto now;
	int64_t affected = 1;
	gt_assert(gt_db_in_tx(db));
	int rc = gt_db_one(db, arena, &queries[Q_EPHOTO_LOCK], GT_WITH(GT_S(number)), &now, err);
	if (rc == GT_NOTFOUND) rc = gt_db_exec(db, &queries[Q_EPHOTO_NEW], GT_WITH(GT_S(number), GT_D(dossier), GT_I(gt_now_utc_s())), &affected, err);
	else if (rc == GT_OK && gt_streq(now.state, "free")) rc = gt_db_exec(db, &queries[Q_EPHOTO_USE], GT_WITH(GT_D(dossier), GT_I(gt_now_utc_s()), GT_S(number)), NULL, err);
	else if (rc == GT_OK) affected = gt_streq(now.state, "used") && gt_id_eq(now.dossier, dossier);
	return one_of(rc, affected, "that e-photo is not free", err);
}

int gt_register_give_back(struct gt_db *db, struct gt_id dossier, struct gt_error *err)
{
	gt_assert(gt_db_in_tx(db));
	int rc = gt_db_exec(db, &queries[Q_STAMPS_BACK], GT_WITH(GT_I(gt_now_utc_s()), GT_D(dossier)), NULL, err);
	return rc == GT_OK ? gt_db_exec(db, &queries[Q_EPHOTOS_BACK], GT_WITH(GT_I(gt_now_utc_s()), GT_D(dossier)), NULL, err) : rc;
}

int gt_store_stamp_put(struct gt_db *db, const char *number, int64_t cents, int64_t now_utc_s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_STAMP_PUT], GT_WITH(GT_S(number), GT_I(cents), GT_I(now_utc_s)), NULL, err);
}

#define TITLE_PARAMS 8
int gt_store_titles_put(struct gt_db *db, struct gt_arena *arena, const struct gt_title_row *const *all, size_t n, int64_t now_utc_s, struct gt_error *err)
{
	struct gt_param *params = gt_new_n(arena, struct gt_param, gt_mul(n + 1, TITLE_PARAMS));
	for (size_t i = 0; i < n; i++) {
		const struct gt_title *t = &all[i]->t;
		memcpy(params + i * TITLE_PARAMS, GT_WITH(GT_S(t->number), GT_S(t->category), GT_S(t->mention), GT_DATE(t->start), GT_DATE(t->end), GT_S(t->foreigner_number),
			GT_S(all[i]->state), GT_I(now_utc_s)), TITLE_PARAMS * sizeof *params);
	}
	return gt_db_exec_rows(db, &queries[Q_TITLE_PUT], params, n, err);
}

int gt_store_title_handed(struct gt_db *db, const struct gt_title *t, int64_t now_utc_s, struct gt_error *err)
{
	int rc = gt_db_exec(db, &queries[Q_TITLE_OVER], GT_WITH(GT_I(now_utc_s), GT_S(t->foreigner_number)), NULL, err);
	return rc == GT_OK ? gt_db_exec(db, &queries[Q_TITLE_HANDED], GT_WITH(GT_S(t->number), GT_S(t->category), GT_S(t->mention), GT_DATE(t->start), GT_DATE(t->end), GT_S(t->foreigner_number),
		GT_I(now_utc_s)), NULL, err) : rc;
}

int gt_store_services(struct gt_db *db, struct gt_arena *arena, struct gt_register_service **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_db_select(db, arena, &queries[Q_SERVICES], GT_NONE_WITH, ret, ret_n, err);
}

int gt_store_service(struct gt_db *db, struct gt_arena *arena, const char *code, struct gt_register_service *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &queries[Q_SERVICE], GT_WITH(GT_S(code)), ret, err);
}

int gt_store_service_put(struct gt_db *db, const struct gt_register_service *s, struct gt_error *err)
{
	return gt_db_exec(db, &queries[Q_SERVICE_PUT], GT_WITH(GT_S(s->code), GT_S(s->name), GT_S(s->office), GT_S(s->address), GT_S(s->email), GT_S(s->phone), GT_S(s->web),
		GT_S(s->time_zone), GT_S(s->departments)), NULL, err);
}
