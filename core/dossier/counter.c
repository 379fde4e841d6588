/* Requests entered at the counter: who may, for whom, and the draft that begins. What is asked and how it is deposited is as for anybody (dossier.c, deposit.c). */
#include "account/agent.h"
#include "dossier/counter_store.h"
#include "dossier/dossier_priv.h"
#include "dossier/work_store.h"
#include "text/text.h"

const char *const gt_counter_reasons[] = { "equipment", "help", "account", "technical", NULL };

#define TITLE_MAX 12                     /* characters, as in the register */
#define FOREIGNER_MAX 10

/* Numbers that are not found slow an agent down: the counter is no place to try numbers out. */
static const struct gt_throttle_rule not_found = { "counter", 20, 10, 600, 3600 };

bool gt_counter_may(const struct gt_agent_session *agent, const char *service) { return gt_agent_may(agent, "instructeur", service); }

static bool known_reason(const char *id)
{
	for (const char *const *r = gt_counter_reasons; *r; r++)
		if (gt_streq(*r, id)) return true;
	return false;
}

/* As the register writes it; NULL: no number at all. */
static const char *number_of(struct gt_arena *arena, const char *typed, size_t max)
{
	const char *n = gt_text_number(arena, typed ? typed : "");
	return n && strlen(n) <= max ? n : NULL;
}

/* One person, by all three; both questions are always asked. */
static int find_person(struct gt_desk *desk, struct gt_arena *arena, const struct gt_counter_new *w, const char **ret_number, struct gt_title *ret_title, struct gt_error *err)
{
	struct gt_person person;
	int shown = gt_register_title_numbered(desk->db, arena, number_of(arena, w->title_number, TITLE_MAX), ret_title, err);
	if (shown != GT_OK && shown != GT_NOTFOUND) return shown;
	int rc = gt_register_person(desk->db, arena, number_of(arena, w->foreigner_number, FOREIGNER_MAX), &person, err);
	if (rc != GT_OK) return rc;
	if (shown != GT_OK || !gt_streq(ret_title->foreigner_number, person.foreigner_number) || !person.birth_date.y || gt_date_cmp(person.birth_date, w->birth_date) != 0)
		return gt_fail(err, GT_NOTFOUND, "number, title and day of birth are not of one person");
	*ret_number = person.foreigner_number;
	return GT_OK;
}

static int throttled(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const struct gt_counter_new *w, const char **ret_number, struct gt_title *ret_title,
	int64_t *ret_wait_s, struct gt_error *err)
{
	struct gt_account_at at = { .db = desk->db, .ring = desk->ring, .config = desk->config };
	char who[GT_ID_TEXT];
	gt_id_text(agent->agent, who);
	int rc = gt_throttle_try(&at, &not_found, who, ret_wait_s, err);
	if (rc == GT_OK) rc = find_person(desk, arena, w, ret_number, ret_title, err);
	return rc == GT_OK ? gt_throttle_forget(&at, not_found.act, who, err) : rc;
}

int gt_counter_begin(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const struct gt_counter_new *w, struct gt_findings *findings, struct gt_id *ret,
	int64_t *ret_wait_s, struct gt_error *err)
{
	struct gt_register_service service;
	struct gt_counter_account account = { .id = { { 0 } } };
	const char *number = NULL;
	struct gt_title title;
	*ret_wait_s = 0;
	if (!gt_counter_may(agent, w->service)) return gt_fail(err, GT_DENIED, "not this agent's counter");
	int rc = gt_register_service(desk->db, arena, w->service, &service, err);
	if (rc != GT_OK) return rc == GT_NOTFOUND ? gt_fail(err, GT_DENIED, "no such service") : rc;
	if (!known_reason(w->reason)) return gt_fail(err, GT_BADINPUT, "no such reason");
	rc = throttled(desk, arena, agent, w, &number, &title, ret_wait_s, err);
	if (rc != GT_OK) return rc;
	rc = gt_counter_store_draft(desk->db, w, number, ret, err);
	if (rc != GT_NOTFOUND) return rc;
	rc = gt_counter_store_account(desk->db, arena, number, &account, err);
	if (rc != GT_OK && rc != GT_NOTFOUND) return rc;
	const struct gt_counter_begun begun = { .agent = agent->agent, .service = service.code, .reason = w->reason, .foreigner_number = number, .title_number = title.number, .lang = "fr", .now_utc_s = gt_now_utc_s() };
	const struct gt_applicant who = { .account = account.id, .foreigner_number = number, .title_number = title.number, .email = account.email, .lang = w->lang, .invented = gt_register_invented(number), .agent = agent->agent };
	return gt_dossier_begin_as(desk, arena, &who, &begun, w->procedure, w->beneficiary, findings, ret, err);
}

int gt_counter_open(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, struct gt_id id, const char *lang, struct gt_dossier **ret, struct gt_counter_entry *ret_entry, struct gt_error *err)
{
	struct gt_counter_row row;
	int rc = gt_counter_store_row(desk->db, arena, id, &row, err);
	if (rc != GT_OK) return rc;
	if (!gt_counter_may(agent, row.service)) return gt_fail(err, GT_NOTFOUND, "entered at another counter");
	/* Nothing is shown before the journal knows. */
	rc = gt_work_read(desk, id, agent->agent, err);
	if (rc != GT_OK) return rc;
	struct gt_applicant *who = gt_new(arena, struct gt_applicant);
	*who = (struct gt_applicant){ .account = row.account, .foreigner_number = row.foreigner_number, .title_number = row.title_number, .email = row.email, .lang = lang,
		.invented = gt_register_invented(row.foreigner_number), .agent = agent->agent };
	*ret_entry = (struct gt_counter_entry){ .dossier = id, .agent = row.agent, .service = row.service, .reason = row.reason, .agent_name = row.agent_name, .applicant_lang = row.lang, .at_utc_s = row.at_utc_s };
	return gt_dossier_open(desk, arena, id, who, ret, err);
}

int gt_counter_drafts(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, struct gt_counter_line **ret, size_t *ret_n, struct gt_error *err)
{
	return gt_counter_store_drafts(desk->db, arena, agent->agent, ret, ret_n, err);
}
