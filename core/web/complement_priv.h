/* What both sides' pages of complements share. */
#ifndef GT_WEB_COMPLEMENT_PRIV_H
#define GT_WEB_COMPLEMENT_PRIV_H
#include "dossier/complement.h"
#include "dossier/notify.h"
#include "web/work_priv.h"

const char *gt_piece_heading(struct gt_visit *v, const char *piece, const char *lang);
/* <asked id="piece.1" mark heading optional>: <observation>, of an answer <answer>: as it stood, and new="yes" as it was sent; the caller adds documents, form
 * and errors. */
xmlNodePtr gt_complement_asked(struct gt_visit *v, xmlNodePtr parent, const struct gt_complement_item *it, const char *lang);
void gt_complement_day(xmlNodePtr el, const char *name, struct gt_date d);
void gt_complement_instant(xmlNodePtr el, const char *name, int64_t utc_s);          /* its day */
/* What is asked of the applicant, and their answer; typed: what a refused form said, one for each item, NULL: as it is kept; f: what is wrong with it, or NULL. */
int gt_complement_view(struct gt_visit *v, xmlNodePtr root, const struct gt_complement *c, const struct gt_complement_answer *typed, const struct gt_findings *f);
xmlNodePtr gt_notice_page(struct gt_visit *v, const struct gt_notice *n);            /* crumbs and <notice> (page_notice.c) */
/* <thread>: what both sides wrote, and the form to write; marks as read what the other side wrote (page_message.c). */
int gt_thread_view(struct gt_visit *v, xmlNodePtr root);
/* A message to a request that was decided, or ended, meanwhile: 409, the request's page with what was typed and the names of the files. */
int gt_message_too_late(struct gt_visit *v, struct gt_id request);
int gt_follow_show(struct gt_visit *v, int status);                                  /* the follow-up page, begun in v->page (page_follow.c) */
const char *gt_who_acts(const char *state);                                          /* user, service, NULL: nobody any more */
bool gt_act_key(struct gt_visit *v, struct gt_id *ret);                              /* of the posted form */

#endif
