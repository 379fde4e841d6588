/* Versions of procedures: which are installed, which one new requests get, when, for whom; closed for now, by the operator or after crashes.
 * Workers look at it again every second (gt_desk_procedures); what is said here holds for the next request of every worker. */
#ifndef GT_DOSSIER_VERSIONS_H
#define GT_DOSSIER_VERSIONS_H
#include "crypto/crypto.h"
#include "db/db.h"
#include "journal/journal.h"

#define GT_CRASHES_MAX 3                                   /* within GT_CRASH_WINDOW_S: the procedure is closed */
#define GT_CRASH_WINDOW_S 60
#define GT_CLOSED_CRASHES "crashes"                        /* closed_reason of a procedure whose logic crashed; any other is the words of who closed it */

/* What an installation knows of one version; current … revision are those of its procedure (current NULL: never enabled). */
struct gt_version_row {
	const char *procedure_id, *version, *state, *signer, *reason;
	struct gt_str digest;                                  /* of its manifest */
	int64_t installed_utc_s, enabled_utc_s;
	const char *current, *previous, *closed_reason;
	struct gt_date opens, closes;                          /* y 0: no such bound */
	bool rehearsal;                                        /* current is for invented persons alone; everybody else gets previous */
	int64_t crashes, revision;
};
int gt_versions_list(struct gt_db *db, struct gt_arena *arena, struct gt_version_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_version_get(struct gt_db *db, struct gt_arena *arena, const char *id, const char *version, struct gt_version_row *ret, struct gt_error *err) GT_MUST_USE;  /* NOTFOUND */
/* Requests of each version: drafts, those under way, all. */
struct gt_version_use { const char *procedure_id, *version; int64_t drafts, open, all; };
int gt_versions_use(struct gt_db *db, struct gt_arena *arena, struct gt_version_use **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* Requests that still need a version: all but abandoned and expired ones. */
int gt_version_requests(struct gt_db *db, struct gt_arena *arena, const char *id, const char *version, int64_t *ret, struct gt_error *err) GT_MUST_USE;

/* ---- acts: each one transaction with its entry in the journal. seen: the revision the form showed, 0: whatever it is ---- */
struct gt_version_act { enum gt_actor by; struct gt_id actor; const char *id, *version; int64_t seen; };
/* A version that was installed before under the same number takes the new digest (demonstrations only: the command sees to that). */
int gt_version_install(struct gt_db *db, const struct gt_version_act *act, struct gt_digest manifest, const char *directory, const char *signer, struct gt_error *err) GT_MUST_USE;
/* ret of the rest: OK; NOTFOUND; CONFLICT changed since; BUSY, FAILED. */
enum gt_enable { GT_ENABLE, GT_ENABLE_ROLLBACK, GT_ENABLE_REHEARSAL };
int gt_version_enable(struct gt_db *db, const struct gt_version_act *act, enum gt_enable how, struct gt_error *err) GT_MUST_USE;
int gt_version_retire(struct gt_db *db, const struct gt_version_act *act, struct gt_error *err) GT_MUST_USE;
int gt_procedure_close(struct gt_db *db, const struct gt_version_act *act, const char *reason, struct gt_error *err) GT_MUST_USE;
int gt_procedure_reopen(struct gt_db *db, const struct gt_version_act *act, struct gt_error *err) GT_MUST_USE;
int gt_procedure_dates(struct gt_db *db, const struct gt_version_act *act, struct gt_date opens, struct gt_date closes, struct gt_error *err) GT_MUST_USE;
/* Its logic crashed: counted; the third within a minute closes the procedure and raises an alert (*ret_closed). */
int gt_procedure_crashed(struct gt_db *db, const char *id, const char *version, bool *ret_closed, struct gt_error *err) GT_MUST_USE;
int gt_versions_prepare(struct gt_db *db, struct gt_error *err) GT_MUST_USE;    /* all statements, for tests */

#endif
