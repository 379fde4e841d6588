/* Signing in through an identity provider: FranceConnect on the applicants' side, ProConnect on the agents'. Room oidc says what may be believed, room
 * account whose it is; here is only the way: button, answer, link with an account, and out again. */
#include "account/identity.h"
#include "oidc/oidc.h"
#include "web/request_priv.h"

static const char *name_of(const struct gt_web *web) { return web->at.agents ? "proconnect" : "franceconnect"; }
static enum gt_side side_of(const struct gt_visit *v) { return v->web->at.agents ? GT_SIDE_AGENT : GT_SIDE_USER; }
static struct gt_id who_of(const struct gt_visit *v) { return v->agent ? v->agent->agent : v->session->account; }

int gt_identity_setup(struct gt_web *web, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("identity", 1 << 16);
	const char *back = gt_arena_printf(arena, "%s/connexion/%s/retour", web->base_url, name_of(web)), *left = gt_arena_printf(arena, "%s/deconnexion/retour", web->base_url);
	return gt_oidc_open(web->at.config, name_of(web), back, left, web->at.fetch, &web->identity, err);
}

/* ---- the browser's own token: what was begun here is answered here ---- */
static const char *cookie_name(const struct gt_visit *v, const char *what)
{
	return gt_arena_printf(v->arena, "%sguichet_%s%c", v->req->tls ? "__Host-" : "", what, v->web->at.agents ? 'a' : 'u');
}

static const char *browser_of(const struct gt_visit *v) { return gt_cookie(v->req, cookie_name(v, "id")); }

static int off(struct gt_visit *v) { return gt_fail(&v->err, GT_NOTFOUND, "no identity provider is switched on"); }

static int say(struct gt_visit *v, const char *what) { return gt_see_other(v, "%s?m=identity-%s", v->session || v->agent ? "/mon-compte" : "/connexion", what); }

/* ---- the button ---- */
void gt_identity_door(struct gt_visit *v, const char *name, const char *next)
{
	if (!v->web->identity) return;
	const char *suite = strcmp(next, "/") == 0 ? "" : gt_arena_printf(v->arena, "?suite=%s", gt_fetch_escape(v->arena, next));
	gt_attr(gt_el(gt_xml_root(v->page), name), "href", gt_arena_printf(v->arena, "/connexion/%s%s", name, suite));
}

int page_identity_begin(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_caller caller = gt_visit_caller(v);
	struct gt_identity_flow flow;
	const char *address;
	int64_t wait_s = 0;
	if (!v->web->identity) return off(v);
	int rc = gt_identity_begin(&at, &caller, side_of(v), name_of(v->web), browser_of(v), gt_own_path(gt_query(v->req, "suite")), &flow, &wait_s, &v->err);
	if (rc == GT_REFUSED) return say(v, "slow");
	if (rc != GT_OK) return rc;
	rc = gt_oidc_begin(v->web->identity, v->arena, &(struct gt_oidc_try){ flow.state, flow.nonce, flow.verifier }, &address, &v->err);
	if (rc == GT_BUSY) {
		gt_log_error(GT_WARN, "web", &v->err);
		return say(v, "away");
	}
	if (rc != GT_OK) return rc;
	gt_respond_cookie(v->res, cookie_name(v, "id"), flow.browser, GT_IDENTITY_FLOW_S + GT_IDENTITY_WAIT_S, v->req->tls);
	gt_respond_leave(v->res, address);
	return GT_OK;
}

/* ---- the answer ---- */
/* Nobody is linked yet: the way on is to prove whose the account is, once. */
static int unknown(struct gt_visit *v) { return v->session || v->agent ? gt_see_other(v, "/mon-compte/%s", name_of(v->web)) : gt_see_other(v, "/connexion?m=identity-unknown"); }

static int arrived(struct gt_visit *v, const struct gt_identity_flow *flow, const struct gt_identity *who)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_caller caller = gt_visit_caller(v);
	char token[GT_TOKEN_TEXT];
	bool code = false;
	int rc = v->web->at.agents ? gt_identity_arrive_agent(&at, &caller, who, flow->browser, gt_visit_token(v), token, &code, &v->err)
		: gt_identity_arrive(&at, &caller, who, flow->browser, gt_visit_token(v), token, &v->err);
	if (rc == GT_NOTFOUND) return unknown(v);
	if (rc == GT_DENIED) return say(v, "one-factor");
	if (rc != GT_OK) return rc;
	gt_visit_sign_in(v, token);
	if (code) return gt_see_other(v, "/connexion/code?suite=%s", flow->next);
	return gt_see_other(v, "%s", v->web->at.agents ? gt_agent_where_next(v, token, flow->next) : gt_user_where_next(v, token, flow->next));
}

int page_identity_back(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_identity_flow flow;
	struct gt_oidc_person p;
	const char *code = gt_query(v->req, "code"), *error = gt_query(v->req, "error"), *issuer = gt_query(v->req, "iss");
	if (!v->web->identity) return off(v);
	int rc = gt_identity_answered(&at, v->arena, side_of(v), name_of(v->web), gt_query(v->req, "state"), browser_of(v), &flow, &v->err);
	if (rc == GT_NOTFOUND) return say(v, "over");
	if (rc != GT_OK) return rc;
	if (error) return say(v, gt_streq(error, "access_denied") && !code ? "cancelled" : gt_streq(error, "server_error") || gt_streq(error, "temporarily_unavailable") ? "away" : "refused");
	if (gt_empty(code) || (issuer && !gt_streq(issuer, gt_oidc_issuer(v->web->identity)))) return say(v, "refused");
	rc = gt_oidc_finish(v->web->identity, v->arena, &(struct gt_oidc_try){ flow.state, flow.nonce, flow.verifier }, code, &p, &v->err);
	if (rc == GT_REFUSED || rc == GT_BUSY) {
		gt_log_error(GT_WARN, "web", &v->err);
		return say(v, rc == GT_BUSY ? "away" : "refused");
	}
	if (rc != GT_OK) return rc;
	struct gt_identity who = { .provider = name_of(v->web), .issuer = gt_oidc_issuer(v->web->identity), .subject = p.subject, .given_name = p.given_name, .family_name = p.family_name,
		.level = p.level, .id_token = p.id_token, .second_factor = p.second_factor };
	return arrived(v, &flow, &who);
}

/* ---- the link with an account ---- */
bool gt_identity_waits(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_identity who;
	struct gt_error none;
	return v->web->identity && browser_of(v) && gt_identity_waiting(&at, v->arena, side_of(v), browser_of(v), &who, &none) == GT_OK;
}

const char *gt_identity_link_path(struct gt_visit *v) { return gt_arena_printf(v->arena, "/mon-compte/%s", name_of(v->web)); }

int page_identity_link(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_identity who;
	if (!v->web->identity) return off(v);
	int rc = gt_identity_waiting(&at, v->arena, side_of(v), browser_of(v), &who, &v->err);
	if (rc == GT_NOTFOUND) return gt_see_other(v, "/mon-compte");
	if (rc != GT_OK) return rc;
	xmlNodePtr root = gt_page_new(v, "identity-link"), el = gt_el(root, "identity");
	gt_page_crumb(v, "crumb.account", "/mon-compte");
	gt_page_crumb(v, "crumb.identity", NULL);
	gt_attr(el, "provider", who.provider);
	if (!gt_empty(who.given_name)) gt_attr(el, "given-name", who.given_name);
	if (!gt_empty(who.family_name)) gt_attr(el, "family-name", who.family_name);
	gt_attr(el, "account", v->agent ? v->agent->login : v->session->name);
	xmlNodePtr form = gt_form_new(root, gt_identity_link_path(v));
	gt_form_button(form, "go", "link", "button.identity-link", "primary");
	gt_form_button(form, "go", "discard", "button.identity-discard", "secondary");
	return gt_page_send(v);
}

int page_identity_link_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	const char *browser = browser_of(v);
	if (!v->web->identity) return off(v);
	if (!gt_streq(gt_form(v->req, "go"), "link")) {
		int rc = gt_identity_drop(&at, side_of(v), browser, &v->err);
		return rc == GT_OK ? gt_see_other(v, "/") : rc;
	}
	int rc = v->agent ? gt_identity_link_agent(&at, v->agent, browser, &v->err) : gt_identity_link(&at, v->session, browser, &v->err);
	if (rc == GT_NOTFOUND) return say(v, "over");
	if (rc == GT_CONFLICT) {
		rc = gt_identity_drop(&at, side_of(v), browser, &v->err);
		return rc == GT_OK ? say(v, "taken") : rc;
	}
	return rc == GT_OK ? say(v, "linked") : rc;
}

/* On « Mon compte »: since when, and the way to begin or to end it. */
int gt_identity_view(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_account_at at = gt_visit_accounts(v);
	int64_t since = 0;
	if (!v->web->identity) return GT_OK;
	int rc = gt_identity_since(&at, v->arena, side_of(v), who_of(v), gt_oidc_issuer(v->web->identity), &since, &v->err);
	if (rc != GT_OK && rc != GT_NOTFOUND) return rc;
	xmlNodePtr el = gt_el(root, "identity");
	gt_attr(el, "provider", name_of(v->web));
	gt_attr(el, "href", gt_arena_printf(v->arena, "/connexion/%s", name_of(v->web)));
	if (rc == GT_NOTFOUND) return GT_OK;
	gt_page_time(el, "since", since);
	gt_form_button(gt_form_new(el, gt_arena_printf(v->arena, "/mon-compte/%s/delier", name_of(v->web))), "go", "unlink", "button.identity-unlink", "secondary");
	return GT_OK;
}

int page_identity_unlink_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	if (!v->web->identity) return off(v);
	const char *issuer = gt_oidc_issuer(v->web->identity);
	int rc = v->agent ? gt_identity_unlink_agent(&at, v->agent, issuer, &v->err) : gt_identity_unlink(&at, v->session, issuer, &v->err);
	if (rc == GT_NOTFOUND) return gt_see_other(v, "/mon-compte");
	return rc == GT_OK ? say(v, "unlinked") : rc;
}

/* ---- out: ours has ended already, then the provider's ---- */
const char *gt_identity_way_out(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	const char *provider, *id_token;
	char state[GT_TOKEN_TEXT];
	struct gt_digest unused;
	struct gt_error none;
	if (!v->web->identity || gt_identity_of_session(&at, v->arena, side_of(v), gt_visit_token(v), &provider, &id_token, &none) != GT_OK) return NULL;
	gt_token_new(state, &unused);
	const char *address = gt_oidc_end(v->web->identity, v->arena, id_token, state);
	if (address) gt_respond_cookie(v->res, cookie_name(v, "out"), state, GT_IDENTITY_FLOW_S, v->req->tls);
	return address;
}

/* A form may lead nowhere but to ourselves (its policy): so a page of ours leads on, at once. */
int gt_identity_leave(struct gt_visit *v, const char *address)
{
	v->session = NULL;
	v->agent = NULL;
	xmlNodePtr el = gt_el(gt_page_new(v, "identity-leave"), "identity");
	gt_page_crumb(v, "crumb.sign-out", NULL);
	gt_attr(el, "provider", name_of(v->web));
	gt_attr(el, "href", address);
	gt_respond_header(v->res, "Refresh", gt_arena_printf(v->arena, "0; url=%s", address));
	return gt_page_send(v);
}

int page_identity_gone(struct gt_visit *v)
{
	const char *kept = gt_cookie(v->req, cookie_name(v, "out")), *state = gt_query(v->req, "state"), *home = v->web->at.agents ? "/connexion" : "/";
	if (!v->web->identity) return off(v);
	gt_respond_cookie(v->res, cookie_name(v, "out"), "", 0, v->req->tls);
	return kept && gt_streq(kept, state) ? gt_see_other(v, "%s?m=signed-out", home) : gt_see_other(v, "%s", home);
}
