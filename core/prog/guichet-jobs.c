/* guichet-jobs: mails and what runs by itself, papers among it. Wiring only. No plugin code runs here: procedures are read as data. */
#include <poll.h>
#include <stdlib.h>
#include "clock/clock.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "db/migrate.h"
#include "jobs/jobs.h"
#include "mail/mail.h"
#include "pdf/pdf.h"
#include "plugin/plugin.h"
#include "prog/service.h"
#include "render/render.h"
#include "scan/scan.h"
#include "text/text.h"
#include "xml/xml.h"

int main(int argc, char **argv)
{
	struct gt_service service;
	struct gt_error err = { 0 };
	struct gt_sheets *sheets;
	struct gt_keyring *ring;
	struct gt_jobs *jobs;
	gt_service_start(&service, "guichet-jobs", argc, argv);
	const struct gt_config *config = service.config;
	const char *sheets_dir = gt_config_get(config, "paths.xslt", GT_DATADIR "/xslt");
	struct gt_arena *process = gt_arena_new("process", SIZE_MAX / 2);
	struct gt_jobs_parts parts = { .config = config, .ending = gt_service_ending };

	gt_clock_init(config);
	gt_xml_init();
	gt_prog_must(gt_text_init(&err), &err);
	gt_prog_must(gt_pdf_warm(config, sheets_dir, &err), &err);
	gt_prog_must(gt_crypto_init(&err), &err);
	gt_prog_must(gt_sheets_load(process, sheets_dir, (const char *const[]){ "mail", NULL }, &sheets, &err), &err);
	gt_prog_must(gt_plugins_load(config, &parts.plugins, &err), &err);
	gt_prog_must(gt_keyring_open(gt_config_get(config, "keys.directory", GT_SYSCONFDIR "/keys"), &ring, &err), &err);
	parts.ring = ring;
	gt_prog_must(gt_mailer_open(config, sheets, &parts.mailer, &err), &err);
	gt_prog_must(gt_scan_open(config, &parts.scan, &err), &err);
	gt_prog_must(gt_db_open(config, "jobs", &parts.db, &err), &err);
	gt_prog_must(gt_db_schema_await(parts.db, &err), &err);
	gt_prog_must(gt_jobs_open(&parts, &jobs, &err), &err);

	gt_service_ready(&service);
	struct pollfd drawing = { .fd = gt_pdf_lifeline(), .events = POLLIN };
	while (!gt_service_ending() && !drawing.revents)
		poll(&drawing, 1, (int)gt_jobs_turn(jobs));
	gt_jobs_free(&jobs);
	gt_pdf_end();
	gt_mailer_free(&parts.mailer);
	gt_scan_free(&parts.scan);
	gt_db_free(&parts.db);
	gt_keyring_free(&ring);
	gt_plugins_free(&parts.plugins);
	gt_config_free(&service.config);
	gt_arena_free(&process);
	return 0;
}
