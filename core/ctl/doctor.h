/* Inside room ctl: what doctor asks the database's server. */
#ifndef GT_CTL_DOCTOR_H
#define GT_CTL_DOCTOR_H
#include "db/db.h"

struct gt_doctor_server { const char *version; int64_t packet_bytes, flush, doublewrite, binlog, binlog_sync; const char *encrypt; int64_t utc_s; };
int gt_doctor_server(struct gt_db *db, struct gt_arena *arena, struct gt_doctor_server *ret, struct gt_error *err) GT_MUST_USE;

#endif
