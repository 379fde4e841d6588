/* The home page, the pages of fixed text, the door to a procedure: beneficiary, situation, the draft that begins. The catalogue says what there is. */
#include "web/request_priv.h"

static xmlNodePtr catalogue(const struct gt_visit *v) { return gt_plugins_catalogue(v->web->at.plugins); }

static struct gt_offers offers_of(const struct gt_visit *v, const char *tile, const char *beneficiary)
{
	return gt_plugins_offers(v->web->at.plugins, &(struct gt_offer_for){ .tile = tile, .beneficiary = beneficiary, .invented = v->applicant && v->applicant->invented, .on = gt_today() });
}

static xmlNodePtr by_id(xmlNodePtr list, const char *name, const char *id)
{
	GT_XML_EACH(el, list, name) if (gt_streq(gt_xml_attr(el, "id"), id)) return el;
	return NULL;
}

/* "out in" holds a word. */
static bool shown(xmlNodePtr el, const char *word)
{
	const char *list = gt_xml_attr(el, "show");
	return list && strstr(list, word) != NULL;
}

static const char *label(struct gt_visit *v, xmlNodePtr el) { return gt_catalogue_text(v->arena, el, "label", v->lang); }

/* ---- menu ---- */
static void menu_item(struct gt_visit *v, xmlNodePtr menu, xmlNodePtr item)
{
	if (gt_xml_child(item, "item")) {
		GT_XML_EACH(below, item, "item") menu_item(v, menu, below);
		return;
	}
	const char *tile = gt_xml_attr(item, "tile"), *link = gt_xml_attr(item, "link"), *path = gt_xml_attr(item, "path");
	if (gt_streq(path, "/")) return;                 /* « Accueil » is the layout's own */
	xmlNodePtr entry = gt_el(menu, "entry");
	gt_attr(entry, "id", gt_xml_attr(item, "id"));
	gt_attr(entry, "label", label(v, item));
	if (tile) gt_attr(entry, "href", gt_arena_printf(v->arena, "/demarches/%s", tile));
	else if (link) gt_attr(entry, "href", gt_arena_printf(v->arena, "/liens/%s", link));
	else gt_attr(entry, "href", path);
}

static xmlNodePtr item_of(xmlNodePtr list, const char *tile)
{
	GT_XML_EACH(item, list, "item") {
		xmlNodePtr found = gt_streq(gt_xml_attr(item, "tile"), tile) ? item : item_of(item, tile);
		if (found) return found;
	}
	return NULL;
}

/* What the menu calls it: the heading of its pages. */
const char *gt_tile_heading(struct gt_visit *v, const char *tile)
{
	GT_XML_EACH(m, gt_xml_child(catalogue(v), "menus"), "menu") {
		xmlNodePtr item = item_of(m, tile);
		if (item) return label(v, item);
	}
	return NULL;
}

void gt_page_menu(struct gt_visit *v, xmlNodePtr root)
{
	xmlNodePtr menu = gt_el(root, "menu");
	GT_XML_EACH(m, gt_xml_child(catalogue(v), "menus"), "menu") {
		if (!shown(m, v->session ? "in" : "out")) continue;
		GT_XML_EACH(item, m, "item") menu_item(v, menu, item);
	}
}

/* Addresses outside of ours are reached through a redirection, so that pages link to paths of ours alone. */
int page_link(struct gt_visit *v)
{
	xmlNodePtr link = by_id(gt_xml_child(catalogue(v), "links"), "link", v->args[0]);
	if (!link) return gt_fail(&v->err, GT_NOTFOUND, "no such link");
	gt_respond_leave(v->res, gt_xml_attr(link, "href"));
	return GT_OK;
}

/* ---- home ---- */
static int title_held(struct gt_visit *v, struct gt_title *ret)
{
	const struct gt_applicant *a = v->applicant;
	*ret = (struct gt_title){ 0 };
	int rc = !a ? GT_NOTFOUND : a->foreigner_number ? gt_register_title_of(v->web->at.db, v->arena, a->foreigner_number, ret, &v->err)
		: gt_register_title_numbered(v->web->at.db, v->arena, a->title_number, ret, &v->err);
	return rc == GT_NOTFOUND ? GT_OK : rc;
}

/* Signed in, a tile made for holders of a title stands before those of everybody. */
static bool meant_for(xmlNodePtr tile, const struct gt_title *held)
{
	const char *holders = gt_xml_attr(tile, "holders");
	return holders && held->category && gt_streq(holders, held->category);
}

static int add_tiles(struct gt_visit *v, xmlNodePtr root)
{
	xmlNodePtr tiles = gt_xml_child(catalogue(v), "tiles");
	struct gt_title held;
	int rc = title_held(v, &held);
	if (rc != GT_OK) return rc;
	GT_XML_EACH(tile, tiles, "tile") {
		if (!shown(tile, v->session ? "in" : "out") && !meant_for(tile, &held)) continue;
		xmlNodePtr el = gt_el(root, "tile");
		const char *id = gt_xml_attr(tile, "id");
		gt_attr(el, "id", id);
		gt_attr(el, "label", label(v, tile));
		gt_attr(el, "hint", gt_catalogue_text(v->arena, tile, "hint", v->lang));
		gt_attr(el, "icon", gt_xml_attr(tile, "icon"));
		gt_attr(el, "href", gt_arena_printf(v->arena, "/demarches/%s", id));
		gt_attr_flag(el, "available", offers_of(v, id, NULL).n > 0);
	}
	GT_XML_EACH(link, gt_xml_child(catalogue(v), "links"), "link") {
		xmlNodePtr el = gt_el(root, "link");
		gt_attr(el, "label", label(v, link));
		gt_attr(el, "href", gt_arena_printf(v->arena, "/liens/%s", gt_xml_attr(link, "id")));
	}
	return GT_OK;
}

static void add_line(struct gt_visit *v, xmlNodePtr parent, const struct gt_dossier_line *line)
{
	char id[GT_ID_TEXT];
	const struct gt_procedure *p = gt_plugins_procedure(v->web->at.plugins, line->procedure_id, line->procedure_version);
	bool draft = line->state == GT_STATE_DRAFT;
	xmlNodePtr el = gt_el(parent, draft ? "draft" : "request");
	gt_attr(el, "id", gt_id_text(line->id, id));
	gt_attr(el, "title", p ? gt_procedure_title(p, v->lang) : line->procedure_id);
	gt_attr(el, "href", gt_arena_printf(v->arena, "/demandes/%s", id));
	if (draft) gt_attr_flag(el, "rectifies", !gt_id_null(line->rectifies));
	if (draft) gt_attr(el, "abandon", gt_arena_printf(v->arena, "/demandes/%s/abandonner", id));
	gt_attr(el, "number", draft ? NULL : line->number);
	gt_attr(el, "state", line->decision_waits ? "decided" : gt_state_name(line->state));
	const struct gt_step *step = p && line->step ? gt_procedure_step(p, line->step) : NULL;
	if (draft && step) {
		gt_attr(el, "step", gt_step_label(p, step, v->lang));
		gt_attr(el, "step-id", step->id);
	}
	gt_page_time(el, draft ? "updated" : "deposited", draft ? line->updated_utc_s : line->deposited_utc_s);
}

static bool wanted(const struct gt_dossier_line *line, enum gt_lines which)
{
	if (which == GT_LINES_ALL) return true;
	return line->state == GT_STATE_DRAFT && (which == GT_LINES_DRAFTS || gt_id_null(line->rectifies));
}

int gt_page_requests(struct gt_visit *v, xmlNodePtr root, enum gt_lines which)
{
	struct gt_dossier_line *lines;
	size_t n;
	if (!v->session) return GT_OK;                   /* an agent at the counter has a list of their own */
	int rc = gt_dossier_list(&v->web->desk, v->arena, v->session->account, &lines, &n, &v->err);
	if (rc != GT_OK) return rc;
	for (size_t i = 0; i < n; i++)
		if (wanted(&lines[i], which)) add_line(v, root, &lines[i]);
	return GT_OK;
}

int gt_requests_view(struct gt_visit *v, xmlNodePtr root) { return gt_page_requests(v, root, GT_LINES_ALL); }

static int offer_kept_form(struct gt_visit *v, xmlNodePtr root)
{
	struct gt_account_at at = gt_visit_accounts(v);
	struct gt_kept_form kept;
	int rc = gt_kept_form_find(&at, v->arena, v->session->account, &kept, &v->err);
	if (rc == GT_OK) gt_attr(gt_el(root, "kept-form"), "path", kept.path);
	return rc == GT_NOTFOUND ? GT_OK : rc;
}

int page_home(struct gt_visit *v)
{
	xmlNodePtr root = gt_page_new(v, "home");
	int rc = add_tiles(v, root);
	if (rc != GT_OK) return rc;
	if (v->session) {
		rc = gt_page_requests(v, root, GT_LINES_DRAFTS);
		if (rc == GT_OK) rc = offer_kept_form(v, root);
		return rc == GT_OK ? gt_page_send(v) : rc;
	}
	xmlNodePtr form = gt_form_new(root, "/compte/creer");
	gt_signup_fields(v, form);
	return gt_page_send(v);
}

int page_requests(struct gt_visit *v)
{
	xmlNodePtr root = gt_page_new(v, "requests");
	gt_page_crumb(v, "crumb.requests", NULL);
	int rc = gt_page_requests(v, root, GT_LINES_ALL);
	return rc == GT_OK ? gt_page_send(v) : rc;
}

/* ---- fixed text ---- */
int page_static(struct gt_visit *v)
{
	static const struct { const char *path, *id; } pages[] = {
		{ "/aide", "help" }, { "/aide/compte", "help-account" }, { "/aide/numero", "help-number" }, { "/aide/franceconnect", "help-franceconnect" },
		{ "/mentions-legales", "legal" }, { "/accessibilite", "accessibility" }, { "/donnees-personnelles", "privacy" }, { "/plan-du-site", "sitemap" },
	};
	for (size_t i = 0; i < GT_COUNT(pages); i++) {
		if (strcmp(pages[i].path, v->req->path) != 0) continue;
		gt_page_new(v, pages[i].id);
		gt_page_crumb(v, gt_arena_printf(v->arena, "crumb.%s", pages[i].id), NULL);
		return gt_page_send(v);
	}
	return gt_fail(&v->err, GT_NOTFOUND, "no such page");
}

void gt_service_view(xmlNodePtr root, const struct gt_register_service *s)
{
	xmlNodePtr el = gt_el(root, "service");
	gt_attr(el, "code", s->code);
	gt_attr(el, "name", s->name);
	gt_attr(el, "address", s->address);
	gt_attr(el, "email", s->email);
	gt_attr(el, "phone", s->phone);
	gt_attr(el, "departments", s->departments);
}

int page_contact(struct gt_visit *v)
{
	xmlNodePtr root = gt_page_new(v, "contact");
	gt_page_crumb(v, "crumb.contact", NULL);
	struct gt_register_service *all;
	size_t n;
	int rc = gt_register_services(v->web->at.db, v->arena, &all, &n, &v->err);
	if (rc != GT_OK) return rc;
	for (size_t i = 0; i < n; i++) gt_service_view(root, &all[i]);
	return gt_page_send(v);
}

/* ---- the door to a procedure ---- */
/* What the catalogue names and cannot be done: never here, or not now. */
static int unavailable(struct gt_visit *v, xmlNodePtr what, enum gt_away away)
{
	static const char *const words[] = { [GT_AWAY_NOT_YET] = "not-yet", [GT_AWAY_OVER] = "over", [GT_AWAY_CLOSED] = "closed", [GT_AWAY_CRASHES] = "closed" };
	xmlNodePtr root = gt_page_new(v, "unavailable");
	gt_page_crumb_text(v, label(v, what), NULL);
	xmlNodePtr entry = gt_el(root, "entry");
	gt_attr(entry, "label", label(v, what));
	if (away) {
		gt_attr(entry, "away", words[away]);
		return gt_page_send_status(v, away == GT_AWAY_CLOSED || away == GT_AWAY_CRASHES ? 503 : 200);
	}
	const char *said = gt_catalogue_text(v->arena, what, "away", v->lang);
	gt_attr(entry, "hint", said ? said : gt_catalogue_text(v->arena, catalogue(v), "away", v->lang));
	gt_attr(entry, "href", gt_xml_attr(what, "href"));
	return gt_page_send(v);
}

static xmlNodePtr tile_of(struct gt_visit *v) { return by_id(gt_xml_child(catalogue(v), "tiles"), "tile", v->args[0]); }

static int beneficiary_page(struct gt_visit *v, xmlNodePtr tile)
{
	xmlNodePtr root = v->page ? gt_xml_root(v->page) : gt_page_new(v, "beneficiary");
	gt_page_crumb_text(v, label(v, tile), NULL);
	xmlNodePtr form = gt_form_new(root, gt_arena_printf(v->arena, "/demarches/%s", v->args[0]));
	xmlNodePtr field = gt_form_field(v, form, "beneficiary", "radio", "field.beneficiary", true, NULL);
	bool first = true;
	GT_XML_EACH(b, gt_xml_child(catalogue(v), "beneficiaries"), "beneficiary") {
		gt_form_option(field, gt_xml_attr(b, "id"), label(v, b), first);
		first = false;
	}
	gt_form_button(form, "go", "next", "button.continue", "primary");
	return gt_page_send(v);
}

int page_beneficiary(struct gt_visit *v)
{
	xmlNodePtr tile = tile_of(v);
	if (!tile) return gt_fail(&v->err, GT_NOTFOUND, "no such tile");
	struct gt_offers offers = offers_of(v, v->args[0], NULL);
	if (offers.n == 0) return unavailable(v, tile, offers.away);
	if (!v->session) return gt_see_other(v, "/connexion?suite=%s", v->req->path);
	if (!gt_streq(gt_xml_attr(tile, "asks"), "beneficiary")) return gt_see_other(v, "/demarches/%s/situation", v->args[0]);
	return beneficiary_page(v, tile);
}

int page_beneficiary_post(struct gt_visit *v)
{
	xmlNodePtr tile = tile_of(v), b = by_id(gt_xml_child(catalogue(v), "beneficiaries"), "beneficiary", gt_form(v->req, "beneficiary"));
	if (!tile) return gt_fail(&v->err, GT_NOTFOUND, "no such tile");
	if (!v->session) return gt_see_other(v, "/connexion?suite=%s", v->req->path);
	if (!b) {
		gt_page_new(v, "beneficiary");
		gt_page_finding(v, "beneficiary", "choice-required");
		return beneficiary_page(v, tile);
	}
	const char *id = gt_xml_attr(b, "id");
	struct gt_offers offers = offers_of(v, v->args[0], id);
	if (offers.n == 0) return unavailable(v, b, offers.away);
	return gt_see_other(v, "/demarches/%s/situation?pour=%s", v->args[0], id);
}

static const char *beneficiary_of(struct gt_visit *v)
{
	const char *asked = v->req->method == GT_POST ? gt_form(v->req, "beneficiary") : gt_query(v->req, "pour");
	xmlNodePtr b = by_id(gt_xml_child(catalogue(v), "beneficiaries"), "beneficiary", asked);
	return b ? gt_xml_attr(b, "id") : "self";
}

static bool renews(const struct gt_procedure *p, const char *category)
{
	for (const char *const *c = p->renews; category && c && *c; c++)
		if (gt_streq(*c, category)) return true;
	return false;
}

/* What can be asked for: renewals of the title held first, what the tile itself offers, then the catalogue's list of titles, each entry with its
 * procedure or as unavailable. */
static void add_choices(struct gt_visit *v, xmlNodePtr tile, xmlNodePtr field, const struct gt_offers *offers, const struct gt_title *title, const char *chosen)
{
	for (size_t i = 0; i < offers->n; i++) {
		const struct gt_procedure *p = offers->items[i];
		bool renewal = renews(p, title->category);
		if (!renewal && (p->entry || gt_streq(p->nature, "renewal"))) continue;
		gt_form_option(field, p->id, renewal ? NULL : gt_procedure_title(p, v->lang), chosen ? gt_streq(chosen, p->id) : i == 0 || renewal);
		if (renewal) gt_attr(field->last, "label-id", "situation.renew");
	}
	/* The list of titles is one's own: for somebody else there is what was made for them. */
	if (!gt_streq(gt_xml_attr(tile, "asks"), "beneficiary") || (offers->n && !gt_streq(beneficiary_of(v), "self"))) return;
	xmlNodePtr others = gt_xml_child(catalogue(v), "others");
	GT_XML_EACH(entry, others, "entry") {
		const char *id = gt_xml_attr(entry, "id");
		const struct gt_procedure *p = NULL;
		for (size_t i = 0; i < offers->n && !p; i++)
			if (gt_streq(offers->items[i]->entry, id)) p = offers->items[i];
		const char *option = p ? p->id : gt_arena_printf(v->arena, "away:%s", id);
		gt_form_option(field, option, label(v, entry), gt_streq(chosen, option));
		xmlNodePtr last = field->last;
		gt_attr(last, "group", label(v, others));
		gt_attr_flag(last, "unavailable", !p);
	}
}

static int situation_page(struct gt_visit *v, const struct gt_findings *why)
{
	xmlNodePtr tile = tile_of(v);
	if (!tile) return gt_fail(&v->err, GT_NOTFOUND, "no such tile");
	struct gt_offers all = offers_of(v, v->args[0], NULL);
	if (all.n == 0) return unavailable(v, tile, all.away);
	xmlNodePtr root = v->page ? gt_xml_root(v->page) : gt_page_new(v, "situation");
	const char *beneficiary = beneficiary_of(v);
	struct gt_title title;
	int rc = title_held(v, &title);
	if (rc != GT_OK) return rc;
	if (!gt_streq(beneficiary, "self")) title = (struct gt_title){ 0 };
	gt_page_crumb_text(v, label(v, tile), NULL);
	if (title.category) {
		char day[11];
		xmlNodePtr category = by_id(gt_xml_child(catalogue(v), "categories"), "category", title.category), el = gt_el(root, "title");
		gt_attr(el, "category-label", category ? label(v, category) : title.category);
		gt_attr(el, "mention", title.mention ? title.mention : category ? gt_catalogue_text(v->arena, category, "mention", v->lang) : NULL);
		gt_attr(el, "start", gt_date_iso(title.start, day));
		gt_attr(el, "end", gt_date_iso(title.end, day));
	}
	rc = gt_page_requests(v, root, GT_LINES_NEW);
	if (rc != GT_OK) return rc;
	struct gt_offers offers = offers_of(v, v->args[0], beneficiary);
	xmlNodePtr form = gt_form_new(root, gt_arena_printf(v->arena, "/demarches/%s/situation", v->args[0]));
	gt_form_hidden(form, "beneficiary", beneficiary);
	const char *chosen = v->req->method == GT_POST ? gt_form(v->req, "choice") : gt_query(v->req, "choix");
	add_choices(v, tile, gt_form_field(v, form, "choice", "radio", "field.choice", true, NULL), &offers, &title, chosen);
	gt_form_button(form, "go", "next", "button.begin", "primary");
	if (why) gt_findings_view(why, root);
	return why ? gt_page_send_status(v, 422) : gt_page_send(v);
}

/* From inside another procedure: the same door, with this one chosen. */
int page_procedure(struct gt_visit *v)
{
	const struct gt_plugin *it = gt_plugins_current(v->web->at.plugins, v->args[0], v->applicant->invented);
	const struct gt_procedure *p = it ? it->procedure : NULL;
	if (!p) return gt_fail(&v->err, GT_NOTFOUND, "no such procedure");
	return gt_see_other(v, "/demarches/%s/situation?choix=%s", p->tile, p->id);
}

int page_situation(struct gt_visit *v) { return situation_page(v, NULL); }

int page_situation_post(struct gt_visit *v)
{
	const char *choice = gt_form(v->req, "choice"), *beneficiary = beneficiary_of(v);
	struct gt_findings f = gt_findings_new(v->arena);
	if (gt_starts(choice, "away:")) {
		xmlNodePtr entry = by_id(gt_xml_child(catalogue(v), "others"), "entry", choice + 5);
		return entry ? unavailable(v, entry, GT_AWAY_NOT) : gt_fail(&v->err, GT_NOTFOUND, "no such entry");
	}
	struct gt_offers offers = offers_of(v, v->args[0], beneficiary);
	const struct gt_procedure *p = NULL;
	for (size_t i = 0; i < offers.n; i++)
		if (gt_streq(offers.items[i]->id, choice)) p = offers.items[i];
	if (!p) {
		gt_finding_add(&f, "choice", NULL, "choice-required");
		return situation_page(v, &f);
	}
	struct gt_id id;
	char text[GT_ID_TEXT];
	int rc = gt_dossier_begin(&v->web->desk, v->arena, v->applicant, p, beneficiary, &f, &id, &v->err);
	if (rc == GT_OK) return gt_see_other(v, "/demandes/%s/preambule", gt_id_text(id, text));
	if (rc == GT_CONFLICT) gt_finding_add(&f, NULL, NULL, "too-many-drafts");
	if (rc == GT_NOTFOUND) gt_finding_add(&f, NULL, NULL, "not-in-register");
	return rc == GT_REFUSED || rc == GT_CONFLICT || rc == GT_NOTFOUND ? situation_page(v, &f) : rc;
}

/* ---- the agents' side ---- */
int page_agent_home(struct gt_visit *v)
{
	if (!v->agent) return gt_see_other(v, "/connexion");
	gt_page_new(v, "agent-home");
	return gt_page_send(v);
}
