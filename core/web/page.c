/* Builds page documents (their shape: xslt/README.md) and sends them. Decides nothing about what a page says. */
#include "register/register.h"
#include "web/web_priv.h"
#include <stdio.h>

static const char *side_of(const struct gt_visit *v) { return v->web->at.agents ? "agent" : "user"; }

static void add_languages(struct gt_visit *v, xmlNodePtr root)
{
	for (const char *const *l = gt_sheets_languages(v->web->at.sheets); *l; l++) {
		xmlNodePtr el = gt_el(root, "language");
		gt_attr(el, "code", *l);
		gt_attr_flag(el, "current", gt_streq(*l, v->lang));
	}
}

/* ?m=ID after a redirect: the id chooses among texts of ours, nothing else of it is shown. */
static void add_flash(struct gt_visit *v)
{
	static const struct { const char *id, *kind; } known[] = {
		{ "saved", "success" }, { "draft-kept", "success" }, { "abandoned", "success" }, { "signed-out", "success" }, { "session-over", "warning" },
		{ "form-kept", "info" }, { "document-added", "success" }, { "document-removed", "success" }, { "sessions-ended", "success" }, { "already-deposited", "info" },
		{ "rectified", "success" }, { "rectify-kept", "info" }, { "rectify-cancelled", "success" }, { "rectify-over", "info" }, { "rectify-late", "warning" },
		{ "add-closed", "warning" }, { "view-saved", "success" }, { "view-removed", "success" }, { "view-name", "error" }, { "view-too-many", "error" }, { "withdrawn", "success" }, { "withdraw-late", "warning" },
		{ "file-not-received", "error" }, { "password-changed", "success" }, { "password-saved", "success" }, { "phone-saved", "success" }, { "email-asked", "info" }, { "email-half", "info" }, { "email-changed", "success" }, { "account-closed", "success" }, { "counter-kept", "success" }, { "counter-abandoned", "success" },
		{ "claimed", "success" }, { "released", "success" }, { "assigned", "success" }, { "note-added", "success" }, { "file-ended", "warning" },
		{ "bulk-none", "warning" }, { "bulk-act", "warning" }, { "bulk-to", "warning" },
		{ "password-temporary", "warning" }, { "recovery-used", "warning" }, { "code-expired", "warning" },
		{ "identity-away", "warning" }, { "identity-over", "warning" }, { "identity-refused", "error" }, { "identity-cancelled", "info" }, { "identity-unknown", "info" },
		{ "identity-one-factor", "warning" }, { "identity-slow", "warning" }, { "identity-linked", "success" }, { "identity-unlinked", "success" }, { "identity-taken", "error" },
		{ "decided", "success" }, { "proposed", "success" }, { "sent-back", "success" }, { "advanced", "success" }, { "paper-revoked", "success" }, { "not-now", "warning" },
		{ "alert-treated", "success" }, { "prolonged", "success" }, { "closed", "success" }, { "reopened", "success" }, { "digest-saved", "success" }, { "recover-asked", "success" },
		{ "marked", "success" }, { "seen", "success" }, { "complement-asked", "success" }, { "complement-cancelled", "success" }, { "extended", "success" }, { "extension-refused", "success" },
		{ "answer-saved", "success" }, { "complement-sent", "success" }, { "extension-asked", "success" }, { "message-sent", "success" },
		{ "version-enabled", "success" }, { "rehearsal-begun", "success" }, { "procedure-closed", "success" }, { "procedure-reopened", "success" }, { "dates-saved", "success" },
		{ "role-given", "success" }, { "role-taken", "success" }, { "agent-changed", "success" }, { "totp-reset", "success" }, { "services-imported", "success" },
	};
	const char *m = gt_query(v->req, "m");
	for (size_t i = 0; m && i < GT_COUNT(known); i++)
		if (strcmp(known[i].id, m) == 0) gt_page_message(v, known[i].kind, known[i].id);
}

static void add_site(struct gt_visit *v, xmlNodePtr root)
{
	xmlNodePtr site = gt_el(root, "site");
	gt_attr(site, "side", side_of(v));
	/* The way back of a form's page is its GET: the same path. */
	gt_attr(site, "path", v->req->path);
	gt_attr_flag(site, "demo", v->web->demo);
	gt_attr_flag(site, "rehearsal", (v->applicant && v->applicant->invented) || (v->dossier && v->dossier->rehearsal));
	gt_attr_flag(site, "address-search", gt_addresses_configured(v->web->at.config));
}

/* Where somebody looks who waits for news. */
static bool told_of_mail(const char *id)
{
	static const char *const pages[] = { "home", "account", "requests", "follow-up", "confirmation", "notifications" };
	for (size_t i = 0; i < GT_COUNT(pages); i++)
		if (gt_streq(id, pages[i])) return true;
	return false;
}

xmlNodePtr gt_page_new(struct gt_visit *v, const char *id)
{
	v->page = gt_xml_new(v->arena, "page", NULL);
	xmlNodePtr root = gt_xml_root(v->page);
	gt_attr(root, "id", id);
	gt_attr(root, "lang", v->lang);
	add_site(v, root);
	add_languages(v, root);
	if (!v->web->at.agents) gt_page_menu(v, root);
	else if (v->agent) gt_page_agent_menu(v, root);
	if (v->session) {
		xmlNodePtr user = gt_el(root, "user");
		gt_attr(user, "name", v->session->name);
		gt_page_bell(v, user);
		gt_attr_int(gt_el(root, "session"), "seconds", v->session->seconds_left);
	}
	if (v->agent) {
		gt_attr(gt_el(root, "user"), "name", v->agent->name);
		gt_attr_int(gt_el(root, "session"), "seconds", v->agent->seconds_left);
	}
	gt_attr(gt_el(root, "csrf"), "token", gt_visit_csrf(v));
	add_flash(v);
	if (v->session && v->session->email_bounced && told_of_mail(id)) gt_page_message(v, "warning", "email-bounced");
	return root;
}

static xmlNodePtr crumb(struct gt_visit *v, const char *name, const char *text, const char *href)
{
	xmlNodePtr el = gt_el(gt_xml_root(v->page), "crumb");
	gt_attr(el, name, text);
	gt_attr(el, "href", href);
	return el;
}

void gt_page_time(xmlNodePtr el, const char *name, int64_t utc_s)
{
	char at[32];
	if (!utc_s) return;
	gt_time_text(utc_s, at);
	gt_attr(el, name, at);
}

void gt_page_crumb(struct gt_visit *v, const char *label_id, const char *href) { crumb(v, "label-id", label_id, href); }
void gt_page_crumb_text(struct gt_visit *v, const char *label, const char *href) { crumb(v, "label", label, href); }

xmlNodePtr gt_page_message(struct gt_visit *v, const char *kind, const char *id)
{
	xmlNodePtr el = gt_el(gt_xml_root(v->page), "message");
	gt_attr(el, "id", id);
	gt_attr(el, "kind", kind);
	return el;
}

static xmlNodePtr findings_of(struct gt_visit *v, bool make)
{
	xmlNodePtr root = gt_xml_root(v->page), f = gt_xml_child(root, "findings");
	return f || !make ? f : gt_el(root, "findings");
}

xmlNodePtr gt_page_finding(struct gt_visit *v, const char *field, const char *id)
{
	xmlNodePtr el = gt_el(findings_of(v, true), "finding");
	gt_attr(el, "field", field);
	gt_attr(el, "id", id);
	return el;
}

int gt_page_send_status(struct gt_visit *v, int status)
{
	struct gt_str html;
	int rc = gt_render(v->web->at.sheets, v->arena, "page", gt_xml_attr(gt_xml_root(v->page), "id"), v->lang, v->page, &html, &v->err);
	if (rc != GT_OK) return rc;
	gt_respond_status(v->res, status);
	gt_respond_header(v->res, "Content-Language", v->lang);
	gt_respond_body(v->res, "text/html; charset=utf-8", html);
	return GT_OK;
}

int gt_page_send(struct gt_visit *v) { return gt_page_send_status(v, findings_of(v, false) ? 422 : 200); }

int gt_see_other(struct gt_visit *v, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *to = gt_arena_vprintf(v->arena, fmt, ap);
	va_end(ap);
	gt_respond_see_other(v->res, to);
	return GT_OK;
}

/* ---- forms ---- */
xmlNodePtr gt_form_new(xmlNodePtr parent, const char *action)
{
	xmlNodePtr form = gt_el(parent, "form");
	gt_attr(form, "action", action);
	return form;
}

void gt_form_hidden(xmlNodePtr form, const char *name, const char *value)
{
	xmlNodePtr el = gt_el(form, "hidden");
	gt_attr(el, "name", name);
	gt_attr(el, "value", value);
}

xmlNodePtr gt_form_field(struct gt_visit *v, xmlNodePtr form, const char *name, const char *type, const char *label_id, bool required, const char *value)
{
	xmlNodePtr el = gt_el(form, "field");
	gt_attr(el, "name", name);
	gt_attr(el, "type", type);
	gt_attr(el, "label-id", label_id);
	gt_attr_flag(el, "required", required);
	if (!gt_empty(value)) gt_el_text(el, "value", value);
	xmlNodePtr all = findings_of(v, false);
	if (all) GT_XML_EACH(f, all, "finding") {
		if (!gt_streq(gt_xml_attr(f, "field"), name)) continue;
		gt_attr(f, "label-id", label_id);
		xmlNodePtr error = gt_el(el, "error");
		gt_attr(error, "id", gt_xml_attr(f, "id"));
		GT_XML_EACH(arg, f, "arg") gt_xml_copy_into(error, arg);
	}
	return el;
}

void gt_form_option(xmlNodePtr field, const char *value, const char *label, bool selected)
{
	xmlNodePtr el = gt_el(field, "option");
	gt_attr(el, "value", value);
	gt_attr(el, "label", label);
	gt_attr_flag(el, "selected", selected);
}

void gt_form_button(xmlNodePtr form, const char *name, const char *value, const char *label_id, const char *kind)
{
	xmlNodePtr el = gt_el(form, "button");
	gt_attr(el, "name", name);
	gt_attr(el, "value", value);
	gt_attr(el, "label-id", label_id);
	gt_attr(el, "kind", kind);
}

static const char *part_of(const struct gt_request *r, const char *name, char part)
{
	char full[80];
	snprintf(full, sizeof full, "%s.%c", name, part);
	const char *s = gt_form(r, full);
	return s ? s : "";
}

bool gt_form_date(const struct gt_request *r, const char *name, struct gt_date *ret)
{
	int64_t y, m, d;
	if (!gt_parse_i64(part_of(r, name, 'y'), 1850, 2200, &y) || !gt_parse_i64(part_of(r, name, 'm'), 1, 12, &m) ||
	    !gt_parse_i64(part_of(r, name, 'd'), 1, 31, &d) || !gt_date_valid((int)y, (int)m, (int)d)) return false;
	*ret = (struct gt_date){ (int16_t)y, (int8_t)m, (int8_t)d };
	return true;
}

void gt_form_date_value(struct gt_visit *v, xmlNodePtr field, const char *name)
{
	xmlNodePtr el = gt_el(field, "value");
	gt_attr(el, "d", part_of(v->req, name, 'd'));
	gt_attr(el, "m", part_of(v->req, name, 'm'));
	gt_attr(el, "y", part_of(v->req, name, 'y'));
}
