/* Sheets that are compiled when they are needed: those of papers and tables, of which a worker has many and uses few. Decides how many are kept, and that
 * what they are made of is what was read at the start, whatever happens to the files since. Does not compile: sheets.c does. */
#include "render/render_priv.h"

static struct made { const struct gt_sheet *sheet; struct gt_arena *arena; xsltStylesheetPtr style; uint64_t used; } made[GT_RENDER_MADE_MAX];
static uint64_t clock_of_uses;

int gt_source_read(struct gt_sources *s, const char *path, struct gt_str *ret, struct gt_error *err)
{
	for (const struct gt_source *k = s->first; k; k = k->next)
		if (!strcmp(k->path, path)) { *ret = k->text; return GT_OK; }
	int rc = gt_file_read(s->arena, path, GT_XML_PLUGIN_MAX_BYTES, ret, err);
	if (rc) return rc;
	struct gt_source *fresh = gt_new(s->arena, struct gt_source);
	*fresh = (struct gt_source){ s->first, gt_arena_strdup(s->arena, path), *ret };
	s->first = fresh;
	return GT_OK;
}

static void forget(struct made *m)
{
	gt_arena_free(&m->arena);
	*m = (struct made){ .sheet = NULL };
}

static void forget_sheet(void *p)
{
	struct gt_sheet *s = p;
	for (size_t i = 0; i < GT_COUNT(made); i++)
		if (made[i].sheet == s) forget(&made[i]);
	s->magic = 0;
}

void gt_sheets_forget_made(void)
{
	for (size_t i = 0; i < GT_COUNT(made); i++) forget(&made[i]);
}

static int make(const struct gt_recipe *r, struct gt_arena **ret_arena, xsltStylesheetPtr *ret, struct gt_error *err)
{
	struct gt_arena *arena = gt_arena_new("made sheet", 64u << 20);
	int rc = gt_sheet_compile(r, arena, ret, err);
	if (rc) gt_arena_free(&arena);
	*ret_arena = arena;
	return rc;
}

int gt_sheet_promise(struct gt_arena *arena, const struct gt_recipe *recipe, struct gt_sheet **ret, struct gt_error *err)
{
	struct gt_arena *once;
	xsltStylesheetPtr style;
	int rc = make(recipe, &once, &style, err);
	if (rc) return rc;
	gt_arena_free(&once);
	struct gt_sheet *s = gt_new(arena, struct gt_sheet);
	*s = (struct gt_sheet){ .magic = GT_SHEET_MAGIC, .recipe = recipe, .name = recipe->path };
	gt_arena_on_free(arena, forget_sheet, s);
	*ret = s;
	return GT_OK;
}

int gt_sheet_style(const struct gt_sheet *s, xsltStylesheetPtr *ret, struct gt_error *err)
{
	GT_CHECK(s, GT_SHEET_MAGIC);
	struct made *slot = &made[0];
	if (s->style) { *ret = s->style; return GT_OK; }
	for (size_t i = 0; i < GT_COUNT(made); i++) {
		if (made[i].sheet == s) {
			made[i].used = ++clock_of_uses;
			*ret = made[i].style;
			return GT_OK;
		}
		if (made[i].used < slot->used) slot = &made[i];
	}
	forget(slot);
	int rc = make(s->recipe, &slot->arena, &slot->style, err);
	if (rc) return rc;
	slot->sheet = s;
	slot->used = ++clock_of_uses;
	*ret = slot->style;
	return GT_OK;
}
