/* Notifications: told inside the act that has something to say, opened by the person, once. What a page shows of one is web's. */
#include "dossier/complement_store.h"
#include "dossier/dossier_priv.h"
#include "dossier/notify.h"
#include "dossier/notify_store.h"

static struct gt_notice notice_of(const struct gt_notice_row *r)
{
	return (struct gt_notice){ .id = r->id, .dossier = r->dossier, .paper = r->paper, .type = r->type, .number = r->number, .procedure_id = r->procedure_id, .procedure_version = r->procedure_version,
		.created_utc_s = r->created_utc_s, .opened_utc_s = r->opened_utc_s, .replied_utc_s = r->replied_utc_s, .opened = r->opened, .due = r->due };
}

int gt_notices_latest(struct gt_desk *desk, struct gt_arena *arena, struct gt_id account, int64_t limit, struct gt_notice **ret, size_t *ret_n, int64_t *ret_unread, struct gt_error *err)
{
	struct gt_notice_row *rows;
	size_t n;
	int rc = gt_notice_store_list(desk->db, arena, account, limit, &rows, &n, err);
	if (rc != GT_OK) return rc;
	*ret = gt_new_n(arena, struct gt_notice, n + 1);
	for (size_t i = 0; i < n; i++) (*ret)[i] = notice_of(&rows[i]);
	*ret_n = n;
	*ret_unread = n ? rows[0].unread : 0;
	return GT_OK;
}

static bool wanted(const struct gt_notice *n, enum gt_notices which)
{
	switch (which) {
	case GT_NOTICES_UNREAD: return !n->opened_utc_s;
	case GT_NOTICES_READ: return n->opened_utc_s && !n->replied_utc_s;
	case GT_NOTICES_REPLIED: return n->replied_utc_s != 0;
	default: return true;
	}
}

int gt_notices_list(struct gt_desk *desk, struct gt_arena *arena, struct gt_id account, enum gt_notices which, struct gt_notice **ret, size_t *ret_n, struct gt_error *err)
{
	struct gt_notice *all;
	size_t n, kept = 0;
	int64_t unread;
	int rc = gt_notices_latest(desk, arena, account, GT_NOTICES_MAX, &all, &n, &unread, err);
	if (rc != GT_OK) return rc;
	struct gt_notice *out = gt_new_n(arena, struct gt_notice, n + 1);
	while (n-- > 0)
		if (wanted(&all[n], which)) out[kept++] = all[n];
	*ret = out;
	*ret_n = kept;
	return GT_OK;
}

int gt_notice_read(struct gt_desk *desk, struct gt_arena *arena, struct gt_id account, struct gt_id id, struct gt_notice *ret, xmlNodePtr *ret_body, struct gt_error *err)
{
	struct gt_notice_row row;
	struct gt_str plain;
	xmlDocPtr doc;
	int rc = gt_notice_store_one(desk->db, arena, account, id, &row, err);
	if (rc != GT_OK) return rc;
	*ret_body = NULL;
	if (row.sealed.p) {
		rc = gt_unseal(desk->ring, arena, "notification", id, row.sealed, &plain, err);
		if (rc == GT_OK) rc = gt_xml_parse(arena, plain, GT_XML_USER_MAX_BYTES, &doc, err);
		if (rc != GT_OK) return rc;
		*ret_body = gt_xml_root(doc);
	}
	*ret = notice_of(&row);
	return GT_OK;
}

/* ---- opening ---- */
struct opening { struct gt_id account, id; int64_t now_utc_s; };

/* The delay to answer runs from that day. The request is locked first, as by whoever would cancel what is asked in it. */
static int delay_runs(struct gt_db *db, struct gt_arena *arena, const struct gt_notice_row *row, struct gt_date day, struct gt_error *err)
{
	struct gt_date due;
	bool runs;
	int rc = gt_complement_store_opened(db, arena, row->id, day, &due, &runs, err);
	return rc == GT_OK && runs ? gt_complement_store_due(db, row->dossier, due, err) : rc;
}

static int open_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct opening *o = arg;
	GT_AUTO_ARENA arena = gt_arena_new("notice", GT_REQUEST_ARENA_MAX_BYTES);
	struct gt_notice_row row;
	struct gt_dossier_row locked;
	struct gt_date day = gt_date_of(o->now_utc_s);
	bool first = false;
	int rc = gt_notice_store_one(db, arena, o->account, o->id, &row, err);
	bool asks = rc == GT_OK && gt_streq(row.type, "complement");
	if (asks) rc = gt_dossier_store_lock(db, arena, row.dossier, &locked, err);
	if (rc == GT_OK) rc = gt_notice_store_open(db, o->account, o->id, o->now_utc_s, day, &first, err);
	CRASHPOINT("notice-opened");
	if (rc == GT_OK && first && asks && gt_state_parse(locked.state) == GT_STATE_COMPLEMENT_ASKED) rc = delay_runs(db, arena, &row, day, err);
	if (rc != GT_OK || !first) return rc;
	char text[GT_ID_TEXT];
	return gt_journal_add(db, &(struct gt_act){ .dossier = row.dossier, .actor_kind = GT_ACTOR_USER, .actor = o->account, .verb = "open-notification", .detail = gt_id_text(o->id, text) }, err);
}

int gt_notice_open(struct gt_desk *desk, struct gt_id account, struct gt_id id, struct gt_error *err)
{
	struct opening o = { .account = account, .id = id, .now_utc_s = gt_now_utc_s() };
	return gt_db_tx(desk->db, open_tx, &o, err);
}

int gt_notice_decision_opened(struct gt_desk *desk, struct gt_id dossier, struct gt_date *ret, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("notice", 1 << 16);
	bool waits;
	return gt_notice_store_decision(desk->db, arena, dossier, ret, &waits, err);
}

int gt_notice_decision_waits(struct gt_desk *desk, struct gt_id dossier, bool *ret, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("notice", 1 << 16);
	struct gt_date opened;
	return gt_notice_store_decision(desk->db, arena, dossier, &opened, ret, err);
}

/* ---- telling ---- */
int gt_notice_prepare(struct gt_desk *desk, struct gt_arena *arena, const struct gt_notice_new *what, struct gt_notice_made *ret, struct gt_error *err)
{
	*ret = (struct gt_notice_made){ .id = gt_id_new(), .what = *what, .now_utc_s = gt_now_utc_s(), .arena = arena, .desk = desk };
	if (!what->body) return GT_OK;
	struct gt_str plain;
	int rc = gt_xml_canonical(arena, what->body, &plain, err);
	return rc == GT_OK ? gt_seal(desk->ring, arena, "notification", ret->id, plain, &ret->sealed, err) : rc;
}

int gt_notice_tell(struct gt_db *db, const struct gt_notice_made *made, struct gt_error *err)
{
	if (gt_id_null(made->what.account)) return GT_OK;
	int rc = gt_notice_store_insert(db, made, err);
	CRASHPOINT("notice-row");
	if (rc != GT_OK || gt_empty(made->what.email)) return rc;
	struct gt_mail_arg path = { "path", "/notifications" };
	struct gt_mail_job mail = { .to = made->what.email, .lang = made->what.lang, .template_name = "notification-new", .account = made->what.account, .dossier = made->what.dossier, .args = &path, .n_args = 1 };
	return gt_outbox_mail(db, made->desk->ring, made->arena, &mail, err);
}
