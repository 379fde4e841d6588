/* Saved views of the worklists, and a list as a file for a spreadsheet. */
#include "dossier/view.h"
#include "web/work_priv.h"

static const char *query_of(const char *href)
{
	const char *mark = strchr(href, '?');
	return mark ? mark + 1 : "liste=all";
}

int gt_work_views(struct gt_visit *v, xmlNodePtr root, const struct gt_work_filter *f)
{
	struct gt_view *all;
	size_t n;
	int rc = gt_views_list(&v->web->desk, v->arena, v->agent, &all, &n, &v->err);
	if (rc != GT_OK) return rc;
	const char *here = query_of(gt_work_href(v, f));
	xmlNodePtr views = gt_el(root, "views");
	gt_attr(views, "query", here);
	gt_attr(views, "csv", gt_arena_printf(v->arena, "/demandes.csv?%s", here));
	gt_attr(views, "ods", gt_arena_printf(v->arena, "/demandes.ods?%s", here));
	for (size_t i = 0; i < n; i++) {
		char id[GT_ID_TEXT];
		xmlNodePtr el = gt_el(views, "view");
		gt_attr(el, "name", all[i].name);
		gt_attr(el, "href", gt_arena_printf(v->arena, "/demandes?%s", all[i].query));
		gt_attr(el, "remove", gt_arena_printf(v->arena, "/vues/%s/supprimer", gt_id_text(all[i].id, id)));
		gt_attr_flag(el, "current", gt_streq(all[i].query, here));
	}
	return GT_OK;
}

int page_view_save_post(struct gt_visit *v)
{
	struct gt_findings f = gt_findings_new(v->arena);
	const char *query = gt_form(v->req, "query");
	int rc = gt_view_save(&v->web->desk, v->arena, v->agent, gt_form(v->req, "view-name"), query, &f, &v->err);
	if (rc == GT_OK) return gt_see_other(v, "/demandes?%s&m=view-saved", query);
	if (rc == GT_REFUSED) return gt_see_other(v, "/demandes?%s&m=%s", query, gt_streq(f.items[0].id, "view-too-many") ? "view-too-many" : "view-name");
	return rc;
}

int page_view_remove_post(struct gt_visit *v)
{
	struct gt_id id;
	if (!gt_id_parse(v->args[0], &id)) return gt_fail(&v->err, GT_NOTFOUND, "not an id");
	int rc = gt_view_remove(&v->web->desk, v->agent, id, &v->err);
	return rc == GT_OK ? gt_see_other(v, "/demandes?liste=all&m=view-removed") : rc;
}

int page_list_file(struct gt_visit *v)
{
	struct gt_work_filter f = gt_work_filter_of(v);
	struct gt_list_file *file;
	char day[11];
	enum gt_table_format format = gt_streq(v->req->path, "/demandes.ods") ? GT_TABLE_ODS : GT_TABLE_CSV;
	int rc = gt_list_file_begin(&v->web->desk, v->arena, v->agent, &f, format, v->lang, &file, &v->err);
	if (rc != GT_OK) return rc;
	gt_respond_status(v->res, 200);
	gt_respond_stream(v->res, gt_table_type(format), gt_arena_printf(v->arena, "demandes-%s-%s.%s", gt_work_list_name(f.list), gt_date_iso(gt_today(), day), gt_table_suffix(format)), /* inline_picture= */ false, -1,
		gt_list_file_piece, file);
	return GT_OK;
}
