/* What was said about a request, for its export: messages of both sides, complements with their answers. An applicant gets no complement whose
 * notification they have not opened, an agent no answer that was not sent. */
#include "dossier/complement.h"
#include "dossier/export_priv.h"
#include "dossier/message.h"

static void add_time(xmlNodePtr el, const char *name, int64_t utc_s)
{
	char at[32];
	if (!utc_s) return;
	gt_time_text(utc_s, at);
	gt_attr(el, name, at);
}

/* Line by line: paper knows no other way to end a line. */
static void add_words(struct gt_arena *arena, xmlNodePtr parent, const char *name, const char *text)
{
	if (gt_empty(text)) return;
	xmlNodePtr el = gt_el(parent, name);
	for (const char *end; *text; text = *end ? end + 1 : end) {
		end = text + strcspn(text, "\n");
		if (end > text) gt_el_text(el, "line", gt_arena_strndup(arena, text, (size_t)(end - text)));
	}
}

static void add_files(xmlNodePtr parent, const char *name, const struct gt_document *const *files, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		xmlNodePtr el = gt_el(parent, name);
		gt_attr(el, "name", files[i]->name);
		gt_attr(el, "state", files[i]->state);
	}
}

static int add_messages(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, bool agent, xmlNodePtr parent, struct gt_error *err)
{
	struct gt_message *all;
	size_t n, unread;
	int rc = gt_messages_list(desk, arena, d, agent, &all, &n, &unread, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) {
		xmlNodePtr el = gt_el(parent, "message");
		gt_attr(el, "by", all[i].from_agent ? "agent" : "user");
		add_time(el, "at", all[i].at_utc_s);
		add_time(el, "read", all[i].read_utc_s);
		add_words(arena, el, "words", all[i].text);
		add_files(el, "document", all[i].files, all[i].n_files);
	}
	return rc;
}

static void add_value(struct gt_dossier *d, xmlNodePtr parent, const char *name, const struct gt_complement_item *it, const char *value)
{
	const char *type, *words = gt_marked_words(d->answers, it->piece, value, &type);
	if (gt_empty(words)) return;
	xmlNodePtr el = gt_el(parent, name);
	gt_attr(el, "value", words);
	gt_attr(el, "type", type);
}

static void add_item(struct gt_arena *arena, struct gt_dossier *d, const char *lang, const struct gt_complement_item *it, bool answer, xmlNodePtr parent)
{
	struct gt_piece p;
	xmlNodePtr el = gt_el(parent, "asked");
	gt_attr(el, "heading", gt_piece_find(d, arena, it->piece, lang, &p) ? p.heading : it->piece);
	gt_attr(el, "mark", gt_mark_name(it->mark));
	add_words(arena, el, "observation", gt_item_observation(arena, d, lang, it));
	add_files(el, "before", it->before, it->n_before);
	if (it->of_answer) add_value(d, el, "was", it, it->was);
	if (!answer || it->answer == GT_ANSWER_NONE) return;
	gt_attr(el, "answer", it->answer == GT_ANSWER_KEEP ? "keep" : "replace");
	gt_attr_flag(el, "of-answer", it->of_answer);
	add_files(el, "after", it->after, it->n_after);
	if (it->of_answer && it->answered && it->answer == GT_ANSWER_REPLACE) add_value(d, el, "now", it, it->now);
	add_words(arena, el, "said", it->answer == GT_ANSWER_KEEP ? it->reason : it->message);
}

static int add_complements(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, bool agent, const char *lang, xmlNodePtr parent, struct gt_error *err)
{
	struct gt_complement *all;
	size_t n;
	char day[11];
	int rc = gt_complements_list(desk, arena, d, &all, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) {
		const struct gt_complement *c = &all[i];
		if (!agent && !c->opened_utc_s) continue;
		xmlNodePtr el = gt_el(parent, "complement");
		gt_attr_int(el, "n", c->n);
		add_time(el, "at", c->requested_utc_s);
		add_time(el, "opened", c->opened_utc_s);
		if (c->due.y) gt_attr(el, "due", gt_date_iso(c->due, day));
		add_time(el, "answered", c->answered_utc_s);
		add_time(el, "cancelled", c->cancelled_utc_s);
		add_words(arena, el, "words", c->words);
		for (size_t k = 0; k < c->n_items; k++) add_item(arena, d, lang, &c->items[k], !agent || c->answered_utc_s, el);
		add_words(arena, el, "extension", c->extension_reason);
	}
	return rc;
}

int gt_export_said(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_export_for *who, xmlNodePtr parent, struct gt_error *err)
{
	if (d->state == GT_STATE_DRAFT) return GT_OK;
	int rc = add_complements(desk, arena, d, who->agent != NULL, gt_export_lang(who), parent, err);
	return rc == GT_OK ? add_messages(desk, arena, d, who->agent != NULL, parent, err) : rc;
}
