/* Drafts: begun, opened, saved, given files, given up. What a step asks is room procedure's; rows are dossier_store's. */
#include "dossier/counter_store.h"
#include "dossier/dossier_priv.h"
#include "plugin/plugin.h"
#include "procedure/migrate.h"
#include "text/text.h"

#define OPEN_TRIES 3

static const char *const state_names[GT_STATE__MAX] = {
	"draft", "deposited", "verifying", "complement-asked", "complement-received", "examined", "proposed", "favourable", "in-fabrication", "available", "handed",
	"unfavourable", "closed-incomplete", "withdrawn", "expired", "abandoned", "recorded",
};

const char *gt_state_name(enum gt_state s)
{
	gt_assert(s >= 0 && s < GT_STATE__MAX);
	return state_names[s];
}

enum gt_state gt_state_parse(const char *name)
{
	for (int i = 0; i < GT_STATE__MAX; i++)
		if (gt_streq(name, state_names[i])) return (enum gt_state)i;
	gt_panic("unknown state in the table of requests");
}

bool gt_state_decided(enum gt_state s) { return s >= GT_STATE_FAVOURABLE && s <= GT_STATE_CLOSED_INCOMPLETE; }

bool gt_state_waits(enum gt_state s) { return s >= GT_STATE_DEPOSITED && s <= GT_STATE_PROPOSED; }

int gt_desk_ready(struct gt_desk *desk, int64_t *ret_procedures, struct gt_error *err)
{
	size_t n;
	gt_plugins_all(desk->plugins, &n);
	*ret_procedures = (int64_t)n;
	return gt_db_ping(desk->db, err);
}

struct gt_document_at gt_dossier_documents_at(const struct gt_desk *desk)
{
	return (struct gt_document_at){ .db = desk->db, .ring = desk->ring, .scan = desk->scan, .volume = gt_config_get(desk->config, "documents.volume", NULL),
		.reserve_bytes = gt_config_int(desk->config, "documents.reserve_mb", GT_DOCUMENT_RESERVE_MB, 0, 1 << 30) << 20 };
}

/* ---- facts of the register, as rules ask for them ---- */
struct facts_arg { struct gt_desk *desk; struct gt_id dossier; };

static const char *fact_service(void *arg, struct gt_arena *arena, const char *insee)
{
	struct facts_arg *f = arg;
	return gt_register_service_of(f->desk->db, arena, insee);
}

static const char *fact_commune(void *arg, struct gt_arena *arena, const char *insee)
{
	struct facts_arg *f = arg;
	return gt_register_commune_name(f->desk->db, arena, insee);
}

static const char *fact_insee(void *arg, struct gt_arena *arena, const char *postcode, const char *city)
{
	(void)arg;
	return gt_commune_insee(arena, postcode, city);
}

static const char *fact_commune_find(void *arg, struct gt_arena *arena, const char *typed)
{
	(void)arg;
	return gt_commune_typed(arena, typed);
}

/* A stamp that this very request used is not spent for it, nor for its working copy. */
static int fact_stamp(void *arg, const char *number, struct gt_stamp *ret, struct gt_error *err)
{
	struct facts_arg *f = arg;
	GT_AUTO_ARENA arena = gt_arena_new("stamp", 1 << 16);
	struct gt_register_stamp row;
	int rc = gt_register_stamp(f->desk->db, arena, number, &row, err);
	*ret = (struct gt_stamp){ .state = GT_STAMP_UNKNOWN };
	if (rc != GT_OK) return rc == GT_NOTFOUND ? GT_OK : GT_FAILED;
	bool free = gt_streq(row.state, "free") || (gt_streq(row.state, "used") && gt_id_eq(row.dossier, f->dossier));
	*ret = (struct gt_stamp){ .state = free ? GT_STAMP_FREE : GT_STAMP_SPENT, .cents = row.cents };
	return GT_OK;
}

/* The same for an e-photo. Where nobody tells the house of all of them, one it has not heard of is good. */
static int fact_ephoto(void *arg, const char *number, struct gt_stamp *ret, struct gt_error *err)
{
	struct facts_arg *f = arg;
	GT_AUTO_ARENA arena = gt_arena_new("ephoto", 1 << 16);
	struct gt_register_ephoto row;
	int rc = gt_register_ephoto(f->desk->db, arena, number, &row, err);
	*ret = (struct gt_stamp){ .state = gt_config_bool(f->desk->config, "ephoto.known", false) ? GT_STAMP_UNKNOWN : GT_STAMP_FREE };
	if (rc != GT_OK) return rc == GT_NOTFOUND ? GT_OK : GT_FAILED;
	bool own = gt_streq(row.state, "used") && gt_id_eq(row.dossier, f->dossier), free = own || gt_streq(row.state, "free");
	ret->state = !free ? GT_STAMP_SPENT : !own && row.valid_to.y && gt_date_cmp(row.valid_to, gt_today()) < 0 ? GT_STAMP_OVER : GT_STAMP_FREE;
	return GT_OK;
}

static const struct gt_facts *facts_of(struct gt_desk *desk, struct gt_arena *arena, struct gt_id dossier)
{
	struct facts_arg *arg = gt_new(arena, struct facts_arg);
	*arg = (struct facts_arg){ desk, dossier };
	struct gt_facts *f = gt_new(arena, struct gt_facts);
	*f = (struct gt_facts){ .arg = arg, .service_of = fact_service, .commune_name = fact_commune, .commune_find = fact_commune_find, .insee_of = fact_insee, .stamp = fact_stamp, .ephoto = fact_ephoto };
	return f;
}

static const char *iso(struct gt_arena *arena, struct gt_date d)
{
	if (d.y == 0) return NULL;
	char text[11];
	return gt_arena_strdup(arena, gt_date_iso(d, text));
}

int gt_dossier_seed(struct gt_desk *desk, struct gt_arena *arena, struct gt_id id, const struct gt_applicant *who, const char *beneficiary, struct gt_seed *ret, struct gt_title *ret_title, struct gt_error *err)
{
	struct gt_person p = { 0 };
	struct gt_title t = { 0 };
	char text[GT_ID_TEXT];
	bool known = !gt_empty(who->foreigner_number);
	/* The holder of a visa has no number yet: the visa is all that is known, and enough. */
	int rc = known ? gt_register_holder(desk->db, arena, who->foreigner_number, &p, &t, err) : gt_register_title_numbered(desk->db, arena, who->title_number, &t, err);
	if (rc != GT_OK) return rc;
	*ret = (struct gt_seed){
		.request_id = gt_arena_strdup(arena, gt_id_text(id, text)), .beneficiary = beneficiary, .foreigner_number = p.foreigner_number, .birth_name = p.birth_name, .use_name = p.usage_name,
		.first_names = p.first_names, .sex = p.sex, .birth_date = iso(arena, p.birth_date), .birth_country = p.birth_country, .birth_place = p.birth_place, .nationality = p.nationality,
		.email = who->email, .address = { p.address.number, p.address.street, p.address.extra, p.address.postcode, p.address.city, p.address.country, p.address.insee },
		.title_number = t.number, .title_category = t.category, .title_mention = t.mention, .title_start = iso(arena, t.start), .title_end = iso(arena, t.end), .title_validated = iso(arena, t.validated),
	};
	*ret_title = t;
	return GT_OK;
}

int gt_dossier_seal_answers(struct gt_desk *desk, struct gt_arena *arena, struct gt_id id, struct gt_case *answers, struct gt_str *ret, struct gt_error *err)
{
	struct gt_str plain;
	int rc = gt_case_serialise(answers, &plain, err);
	return rc == GT_OK ? gt_seal(desk->ring, arena, "answers", id, plain, ret, err) : rc;
}

/* ---- begin ---- */
struct begin { struct gt_draft_new row; const struct gt_counter_begun *counter; };

static int begin_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct begin *b = arg;
	const struct gt_counter_begun *c = b->counter;
	int rc = c ? gt_counter_store_account_make(db, c, &b->row.account, err) : GT_OK;
	if (rc == GT_OK) rc = gt_dossier_store_draft_insert(db, &b->row, err);
	CRASHPOINT("begin-row");
	if (rc == GT_OK && c) rc = gt_counter_store_insert(db, b->row.id, c, err);
	if (rc != GT_OK) return rc;
	return gt_journal_add(db, &(struct gt_act){ .dossier = b->row.id, .actor_kind = c ? GT_ACTOR_AGENT : GT_ACTOR_USER, .actor = c ? c->agent : b->row.account, .verb = c ? "counter-begin" : "begin",
		.to_state = "draft", .detail = c ? c->reason : NULL }, err);
}

int gt_dossier_begin(struct gt_desk *desk, struct gt_arena *arena, const struct gt_applicant *who, const struct gt_procedure *procedure, const char *beneficiary,
	struct gt_findings *findings, struct gt_id *ret, struct gt_error *err)
{
	return gt_dossier_begin_as(desk, arena, who, NULL, procedure, beneficiary, findings, ret, err);
}

int gt_dossier_begin_as(struct gt_desk *desk, struct gt_arena *arena, const struct gt_applicant *who, const struct gt_counter_begun *counter, const struct gt_procedure *procedure, const char *beneficiary,
	struct gt_findings *findings, struct gt_id *ret, struct gt_error *err)
{
	int64_t drafts = 0;
	int rc = gt_id_null(who->account) ? GT_OK : gt_dossier_store_drafts_count(desk->db, who->account, &drafts, err);
	if (rc != GT_OK) return rc;
	if (drafts >= GT_DRAFTS_MAX) return gt_fail(err, GT_CONFLICT, "too many drafts");
	struct gt_id id = gt_id_new();
	struct gt_seed seed;
	struct gt_title title;
	rc = gt_dossier_seed(desk, arena, id, who, beneficiary, &seed, &title, err);
	if (rc != GT_OK) return rc;
	struct gt_case *answers = gt_case_new(arena, procedure, who->lang, facts_of(desk, arena, id), &seed);
	rc = gt_eligibility_check(answers, findings, err);
	if (rc != GT_OK) return rc;
	struct begin b = { .row = { .id = id, .account = who->account, .foreigner_number = who->foreigner_number, .procedure_id = procedure->id, .procedure_version = procedure->version,
		.beneficiary = beneficiary, .title_number = title.number, .title_end = title.end, .step = procedure->steps[0].id, .now_utc_s = gt_now_utc_s(), .rehearsal = who->invented }, .counter = counter };
	rc = gt_dossier_seal_answers(desk, arena, id, answers, &b.row.answers, err);
	CRASHPOINT("begin-sealed");
	if (rc == GT_OK) rc = gt_db_tx(desk->db, begin_tx, &b, err);
	CRASHPOINT("begin-done");
	if (rc == GT_OK) *ret = id;
	return rc;
}

/* ---- open ---- */
/* The version that new requests get, when it takes this draft over. */
static const struct gt_procedure *newer_of(struct gt_desk *desk, const struct gt_dossier *d, const struct gt_dossier_row *row)
{
	const struct gt_plugin *p = gt_plugins_current(desk->plugins, row->procedure_id, d->rehearsal);
	bool newer = d->state == GT_STATE_DRAFT && p && p->procedure && !gt_streq(p->version, row->procedure_version);
	return newer && gt_procedure_takes_over(p->procedure, row->procedure_version) ? p->procedure : NULL;
}

struct migration { struct gt_dossier *d; const char *from, *step; struct gt_str answers; };

static int migrate_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct migration *m = arg;
	const struct gt_procedure *p = m->d->procedure;
	const char *from, *to;
	GT_AUTO_ARENA arena = gt_arena_new("migrate", 1 << 16);
	int rc = gt_dossier_store_migrate(db, m->d->id, m->d->version, p->version, m->answers, m->step, err);
	for (size_t i = 0; rc == GT_OK && gt_migration_file(p, m->from, i, &from, &to); i++) rc = gt_document_rename(db, m->d->id, from, to, err);
	if (rc != GT_OK) return rc;
	return gt_journal_add(db, &(struct gt_act){ .dossier = m->d->id, .actor_kind = GT_ACTOR_SYSTEM, .verb = "migrate", .detail = gt_arena_printf(arena, "%s %s", m->from, p->version) }, err);
}

/* The answers as the newer version keeps them, in one transaction with the version they are of. Whatever fails, the draft is as it was. */
static int migrate(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const char *from, struct gt_error *err)
{
	struct migration m = { .d = d, .from = from, .step = d->step && gt_procedure_step(d->procedure, d->step) ? d->step : d->procedure->steps[0].id };
	int rc = gt_case_migrate(d->answers, err);
	if (rc == GT_OK) rc = gt_dossier_seal_answers(desk, arena, d->id, d->answers, &m.answers, err);
	if (rc == GT_OK) rc = gt_db_tx(desk->db, migrate_tx, &m, err);
	if (rc != GT_OK) return rc;
	d->version++;
	d->step = m.step;
	return GT_OK;
}

static int open_answers(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, struct gt_str sealed, struct gt_error *err)
{
	struct gt_str plain;
	int rc = gt_unseal(desk->ring, arena, "answers", d->id, sealed, &plain, err);
	if (rc != GT_OK) return rc;
	rc = gt_case_parse(arena, d->procedure, d->who->lang, facts_of(desk, arena, gt_id_null(d->rectifies) ? d->id : d->rectifies), plain, &d->answers, err);
	if (rc != GT_OK || d->state != GT_STATE_DRAFT) return rc;
	/* A draft follows the register: an address that moved meanwhile, a new title. */
	struct gt_seed seed;
	struct gt_title title;
	rc = gt_dossier_seed(desk, arena, d->id, d->who, NULL, &seed, &title, err);
	if (rc == GT_OK) gt_case_reseed(d->answers, &seed);
	return rc;
}

void gt_dossier_tell_files(struct gt_arena *arena, struct gt_dossier *d)
{
	struct gt_file *files = gt_new_n(arena, struct gt_file, d->n_documents + 1);
	size_t n = 0;
	for (size_t i = 0; i < d->n_documents; i++) {
		const struct gt_document *doc = &d->documents[i];
		/* Found infected by a later scan: in a draft it is missing again. What was deposited stays what it was. */
		if (d->state == GT_STATE_DRAFT && gt_streq(doc->state, "infected")) continue;
		char id[GT_ID_TEXT];
		files[n++] = (struct gt_file){ .id = gt_arena_strdup(arena, gt_id_text(doc->id, id)), .justificatif = doc->justificatif, .kase = doc->paper_case, .name = doc->name, .kind = doc->kind, .bytes = doc->bytes };
	}
	gt_case_files_set(d->answers, files, n);
}

int gt_dossier_load(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier_row *row, const struct gt_applicant *who, struct gt_dossier **ret, struct gt_error *err)
{
	struct gt_dossier *d = gt_new(arena, struct gt_dossier);
	*d = (struct gt_dossier){ .magic = GT_DOSSIER_MAGIC, .id = row->id, .account = row->account, .who = who, .state = gt_state_parse(row->state), .version = row->version, .number = row->number,
		.service = row->service, .step = row->step, .created_utc_s = row->created_utc_s, .updated_utc_s = row->updated_utc_s, .deposited_utc_s = row->deposited_utc_s, .silence = row->silence, .due = row->due, .prolonged_to = row->prolonged_to,
		.rectifiable = row->rectifiable, .answers_n = row->answers_n, .rectifies = row->rectifies };
	d->rehearsal = row->rehearsal || (who && who->invented);
	/* A rectification is of the request it rectifies, and stays on its version. */
	const struct gt_procedure *newer = gt_id_null(row->rectifies) ? newer_of(desk, d, row) : NULL;
	d->procedure = newer ? newer : gt_plugins_procedure(desk->plugins, row->procedure_id, row->procedure_version);
	if (!d->procedure) return gt_fail(err, GT_BUSY, "procedure '%s' version '%s' is not loaded", row->procedure_id, row->procedure_version);
	int rc = open_answers(desk, arena, d, row->answers, err);
	if (rc == GT_OK && newer) rc = migrate(desk, arena, d, row->procedure_version, err);
	if (rc != GT_OK) return rc;
	struct gt_document_at at = gt_dossier_documents_at(desk);
	rc = row->no_documents ? GT_OK : gt_document_list(&at, arena, d->id, false, &d->documents, &d->n_documents, err);
	if (rc == GT_OK && !gt_id_null(d->rectifies)) rc = gt_rectify_load(desk, arena, d, err);
	if (rc != GT_OK) return rc;
	gt_dossier_tell_files(arena, d);
	*ret = d;
	return GT_OK;
}

int gt_dossier_open(struct gt_desk *desk, struct gt_arena *arena, struct gt_id id, const struct gt_applicant *who, struct gt_dossier **ret, struct gt_error *err)
{
	struct gt_dossier_row row;
	struct gt_counter_row entered;
	int rc = gt_id_null(who->agent) ? GT_OK : gt_counter_store_row(desk->db, arena, id, &entered, err);
	/* An agent who writes for somebody reaches what was entered at a counter alone. */
	if (rc != GT_OK) return rc;
	rc = GT_CONFLICT;
	/* Two pages of one person may move the same draft to a newer version: the second looks again. */
	for (int tries = 0; rc == GT_CONFLICT && tries < OPEN_TRIES; tries++) {
		rc = gt_dossier_store_open(desk->db, arena, id, who->account, &row, err);
		if (rc == GT_OK) rc = gt_dossier_load(desk, arena, &row, who, ret, err);
	}
	return rc == GT_CONFLICT ? gt_fail(err, GT_BUSY, "the draft does not hold still") : rc;
}

int gt_dossier_away(struct gt_desk *desk, struct gt_arena *arena, struct gt_id id, const struct gt_applicant *who, struct gt_dossier_away *ret, struct gt_error *err)
{
	struct gt_dossier_row row;
	int rc = gt_dossier_store_open(desk->db, arena, id, who->account, &row, err);
	if (rc != GT_OK) return rc;
	return gt_dossier_row_away(desk, &row, ret, err);
}

int gt_dossier_row_away(const struct gt_desk *desk, const struct gt_dossier_row *row, struct gt_dossier_away *ret, struct gt_error *err)
{
	if (gt_plugins_procedure(desk->plugins, row->procedure_id, row->procedure_version)) return gt_fail(err, GT_NOTFOUND, "its procedure is loaded");
	*ret = (struct gt_dossier_away){ .number = row->deposited_utc_s ? row->number : NULL, .procedure_id = row->procedure_id, .procedure_version = row->procedure_version, .updated_utc_s = row->updated_utc_s };
	return GT_OK;
}

int gt_dossier_list(struct gt_desk *desk, struct gt_arena *arena, struct gt_id account, struct gt_dossier_line **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_dossier_store_list(desk->db, arena, account, ret, ret_n, err);
}

/* ---- save ---- */
struct save { struct gt_dossier *d; int64_t version_seen, now_utc_s; struct gt_str answers; const char *step; };

static int save_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct save *s = arg;
	CRASHPOINT("save-before-row");
	int rc = gt_dossier_store_save(db, s->d->id, s->version_seen, s->answers, s->step, s->now_utc_s, err);
	if (rc != GT_OK) return rc;
	return gt_journal_add(db, &(struct gt_act){ .dossier = s->d->id, .actor_kind = gt_dossier_actor_kind(s->d), .actor = gt_dossier_actor(s->d), .verb = "save", .detail = s->step }, err);
}

/* The furthest step stays: coming back to an earlier one does not lose the way forward. */
static const char *furthest(const struct gt_dossier *d, const char *step)
{
	const struct gt_step *was = d->step ? gt_procedure_step(d->procedure, d->step) : NULL, *now = gt_procedure_step(d->procedure, step);
	return was && (!now || was > now) ? was->id : step;
}

int gt_dossier_save(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, int64_t version_seen, const char *step, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	if (version_seen != d->version) return gt_fail(err, GT_CONFLICT, "saved elsewhere since version %lld", (long long)version_seen);
	struct save s = { .d = d, .version_seen = version_seen, .now_utc_s = gt_now_utc_s(), .step = furthest(d, step) };
	int rc = gt_dossier_seal_answers(desk, arena, d->id, d->answers, &s.answers, err);
	CRASHPOINT("save-sealed");
	if (rc == GT_OK) rc = gt_db_tx(desk->db, save_tx, &s, err);
	CRASHPOINT("save-done");
	if (rc == GT_OK) { d->version = version_seen + 1; d->step = s.step; }
	return rc;
}

int gt_dossier_changes_seen(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, int64_t version_seen, struct gt_error *err)
{
	gt_case_changes_seen(d->answers);
	return gt_dossier_save(desk, arena, d, version_seen, d->step, err);
}

static int abandon_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct save *s = arg;
	int rc = gt_dossier_store_abandon(db, s->d->id, s->version_seen, s->now_utc_s, err);
	CRASHPOINT("abandon-row");
	if (rc == GT_OK) rc = gt_document_destroy_all(db, s->d->id, NULL, err);
	CRASHPOINT("abandon-files");
	if (rc != GT_OK) return rc;
	return gt_journal_add(db, &(struct gt_act){ .dossier = s->d->id, .actor_kind = gt_dossier_actor_kind(s->d), .actor = gt_dossier_actor(s->d), .verb = "abandon", .from_state = "draft", .to_state = "abandoned" }, err);
}

int gt_dossier_abandon(struct gt_desk *desk, struct gt_dossier *d, int64_t version_seen, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	struct save s = { .d = d, .version_seen = version_seen, .now_utc_s = gt_now_utc_s() };
	return gt_db_tx(desk->db, abandon_tx, &s, err);
}

/* ---- files ---- */
struct gt_id gt_dossier_document_of(const struct gt_dossier *d, struct gt_id document)
{
	for (size_t i = 0; i < d->n_documents; i++)
		if (gt_id_eq(d->documents[i].id, document)) return d->documents[i].dossier;
	return d->id;
}

/* Inside the document's transaction: the draft is locked, still a draft, and moves on one version. Files of two tabs do not disturb each other. */
int gt_dossier_attach(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct gt_dossier *d = arg;
	GT_AUTO_ARENA arena = gt_arena_new("attach", GT_REQUEST_ARENA_MAX_BYTES);
	struct gt_dossier_row row;
	int rc = gt_dossier_store_lock(db, arena, d->id, &row, err);
	if (rc != GT_OK) return rc;
	if (gt_state_parse(row.state) != GT_STATE_DRAFT) return gt_fail(err, GT_CONFLICT, "no draft any more");
	rc = gt_dossier_store_touch(db, d->id, gt_now_utc_s(), err);
	if (rc == GT_OK) d->version = row.version + 1;
	return rc;
}

static const struct gt_asked *asked_of(struct gt_dossier *d, const char *id, struct gt_error *err)
{
	const struct gt_asked *all;
	size_t n;
	if (gt_justificatifs_list(d->answers, &all, &n, err) != GT_OK) return NULL;
	for (size_t i = 0; i < n; i++)
		if (gt_streq(all[i].justificatif->id, id)) return &all[i];
	gt_fail(err, GT_NOTFOUND, "that justificatif is not asked");
	return NULL;
}

int gt_dossier_join(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_sent *file, struct gt_document *ret, struct gt_file_finding *ret_finding, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	struct gt_error why = { .rc = GT_FAILED };
	const struct gt_asked *asked = asked_of(d, file->justificatif, &why);
	if (!asked) { *err = why; return why.rc; }
	struct gt_document_at at = gt_dossier_documents_at(desk);
	uint32_t kinds = 0;
	for (const char *const *k = asked->justificatif->kinds; *k; k++) kinds |= 1u << gt_kind_parse(*k);
	struct gt_upload u = { .dossier = d->id, .justificatif = asked->justificatif->id, .paper_case = gt_empty(file->paper_case) ? asked->kase : file->paper_case, .name = file->name, .fd = file->fd,
		.bytes = file->bytes, .max_bytes = (int64_t)asked->justificatif->max_bytes, .max_files = asked->justificatif->max_files, .kinds = kinds, .actor_kind = gt_dossier_actor_kind(d), .actor = gt_dossier_actor(d),
		.others = gt_rectify_kept(d, asked->justificatif->id), .attach = gt_dossier_attach, .attach_arg = d };
	return gt_document_receive(&at, arena, &u, ret, ret_finding, err);
}

int gt_dossier_remove_document(struct gt_desk *desk, struct gt_dossier *d, struct gt_id document, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	if (!gt_id_eq(gt_dossier_document_of(d, document), d->id)) return gt_rectify_leave_out(desk, d, document, err);
	struct gt_document_at at = gt_dossier_documents_at(desk);
	return gt_document_remove(&at, &(struct gt_document_removal){ .dossier = d->id, .id = document, .how = GT_DOCUMENT_DESTROY, .actor_kind = gt_dossier_actor_kind(d), .actor = gt_dossier_actor(d),
		.attach = gt_dossier_attach, .attach_arg = d }, err);
}

int gt_dossier_events(struct gt_desk *desk, struct gt_arena *arena, struct gt_id dossier, struct gt_event **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_dossier_store_events(desk->db, arena, dossier, ret, ret_n, err);
}

const char *gt_dossier_service_name(struct gt_desk *desk, struct gt_arena *arena, const char *code)
{
	struct gt_service_row s;
	struct gt_error err;
	return code && gt_dossier_store_service(desk->db, arena, code, &s, &err) == GT_OK ? s.name : code;
}
