/* Room procedure: the model of a procedure and what can be done with one request's answers. Knows no database, no address, no plugin code.
 * A procedure is read once (procedure.xml, texts.<lang>.xml) and never changed; a case is one request's answers, in one arena. */
#ifndef GT_PROCEDURE_H
#define GT_PROCEDURE_H
#include <libxml/tree.h>
#include "base/base.h"
#include "clock/clock.h"
#include "xml/xml.h"

/* ---- findings: what is wrong with an answer, for the person ---- */
struct gt_finding_arg { const char *name, *value; };
struct gt_finding {
	const char *field;          /* its name in the form, such as motif.enfant.2.nom; NULL: the whole page */
	const char *id;             /* text error.<id> of the site, or NULL when text stands */
	const char *rule;           /* which rule of the procedure said it (its else), NULL: none */
	const char *text, *lang;    /* already resolved from the procedure's texts; lang only when it fell back to another language */
	const char *label;          /* of the field, resolved */
	struct gt_finding_arg args[3];
	size_t n_args;
};
struct gt_findings { struct gt_arena *arena; struct gt_finding *items; size_t n, cap; };
struct gt_findings gt_findings_new(struct gt_arena *arena);
struct gt_finding *gt_finding_add(struct gt_findings *f, const char *field, const char *label, const char *id);
struct gt_finding *gt_finding_add_text(struct gt_findings *f, const char *field, const char *label, const char *text, const char *lang);
void gt_finding_arg(struct gt_finding *f, const char *name, const char *value);
void gt_findings_view(const struct gt_findings *f, xmlNodePtr parent);          /* <findings><finding …/></findings>; nothing when there are none */

/* ---- the model ---- */
enum gt_step_kind { GT_STEP_ANSWERS, GT_STEP_JUSTIFICATIFS, GT_STEP_REVIEW, GT_STEP_CONFIRMATION };
struct gt_step { const char *id; enum gt_step_kind kind; const struct gt_step_body *body; };  /* ids of the last two: "depot", "confirmation" */
struct gt_justificatif {
	const char *id;
	bool indispensable;                    /* without it a file is not complete in the law's sense */
	const char *legal;                     /* where the law asks it */
	bool confidential, listed;
	const char *const *reasons, *const *reasons_in_words;  /* ids for agents (texts reason.<id>), NULL-terminated; those that say nothing without their own words */
	unsigned max_files;
	size_t max_bytes;
	const char *const *kinds;              /* "jpg" "png" "pdf" "tiff" "bmp", NULL-terminated */
	const struct gt_justificatif_body *body;
};
/* An answer that agents may mark and ask for again, by its name in the form: a field with reasons. */
struct gt_marked { const char *name; const char *const *reasons, *const *reasons_in_words; };
struct gt_delays {                                       /* 0: not declared, what it drives does not happen */
	int complement_days, reminders[8], n_reminders;      /* days before the end, as written */
	int unopened_days;
	int silence_months; bool silence_refuses;
	int appeal_months, prolongation_months, prolongation_before_days, prolongation_in_time_days, renewal_opens_days;
};
enum gt_outcome { GT_FAVOURABLE, GT_UNFAVOURABLE, GT_NEUTRAL };
enum gt_effect_kind { GT_EFFECT_TITLE, GT_EFFECT_ADDRESS, GT_EFFECT_VALIDATION };
struct gt_decision {
	const char *id;                                      /* favorable, defavorable, … */
	enum gt_outcome outcome;
	bool second_signature, reasons_required, may_be_automatic;
	const char *paper, *remedies, *legal;                /* id of the paper; text id remedies.<…>; NULL: none */
	const char *const *reasons;                          /* ids, texts reason.<id> */
	const struct gt_step_body *data;                     /* its data are fields: gt_decision_post, _check, _view */
};
enum gt_paper_when { GT_PAPER_LIST, GT_PAPER_DEPOSIT, GT_PAPER_PROLONGATION, GT_PAPER_DECISION, GT_PAPER_CLOSING };
struct gt_paper_declared { const char *id, *sheet; enum gt_paper_when when; };    /* sheet: file of the plugin's folder */
struct gt_mail_declared { const char *id, *when; };      /* texts mail.<id>.subject and .body */
struct gt_retention { int drafts_months, decided_months; bool identity_papers_after_decision; const char *const *identity_papers; };
struct gt_hooks_declared { bool any; const char *const *check; bool compute, route, before_deposit, decide; }; /* check: step ids, NULL-terminated, NULL: none */
/* A group of answers that describes somebody else of the register, compared in silence, for agents alone. Paths are names in the form. */
struct gt_register_check { const char *id, *number, *birth_name, *first_names, *birth_date; };     /* NULL: not compared */

struct gt_procedure {
	uint32_t magic;
	const char *id, *version;
	uint8_t digest[32];                                  /* SHA-256 of procedure.xml, set by room plugin */
	const char *tile, *nature;                           /* nature: first | renewal | change | validation */
	const char *const *renews;                           /* title categories, NULL-terminated */
	const char *beneficiary, *entry;                     /* ids of the catalogue, NULL: any, none */
	struct gt_date open_from, open_to;                   /* y 0: no such bound */
	const struct gt_step *steps; size_t n_steps;         /* in the person's order; review and confirmation are the last two */
	const struct gt_justificatif *justificatifs; size_t n_justificatifs;
	const struct gt_marked *marked; size_t n_marked;     /* in the order of the form */
	unsigned observations_max_chars;                     /* 0: no observations */
	bool rectify;                                        /* until an agent takes it in charge */
	const struct gt_paper_declared *papers; size_t n_papers;
	const char *paper_deposit, *paper_prolongation, *paper_list, *paper_closing;  /* ids of the first of each kind; NULL: none */
	const struct gt_mail_declared *mails; size_t n_mails;
	struct gt_delays delays;
	const struct gt_decision *decisions; size_t n_decisions;
	struct gt_retention retention;
	struct gt_hooks_declared hooks;
	const struct gt_register_check *register_checks; size_t n_register_checks;
	const char *const *migrates_from;                    /* versions whose drafts it takes over, NULL-terminated */
	const struct gt_procedure_body *body;
};
bool gt_procedure_open(const struct gt_procedure *p, struct gt_date on);                               /* takes new requests on that day, as far as it knows */
const struct gt_step *gt_procedure_step(const struct gt_procedure *p, const char *id);                  /* NULL: none */
const struct gt_justificatif *gt_procedure_justificatif(const struct gt_procedure *p, const char *id);
const struct gt_decision *gt_procedure_decision(const struct gt_procedure *p, const char *id);
/* A text by id. *ret_lang (may be NULL): the language it is in, another than lang when it fell back to French. NULL: no such text. */
const char *gt_procedure_text(const struct gt_procedure *p, const char *lang, const char *id, const char **ret_lang);
const char *gt_procedure_lang(const struct gt_procedure *p, size_t i);  /* those of its texts, French first; one may come twice. NULL: no further one */
const char *gt_procedure_title(const struct gt_procedure *p, const char *lang);
const char *gt_step_label(const struct gt_procedure *p, const struct gt_step *s, const char *lang);     /* short, for the bar; NULL: the site's own */
const char *gt_step_heading(const struct gt_procedure *p, const struct gt_step *s, const char *lang);
/* What is wrong in a procedure's files: said to its author with file and line. */
struct gt_problem { const char *file; int line; const char *cause, *cure; bool warning; };
struct gt_problems { struct gt_arena *arena; struct gt_problem *items; size_t n, cap; };
void gt_problem_add(struct gt_problems *p, bool warning, const char *file, int line, const char *cure, const char *fmt, ...) GT_PRINTF(6, 7);
struct gt_procedure_file { const char *name; xmlDocPtr doc; };                  /* "texts.fr.xml"; any other name: words of that language that procedures share */
/* Read the model. in: documents already checked by the grammar; they must live as long as arena. problems: gets all of them.
 * ret: OK (warnings at most); REFUSED: at least one error; err holds the first. */
int gt_procedure_build(struct gt_arena *arena, xmlDocPtr procedure, const struct gt_procedure_file *texts, size_t n_texts,
	struct gt_problems *problems, const struct gt_procedure **ret, struct gt_error *err) GT_MUST_USE;

/* ---- a case: the answers of one request ---- */
struct gt_address { const char *number, *street, *extra, *postcode, *city, *country, *insee; };
/* Facts of the register and the account; NULL: not known. first_names: all of them, with spaces between. */
struct gt_seed {
	const char *request_id, *beneficiary;
	const char *foreigner_number, *birth_name, *use_name, *first_names, *sex, *birth_date, *birth_country, *birth_place, *nationality, *email, *phone;
	struct gt_address address;
	const char *title_number, *title_category, *title_mention, *title_start, *title_end, *title_validated;   /* dates ISO */
};
struct gt_stamp { enum { GT_STAMP_UNKNOWN, GT_STAMP_FREE, GT_STAMP_SPENT, GT_STAMP_OVER } state; int64_t cents; };
/* Facts that rules may ask for; any function may be NULL. Results live in the arena or for ever; NULL: unknown. */
struct gt_facts {
	void *arg;
	const char *(*service_of)(void *arg, struct gt_arena *arena, const char *insee), *(*commune_find)(void *arg, struct gt_arena *arena, const char *typed); /* "": several */
	int (*stamp)(void *arg, const char *number, struct gt_stamp *ret, struct gt_error *err), (*ephoto)(void *arg, const char *number, struct gt_stamp *ret, struct gt_error *err);   /* OK, FAILED */
	const char *(*commune_name)(void *arg, struct gt_arena *arena, const char *insee), *(*insee_of)(void *arg, struct gt_arena *arena, const char *postcode, const char *city);
};
struct gt_case {
	uint32_t magic;
	struct gt_arena *arena;
	const struct gt_procedure *procedure;
	const char *lang;
	const struct gt_facts *facts;                        /* may be NULL */
	xmlDocPtr doc;                                       /* the draft: everything typed, hidden or not, right or wrong */
	struct gt_case_body *body;
};
struct gt_case *gt_case_new(struct gt_arena *arena, const struct gt_procedure *p, const char *lang, const struct gt_facts *facts, const struct gt_seed *seed);
/* ret: OK; BADINPUT not a case of this procedure. Version is not compared: migration is asked for by gt_case_migrate (migrate.h). */
int gt_case_parse(struct gt_arena *arena, const struct gt_procedure *p, const char *lang, const struct gt_facts *facts, struct gt_str text, struct gt_case **ret, struct gt_error *err) GT_MUST_USE;
void gt_case_reseed(struct gt_case *c, const struct gt_seed *seed);  /* facts may have changed since (an address, a title); locked answers follow */
int gt_case_serialise(struct gt_case *c, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;        /* the draft, to be sealed */
/* The request as deposited: shown answers only, canonical. Call it after gt_case_check_all found nothing. */
int gt_case_deposited(struct gt_case *c, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;
xmlDocPtr gt_case_effective(struct gt_case *c);          /* the same as a tree (what rules, hooks and letters see); valid until the next change */
xmlNodePtr gt_case_public(struct gt_case *c, xmlNodePtr parent);  /* a copy without what is confidential (fields, files, a case chosen): what is printed or sent is made of it */
const char *gt_case_value(struct gt_case *c, const char *field);                 /* shown and right value by its name in the form; "" otherwise */
const char *gt_case_label(struct gt_case *c, const char *field);                 /* of a field by its name in the form; NULL: no such field */
bool gt_case_computed_set(struct gt_case *c, const char *field, const char *value); /* by a hook; false: no computed field of that name */
void gt_case_observations_set(struct gt_case *c, const char *text);
const char *gt_case_observations(struct gt_case *c);

/* ---- eligibility ---- */
/* Rules of <eligibility>: findings carry the texts. ret: OK; REFUSED findings added; FAILED a rule could not be evaluated. */
int gt_eligibility_check(struct gt_case *c, struct gt_findings *f, struct gt_error *err) GT_MUST_USE;
void gt_advice_view(struct gt_case *c, xmlNodePtr parent);                       /* <advice id text legal/>… */
void gt_preamble_view(struct gt_case *c, xmlNodePtr parent);                     /* <note>… of <preamble>: what to join and know before the first step */
/* Automatic decision for a deposited case. ret: OK (*ret NULL: an agent decides); FAILED. */
int gt_case_decision(struct gt_case *c, const struct gt_decision **ret, struct gt_error *err) GT_MUST_USE;
/* Service that receives the request. ret: OK (*ret never NULL); FAILED. */
int gt_case_route(struct gt_case *c, const char **ret_service, struct gt_error *err) GT_MUST_USE;

/* ---- a step ---- */
enum gt_post { GT_POST_WHOLE, GT_POST_PART };            /* PART: one field saved by the script: what is absent is left alone */
/* Write what was posted into the draft: right values normalised, wrong ones kept as typed; locked and unknown names ignored.
 * add=NAME and remove=NAME.INDEX among the pairs change the number of instances; *ret_reshaped then, and no check is due.
 * The step of justificatifs takes its fields and justificatifs.<id>.case. */
void gt_step_post(struct gt_case *c, const struct gt_step *s, enum gt_post how, const struct gt_pair *pairs, size_t n, bool *ret_reshaped);
/* ret: OK nothing found; REFUSED findings added; FAILED a rule could not be evaluated. Justificatifs: see gt_justificatifs_check. */
int gt_step_check(struct gt_case *c, const struct gt_step *s, struct gt_findings *f, struct gt_error *err) GT_MUST_USE;
int gt_case_check_all(struct gt_case *c, struct gt_findings *f, struct gt_error *err) GT_MUST_USE; /* every step of answers, and rules of the whole */
/* Append groups and fields (xslt/README.md, Forms) to parent, the <form>. findings: those of this step, or NULL on a first visit. */
int gt_step_view(struct gt_case *c, const struct gt_step *s, const struct gt_findings *f, xmlNodePtr form, struct gt_error *err) GT_MUST_USE;
/* <state name hidden="yes"/> for each group and field of the step that stands under a rule of showing. For the script's answer. */
int gt_step_shown(struct gt_case *c, const struct gt_step *s, xmlNodePtr parent, struct gt_error *err) GT_MUST_USE;
/* Readable answers of all steps: <section id label href><answer label value/>…</section>; href = prefix + step id (NULL: none).
 * type="date", "yes-no", "sex": a code that the sheet says in words; choices, countries and nationalities are words. For review, papers and agents. */
int gt_review_view(struct gt_case *c, const char *href_prefix, xmlNodePtr parent, struct gt_error *err) GT_MUST_USE;

/* ---- justificatifs ---- */
struct gt_file { const char *id, *justificatif, *kase, *paper, *name, *kind; int64_t bytes; };  /* kase, paper may be NULL */
/* Tell the case which files are there (from the table of documents): rules may look at them. Copies. */
void gt_case_files_set(struct gt_case *c, const struct gt_file *files, size_t n);
struct gt_asked { const struct gt_justificatif *justificatif; bool required, confidential; const char *heading, *kase, *case_label; size_t n_files; }; /* kase: chosen, or NULL */
int gt_justificatifs_list(struct gt_case *c, const struct gt_asked **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE; /* those shown now */
/* <justificatif id heading section hint required case max-bytes max-files accept may-add>: <paper id label/>, <case id label chosen all><paper/></case>, <error/>.
 * The caller adds <document/> to the element of the same id. The fields of the step (e-photo) are viewed by gt_step_view. */
int gt_justificatifs_view(struct gt_case *c, const struct gt_findings *f, xmlNodePtr parent, struct gt_error *err) GT_MUST_USE;
/* Missing justificatifs and papers: ids missing-justificatif, missing-paper, missing-case; field justificatifs.<id>. ret: OK, REFUSED, FAILED. */
int gt_justificatifs_check(struct gt_case *c, struct gt_findings *f, struct gt_error *err) GT_MUST_USE;

/* ---- decision data: fields of <decision>, kept in <decision id> of the case ---- */
void gt_decision_post(struct gt_case *c, const struct gt_decision *d, const struct gt_pair *pairs, size_t n);
int gt_decision_check(struct gt_case *c, const struct gt_decision *d, struct gt_findings *f, struct gt_error *err) GT_MUST_USE;
int gt_decision_view(struct gt_case *c, const struct gt_decision *d, const struct gt_findings *f, xmlNodePtr form, struct gt_error *err) GT_MUST_USE;

/* Findings of rules with agent="yes": for agents alone, they block nothing. ret: OK also when there are some; FAILED. */
int gt_case_marks(struct gt_case *c, struct gt_findings *f, struct gt_error *err) GT_MUST_USE;

#endif
