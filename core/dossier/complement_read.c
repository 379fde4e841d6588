/* Complements read from their rows: items, what was sent before and after, what may be sent as it stands. Changes nothing. */
#include "dossier/complement_priv.h"

static const char *const answers[] = { [GT_ANSWER_NONE] = NULL, [GT_ANSWER_KEEP] = "keep", [GT_ANSWER_REPLACE] = "replace" };
static const char *const marks[GT_MARK__MAX] = { "conforme", "illisible", "absent", "perime", "non-conforme" };

const char *gt_answer_name(enum gt_answer a) { return answers[a]; }
const char *gt_mark_name(enum gt_mark_kind k) { return marks[k]; }

bool gt_mark_parse(const char *name, enum gt_mark_kind *ret)
{
	for (int i = 0; i < GT_MARK__MAX; i++)
		if (gt_streq(name, marks[i])) { *ret = (enum gt_mark_kind)i; return true; }
	return false;
}

const char *gt_complement_item_name(struct gt_arena *arena, int64_t n) { return gt_arena_printf(arena, "piece.%lld", (long long)n); }
const char *gt_item_purpose(struct gt_arena *arena, const char *what, int64_t n) { return gt_arena_printf(arena, "complement-%s-%lld", what, (long long)n); }

int gt_complement_seal(const struct gt_desk *desk, struct gt_arena *arena, const char *purpose, struct gt_id context, const char *words, struct gt_str *ret, struct gt_error *err)
{
	*ret = (struct gt_str){ NULL, 0 };
	return gt_empty(words) ? GT_OK : gt_seal(desk->ring, arena, purpose, context, gt_str(words), ret, err);
}

int gt_complement_unseal(const struct gt_desk *desk, struct gt_arena *arena, const char *purpose, struct gt_id context, struct gt_str sealed, const char **ret, struct gt_error *err)
{
	struct gt_str plain;
	*ret = "";
	if (!sealed.p) return GT_OK;
	int rc = gt_unseal(desk->ring, arena, purpose, context, sealed, &plain, err);
	if (rc == GT_OK) *ret = gt_arena_strndup(arena, plain.p, plain.n);
	return rc;
}

int gt_answer_seal(const struct gt_desk *desk, struct gt_arena *arena, struct gt_id complement, const struct gt_complement_item *it, struct gt_str *ret, struct gt_error *err)
{
	struct gt_str plain;
	*ret = (struct gt_str){ NULL, 0 };
	if (gt_empty(it->reason) && gt_empty(it->message) && !it->n_typed) return GT_OK;
	xmlDocPtr doc = gt_xml_new(arena, "answer", NULL);
	xmlNodePtr root = gt_xml_root(doc);
	gt_el_text(root, "reason", it->reason);
	gt_el_text(root, "message", it->message);
	for (size_t i = 0; i < it->n_typed; i++) gt_attr(gt_el_text(root, "typed", it->typed[i].value), "name", it->typed[i].name);
	if (it->answered) gt_el_text(root, "was", it->was);
	if (it->answered) gt_el_text(root, "now", it->now);
	int rc = gt_xml_canonical(arena, doc, &plain, err);
	return rc == GT_OK ? gt_seal(desk->ring, arena, gt_item_purpose(arena, "answer", it->n), complement, plain, ret, err) : rc;
}

static void read_typed(struct gt_arena *arena, xmlNodePtr root, struct gt_complement_item *it)
{
	struct gt_pair *all = gt_new_n(arena, struct gt_pair, GT_ANSWER_PARTS_MAX);
	GT_XML_EACH(x, root, "typed")
		if (it->n_typed < GT_ANSWER_PARTS_MAX) all[it->n_typed++] = (struct gt_pair){ gt_xml_attr(x, "name"), gt_xml_text(arena, x) };
	it->typed = all;
	it->answered = gt_xml_child(root, "now") != NULL;
	if (!it->answered) return;
	it->was = gt_xml_text(arena, gt_xml_child(root, "was"));
	it->now = gt_xml_text(arena, gt_xml_child(root, "now"));
}

static int answer_unseal(const struct gt_desk *desk, struct gt_arena *arena, const struct gt_item_row *row, struct gt_complement_item *it, struct gt_error *err)
{
	struct gt_str plain;
	xmlDocPtr doc;
	it->reason = it->message = "";
	if (!row->text.p) return GT_OK;
	int rc = gt_unseal(desk->ring, arena, gt_item_purpose(arena, "answer", row->n), row->complement, row->text, &plain, err);
	if (rc == GT_OK) rc = gt_xml_parse(arena, plain, GT_XML_USER_MAX_BYTES, &doc, err);
	if (rc != GT_OK) return rc;
	it->reason = gt_xml_text(arena, gt_xml_child(gt_xml_root(doc), "reason"));
	it->message = gt_xml_text(arena, gt_xml_child(gt_xml_root(doc), "message"));
	read_typed(arena, gt_xml_root(doc), it);
	return GT_OK;
}

/* ---- reading ---- */
struct reading {
	struct gt_desk *desk;
	struct gt_arena *arena;
	struct gt_item_row *items; size_t n_items;
	struct gt_item_document_row *filed; size_t n_filed;
	struct gt_document *documents; size_t n_documents;
};

static const struct gt_document *document_of(const struct reading *r, struct gt_id id)
{
	for (size_t i = 0; i < r->n_documents; i++)
		if (gt_id_eq(r->documents[i].id, id)) return &r->documents[i];
	return NULL;
}

static void file_documents(const struct reading *r, struct gt_id complement, struct gt_complement_item *it)
{
	it->before = gt_new_n(r->arena, const struct gt_document *, r->n_filed + 1);
	it->after = gt_new_n(r->arena, const struct gt_document *, r->n_filed + 1);
	for (size_t i = 0; i < r->n_filed; i++) {
		const struct gt_item_document_row *f = &r->filed[i];
		const struct gt_document *doc = f->n == it->n && gt_id_eq(f->complement, complement) ? document_of(r, f->document) : NULL;
		if (!doc) continue;
		if (gt_streq(f->side, "after")) it->after[it->n_after++] = doc;
		else it->before[it->n_before++] = doc;
	}
}

static bool usable(const struct gt_complement_item *it)
{
	for (size_t i = 0; i < it->n_after; i++)
		if (!gt_streq(it->after[i]->state, "infected")) return true;
	return false;
}

bool gt_item_ready(const struct gt_complement_item *it)
{
	return (it->answer == GT_ANSWER_KEEP && !gt_empty(it->reason)) || (it->answer == GT_ANSWER_REPLACE && (it->of_answer ? it->n_typed > 0 : usable(it)));
}

static int item_of(const struct reading *r, const struct gt_item_row *row, const struct gt_dossier *d, struct gt_complement_item *it, struct gt_error *err)
{
	*it = (struct gt_complement_item){ .n = row->n, .piece = row->justificatif, .of_answer = gt_procedure_marked(d->procedure, row->justificatif) != NULL, .indispensable = row->indispensable, .now = "" };
	it->was = it->of_answer ? gt_case_value(d->answers, it->piece) : "";
	if (!gt_mark_parse(row->mark, &it->mark)) return gt_fail(err, GT_FAILED, "unknown mark '%s'", row->mark);
	for (int a = GT_ANSWER_KEEP; a <= GT_ANSWER_REPLACE; a++)
		if (gt_streq(row->answer, answers[a])) it->answer = (enum gt_answer)a;
	int rc = gt_complement_unseal(r->desk, r->arena, gt_item_purpose(r->arena, "item", row->n), row->complement, row->observation, &it->observation, err);
	if (rc == GT_OK) rc = answer_unseal(r->desk, r->arena, row, it, err);
	if (rc != GT_OK) return rc;
	file_documents(r, row->complement, it);
	it->ready = gt_item_ready(it);
	return GT_OK;
}

static int complement_of(const struct reading *r, const struct gt_complement_row *row, const struct gt_dossier *d, struct gt_complement *c, struct gt_error *err)
{
	*c = (struct gt_complement){ .id = row->id, .dossier = row->dossier, .notification = row->notification, .agent = row->agent, .n = row->n, .version = row->version, .delay_days = row->delay_days,
		.extended_days = row->extended_days, .requested_utc_s = row->requested_utc_s, .opened_utc_s = row->opened_utc_s, .answered_utc_s = row->answered_utc_s, .cancelled_utc_s = row->cancelled_utc_s,
		.extension_asked_utc_s = row->extension_asked_utc_s, .extension_answered_utc_s = row->extension_answered_utc_s, .opened = row->opened, .due = row->due, .from_state = row->from_state };
	c->running = d->state == GT_STATE_COMPLEMENT_ASKED && !row->answered_utc_s && !row->cancelled_utc_s;
	c->extension_waits = row->extension_asked_utc_s && !row->extension_answered_utc_s;
	int rc = gt_complement_unseal(r->desk, r->arena, "complement", row->id, row->words, &c->words, err);
	if (rc == GT_OK) rc = gt_complement_unseal(r->desk, r->arena, "complement-extension", row->id, row->extension_reason, &c->extension_reason, err);
	c->items = gt_new_n(r->arena, struct gt_complement_item, r->n_items + 1);
	for (size_t i = 0; rc == GT_OK && i < r->n_items; i++)
		if (gt_id_eq(r->items[i].complement, row->id)) rc = item_of(r, &r->items[i], d, &c->items[c->n_items++], err);
	return rc;
}

int gt_complements_list(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, struct gt_complement **ret, size_t *ret_n, struct gt_error *err)
{
	GT_CHECK(d, GT_DOSSIER_MAGIC);
	struct reading r = { .desk = desk, .arena = arena };
	struct gt_complement_row *rows;
	struct gt_document_at at = gt_dossier_documents_at(desk);
	size_t n;
	int rc = gt_complement_store_list(desk->db, arena, d->id, &rows, &n, err);
	if (rc == GT_OK && n) rc = gt_complement_store_items(desk->db, arena, d->id, &r.items, &r.n_items, err);
	if (rc == GT_OK && n) rc = gt_complement_store_documents(desk->db, arena, d->id, &r.filed, &r.n_filed, err);
	if (rc == GT_OK && n) rc = gt_document_list(&at, arena, d->id, /* all_states= */ true, &r.documents, &r.n_documents, err);
	struct gt_complement *out = gt_new_n(arena, struct gt_complement, n + 1);
	for (size_t i = 0; rc == GT_OK && i < n; i++) rc = complement_of(&r, &rows[i], d, &out[i], err);
	if (rc != GT_OK) return rc;
	*ret = out;
	*ret_n = n;
	return GT_OK;
}

int gt_complement_running(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, struct gt_complement **ret, struct gt_error *err)
{
	struct gt_complement *all;
	size_t n;
	*ret = NULL;
	if (d->state != GT_STATE_COMPLEMENT_ASKED) return GT_OK;
	int rc = gt_complements_list(desk, arena, d, &all, &n, err);
	if (rc == GT_OK && n && all[n - 1].running) *ret = &all[n - 1];
	return rc;
}

int gt_complement_of_notice(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, struct gt_id notice, struct gt_complement **ret, struct gt_error *err)
{
	struct gt_complement *all;
	size_t n;
	int rc = gt_complements_list(desk, arena, d, &all, &n, err);
	if (rc != GT_OK) return rc;
	while (n-- > 0)
		if (gt_id_eq(all[n].notification, notice)) { *ret = &all[n]; return GT_OK; }
	return gt_fail(err, GT_NOTFOUND, "no complement of that notification");
}

int64_t gt_complement_days(const struct gt_complement *c) { return c->extended_days && c->due.y && c->opened.y ? gt_days_between(c->opened, c->due) : c->delay_days; }
