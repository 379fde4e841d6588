/* The agents' own pages: sign-in with two factors, second factor, recovery codes, password, devices; and the menu of the work lists. */
#include "dossier/alert.h"
#include "dossier/counter.h"
#include "web/request_priv.h"

/* ---- menu ---- */
static void add_count(xmlNodePtr entry, int64_t n)
{
	gt_attr_int(entry, "count", n > GT_WORK_MENU_MAX ? GT_WORK_MENU_MAX : n);
	gt_attr_flag(entry, "more", n > GT_WORK_MENU_MAX);
}

void gt_page_agent_menu(struct gt_visit *v, xmlNodePtr root)
{
	if (!gt_agent_may(v->agent, "lecteur", NULL)) return;
	/* A page without its numbers is better than no page. */
	struct gt_error unread;
	int64_t counts[GT_WORK__MAX];
	bool counted = gt_work_counts(&v->web->desk, v->arena, v->agent, GT_WORK_MENU_MAX + 1, counts, &unread) == GT_OK;
	const char *shown = strcmp(v->req->path, "/") == 0 ? "take" : strcmp(v->req->path, "/demandes") == 0 ? gt_query(v->req, "liste") : NULL;
	xmlNodePtr menu = gt_el(root, "menu");
	for (enum gt_work_list list = 0; list < GT_WORK__MAX; list++) {
		const char *name = gt_work_list_name(list);
		xmlNodePtr entry = gt_el(menu, "entry");
		gt_attr(entry, "id", name);
		gt_attr(entry, "label-id", gt_arena_printf(v->arena, "agent-menu.%s", name));
		gt_attr(entry, "href", list == GT_WORK_TAKE ? "/" : gt_arena_printf(v->arena, "/demandes?liste=%s", name));
		if (counted && list != GT_WORK_ALL) add_count(entry, counts[list]);
		gt_attr_flag(entry, "current", gt_streq(shown, name));
	}
	struct gt_alerts_waiting alerts;
	xmlNodePtr entry = gt_el(menu, "entry");
	gt_attr(entry, "id", "alerts");
	gt_attr(entry, "label-id", "agent-menu.alerts");
	gt_attr(entry, "href", "/alertes");
	if (gt_alerts_waiting(&v->web->desk, v->arena, v->agent, GT_WORK_MENU_MAX + 1, &alerts, &unread) == GT_OK) {
		add_count(entry, alerts.n);
		if (alerts.mails_late) gt_page_message(v, "warning", "mails-late");
	}
	entry = gt_el(menu, "entry");
	gt_attr(entry, "id", "statistics");
	gt_attr(entry, "label-id", "agent-menu.statistics");
	gt_attr(entry, "href", "/statistiques");
	gt_attr_flag(entry, "current", gt_streq(v->req->path, "/statistiques"));
	if (gt_counter_may(v->agent, NULL)) {
		entry = gt_el(menu, "entry");
		gt_attr(entry, "id", "counter");
		gt_attr(entry, "label-id", "agent-menu.counter");
		gt_attr(entry, "href", "/guichet");
		gt_attr_flag(entry, "current", gt_streq(v->req->path, "/guichet"));
	}
	if (!gt_agent_may(v->agent, "administrateur", "*")) return;
	entry = gt_el(menu, "entry");
	gt_attr(entry, "id", "admin");
	gt_attr(entry, "label-id", "agent-menu.admin");
	gt_attr(entry, "href", "/administration");
	gt_attr_flag(entry, "current", gt_starts(v->req->path, "/administration"));
}

/* ---- small helpers ---- */
static const char *typed(struct gt_visit *v, const char *name)
{
	const char *s = gt_form(v->req, name);
	return s ? s : "";
}

static xmlNodePtr page(struct gt_visit *v, const char *id, const char *crumb)
{
	xmlNodePtr root = gt_page_new(v, id);
	gt_page_crumb(v, crumb, NULL);
	return root;
}

static xmlNodePtr field(struct gt_visit *v, xmlNodePtr form, const char *name, const char *type, const char *label_id, const char *autocomplete)
{
	xmlNodePtr el = gt_form_field(v, form, name, type, label_id, true, strcmp(type, "login") == 0 ? typed(v, name) : NULL);
	gt_attr(el, "autocomplete", autocomplete);
	return el;
}

/* The finding of a code that was refused. */
static void code_refused(struct gt_visit *v, int64_t wait_s)
{
	if (wait_s > 0) gt_page_slow_down(v, "sign-in-slow", wait_s);
	else gt_page_finding(v, "code", gt_empty(typed(v, "code")) ? "required" : "code-invalid");
}

static void hidden_next(struct gt_visit *v, xmlNodePtr form, const char *next)
{
	(void)v;
	if (strcmp(next, "/") != 0) gt_form_hidden(form, "next", next);
}

/* ---- first factor ---- */
static int show_sign_in(struct gt_visit *v, const char *next)
{
	xmlNodePtr form = gt_form_new(gt_xml_root(v->page), "/connexion");
	hidden_next(v, form, next);
	field(v, form, "login", "login", "field.agent-login", "username");
	field(v, form, "password", "password", "field.password", "current-password");
	gt_form_button(form, "go", "sign-in", "button.continue", "primary");
	gt_identity_door(v, "proconnect", next);
	return gt_page_send(v);
}

int page_agent_sign_in(struct gt_visit *v)
{
	const char *next = gt_own_path(gt_query(v->req, "suite"));
	if (v->agent) return gt_see_other(v, "%s", next);
	page(v, "agent-sign-in", "crumb.sign-in");
	return show_sign_in(v, next);
}

int page_agent_sign_in_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_caller caller = gt_visit_caller(v);
	const char *login = typed(v, "login"), *password = typed(v, "password"), *next = gt_own_path(gt_form(v->req, "next"));
	char token[GT_TOKEN_TEXT];
	bool complete = false;
	int64_t wait_s = 0;
	page(v, "agent-sign-in", "crumb.sign-in");
	if (gt_empty(login)) gt_page_finding(v, "login", "required");
	if (gt_empty(password)) gt_page_finding(v, "password", "required");
	if (gt_empty(login) || gt_empty(password)) return show_sign_in(v, next);
	int rc = gt_agent_sign_in(&at, &caller, login, password, gt_visit_token(v), token, &complete, &wait_s, &v->err);
	if (rc == GT_REFUSED) {
		if (wait_s > 0) gt_page_slow_down(v, "sign-in-slow", wait_s);
		else gt_page_finding(v, NULL, "sign-in-failed");
		return show_sign_in(v, next);
	}
	if (rc != GT_OK) return rc;
	gt_visit_sign_in(v, token);
	if (complete) return gt_see_other(v, "/mon-compte/totp");
	return gt_see_other(v, strcmp(next, "/") != 0 ? "/connexion/code?suite=%s" : "/connexion/code", next);
}

/* ---- second factor ---- */
static int show_code(struct gt_visit *v, const char *next)
{
	xmlNodePtr form = gt_form_new(gt_xml_root(v->page), "/connexion/code");
	hidden_next(v, form, next);
	field(v, form, "code", "one-time-code", "field.agent-code", "one-time-code");
	gt_form_button(form, "go", "code", "button.sign-in", "primary");
	return gt_page_send(v);
}

int page_agent_code(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	const char *next = gt_own_path(gt_query(v->req, "suite"));
	if (v->agent) return gt_see_other(v, "%s", next);
	int rc = gt_agent_code_awaited(&at, gt_visit_token(v), &v->err);
	if (rc == GT_NOTFOUND) return gt_see_other(v, "/connexion");
	if (rc != GT_OK) return rc;
	page(v, "agent-code", "crumb.sign-in");
	return show_code(v, next);
}

/* What was kept comes first, then what was asked for. */
const char *gt_agent_where_next(struct gt_visit *v, const char *token, const char *next)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_agent_session s;
	struct gt_kept_form kept;
	struct gt_error err;
	bool waits = gt_agent_session_find(&at, v->arena, token, &s, &err) == GT_OK && gt_agent_kept_find(&at, v->arena, s.agent, &kept, &err) == GT_OK;
	return waits ? "/mon-compte/saisie" : gt_identity_waits(v) ? gt_identity_link_path(v) : next;
}

int page_agent_code_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_caller caller = gt_visit_caller(v);
	const char *next = gt_own_path(gt_form(v->req, "next"));
	char token[GT_TOKEN_TEXT];
	bool recovery = false;
	int64_t wait_s = 0;
	int rc = gt_agent_code(&at, &caller, gt_visit_token(v), typed(v, "code"), token, &recovery, &wait_s, &v->err);
	if (rc == GT_NOTFOUND) return gt_see_other(v, "/connexion?m=code-expired");
	if (rc == GT_REFUSED) {
		page(v, "agent-code", "crumb.sign-in");
		code_refused(v, wait_s);
		return show_code(v, next);
	}
	if (rc != GT_OK) return rc;
	gt_visit_sign_in(v, token);
	return recovery ? gt_see_other(v, "/mon-compte?m=recovery-used") : gt_see_other(v, "%s", gt_agent_where_next(v, token, next));
}

int page_agent_sign_out_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	const char *out = gt_identity_way_out(v);
	int rc = gt_agent_sign_out(&at, gt_visit_token(v), &v->err);
	if (rc != GT_OK) return rc;
	gt_visit_sign_out(v);
	return out ? gt_identity_leave(v, out) : gt_see_other(v, "/connexion?m=signed-out");
}

/* ---- « Mon compte » ---- */
static void answer(xmlNodePtr parent, const char *label_id, const char *value)
{
	xmlNodePtr el = gt_el(parent, "answer");
	gt_attr(el, "label-id", label_id);
	gt_attr(el, "value", value);
}

static void add_facts(struct gt_visit *v, xmlNodePtr root)
{
	xmlNodePtr el = gt_el(root, "person");
	answer(el, "field.agent-name", v->agent->name);
	answer(el, "field.agent-login", v->agent->login);
	answer(el, "field.email", v->agent->email);
	for (size_t i = 0; i < v->agent->n_roles; i++) {
		xmlNodePtr role = gt_el(el, "role");
		gt_attr(role, "id", v->agent->roles[i].role);
		gt_attr(role, "service", v->agent->roles[i].service);
	}
}

static void add_forms(struct gt_visit *v, xmlNodePtr root)
{
	xmlNodePtr form = gt_form_new(root, "/mon-compte/mot-de-passe");
	gt_attr(form, "id", "password");
	field(v, form, "old-password", "password", "field.old-password", "current-password");
	field(v, form, "new-password", "password", "field.new-password", "new-password");
	field(v, form, "password2", "password", "field.password2", "new-password");
	gt_form_button(form, "go", "password", "button.password-change", "primary");
	if (v->agent->password_temporary) return;
	form = gt_form_new(root, "/mon-compte/codes-de-secours");
	gt_attr(form, "id", "recovery");
	field(v, form, "code", "one-time-code", "field.device-code", "one-time-code");
	gt_form_button(form, "go", "recovery", "button.recovery-renew", "secondary");
}

static int add_digest(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_account_at at = gt_visit_accounts(v);
	bool wanted;
	int rc = gt_agent_digest(&at, v->agent, &wanted, &v->err);
	if (rc != GT_OK) return rc;
	xmlNodePtr form = gt_form_new(root, "/mon-compte/point-du-jour");
	gt_attr(form, "id", "digest");
	gt_form_field(v, form, "digest", "checkbox", "field.digest", false, wanted ? "yes" : "");
	gt_form_button(form, "go", "digest", "button.digest", "secondary");
	return GT_OK;
}

static int show_account(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_session_line *lines;
	size_t n;
	int64_t left;
	xmlNodePtr root = gt_xml_root(v->page);
	int rc = gt_agent_session_list(&at, v->arena, v->agent, &lines, &n, &v->err);
	if (rc == GT_OK) rc = gt_agent_recovery_left(&at, v->agent, &left, &v->err);
	if (rc != GT_OK) return rc;
	add_facts(v, root);
	gt_attr_int(gt_el(root, "recovery"), "left", left);
	add_forms(v, root);
	if (!v->agent->password_temporary && (rc = add_digest(v, root)) != GT_OK) return rc;
	gt_page_sessions(v, lines, n);
	rc = gt_identity_view(v, root);
	return rc == GT_OK ? gt_page_send(v) : rc;
}

int page_agent_account(struct gt_visit *v)
{
	if (!v->agent->enrolled) return gt_see_other(v, "/mon-compte/totp");
	page(v, "agent-account", "crumb.account");
	return show_account(v);
}

int page_agent_password_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	bool broken[GT_PASSWORD__MAX] = { false }, first = v->agent->password_temporary;
	page(v, "agent-account", "crumb.account");
	if (gt_empty(typed(v, "old-password"))) return gt_page_finding(v, "old-password", "required"), show_account(v);
	if (gt_empty(typed(v, "new-password"))) return gt_page_finding(v, "new-password", "required"), show_account(v);
	if (strcmp(typed(v, "new-password"), typed(v, "password2")) != 0) return gt_page_finding(v, "password2", "password-differs"), show_account(v);
	int rc = gt_agent_password_change(&at, v->agent, typed(v, "old-password"), typed(v, "new-password"), broken, &v->err);
	if (rc == GT_OK) return gt_see_other(v, first ? "/?m=password-saved" : "/mon-compte?m=password-saved");
	if (rc == GT_DENIED) gt_page_finding(v, "old-password", "password-wrong");
	else if (rc != GT_REFUSED || !gt_page_broken(v, "new-password", broken)) return rc;
	return show_account(v);
}

int page_agent_digest_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	int rc = gt_agent_digest_set(&at, v->agent, gt_streq(gt_form(v->req, "digest"), "yes"), &v->err);
	return rc == GT_OK ? gt_see_other(v, "/mon-compte?m=digest-saved") : rc;
}

int page_agent_session_revoke_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_id id;
	if (!gt_id_parse(v->args[0], &id)) return gt_fail(&v->err, GT_NOTFOUND, "not an id");
	int rc = gt_agent_session_revoke(&at, v->agent, id, &v->err);
	return rc == GT_OK ? gt_see_other(v, "/mon-compte?m=sessions-ended") : rc;
}

/* ---- a form that came after its session's end ---- */
int page_agent_kept(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_kept_form kept;
	int rc = gt_agent_kept_find(&at, v->arena, v->agent->agent, &kept, &v->err);
	if (rc == GT_NOTFOUND) return gt_see_other(v, "/");
	if (rc != GT_OK) return rc;
	xmlNodePtr root = page(v, "agent-kept", "crumb.kept"), form;
	gt_attr(gt_el(root, "kept-form"), "path", kept.path);
	form = gt_form_new(root, "/mon-compte/saisie");
	gt_form_button(form, "go", "resume", "button.send-again", "primary");
	gt_form_button(form, "go", "discard", "button.discard-form", "secondary");
	return gt_page_send(v);
}

int page_agent_kept_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_kept_form kept = { 0 };
	int rc = gt_agent_kept_find(&at, v->arena, v->agent->agent, &kept, &v->err);
	if (rc == GT_NOTFOUND) return gt_see_other(v, "/");
	if (rc == GT_OK) rc = gt_agent_kept_drop(&at, v->agent->agent, &v->err);
	if (rc != GT_OK) return rc;
	if (!gt_streq(gt_form(v->req, "go"), "resume") || gt_streq(kept.path, v->req->path)) return gt_see_other(v, "/");
	gt_form_replay(v, &kept, v->agent->csrf);
	return GT_OK;
}

/* ---- a device for the second factor ---- */
static int show_totp(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_totp_secret secret;
	xmlNodePtr root = gt_xml_root(v->page), form;
	int rc = gt_agent_totp_secret(&at, v->arena, v->agent, &secret, &v->err);
	if (rc != GT_OK && rc != GT_NOTFOUND) return rc;
	bool begun = rc == GT_OK;
	xmlNodePtr el = gt_el(root, "totp");
	gt_attr_flag(el, "enrolled", v->agent->enrolled);
	if (begun) {
		gt_attr(el, "secret", secret.base32);
		gt_attr(el, "picture", "/mon-compte/totp/qr.svg");
	}
	form = gt_form_new(root, begun ? "/mon-compte/totp" : "/mon-compte/totp/commencer");
	if (begun || v->agent->enrolled) field(v, form, "code", "one-time-code", begun ? "field.new-device-code" : "field.device-code", "one-time-code");
	gt_form_button(form, "go", "totp", begun ? "button.validate" : "button.continue", "primary");
	return gt_page_send(v);
}

int page_agent_totp(struct gt_visit *v)
{
	page(v, "agent-totp", "crumb.totp");
	return show_totp(v);
}

int page_agent_totp_begin_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	int64_t wait_s = 0;
	int rc = gt_agent_totp_begin(&at, v->agent, typed(v, "code"), &wait_s, &v->err);
	if (rc == GT_OK) return gt_see_other(v, "/mon-compte/totp");
	if (rc != GT_REFUSED) return rc;
	page(v, "agent-totp", "crumb.totp");
	code_refused(v, wait_s);
	return show_totp(v);
}

static int show_codes(struct gt_visit *v, const char codes[GT_RECOVERY_CODES][GT_RECOVERY_TEXT])
{
	xmlNodePtr root = page(v, "agent-recovery", "crumb.recovery"), list = gt_el(root, "codes");
	for (int i = 0; i < GT_RECOVERY_CODES; i++) gt_el_text(list, "code", codes[i]);
	return gt_page_send(v);
}

/* The codes are shown in the answer itself, once: no address shows them again. */
int page_agent_totp_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	char codes[GT_RECOVERY_CODES][GT_RECOVERY_TEXT];
	int64_t wait_s = 0;
	int rc = gt_agent_totp_confirm(&at, v->agent, typed(v, "code"), codes, &wait_s, &v->err);
	if (rc == GT_NOTFOUND) return gt_see_other(v, "/mon-compte/totp");
	if (rc == GT_REFUSED) {
		page(v, "agent-totp", "crumb.totp");
		code_refused(v, wait_s);
		return show_totp(v);
	}
	if (rc != GT_OK) return rc;
	rc = show_codes(v, codes);
	explicit_bzero(codes, sizeof codes);
	return rc;
}

int page_agent_recovery_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	char codes[GT_RECOVERY_CODES][GT_RECOVERY_TEXT];
	int64_t wait_s = 0;
	int rc = gt_agent_recovery_renew(&at, v->agent, typed(v, "code"), codes, &wait_s, &v->err);
	if (rc == GT_REFUSED) {
		page(v, "agent-account", "crumb.account");
		code_refused(v, wait_s);
		return show_account(v);
	}
	if (rc != GT_OK) return rc;
	rc = show_codes(v, codes);
	explicit_bzero(codes, sizeof codes);
	return rc;
}

int page_agent_totp_picture(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_totp_secret secret;
	struct gt_str svg;
	int rc = gt_agent_totp_secret(&at, v->arena, v->agent, &secret, &v->err);
	if (rc == GT_OK) rc = gt_agent_totp_picture(v->arena, &secret, &svg, &v->err);
	if (rc != GT_OK) return rc;
	gt_respond_status(v->res, 200);
	gt_respond_body(v->res, "image/svg+xml", svg);
	return GT_OK;
}
