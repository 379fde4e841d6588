/* metrics: Prometheus text on standard output, for a file that node_exporter reads (textfile collector) from a timer. Nothing listens for it. */
#include <sys/statvfs.h>
#include "ctl/families.h"
#include "ctl/metrics.h"
#include "scan/scan.h"

static void head(struct gt_ctl *ctl, const char *name, const char *type, const char *help) { fprintf(ctl->out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type); }

static void number(struct gt_ctl *ctl, const char *name, const char *help, int64_t value)
{
	head(ctl, name, "gauge", help);
	fprintf(ctl->out, "%s %lld\n", name, (long long)value);
}

static int database(struct gt_ctl *ctl, struct gt_db *db, struct gt_error *err)
{
	for (const struct gt_metric *m = gt_metrics; m->name; m++) {
		struct gt_measure *all;
		size_t n;
		int rc = gt_metric_ask(db, ctl->arena, m, &all, &n, err);
		if (rc != GT_OK) return rc;
		head(ctl, m->name, m->type, m->help);
		for (size_t i = 0; i < n; i++) {
			if (m->label) fprintf(ctl->out, "%s{%s=\"%s\"} %lld\n", m->name, m->label, all[i].label ? all[i].label : "", (long long)all[i].value);
			else fprintf(ctl->out, "%s %lld\n", m->name, (long long)all[i].value);
		}
	}
	return GT_OK;
}

static void scanner(struct gt_ctl *ctl, const struct gt_config *config)
{
	struct gt_scan *scan = NULL;
	struct gt_scan_status s = { 0 };
	struct gt_error err;
	bool up = gt_scan_open(config, &scan, &err) == GT_OK && gt_scan_ask_status(scan, ctl->arena, &s, &err) == GT_OK;
	number(ctl, "guichet_scanner_up", "1: files can be looked at", up);
	if (up) {
		number(ctl, "guichet_scanner_signatures", "Signatures loaded", s.signature_count);
		number(ctl, "guichet_scanner_test_signatures", "1: only the test set", s.test_set);
		number(ctl, "guichet_scanner_peak_bytes", "The most memory that loading the signatures took", s.peak_bytes);
		number(ctl, "guichet_scanner_waits_for_memory", "1: newer signatures are not loaded for want of memory", s.waiting_utc_s != 0);
		if (s.database_utc_s) number(ctl, "guichet_scanner_signatures_age_seconds", "Age of the signatures", gt_real_utc_s() - s.database_utc_s);
	}
	gt_scan_free(&scan);
}

static void room_left(struct gt_ctl *ctl, const struct gt_config *config)
{
	struct statvfs fs;
	const char *volume = gt_config_get(config, "documents.volume", NULL);
	if (volume && statvfs(volume, &fs) == 0) number(ctl, "guichet_documents_free_bytes", "Room left on the database's volume", (int64_t)fs.f_bavail * (int64_t)fs.f_frsize);
	if (statvfs(gt_config_get(config, "run.directory", "/run/guichet"), &fs) == 0) number(ctl, "guichet_run_free_bytes", "Room left where sockets and locks stand", (int64_t)fs.f_bavail * (int64_t)fs.f_frsize);
}

static int metrics(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const struct gt_config *config;
	struct gt_db *db;
	struct gt_error away = { 0 };
	if (argc) return gt_fail(err, GT_BADINPUT, "'%s' is not understood", argv[0]);
	int rc = gt_ctl_config(ctl, &config, err);
	if (rc != GT_OK) return rc;
	rc = gt_ctl_db(ctl, &db, &away);
	if (rc == GT_OK) rc = gt_db_ping(db, &away);
	number(ctl, "guichet_database_up", "1: the database answers", rc == GT_OK);
	scanner(ctl, config);
	room_left(ctl, config);
	return rc == GT_OK ? database(ctl, db, err) : GT_OK;
}

const struct gt_ctl_entry gt_ctl_metrics[] = {
	{ "metrics", "", "Numbers for Prometheus on standard output: requests, mails, timers, scanner; nothing of a person.", metrics },
	{ 0 },
};
