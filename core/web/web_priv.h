/* Inside room web: a visit (one request on its way), the page table, the builder of page documents. */
#ifndef GT_WEB_PRIV_H
#define GT_WEB_PRIV_H
#include "web/web.h"
#include "account/account.h"
#include "account/agent.h"
#include "dossier/dossier.h"
#include "dossier/work.h"
#include "plugin/plugin.h"
#include "render/render.h"
#include "xml/xml.h"

struct gt_oidc;
struct gt_counter_entry;                 /* dossier/counter.h */

struct gt_web {
	struct gt_web_parts at;
	struct gt_desk desk;                 /* the same handles, as the domain rooms take them */
	const char *base_url;                /* setting site.base_url; links are built from it, never from Host */
	bool demo;
	struct gt_oidc *identity;            /* FranceConnect or ProConnect; NULL: switched off */
	int64_t looked_ms;                   /* when the table of procedures is looked at again */
};

enum gt_need {
	GT_ANYBODY,
	GT_SIGNED_IN,
	GT_OWN,                              /* first argument of the address is a request of this person's */
	GT_OWN_DRAFT,                        /* the same, not deposited yet; a deposited one leads to its follow-up page */
	GT_AGENT_SELF,                       /* agents' pool: signed in, perhaps without second factor yet: the agent's own account alone */
	GT_AGENT,                            /* agents' pool: signed in with both factors, password of their own: v->agent */
	GT_COUNTER,                          /* the same, and keeps a counter: examines in some service */
	GT_COUNTER_REQUEST,                  /* the same, and the first argument of the address was entered at a counter of theirs: v->dossier, v->counter, v->applicant */
	GT_COUNTER_DRAFT,                    /* the same, not deposited yet; a deposited one leads to its confirmation */
	GT_ADMIN,                            /* signed in as GT_AGENT, administrateur of the whole installation */
	GT_AGENT_DOSSIER,                    /* signed in as GT_AGENT, and the first argument of the address is a request of their territory: v->dossier, v->work */
};

/* The checks of web.c, one a word. The tests' own build leaves out one after the other, and must notice each time (tests/integration/web). */
enum gt_check { GT_CHECK_NONE, GT_CHECK_SIGNED_IN, GT_CHECK_TOKEN, GT_CHECK_DEVICE, GT_CHECK_TEMPORARY, GT_CHECK_OWN, GT_CHECK_DRAFT, GT_CHECK_TERRITORY, GT_CHECK_ROLE, GT_CHECK_COUNTER, GT_CHECK_COUNTER_REQUEST, GT_CHECK__MAX };

struct gt_visit {
	struct gt_web *web;
	const struct gt_request *req;
	struct gt_response *res;
	struct gt_arena *arena;
	const char *lang;
	struct gt_session *session;          /* NULL: nobody is signed in */
	struct gt_agent_session *agent;      /* agents' pool: NULL: nobody is signed in; v->session is always NULL there */
	const struct gt_applicant *applicant; /* the same person, as room dossier takes them; at the counter the one whom the agent writes for */
	const char *args[4];                 /* what the {…} of the address matched */
	struct gt_dossier *dossier;          /* GT_OWN, GT_OWN_DRAFT, GT_AGENT_DOSSIER, GT_COUNTER_REQUEST, GT_COUNTER_DRAFT */
	struct gt_counter_entry *counter;    /* GT_COUNTER_REQUEST, GT_COUNTER_DRAFT; else NULL */
	struct gt_id moved;                  /* the address named a working copy that is over: the request it was of */
	struct gt_file_work *work;           /* GT_AGENT_DOSSIER */
	const char *form_cookie;             /* made in this answer */
	xmlDocPtr page;
	struct gt_error err;
};

/* Answers through the helpers below and returns OK, or returns a result that becomes an error page. */
typedef int gt_page(struct gt_visit *v);
struct gt_route { const char *pattern; enum gt_need need; gt_page *get, *post; };
extern const struct gt_route gt_user_routes[], gt_agent_routes[];   /* ended by a NULL pattern */

void gt_page_menu(struct gt_visit *v, xmlNodePtr root);                            /* <menu>, from the catalogue */
void gt_page_agent_menu(struct gt_visit *v, xmlNodePtr root);                      /* <menu> of the work lists, with their counts; says when mails have been waiting for an hour (page_agent.c) */

/* <draft/>, <request/> of the person. NEW: drafts of new requests alone; DRAFTS: also working copies of deposited ones. */
enum gt_lines { GT_LINES_ALL, GT_LINES_DRAFTS, GT_LINES_NEW };
int gt_page_requests(struct gt_visit *v, xmlNodePtr root, enum gt_lines which);

/* ---- building the page document (xslt/README.md) ---- */
xmlNodePtr gt_page_new(struct gt_visit *v, const char *id);                        /* root, with site, languages, menu, user, csrf, session, message of ?m= */
void gt_page_time(xmlNodePtr el, const char *name, int64_t utc_s);      /* with its offset, as sheets show instants; nothing for 0 */
void gt_page_crumb(struct gt_visit *v, const char *label_id, const char *href);    /* href NULL: here */
void gt_page_crumb_text(struct gt_visit *v, const char *label, const char *href);
xmlNodePtr gt_page_message(struct gt_visit *v, const char *kind, const char *id);
xmlNodePtr gt_page_finding(struct gt_visit *v, const char *field, const char *id); /* field NULL: of the page as a whole; give args with gt_el(…, "arg") */
int gt_page_send(struct gt_visit *v);                                              /* 200, or 422 when there are findings */
int gt_page_send_status(struct gt_visit *v, int status);
int gt_see_other(struct gt_visit *v, const char *fmt, ...) GT_PRINTF(2, 3);

xmlNodePtr gt_form_new(xmlNodePtr parent, const char *action);
void gt_form_hidden(xmlNodePtr form, const char *name, const char *value);
/* A field of a page of our own; label-id is field.<name> with dots. value NULL: empty. Shows the page's finding of that name. */
xmlNodePtr gt_form_field(struct gt_visit *v, xmlNodePtr form, const char *name, const char *type, const char *label_id, bool required, const char *value);
void gt_form_option(xmlNodePtr field, const char *value, const char *label, bool selected);
void gt_form_button(xmlNodePtr form, const char *name, const char *value, const char *label_id, const char *kind);
/* A date posted as NAME.d, NAME.m, NAME.y. false: no date there. raw keeps what was typed for the field's <value>. */
bool gt_form_date(const struct gt_request *r, const char *name, struct gt_date *ret);
void gt_form_date_value(struct gt_visit *v, xmlNodePtr field, const char *name);   /* the parts as typed */

/* ---- the visitor (visit.c) ---- */
int gt_visit_begin(struct gt_visit *v);                                            /* finds the session of the cookie; OK also when there is none */
const char *gt_visit_token(const struct gt_visit *v);                              /* the session cookie as it came, NULL */
struct gt_account_at gt_visit_accounts(const struct gt_visit *v);
struct gt_caller gt_visit_caller(const struct gt_visit *v);
/* Signed out: the keyed hash of the form cookie, made here when there is none; signed in: the session's own. Checked by web.c before any POST function. */
const char *gt_visit_csrf(struct gt_visit *v);
bool gt_visit_csrf_ok(struct gt_visit *v);
void gt_visit_sign_in(struct gt_visit *v, const char *token);                      /* sets the session cookie */
void gt_visit_sign_out(struct gt_visit *v);
bool gt_visit_keep_form(struct gt_visit *v);                                       /* the posted form waits for the next sign-in */

/* page_account.c */
gt_page page_sign_in, page_sign_in_post, page_sign_out_post, page_signup, page_signup_post, page_signup_recorded, page_password_new, page_password_new_post,
	page_link_expired, page_account_created, page_password_forgotten, page_password_forgotten_post, page_login_forgotten, page_login_forgotten_post,
	page_account, page_phone_post, page_password_change_post, page_email_post, page_close_post, page_email_agree, page_email_agree_post, page_session_revoke_post, page_kept_form_post;
void gt_signup_fields(struct gt_visit *v, xmlNodePtr form);                         /* number and dates: on the home page and on their own */
const char *gt_own_path(const char *path);                                         /* a path of ours, "/" otherwise */
void gt_form_replay(struct gt_visit *v, const struct gt_kept_form *kept, const char *csrf); /* answers a form that was kept as if it came now */
void gt_page_slow_down(struct gt_visit *v, const char *id, int64_t wait_s);
bool gt_page_broken(struct gt_visit *v, const char *field, const bool broken[GT_PASSWORD__MAX]); /* a finding for each broken rule */
void gt_page_sessions(struct gt_visit *v, const struct gt_session_line *lines, size_t n);        /* the list of devices */
int gt_requests_view(struct gt_visit *v, xmlNodePtr root);                         /* the person's drafts and requests (page_home.c) */
/* page_agent.c */
gt_page page_agent_sign_in, page_agent_sign_in_post, page_agent_code, page_agent_code_post, page_agent_sign_out_post, page_agent_account, page_agent_password_post,
	page_agent_totp, page_agent_totp_post, page_agent_totp_begin_post, page_agent_totp_picture, page_agent_recovery_post, page_agent_session_revoke_post,
	page_agent_kept, page_agent_kept_post, page_agent_digest_post;
/* page_identity.c */
gt_page page_identity_begin, page_identity_back, page_identity_link, page_identity_link_post, page_identity_unlink_post, page_identity_gone;
int gt_identity_setup(struct gt_web *web, struct gt_error *err);
void gt_identity_door(struct gt_visit *v, const char *name, const char *next);         /* the button of the sign-in page, when switched on */
bool gt_identity_waits(struct gt_visit *v);                                         /* an identity waits in this browser for its link */
const char *gt_identity_link_path(struct gt_visit *v);
int gt_identity_view(struct gt_visit *v, xmlNodePtr root);                          /* <identity> of « Mon compte » */
const char *gt_identity_way_out(struct gt_visit *v);                                /* before the session ends: the address that ends the provider's; NULL: none */
int gt_identity_leave(struct gt_visit *v, const char *address);                     /* after it has ended */
const char *gt_user_where_next(struct gt_visit *v, const char *token, const char *next);
const char *gt_agent_where_next(struct gt_visit *v, const char *token, const char *next);
/* page_notice.c, page_verify.c */
gt_page page_notifications, page_notification, page_notification_open_post, page_verify, page_verify_post;
void gt_page_bell(struct gt_visit *v, xmlNodePtr user);                             /* the last notifications, under the bell */
/* page_home.c, web.c */
const char *gt_web_language(const struct gt_web *web, const char *code, size_t n);      /* the code, when there is a sheet in that language; else NULL */
gt_page page_home, page_static, page_contact, page_communes, page_addresses, page_list, page_beneficiary, page_beneficiary_post, page_situation, page_situation_post, page_procedure, page_requests, page_link, page_agent_home, page_language;
/* page_health.c */
gt_page page_health, page_ready;

/* Opening a request answered BUSY (v->err): when its procedure is what is away, a page of its own says so (page_away.c); else the result as it was. */
int gt_page_request_away(struct gt_visit *v) GT_MUST_USE;
size_t gt_page_lost(struct gt_visit *v, xmlNodePtr parent);   /* <lost name/> a file that was sent and is not kept, to be chosen again; parent NULL: how many */
void gt_web_offer_again(struct gt_visit *v);     /* what was just sent, held in the page and sent again by a button; files are not */

#endif
