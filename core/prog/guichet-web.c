/* guichet-web: the web workers of one pool. Wiring only: opens what pages need, in the order that confinement asks for, then serves. */
#include <stdlib.h>
#include "clock/clock.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "db/migrate.h"
#include "fetch/fetch.h"
#include "hook/hook.h"
#include "http/http.h"
#include "pdf/pdf.h"
#include "plugin/plugin.h"
#include "prog/service.h"
#include "render/render.h"
#include "scan/scan.h"
#include "text/text.h"
#include "web/web.h"
#include "xml/xml.h"

int main(int argc, char **argv)
{
	struct gt_service service;
	struct gt_error err;
	gt_service_start(&service, "guichet-web", argc, argv);
	bool agents = gt_streq(service.pool, "agent");
	const struct gt_config *config = service.config;
	const char *sheets_dir = gt_config_get(config, "paths.xslt", GT_DATADIR "/xslt");
	struct gt_arena *process = gt_arena_new("process", SIZE_MAX / 2);
	struct gt_web_parts parts = { .config = config, .agents = agents };

	gt_clock_init(config);
	gt_xml_init();
	gt_prog_must(gt_text_init(&err), &err);
	gt_prog_must(gt_pdf_warm(config, sheets_dir, &err), &err);
	gt_prog_must(gt_crypto_init(&err), &err);
	gt_prog_must(gt_password_gate(gt_arena_printf(process, "%s/password.lock", gt_config_get(config, "run.directory", "/run/guichet")), &err), &err);
	gt_prog_must(gt_sheets_load(process, sheets_dir, (const char *const[]){ "page", "receipt", "table", NULL }, &parts.sheets, &err), &err);
	gt_sheets_keep_pages(parts.sheets);
	gt_prog_must(gt_plugins_load(config, &parts.plugins, &err), &err);
	gt_prog_must(gt_keyring_open(gt_config_get(config, "keys.directory", GT_SYSCONFDIR "/keys"), &parts.ring, &err), &err);
	gt_prog_must(gt_scan_open(config, &parts.scan, &err), &err);
	gt_prog_must(gt_hook_open(config, &parts.hook, &err), &err);
	gt_prog_must(gt_fetch_open(config, &parts.fetch, &err), &err);
	gt_prog_must(gt_db_open(config, agents ? "web_agent" : "web_user", &parts.db, &err), &err);
	gt_prog_must(gt_db_schema_await(parts.db, &err), &err);
	struct gt_web *web;
	gt_prog_must(gt_web_open(&parts, &web, &err), &err);

	gt_http_status_to(service.status_fd);
	gt_http_ends_with(gt_pdf_lifeline());
	return gt_http_serve(service.listen_fd, gt_config_int(config, "web.requests_per_child", 10000, 1, 1000000), gt_web_may_upload, gt_web_handle, web);
}
