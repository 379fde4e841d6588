/* What the agents' pages about requests share. */
#ifndef GT_WEB_WORK_PRIV_H
#define GT_WEB_WORK_PRIV_H
#include "web/request_priv.h"

const char *gt_file_href(struct gt_visit *v, const char *rest);                         /* /dossiers/ID and the rest */
/* A page about v->dossier: crumbs, <request …>, <charge …>; version and the last entry of the journal go into every form. */
xmlNodePtr gt_file_page(struct gt_visit *v, const char *id);
/* A form of it: hidden version, seen (journal) and act (key of the act, made here). */
xmlNodePtr gt_file_form(struct gt_visit *v, xmlNodePtr parent, const char *rest, const char *id);
/* What was done since the posted form was shown, as <changed><event …/></changed>; with message `work-conflict` and status 409. Reads the request again. */
int gt_file_conflict(struct gt_visit *v);

gt_page page_work, page_examine, page_examine_document, page_examine_preview, page_claim_post, page_release_post, page_assign_post, page_note_post;

#endif
