/* rehearsal: invented persons who walk the whole path of a procedure before anybody else does; marked on every page, mail and paper, erased afterwards. */
#include <stdlib.h>
#include "ctl/families.h"
#include "ctl/rehearsal_store.h"
#include "journal/journal.h"
#include "plugin/plugin.h"
#include "register/register.h"
#include "text/text.h"

#define PERSONS_MAX 20
#define EPHOTO_HEAD "ZZZZZZ"           /* as the erasure looks for them */

/* What the title must be for the procedure to be offered: what it renews, or any. */
static int category_for(struct gt_ctl *ctl, const char *id, const char **ret, struct gt_error *err)
{
	const struct gt_config *config;
	struct gt_plugins *plugins;
	size_t n;
	int rc = gt_ctl_config(ctl, &config, err);
	if (rc == GT_OK) rc = gt_text_init(err);
	if (rc == GT_OK) rc = gt_plugins_load(config, &plugins, err);
	if (rc != GT_OK) return rc;
	const struct gt_plugin *all = gt_plugins_all(plugins, &n);
	bool known = false;
	*ret = NULL;
	for (size_t i = 0; i < n && !*ret; i++) {
		if (!gt_streq(all[i].id, id) || !all[i].procedure) continue;
		known = true;
		if (all[i].procedure->renews[0]) *ret = gt_arena_strdup(ctl->arena, all[i].procedure->renews[0]);
	}
	xmlNodePtr first = gt_xml_child(gt_xml_child(gt_plugins_catalogue(plugins), "categories"), "category");
	if (!*ret) *ret = gt_arena_strdup(ctl->arena, first ? gt_xml_attr(first, "id") : "autre");
	gt_plugins_free(&plugins);
	return known ? GT_OK : gt_fail(err, GT_NOTFOUND, "no procedure '%s' is installed", id);
}

static void digits(char *out, size_t n)
{
	unsigned char raw[16];
	gt_random(raw, sizeof raw);
	for (size_t i = 0; i < n; i++) out[i] = (char)('0' + raw[i] % 10);
	out[n] = 0;
}

/* A commune that one of the services serves: requests then have somewhere to go. */
static int commune_of(struct gt_ctl *ctl, struct gt_db *db, struct gt_commune *ret, struct gt_error *err)
{
	struct gt_register_service *all;
	size_t n;
	int rc = gt_register_services(db, ctl->arena, &all, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) {
		const char *department = gt_arena_strndup(ctl->arena, all[i].departments, strcspn(all[i].departments, " "));
		if (strlen(department) == 2 && gt_communes_search(ctl->arena, department, ret, 1) == 1) return GT_OK;
	}
	return rc == GT_OK ? gt_fail(err, GT_NOTFOUND, "no service serves a département: import the services first") : rc;
}

static const char *persons_csv(struct gt_ctl *ctl, const char *category, const char *nationality, const struct gt_commune *commune, int64_t persons)
{
	struct gt_buf b = gt_buf_new(ctl->arena, 64 * 1024);
	char from[11], to[11];
	gt_date_iso(gt_date_add_days(gt_today(), -275), from);
	gt_date_iso(gt_date_add_days(gt_today(), 90), to);
	gt_buf_puts(&b, "number,category,valid_from,valid_to,foreigner_number,birth_name,given_names,sex,birth_date,birth_place,birth_country,nationality,address_number,address_street,postcode,city,address_country,insee\n");
	for (int64_t i = 1; i <= persons; i++) {
		char title[7], number[7];
		digits(title, 6);
		digits(number, 6);
		gt_buf_printf(&b, "0000%s,%s,%s,%s," GT_INVENTED_HEAD "%s,SPECIMEN,Essai%lld,%c,1990-01-0%lld,VILLE,%s,%s,%lld,RUE DE LA REPETITION,%s,\"%s\",FR,%s\n", title, category, from, to, number,
			(long long)i, i % 2 ? 'F' : 'M', (long long)(i % 9 + 1), nationality, nationality, (long long)i, commune->postcode, commune->name, commune->insee);
	}
	return gt_buf_cstr(&b);
}

static int make_ephotos(struct gt_ctl *ctl, struct gt_db *db, int64_t n, struct gt_error *err)
{
	int rc = GT_OK;
	for (int64_t i = 0; rc == GT_OK && i < n; i++) {
		char tail[17];
		digits(tail, 16);
		const char *number = gt_arena_printf(ctl->arena, EPHOTO_HEAD "%s", tail);
		rc = gt_register_ephoto_put(db, number, gt_date_add_months(gt_today(), 6), err);
		if (rc == GT_OK) fprintf(ctl->out, "e-photo %s\n", number);
	}
	return rc;
}

static int list(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	struct gt_db *db;
	struct gt_rehearsal_person *all;
	size_t n;
	char from[11], to[11];
	if (argc) return gt_fail(err, GT_BADINPUT, "'%s' is not understood", argv[0]);
	int rc = gt_ctl_db(ctl, &db, err);
	if (rc == GT_OK) rc = gt_rehearsal_persons(db, ctl->arena, &all, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++)
		fprintf(ctl->out, "%s %s  N° étranger %s  title %s from %s to %s  %s, %lld requests\n", all[i].given_names, all[i].birth_name, all[i].foreigner_number, all[i].title ? all[i].title : "-",
			all[i].from.y ? gt_date_iso(all[i].from, from) : "-", all[i].to.y ? gt_date_iso(all[i].to, to) : "-", all[i].account ? "account" : "no account yet", (long long)all[i].requests);
	return rc;
}

static int journal_tx(struct gt_db *db, void *arg, struct gt_error *err) { return gt_journal_add(db, arg, err); }

static int persons(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const char *wanted = gt_ctl_option(&argc, argv, "persons"), *nationality = gt_ctl_option(&argc, argv, "nationality"), *category;
	int64_t n = 3;
	struct gt_db *db;
	struct gt_commune commune;
	struct gt_import_report report = { 0 };
	if (argc != 1) return gt_fail(err, GT_BADINPUT, "say which procedure");
	if (wanted && !gt_parse_i64(wanted, 1, PERSONS_MAX, &n)) return gt_fail(err, GT_BADINPUT, "1 to %d persons", PERSONS_MAX);
	if (nationality && !gt_text_country(nationality, "fr")) return gt_fail(err, GT_BADINPUT, "'%s' is no country code", nationality);
	int rc = category_for(ctl, argv[0], &category, err);
	if (rc == GT_OK) rc = gt_ctl_db(ctl, &db, err);
	if (rc == GT_OK) rc = commune_of(ctl, db, &commune, err);
	if (rc != GT_OK) return rc;
	rc = gt_register_import_titles(db, ctl->arena, gt_str(persons_csv(ctl, category, nationality ? nationality : "MA", &commune, n)), &(struct gt_import_act){ .by = GT_ACTOR_OPERATOR }, &report, err);
	if (rc == GT_REFUSED && report.n_problems) return gt_fail(err, GT_FAILED, "line %lld: %s: %s", (long long)report.problems[0].line, report.problems[0].column ? report.problems[0].column : "", report.problems[0].cause);
	if (rc == GT_OK) rc = make_ephotos(ctl, db, n, err);
	struct gt_act act = { .actor_kind = GT_ACTOR_OPERATOR, .verb = "rehearsal-persons", .detail = argv[0] };
	if (rc == GT_OK) rc = gt_db_tx(db, journal_tx, &act, err);
	return rc == GT_OK ? list(ctl, 0, NULL, err) : rc;
}

struct erase { struct gt_arena *arena; struct gt_rehearsal_gone gone; };

static int erase_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct erase *e = arg;
	e->gone = (struct gt_rehearsal_gone){ 0 };
	int rc = gt_rehearsal_erase(db, e->arena, &e->gone, err);
	if (rc != GT_OK) return rc;
	return gt_journal_add(db, &(struct gt_act){ .actor_kind = GT_ACTOR_OPERATOR, .verb = "rehearsal-erase",
		.detail = gt_arena_printf(e->arena, "%lld %lld %lld", (long long)e->gone.requests, (long long)e->gone.accounts, (long long)e->gone.persons) }, err);
}

static int erase(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	struct gt_db *db;
	struct erase e = { .arena = ctl->arena };
	if (argc) return gt_fail(err, GT_BADINPUT, "'%s' is not understood", argv[0]);
	int rc = gt_ctl_db(ctl, &db, err);
	if (rc == GT_OK) rc = gt_db_tx(db, erase_tx, &e, err);
	if (rc == GT_OK) fprintf(ctl->out, "erased: %lld requests, %lld accounts, %lld persons; the journal keeps its acts\n", (long long)e.gone.requests, (long long)e.gone.accounts, (long long)e.gone.persons);
	return rc;
}

const struct gt_ctl_entry gt_ctl_rehearsal[] = {
	{ "rehearsal persons", "PROCEDURE [--persons 3] [--nationality MA]", "Invented persons with titles and e-photos, for a rehearsal (plugin enable … --rehearsal): their numbers begin with 0000, all they do is marked SPÉCIMEN.", persons },
	{ "rehearsal list", "", "The invented persons there are, and their requests.", list },
	{ "rehearsal erase", "", "Erases all invented persons, their accounts, requests, files and papers.", erase },
	{ 0 },
};
