/* Inside the host half: a call's data as plugins see it through <guichet/plugin.h>. */
#ifndef GT_HOOK_HOST_H
#define GT_HOOK_HOST_H
#include "guichet/plugin.h"
#include "hook/hook_priv.h"
#include "xml/xml.h"

struct gt_hook_case {
	struct gt_host host;                 /* first: a host pointer is a case pointer */
	struct gt_arena *arena;
	xmlDocPtr doc;
	const char *today;
	struct gt_hook_answer answer;
};
/* NULL: the request is not XML. */
struct gt_hook_case *gt_hook_case_new(struct gt_arena *arena, const struct gt_hook_call *call);
/* Opens an object as a call would, and no more. path: with a folder. false: *ret_cause says why it cannot serve. */
bool gt_hook_object_try(struct gt_arena *arena, const char *path, struct gt_hook_call *call, const char **ret_cause);
bool gt_hook_object_open(const char *path, const struct gt_hook_call *call, struct gt_plugin_object *copy, struct gt_hooks *hooks, char *cause, size_t n);

#endif
