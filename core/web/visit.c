/* Who visits: the session's cookie, the forms' tokens, a form that came too late. */
#include "web/web_priv.h"

/* With TLS the prefix makes the browser refuse a cookie that another host or plain HTTP tries to set. */
static const char *cookie_name(const struct gt_visit *v)
{
	if (v->web->at.agents) return v->req->tls ? "__Host-guichet_a" : "guichet_a";
	return v->req->tls ? "__Host-guichet_u" : "guichet_u";
}

static const char *form_cookie_name(const struct gt_visit *v)
{
	if (v->web->at.agents) return v->req->tls ? "__Host-guichet_fa" : "guichet_fa";
	return v->req->tls ? "__Host-guichet_fu" : "guichet_fu";
}

const char *gt_visit_token(const struct gt_visit *v) { return gt_cookie(v->req, cookie_name(v)); }

struct gt_account_at gt_visit_accounts(const struct gt_visit *v)
{
	return (struct gt_account_at){ .db = v->web->at.db, .ring = v->web->at.ring, .config = v->web->at.config };
}

struct gt_caller gt_visit_caller(const struct gt_visit *v) { return (struct gt_caller){ .address = v->req->address, .browser = v->req->user_agent, .lang = v->lang }; }

static void know_applicant(struct gt_visit *v)
{
	struct gt_applicant *a = gt_new(v->arena, struct gt_applicant);
	*a = (struct gt_applicant){ .account = v->session->account, .foreigner_number = v->session->foreigner_number, .title_number = v->session->title_number, .email = v->session->email, .lang = v->lang,
		.invented = gt_register_invented(v->session->foreigner_number) };
	v->applicant = a;
}

static int know_agent(struct gt_visit *v, const struct gt_account_at *at, const char *token)
{
	struct gt_agent_session *s = gt_new(v->arena, struct gt_agent_session);
	int rc = gt_agent_session_find(at, v->arena, token, s, &v->err);
	if (rc == GT_OK) v->agent = s;
	return rc == GT_NOTFOUND ? GT_OK : rc;
}

int gt_visit_begin(struct gt_visit *v)
{
	const char *token = gt_visit_token(v);
	if (!token) return GT_OK;
	struct gt_account_at at = gt_visit_accounts(v);
	if (v->web->at.agents) return know_agent(v, &at, token);
	struct gt_session *s = gt_new(v->arena, struct gt_session);
	int rc = gt_session_find(&at, v->arena, token, s, &v->err);
	if (rc == GT_NOTFOUND) return GT_OK;
	if (rc != GT_OK) return rc;
	v->session = s;
	know_applicant(v);
	return GT_OK;
}

const char *gt_visit_csrf(struct gt_visit *v)
{
	if (v->session) return v->session->csrf;
	if (v->agent) return v->agent->csrf;
	const char *cookie = gt_cookie(v->req, form_cookie_name(v));
	struct gt_digest unused;
	if (!cookie || !gt_token_hash(cookie, &unused)) {
		if (!v->form_cookie) {
			char text[GT_TOKEN_TEXT];
			gt_token_new(text, &unused);
			v->form_cookie = gt_arena_strdup(v->arena, text);
			gt_respond_cookie(v->res, form_cookie_name(v), v->form_cookie, -1, v->req->tls);
		}
		cookie = v->form_cookie;
	}
	char *token = gt_arena_alloc(v->arena, 65);
	gt_csrf_for_cookie(v->web->at.ring, cookie, token);
	return token;
}

bool gt_visit_csrf_ok(struct gt_visit *v)
{
	const char *site = v->req->fetch_site;
	if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0) return false;
	if (!v->session && !v->agent && !gt_cookie(v->req, form_cookie_name(v))) return false;
	return gt_csrf_same(gt_form(v->req, "csrf"), gt_visit_csrf(v));
}

void gt_visit_sign_in(struct gt_visit *v, const char *token) { gt_respond_cookie(v->res, cookie_name(v), token, -1, v->req->tls); }
/* What the browser kept of the pages goes too; browsers hear that over TLS alone. */
void gt_visit_sign_out(struct gt_visit *v)
{
	gt_respond_cookie(v->res, cookie_name(v), "", 0, v->req->tls);
	if (v->req->tls) gt_respond_header(v->res, "Clear-Site-Data", "\"cache\", \"storage\"");
}

/* A form sent after the session's end is kept for the next sign-in of the same person; that it could not be kept changes nothing for them. */
bool gt_visit_keep_form(struct gt_visit *v)
{
	const char *token = gt_visit_token(v), *csrf = gt_form(v->req, "csrf");
	if (!token || !csrf || v->req->n_form == 0) return false;
	/* A password is typed again; it waits nowhere. */
	for (size_t i = 0; i < v->req->n_form; i++)
		if (strstr(v->req->form[i].name, "password")) return false;
	/* What the page's script sends field by field is in the form that follows; a sign-out has nothing to keep. */
	if (v->req->wants_json || gt_streq(v->req->path, "/deconnexion") || gt_starts(v->req->path, "/mon-compte/formulaire/")) return false;
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_error err;
	if (v->web->at.agents) return gt_agent_kept_put(&at, v->arena, token, csrf, v->req->path, v->req->form, v->req->n_form, &err) == GT_OK;
	return gt_kept_form_put(&at, v->arena, token, csrf, v->req->path, v->req->form, v->req->n_form, &err) == GT_OK;
}
