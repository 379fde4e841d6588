/* Administration: agents with their roles, services of préfectures. Temporary passwords are shown once, in the answer itself; secrets of devices never pass here. */
#include "text/text.h"
#include "web/admin_priv.h"

static const char *const roles[] = { "instructeur", "valideur", "superviseur", "administrateur", "lecteur" };

static const char *typed(struct gt_visit *v, const char *name)
{
	const char *s = gt_form(v->req, name);
	return s ? s : "";
}

/* Acts are the administrator's own in the journal. */
static struct gt_account_at accounts(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	at.by = v->agent->agent;
	return at;
}

static int find_agent(struct gt_visit *v, struct gt_agent_line *ret)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_agent_line *all;
	size_t n;
	int rc = gt_agent_list(&at, v->arena, &all, &n, &v->err);
	if (rc != GT_OK) return rc;
	for (size_t i = 0; i < n; i++)
		if (gt_streq(all[i].login, v->args[0])) { *ret = all[i]; return GT_OK; }
	return gt_fail(&v->err, GT_NOTFOUND, "no such agent");
}

/* ---- list ---- */
static void add_roles(struct gt_visit *v, xmlNodePtr el, const char *text)
{
	for (const char *p = text ? text : ""; *p; p += strcspn(p, " "), p += strspn(p, " ")) {
		size_t n = strcspn(p, " "), role = strcspn(p, "@ ");
		xmlNodePtr r = gt_el(el, "role");
		gt_attr(r, "id", gt_arena_strndup(v->arena, p, role));
		gt_attr(r, "service", role < n ? gt_arena_strndup(v->arena, p + role + 1, n - role - 1) : "");
	}
}

static xmlNodePtr add_agent(struct gt_visit *v, xmlNodePtr parent, const struct gt_agent_line *a)
{
	xmlNodePtr el = gt_el(parent, "colleague");
	gt_attr(el, "login", a->login);
	gt_attr(el, "name", a->name);
	gt_attr(el, "email", a->email);
	gt_attr(el, "state", a->state);
	gt_attr_flag(el, "enrolled", a->enrolled);
	gt_attr_flag(el, "self", gt_id_eq(a->id, v->agent->agent));
	gt_attr(el, "href", gt_arena_printf(v->arena, "/administration/agents/%s", a->login));
	add_roles(v, el, a->roles);
	return el;
}

int page_admin_agents(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_agent_line *all;
	size_t n;
	int rc = gt_agent_list(&at, v->arena, &all, &n, &v->err);
	if (rc != GT_OK) return rc;
	xmlNodePtr root = gt_admin_page(v, "admin-agents", NULL);
	for (size_t i = 0; i < n; i++) add_agent(v, root, &all[i]);
	return gt_page_send(v);
}

/* ---- a new one ---- */
static int add_role_fields(struct gt_visit *v, xmlNodePtr form, bool required)
{
	struct gt_register_service *services;
	size_t n;
	int rc = gt_register_services(v->web->at.db, v->arena, &services, &n, &v->err);
	if (rc != GT_OK) return rc;
	xmlNodePtr role = gt_form_field(v, form, "role", "list", "field.role", required, NULL), service = gt_form_field(v, form, "service", "list", "field.role-service", required, NULL);
	for (size_t i = 0; i < GT_COUNT(roles); i++) {
		gt_form_option(role, roles[i], NULL, gt_streq(typed(v, "role"), roles[i]));
		gt_attr(role->last, "label-id", gt_arena_printf(v->arena, "role.%s", roles[i]));
	}
	gt_form_option(service, "*", NULL, gt_streq(typed(v, "service"), "*"));
	gt_attr(service->last, "label-id", "agent-account.everywhere");
	for (size_t i = 0; i < n; i++) gt_form_option(service, services[i].code, gt_arena_printf(v->arena, "%s – %s", services[i].code, services[i].name), gt_streq(typed(v, "service"), services[i].code));
	return GT_OK;
}

static int new_page(struct gt_visit *v)
{
	xmlNodePtr root = gt_admin_page(v, "admin-agent-new", NULL), form = gt_form_new(root, "/administration/agents/nouveau");
	gt_attr(form, "id", "new");
	xmlNodePtr login = gt_form_field(v, form, "login", "text", "field.new-login", true, typed(v, "login"));
	gt_attr(login, "autocomplete", "off");
	gt_form_field(v, form, "name", "text", "field.agent-name", true, typed(v, "name"));
	gt_form_field(v, form, "email", "email", "field.agent-email", true, typed(v, "email"));
	int rc = add_role_fields(v, form, true);
	gt_form_button(form, "go", "add", "button.add-agent", "primary");
	return rc == GT_OK ? gt_page_send(v) : rc;
}

int page_admin_agent_new(struct gt_visit *v) { return new_page(v); }

/* Shown in the answer itself, once: no address shows it again. */
static int show_password(struct gt_visit *v, const char *login, const char *password)
{
	v->page = NULL;
	xmlNodePtr root = gt_admin_page(v, "admin-password", NULL), el = gt_el(root, "given");
	gt_attr(el, "login", login);
	gt_attr(el, "password", password);
	gt_attr(el, "href", gt_arena_printf(v->arena, "/administration/agents/%s", login));
	return gt_page_send(v);
}

int page_admin_agent_new_post(struct gt_visit *v)
{
	static const char *const needed[] = { "login", "name", "email", "role", "service" };
	struct gt_account_at at = accounts(v);
	struct gt_agent_line *all;
	size_t n;
	bool good = true;
	gt_page_new(v, "admin-agent-new");
	for (size_t i = 0; i < GT_COUNT(needed); i++)
		if (gt_empty(typed(v, needed[i]))) { gt_page_finding(v, needed[i], "required"); good = false; }
	if (!good) return new_page(v);
	int rc = gt_agent_list(&at, v->arena, &all, &n, &v->err);
	if (rc != GT_OK) return rc;
	for (size_t i = 0; i < n; i++)
		if (gt_streq(all[i].login, gt_text_lower(v->arena, typed(v, "login")))) { gt_page_finding(v, "login", "login-taken"); return new_page(v); }
	char password[GT_PASSWORD_TEMPORARY];
	gt_password_temporary(password);
	struct gt_agent_role role = { typed(v, "role"), typed(v, "service") };
	struct gt_agent_new wanted = { .login = typed(v, "login"), .name = gt_text_clean(v->arena, typed(v, "name"), false), .email = typed(v, "email"), .password = password, .roles = &role, .n_roles = 1, .temporary = true };
	rc = gt_agent_put(&at, v->arena, &wanted, &v->err);
	if (rc == GT_BADINPUT) { gt_page_finding(v, NULL, "agent-shape"); return new_page(v); }
	if (rc == GT_OK) rc = show_password(v, gt_text_lower(v->arena, wanted.login), password);
	explicit_bzero(password, sizeof password);
	return rc;
}

/* ---- one of them ---- */
static xmlNodePtr act_form(struct gt_visit *v, xmlNodePtr root, const char *id, const char *what)
{
	xmlNodePtr form = gt_form_new(root, gt_arena_printf(v->arena, "/administration/agents/%s/%s", v->args[0], what));
	gt_attr(form, "id", id);
	return form;
}

int page_admin_agent(struct gt_visit *v)
{
	struct gt_agent_line a = { 0 };
	int rc = find_agent(v, &a);
	if (rc != GT_OK) return rc;
	xmlNodePtr root = gt_admin_page(v, "admin-agent", a.name), el = add_agent(v, root, &a), form;
	GT_XML_EACH(role, el, "role") {
		form = act_form(v, role, "take", "role");
		gt_form_hidden(form, "role", gt_xml_attr(role, "id"));
		gt_form_hidden(form, "service", gt_xml_attr(role, "service"));
		gt_form_button(form, "go", "take", "button.take-role", "secondary");
	}
	form = act_form(v, root, "give", "role");
	rc = add_role_fields(v, form, true);
	if (rc != GT_OK) return rc;
	gt_form_button(form, "go", "give", "button.give-role", "primary");
	/* Nobody shuts the door on themselves. */
	if (gt_id_eq(a.id, v->agent->agent)) return gt_page_send(v);
	form = act_form(v, root, "state", "etat");
	if (gt_streq(a.state, "active")) gt_form_button(form, "state", "suspended", "button.suspend", "secondary");
	else gt_form_button(form, "state", "active", "button.resume", "primary");
	if (!gt_streq(a.state, "closed")) gt_form_button(form, "state", "closed", "button.close-agent", "danger");
	form = act_form(v, root, "totp", "totp");
	gt_form_button(form, "go", "totp", "button.reset-totp", "secondary");
	form = act_form(v, root, "password", "mot-de-passe");
	gt_form_button(form, "go", "password", "button.reset-password", "secondary");
	return gt_page_send(v);
}

static int done(struct gt_visit *v, int rc, const char *message) { return rc == GT_OK ? gt_see_other(v, "/administration/agents/%s?m=%s", v->args[0], message) : rc; }

/* The last way in is never closed: an administrator does not take their own role or state away. */
static int refuse_self(struct gt_visit *v, const struct gt_agent_line *a)
{
	return gt_id_eq(a->id, v->agent->agent) ? gt_fail(&v->err, GT_DENIED, "an administrator's own account is another's to change") : GT_OK;
}

int page_admin_role_post(struct gt_visit *v)
{
	struct gt_account_at at = accounts(v);
	struct gt_agent_line a = { 0 };
	struct gt_agent_role role = { typed(v, "role"), typed(v, "service") };
	bool give = !gt_streq(gt_form(v->req, "go"), "take");
	int rc = find_agent(v, &a);
	if (rc == GT_OK && !give && gt_streq(role.role, "administrateur")) rc = refuse_self(v, &a);
	return rc == GT_OK ? done(v, gt_agent_role_set(&at, a.login, &role, give, &v->err), give ? "role-given" : "role-taken") : rc;
}

int page_admin_state_post(struct gt_visit *v)
{
	struct gt_account_at at = accounts(v);
	struct gt_agent_line a = { 0 };
	int rc = find_agent(v, &a);
	if (rc == GT_OK) rc = refuse_self(v, &a);
	return rc == GT_OK ? done(v, gt_agent_state_set(&at, a.login, typed(v, "state"), &v->err), "agent-changed") : rc;
}

int page_admin_totp_post(struct gt_visit *v)
{
	struct gt_account_at at = accounts(v);
	struct gt_agent_line a = { 0 };
	int rc = find_agent(v, &a);
	if (rc == GT_OK) rc = refuse_self(v, &a);
	return rc == GT_OK ? done(v, gt_agent_totp_reset(&at, a.login, &v->err), "totp-reset") : rc;
}

int page_admin_password_post(struct gt_visit *v)
{
	struct gt_account_at at = accounts(v);
	struct gt_agent_line a = { 0 };
	char password[GT_PASSWORD_TEMPORARY];
	int rc = find_agent(v, &a);
	if (rc == GT_OK) rc = refuse_self(v, &a);
	if (rc != GT_OK) return rc;
	gt_password_temporary(password);
	rc = gt_agent_password_reset(&at, a.login, password, &v->err);
	if (rc == GT_OK) rc = show_password(v, a.login, password);
	explicit_bzero(password, sizeof password);
	return rc;
}

/* ---- services ---- */
static int services_page(struct gt_visit *v, const struct gt_import_report *report, bool tried)
{
	struct gt_register_service *all;
	size_t n;
	int rc = gt_register_services(v->web->at.db, v->arena, &all, &n, &v->err);
	if (rc != GT_OK) return rc;
	xmlNodePtr root = gt_admin_page(v, "admin-services", NULL);
	for (size_t i = 0; i < n; i++) {
		xmlNodePtr el = gt_el(root, "service");
		gt_attr(el, "code", all[i].code);
		gt_attr(el, "name", all[i].name);
		gt_attr(el, "email", all[i].email);
		gt_attr(el, "phone", all[i].phone);
		gt_attr(el, "departments", all[i].departments);
	}
	if (report) {
		xmlNodePtr el = gt_el(root, "import");
		gt_attr_flag(el, "tried", tried);
		gt_attr_int(el, "added", report->added);
		gt_attr_int(el, "changed", report->changed);
		gt_attr_int(el, "same", report->same);
		for (size_t i = 0; i < report->n_problems; i++) {
			xmlNodePtr p = gt_el_text(el, "problem", report->problems[i].cause);
			gt_attr_int(p, "line", report->problems[i].line);
			gt_attr(p, "column", report->problems[i].column);
		}
	}
	xmlNodePtr form = gt_form_new(root, "/administration/services"), field;
	gt_attr(form, "id", "import");
	field = gt_form_field(v, form, "csv", "long-text", "field.services-csv", true, typed(v, "csv"));
	gt_attr(field, "autocomplete", "off");
	gt_form_button(form, "go", "import", "button.import", "secondary");
	gt_form_button(form, "go", "try", "button.import-try", "primary");
	return gt_page_send_status(v, report && report->n_problems ? 422 : gt_xml_child(root, "findings") ? 422 : 200);
}

int page_admin_services(struct gt_visit *v) { return services_page(v, NULL, false); }

int page_admin_services_post(struct gt_visit *v)
{
	struct gt_import_report report = { 0 };
	bool tried = !gt_streq(gt_form(v->req, "go"), "import");
	if (gt_empty(typed(v, "csv"))) {
		gt_page_new(v, "admin-services");
		gt_page_finding(v, "csv", "required");
		return services_page(v, NULL, false);
	}
	int rc = gt_register_import_services(v->web->at.db, v->arena, gt_str(typed(v, "csv")), &(struct gt_import_act){ tried, GT_ACTOR_AGENT, v->agent->agent }, &report, &v->err);
	if (rc == GT_OK && !tried) return gt_see_other(v, "/administration/services?m=services-imported");
	return rc == GT_OK || rc == GT_REFUSED ? services_page(v, &report, tried) : rc;
}
