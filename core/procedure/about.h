/* Whom and what a request is about, beyond its answers: the person, who may be another than the holder of the account; the stamps it pays with. */
#ifndef GT_PROCEDURE_ABOUT_H
#define GT_PROCEDURE_ABOUT_H
#include "procedure/procedure.h"

/* <person> in the shape of the register: the one a field with identifies="yes" describes, else the account's. Lives as long as the case; valid until
 * the next change. The attribute number is empty where none is known. */
xmlNodePtr gt_case_subject(struct gt_case *c);
bool gt_case_has_subject(const struct gt_procedure *p);         /* a field with identifies */
/* The request is made for somebody else: what the register says of the account's person (a title) is not about the subject. */
bool gt_case_about_other(struct gt_case *c);
/* Numbers of the stamps, of the e-photos among the answers. ret: how many, at most max. */
size_t gt_case_stamps(struct gt_case *c, const char **to, size_t max), gt_case_ephotos(struct gt_case *c, const char **to, size_t max);

/* What the decision changes outside the request (<effect>); the caller does it in its own transaction. Dates ISO; "" or NULL: not said. */
struct gt_effect_asked { enum gt_effect_kind kind; const char *category, *start, *end, *holder; struct gt_address address; };   /* holder: N° étranger, NULL: the account's */
int gt_decision_effects(struct gt_case *c, const struct gt_decision *d, struct gt_effect_asked **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* A value of the decision as rules and papers take it (ISO dates, 100.00), not as a form shows it; "" when it is not said. */
const char *gt_decision_value(struct gt_case *c, const struct gt_decision *d, const char *id);

#endif
