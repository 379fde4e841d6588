/* The server's own settings. Its clock is read here to be compared, and nowhere else. */
#include "ctl/doctor.h"

static const struct gt_col cols[] = { GT_COL(struct gt_doctor_server, version), GT_COL(struct gt_doctor_server, packet_bytes), GT_COL(struct gt_doctor_server, flush),
	GT_COL(struct gt_doctor_server, doublewrite), GT_COL(struct gt_doctor_server, binlog), GT_COL(struct gt_doctor_server, binlog_sync), GT_COL(struct gt_doctor_server, encrypt), GT_COL(struct gt_doctor_server, utc_s) };
static const struct gt_query q_server = { "SELECT VERSION(), @@max_allowed_packet, @@innodb_flush_log_at_trx_commit, @@innodb_doublewrite, @@log_bin, @@sync_binlog, @@innodb_encrypt_tables,"
	" UNIX_TIMESTAMP()", "", GT_ROW(struct gt_doctor_server, cols) };

int gt_doctor_server(struct gt_db *db, struct gt_arena *arena, struct gt_doctor_server *ret, struct gt_error *err)
{
	return gt_db_one(db, arena, &q_server, GT_NONE_WITH, ret, err);
}
