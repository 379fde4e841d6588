/* Inside room dossier: rows of messages. */
#ifndef GT_DOSSIER_MESSAGE_STORE_H
#define GT_DOSSIER_MESSAGE_STORE_H
#include "db/db.h"
#include "dossier/message.h"

struct gt_message_row { struct gt_id id, dossier, from; const char *from_kind; struct gt_str sealed; int64_t created_utc_s, read_utc_s; };
struct gt_message_file_row { struct gt_id message, document; };
int gt_message_store_list(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_message_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_message_store_files(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_message_file_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_message_store_insert(struct gt_db *db, const struct gt_message_row *m, struct gt_error *err) GT_MUST_USE;
int gt_message_store_file(struct gt_db *db, struct gt_id message, struct gt_id document, struct gt_error *err) GT_MUST_USE;
/* *ret: how many were read just now. */
int gt_message_store_read(struct gt_db *db, struct gt_id dossier, const char *written_by, int64_t now_utc_s, int64_t *ret, struct gt_error *err) GT_MUST_USE;
/* « Réponses reçues » no more. */
int gt_message_store_seen(struct gt_db *db, struct gt_id dossier, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;

#endif
