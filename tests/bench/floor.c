/* The least that a signed-in page costs with this database: bare libfcgi, the session, the request and its person asked for by the very statements of
 * the page, the answers unsealed, and then a fixed answer. Nothing is rendered, checked or written.
 * usage: floor SOCKET WORKERS FILE CONFIG SESSION-TOKEN DOSSIER */
#include <fcgiapp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "account/account.h"
#include "clock/clock.h"
#include "dossier/dossier_store.h"
#include "register/register.h"

static struct gt_config *config;
static struct gt_keyring *ring;

static void must(int rc, const struct gt_error *err)
{
	if (rc == GT_OK) return;
	fprintf(stderr, "bench_floor: %s (%s)\n", err->message, err->detail);
	exit(1);
}

static void ask(struct gt_db *db, struct gt_arena *arena, const char *token, struct gt_id dossier)
{
	struct gt_error err = { 0 };
	struct gt_account_at at = { .db = db, .ring = ring, .config = config };
	struct gt_session session;
	struct gt_dossier_row row;
	struct gt_str answers;
	struct gt_person person;
	struct gt_title title;
	must(gt_session_find(&at, arena, token, &session, &err), &err);
	must(gt_dossier_store_open(db, arena, dossier, session.account, &row, &err), &err);
	must(gt_unseal(ring, arena, "answers", dossier, row.answers, &answers, &err), &err);
	must(gt_register_holder(db, arena, session.foreigner_number, &person, &title, &err), &err);
}

static void serve(int fd, const char *page, int n, const char *token, struct gt_id dossier)
{
	struct gt_error err = { 0 };
	struct gt_db *db;
	must(gt_db_open(config, "web_user", &db, &err), &err);
	struct gt_arena *arena = gt_arena_new("request", 16u << 20);
	FCGX_Request r;
	FCGX_InitRequest(&r, fd, 0);
	while (FCGX_Accept_r(&r) == 0) {
		ask(db, arena, token, dossier);
		FCGX_FPrintF(r.out, "Content-Type: text/html; charset=utf-8\r\n\r\n");
		FCGX_PutStr(page, n, r.out);
		FCGX_Finish_r(&r);
		gt_arena_reset(arena);
	}
	_exit(0);
}

int main(int argc, char **argv)
{
	static char page[1 << 20];
	struct gt_error err = { 0 };
	struct gt_id dossier;
	FILE *f = argc == 7 ? fopen(argv[3], "rb") : NULL;
	if (!f || !gt_id_parse(argv[6], &dossier) || FCGX_Init() != 0) return 2;
	int n = (int)fread(page, 1, sizeof page, f), fd = FCGX_OpenSocket(argv[1], 128);
	fclose(f);
	if (fd < 0) return 2;
	must(gt_config_load(argv[4], &config, &err), &err);
	gt_clock_init(config);
	must(gt_crypto_init(&err), &err);
	must(gt_keyring_open(gt_config_get(config, "keys.directory", ""), &ring, &err), &err);
	for (int i = 0; i < atoi(argv[2]); i++) {
		if (fork() != 0) continue;
		prctl(PR_SET_PDEATHSIG, (unsigned long)SIGTERM, 0L, 0L, 0L);
		serve(fd, page, n, argv[5], dossier);
	}
	while (wait(NULL) > 0) continue;
	return 0;
}
