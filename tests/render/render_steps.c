/* Every step of answers of every procedure of the tree, in every language: the page written from what was kept of it is the page that its sheet writes,
 * whoever fills it in. usage: render_steps XSLT-DIR TOP-DIR. The last line counts the pages. */
#include <dirent.h>
#include <unistd.h>
#include "render/render_priv.h"
#include "tests/render/tree.h"
#include "text/text.h"

static struct gt_sheets *sheets;
static int pages, wrong;

/* Somebody in whom nothing is like in the others but what fields there are. */
static const struct gt_seed persons[] = {
	{ .request_id = "kr0Rw8OuUU7qW_Z4TMmGlQ", .beneficiary = "self", .foreigner_number = "5903000001", .birth_name = "QUINTANA", .use_name = "ARRIAGA", .first_names = "Valeria Inés", .sex = "F", .birth_date = "1991-04-17",
	  .birth_country = "MX", .birth_place = "Guadalajara", .nationality = "MX", .email = "v@example.org", .phone = "+33612345678", .title_number = "AB1234", .title_category = "cst", .title_start = "2025-01-01", .title_end = "2026-12-31",
	  .address = { "27", "Rue des Sarrazins", "", "59000", "Lille", "FR", "59350" } },
	{ .request_id = "AAAAAAAAAAAAAAAAAAAAAA", .beneficiary = "self", .foreigner_number = "7503000002", .birth_name = "D'ARC & <FILS>", .use_name = "Œil", .first_names = "Ana Li", .sex = "F", .birth_date = "2000-12-01",
	  .birth_country = "MX", .birth_place = "Xalapa \"vieja\"", .nationality = "MX", .email = "é@example.org", .phone = "+33700000000", .title_number = "ZZ9999", .title_category = "cst", .title_start = "2024-02-29", .title_end = "2027-01-01",
	  .address = { "1 bis", "Place {x}", "", "75001", "Paris", "FR", "75101" } },
};

static xmlDocPtr page(struct gt_arena *a, const struct gt_procedure *p, const struct gt_step *s, const char *lang, const struct gt_seed *who, struct gt_error *err)
{
	static const struct gt_facts none;
	struct gt_case *c = gt_case_new(a, p, lang, &none, who);
	xmlDocPtr doc = gt_xml_new(a, "page", NULL);
	xmlNodePtr root = gt_xml_root(doc), site = gt_el(root, "site"), user = gt_el(root, "user"), form;
	gt_attr(root, "id", "step");
	gt_attr(root, "lang", lang);
	gt_attr(site, "side", "user");
	gt_attr(site, "path", gt_arena_printf(a, "/demandes/%s/etape/%s", who->request_id, s->id));
	gt_attr(user, "name", who->birth_name);
	gt_attr_int(user, "unread", 0);
	gt_attr(gt_el(root, "session"), "seconds", who->title_number + 2);
	gt_attr(gt_el(root, "csrf"), "token", who->foreigner_number);
	gt_el_text(root, "step-title", s->id);
	form = gt_el(root, "form");
	gt_attr(form, "action", gt_xml_attr(site, "path"));
	gt_attr(form, "version", who->address.number);
	return gt_step_view(c, s, NULL, form, err) == GT_OK ? doc : NULL;
}

static void step(const struct gt_procedure *p, const struct gt_step *s, const char *lang)
{
	struct gt_error err = { 0 };
	pages++;
	for (size_t i = 0; i < 3 * GT_COUNT(persons); i++) {
		GT_AUTO_ARENA a = gt_arena_new("page", 64u << 20);
		xmlDocPtr doc = page(a, p, s, lang, &persons[i % GT_COUNT(persons)], &err);
		struct gt_str plain, kept;
		if (doc && !gt_sheet_text(gt_sheets_find(sheets, "page", "step", lang), a, doc, &plain, &err) && !gt_render(sheets, a, "page", "step", lang, doc, &kept, &err) && gt_str_eq(plain, kept)) continue;
		printf("FAIL: %s, %s (%s) for person %zu: %s\n", p->id, s->id, lang, i % GT_COUNT(persons) + 1, err.message);
		wrong++;
		return;
	}
}

int main(int argc, char **argv)
{
	struct gt_error err = { 0 };
	if (argc != 3) return 2;
	gt_xml_init();
	if (gt_text_init(&err)) return 2;
	GT_AUTO_ARENA arena = gt_arena_new("process", 512u << 20);
	if (gt_sheets_load(arena, argv[1], (const char *const[]){ "page", NULL }, &sheets, &err)) { fprintf(stderr, "render_steps: %s\n", err.message); return 1; }
	gt_sheets_keep_pages(sheets);
	DIR *d = opendir(gt_arena_printf(arena, "%s/plugins", argv[2]));
	for (struct dirent *x; d && (x = readdir(d));) {
		if (access(gt_arena_printf(arena, "%s/plugins/%s/procedure.xml", argv[2], x->d_name), R_OK) != 0) continue;
		struct gt_problems problems = { .arena = arena };
		const struct gt_procedure *p = tree_load(arena, argv[2], x->d_name, &problems);
		for (const char *const *lang = gt_sheets_languages(sheets); p && *lang; lang++)
			for (size_t i = 0; i < p->n_steps; i++)
				if (p->steps[i].kind == GT_STEP_ANSWERS) step(p, &p->steps[i], *lang);
		wrong += !p;
	}
	if (d) closedir(d);
	printf("%d steps, %d wrong\n", pages, wrong);
	return wrong || !pages ? 1 : 0;
}
