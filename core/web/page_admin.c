/* Administration: procedures. Which versions there are, what they carry, what was refused and why; which one new requests get, from when to when, for whom.
 * What is changed here holds for every worker within a second. */
#include "dossier/versions.h"
#include "web/admin_priv.h"

xmlNodePtr gt_admin_page(struct gt_visit *v, const char *id, const char *crumb)
{
	static const struct { const char *id, *href; } tabs[] = { { "procedures", "/administration/demarches" }, { "agents", "/administration/agents" }, { "services", "/administration/services" } };
	xmlNodePtr root = v->page ? gt_xml_root(v->page) : gt_page_new(v, id), admin = gt_el(root, "admin");
	gt_page_crumb(v, "crumb.admin", crumb ? "/administration" : NULL);
	if (crumb) gt_page_crumb_text(v, crumb, NULL);
	for (size_t i = 0; i < GT_COUNT(tabs); i++) {
		xmlNodePtr tab = gt_el(admin, "tab");
		gt_attr(tab, "id", tabs[i].id);
		gt_attr(tab, "href", tabs[i].href);
		gt_attr_flag(tab, "current", gt_starts(v->req->path, tabs[i].href));
	}
	return root;
}

int page_admin(struct gt_visit *v) { return gt_see_other(v, "/administration/demarches"); }

/* ---- what there is: the files as this worker reads them, the rows, the requests ---- */
struct known { const struct gt_plugin *plugins; struct gt_version_row *rows; struct gt_version_use *uses; size_t n_plugins, n_rows, n_uses; };

static int look(struct gt_visit *v, struct known *k)
{
	k->plugins = gt_plugins_all(v->web->at.plugins, &k->n_plugins);
	int rc = gt_versions_list(v->web->at.db, v->arena, &k->rows, &k->n_rows, &v->err);
	/* Installed since this worker began: they are read now. */
	for (size_t i = 0; rc == GT_OK && i < k->n_rows; i++) gt_plugins_find(v->web->at.plugins, k->rows[i].procedure_id, k->rows[i].version);
	k->plugins = gt_plugins_all(v->web->at.plugins, &k->n_plugins);
	return rc == GT_OK ? gt_versions_use(v->web->at.db, v->arena, &k->uses, &k->n_uses, &v->err) : rc;
}

static const struct gt_version_row *row_of(const struct known *k, const char *id, const char *version)
{
	for (size_t i = 0; i < k->n_rows; i++)
		if (gt_streq(k->rows[i].procedure_id, id) && (!version || gt_streq(k->rows[i].version, version))) return &k->rows[i];
	return NULL;
}

static const char *title_of(struct gt_visit *v, const struct known *k, const char *id)
{
	for (size_t i = 0; i < k->n_plugins; i++)
		if (k->plugins[i].procedure && gt_streq(k->plugins[i].id, id)) return gt_procedure_title(k->plugins[i].procedure, v->lang);
	return id;
}

static const char *state_of(const struct gt_plugin *p, const struct gt_version_row *row)
{
	if (!p->procedure) return "refused";
	if (!row) return "unknown";
	if (row->rehearsal && gt_streq(row->current, p->version)) return "rehearsed";
	if (gt_streq(row->rehearsal ? row->previous : row->current, p->version)) return "serving";
	return "installed";
}

/* Of the procedure as a whole; open when nothing stands in its way. */
static const char *offer_of(const struct gt_version_row *row)
{
	struct gt_date today = gt_today();
	if (!row || !row->current) return "never";
	if (row->closed_reason) return gt_streq(row->closed_reason, GT_CLOSED_CRASHES) ? "crashes" : "closed";
	if (row->opens.y && gt_date_cmp(today, row->opens) < 0) return "not-yet";
	if (row->closes.y && gt_date_cmp(today, row->closes) > 0) return "over";
	return row->rehearsal && !row->previous ? "rehearsal" : "open";
}

static void add_version(xmlNodePtr parent, const struct known *k, const struct gt_plugin *p)
{
	const struct gt_version_row *row = row_of(k, p->id, p->version);
	struct gt_version_use use = { 0 };
	for (size_t i = 0; i < k->n_uses; i++)
		if (gt_streq(k->uses[i].procedure_id, p->id) && gt_streq(k->uses[i].version, p->version)) use = k->uses[i];
	xmlNodePtr el = gt_el(parent, "version");
	gt_attr(el, "number", p->version);
	gt_attr(el, "state", state_of(p, row));
	gt_attr(el, "reason", p->procedure ? NULL : p->reason);
	gt_attr(el, "signer", p->signer);
	gt_attr_int(el, "drafts", use.drafts);
	gt_attr_int(el, "open", use.open);
	gt_attr_int(el, "all", use.all);
	if (row) gt_page_time(el, "installed", row->installed_utc_s);
}

static xmlNodePtr add_procedure(struct gt_visit *v, xmlNodePtr parent, const struct known *k, const char *id)
{
	const struct gt_version_row *row = row_of(k, id, NULL);
	xmlNodePtr el = gt_el(parent, "offered");
	gt_attr(el, "id", id);
	gt_attr(el, "title", title_of(v, k, id));
	gt_attr(el, "href", gt_arena_printf(v->arena, "/administration/demarches/%s", id));
	gt_attr(el, "offer", offer_of(row));
	if (row && row->closed_reason && !gt_streq(row->closed_reason, GT_CLOSED_CRASHES)) gt_attr(el, "reason", row->closed_reason);
	char day[11];
	if (row && row->opens.y) gt_attr(el, "opens", gt_date_iso(row->opens, day));
	if (row && row->closes.y) gt_attr(el, "closes", gt_date_iso(row->closes, day));
	for (size_t i = 0; i < k->n_plugins; i++)
		if (gt_streq(k->plugins[i].id, id)) add_version(el, k, &k->plugins[i]);
	return el;
}

int page_admin_procedures(struct gt_visit *v)
{
	struct known k;
	int rc = look(v, &k);
	if (rc != GT_OK) return rc;
	xmlNodePtr root = gt_admin_page(v, "admin-procedures", NULL);
	for (size_t i = 0; i < k.n_plugins; i++)
		if (i == 0 || !gt_streq(k.plugins[i - 1].id, k.plugins[i].id)) add_procedure(v, root, &k, k.plugins[i].id);
	return gt_page_send(v);
}

/* ---- one of them, and its forms ---- */
static xmlNodePtr form(struct gt_visit *v, xmlNodePtr root, const struct gt_version_row *row, const char *id, const char *what)
{
	xmlNodePtr el = gt_form_new(root, gt_arena_printf(v->arena, "/administration/demarches/%s/%s", v->args[0], what));
	gt_attr(el, "id", id);
	gt_attr_int(el, "version", row ? row->revision : 0);
	return el;
}

static void add_enable_form(struct gt_visit *v, xmlNodePtr root, const struct known *k, const struct gt_version_row *row)
{
	xmlNodePtr f = form(v, root, row, "enable", "activer"), field = gt_form_field(v, f, "which", "list", "field.which", true, NULL);
	for (size_t i = 0; i < k->n_plugins; i++)
		if (k->plugins[i].procedure && gt_streq(k->plugins[i].id, v->args[0]) && row_of(k, v->args[0], k->plugins[i].version))
			gt_form_option(field, k->plugins[i].version, k->plugins[i].version, row && gt_streq(row->current, k->plugins[i].version));
	gt_form_button(f, "go", "rehearse", "button.rehearse", "secondary");
	gt_form_button(f, "go", "enable", "button.enable-version", "primary");
}

static void add_date(struct gt_visit *v, xmlNodePtr f, const char *name, const char *label_id, struct gt_date d)
{
	xmlNodePtr field = gt_form_field(v, f, name, "date", label_id, false, NULL);
	char day[11];
	if (v->req->method == GT_POST) gt_form_date_value(v, field, name);
	else if (d.y) gt_el_text(field, "value", gt_date_iso(d, day));
}

static int show_procedure(struct gt_visit *v)
{
	struct known k;
	int rc = look(v, &k);
	const struct gt_version_row *row = rc == GT_OK ? row_of(&k, v->args[0], NULL) : NULL;
	if (rc != GT_OK) return rc;
	if (!row) return gt_fail(&v->err, GT_NOTFOUND, "no such procedure");
	xmlNodePtr root = gt_admin_page(v, "admin-procedure", title_of(v, &k, v->args[0]));
	add_procedure(v, root, &k, v->args[0]);
	add_enable_form(v, root, &k, row);
	if (!row->current) return gt_page_send(v);
	xmlNodePtr f = form(v, root, row, "dates", "dates");
	add_date(v, f, "opens", "field.opens", row->opens);
	add_date(v, f, "closes", "field.closes", row->closes);
	gt_form_button(f, "go", "dates", "button.save", "primary");
	if (row->closed_reason) {
		f = form(v, root, row, "reopen", "rouvrir");
		gt_form_button(f, "go", "reopen", "button.reopen", "primary");
		return gt_page_send(v);
	}
	f = form(v, root, row, "close", "fermer");
	xmlNodePtr why = gt_form_field(v, f, "reason", "text", "field.close-reason", true, gt_form(v->req, "reason"));
	gt_attr_int(why, "max", 150);
	gt_form_button(f, "go", "close", "button.close-procedure", "danger");
	return gt_page_send(v);
}

int page_admin_procedure(struct gt_visit *v) { return show_procedure(v); }

static struct gt_version_act act_of(struct gt_visit *v, const char *version)
{
	int64_t seen = 0;
	if (!gt_parse_i64(gt_form(v->req, "version"), 0, INT64_MAX, &seen)) seen = -1;
	return (struct gt_version_act){ .by = GT_ACTOR_AGENT, .actor = v->agent->agent, .id = v->args[0], .version = version, .seen = seen };
}

/* Done, or somebody else was quicker: the page shows how it stands now. */
static int done(struct gt_visit *v, int rc, const char *message)
{
	if (rc == GT_OK) v->web->looked_ms = 0;
	if (rc == GT_OK) return gt_see_other(v, "/administration/demarches/%s?m=%s", v->args[0], message);
	return rc == GT_CONFLICT ? gt_see_other(v, "/administration/demarches/%s?m=not-now", v->args[0]) : rc;
}

static int wrong(struct gt_visit *v, const char *field, const char *id)
{
	gt_page_new(v, "admin-procedure");
	gt_page_finding(v, field, id);
	return show_procedure(v);
}

int page_admin_enable_post(struct gt_visit *v)
{
	const char *which = gt_form(v->req, "which");
	const struct gt_plugin *p = which ? gt_plugins_find(v->web->at.plugins, v->args[0], which) : NULL;
	struct gt_version_row row;
	if (!p || !p->procedure) return wrong(v, "which", "choice-required");
	/* Only what was installed, by the operator's hand, and is still the same. */
	int rc = gt_version_get(v->web->at.db, v->arena, v->args[0], which, &row, &v->err);
	if (rc != GT_OK) return rc;
	if (row.digest.n != sizeof p->manifest.b || memcmp(row.digest.p, p->manifest.b, row.digest.n) != 0) return gt_fail(&v->err, GT_FAILED, "version '%s' of '%s' is not what was installed", which, v->args[0]);
	struct gt_version_act act = act_of(v, which);
	bool rehearse = gt_streq(gt_form(v->req, "go"), "rehearse");
	return done(v, gt_version_enable(v->web->at.db, &act, rehearse ? GT_ENABLE_REHEARSAL : GT_ENABLE, &v->err), rehearse ? "rehearsal-begun" : "version-enabled");
}

int page_admin_close_post(struct gt_visit *v)
{
	const char *reason = gt_form(v->req, "reason");
	if (gt_empty(reason)) return wrong(v, "reason", "required");
	if (strlen(reason) > 190) return wrong(v, "reason", "too-long");
	struct gt_version_act act = act_of(v, NULL);
	return done(v, gt_procedure_close(v->web->at.db, &act, reason, &v->err), "procedure-closed");
}

int page_admin_reopen_post(struct gt_visit *v)
{
	struct gt_version_act act = act_of(v, NULL);
	return done(v, gt_procedure_reopen(v->web->at.db, &act, &v->err), "procedure-reopened");
}

/* All three parts empty: no such bound. */
static bool date_given(struct gt_visit *v, const char *name, struct gt_date *ret)
{
	bool empty = true;
	static const char *const parts[] = { "d", "m", "y" };
	for (size_t i = 0; i < GT_COUNT(parts); i++) empty &= gt_empty(gt_form(v->req, gt_arena_printf(v->arena, "%s.%s", name, parts[i])));
	*ret = (struct gt_date){ 0 };
	return empty || gt_form_date(v->req, name, ret);
}

int page_admin_dates_post(struct gt_visit *v)
{
	struct gt_date opens, closes;
	if (!date_given(v, "opens", &opens)) return wrong(v, "opens", "date-invalid");
	if (!date_given(v, "closes", &closes)) return wrong(v, "closes", "date-invalid");
	if (opens.y && closes.y && gt_date_cmp(opens, closes) > 0) return wrong(v, "closes", "closes-before");
	struct gt_version_act act = act_of(v, NULL);
	return done(v, gt_procedure_dates(v->web->at.db, &act, opens, closes, &v->err), "dates-saved");
}
