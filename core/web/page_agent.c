/* The agents' own pages: sign-in with two factors, second factor, recovery codes, password, devices; and the menu of the work lists. */
#include "web/request_priv.h"

void gt_page_agent_menu(struct gt_visit *v, xmlNodePtr root)
{
	static const struct { const char *id, *href; } lists[] = {
		{ "take", "/" }, { "mine", "/demandes?liste=mine" }, { "waiting", "/demandes?liste=waiting" }, { "replied", "/demandes?liste=replied" },
		{ "due", "/demandes?liste=due" }, { "all", "/demandes?liste=all" },
	};
	if (!gt_agent_may(v->agent, "lecteur", NULL)) return;
	xmlNodePtr menu = gt_el(root, "menu");
	for (size_t i = 0; i < GT_COUNT(lists); i++) {
		xmlNodePtr entry = gt_el(menu, "entry");
		gt_attr(entry, "id", lists[i].id);
		gt_attr(entry, "label-id", gt_arena_printf(v->arena, "work.%s", lists[i].id));
		gt_attr(entry, "href", lists[i].href);
	}
}
