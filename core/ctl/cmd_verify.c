/* verify: what must hold over all that is kept. scrub: everything sealed is read again, as whoever asks for it would. Both change nothing, and may run
 * while people work: what is altered between two looks is looked at again before it is called broken. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
#include "ctl/families.h"
#include "ctl/verify.h"
#include "document/document.h"
#include "journal/journal.h"

#define LOOK_AGAIN_MS 300
#define LEFT_BEHIND_S 60                  /* a killed program's folder is wiped by the next one within that */
#define PAGE_ARENA ((size_t)256 << 20)

struct look { struct gt_ctl *ctl; struct gt_db *db; const struct gt_keyring *ring; int64_t read, bad; };

/* ---- rows ---- */
static int ask_twice(struct look *l, struct gt_arena *arena, const struct gt_invariant *i, struct gt_broken **ret, size_t *ret_n, struct gt_error *err)
{
	int rc = gt_invariant_ask(l->db, arena, i, ret, ret_n, err);
	if (rc != GT_OK || *ret_n == 0) return rc;
	usleep(LOOK_AGAIN_MS * 1000);              /* an act may have been committed between two tables of one query */
	return gt_invariant_ask(l->db, arena, i, ret, ret_n, err);
}

static int rows(struct look *l, struct gt_error *err)
{
	for (const struct gt_invariant *i = gt_invariants; i->name; i++) {
		GT_AUTO_ARENA arena = gt_arena_new("invariant", PAGE_ARENA);
		struct gt_broken *found;
		size_t n;
		int rc = ask_twice(l, arena, i, &found, &n, err);
		if (rc != GT_OK) return rc;
		fprintf(l->ctl->out, "%s  %s: %s\n", n ? "BAD " : "ok  ", i->name, i->means);
		for (size_t k = 0; k < n; k++) fprintf(l->ctl->out, "      %s\n", found[k].what ? found[k].what : "-");
		l->bad += n > 0;
	}
	return GT_OK;
}

static int history(struct look *l, struct gt_error *err)
{
	struct gt_id bad = { { 0 } };
	struct gt_error own = { 0 };
	int64_t links = 0;
	char text[GT_ID_TEXT];
	int rc = gt_journal_verify(l->db, l->ctl->arena, &bad, &links, &own);
	if (rc == GT_OK) fprintf(l->ctl->out, "ok    journal: %lld links hold\n", (long long)links);
	else if (rc == GT_REFUSED) fprintf(l->ctl->out, "BAD   journal: broken in chain %s after %lld good links\n", gt_id_text(bad, text), (long long)links);
	else { *err = own; return rc; }
	l->bad += rc != GT_OK;
	return GT_OK;
}

/* Folders of scanners that are no more. */
static void left_behind(struct look *l, const char *dir)
{
	static const char prefix[] = "guichet-scan.";
	int64_t found = 0;
	DIR *d = opendir(dir);
	for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d)) {
		int64_t pid;
		struct stat st;
		if (!gt_starts(e->d_name, prefix) || !gt_parse_i64(e->d_name + sizeof prefix - 1, 1, INT32_MAX, &pid)) continue;
		if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || kill((pid_t)pid, 0) == 0 || errno != ESRCH) continue;
		found += gt_real_utc_s() - (int64_t)st.st_mtime > LEFT_BEHIND_S;
	}
	if (d) closedir(d);
	fprintf(l->ctl->out, "%s  temporary: %lld folders of dead scanners in %s\n", found ? "BAD " : "ok  ", (long long)found, dir);
	l->bad += found > 0;
}

/* ---- what is sealed ---- */
static int open_file(struct look *l, struct gt_arena *arena, const struct gt_sealed_item *item, struct gt_str *ret, struct gt_error *err)
{
	struct gt_sealer *opener;
	bool last = false;
	int rc = gt_opener_begin(l->ring, arena, item->id, item->header, &opener, err);
	if (rc == GT_OK) rc = gt_opener_chunk(opener, item->sealed, ret, &last, err);
	if (rc == GT_OK && (!last || (int64_t)ret->n != item->bytes)) rc = gt_fail(err, GT_FAILED, "it was cut");
	return rc;
}

static int open_item(struct look *l, struct gt_arena *arena, const struct gt_sealed_item *item, struct gt_error *err)
{
	struct gt_str plain;
	int rc = item->purpose ? gt_unseal(l->ring, arena, item->purpose, item->id, item->sealed, &plain, err) : open_file(l, arena, item, &plain, err);
	if (rc != GT_OK || !item->sha256.p) return rc;
	struct gt_digest found = gt_sha256(plain.p, plain.n);
	return item->sha256.n == sizeof found.b && memcmp(found.b, item->sha256.p, sizeof found.b) == 0 ? GT_OK : gt_fail(err, GT_FAILED, "its digest differs");
}

static void name_bad(struct look *l, const char *what, struct gt_id id, int64_t n, const struct gt_error *err)
{
	char text[GT_ID_TEXT];
	fprintf(l->ctl->out, "BAD   %s: %s %lld: %s\n", what, gt_id_text(id, text), (long long)n, err->message);
	l->bad++;
}

static int column_read(struct look *l, const struct gt_sealed_column *column, struct gt_error *err)
{
	struct gt_id after = { { 0 } };
	int64_t at = -1, before = l->read;
	for (;;) {
		GT_AUTO_ARENA arena = gt_arena_new_clean("scrub", PAGE_ARENA);
		struct gt_sealed_item *items;
		size_t n;
		int rc = gt_sealed_page(l->db, arena, column, after, at, &items, &n, err);
		if (rc != GT_OK) return rc;
		for (size_t i = 0; i < n; i++, l->read++) {
			struct gt_error own = { 0 };
			if (open_item(l, arena, &items[i], &own) != GT_OK) name_bad(l, column->name, items[i].id, items[i].n, &own);
			after = items[i].id;
			at = items[i].n;
		}
		if (n == 0) break;
	}
	fprintf(l->ctl->out, "ok    %s: %lld read\n", column->name, (long long)(l->read - before));
	return GT_OK;
}

static int files_read(struct look *l, struct gt_error *err)
{
	const struct gt_document_at at = { .db = l->db, .ring = l->ring };
	struct gt_id after = { { 0 } };
	int64_t before = l->read;
	for (;;) {
		GT_AUTO_ARENA arena = gt_arena_new("scrub", PAGE_ARENA);
		struct gt_file_key *keys;
		size_t n;
		int rc = gt_file_keys(l->db, arena, after, &keys, &n, err);
		if (rc != GT_OK) return rc;
		for (size_t i = 0; i < n; i++, l->read++) {
			struct gt_error own = { 0 };
			GT_AUTO_FD fd = -1;
			rc = gt_document_unseal(&at, keys[i].dossier, keys[i].id, &fd, &own);
			if (rc == GT_BUSY) { *err = own; return rc; }
			if (rc != GT_OK && rc != GT_NOTFOUND && rc != GT_DENIED) name_bad(l, "files", keys[i].id, 0, &own);   /* gone meanwhile, or found infected, is no damage */
			after = keys[i].id;
		}
		if (n == 0) break;
	}
	fprintf(l->ctl->out, "ok    files: %lld read\n", (long long)(l->read - before));
	return GT_OK;
}

static int everything_sealed(struct look *l, struct gt_error *err)
{
	int rc = files_read(l, err);
	for (const struct gt_sealed_column *c = gt_sealed_columns; rc == GT_OK && c->name; c++) rc = column_read(l, c, err);
	return rc;
}

/* ---- commands ---- */
static int look_open(struct gt_ctl *ctl, int argc, char **argv, struct look *ret, struct gt_error *err)
{
	*ret = (struct look){ .ctl = ctl };
	if (argc) return gt_fail(err, GT_BADINPUT, "'%s' is not understood", argv[0]);
	int rc = gt_ctl_db(ctl, &ret->db, err);
	return rc == GT_OK ? gt_ctl_keyring(ctl, &ret->ring, err) : rc;
}

static int look_end(struct look *l)
{
	if (l->bad) fprintf(l->ctl->out, "%lld broken\n", (long long)l->bad);
	else fprintf(l->ctl->out, "all holds; %lld sealed things read\n", (long long)l->read);
	return l->bad ? GT_REFUSED : GT_OK;
}

static int verify(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	struct look l;
	bool rows_only = gt_ctl_flag(&argc, argv, "rows");
	int rc = look_open(ctl, argc, argv, &l, err);
	if (rc == GT_OK) rc = rows(&l, err);
	if (rc == GT_OK) rc = history(&l, err);
	if (rc != GT_OK) return rc;
	left_behind(&l, gt_config_get(ctl->config_, "scan.tmp_dir", "/tmp"));
	rc = rows_only ? GT_OK : everything_sealed(&l, err);
	return rc == GT_OK ? look_end(&l) : rc;
}

static int scrub(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	struct look l;
	int rc = look_open(ctl, argc, argv, &l, err);
	if (rc == GT_OK) rc = everything_sealed(&l, err);
	return rc == GT_OK ? look_end(&l) : rc;
}

const struct gt_ctl_entry gt_ctl_verify[] = {
	{ "verify", "[--rows]", "Asks every invariant over the rows, the journal, temporary folders, and reads everything sealed (not with --rows); status 1: something is broken, and named.", verify },
	{ "scrub", "", "Reads again everything sealed: files, papers, answers, mails, with their digests; status 1: something is damaged, and named.", scrub },
	{ 0 },
};
