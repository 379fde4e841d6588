/* What the pages of one request share. */
#ifndef GT_WEB_REQUEST_PRIV_H
#define GT_WEB_REQUEST_PRIV_H
#include <jansson.h>
#include <stdlib.h>
#include "hook/hook.h"
#include "procedure/migrate.h"
#include "web/web_priv.h"

#define GT_SAVE_TRIES 5                /* the page's own script may save one answer after the other while the whole form arrives */

xmlNodePtr gt_request_page(struct gt_visit *v, const char *id);                        /* a page about v->dossier: crumb, <procedure title href abandon/> */
const char *gt_request_href(struct gt_visit *v, const char *rest);                     /* /demandes/ID and the rest */
const char *gt_request_step_href(struct gt_visit *v, const struct gt_step *s);
const struct gt_step *gt_request_step(struct gt_visit *v, enum gt_step_kind kind);     /* the step the address names, if it is of that kind */
void gt_request_steps(struct gt_visit *v, const char *here);                           /* <steps> */
void gt_request_buttons(struct gt_visit *v, xmlNodePtr form, const char *next_label_id); /* the row of four */
int gt_request_quit(struct gt_visit *v);                                               /* left for later: where the person finds it again */
bool gt_request_is_copy(const struct gt_visit *v);                                     /* v->dossier is a working copy of a deposited request */
int gt_rectify_changes(struct gt_visit *v, xmlNodePtr root, struct gt_dossier *request); /* <changes>: the working copy against its request */
int gt_rectify_home(struct gt_visit *v, const char *message);                          /* 303 to the request of the working copy */
int gt_rectify_late(struct gt_visit *v, struct gt_dossier *request);                   /* an agent was quicker: what was typed is shown */
int gt_request_acts(struct gt_visit *v, xmlNodePtr root);                              /* <acts>: what the person may do with a deposited request */
int gt_rectify_acts(struct gt_visit *v, xmlNodePtr acts);                              /* <act/> of the follow-up page */
int gt_request_go_previous(struct gt_visit *v, const struct gt_step *s);
int64_t gt_request_version_seen(struct gt_visit *v);                                   /* of the posted form; -1 when it has none */
int gt_request_confirmed(const char *name, int checked, struct gt_findings *f);         /* keeps what was found at that field or group; OK when nothing is left */
int gt_request_json(struct gt_visit *v, int status, json_t *object);                   /* takes the object */

void gt_request_head(struct gt_visit *v, xmlNodePtr root);                              /* <request …/> of a deposited request; an outcome not told yet is "decided" */
int gt_request_papers(struct gt_visit *v, xmlNodePtr root);                            /* <paper …/>… that the applicant was told of */
int gt_request_ended_alone(struct gt_visit *v, bool *ret) GT_MUST_USE;              /* without an agent, right after the deposit */
struct gt_register_service;
void gt_service_view(xmlNodePtr root, const struct gt_register_service *s);             /* <service …/>: its name and how it is reached */
const char *gt_tile_heading(struct gt_visit *v, const char *tile);                      /* the menu's words; NULL: it is in no menu */
const char *gt_dossier_href(struct gt_visit *v, const char *rest);                     /* on the side that looks, and at the counter: /demandes/ID, for agents /dossiers/ID; and the rest */
xmlNodePtr gt_document_view(struct gt_visit *v, xmlNodePtr parent, const struct gt_document *doc);  /* <document …/>, without preview once it is known to be infected */
struct gt_paper;
xmlNodePtr gt_paper_view(struct gt_visit *v, xmlNodePtr root, const struct gt_paper *paper);         /* <paper …/> that was issued */

json_t *gt_file_finding_json(const struct gt_file_finding *why);                        /* {finding: {id, arg: value}} */
json_t *gt_document_json(struct gt_visit *v, const struct gt_document *doc, const char *remove, int64_t version); /* {document, version}; remove NULL: the draft's own address */

gt_page page_answer_post, page_answer_field_post, page_answer_file_post, page_answer_remove_post, page_extension_post;
gt_page page_preamble, page_preamble_post, page_step, page_step_post, page_field_post, page_justificatifs, page_justificatifs_post, page_upload_post,
	page_document, page_document_remove_post, page_document_preview, page_deposit, page_deposit_post, page_confirmation, page_paper, page_pieces,
	page_follow_up, page_abandon, page_abandon_post, page_changes, page_changes_post, page_rectify_post, page_rectify_message_post, page_later, page_later_post, page_withdraw, page_withdraw_post, page_export_request, page_export_account;

#endif
