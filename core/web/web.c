/* From a request to a page function: route, session, precondition, forgery check, and the one table from results to statuses.
 * The only place where access is decided; page functions find their person and their request already checked. */
#include "dossier/rectify.h"
#include "web/counter_priv.h"

#define LOOK_MS 1000
#define LOOK_AWAY_MS 10000
#define COOKIE_LANG "guichet_langue"

static const struct { int rc, status; } statuses[] = {
	{ GT_REFUSED, 422 }, { GT_NOTFOUND, 404 }, { GT_DENIED, 403 }, { GT_CONFLICT, 409 }, { GT_BUSY, 503 },
	{ GT_UNCERTAIN, 503 }, { GT_TOOBIG, 413 }, { GT_BADINPUT, 400 }, { GT_FAILED, 500 },
};

static int status_of(int rc)
{
	for (size_t i = 0; i < GT_COUNT(statuses); i++)
		if (statuses[i].rc == rc) return statuses[i].status;
	return 500;
}

int gt_web_open(const struct gt_web_parts *parts, struct gt_web **ret, struct gt_error *err)
{
	const char *base = gt_config_get(parts->config, parts->agents ? "site.agents_url" : "site.base_url", NULL);
	if (!base) return gt_fail(err, GT_BADINPUT, "setting site.%s is missing", parts->agents ? "agents_url" : "base_url");
	struct gt_web *web = gt_xalloc(sizeof *web);
	web->at = *parts;
	web->desk = (struct gt_desk){ .db = parts->db, .ring = parts->ring, .plugins = parts->plugins, .hook = parts->hook, .scan = parts->scan, .sheets = parts->sheets, .config = parts->config };
	web->base_url = base;
	web->demo = gt_config_bool(parts->config, "demo.enabled", false);
	*ret = web;
	int rc = gt_identity_setup(web, err);
	return rc == GT_OK ? gt_desk_procedures(&web->desk, err) : rc;
}

/* ---- routing ---- */
static bool match(struct gt_visit *v, const char *pattern, const char *path)
{
	size_t n = 0;
	while (*pattern) {
		if (*pattern == '{') {
			size_t len = strcspn(path, "/");
			if (len == 0 || n == GT_COUNT(v->args)) return false;
			v->args[n++] = gt_arena_strndup(v->arena, path, len);
			path += len;
			pattern = strchr(pattern, '}') + 1;
		} else if (*pattern++ != *path++) return false;
	}
	return *path == 0;
}

static const struct gt_route *route_of(struct gt_visit *v)
{
	const struct gt_route *table = v->web->at.agents ? gt_agent_routes : gt_user_routes;
	for (const struct gt_route *r = table; r->pattern; r++) {
		memset(v->args, 0, sizeof v->args);
		if (match(v, r->pattern, v->req->path)) return r;
	}
	return NULL;
}

bool gt_web_may_upload(const char *path)
{
	size_t n = strlen(path);
	return (gt_starts(path, "/demandes/") || gt_starts(path, "/dossiers/")) && n > 8 && strcmp(path + n - 8, "/fichier") == 0;
}

/* ---- language: the person's choice, else the browser's first one that we have, else French ---- */
const char *gt_web_language(const struct gt_web *web, const char *code, size_t n)
{
	for (const char *const *l = gt_sheets_languages(web->at.sheets); *l; l++)
		if (strlen(*l) == n && strncmp(*l, code, n) == 0) return *l;
	return NULL;
}

static const char *language_of(const struct gt_web *web, const struct gt_request *req)
{
	const char *chosen = gt_cookie(req, COOKIE_LANG), *found = chosen ? gt_web_language(web, chosen, strlen(chosen)) : NULL;
	for (const char *a = req->accept_language; !found && a && *a; a += strspn(a, ", ")) {
		found = gt_web_language(web, a, strcspn(a, "-;, "));
		a += strcspn(a, ",");
	}
	return found ? found : "fr";
}

int page_language(struct gt_visit *v)
{
	const char *code = gt_web_language(v->web, v->args[0], strlen(v->args[0])), *back = gt_query(v->req, "retour");
	if (!code) return gt_fail(&v->err, GT_NOTFOUND, "language not installed");
	gt_respond_cookie(v->res, COOKIE_LANG, code, 365 * 86400, v->req->tls);
	/* A path of ours only: "//host" would lead away. */
	return gt_see_other(v, "%s", back && back[0] == '/' && back[1] != '/' && back[1] != '\\' ? back : "/");
}

/* ---- what went wrong ---- */
static void answer_json_error(struct gt_visit *v, int status)
{
	gt_respond_status(v->res, status);
	gt_respond_body(v->res, "application/json", gt_str(gt_arena_printf(v->arena, "{\"error\":%d,\"reference\":\"%s\"}", status, v->req->id)));
}

size_t gt_page_lost(struct gt_visit *v, xmlNodePtr parent)
{
	size_t n = 0;
	for (size_t i = 0; i < v->req->n_uploads; i++) {
		if (gt_empty(v->req->uploads[i].file_name)) continue;
		if (parent) gt_attr(gt_el(parent, "lost"), "name", v->req->uploads[i].file_name);
		n++;
	}
	return n;
}

/* What was typed is not lost with a part of the service: the page holds it and sends it again, with the token it came with. Never a password. */
void gt_web_offer_again(struct gt_visit *v)
{
	const struct gt_request *req = v->req;
	if (req->method != GT_POST || req->n_form == 0) return;
	for (size_t i = 0; i < req->n_form; i++)
		if (strstr(req->form[i].name, "password")) return;
	xmlNodePtr form = gt_form_new(gt_xml_root(v->page), req->path);
	for (size_t i = 0; i < req->n_form; i++) gt_form_hidden(form, req->form[i].name, req->form[i].value);
	gt_form_button(form, "", "", "button.try-again", "primary");
	gt_page_lost(v, gt_xml_root(v->page));
}

static void answer_error(struct gt_visit *v, int rc)
{
	int status = status_of(rc);
	if (rc == GT_FAILED || rc == GT_BUSY || rc == GT_UNCERTAIN || rc == GT_TOOBIG) gt_log_error(rc == GT_FAILED ? GT_ERR : GT_WARN, "web", &v->err);
	if (status == 503) gt_respond_header(v->res, "Retry-After", "10");
	if (v->req->wants_json) { answer_json_error(v, status); return; }
	xmlNodePtr error = gt_el(gt_page_new(v, "error"), "error");
	gt_attr_int(error, "status", status);
	gt_attr(error, "reference", v->req->id);
	gt_page_crumb(v, "crumb.error", NULL);
	if (status == 503) gt_web_offer_again(v);
	if (gt_page_send_status(v, status) == GT_OK) return;
	gt_log_error(GT_ERR, "web", &v->err);
	gt_respond_status(v->res, status);
	gt_respond_body(v->res, "text/plain; charset=utf-8", gt_str("Le service est momentanément indisponible. / The service is temporarily unavailable.\n"));
}

/* ---- preconditions ---- */
static int go_sign_in(struct gt_visit *v)
{
	if (v->req->wants_json) { answer_json_error(v, 401); return GT_OK; }
	bool came_back = v->req->method == GT_GET && strcmp(v->req->path, "/") != 0;
	/* The agents' first page is their sign-in: nothing was over yet. */
	if (v->web->at.agents && v->req->method == GT_GET && !came_back) return gt_see_other(v, "/connexion");
	return gt_see_other(v, came_back ? "/connexion?suite=%s" : "/connexion?m=session-over", v->req->path);
}

static int need_own(struct gt_visit *v)
{
	struct gt_id id;
	if (!v->applicant || !gt_id_parse(v->args[0], &id)) return gt_fail(&v->err, GT_NOTFOUND, "not an id");
	int rc = gt_dossier_open(&v->web->desk, v->arena, id, v->applicant, &v->dossier, &v->err);
	/* A working copy that was sent or cancelled: its request is meant. */
	if (rc == GT_NOTFOUND && !v->req->wants_json && gt_rectify_request(&v->web->desk, v->applicant->account, id, &v->moved, NULL) == GT_OK) return GT_OK;
	return rc;
}

/* Not signed in as an agent never comes so far; a request out of the territory is one that does not exist. */
static int need_agent_dossier(struct gt_visit *v)
{
	struct gt_id id;
	if (!v->agent || !gt_id_parse(v->args[0], &id)) return gt_fail(&v->err, GT_NOTFOUND, "not an id");
	v->agent->lang = v->lang;                        /* answers are read in the page's language */
	v->work = gt_new(v->arena, struct gt_file_work);
	return gt_work_open_file(&v->web->desk, v->arena, v->agent, id, &v->dossier, v->work, &v->err);
}

/* What an applicant began, and what another service's counter did, does not exist here. */
static int need_counter_request(struct gt_visit *v)
{
	struct gt_id id;
	if (!v->agent || !gt_id_parse(v->args[0], &id)) return gt_fail(&v->err, GT_NOTFOUND, "not an id");
	v->counter = gt_new(v->arena, struct gt_counter_entry);
	int rc = gt_counter_open(&v->web->desk, v->arena, v->agent, id, v->lang, &v->dossier, v->counter, &v->err);
	if (rc == GT_OK) v->applicant = v->dossier->who;
	return rc;
}

#ifdef GT_RIGHTS_TEST
extern enum gt_check gt_check_left_out;
int gt_rights_page(struct gt_visit *v, gt_page *page);
#define STANDS(check) (gt_check_left_out != (check))
#define CALL_PAGE(v, page) gt_rights_page(v, page)
#else
#define STANDS(check) true
#define CALL_PAGE(v, page) page(v)
#endif

/* An agent whose sign-in is not complete sees their own account alone. */
static bool incomplete(const struct gt_visit *v, const struct gt_route *route)
{
	if (!v->agent || route->need == GT_ANYBODY || route->need == GT_AGENT_SELF) return false;
	return (!v->agent->enrolled && STANDS(GT_CHECK_DEVICE)) || (v->agent->password_temporary && STANDS(GT_CHECK_TEMPORARY));
}

/* A draft that is none any more, or has news to be read first. ret: OK answered; NOTFOUND: it goes on. */
static int elsewhere(struct gt_visit *v, gt_page *page)
{
	if (v->dossier->state != GT_STATE_DRAFT && STANDS(GT_CHECK_DRAFT)) {
		if (v->req->wants_json) return gt_fail(&v->err, GT_CONFLICT, "deposited already");
		/* the second click on the last button, however late it comes, ends where the first one did */
		return gt_see_other(v, page == page_deposit_post && gt_streq(gt_form(v->req, "go"), "next") ? "/demandes/%s/confirmation" : "/demandes/%s?m=already-deposited", v->args[0]);
	}
	/* What a new version changed is read before one goes on; what is being sent is never held up. */
	if (v->req->method == GT_GET && gt_case_changes(v->dossier->answers) && page != page_changes && page != page_abandon)
		return gt_see_other(v, "/demandes/%s/nouvelle-version", v->args[0]);
	return GT_NOTFOUND;
}

static int run(struct gt_visit *v, const struct gt_route *route)
{
	gt_page *page = v->req->method == GT_POST ? route->post : route->get;
	if (!page) return gt_fail(&v->err, GT_NOTFOUND, "no such method here");
	if (route->need != GT_ANYBODY && !v->session && !v->agent && STANDS(GT_CHECK_SIGNED_IN)) {
		if (v->req->method == GT_POST && gt_visit_keep_form(v)) return gt_see_other(v, "/connexion?m=form-kept");
		return go_sign_in(v);
	}
	if (v->req->method == GT_POST && !gt_visit_csrf_ok(v) && STANDS(GT_CHECK_TOKEN)) return gt_fail(&v->err, GT_DENIED, "form token differs");
	if (incomplete(v, route)) {
		if (v->req->wants_json) return gt_fail(&v->err, GT_DENIED, "the sign-in is not complete");
		return gt_see_other(v, v->agent->enrolled ? "/mon-compte?m=password-temporary" : "/mon-compte/totp");
	}
	if ((route->need == GT_OWN || route->need == GT_OWN_DRAFT) && STANDS(GT_CHECK_OWN)) {
		int rc = need_own(v);
		if (rc == GT_BUSY && !v->req->wants_json) return gt_page_request_away(v);
		if (rc != GT_OK) return rc;
		char request[GT_ID_TEXT];
		if (!v->dossier) return gt_see_other(v, "/demandes/%s?m=rectify-over", gt_id_text(v->moved, request));
	}
	if (route->need == GT_COUNTER && STANDS(GT_CHECK_COUNTER) && (!v->agent || !gt_counter_may(v->agent, NULL))) return gt_fail(&v->err, GT_DENIED, "keeps no counter");
	if ((route->need == GT_COUNTER_REQUEST || route->need == GT_COUNTER_DRAFT) && STANDS(GT_CHECK_COUNTER_REQUEST)) {
		int rc = need_counter_request(v);
		if (rc != GT_OK) return rc;
	}
	if ((route->need == GT_OWN_DRAFT || route->need == GT_COUNTER_DRAFT) && v->dossier) {
		int rc = elsewhere(v, page);
		if (rc != GT_NOTFOUND) return rc;
	}
	if (route->need == GT_ADMIN && STANDS(GT_CHECK_ROLE) && (!v->agent || !gt_agent_may(v->agent, "administrateur", "*"))) return gt_fail(&v->err, GT_DENIED, "not an administrator");
	if (route->need == GT_AGENT_DOSSIER && STANDS(GT_CHECK_TERRITORY)) {
		int rc = need_agent_dossier(v);
		if (rc == GT_BUSY && !v->req->wants_json) return gt_page_request_away(v);
		if (rc != GT_OK) return rc;
	}
	return CALL_PAGE(v, page);
}

/* What an operator changes holds within a second, without a reload. While the database is away everything stays as it was. */
static void look_at_procedures(struct gt_web *web)
{
	int64_t now = gt_monotonic_ms();
	if (now < web->looked_ms) return;
	struct gt_error err;
	int rc = gt_desk_procedures(&web->desk, &err);
	web->looked_ms = gt_monotonic_ms() + (rc == GT_OK ? LOOK_MS : LOOK_AWAY_MS);
}

void gt_web_handle(void *app, const struct gt_request *req, struct gt_response *res)
{
	struct gt_visit v = { .web = app, .req = req, .res = res, .arena = req->arena };
	v.lang = language_of(v.web, req);
	look_at_procedures(v.web);
	const struct gt_route *route = route_of(&v);
	/* Also where there is no page: its head says who asks, as everywhere else. */
	int rc = gt_visit_begin(&v);
	if (!route) rc = gt_fail(&v.err, GT_NOTFOUND, "no such page");
	if (rc == GT_OK) rc = run(&v, route);
	if (rc != GT_OK) answer_error(&v, rc);
}
