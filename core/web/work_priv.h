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

int gt_file_show(struct gt_visit *v, int status);                                       /* the request's page, with what stands in v->page already */
int gt_file_after_act(struct gt_visit *v, int rc, const char *message);                 /* back to it, or what stood in the way */
/* The check-list in files, the form of one justificatif, what was asked of the applicant (page_complement.c). */
int gt_file_checklist(struct gt_visit *v, xmlNodePtr root, xmlNodePtr files, const char *piece);
const char *gt_file_piece(struct gt_visit *v);                                          /* the justificatif the address is about, NULL */
/* The list that the address asks for; its address without a page (page_work.c). <views> below <work>: saved ones (page_view.c). */
struct gt_work_filter gt_work_filter_of(struct gt_visit *v);
const char *gt_work_href(struct gt_visit *v, const struct gt_work_filter *f);
int gt_work_views(struct gt_visit *v, xmlNodePtr work, const struct gt_work_filter *f);
/* <choice name="demarche">, <choice name="service">: those that are loaded, those of the agent. */
void gt_work_filter_procedures(struct gt_visit *v, xmlNodePtr filters, const struct gt_work_filter *f);
int gt_work_filter_services(struct gt_visit *v, xmlNodePtr filters, const struct gt_work_filter *f);

/* What this agent may decide now: <decision href label/>…, and the proposal that waits (page_decide.c). */
int gt_file_decisions(struct gt_visit *v, xmlNodePtr root);

/* Alerts that wait about this request; the page of prolongations and closings links here too (page_alert.c, page_close.c). */
int gt_file_alerts(struct gt_visit *v, xmlNodePtr root);
int gt_file_clocks(struct gt_visit *v, xmlNodePtr root);                                /* <decision …/>: prolong, close, open again, where this agent may now */

#define GT_WORK_LINES 25                 /* of a page of a list: as many as are read without getting lost */
#define GT_TICK_ALL "tout"               /* « coche » of a list's address: each line of that page; else their ids with dots between */
gt_page page_bulk_post;
gt_page page_alerts, page_alert_treat_post, page_prolong, page_prolong_post, page_close_file, page_close_file_post, page_reopen, page_reopen_post;
gt_page page_decide, page_decide_post, page_sign, page_sign_post, page_advance, page_advance_post, page_paper_revoke, page_paper_revoke_post;
gt_page page_message_post, page_mark_post, page_seen_post, page_complement, page_complement_post, page_complement_cancel_post, page_complement_extend_post, page_complements;
gt_page page_view_save_post, page_view_remove_post, page_list_file, page_stats, page_stats_file;
gt_page page_work, page_examine, page_examine_document, page_examine_preview, page_claim_post, page_release_post, page_assign_post, page_note_post;

gt_page page_recover, page_recover_post;
bool gt_may_recover(const struct gt_visit *v);    /* another address for the account of this request, at the counter */

#endif
