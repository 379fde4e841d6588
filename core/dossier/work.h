/* Requests before the agents' eyes: worklists, opening within the territory, who is in charge, notes. Decides nothing about a request's outcome
 * (decide.h). Out of the territory is NOTFOUND everywhere; an act that the agent's role does not allow is DENIED. */
#ifndef GT_DOSSIER_WORK_H
#define GT_DOSSIER_WORK_H
#include "dossier/dossier.h"

struct gt_agent_session;                                  /* account/agent.h */

#define GT_WORK_LEASE_S      1800    /* a request stays with the agent who took it that long without an act of theirs; afterwards a colleague may take it over */
#define GT_WORK_READ_AGAIN_S 600     /* the same reading by the same agent within it is one entry of the journal */
#define GT_WORK_MENU_MAX     99      /* the same beside a list's name in the menu, which is on every page: five counts */
#define GT_WORK_COUNT_MAX    500    /* requests counted exactly; of more a page says that there are more, and takes no longer for a million */
#define GT_WORK_NOTE_MAX     4000    /* characters */
#define GT_WORK_SEARCH_WORDS 6

/* ---- a request ---- */
/* What agents know of a request beside the request itself. */
struct gt_file_work {
	struct gt_id agent;                                  /* in charge; null: nobody */
	const char *agent_name;
	int64_t lease_utc_s;                                 /* until then nobody else takes it; 0: none */
	bool leased;                                         /* the lease runs now */
	bool replied, in_time, complete;
	struct gt_date due, prolonged_to;                    /* y 0: none */
	const char *channel, *decision;                      /* decision NULL: none yet */
	const char *applicant_lang, *applicant_phone;        /* of the account; lang never NULL: mails and notifications are written in it */
	int64_t decided_utc_s, ended_utc_s;
	int64_t seq;                                         /* last entry of the journal when it was opened: what changed since is after it */
};
/* Open a deposited request of the agent's territory; the reading is journaled. (*ret)->who is the applicant (account, number, e-mail), with the
 * language of the agent. ret: OK; NOTFOUND no such request, a draft, or out of the territory; BUSY, FAILED. */
int gt_work_open(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, struct gt_id id, struct gt_dossier **ret, struct gt_error *err) GT_MUST_USE;
/* The same, with what agents alone know. */
int gt_work_open_file(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, struct gt_id id, struct gt_dossier **ret, struct gt_file_work *ret_work, struct gt_error *err) GT_MUST_USE;
/* Why it was BUSY, as gt_dossier_away; NOTFOUND also: out of the territory. */
int gt_work_away(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, struct gt_id id, struct gt_dossier_away *ret, struct gt_error *err) GT_MUST_USE;
/* Whether this agent may write in that request at all (instructeur there); who is in charge is another question. */
bool gt_work_may_act(const struct gt_agent_session *agent, const struct gt_dossier *d);
/* The journal knows that the agent looked into that document. ret: OK, BUSY, FAILED. */
int gt_work_read_document(struct gt_desk *desk, const struct gt_agent_session *agent, const struct gt_dossier *d, struct gt_id document, struct gt_error *err) GT_MUST_USE;

/* ---- who is in charge; each moves d->version on and writes the journal. ret of all: OK, also when it stands so already (a second click);
 * DENIED by the role; CONFLICT the request changed since version_seen, or is in a colleague's hands; REFUSED it has ended; BUSY, UNCERTAIN, FAILED.
 * locks: the request's row ---- */
/* deposited → verifying. The agent in charge who takes it again gets a fresh lease; a lease that is over lets a colleague take over. */
int gt_work_claim(struct gt_desk *desk, struct gt_dossier *d, const struct gt_agent_session *agent, int64_t version_seen, struct gt_error *err) GT_MUST_USE;
/* By the agent in charge, or a superviseur: « À prendre » again. */
int gt_work_release(struct gt_desk *desk, struct gt_dossier *d, const struct gt_agent_session *agent, int64_t version_seen, struct gt_error *err) GT_MUST_USE;
/* By the agent in charge (hand over), or a superviseur. to: one of gt_work_colleagues, else REFUSED. */
int gt_work_assign(struct gt_desk *desk, struct gt_dossier *d, const struct gt_agent_session *agent, struct gt_id to, int64_t version_seen, struct gt_error *err) GT_MUST_USE;
struct gt_colleague { struct gt_id id; const char *name, *login; };
/* Agents who may be in charge of a request of that service, by name. service NULL: of any service of the agent's territory. */
int gt_work_colleagues(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const char *service, struct gt_colleague **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

/* ---- internal notes: never shown to the applicant; whoever acts in the service writes, whoever reads there reads ---- */
struct gt_note { struct gt_id id; const char *author, *text; int64_t at_utc_s; };
int gt_work_notes(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, struct gt_note **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* act: key of the form, so that a second click is one note. ret: OK; DENIED; REFUSED empty; TOOBIG; BUSY, UNCERTAIN, FAILED. */
int gt_work_note_add(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, const struct gt_agent_session *agent, struct gt_id act, const char *text, struct gt_error *err) GT_MUST_USE;

/* ---- history: the journal with names, the latest first; savings of the draft left out. after_seq: only what came after ---- */
struct gt_history { int64_t seq, at_utc_s, actor_kind; const char *verb, *from_state, *to_state, *detail, *agent_name; };
int gt_work_history(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, int64_t after_seq, struct gt_history **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

/* ---- facts of the register beside what was declared (register checks of the procedure); for agents alone ---- */
struct gt_work_check { const char *id; const char *number; unsigned bits; };      /* bits: enum gt_claim; 0: everything agrees */
int gt_work_checks(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, struct gt_work_check **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

/* ---- worklists ---- */
enum gt_work_list { GT_WORK_TAKE, GT_WORK_MINE, GT_WORK_WAITING, GT_WORK_REPLIED, GT_WORK_DUE, GT_WORK_ALL, GT_WORK__MAX };
const char *gt_work_list_name(enum gt_work_list list);   /* take, mine, waiting, replied, due, all: as in addresses and text ids */
bool gt_work_list_parse(const char *name, enum gt_work_list *ret);

enum gt_work_sort { GT_SORT_DEPOSITED, GT_SORT_DEPOSITED_LATEST, GT_SORT_UPDATED_LATEST, GT_SORT_DUE, GT_SORT__MAX };
struct gt_work_filter {
	enum gt_work_list list;
	enum gt_work_sort sort;
	const char *procedure, *state, *service, *search;    /* NULL or "": any */
	struct gt_date from, to;                             /* of the deposit, both days included, Europe/Paris; y 0: open */
	struct gt_id agent; bool nobody;                     /* in charge; null and false: any */
	const char *cursor; bool backwards;                  /* as given in a page; NULL or not of that shape: the beginning */
	const int64_t *counted;                              /* exactly what gt_work_counts said of the list: not counted again when nothing narrows it; NULL: not known */
};
struct gt_work_line {
	struct gt_id id, agent;
	const char *number, *procedure_id, *procedure_version, *service, *foreigner_number, *birth_name, *usual_name, *first_names, *agent_name;
	enum gt_state state;
	bool replied, leased, rehearsal, counter;            /* counter: deposited at the counter */
	int64_t deposited_utc_s, updated_utc_s;
	struct gt_date silence, due, prolonged_to, nearest;  /* nearest: the first of the three that is still to come or has passed unanswered */
};
struct gt_work_page { struct gt_work_line *lines; size_t n; int64_t total; const char *before, *after; };  /* cursors; NULL: no such page */
/* ret: OK, BUSY, FAILED. blocks: one statement, two when there is more than a page; a page costs the same wherever it is in the list. */
int gt_work_page(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const struct gt_work_filter *filter, int64_t limit, struct gt_work_page *ret, struct gt_error *err) GT_MUST_USE;
/* Exact numbers of the lists before any filter; that of « Toutes » is counted by gt_work_page alone. */
int gt_work_counts(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, int64_t most, int64_t ret[GT_WORK__MAX], struct gt_error *err) GT_MUST_USE;

int gt_work_store_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;    /* all statements, for the tests */

#endif
