/* What agents keep of the worklists: saved views, each their own; a list as a table for a spreadsheet. */
#ifndef GT_DOSSIER_VIEW_H
#define GT_DOSSIER_VIEW_H
#include "dossier/dossier.h"
#include "dossier/table.h"
#include "dossier/work.h"

#define GT_VIEWS_MAX       30            /* of one agent: more is a list of its own */
#define GT_VIEW_NAME_MAX   60            /* characters */
#define GT_VIEW_QUERY_MAX  1000          /* bytes, as stored */

struct gt_view { struct gt_id id; const char *name, *query; };          /* query: parameters of the list's address, "liste=mine&tri=depot" */
/* By name. ret: OK, BUSY, FAILED. */
int gt_views_list(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, struct gt_view **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* A name that is there already gets the new query. ret: OK; REFUSED finding at "view-name"; BADINPUT not a query of a list; BUSY, UNCERTAIN, FAILED. */
int gt_view_save(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const char *name, const char *query, struct gt_findings *findings, struct gt_error *err) GT_MUST_USE;
/* ret: OK, also when it was gone; somebody else's stays. */
int gt_view_remove(struct gt_desk *desk, const struct gt_agent_session *agent, struct gt_id id, struct gt_error *err) GT_MUST_USE;

/* A list with its filters as a table, one row a request, streamed page after page whatever its length. The journal of the agent knows. ret: OK; BUSY,
 * UNCERTAIN, FAILED. */
struct gt_list_file;
int gt_list_file_begin(struct gt_desk *desk, struct gt_arena *arena, const struct gt_agent_session *agent, const struct gt_work_filter *filter, enum gt_table_format format, const char *lang,
	struct gt_list_file **ret, struct gt_error *err) GT_MUST_USE;
int gt_list_file_piece(void *file, struct gt_str *ret_piece, struct gt_error *err);         /* a gt_fill; n 0: the end */
int gt_view_store_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;              /* all statements, for the tests */

#endif
