/* What becomes of a request, for the applicant: states passed and to come, who must act, legal dates, papers. An outcome is not told here before its
 * notification is opened: the acknowledgement of receipt starts the delays. */
#include "web/complement_priv.h"
#include "web/counter_priv.h"

/* What the person is told while the notification waits, in place of the outcome. */
#define DECIDED "decided"
/* The journal's word for what ended by rule, right after the deposit. */
#define ENDED_ALONE "record"

static bool outcome_told(struct gt_visit *v)
{
	bool waits = true;
	/* When in doubt, not yet. */
	return gt_notice_decision_waits(&v->web->desk, v->dossier->id, &waits, NULL) == GT_OK && !waits;
}

static void add_day(xmlNodePtr el, const char *name, struct gt_date d)
{
	char day[11];
	if (d.y) gt_attr(el, name, gt_date_iso(d, day));
}

void gt_request_head(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_dossier *d = v->dossier;
	bool decided = gt_state_decided(d->state);
	struct gt_date opened = { 0 };
	xmlNodePtr el = gt_el(root, "request");
	gt_attr(el, "number", d->number);
	gt_attr(el, "state", decided && !outcome_told(v) ? DECIDED : gt_state_name(d->state));
	if (d->service) gt_attr(el, "service", gt_dossier_service_name(&v->web->desk, v->arena, d->service));
	gt_page_time(el, "deposited", d->deposited_utc_s);
	if (!decided) add_day(el, "prolonged-to", d->prolonged_to);
	if (d->state == GT_STATE_COMPLEMENT_ASKED) add_day(el, "due", d->due);
	/* The delay of an appeal runs from the day the refusal, or the closing, was opened. */
	if ((d->state == GT_STATE_UNFAVOURABLE || d->state == GT_STATE_CLOSED_INCOMPLETE) && d->procedure->delays.appeal_months && gt_notice_decision_opened(&v->web->desk, d->id, &opened, NULL) == GT_OK && opened.y)
		add_day(el, "appeal", gt_date_add_months(opened, d->procedure->delays.appeal_months));
	gt_attr(el, "email", v->applicant->email);
	/* The agents' own page of it is open where it is theirs; the counter may be another service's. */
	if (!v->counter) gt_attr(el, "follow-up", gt_request_href(v, ""));
	else if (gt_agent_may(v->agent, "lecteur", d->service)) gt_attr(el, "follow-up", gt_file_href(v, ""));
}

int gt_request_ended_alone(struct gt_visit *v, bool *ret)
{
	struct gt_event *events;
	size_t n;
	*ret = false;
	int rc = gt_dossier_events(&v->web->desk, v->arena, v->dossier->id, &events, &n, &v->err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) *ret |= gt_streq(events[i].verb, ENDED_ALONE);
	return rc;
}

xmlNodePtr gt_paper_view(struct gt_visit *v, xmlNodePtr root, const struct gt_paper *paper)
{
	char id[GT_ID_TEXT];
	xmlNodePtr el = gt_el(root, "paper");
	gt_attr(el, "kind", paper->kind);
	gt_attr(el, "label", gt_procedure_text(v->dossier->procedure, v->lang, gt_arena_printf(v->arena, "paper.%s", paper->kind), NULL));
	gt_attr(el, "href", gt_dossier_href(v, gt_arena_printf(v->arena, "/papiers/%s", gt_id_text(paper->id, id))));
	gt_page_time(el, "at", paper->made_utc_s);
	gt_attr_flag(el, "revoked", paper->revoked);
	return el;
}

int gt_request_papers(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_paper *papers;
	size_t n;
	int rc = gt_papers_told(&v->web->desk, v->arena, v->dossier->id, &papers, &n, &v->err);
	if (rc != GT_OK) return rc;
	for (size_t i = 0; i < n; i++)
		if (gt_counter_gives(v, &papers[i])) gt_paper_view(v, root, &papers[i]);
	return GT_OK;
}

/* ---- the timeline ---- */
const char *gt_who_acts(const char *state)
{
	static const struct { const char *state, *who; } next[] = {
		{ "complement-asked", "user" }, { DECIDED, "user" }, { "available", "user" }, { "handed", NULL }, { "unfavourable", NULL }, { "recorded", NULL }, { "closed-incomplete", NULL }, { "withdrawn", NULL },
	};
	for (size_t i = 0; i < GT_COUNT(next); i++)
		if (gt_streq(state, next[i].state)) return next[i].who;
	return "service";
}

/* Proposals and signatures are the service's own affair: the examination goes on. */
static const char *told_state(const char *state, bool told)
{
	if (gt_streq(state, "draft")) return NULL;
	if (gt_streq(state, "proposed")) return "examined";
	return !told && gt_state_decided(gt_state_parse(state)) ? DECIDED : state;
}

static xmlNodePtr event(xmlNodePtr timeline, const char *state)
{
	xmlNodePtr el = gt_el(timeline, "event");
	gt_attr(el, "state", state);
	return el;
}

/* After a favourable decision on anything else there is nothing to wait for. */
static bool brings_title(const struct gt_procedure *p) { return gt_streq(p->nature, "renewal") || gt_streq(p->nature, "first"); }

/* Files that came with a rectification are told by it: one act, one moment. */
static bool part_of_act(const struct gt_event *events, size_t n, size_t i)
{
	for (size_t k = i + 1; k < n && events[k].at_utc_s == events[i].at_utc_s; k++)
		if (gt_streq(events[k].verb, "rectify")) return gt_streq(events[i].verb, "upload");
	return false;
}

static void given(xmlNodePtr timeline, const char *verb, const char *at)
{
	xmlNodePtr el = gt_el(timeline, "event");
	gt_attr(el, "verb", verb);
	gt_attr(el, "at", at);
}

/* Of the road ahead only what is sure to come. */
static void add_ahead(struct gt_visit *v, xmlNodePtr timeline, const char *here)
{
	static const char *const road[] = { "deposited", "verifying", "examined", DECIDED, "in-fabrication", "available", "handed" };
	size_t at = 0, n = brings_title(v->dossier->procedure) ? GT_COUNT(road) : 4;
	if (!gt_who_acts(here)) return;
	for (size_t i = 0; i < GT_COUNT(road); i++)
		if (gt_streq(road[i], here)) at = i;
	if (gt_streq(here, "complement-asked") || gt_streq(here, "complement-received")) at = 1;
	if (gt_streq(here, "favourable")) at = 3;
	/* Nothing follows for sure a decision that nobody has read. */
	if (gt_streq(here, DECIDED)) return;
	for (size_t i = at + 1; i < n; i++) event(timeline, road[i]);
}

static int add_timeline(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_event *events;
	size_t n;
	bool told = outcome_told(v);
	const char *here = NULL;
	xmlNodePtr last = NULL;
	int rc = gt_dossier_events(&v->web->desk, v->arena, v->dossier->id, &events, &n, &v->err);
	if (rc != GT_OK) return rc;
	xmlNodePtr timeline = gt_el(root, "timeline");
	for (size_t i = 0; i < n; i++) {
		char at[32];
		gt_time_text(events[i].at_utc_s, at);
		if (!events[i].to_state) {
			/* What was given after the deposit; the files of a draft came with it. */
			if (last && !part_of_act(events, n, i)) given(timeline, events[i].verb, at);
			continue;
		}
		const char *state = told_state(events[i].to_state, told);
		if (!state || gt_streq(state, here)) continue;
		last = event(timeline, here = state);
		gt_attr(last, "at", at);
		gt_attr_flag(last, "automatic", gt_streq(events[i].verb, ENDED_ALONE));
	}
	if (!last) return GT_OK;
	gt_attr(last, "who", gt_streq(here, "favourable") && !brings_title(v->dossier->procedure) ? NULL : gt_who_acts(here));
	add_ahead(v, timeline, here);
	return GT_OK;
}

int page_follow_up(struct gt_visit *v)
{
	struct gt_dossier *d = v->dossier;
	if (d->state == GT_STATE_DRAFT) {
		const struct gt_step *s = d->step ? gt_procedure_step(d->procedure, d->step) : NULL;
		return gt_see_other(v, "%s", s ? gt_request_step_href(v, s) : gt_request_href(v, "/preambule"));
	}
	gt_request_page(v, "follow-up");
	return gt_follow_show(v, 200);
}

/* An answer is waited for: where it is given, and until when. */
static int add_wanted(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_complement *c;
	char id[GT_ID_TEXT];
	int rc = gt_complement_running(&v->web->desk, v->arena, v->dossier, &c, &v->err);
	if (rc != GT_OK || !c) return rc;
	xmlNodePtr el = gt_el(root, "wanted");
	gt_attr(el, "href", gt_arena_printf(v->arena, "/notifications/%s", gt_id_text(c->notification, id)));
	if (c->due.y) {
		gt_complement_day(el, "due", c->due);
		gt_attr_int(el, "days-left", gt_days_between(gt_today(), c->due));
	}
	return GT_OK;
}

/* Whom to turn to; and, once the day of silence is there for them, what it means. */
static int add_service(struct gt_visit *v, xmlNodePtr root)
{
	const struct gt_dossier *d = v->dossier;
	struct gt_register_service s = { 0 };
	if (!d->service) return GT_OK;
	int rc = gt_register_service(v->web->at.db, v->arena, d->service, &s, &v->err);
	if (rc != GT_OK && rc != GT_NOTFOUND) return rc;
	gt_service_view(root, &s);
	if (!gt_state_waits(d->state) || !d->silence.y) return GT_OK;
	xmlNodePtr el = gt_el(root, "silence");
	add_day(el, "on", d->silence);
	gt_attr(el, "effect", d->procedure->delays.silence_refuses ? "refusal" : "acceptance");
	gt_attr_flag(el, "passed", gt_date_cmp(gt_date_in_zone(gt_now_utc_s(), s.time_zone), d->silence) >= 0);
	if (d->procedure->delays.appeal_months) gt_attr_int(el, "appeal-months", d->procedure->delays.appeal_months);
	return GT_OK;
}

int gt_follow_show(struct gt_visit *v, int status)
{
	xmlNodePtr root = gt_xml_root(v->page);
	if (gt_state_decided(v->dossier->state) && !outcome_told(v)) gt_page_message(v, "info", "decision-waits");
	gt_request_head(v, root);
	int rc = add_service(v, root);
	if (rc == GT_OK) rc = add_wanted(v, root);
	if (rc == GT_OK) rc = add_timeline(v, root);
	if (rc == GT_OK) rc = gt_request_acts(v, root);
	if (rc == GT_OK) rc = gt_request_papers(v, root);
	if (rc == GT_OK) rc = gt_thread_view(v, root);
	return rc == GT_OK ? gt_page_send_status(v, status) : rc;
}
