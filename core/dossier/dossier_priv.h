/* Inside room dossier: what its files share. */
#ifndef GT_DOSSIER_PRIV_H
#define GT_DOSSIER_PRIV_H
#include "crypto/crypto.h"
#include "db/db.h"
#include "dossier/dossier.h"
#include "dossier/dossier_store.h"
#include "journal/journal.h"
#include "procedure/about.h"

#define GT_DOSSIER_MAGIC 0x47d055e4u

/* Whose act it is in the journal: the person's, or the agent's who writes for them at the counter. */
static inline enum gt_actor gt_dossier_actor_kind(const struct gt_dossier *d) { return d->who && !gt_id_null(d->who->agent) ? GT_ACTOR_AGENT : GT_ACTOR_USER; }
static inline struct gt_id gt_dossier_actor(const struct gt_dossier *d) { return gt_dossier_actor_kind(d) == GT_ACTOR_AGENT ? d->who->agent : d->account; }
/* gt_dossier_begin, at the counter when counter is given: the account is then made when there is none. */
struct gt_counter_begun;
int gt_dossier_begin_as(struct gt_desk *desk, struct gt_arena *arena, const struct gt_applicant *who, const struct gt_counter_begun *counter, const struct gt_procedure *procedure, const char *beneficiary,
	struct gt_findings *findings, struct gt_id *ret, struct gt_error *err) GT_MUST_USE;
struct gt_document_at gt_dossier_documents_at(const struct gt_desk *desk);
/* Facts of the register and the account for a case. NOTFOUND: nobody of that number. A person without a title in force: ret_title->number NULL. */
int gt_dossier_seed(struct gt_desk *desk, struct gt_arena *arena, struct gt_id id, const struct gt_applicant *who, const char *beneficiary, struct gt_seed *ret, struct gt_title *ret_title, struct gt_error *err) GT_MUST_USE;
int gt_dossier_seal_answers(struct gt_desk *desk, struct gt_arena *arena, struct gt_id id, struct gt_case *answers, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;
/* From a row to what the acts work with: procedure, answers, documents. */
int gt_dossier_row_away(const struct gt_desk *desk, const struct gt_dossier_row *row, struct gt_dossier_away *ret, struct gt_error *err) GT_MUST_USE;
int gt_dossier_load(struct gt_desk *desk, struct gt_arena *arena, const struct gt_dossier_row *row, const struct gt_applicant *who, struct gt_dossier **ret, struct gt_error *err) GT_MUST_USE;
/* A gt_document_attach of a draft: arg is its struct gt_dossier, whose version moves on. */
int gt_dossier_attach(struct gt_db *db, void *arg, struct gt_error *err) GT_MUST_USE;
/* rectify.c: what a working copy has of the request it is of: number, documents. */
int gt_rectify_load(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, struct gt_error *err) GT_MUST_USE;
int64_t gt_rectify_kept(const struct gt_dossier *d, const char *justificatif);
int gt_rectify_leave_out(struct gt_desk *desk, struct gt_dossier *d, struct gt_id document, struct gt_error *err) GT_MUST_USE;
void gt_dossier_tell_files(struct gt_arena *arena, struct gt_dossier *d);

/* What is issued is made out in French, the language of the law; what explains it (pages, mails) is in the person's. */
#define GT_PAPER_LANG "fr"
/* What a decision changes outside the request: evaluated before the transaction, done inside it. ret of apply: OK; CONFLICT; NOTFOUND, BUSY, FAILED. */
struct gt_effects { const struct gt_effect_asked *items; size_t n; const char *title_number; };
int gt_effects_of(struct gt_dossier *d, const struct gt_decision *decision, struct gt_effects *ret, struct gt_error *err) GT_MUST_USE;
int gt_effects_apply(struct gt_db *db, const struct gt_dossier *d, const struct gt_effects *effects, struct gt_error *err) GT_MUST_USE;
struct gt_person gt_subject_person(struct gt_dossier *d);
/* Words by which searches find the request: folded names of whom it is about. */
const char *const *gt_dossier_words(struct gt_arena *arena, struct gt_dossier *d);
/* Papers of the house: the same in each procedure (xslt/receipt/<kind>.xsl). */
#define GT_PAPER_RECTIFICATION "rectification"
#define GT_PAPER_WITHDRAWAL "withdrawal"
#define GT_PAPER_ANSWERS "answers"                       /* never issued: gt_paper_answers */

struct gt_paper_order {
	const char *kind, *lang;                             /* id of the paper in the procedure, or one of the house: GT_PAPER_… */
	const char *number, *service;
	struct gt_date issued, deposited, silence, from, to;
	int64_t answers_n;                                   /* version of the answers it tells of; 0: not said */
	int64_t now_utc_s;
	bool counter;                                        /* of a deposit: by an agent, at the counter */
	xmlNodePtr decision;                                 /* <decision> as plugins/README.md tells, NULL: none */
};
/* A whole request to read, as PDF: answers and what stands in more (its children are copied). Not a paper: nothing verifies it. */
int gt_paper_answers(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const char *lang, xmlNodePtr more, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;
/* Made, not stored yet: its row is inserted by the act's own transaction. blocks: GT_PDF_TIMEOUT_MS. */
int gt_paper_make(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_paper_order *order, struct gt_paper_row *ret, struct gt_error *err) GT_MUST_USE;

/* Stamps and e-photos among the answers; used up inside the caller's transaction. IF_FREE: one that serves another request meanwhile stays there.
 * ret: OK; CONFLICT one of them is not free (ALL); BUSY, FAILED. Given back: gt_register_give_back. */
struct gt_spending { const char *stamps[8], *ephotos[8]; size_t n_stamps, n_ephotos; };
enum gt_spend { GT_SPEND_ALL, GT_SPEND_IF_FREE };
struct gt_spending gt_spending_of(struct gt_dossier *d);
int gt_spend(struct gt_db *db, struct gt_arena *arena, const struct gt_spending *s, struct gt_id dossier, enum gt_spend how, struct gt_error *err) GT_MUST_USE;

#endif
