/* Room web: addresses to pages. One table with preconditions (pages.c), one function a page; the two pools share the code, not the table. */
#ifndef GT_WEB_H
#define GT_WEB_H
#include "base/base.h"
#include "http/http.h"

struct gt_db; struct gt_keyring; struct gt_sheets; struct gt_plugins; struct gt_scan; struct gt_hook; struct gt_fetch;

/* What the program opened for us; all live as long as the process. */
struct gt_web_parts {
	const struct gt_config *config;
	bool agents;                         /* which page table is served */
	struct gt_db *db;
	struct gt_keyring *ring;
	struct gt_sheets *sheets;
	struct gt_plugins *plugins;
	struct gt_scan *scan;
	struct gt_hook *hook;
	struct gt_fetch *fetch;              /* other people's servers, through guichet-fetch */
};
struct gt_web;
int gt_web_open(const struct gt_web_parts *parts, struct gt_web **ret, struct gt_error *err) GT_MUST_USE;
/* A gt_handler: answers every request, also with what went wrong. */
void gt_web_handle(void *web, const struct gt_request *req, struct gt_response *res);
bool gt_web_may_upload(const char *path);

#endif
