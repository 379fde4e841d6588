/* Inside room dossier: what the entries of an export hold. */
#ifndef GT_EXPORT_PRIV_H
#define GT_EXPORT_PRIV_H
#include "account/agent.h"
#include "dossier/dossier_priv.h"
#include "dossier/export.h"

/* For whom: an applicant, or an agent. */
struct gt_export_for { const struct gt_applicant *applicant; const struct gt_agent_session *agent; const char *phone; };

enum gt_export_kind { GT_EXPORT_ACCOUNT, GT_EXPORT_ANSWERS, GT_EXPORT_VERSION, GT_EXPORT_DRAFT, GT_EXPORT_HISTORY, GT_EXPORT_SAID, GT_EXPORT_PAPER, GT_EXPORT_DOCUMENT };
struct gt_export_entry {
	enum gt_export_kind kind;
	const char *path;                    /* ASCII: readers of zip files do not agree on anything else */
	struct gt_dossier *d;
	struct gt_id dossier, document, paper;
	struct gt_str sealed;                /* of a version */
	int64_t at_utc_s, bytes;
};
/* The language its words are in. */
const char *gt_export_lang(const struct gt_export_for *who);
/* Complements and messages of a request, under parent: <complement>…, <message>…; what this reader was told of. */
int gt_export_said(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_export_for *who, xmlNodePtr parent, struct gt_error *err) GT_MUST_USE;
/* Entries of one request, in order. */
int gt_export_parts(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_export_for *who, struct gt_export_entry **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* Of everything but documents, which are streamed. */
int gt_export_body(struct gt_desk *desk, struct gt_arena *arena, const struct gt_export_entry *e, const struct gt_export_for *who, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;

#endif
