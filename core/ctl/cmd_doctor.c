/* doctor: what an operator would check by hand. Each line: ok, warn or BAD, what was looked at, what to do. Changes nothing. */
#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "clock/clock.h"
#include "ctl/doctor.h"
#include "ctl/families.h"
#include "db/migrate.h"
#include "dossier/versions.h"
#include "plugin/plugin.h"
#include "scan/scan.h"
#include "text/text.h"

enum verdict { FINE, WARN, BAD };
struct doctor { struct gt_ctl *ctl; const struct gt_config *config; int bad; };

static void say(struct doctor *d, enum verdict v, const char *fmt, ...) GT_PRINTF(3, 4);
static void say(struct doctor *d, enum verdict v, const char *fmt, ...)
{
	static const char *const words[] = { [FINE] = "ok  ", [WARN] = "warn", [BAD] = "BAD " };
	va_list ap;
	va_start(ap, fmt);
	fprintf(d->ctl->out, "%s  %s\n", words[v], gt_arena_vprintf(d->ctl->arena, fmt, ap));
	va_end(ap);
	d->bad += v == BAD;
}

static void settings(struct doctor *d)
{
	struct stat st;
	if (stat(d->ctl->settings_path, &st) != 0) say(d, BAD, "settings: %s cannot be read (errno %d)", d->ctl->settings_path, errno);
	else if (st.st_mode & 0007) say(d, BAD, "settings: %s holds passwords and everybody may read it: chmod o= it", d->ctl->settings_path);
	else say(d, FINE, "settings: %s", d->ctl->settings_path);
	if (gt_config_bool(d->config, "demo.enabled", false)) say(d, WARN, "demonstration: demo.enabled = yes; papers bear SPÉCIMEN");
}

static void keys(struct doctor *d)
{
	struct gt_error err = { 0 };
	const struct gt_keyring *ring;
	int rc = gt_ctl_keyring(d->ctl, &ring, &err);
	if (rc == GT_OK) say(d, FINE, "keys: ring opens");
	else say(d, BAD, "keys: %s%s", err.message, rc == GT_NOTFOUND ? "; guichetctl keys create makes them" : "");
}

static void accounts(struct doctor *d)
{
	static const char *const programs[] = { "web_user", "web_agent", "jobs", "ctl" };
	for (size_t i = 0; i < GT_COUNT(programs); i++) {
		struct gt_error err = { 0 };
		struct gt_db *db = NULL;
		int rc = gt_db_open(d->config, programs[i], &db, &err);
		if (rc == GT_OK) rc = gt_db_schema_check(db, &err);
		gt_db_free(&db);
		if (rc == GT_OK) say(d, FINE, "database: %s signs in, schema %d", programs[i], GT_DB_SCHEMA_VERSION);
		else say(d, BAD, "database: %s: %s (%s)", programs[i], err.message, err.detail);
		if (rc == GT_BUSY) return;             /* away for one is away for all */
	}
}

static void server(struct doctor *d)
{
	struct gt_error err = { 0 };
	struct gt_db *db;
	struct gt_doctor_server s;
	int rc = gt_ctl_db(d->ctl, &db, &err);
	if (rc == GT_OK) rc = gt_doctor_server(db, d->ctl->arena, &s, &err);
	if (rc != GT_OK) { say(d, BAD, "server: %s", err.message); return; }
	say(d, s.packet_bytes < 16 << 20 ? BAD : FINE, "server: MariaDB %s, max_allowed_packet %lld MB (16 at least)", s.version, (long long)s.packet_bytes >> 20);
	if (s.flush != 1) say(d, WARN, "server: innodb_flush_log_at_trx_commit = %lld: a power cut may take confirmed requests away; set 1", (long long)s.flush);
	if (s.binlog && s.binlog_sync != 1) say(d, WARN, "server: sync_binlog = %lld with a binary log: a power cut may take confirmed requests away; set 1", (long long)s.binlog_sync);
	if (!s.doublewrite) say(d, WARN, "server: innodb_doublewrite = 0: a power cut may leave half-written pages; set 1");
	if (!gt_streq(s.encrypt, "ON") && !gt_streq(s.encrypt, "FORCE")) say(d, WARN, "server: innodb_encrypt_tables = %s: names and addresses lie readable on the disk", s.encrypt);
	int64_t skew_s = s.utc_s - gt_now_utc_s();
	if (!gt_config_get(d->config, "clock.offset_file", NULL) && (skew_s > 60 || skew_s < -60)) say(d, WARN, "clock: the database's host differs by %lld s", (long long)skew_s);
	else say(d, FINE, "clock: agrees with the database's host");
}

static void room(struct doctor *d)
{
	struct statvfs fs;
	const char *volume = gt_config_get(d->config, "documents.volume", NULL);
	int64_t reserve_mb = gt_config_int(d->config, "documents.reserve_mb", GT_DOCUMENT_RESERVE_MB, 0, 1 << 30);
	if (!volume) { say(d, WARN, "room: documents.volume is not set: a full disk would end the database"); return; }
	if (statvfs(volume, &fs) != 0) { say(d, BAD, "room: '%s' cannot be looked at", volume); return; }
	int64_t free_mb = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize >> 20;
	say(d, free_mb < reserve_mb ? BAD : free_mb < 4 * reserve_mb ? WARN : FINE, "room: %lld MB free on '%s'; files are refused below %lld", (long long)free_mb, volume, (long long)reserve_mb);
}

/* The test file of the anti-virus trade, put together here so that this source is no virus itself. */
static const char *eicar(struct gt_arena *arena)
{
	return gt_arena_printf(arena, "%s%s%s", "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EI", "CAR-STANDARD-ANTIVIRUS-", "TEST-FILE!$H+H*");
}

static void scanner(struct doctor *d)
{
	struct gt_error err = { 0 };
	struct gt_scan *scan = NULL;
	struct gt_scan_status s = { 0 };
	struct gt_verdict verdict = { 0 };
	int rc = gt_scan_open(d->config, &scan, &err);
	if (rc == GT_OK) rc = gt_scan_ask_status(scan, d->ctl->arena, &s, &err);
	if (rc != GT_OK) { say(d, BAD, "scanner: %s; uploads are refused until it is back", err.message); gt_scan_free(&scan); return; }
	say(d, FINE, "scanner: %s, %s, %lld signatures", s.engine, s.signatures, (long long)s.signature_count);
	if (s.test_set) say(d, WARN, "scanner: only the small set of test signatures; install freshclam's");
	if (s.waiting_utc_s) {
		char since[32];
		gt_time_text(s.waiting_utc_s, since);
		say(d, WARN, "scanner: newer signatures wait for memory since %s: beside those at work they need %lld MiB, %lld were there; make room, or set scan.reload = replace", since,
			(long long)(s.needs_bytes >> 20), (long long)(s.left_bytes >> 20));
	}
	GT_AUTO_FD fd = gt_memfd("eicar");
	const char *text = eicar(d->ctl->arena);
	if (!gt_write_all(fd, text, strlen(text)) || !gt_memfd_seal(fd)) say(d, BAD, "scanner: no memory file");
	else {
		rc = gt_scan_verdict(scan, fd, GT_KINDS_ALL, GT_UPLOAD_MAX_BYTES, d->ctl->arena, &verdict, &err);
		if (rc == GT_REFUSED) say(d, FINE, "scanner: the EICAR test file is refused (%s)", verdict.finding.id);
		else say(d, BAD, "scanner: the EICAR test file is answered '%s'", gt_rc_name(rc));
	}
	gt_scan_free(&scan);
}

static void folders(struct doctor *d)
{
	const struct { const char *key, *otherwise; int mode; } paths[] = {
		{ "run.directory", "/run/guichet", R_OK | W_OK | X_OK }, { "paths.xslt", GT_DATADIR "/xslt", R_OK | X_OK }, { "paths.sql", GT_DATADIR "/sql", R_OK | X_OK },
	};
	for (size_t i = 0; i < GT_COUNT(paths); i++) {
		const char *path = gt_config_get(d->config, paths[i].key, paths[i].otherwise);
		if (access(path, paths[i].mode) == 0) say(d, FINE, "folder: %s %s", paths[i].key, path);
		else say(d, BAD, "folder: %s %s cannot be used (errno %d)", paths[i].key, path, errno);
	}
}

/* What applicants find shut, and why: refused where it serves, closed after crashes, closed by hand. */
static void one_procedure(struct doctor *d, const struct gt_version_row *row, const struct gt_plugin *p)
{
	const char *reason = !p ? "its folder is not there" : p->procedure ? NULL : p->reason;
	if (reason) say(d, BAD, "procedure: %s %s is refused: %s; guichetctl plugin list", row->procedure_id, row->version, reason);
	else if (gt_streq(row->closed_reason, GT_CLOSED_CRASHES)) say(d, BAD, "procedure: %s %s is in quarantine: its logic crashed %lld times; guichetctl plugin rollback, or enable when it is repaired", row->procedure_id, row->version, (long long)row->crashes);
	else if (row->closed_reason) say(d, WARN, "procedure: %s takes no new request: %s; guichetctl plugin enable opens it", row->procedure_id, row->closed_reason);
	else say(d, FINE, "procedure: %s %s%s", row->procedure_id, row->version, row->rehearsal && gt_streq(row->current, row->version) ? " (rehearsed)" : "");
}

static void procedures(struct doctor *d)
{
	struct gt_error err = { 0 };
	struct gt_db *db;
	struct gt_version_row *rows;
	struct gt_plugins *plugins;
	size_t n = 0, serving = 0;
	int rc = gt_crypto_init(&err);
	if (rc == GT_OK) rc = gt_text_init(&err);
	if (rc == GT_OK) rc = gt_ctl_db(d->ctl, &db, &err);
	if (rc == GT_OK) rc = gt_versions_list(db, d->ctl->arena, &rows, &n, &err);
	if (rc == GT_OK) rc = gt_plugins_load(d->config, &plugins, &err);
	if (rc != GT_OK) { say(d, BAD, "procedures: %s", err.message); return; }
	for (size_t i = 0; i < n; i++) {
		bool serves = gt_streq(rows[i].current, rows[i].version) || (rows[i].rehearsal && gt_streq(rows[i].previous, rows[i].version));
		if (serves) one_procedure(d, &rows[i], gt_plugins_find(plugins, rows[i].procedure_id, rows[i].version));
		serving += serves;
	}
	if (!serving) say(d, WARN, "procedures: none is enabled; guichetctl plugin install, plugin enable");
	gt_plugins_free(&plugins);
}

static int doctor(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	struct doctor d = { .ctl = ctl };
	if (argc) return gt_fail(err, GT_BADINPUT, "'%s' is not understood", argv[0]);
	int rc = gt_ctl_config(ctl, &d.config, err);
	if (rc != GT_OK) return rc;
	static void (*const checks[])(struct doctor *) = { settings, keys, folders, accounts, server, room, scanner, procedures };
	for (size_t i = 0; i < GT_COUNT(checks); i++) checks[i](&d);
	if (d.bad) fprintf(ctl->out, "%d to repair\n", d.bad);
	else fprintf(ctl->out, "all is well\n");
	return d.bad ? GT_REFUSED : GT_OK;
}

const struct gt_ctl_entry gt_ctl_doctor[] = {
	{ "doctor", "", "Looks at settings, keys, folders, database, clock, scanner and procedures; status 1 when something must be repaired.", doctor },
	{ 0 },
};
