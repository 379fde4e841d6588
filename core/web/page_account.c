/* Account pages: sign-up, link, password, sign-in and out, what was forgotten, « Mon compte ». What they say never depends on whether an account or a
 * title exists; that is room account's to keep. */
#include "text/text.h"
#include "web/request_priv.h"

/* ---- small helpers ---- */
static const char *typed(struct gt_visit *v, const char *name)
{
	const char *s = gt_form(v->req, name);
	return s ? s : "";
}

static xmlNodePtr field(struct gt_visit *v, xmlNodePtr form, const char *name, const char *type, const char *value, const char *autocomplete)
{
	xmlNodePtr el = gt_form_field(v, form, name, type, gt_arena_printf(v->arena, "field.%s", name), true, value);
	gt_attr(el, "autocomplete", autocomplete);
	return el;
}

static xmlNodePtr page(struct gt_visit *v, const char *id, const char *crumb)
{
	xmlNodePtr root = gt_page_new(v, id);
	if (!gt_streq(crumb, "crumb.sign-in")) gt_page_crumb(v, "crumb.sign-in", "/connexion");
	gt_page_crumb(v, crumb, NULL);
	return root;
}

/* A path of ours, "/" otherwise: "//host" and "/\host" would lead away. */
const char *gt_own_path(const char *p) { return p && p[0] == '/' && p[1] != '/' && p[1] != '\\' ? p : "/"; }

void gt_page_slow_down(struct gt_visit *v, const char *id, int64_t wait_s)
{
	xmlNodePtr arg = gt_el_printf(gt_page_finding(v, NULL, id), "arg", "%lld", (long long)wait_s);
	gt_attr(arg, "name", "seconds");
}

/* ---- sign-up: number and dates ---- */
void gt_signup_fields(struct gt_visit *v, xmlNodePtr form)
{
	gt_attr(field(v, form, "number", "title-number", typed(v, "number"), "off"), "help", "/aide/numero");
	gt_form_date_value(v, field(v, form, "start", "date", NULL, NULL), "start");
	gt_form_date_value(v, field(v, form, "end", "date", NULL, NULL), "end");
	gt_form_button(form, "go", "number", "button.signup", "primary");
}

static int show_signup(struct gt_visit *v)
{
	gt_signup_fields(v, gt_form_new(gt_xml_root(v->page), "/compte/creer"));
	return gt_page_send(v);
}

int page_signup(struct gt_visit *v)
{
	if (v->session) return gt_see_other(v, "/");
	page(v, "signup", "crumb.signup");
	return show_signup(v);
}

static bool date_typed(struct gt_visit *v, const char *name, struct gt_date *ret)
{
	bool any = false, all = true;
	static const char parts[] = "dmy";
	for (int i = 0; i < 3; i++) {
		bool empty = gt_empty(typed(v, gt_arena_printf(v->arena, "%s.%c", name, parts[i])));
		any |= !empty;
		all &= !empty;
	}
	if (gt_form_date(v->req, name, ret)) return true;
	gt_page_finding(v, name, !any ? "required" : !all ? "date-incomplete" : "date-invalid");
	return false;
}

/* The three facts of a title; what is wrong in them becomes findings of v->page. */
static bool check_title(struct gt_visit *v, struct gt_signup *s)
{
	s->number = gt_text_number(v->arena, typed(v, "number"));
	bool empty = gt_empty(gt_text_clean(v->arena, typed(v, "number"), false)), good = s->number && strlen(s->number) >= 6 && strlen(s->number) <= 12;
	if (!good) gt_page_finding(v, "number", empty ? "required" : "title-number-invalid");
	bool start = date_typed(v, "start", &s->start), end = date_typed(v, "end", &s->end);
	bool order = !start || !end || gt_date_cmp(s->start, s->end) <= 0;
	if (!order) gt_page_finding(v, "end", "date-order");
	return good && start && end && order;
}

static void hidden_as_typed(struct gt_visit *v, xmlNodePtr form, const char *name) { gt_form_hidden(form, name, typed(v, name)); }

static int show_email(struct gt_visit *v)
{
	static const char *const carried[] = { "number", "start.d", "start.m", "start.y", "end.d", "end.m", "end.y" };
	xmlNodePtr form = gt_form_new(gt_xml_root(v->page), "/compte/creer");
	for (size_t i = 0; i < GT_COUNT(carried); i++) hidden_as_typed(v, form, carried[i]);
	field(v, form, "email", "email", typed(v, "email"), "email");
	field(v, form, "email2", "email", typed(v, "email2"), "email");
	gt_form_button(form, "go", "email", "button.validate", "primary");
	return gt_page_send(v);
}

static bool check_email(struct gt_visit *v, const char *email)
{
	const char *as_typed, *normal, *other;
	if (gt_empty(email)) return gt_page_finding(v, "email", "required"), false;
	if (!gt_text_email(v->arena, email, &as_typed, &normal)) return gt_page_finding(v, "email", "email-invalid"), false;
	if (!gt_text_email(v->arena, typed(v, "email2"), &as_typed, &other) || strcmp(normal, other) != 0) return gt_page_finding(v, "email2", "email-differs"), false;
	return true;
}

int page_signup_post(struct gt_visit *v)
{
	struct gt_signup s = { .email = gt_form(v->req, "email") };
	page(v, "signup", "crumb.signup");
	if (!check_title(v, &s)) return show_signup(v);
	page(v, "signup-email", "crumb.signup");
	if (!s.email || !check_email(v, s.email)) return show_email(v);
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_caller caller = gt_visit_caller(v);
	int64_t wait_s;
	int rc = gt_account_signup(&at, &caller, &s, &wait_s, &v->err);
	if (rc == GT_REFUSED) gt_page_slow_down(v, "slow-down", wait_s);
	if (rc == GT_BADINPUT) gt_page_finding(v, "email", "email-invalid");
	if (rc == GT_REFUSED || rc == GT_BADINPUT) return show_email(v);
	return rc == GT_OK ? gt_see_other(v, "/compte/creer/enregistree") : rc;
}

static int plain(struct gt_visit *v, const char *id, const char *crumb)
{
	page(v, id, crumb);
	return gt_page_send(v);
}

int page_signup_recorded(struct gt_visit *v) { return plain(v, "signup-recorded", "crumb.signup"); }
int page_link_expired(struct gt_visit *v) { return plain(v, "link-expired", "crumb.password"); }
int page_account_created(struct gt_visit *v) { return plain(v, "account-created", "crumb.signup"); }

/* ---- a new password, by the link of a mail ---- */
static int show_password(struct gt_visit *v, const char *token, enum gt_link_purpose purpose)
{
	bool reset = purpose == GT_LINK_RESET;
	xmlNodePtr form = gt_form_new(gt_xml_root(v->page), "/compte/mot-de-passe");
	gt_form_hidden(form, "jeton", token);
	gt_form_hidden(form, "purpose", reset ? "reset" : "create");
	field(v, form, "password", "password", NULL, "new-password");
	field(v, form, "password2", "password", NULL, "new-password");
	gt_form_button(form, "go", "password", reset ? "button.password-change" : "button.password-create", "primary");
	/* The address bears the token: it goes nowhere from here. */
	gt_respond_header(v->res, "Referrer-Policy", "no-referrer");
	return gt_page_send(v);
}

int page_password_new(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_link link;
	const char *token = gt_query(v->req, "jeton");
	int rc = gt_account_link_check(&at, token, &link, &v->err);
	if (rc == GT_NOTFOUND || (rc == GT_OK && link.expired)) return gt_see_other(v, "/compte/lien-expire");
	if (rc != GT_OK) return rc;
	page(v, "password-new", "crumb.password");
	return show_password(v, token, link.purpose);
}

bool gt_page_broken(struct gt_visit *v, const char *name, const bool broken[GT_PASSWORD__MAX])
{
	bool any = false;
	for (int i = 0; i < GT_PASSWORD__MAX; i++)
		if (broken[i]) { gt_page_finding(v, name, gt_password_rule_name((enum gt_password_rule)i)); any = true; }
	return any;
}

int page_password_new_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	const char *token = typed(v, "jeton"), *password = typed(v, "password");
	enum gt_link_purpose purpose = gt_streq(gt_form(v->req, "purpose"), "reset") ? GT_LINK_RESET : GT_LINK_CREATE;
	bool broken[GT_PASSWORD__MAX];
	page(v, "password-new", "crumb.password");
	if (gt_empty(password) || strcmp(password, typed(v, "password2")) != 0) {
		if (gt_empty(password)) gt_page_finding(v, "password", "required");
		else if (gt_password_check(password, NULL, broken)) gt_page_finding(v, "password2", "password-differs");
		else { gt_page_broken(v, "password", broken); gt_page_finding(v, "password2", "password-differs"); }
		return show_password(v, token, purpose);
	}
	int rc = gt_account_password_create(&at, token, password, broken, &purpose, &v->err);
	if (rc == GT_NOTFOUND) return gt_see_other(v, "/compte/lien-expire");
	if (rc == GT_REFUSED && gt_page_broken(v, "password", broken)) return show_password(v, token, purpose);
	if (rc != GT_OK) return rc;
	return gt_see_other(v, purpose == GT_LINK_RESET ? "/compte/cree?m=password-changed" : "/compte/cree");
}

/* ---- sign-in ---- */
static int show_sign_in(struct gt_visit *v, const char *next)
{
	xmlNodePtr form = gt_form_new(gt_xml_root(v->page), "/connexion");
	if (strcmp(next, "/") != 0) gt_form_hidden(form, "next", next);
	field(v, form, "login", "login", typed(v, "login"), "username");
	field(v, form, "password", "password", NULL, "current-password");
	gt_form_button(form, "go", "sign-in", "button.sign-in", "primary");
	gt_identity_door(v, "franceconnect", next);
	return gt_page_send(v);
}

int page_sign_in(struct gt_visit *v)
{
	const char *next = gt_own_path(gt_query(v->req, "suite"));
	if (v->session) return gt_see_other(v, "%s", next);
	page(v, "sign-in", "crumb.sign-in");
	if (strcmp(next, "/") != 0 && !gt_query(v->req, "m")) gt_page_message(v, "info", "sign-in-first");
	return show_sign_in(v, next);
}

/* Where to go after signing in: what was kept comes first, then what was asked for. */
const char *gt_user_where_next(struct gt_visit *v, const char *token, const char *next)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_session s;
	struct gt_kept_form kept;
	struct gt_error err;
	if (gt_session_find(&at, v->arena, token, &s, &err) == GT_OK && gt_kept_form_find(&at, v->arena, s.account, &kept, &err) == GT_OK) return "/";
	return gt_identity_waits(v) ? gt_identity_link_path(v) : next;
}

int page_sign_in_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_caller caller = gt_visit_caller(v);
	const char *login = typed(v, "login"), *password = typed(v, "password"), *next = gt_own_path(gt_form(v->req, "next"));
	char token[GT_TOKEN_TEXT];
	int64_t wait_s = 0;
	page(v, "sign-in", "crumb.sign-in");
	if (gt_empty(login)) gt_page_finding(v, "login", "required");
	if (gt_empty(password)) gt_page_finding(v, "password", "required");
	if (gt_empty(login) || gt_empty(password)) return show_sign_in(v, next);
	int rc = gt_account_sign_in(&at, &caller, login, password, gt_visit_token(v), token, &wait_s, &v->err);
	if (rc == GT_REFUSED) {
		if (wait_s > 0) gt_page_slow_down(v, "sign-in-slow", wait_s);
		else gt_page_finding(v, NULL, "sign-in-failed");
		return show_sign_in(v, next);
	}
	if (rc != GT_OK) return rc;
	gt_visit_sign_in(v, token);
	return gt_see_other(v, "%s", gt_user_where_next(v, token, next));
}

int page_sign_out_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	const char *out = gt_identity_way_out(v);
	int rc = gt_session_sign_out(&at, gt_visit_token(v), &v->err);
	if (rc != GT_OK) return rc;
	gt_visit_sign_out(v);
	return out ? gt_identity_leave(v, out) : gt_see_other(v, "/?m=signed-out");
}

/* ---- forgotten ---- */
static int show_forgotten(struct gt_visit *v, const char *action, const char *name, const char *type, const char *autocomplete, const char *button)
{
	xmlNodePtr form = gt_form_new(gt_xml_root(v->page), action);
	field(v, form, name, type, typed(v, name), autocomplete);
	gt_form_button(form, "go", "send", button, "primary");
	return gt_page_send(v);
}

static int show_password_forgotten(struct gt_visit *v) { return show_forgotten(v, "/compte/mot-de-passe-oublie", "login", "login", "username", "button.send-link"); }
static int show_login_forgotten(struct gt_visit *v) { return show_forgotten(v, "/compte/identifiant-oublie", "email", "email", "email", "button.send-login"); }

int page_password_forgotten(struct gt_visit *v)
{
	page(v, "password-forgotten", "crumb.password-forgotten");
	return show_password_forgotten(v);
}

int page_password_forgotten_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_caller caller = gt_visit_caller(v);
	int64_t wait_s = 0;
	page(v, "password-forgotten", "crumb.password-forgotten");
	if (gt_empty(typed(v, "login"))) return gt_page_finding(v, "login", "required"), show_password_forgotten(v);
	int rc = gt_account_password_forgotten(&at, &caller, typed(v, "login"), &wait_s, &v->err);
	if (rc == GT_REFUSED) return gt_page_slow_down(v, "slow-down", wait_s), show_password_forgotten(v);
	return rc == GT_OK ? plain(v, "password-forgotten-sent", "crumb.password-forgotten") : rc;
}

int page_login_forgotten(struct gt_visit *v)
{
	page(v, "login-forgotten", "crumb.login-forgotten");
	return show_login_forgotten(v);
}

int page_login_forgotten_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_caller caller = gt_visit_caller(v);
	int64_t wait_s = 0;
	page(v, "login-forgotten", "crumb.login-forgotten");
	if (gt_empty(typed(v, "email"))) return gt_page_finding(v, "email", "required"), show_login_forgotten(v);
	int rc = gt_account_login_forgotten(&at, &caller, typed(v, "email"), &wait_s, &v->err);
	if (rc == GT_BADINPUT) return gt_page_finding(v, "email", "email-invalid"), show_login_forgotten(v);
	if (rc == GT_REFUSED) return gt_page_slow_down(v, "slow-down", wait_s), show_login_forgotten(v);
	return rc == GT_OK ? plain(v, "login-forgotten-sent", "crumb.login-forgotten") : rc;
}

/* ---- « Mon compte » ---- */
static xmlNodePtr answer(xmlNodePtr parent, const char *label_id, const char *value)
{
	if (gt_empty(value)) return NULL;
	xmlNodePtr el = gt_el(parent, "answer");
	gt_attr(el, "label-id", label_id);
	gt_attr(el, "value", value);
	return el;
}

static const char *address_line(struct gt_visit *v, const struct gt_person_address *a)
{
	if (!a->city) return NULL;
	const char *parts[] = { a->number, a->street, a->extra, a->postcode, a->city, a->country && strcmp(a->country, "FR") != 0 ? gt_text_country(a->country, v->lang) : NULL };
	struct gt_buf b = gt_buf_new(v->arena, 2000);
	for (size_t i = 0; i < GT_COUNT(parts); i++)
		if (!gt_empty(parts[i])) gt_buf_printf(&b, "%s%s", b.n ? " " : "", parts[i]);
	return gt_buf_cstr(&b);
}

static int add_person(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_person p = { 0 };
	int rc = v->session->foreigner_number ? gt_register_person(v->web->at.db, v->arena, v->session->foreigner_number, &p, &v->err) : GT_NOTFOUND;
	if (rc != GT_OK && rc != GT_NOTFOUND) return rc;
	xmlNodePtr el = gt_el(root, "person");
	char day[11];
	answer(el, "field.foreigner-number", v->session->foreigner_number);
	answer(el, "field.birth-name", p.birth_name);
	answer(el, "field.use-name", p.usage_name);
	answer(el, "field.first-names", p.first_names);
	if (p.birth_date.y) gt_attr(answer(el, "field.birth-date", gt_date_iso(p.birth_date, day)), "type", "date");
	answer(el, "field.birth-place", p.birth_place);
	answer(el, "field.birth-country", p.birth_country ? gt_text_country(p.birth_country, v->lang) : NULL);
	answer(el, "field.nationality", p.nationality ? gt_text_nationality(p.nationality, v->lang, p.sex ? p.sex[0] : 0) : NULL);
	answer(el, "field.address", address_line(v, &p.address));
	answer(el, "field.email", v->session->email);
	return GT_OK;
}

/* An agent gave the account its address at the counter: its holder reads so, whoever that is. */
static int add_recovered(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_account_at at = gt_visit_accounts(v);
	int64_t when = 0;
	int rc = gt_account_email_recovered(&at, v->session->account, &when, &v->err);
	if (rc != GT_OK || !when) return rc;
	gt_page_time(gt_el(root, "recovered"), "at", when);
	return GT_OK;
}

static void add_forms(struct gt_visit *v, xmlNodePtr root, const char *phone)
{
	xmlNodePtr form = gt_form_new(root, "/mon-compte/telephone");
	gt_attr(form, "id", "phone");
	field(v, form, "phone", "phone", phone, "tel");
	gt_form_button(form, "go", "phone", "button.save", "primary");
	form = gt_form_new(root, "/mon-compte/mot-de-passe");
	gt_attr(form, "id", "password");
	field(v, form, "old-password", "password", NULL, "current-password");
	field(v, form, "new-password", "password", NULL, "new-password");
	field(v, form, "password2", "password", NULL, "new-password");
	gt_form_button(form, "go", "password", "button.password-change", "primary");
	form = gt_form_new(root, "/mon-compte/adresse");
	gt_attr(form, "id", "email");
	field(v, form, "email", "email", typed(v, "email"), "email");
	gt_attr(gt_form_field(v, form, "email-password", "password", "field.old-password", true, NULL), "autocomplete", "current-password");
	gt_form_button(form, "go", "email", "button.email-change", "primary");
	form = gt_form_new(root, "/mon-compte/clore");
	gt_attr(form, "id", "close");
	gt_attr(gt_form_field(v, form, "close-password", "password", "field.old-password", true, NULL), "autocomplete", "current-password");
	gt_form_button(form, "go", "close", "button.close-account", "danger");
}

void gt_page_sessions(struct gt_visit *v, const struct gt_session_line *lines, size_t n)
{
	xmlNodePtr list = gt_el(gt_xml_root(v->page), "sessions");
	for (size_t i = 0; i < n; i++) {
		char id[GT_ID_TEXT];
		xmlNodePtr el = gt_el(list, "session");
		gt_attr(el, "id", gt_id_text(lines[i].id, id));
		gt_attr(el, "agent", lines[i].browser);
		gt_page_time(el, "begun", lines[i].created_utc_s);
		gt_page_time(el, "seen", lines[i].seen_utc_s);
		gt_attr_flag(el, "current", lines[i].current);
		if (!lines[i].current) gt_attr(el, "revoke", gt_arena_printf(v->arena, "/mon-compte/sessions/%s/deconnecter", id));
	}
}

static int add_sessions(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_session_line *lines;
	size_t n;
	int rc = gt_session_list(&at, v->arena, v->session, &lines, &n, &v->err);
	if (rc == GT_OK) gt_page_sessions(v, lines, n);
	return rc;
}

static int show_account(struct gt_visit *v, const char *phone)
{
	xmlNodePtr root = gt_xml_root(v->page);
	gt_page_crumb(v, "crumb.account", NULL);
	int rc = gt_requests_view(v, root);
	if (rc == GT_OK) rc = add_person(v, root);
	if (rc == GT_OK) rc = add_recovered(v, root);
	if (rc != GT_OK) return rc;
	gt_attr(gt_el(root, "export"), "href", "/mon-compte/donnees.zip");
	add_forms(v, root, phone);
	rc = gt_identity_view(v, root);
	if (rc != GT_OK) return rc;
	rc = add_sessions(v);
	return rc == GT_OK ? gt_page_send(v) : rc;
}

int page_account(struct gt_visit *v)
{
	gt_page_new(v, "account");
	return show_account(v, v->session->phone);
}

int page_phone_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	int rc = gt_account_phone_set(&at, v->session->account, typed(v, "phone"), &v->err);
	if (rc == GT_OK) return gt_see_other(v, "/mon-compte?m=phone-saved");
	if (rc != GT_BADINPUT) return rc;
	gt_page_new(v, "account");
	gt_page_finding(v, "phone", gt_empty(typed(v, "phone")) ? "required" : "phone-invalid");
	return show_account(v, typed(v, "phone"));
}

int page_password_change_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	bool broken[GT_PASSWORD__MAX] = { false };
	gt_page_new(v, "account");
	if (gt_empty(typed(v, "old-password"))) return gt_page_finding(v, "old-password", "required"), show_account(v, v->session->phone);
	if (strcmp(typed(v, "new-password"), typed(v, "password2")) != 0) return gt_page_finding(v, "password2", "password-differs"), show_account(v, v->session->phone);
	int rc = gt_account_password_change(&at, v->session, typed(v, "old-password"), typed(v, "new-password"), broken, &v->err);
	if (rc == GT_OK) return gt_see_other(v, "/mon-compte?m=password-saved");
	if (rc == GT_DENIED) gt_page_finding(v, "old-password", "password-wrong");
	else if (rc != GT_REFUSED || !gt_page_broken(v, "new-password", broken)) return rc;
	return show_account(v, v->session->phone);
}

/* The password again, for what a borrowed session must not do. OK: it is right; REFUSED: the page says it is not. */
static int password_again(struct gt_visit *v, const char *name)
{
	struct gt_account_at at = gt_visit_accounts(v);
	if (gt_empty(typed(v, name))) return gt_page_finding(v, name, "required"), GT_REFUSED;
	int rc = gt_account_password_is(&at, v->session, typed(v, name), &v->err);
	return rc == GT_DENIED ? (gt_page_finding(v, name, "password-wrong"), GT_REFUSED) : rc;
}

int page_email_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	int64_t wait_s = 0;
	gt_page_new(v, "account");
	const char *as_typed, *normal;
	bool good = gt_text_email(v->arena, typed(v, "email"), &as_typed, &normal);
	if (!good) gt_page_finding(v, "email", gt_empty(typed(v, "email")) ? "required" : "email-invalid");
	int rc = password_again(v, "email-password");
	if (rc == GT_REFUSED || (rc == GT_OK && !good)) return show_account(v, v->session->phone);
	if (rc == GT_OK) rc = gt_account_email_ask(&at, v->session, typed(v, "email"), &wait_s, &v->err);
	if (rc == GT_REFUSED) return gt_page_slow_down(v, "slow-down", wait_s), show_account(v, v->session->phone);
	return rc == GT_OK ? gt_see_other(v, "/mon-compte?m=email-asked") : rc;
}

/* Deposited requests stay; drafts go with the account. */
int page_close_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_dossier_line *lines;
	size_t n;
	gt_page_new(v, "account");
	int rc = password_again(v, "close-password");
	if (rc == GT_REFUSED) return show_account(v, v->session->phone);
	if (rc == GT_OK) rc = gt_dossier_list(&v->web->desk, v->arena, v->session->account, &lines, &n, &v->err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) {
		struct gt_dossier *d;
		if (lines[i].state != GT_STATE_DRAFT) continue;
		rc = gt_dossier_open(&v->web->desk, v->arena, lines[i].id, v->applicant, &d, &v->err);
		if (rc == GT_OK) rc = gt_dossier_abandon(&v->web->desk, d, d->version, &v->err);
	}
	if (rc == GT_OK) rc = gt_account_close(&at, v->session, &v->err);
	if (rc != GT_OK) return rc;
	gt_visit_sign_out(v);
	return gt_see_other(v, "/?m=account-closed");
}

/* The link of a change of address, in either mailbox. */
int page_email_agree(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	const char *token = gt_query(v->req, "jeton");
	bool alone = false;
	int rc = gt_account_email_link_check(&at, token, &alone, &v->err);
	if (rc == GT_NOTFOUND) return gt_see_other(v, "/compte/lien-expire");
	if (rc != GT_OK) return rc;
	xmlNodePtr root = page(v, "email-agree", "crumb.account"), form = gt_form_new(root, "/compte/adresse");
	gt_attr_flag(root, "alone", alone);
	gt_form_hidden(form, "jeton", token);
	gt_form_button(form, "go", "agree", "button.email-agree", "primary");
	gt_respond_header(v->res, "Referrer-Policy", "no-referrer");
	return gt_page_send(v);
}

int page_email_agree_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	bool done = false;
	int rc = gt_account_email_agree(&at, gt_form(v->req, "jeton"), &done, &v->err);
	if (rc == GT_NOTFOUND) return gt_see_other(v, "/compte/lien-expire");
	return rc == GT_OK ? gt_see_other(v, done ? "/?m=email-changed" : "/?m=email-half") : rc;
}

int page_session_revoke_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_id id;
	if (!gt_id_parse(v->args[0], &id)) return gt_fail(&v->err, GT_NOTFOUND, "not an id");
	int rc = gt_session_revoke(&at, v->session, id, &v->err);
	return rc == GT_OK ? gt_see_other(v, "/mon-compte?m=sessions-ended") : rc;
}

/* ---- a form that came after its session's end ---- */
/* Sent again as if it came now, with this session's token: every precondition is looked at as for any other. */
void gt_form_replay(struct gt_visit *v, const struct gt_kept_form *kept, const char *csrf)
{
	struct gt_pair *pairs = gt_new_n(v->arena, struct gt_pair, kept->n + 1);
	if (kept->n) memcpy(pairs, kept->pairs, kept->n * sizeof *pairs);
	pairs[kept->n] = (struct gt_pair){ "csrf", csrf };
	struct gt_request *again = gt_new(v->arena, struct gt_request);
	*again = *v->req;
	again->path = kept->path;
	again->form = pairs;
	again->n_form = kept->n + 1;
	again->n_uploads = 0;
	again->n_query = 0;
	again->wants_json = false;
	gt_web_handle(v->web, again, v->res);
}

int page_kept_form_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_kept_form kept = { 0 };
	int rc = gt_kept_form_find(&at, v->arena, v->session->account, &kept, &v->err);
	if (rc == GT_NOTFOUND) return gt_see_other(v, "/");
	if (rc == GT_OK) rc = gt_kept_form_drop(&at, v->session->account, &v->err);
	if (rc != GT_OK) return rc;
	if (gt_streq(gt_form(v->req, "go"), "discard") || gt_streq(kept.path, v->req->path)) return gt_see_other(v, "/");
	gt_form_replay(v, &kept, v->session->csrf);
	return GT_OK;
}
