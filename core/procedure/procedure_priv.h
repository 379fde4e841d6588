/* Inside room procedure: the model as it was read, and what a case carries. Everything here is immutable after gt_procedure_build but gt_case_body. */
#ifndef GT_PROCEDURE_PRIV_H
#define GT_PROCEDURE_PRIV_H
#include <libxml/xmlregexp.h>
#include "procedure/procedure.h"
#include "text/text.h"

#define GT_PROCEDURE_MAGIC 0x50524f43u
#define GT_CASE_MAGIC 0x43415345u

enum gt_type {
	GT_T_TEXT, GT_T_LONG_TEXT, GT_T_INTEGER, GT_T_DECIMAL, GT_T_AMOUNT, GT_T_DATE, GT_T_MONTH, GT_T_YES_NO, GT_T_CHECKBOX, GT_T_SWORN, GT_T_RADIO, GT_T_LIST,
	GT_T_MULTI_LIST, GT_T_COUNTRY, GT_T_NATIONALITY, GT_T_COMMUNE, GT_T_ADDRESS, GT_T_NAME, GT_T_SEX, GT_T_PHONE, GT_T_EMAIL, GT_T_FOREIGNER_NUMBER,
	GT_T_TITLE_NUMBER, GT_T_EPHOTO, GT_T_ESTAMP, GT_T_INFO, GT_T_COMPUTED, GT_T__MAX
};
const char *gt_type_name(enum gt_type t);
bool gt_type_parse(const char *s, enum gt_type *ret);

struct gt_expr { const char *text; struct gt_xpath *x; int line; };
enum gt_yes { GT_NO, GT_YES, GT_BY_EXPR };
struct gt_cond { enum gt_yes kind; struct gt_expr *expr; };
struct gt_fixed { const char *literal; struct gt_expr *expr; };      /* a value, or {XPath}; both NULL: none */
struct gt_arg { const char *name, *as; struct gt_expr *select; };
struct gt_rule { const char *id, *text, *on; bool agent; struct gt_expr *test; const struct gt_arg *args; size_t n_args; };
struct gt_link { const char *id, *href, *procedure; bool back; struct gt_expr *show; };
struct gt_note { const char *id, *kind; bool end; struct gt_expr *show; const struct gt_link *links; size_t n_links; const struct gt_arg *args; size_t n_args; };
struct gt_choice { const char *id; const char *const *of; struct gt_expr *show; };
struct gt_choices { const char *id; const struct gt_choice *items; size_t n; };

/* A group or a field. A step is a group too: its root. */
struct gt_item {
	bool group;
	const char *id, *path, *text;           /* path: ids joined by dots from the step; text: base of its texts */
	const struct gt_item *parent;
	int line;
	struct gt_cond locked, required;
	struct gt_expr *show;
	bool repeated; unsigned min, max; const char *add;
	bool confirm, confidential, agent, identifies;
	struct gt_reasons { const char *const *ids, *const *in_words; } reasons;    /* of an answer that agents may ask for again; NULL: they may not */
	/* fields */
	enum gt_type type;
	const struct gt_choices *choices; struct gt_expr *by;
	struct gt_fixed dflt, low, high;
	struct gt_expr *prefill, *compute, *due;  /* due: euros a stamp has to be worth */
	bool amount;                            /* a computed one that is money */
	unsigned max_chars;
	xmlRegexpPtr pattern;
	const char *autocomplete, *section, *decision;
	/* groups */
	int level; bool untitled;
	struct gt_item *const *items; size_t n_items;
	const struct gt_note *notes; size_t n_notes;
	const struct gt_rule *rules; size_t n_rules; /* fields have them too */
	/* for the search of circles at load */
	const struct gt_item **depends; size_t n_depends; int colour;
};
struct gt_step_body { struct gt_item *root; };

struct gt_paper_case { const char *id; const char *const *papers, *const *also; bool all, confidential; struct gt_expr *show; };
struct gt_justificatif_body {
	int line;
	struct gt_cond required; struct gt_expr *show;
	const char *section, *sub_section;
	unsigned months; bool translation;
	const struct gt_note *notes; size_t n_notes;
	const struct gt_paper_case *cases; size_t n_cases;
};
struct gt_section { const char *id, *parent, *list; const struct gt_note *notes; size_t n_notes; };

struct gt_dated { const char *id, *value; struct gt_date from; };
struct gt_advice { const char *id, *text, *kind, *legal; struct gt_expr *test; const struct gt_arg *args; size_t n_args; };
struct gt_migration { const char *from; struct gt_move { enum { GT_MOVE_RENAME, GT_MOVE_REMOVE, GT_MOVE_ADD } kind; const char *path, *to, *value, *text; } *moves; size_t n_moves; };
struct gt_texts { const char *lang; xmlHashTablePtr by_id; };
struct gt_effect { enum gt_effect_kind kind; struct gt_expr *select; struct gt_fixed category, start, end, holder; };
struct gt_decision_more { struct gt_expr *automatic; const struct gt_effect *effects; size_t n_effects; };

struct gt_procedure_body {
	xmlDocPtr doc;
	struct gt_dated *facts; size_t n_facts;
	struct gt_dated *tariffs; size_t n_tariffs;
	struct gt_rule *eligibility; size_t n_eligibility;
	struct gt_advice *advice; size_t n_advice;
	struct gt_expr *service; const char *fallback;
	struct gt_choices *lists; size_t n_lists;
	struct gt_note *preamble; size_t n_preamble;
	struct gt_section *sections; size_t n_sections;
	const struct gt_item *subject;                      /* the group that says whom the request is about; NULL: the account's person */
	struct gt_decision_more *decisions;                 /* one each, same order */
	struct gt_migration *migrations; size_t n_migrations;
	struct gt_texts *texts; size_t n_texts;             /* French first */
};

/* ---- load ---- */
struct gt_expr_use { struct gt_expr *expr; const struct gt_item *context; struct gt_item *owner; enum { GT_USE_OTHER, GT_USE_SHOW } use; };
struct gt_loader {
	struct gt_arena *arena;
	struct gt_problems *problems;
	struct gt_procedure *p;
	struct gt_procedure_body *b;
	xmlNodePtr root;
	struct gt_expr_use *uses; size_t n_uses, cap_uses;
	bool bad;
};
void gt_load_problem(struct gt_loader *l, bool warning, int line, const char *cure, const char *fmt, ...) GT_PRINTF(5, 6);
const char *const *gt_load_words(struct gt_arena *arena, const char *s);        /* NULL gives NULL */
bool gt_word_in(const char *const *words, const char *w);
struct gt_expr *gt_load_expr(struct gt_loader *l, xmlNodePtr el, const char *attr, const struct gt_item *context, struct gt_item *owner, int use);
struct gt_fixed gt_load_fixed(struct gt_loader *l, xmlNodePtr el, const char *attr, const struct gt_item *context);
struct gt_cond gt_load_cond(struct gt_loader *l, xmlNodePtr el, const char *attr, const struct gt_item *context);
struct gt_reasons gt_load_reasons(struct gt_loader *l, xmlNodePtr el);  /* its <reasons>; NULL without */
void gt_load_marked(struct gt_loader *l);
const struct gt_rule *gt_load_rules(struct gt_loader *l, xmlNodePtr el, const struct gt_item *context, size_t *ret_n);
const struct gt_note *gt_load_notes(struct gt_loader *l, xmlNodePtr el, const struct gt_item *context, size_t *ret_n);
const struct gt_arg *gt_load_args(struct gt_loader *l, xmlNodePtr el, const struct gt_item *context, size_t *ret_n);
bool gt_load_composed(xmlNodePtr el);                    /* a field that is several */
xmlNodePtr gt_load_composition(struct gt_loader *l, xmlNodePtr el, const char **ret_text);
struct gt_item *gt_load_root(struct gt_loader *l, xmlNodePtr el, const char *id);
struct gt_item *gt_load_item(struct gt_loader *l, xmlNodePtr el, struct gt_item *parent);
size_t gt_load_count(xmlNodePtr el, const char *name);
void gt_load_justificatifs(struct gt_loader *l, xmlNodePtr el);
void gt_load_outcome(struct gt_loader *l);               /* decisions, papers, mails, retention, hooks, migrations */
void gt_load_expressions(struct gt_loader *l);           /* references, circles, dead conditions */
void gt_load_dead(struct gt_loader *l);                  /* what no answers can bring to be shown */
void gt_load_texts_check(struct gt_loader *l);
const char *gt_text_of(const struct gt_procedure_body *b, const char *lang, const char *id);   /* of that language alone; NULL: none */
bool gt_load_texts(struct gt_loader *l, const struct gt_procedure_file *files, size_t n);

/* ---- a case ---- */
struct gt_case_body {
	struct gt_seed seed;
	xmlDocPtr effective;
	struct gt_xpath_env *env;               /* over effective */
	const char **hidden; size_t n_hidden, cap_hidden;
	bool marking;                           /* the rules meant are those for agents */
	struct gt_error failed;                 /* a rule of showing could not be evaluated */
};
void gt_case_changed(struct gt_case *c);    /* forget the effective document */
struct gt_xpath_env *gt_case_env(struct gt_case *c);
struct gt_xpath_env *gt_env_new(struct gt_case *c, xmlDocPtr doc);
bool gt_case_hidden(struct gt_case *c, const char *name);
/* Evaluate with `context`; a missing element of item below parent is stood in for by an empty one. */
int gt_case_test(struct gt_case *c, xmlNodePtr parent, const struct gt_item *item, xmlNodePtr el, const struct gt_expr *e, bool *ret, struct gt_error *err);
int gt_case_text(struct gt_case *c, xmlNodePtr parent, const struct gt_item *item, xmlNodePtr el, const struct gt_expr *e, const char **ret, struct gt_error *err);
bool gt_case_cond(struct gt_case *c, xmlNodePtr parent, const struct gt_item *item, xmlNodePtr el, struct gt_cond cond);
bool gt_case_locked(struct gt_case *c, xmlNodePtr parent, const struct gt_item *item, xmlNodePtr el);
const char *gt_case_fixed(struct gt_case *c, xmlNodePtr parent, const struct gt_item *item, xmlNodePtr el, struct gt_fixed f); /* NULL: none, or fails */
xmlNodePtr gt_case_step_el(xmlDocPtr doc, const struct gt_item *root, bool make);
xmlNodePtr gt_case_nth(xmlNodePtr parent, const char *id, size_t n);             /* from 1 */
size_t gt_case_count(xmlNodePtr parent, const char *id);
bool gt_el_filled(xmlNodePtr el);
void gt_el_drop(xmlNodePtr el);
void gt_el_set(xmlNodePtr el, const char *text);         /* content replaced, attributes of wrong input dropped */
void gt_case_fill(struct gt_case *c, struct gt_xpath_env *env, const struct gt_item *group, xmlNodePtr el);  /* prefills and defaults of what is untouched */
void gt_case_fill_all(struct gt_case *c);                 /* the same for the whole draft */
xmlNodePtr gt_case_walk(xmlNodePtr el, const char *name);  /* by a name of the form; NULL: not there */
const char *gt_name_join(struct gt_arena *arena, const char *parent, const char *id);
const char *gt_name_index(struct gt_arena *arena, const char *name, size_t i);

/* ---- values ---- */
/* raw -> the value as kept; NULL: wrong, *ret_bad the finding's id. "" stays "". */
const char *gt_value_read(struct gt_case *c, const struct gt_item *item, const char *raw, const char **ret_bad);
/* As it stands in the input; numbers and bounds as the reader writes them. */
const char *gt_value_typed(struct gt_case *c, const struct gt_item *item, const char *v);
const char *gt_number_words(struct gt_arena *arena, const char *v, const char *lang), *gt_amount_words(struct gt_arena *arena, const char *v, const char *lang);
const char *gt_bound_words(struct gt_case *c, const struct gt_item *item, const char *v);
/* The value in words of the language. *ret_type: "date", "month" (ISO), "yes-no", "sex": a code that the sheet writes in words; NULL: words. */
const char *gt_value_words(struct gt_case *c, const struct gt_item *item, xmlNodePtr el, const char **ret_type);
extern const char *const gt_address_parts[];             /* number street complement postcode city country insee overseas, NULL */
const char *gt_choice_label(struct gt_case *c, const struct gt_item *item, const char *choice);
bool gt_choice_shown(struct gt_case *c, const struct gt_choice *choice);             /* whatever the list it depends on says */
const char *gt_choice_by(struct gt_case *c, xmlNodePtr parent, const struct gt_item *item, xmlNodePtr el);
bool gt_choice_offered(struct gt_case *c, xmlNodePtr parent, const struct gt_item *item, xmlNodePtr el, const struct gt_choice *choice);
const struct gt_item *gt_item_by_name(const struct gt_procedure *p, const char *name);   /* motif.enfant.2.nom; NULL: none */
const char *gt_item_label(struct gt_case *c, const struct gt_item *item, size_t index, const char **ret_lang); /* index 0: none */
const char *gt_item_text(struct gt_case *c, const struct gt_item *item, const char *leaf, const char **ret_lang);
const char *gt_text_fill(struct gt_arena *arena, const char *text, const char *name, const char *value);
const char *gt_args_fill(struct gt_case *c, xmlNodePtr context, const char *text, const struct gt_arg *args, size_t n);
const char *gt_date_words(struct gt_arena *arena, const char *iso, const char *lang);
void gt_rule_finding(struct gt_case *c, struct gt_findings *f, xmlNodePtr context, const struct gt_rule *r, const char *field, const char *label);
int gt_rules_check(struct gt_case *c, xmlNodePtr context, const struct gt_rule *rules, size_t n, const char *field, const char *label, struct gt_findings *f, struct gt_error *err);
int gt_group_check(struct gt_case *c, const struct gt_item *group, xmlNodePtr el, const char *name, struct gt_findings *f, struct gt_error *err);
void gt_group_post(struct gt_case *c, const struct gt_item *group, xmlNodePtr el, const char *name, enum gt_post how, const struct gt_pair *pairs, size_t n, bool *reshaped);
void gt_note_view(struct gt_case *c, xmlNodePtr context, const struct gt_note *n, xmlNodePtr parent);
void gt_errors_view(const struct gt_findings *f, const char *name, xmlNodePtr parent);
bool gt_justificatif_shown(struct gt_case *c, const struct gt_justificatif *j);
bool gt_justificatif_required(struct gt_case *c, const struct gt_justificatif *j);

/* ---- expressions ---- */
void gt_functions_register(struct gt_xpath_env *env);
const char *gt_dated_value(const struct gt_dated *d, size_t n, const char *id, struct gt_date on);
/* `path=value&path!=value|…` (alternatives of tests that all hold) when the condition is that simple and stays among this page's inputs; NULL otherwise.
 * name: the item's own name in the form. gt_expr_path: a plain path as a name in the form. */
const char *gt_expr_path(struct gt_arena *arena, const struct gt_expr *e, const struct gt_item *item, const char *name);
const char *gt_expr_mirror(struct gt_arena *arena, const struct gt_expr *e, const struct gt_item *item, const char *name);

#endif
