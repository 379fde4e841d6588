/* The agents' own pages: sign-in with two factors, second factor, recovery codes, password, devices; and the menu of the work lists. */
#include "web/request_priv.h"

void gt_page_agent_menu(struct gt_visit *v, xmlNodePtr root)
{
	static const struct { const char *id, *href; } lists[] = {
		{ "take", "/" }, { "mine", "/demandes?liste=mine" }, { "waiting", "/demandes?liste=waiting" }, { "replied", "/demandes?liste=replied" },
		{ "due", "/demandes?liste=due" }, { "all", "/demandes?liste=all" },
	};
	if (!gt_agent_may(v->agent, "lecteur", NULL)) return;
	/* A page without its numbers is better than no page. */
	int64_t counts[GT_WORK__MAX];
	bool counted = gt_work_counts(&v->web->desk, v->arena, v->agent, counts, NULL) == GT_OK;
	xmlNodePtr menu = gt_el(root, "menu");
	for (size_t i = 0; i < GT_COUNT(lists); i++) {
		enum gt_work_list list;
		xmlNodePtr entry = gt_el(menu, "entry");
		gt_attr(entry, "id", lists[i].id);
		if (counted && gt_work_list_parse(lists[i].id, &list) && list != GT_WORK_ALL) gt_attr_int(entry, "count", counts[list]);
		gt_attr(entry, "label-id", gt_arena_printf(v->arena, "work.%s", lists[i].id));
		gt_attr(entry, "href", lists[i].href);
	}
}
