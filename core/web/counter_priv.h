/* Counter mode: what its pages share with those of a draft. */
#ifndef GT_WEB_COUNTER_PRIV_H
#define GT_WEB_COUNTER_PRIV_H
#include "dossier/counter.h"
#include "web/work_priv.h"

gt_page page_counter, page_counter_post, page_counter_resume, page_counter_procedure, page_counter_paper;

void gt_counter_view(struct gt_visit *v, xmlNodePtr root);           /* <counter …/>: for whom the agent writes; nothing elsewhere */
/* Whether that paper is given at the counter: what the deposit made, nothing later; elsewhere any. */
bool gt_counter_gives(const struct gt_visit *v, const struct gt_paper *paper);

#endif
