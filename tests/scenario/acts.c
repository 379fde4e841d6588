/* What people of a story do: through the domain rooms, as the pages would. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "dossier/alert.h"
#include "dossier/close.h"
#include "dossier/complement.h"
#include "dossier/decide.h"
#include "dossier/due.h"
#include "dossier/notify.h"
#include "dossier/work.h"
#include "pdf/pdf.h"
#include "plugin/plugin.h"
#include "tests/scenario/story.h"

#define ALL 40                           /* files of one story's request */

static bool is(const char *word, const char *what) { return word && strcmp(word, what) == 0; }

/* ---- the clock ---- */
bool clock_act(struct story *s, const char *const *w, size_t n)
{
	int y, m, d, hh = 9, mm = 0;
	if (n == 1 && (w[0][0] == '+' || w[0][0] == '-')) {
		char *unit;
		long long k = strtoll(w[0], &unit, 10);
		/* A day later is the same hour by the clock on the wall, whatever became of the hour between. */
		struct gt_date day = gt_date_add_days(gt_today(), is(unit, "d") ? k : 0);
		int64_t now = gt_now_utc_s() + (is(unit, "h") ? k * 3600 : is(unit, "d") ? k * 86400 : 0);
		if (is(unit, "d")) for (int i = 0; i < 3 && gt_date_cmp(gt_date_of(now), day) != 0; i++) now += gt_date_cmp(gt_date_of(now), day) < 0 ? 3600 : -3600;
		gt_world_clock(s->w, now);
		return true;
	}
	if (n != 1 || sscanf(w[0], "%d-%d-%dT%d:%d", &y, &m, &d, &hh, &mm) < 3) return wrong(s, "no such time");
	struct gt_date day = { (int16_t)y, (int8_t)m, (int8_t)d };
	int64_t t = gt_days_between((struct gt_date){ 1970, 1, 1 }, day) * 86400 + hh * 3600 + mm * 60;
	char text[32];
	for (int zone = 2; zone >= 1; zone--) {
		gt_time_text(t - zone * 3600, text);
		if (atoi(text + 11) == hh) { gt_world_clock(s->w, t - zone * 3600); return true; }
	}
	return wrong(s, "that hour does not exist");
}

bool service_act(struct story *s, const char *const *w, size_t n)
{
	if (n < 4) return wrong(s, "no such service");
	sql(s, "INSERT INTO service (code, name, address, email, phone, time_zone, departments) VALUES ('%s', '%s', '1 rue de la République', 'accueil@exemple.test', '01 99 00 00 00', '%s', '%s')", w[0], w[3], w[1], w[2]);
	return true;
}

/* ---- an applicant ---- */
static bool holds(struct story *s, struct person *p, const char *const *w, size_t n)
{
	if (n < 5) return wrong(s, "no such title");
	const char *number = gt_arena_printf(s->arena, "59030990%02zu", s->n_people);
	p->who = (struct gt_applicant){ .account = gt_id_new(), .foreigner_number = number, .email = gt_arena_printf(s->arena, "%s@exemple.test", p->name), .lang = "fr" };
	sql(s, "INSERT INTO person (foreigner_number, birth_name, given_names, sex, birth_date, birth_place, birth_country, nationality, address_number, address_street, postcode, city, address_country, insee, folded_name, source, updated_utc_s) "
		"VALUES ('%s', 'ACC', '%s', 'F', '1990-05-01', 'CANCUN', 'MX', '%s', '20', 'RUE NATIONALE', '59000', 'LILLE', 'FR', '%s', 'acc %s', 'test', 1)", number, p->name, w[3], w[4], p->name);
	sql(s, "INSERT INTO title (number, foreigner_number, category, mention, valid_from, valid_to, source, updated_utc_s) VALUES ('99%s', '%s', '%s', 'VIE PRIVÉE ET FAMILIALE', '%s', '%s', 'test', 1)", number, number, w[0], w[1], w[2]);
	sql(s, "INSERT INTO account (id, foreigner_number, email, email_typed, lang, state, created_utc_s) VALUES (X'%s', '%s', '%s', '%s', 'fr', 'active', 1)", hex(s, p->who.account), number, p->who.email, p->who.email);
	return true;
}

static bool starts(struct story *s, struct person *p, const char *id)
{
	struct gt_error err = { 0 };
	const struct gt_procedure *procedure = gt_plugins_procedure(s->w->plugins, id, NULL);
	struct gt_findings f = gt_findings_new(s->arena);
	if (!procedure) return wrong(s, "no such procedure");
	return good(s, gt_dossier_begin(&s->w->user, s->arena, &p->who, procedure, "self", &f, &p->dossier, &err), &err);
}

static bool opened(struct story *s, const struct person *p, struct gt_dossier **ret)
{
	struct gt_error err = { 0 };
	return good(s, gt_dossier_open(&s->w->user, s->arena, p->dossier, &p->who, ret, &err), &err);
}

static bool join_files(struct story *s, struct gt_dossier *d, xmlNodePtr el)
{
	int64_t files = 1;
	gt_parse_i64(gt_xml_attr(el, "files") ? gt_xml_attr(el, "files") : "1", 0, ALL, &files);
	for (int64_t i = 0; i < files; i++) {
		struct gt_document doc;
		struct gt_file_finding finding = { 0 };
		struct gt_error err = { 0 };
		int bytes, fd = gt_world_file(&bytes);
		struct gt_file_sent sent = { .justificatif = gt_xml_attr(el, "justificatif"), .paper_case = gt_xml_attr(el, "case"), .name = "piece.bmp", .fd = fd, .bytes = bytes };
		int rc = gt_dossier_join(&s->w->user, s->arena, d, &sent, &doc, &finding, &err);
		close(fd);
		if (rc != GT_OK) return wrong(s, "%s: %s (%s)", gt_xml_attr(el, "justificatif"), err.message, finding.id ? finding.id : "");
	}
	return true;
}

/* A date in three parts, as a browser sends it. */
static size_t typed(struct story *s, xmlNodePtr scenario, const char *step, struct gt_pair *out)
{
	static int photos;
	size_t n = 0, len = strlen(step);
	GT_XML_EACH(x, scenario, "answer") {
		const char *name = gt_xml_attr(x, "field"), *v = gt_xml_text(s->arena, x);
		if (!gt_starts(name, step) || name[len] != '.') continue;
		if (strlen(v) == 10 && v[4] == '-' && v[7] == '-') {
			out[n++] = (struct gt_pair){ gt_arena_printf(s->arena, "%s.d", name), v + 8 };
			out[n++] = (struct gt_pair){ gt_arena_printf(s->arena, "%s.m", name), gt_arena_strndup(s->arena, v + 5, 2) };
			out[n++] = (struct gt_pair){ gt_arena_printf(s->arena, "%s.y", name), gt_arena_strndup(s->arena, v, 4) };
		} else out[n++] = (struct gt_pair){ name, strcmp(name, "justificatifs.ephoto") ? v : gt_arena_printf(s->arena, "EPHOTO%016d", photos++) };   /* one serves one request */
	}
	return n;
}

static bool type_step(struct story *s, struct gt_dossier *d, xmlNodePtr scenario, const struct gt_step *step)
{
	static const char *const confirmed[] = { "motif.accueillant", "justificatifs.ephoto" };
	struct gt_error err = { 0 };
	struct gt_pair *pairs = gt_new_n(s->arena, struct gt_pair, 400);
	gt_step_post(d->answers, step, GT_POST_WHOLE, pairs, typed(s, scenario, step->id, pairs), NULL);
	for (size_t i = 0; i < GT_COUNT(confirmed); i++)
		if (gt_starts(confirmed[i], step->id)) gt_step_post(d->answers, step, GT_POST_PART, &(struct gt_pair){ "confirm", confirmed[i] }, 1, NULL);
	return good(s, gt_dossier_save(&s->w->user, s->arena, d, d->version, step->id, &err), &err);
}

static bool answers(struct story *s, struct person *p, const char *file)
{
	struct gt_dossier *d;
	xmlDocPtr doc;
	struct gt_error err = { 0 };
	if (!opened(s, p, &d)) return false;
	const char *path = gt_harness_source(s->arena, gt_arena_printf(s->arena, "plugins/%s/scenarios/%s", d->procedure->id, file));
	if (!good(s, gt_xml_parse_file(s->arena, path, 1 << 20, &doc, &err), &err)) return false;
	for (size_t i = 0; i < d->procedure->n_steps; i++) {
		const struct gt_step *step = &d->procedure->steps[i];
		if (step->kind > GT_STEP_JUSTIFICATIFS) continue;
		if (!type_step(s, d, gt_xml_root(doc), step)) return false;
	}
	if (!opened(s, p, &d)) return false;
	GT_XML_EACH(x, gt_xml_root(doc), "join") if (!join_files(s, d, x)) return false;
	return true;
}

static bool deposits(struct story *s, struct person *p)
{
	struct gt_dossier *d;
	struct gt_error err = { 0 };
	struct gt_findings f = gt_findings_new(s->arena);
	if (!opened(s, p, &d)) return false;
	if (gt_dossier_deposit(&s->w->user, s->arena, d, d->version, "fr", &f, &err) == GT_OK) return true;
	for (size_t i = 0; i < f.n; i++) printf("# finding: %s %s %s\n", f.items[i].field ? f.items[i].field : "-", f.items[i].id ? f.items[i].id : "", f.items[i].text ? f.items[i].text : "");
	return wrong(s, "%s", err.message);
}

/* Everything that is asked is kept after all, with a word why. */
static bool replies(struct story *s, const struct person *p)
{
	struct gt_dossier *d;
	struct gt_complement *c;
	struct gt_error err = { 0 };
	struct gt_findings f = gt_findings_new(s->arena);
	if (!opened(s, p, &d) || !good(s, gt_complement_running(&s->w->user, s->arena, d, &c, &err), &err)) return false;
	if (!c) return wrong(s, "nothing is asked");
	struct gt_complement_answer *all = gt_new_n(s->arena, struct gt_complement_answer, c->n_items);
	for (size_t i = 0; i < c->n_items; i++) all[i] = (struct gt_complement_answer){ .n = c->items[i].n, .answer = GT_ANSWER_KEEP, .reason = "Le document est complet." };
	return good(s, gt_complement_save(&s->w->user, s->arena, d, c, c->version, all, c->n_items, &err), &err)
		&& good(s, gt_complement_send(&s->w->user, s->arena, d, c, gt_id_new(), c->version, &f, &err), &err);
}

static bool opens(struct story *s, const struct person *p, const char *type)
{
	struct gt_notice *all;
	size_t n;
	struct gt_error err = { 0 };
	if (!good(s, gt_notices_list(&s->w->user, s->arena, p->who.account, GT_NOTICES_UNREAD, &all, &n, &err), &err)) return false;
	for (size_t i = 0; i < n; i++)
		if (is(type, all[i].type)) return good(s, gt_notice_open(&s->w->user, p->who.account, all[i].id, &err), &err);
	return wrong(s, "no unopened notification of that type");
}

static bool gets(struct story *s, const struct person *p, const char *kind)
{
	struct gt_paper *papers;
	size_t n;
	struct gt_str pdf;
	struct gt_error err = { 0 };
	if (!good(s, gt_papers_told(&s->w->user, s->arena, p->dossier, &papers, &n, &err), &err)) return false;
	while (n-- > 0)
		if (is(kind, papers[n].kind)) return good(s, gt_paper_read_told(&s->w->user, s->arena, p->dossier, papers[n].id, &pdf, &err), &err) && (pdf.n > 1000 || wrong(s, "an empty paper"));
	return wrong(s, "no paper of that kind");
}

bool user_act(struct story *s, const char *const *w, size_t n)
{
	if (n < 2) return wrong(s, "no such act of a user");
	if (is(w[1], "HOLDS")) return holds(s, person_new(s, w[0]), w + 2, n - 2);
	struct person *p = person_of(s, w[0]);
	if (!p) return false;
	if (is(w[1], "STARTS")) return starts(s, p, w[2]);
	if (is(w[1], "ANSWERS")) return answers(s, p, w[2]);
	if (is(w[1], "DEPOSITS")) return deposits(s, p);
	if (is(w[1], "OPENS")) return opens(s, p, w[2]);
	if (is(w[1], "REPLIES")) return replies(s, p);
	if (is(w[1], "GETS")) return gets(s, p, w[2]);
	return wrong(s, "no such act of a user: %s", w[1]);
}

/* ---- an agent ---- */
struct file { struct gt_dossier *d; struct gt_file_work work; };

static bool file_of(struct story *s, const struct person *agent, const char *of, struct file *ret)
{
	struct gt_error err = { 0 };
	const struct person *p = person_of(s, of);
	return p && good(s, gt_work_open_file(&s->w->agent, s->arena, &agent->agent, p->dossier, &ret->d, &ret->work, &err), &err);
}

static bool becomes(struct story *s, const char *name, const char *role, const char *service)
{
	struct person *p = person_new(s, name);
	p->roles[0] = (struct gt_agent_role){ role, service };
	p->agent = (struct gt_agent_session){ .agent = gt_id_new(), .login = p->name, .name = p->name, .lang = "fr", .enrolled = true, .roles = p->roles, .n_roles = 1 };
	sql(s, "INSERT INTO agent (id, login, name, email, state, created_utc_s) VALUES (X'%s', '%s', '%s', '%s@agents.test', 'active', 1)", hex(s, p->agent.agent), p->name, p->name, p->name);
	sql(s, "INSERT INTO agent_role (agent, role, service) VALUES (X'%s', '%s', '%s')", hex(s, p->agent.agent), role, service);
	return true;
}

static bool decides(struct story *s, const struct person *p, struct file *f, const char *const *w, size_t n)
{
	struct gt_error err = { 0 };
	struct gt_findings findings = gt_findings_new(s->arena);
	struct gt_pair pairs[WORDS_MAX];
	const char *reasons[1];
	struct gt_decide_order o = { .decision = gt_procedure_decision(f->d->procedure, w[0]), .act = gt_id_new(), .version_seen = f->d->version, .pairs = pairs, .reasons = reasons };
	if (!o.decision) return wrong(s, "no such decision");
	for (size_t i = 1; i < n; i++) {
		const char *eq = strchr(w[i], '=');
		if (!eq) return wrong(s, "no such value: %s", w[i]);
		if (gt_starts(w[i], "reason=")) { reasons[0] = eq + 1; o.n_reasons = 1; continue; }
		if (gt_starts(w[i], "words=")) { o.words = eq + 1; continue; }
		pairs[o.n_pairs++] = (struct gt_pair){ gt_arena_printf(s->arena, "decision.%.*s", (int)(eq - w[i]), w[i]), eq + 1 };
	}
	return good(s, gt_decide(&s->w->agent, s->arena, f->d, &f->work, &p->agent, &o, &findings, &err), &err);
}

static bool treats(struct story *s, const struct person *p, const char *kind)
{
	struct gt_alert *all;
	size_t n;
	struct gt_error err = { 0 };
	if (!good(s, gt_alerts_list(&s->w->agent, s->arena, &p->agent, GT_ALERTS_OPEN, kind, &all, &n, &err), &err)) return false;
	return n ? good(s, gt_alert_treat(&s->w->agent, &p->agent, all[0].id, &err), &err) : wrong(s, "no alert of that kind waits");
}

/* Marks one justificatif and asks for it; what is marked already is asked for with it. */
static bool asks(struct story *s, const struct person *p, const char *of, const char *justificatif)
{
	struct file f;
	struct gt_error err = { 0 };
	struct gt_findings findings = gt_findings_new(s->arena);
	if (!file_of(s, p, of, &f)) return false;
	struct gt_mark_order mark = { .act = gt_id_new(), .version_seen = f.d->version, .piece = justificatif, .reason = "illisible", .kind = GT_MARK_UNREADABLE };
	if (!good(s, gt_mark_set(&s->w->agent, s->arena, f.d, &f.work, &p->agent, &mark, &findings, &err), &err) || !file_of(s, p, of, &f)) return false;
	struct gt_complement_order order = { .act = gt_id_new(), .version_seen = f.d->version };
	return good(s, gt_complement_ask(&s->w->agent, s->arena, f.d, &f.work, &p->agent, &order, &findings, &err), &err);
}

static bool extends(struct story *s, const struct person *p, struct file *f, const char *days)
{
	struct gt_error err = { 0 };
	struct gt_findings findings = gt_findings_new(s->arena);
	int64_t n;
	if (!days || !gt_parse_i64(days, 0, 1000, &n)) return wrong(s, "no such days");
	return good(s, gt_complement_extend(&s->w->agent, s->arena, f->d, &f->work, &p->agent, gt_id_new(), f->d->version, n, &findings, &err), &err);
}

bool agent_act(struct story *s, const char *const *w, size_t n)
{
	struct gt_error err = { 0 };
	struct file f;
	if (n < 3) return wrong(s, "no such act of an agent");
	if (is(w[1], "IS")) return becomes(s, w[0], w[2], n > 4 ? w[4] : "5901");
	struct person *p = person_of(s, w[0]);
	if (!p) return false;
	if (is(w[1], "TREATS")) return treats(s, p, n > 3 ? w[3] : w[2]);
	if (!file_of(s, p, w[2], &f)) return false;
	struct gt_findings findings = gt_findings_new(s->arena);
	if (is(w[1], "SIGNS")) return good(s, gt_decide_sign(&s->w->agent, s->arena, f.d, &f.work, &p->agent, gt_id_new(), f.d->version, &findings, &err), &err);
	if (is(w[1], "CLAIMS")) return good(s, gt_work_claim(&s->w->agent, f.d, &p->agent, f.d->version, &err), &err);
	if (is(w[1], "DECIDES")) return decides(s, p, &f, w + 3, n - 3);
	if (is(w[1], "ASKS")) return asks(s, p, w[2], w[3]);
	if (is(w[1], "EXTENDS")) return extends(s, p, &f, w[3]);
	struct gt_close_order order = { .act = gt_id_new(), .version_seen = f.d->version, .words = w[3] };
	if (is(w[1], "CLOSES")) return good(s, gt_close_incomplete(&s->w->agent, s->arena, f.d, &f.work, &p->agent, &order, &findings, &err), &err);
	if (is(w[1], "REOPENS")) return good(s, gt_reopen(&s->w->agent, s->arena, f.d, &f.work, &p->agent, &order, &findings, &err), &err);
	if (is(w[1], "PROLONGS")) return good(s, gt_prolong_by_hand(&s->w->agent, s->arena, f.d, &f.work, &p->agent, &(struct gt_prolong_order){ .act = gt_id_new(), .version_seen = f.d->version, .words = w[3] }, &findings, &err), &err);
	return wrong(s, "no such act of an agent: %s", w[1]);
}

/* ---- guichet-jobs ---- */
static int walk_all(struct gt_desk *desk, struct gt_error *err)
{
	static gt_due_walk *const walks[] = { gt_due_complements, gt_due_unopened, gt_due_prolongations, gt_due_silence, gt_due_drafts, gt_due_mails, gt_due_digests };
	int rc = GT_OK;
	int64_t done = 0;
	for (size_t i = 0; rc == GT_OK && i < GT_COUNT(walks); i++) rc = walks[i](desk, NULL, &done, err);
	return rc;
}

/* Two programs that do not know of each other: each has a connection and a drawing process, and begins when both are ready. */
static bool walk_twice_at_once(struct story *s)
{
	int gate[2];
	pid_t pids[2];
	bool fine = true;
	char c;
	gt_pdf_end();
	if (pipe(gate) != 0) return wrong(s, "no pipe");
	for (size_t i = 0; i < 2; i++) {
		pids[i] = fork();
		if (pids[i] != 0) continue;
		struct gt_desk own = s->w->jobs;
		struct gt_error err = { 0 };
		if (gt_pdf_warm(NULL, s->w->sheets, &err) != GT_OK) _exit(2);
		own.db = gt_harness_db(s->w->h, "jobs");
		close(gate[1]);
		if (read(gate[0], &c, 1) != 0) _exit(3);
		int rc = walk_all(&own, &err);
		if (rc != GT_OK) fprintf(stderr, "%s: %s (%s)\n", gt_rc_name(rc), err.message, err.detail);
		gt_pdf_end();
		_exit(rc == GT_OK ? 0 : 1);
	}
	close(gate[0]);
	usleep(300000);
	close(gate[1]);
	for (size_t i = 0; i < 2; i++) {
		int status = -1;
		waitpid(pids[i], &status, 0);
		fine = fine && status == 0;
	}
	struct gt_error err = { 0 };
	return good(s, gt_pdf_warm(NULL, s->w->sheets, &err), &err) && (fine || wrong(s, "one of them failed"));
}

bool jobs_act(struct story *s, const char *const *w, size_t n)
{
	struct gt_error err = { 0 };
	if (n == 0 || !is(w[0], "RUN")) return wrong(s, "no such act of guichet-jobs");
	/* Nobody receives mails here: what was queued has left at once, unless the story says otherwise. */
	if (!(n > 1 && is(w[1], "WITHOUT"))) sql(s, "UPDATE outbox SET state = 'sent', sent_utc_s = created_utc_s, next_try_utc_s = created_utc_s WHERE state = 'queued'");
	return n > 1 && is(w[1], "TWICE") ? walk_twice_at_once(s) : good(s, walk_all(&s->w->jobs, &err), &err);
}
