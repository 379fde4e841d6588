/* Room dossier: the life of a request, from draft to the paper in the person's hand. Each act is one transaction with its journal entry;
 * each write carries the version it saw. Knows no procedure: what is asked comes from room procedure. */
#ifndef GT_DOSSIER_H
#define GT_DOSSIER_H
#include "base/base.h"
#include "clock/clock.h"
#include "document/document.h"
#include "procedure/procedure.h"
#include "register/register.h"
#include "xml/xml.h"

struct gt_db; struct gt_keyring; struct gt_plugins; struct gt_hook; struct gt_scan; struct gt_sheets;

/* What the acts work with; opened by the program, lives as long as it. */
struct gt_desk {
	struct gt_db *db;
	struct gt_keyring *ring;
	struct gt_plugins *plugins;
	struct gt_hook *hook;
	struct gt_scan *scan;
	const struct gt_sheets *sheets;      /* with "receipt": papers that are the same in each procedure */
	const struct gt_config *config;
};

/* What the table of procedures says: which version new requests get, which are closed (versions.h). At start, and again from time to time. */
int gt_desk_procedures(struct gt_desk *desk, struct gt_error *err) GT_MUST_USE;
/* Can acts be done now? *ret_procedures: how many procedures are loaded. ret: OK; BUSY the database is away. blocks: as long as the database. */
int gt_desk_ready(struct gt_desk *desk, int64_t *ret_procedures, struct gt_error *err) GT_MUST_USE;

/* Public states (5-law « Public states »). The numbers are stored: append only. */
enum gt_state {
	GT_STATE_DRAFT = 0, GT_STATE_DEPOSITED = 1, GT_STATE_VERIFYING = 2, GT_STATE_COMPLEMENT_ASKED = 3, GT_STATE_COMPLEMENT_RECEIVED = 4,
	GT_STATE_EXAMINED = 5, GT_STATE_PROPOSED = 6, GT_STATE_FAVOURABLE = 7, GT_STATE_IN_FABRICATION = 8, GT_STATE_AVAILABLE = 9, GT_STATE_HANDED = 10,
	GT_STATE_UNFAVOURABLE = 11, GT_STATE_CLOSED_INCOMPLETE = 12, GT_STATE_WITHDRAWN = 13, GT_STATE_EXPIRED = 14, GT_STATE_ABANDONED = 15,
	GT_STATE_RECORDED = 16,              /* ended by rule, without an agent: a declaration taken down */
	GT_STATE__MAX
};
enum gt_state gt_state_parse(const char *name);
bool gt_state_decided(enum gt_state s);                  /* an outcome stands, whichever it is: told nowhere before its notification is opened */
bool gt_state_waits(enum gt_state s);                    /* deposited, no outcome yet: the day on which silence counts still means something */
const char *gt_state_name(enum gt_state s);              /* "deposited": the text id state.<name>, and the journal's word */

#define GT_NUMBER_TEXT 20                                  /* 4 service + 8 date + 7 serial, and NUL */

struct gt_dossier {
	uint32_t magic;
	struct gt_id id, account;
	const struct gt_applicant *who;                      /* whoever opened it, with the language they read */
	const struct gt_procedure *procedure;                /* the version it was begun or deposited with */
	enum gt_state state;
	int64_t version;
	const char *number;                                  /* NULL before the deposit; of a working copy that of its request */
	const char *service;                                 /* 4 digits, NULL before the deposit */
	const char *step;                                    /* where a draft is resumed */
	bool rehearsal;                                      /* of an invented person: marked everywhere, erased afterwards */
	int64_t created_utc_s, updated_utc_s, deposited_utc_s;
	struct gt_date silence;                              /* day on which silence counts as refusal */
	struct gt_date due, prolonged_to;                    /* end of the delay to answer a complement; last day of the last attestation de prolongation; y 0: none */
	bool rectifiable;                                    /* nobody took it in charge yet (rectify.h) */
	int64_t answers_n;                                   /* version of the answers, from 1 at the deposit; of a working copy the one it was begun from */
	struct gt_id rectifies;                              /* a working copy: the request it is of; null: a request */
	struct gt_case *answers;                             /* what rules see; the documents are told to it */
	struct gt_document *documents; size_t n_documents;
};

/* A line of a list. */
struct gt_dossier_line { struct gt_id id, rectifies; enum gt_state state; bool decision_waits; /* its notification is not opened: the outcome is not told */ const char *procedure_id, *procedure_version, *number, *step; int64_t updated_utc_s, deposited_utc_s; };

/* Begin a draft for an account: what the register knows of its person, or of the visa it was made with, is put in. ret: OK; NOTFOUND neither is known; REFUSED not eligible (findings);
 * CONFLICT too many drafts (GT_DRAFTS_MAX); BUSY, FAILED. */
struct gt_applicant { struct gt_id account; const char *foreigner_number, *title_number, *email, *lang; bool invented; struct gt_id agent; };   /* title_number: what an account without N° étranger was made with; agent: who writes for them at the counter (counter.h); null: they themselves */
int gt_dossier_begin(struct gt_desk *desk, struct gt_arena *arena, const struct gt_applicant *who, const struct gt_procedure *procedure, const char *beneficiary, struct gt_findings *findings, struct gt_id *ret, struct gt_error *err) GT_MUST_USE;

/* A draft of an older version moves to the one that new requests get, when that one says how (<migrate>): d->answers then holds a report (gt_case_changes).
 * ret: OK; NOTFOUND no such request, or another person's; BUSY also: its version of the procedure is not loaded, and none takes it over; FAILED. */
int gt_dossier_open(struct gt_desk *desk, struct gt_arena *arena, struct gt_id id, const struct gt_applicant *who, struct gt_dossier **ret, struct gt_error *err) GT_MUST_USE;
/* Why it was BUSY: its version of the procedure is not loaded. number: NULL for a draft. ret: OK it is so; NOTFOUND it is not, or no such request; BUSY, FAILED. */
struct gt_dossier_away { const char *number, *procedure_id, *procedure_version; int64_t updated_utc_s; };
int gt_dossier_away(struct gt_desk *desk, struct gt_arena *arena, struct gt_id id, const struct gt_applicant *who, struct gt_dossier_away *ret, struct gt_error *err) GT_MUST_USE;
/* An account's requests, the latest first, without abandoned and expired ones. */
int gt_dossier_list(struct gt_desk *desk, struct gt_arena *arena, struct gt_id account, struct gt_dossier_line **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

/* Save a step as posted, valid or not: nothing typed is lost. d->answers already holds the posted values (gt_step_post). step: where to resume.
 * ret: OK (d->version is the new one); CONFLICT somebody saved since version_seen; BUSY, UNCERTAIN, FAILED. locks: the dossier's row. */
int gt_dossier_save(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, int64_t version_seen, const char *step, struct gt_error *err) GT_MUST_USE;

/* One file joined to a justificatif asked of this draft; see gt_document_receive. in: fd a sealed memfd, the caller keeps it. d->version moves on.
 * ret: OK; REFUSED (finding); NOTFOUND that justificatif is not asked; BUSY (finding scanner-away, or database); CONFLICT no draft any more. */
struct gt_file_sent { const char *justificatif, *paper_case, *name; int fd; int64_t bytes; };
int gt_dossier_join(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_sent *file, struct gt_document *ret, struct gt_file_finding *ret_finding, struct gt_error *err) GT_MUST_USE;
/* The request whose row a document is: of a working copy also the one it is of; d->id when it is unknown. */
struct gt_id gt_dossier_document_of(const struct gt_dossier *d, struct gt_id document);
int gt_dossier_remove_document(struct gt_desk *desk, struct gt_dossier *d, struct gt_id document, struct gt_error *err) GT_MUST_USE;

/* What still stands between this draft and its deposit. */
int gt_dossier_check(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;
/* Deposit: checks all, makes the paper, then one transaction. ret: OK, also when it was deposited before (a second click): d tells number and state;
 * REFUSED (findings); CONFLICT changed in another tab; BUSY, FAILED. */
int gt_dossier_deposit(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, int64_t version_seen, const char *lang, struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;
/* The person read what a new version changed. CONFLICT: saved elsewhere since. */
int gt_dossier_changes_seen(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, int64_t version_seen, struct gt_error *err) GT_MUST_USE;
int gt_dossier_abandon(struct gt_desk *desk, struct gt_dossier *d, int64_t version_seen, struct gt_error *err) GT_MUST_USE;

/* ---- papers ---- */
struct gt_paper { struct gt_id id, dossier; const char *kind; int64_t made_utc_s; bool revoked; };
int gt_papers_list(struct gt_desk *desk, struct gt_arena *arena, struct gt_id dossier, struct gt_paper **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* The same for the applicant: a paper that an unopened notification of a decision holds back is not there yet. */
int gt_papers_told(struct gt_desk *desk, struct gt_arena *arena, struct gt_id dossier, struct gt_paper **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_paper_read_told(struct gt_desk *desk, struct gt_arena *arena, struct gt_id dossier, struct gt_id paper, struct gt_str *ret_pdf, struct gt_error *err) GT_MUST_USE;
/* The very bytes that were made. NOTFOUND when it is not a paper of that request. */
int gt_paper_read(struct gt_desk *desk, struct gt_arena *arena, struct gt_id dossier, struct gt_id paper, struct gt_str *ret_pdf, struct gt_error *err) GT_MUST_USE;
/* The list of justificatifs of a procedure as PDF; made on demand, not kept. */
int gt_paper_pieces(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier *d, const char *lang, struct gt_str *ret_pdf, struct gt_error *err) GT_MUST_USE;

/* The service in words; its code where the table does not know it. */
const char *gt_dossier_service_name(struct gt_desk *desk, struct gt_arena *arena, const char *code);

/* What happened, for the timeline: changes of state; prolongations and what the person gave (to_state NULL: prolong, rectify, upload); from the journal, the latest last. */
struct gt_event { int64_t at_utc_s; const char *verb, *from_state, *to_state; };
int gt_dossier_events(struct gt_desk *desk, struct gt_arena *arena, struct gt_id dossier, struct gt_event **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

#endif
