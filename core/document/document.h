/* Room document: a citizen's file from its arrival to its destruction. The order of security stands in gt_document_receive alone:
 * size, kind, scan, seal, store. At rest a file is sealed chunks; what is given back is bit for bit what was scanned. */
#ifndef GT_DOCUMENT_H
#define GT_DOCUMENT_H
#include "base/base.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "journal/journal.h"
#include "scan/scan.h"

#define GT_DOCUMENT_PREVIEW_WIDTH 1000                    /* pixels: an A4 page is readable, a picture weighs 100 kB */

/* The handles it works with; all belong to the caller. */
/* volume: a path on the disk that holds the database, which must keep reserve_bytes free for a file to be taken; NULL: not looked at. */
struct gt_document_at { struct gt_db *db; const struct gt_keyring *ring; struct gt_scan *scan; const char *volume; int64_t reserve_bytes; };

struct gt_document {
	struct gt_id id, dossier;
	const char *justificatif, *paper_case;                 /* paper_case NULL: none */
	const char *name;                                      /* as the person's machine gave it, cleaned for display */
	const char *kind, *state;                              /* state: joined, waiting, removed, replaced, infected */
	int64_t position, bytes, pages, chunks;
	struct gt_digest sha256;
	int64_t created_utc_s, added_n;
	const char *added_by;                                  /* user, agent */
};

/* Called first inside the transaction: the dossier room locks its row, checks state and version, moves the version on. Also used at removal.
 * ret: OK, or what the whole act ends with (CONFLICT, DENIED …). It may run several times. */
typedef int gt_document_attach(struct gt_db *db, void *arg, struct gt_error *err);
typedef int gt_document_stored(struct gt_db *db, struct gt_id document, void *arg, struct gt_error *err);

struct gt_upload {
	struct gt_id dossier;
	const char *justificatif, *paper_case;
	const char *name;                                      /* untrusted; NULL or "" becomes "document" */
	int fd;                                                /* sealed memfd, caller keeps it */
	int64_t bytes;                                         /* its size */
	int64_t max_bytes, max_files;                          /* of the justificatif */
	int64_t others;                                        /* files of it that count but are not this dossier's: kept from the request of a working copy */
	uint32_t kinds;
	enum gt_actor actor_kind; struct gt_id actor;
	int64_t added_n;                                       /* version of the answers it comes with; 0 in a draft */
	gt_document_attach *attach; void *attach_arg;
	bool waits;                                            /* kept as "waiting": part of an answer or message that is not sent yet, shown to its person alone */
	gt_document_stored *stored; void *stored_arg;          /* last inside the transaction; NULL: nothing more to write */
};
/* Receive one file: size, kind, scan, seal, store, journal "upload". The transaction opens after the verdict.
 * ret: OK; REFUSED ret_finding says why (also file-too-many[max]); BUSY scanner (ret_finding scanner-away), room (storage-low) or database away; what attach answers;
 * BADINPUT fd not sealed; UNCERTAIN; FAILED. blocks: GT_SCAN_TIMEOUT_MS + database. locks: the dossier's row, by attach. */
int gt_document_receive(const struct gt_document_at *at, struct gt_arena *arena, const struct gt_upload *upload,
	struct gt_document *ret, struct gt_file_finding *ret_finding, struct gt_error *err) GT_MUST_USE;

/* Documents of a dossier, by justificatif and position; states joined and infected only, or all. ret: OK, BUSY, FAILED. */
int gt_document_list(const struct gt_document_at *at, struct gt_arena *arena, struct gt_id dossier, bool all_states,
	struct gt_document **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* One document of that dossier. ret: OK; NOTFOUND also when it is another dossier's; BUSY; FAILED. */
int gt_document_get(const struct gt_document_at *at, struct gt_arena *arena, struct gt_id dossier, struct gt_id id, struct gt_document *ret, struct gt_error *err) GT_MUST_USE;

/* Take a document away, journal "remove-document". DESTROY (drafts): nothing of it stays. KEEP: marked removed or replaced, history stays. */
enum gt_removal { GT_DOCUMENT_DESTROY, GT_DOCUMENT_KEEP_REMOVED, GT_DOCUMENT_KEEP_REPLACED };
struct gt_document_removal { struct gt_id dossier, id; enum gt_removal how; enum gt_actor actor_kind; struct gt_id actor; gt_document_attach *attach; void *attach_arg; };
int gt_document_remove(const struct gt_document_at *at, const struct gt_document_removal *removal, struct gt_error *err) GT_MUST_USE;

/* Inside an act's own transaction, which writes the journal: from one state to the next (waiting → joined when an answer is sent, joined → replaced);
 * a waiting one that is not sent after all is destroyed. ret: OK; CONFLICT it is not in that state; BUSY, FAILED. */
int gt_document_state(struct gt_db *db, struct gt_id dossier, struct gt_id id, const char *from, const char *to, struct gt_error *err) GT_MUST_USE;
int gt_document_drop(struct gt_db *db, struct gt_id dossier, struct gt_id id, struct gt_error *err) GT_MUST_USE;
/* Inside the caller's transaction: those of a working copy become the request's own, behind what it has, with that version of the answers. */
int gt_document_move_all(struct gt_db *db, struct gt_id from, struct gt_id to, int64_t added_n, int64_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* Inside the caller's transaction: marked removed, its history stays, journal "remove-document". OK also when it was not joined any more. */
int gt_document_set_aside(struct gt_db *db, struct gt_id dossier, struct gt_id id, enum gt_actor actor_kind, struct gt_id actor, struct gt_error *err) GT_MUST_USE;
/* A justificatif got another id (a draft that moved to a newer version), inside the caller's transaction. */
int gt_document_rename(struct gt_db *db, struct gt_id dossier, const char *from, const char *to, struct gt_error *err) GT_MUST_USE;
/* All of a dossier's, inside the caller's transaction (retention, abandon). */
int gt_document_destroy_all(struct gt_db *db, struct gt_id dossier, int64_t *ret_n, struct gt_error *err) GT_MUST_USE;

/* The plain file in a sealed memfd, checked whole (last chunk, size, SHA-256) before a byte of it is given. The caller closes it.
 * ret: OK; NOTFOUND; DENIED found infected by a later scan; FAILED altered, cut or of an unknown key; BUSY. */
int gt_document_unseal(const struct gt_document_at *at, struct gt_id dossier, struct gt_id id, int *ret_fd, struct gt_error *err) GT_MUST_USE;
/* The same, to be streamed: gt_document_piece is a gt_fill (http), its arg the reader, which is closed with the arena. */
struct gt_document_reader;
int gt_document_open(const struct gt_document_at *at, struct gt_arena *arena, struct gt_id dossier, struct gt_id id,
	struct gt_document *ret, struct gt_document_reader **ret_reader, struct gt_error *err) GT_MUST_USE;
int gt_document_piece(void *reader, struct gt_str *ret_piece, struct gt_error *err);      /* n = 0: the end */

/* Page (from 1) as PNG: made once by guichet-scan's confined child, kept sealed. ret: as gt_document_unseal; NOTFOUND no such page; REFUSED cannot be shown. */
int gt_document_preview(const struct gt_document_at *at, struct gt_arena *arena, struct gt_id dossier, struct gt_id id, int64_t page, struct gt_str *ret_png, struct gt_error *err) GT_MUST_USE;

/* After an update of the signatures: scan again at most `limit` documents of requests nobody has decided on whose verdict is of another set; infected ones are
 * marked, journal "found-infected", an alert for the service in charge (kind infected). One that cannot be read keeps the others from nothing.
 * ret: OK; BUSY. ret_infected: how many were found this time. blocks: limit × GT_SCAN_TIMEOUT_MS at most. */
int gt_document_rescan(const struct gt_document_at *at, int64_t limit, int64_t *ret_done, int64_t *ret_infected, struct gt_error *err) GT_MUST_USE;

/* A file's name for display: no path, no control or direction characters, at most GT_FILE_NAME_MAX_BYTES, never empty. */
const char *gt_document_name_clean(struct gt_arena *arena, const char *name);

/* Prepares all statements (tests, start). */
int gt_document_store_check(struct gt_db *db, struct gt_error *err) GT_MUST_USE;

#endif
