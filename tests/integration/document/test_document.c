/* Documents against the private MariaDB, as the web programs' own accounts, and a real scanner. Numbers of invariants: core/document/README.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "clock/clock.h"
#include "document/document.h"
#include "tests/lib/db_harness.h"
#include "tests/lib/scan_harness.h"

static struct gt_harness *h;
static struct gt_scan_harness scanner;
static struct gt_arena *arena;
static struct gt_db *web, *agent;
static struct gt_document_at at;
static struct gt_id dossier, person;
static char files[] = "/tmp/gt-files-XXXXXX";

static void sql(const char *statement)
{
	char text[1024];
	snprintf(text, sizeof text, "%s;\n", statement);
	gt_harness_sql(h, text);
}

static int begin(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	char text[512], hex[33];
	gt_harness_clean(h);
	arena = gt_arena_new("test", 256 << 20);
	web = gt_harness_db(h, "web_user");
	agent = gt_harness_db(h, "web_agent");
	at = (struct gt_document_at){ .db = web, .ring = h->ring, .scan = scanner.scan };
	dossier = gt_id_new();
	person = gt_id_new();
	for (int i = 0; i < 16; i++)
		snprintf(hex + 2 * i, 3, "%02x", dossier.b[i]);
	snprintf(text, sizeof text, "INSERT INTO dossier (id, state, procedure_id, procedure_version, beneficiary, created_utc_s, updated_utc_s) VALUES (X'%s', 'draft', 'p', '1', 'self', 1, 1)", hex);
	sql(text);
	assert_int_equal(gt_document_store_check(web, &err), GT_OK);
	return 0;
}

static int end(void **state)
{
	(void)state;
	gt_db_free(&web);
	gt_db_free(&agent);
	gt_arena_free(&arena);
	return 0;
}

/* What the dossier room does in its own way: lock the row, look, move the version on. */
struct version { int64_t seen; int calls; };

static int attach(struct gt_db *db, void *arg, struct gt_error *err)
{
	static const struct gt_query q = { "UPDATE dossier SET version = version + 1 WHERE id = ? AND version = ?", "di", NULL, 0, 0 };
	struct version *v = arg;
	int64_t n = 0;
	v->calls++;
	assert_true(gt_db_in_tx(db));
	int rc = gt_db_exec(db, &q, GT_WITH(GT_D(dossier), GT_I(v->seen)), &n, err);
	return rc ? rc : n == 1 ? GT_OK : gt_fail(err, GT_CONFLICT, "changed");
}

static int file_named(const char *name, struct gt_str *ret)
{
	char path[512];
	struct gt_error err = { 0 };
	snprintf(path, sizeof path, "%s/%s", files, name);
	assert_int_equal(gt_file_read(arena, path, 16 << 20, ret, &err), GT_OK);
	return gt_test_memfd(ret->p, ret->n);
}

static struct gt_document got;
static struct gt_file_finding why;

static int receive_as(const char *name, const char *shown, struct version *v, int64_t max_files)
{
	struct gt_str bytes;
	struct gt_error err = { 0 };
	int fd = file_named(name, &bytes);
	struct gt_upload u = { .dossier = dossier, .justificatif = "domicile", .paper_case = "own-home", .name = shown, .fd = fd, .bytes = (int64_t)bytes.n, .max_bytes = GT_UPLOAD_MAX_BYTES,
		.max_files = max_files, .kinds = GT_KINDS_ALL, .actor_kind = GT_ACTOR_USER, .actor = person, .attach = v ? attach : NULL, .attach_arg = v };
	int rc = gt_document_receive(&at, arena, &u, &got, &why, &err);
	close(fd);
	return rc;
}

static int receive(const char *name)
{
	return receive_as(name, name, NULL, 100);
}

static void same_bytes(int fd, struct gt_str want)
{
	struct stat st;
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, want.n);
	void *p = mmap(NULL, want.n, PROT_READ, MAP_PRIVATE, fd, 0);
	assert_true(p != MAP_FAILED);
	assert_memory_equal(p, want.p, want.n);
	munmap(p, want.n);
}

static int64_t count(const char *table)
{
	char text[128];
	snprintf(text, sizeof text, "SELECT COUNT(*) FROM %s", table);
	return gt_harness_count(h, text);
}

static void a_clean_file_comes_back_bit_for_bit(void **state)
{
	(void)state;
	static const char *const names[] = { "clean--one-page.pdf", "clean--grey.jpg", "clean--rgb.png", "clean--four-pages.tif", "clean--rgb.bmp", "clean--ten-mebibytes.png" };
	for (size_t i = 0; i < GT_COUNT(names); i++) {
		struct gt_str want;
		struct gt_error err = { 0 };
		int plain = file_named(names[i], &want), fd = -1;
		close(plain);
		assert_int_equal(receive(names[i]), GT_OK);
		assert_null(why.id);
		assert_int_equal(gt_document_unseal(&at, dossier, got.id, &fd, &err), GT_OK);
		same_bytes(fd, want);
		close(fd);
		/* streamed */
		struct gt_document d;
		struct gt_document_reader *reader;
		struct gt_str piece;
		size_t n = 0;
		assert_int_equal(gt_document_open(&at, arena, dossier, got.id, &d, &reader, &err), GT_OK);
		while (gt_document_piece(reader, &piece, &err) == GT_OK && piece.n) {
			assert_true(n + piece.n <= want.n && piece.n <= GT_CHUNK_BYTES);
			assert_memory_equal(piece.p, want.p + n, piece.n);
			n += piece.n;
		}
		assert_int_equal(n, want.n);
		assert_string_equal(d.name, names[i]);
		assert_int_equal(d.bytes, want.n);
		assert_true(gt_digest_eq(d.sha256, gt_sha256(want.p, want.n)));
	}
	assert_int_equal(count("journal"), GT_COUNT(names));
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM document_chunk WHERE n = 39"), 1);   /* 10 MiB are 40 chunks */
}

static void the_list_shows_what_is_there_in_order(void **state)
{
	(void)state;
	struct gt_document *list;
	size_t n;
	struct gt_error err = { 0 };
	assert_int_equal(receive_as("clean--four-pages.tif", "..\\\xe2\x80\xae" "a.tif", NULL, 100), GT_OK);
	assert_int_equal(receive("clean--grey.jpg"), GT_OK);
	assert_int_equal(gt_document_list(&at, arena, dossier, false, &list, &n, &err), GT_OK);
	assert_int_equal(n, 2);
	assert_string_equal(list[0].name, "a.tif");
	assert_string_equal(list[0].kind, "tiff");
	assert_int_equal(list[0].pages, 4);
	assert_string_equal(list[0].justificatif, "domicile");
	assert_string_equal(list[0].paper_case, "own-home");
	assert_string_equal(list[0].added_by, "user");
	assert_string_equal(list[1].kind, "jpeg");
	assert_int_equal(list[1].position, 2);
	/* somebody else's request knows nothing of it */
	assert_int_equal(gt_document_list(&at, arena, gt_id_new(), false, &list, &n, &err), GT_OK);
	assert_int_equal(n, 0);
	struct gt_document d;
	int fd = -1;
	assert_int_equal(gt_document_get(&at, arena, gt_id_new(), got.id, &d, &err), GT_NOTFOUND);
	assert_int_equal(gt_document_unseal(&at, gt_id_new(), got.id, &fd, &err), GT_NOTFOUND);
}

/* document I1: no hostile file leaves anything */
static void refused_files_leave_nothing(void **state)
{
	(void)state;
	DIR *d = opendir(files);
	int n = 0;
	for (struct dirent *e = readdir(d); e; e = readdir(d)) {
		if (!gt_starts(e->d_name, "file-") || strstr(e->d_name, "complex") || strstr(e->d_name, "50000"))
			continue;
		int rc = receive(e->d_name);
		if (rc != GT_REFUSED || !why.id || strncmp(e->d_name, why.id, strlen(why.id)) != 0)
			fail_msg("%s: %s %s", e->d_name, gt_rc_name(rc), why.id ? why.id : "-");
		n++;
	}
	closedir(d);
	assert_true(n > 100);
	assert_int_equal(count("document") + count("document_chunk") + count("journal"), 0);
}

static void a_file_too_many_is_refused(void **state)
{
	(void)state;
	assert_int_equal(receive_as("clean--rgb.png", "1", NULL, 2), GT_OK);
	assert_int_equal(receive_as("clean--rgb.png", "2", NULL, 2), GT_OK);
	assert_int_equal(receive_as("clean--rgb.png", "3", NULL, 2), GT_REFUSED);
	assert_string_equal(why.id, "file-too-many");
	assert_string_equal(why.value, "2");
	assert_int_equal(count("document"), 2);
}

/* document I2 */
static void a_request_that_went_on_takes_no_file(void **state)
{
	(void)state;
	struct version v = { 1, 0 };
	assert_int_equal(receive_as("clean--rgb.png", "a", &v, 100), GT_OK);
	assert_int_equal(v.calls, 1);
	assert_int_equal(receive_as("clean--rgb.png", "b", &v, 100), GT_CONFLICT);
	assert_int_equal(count("document"), 1);
	assert_int_equal(count("journal"), 1);
	assert_int_equal(gt_harness_count(h, "SELECT version FROM dossier"), 2);
	/* refused before: the callback is not asked */
	v.calls = 0;
	assert_int_equal(receive_as("file-infected--text.png", "c", &v, 100), GT_REFUSED);
	assert_int_equal(v.calls, 0);
}

static void without_a_scanner_nothing_is_stored(void **state)
{
	(void)state;
	gt_scan_harness_kill(&scanner);
	assert_int_equal(receive("clean--rgb.png"), GT_BUSY);
	assert_string_equal(why.id, "scanner-away");
	assert_int_equal(count("document") + count("document_chunk"), 0);
	assert_true(gt_scan_harness_again(&scanner));
	assert_int_equal(receive("clean--rgb.png"), GT_OK);
}

/* The scanner is killed while it works on a file that takes it seconds. */
static void a_scanner_killed_at_work_stores_nothing(void **state)
{
	(void)state;
	pid_t killer = fork();
	if (killer == 0) {
		poll(NULL, 0, 300);
		/* all generations at once, the oldest first */
		pid_t pids[64];
		size_t n = 0;
		pids[n++] = scanner.pid;
		for (size_t i = 0; i < n; i++) {
			char path[96];
			snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pids[i], (int)pids[i]);
			FILE *f = fopen(path, "re");
			int pid;
			while (f && n < GT_COUNT(pids) && fscanf(f, "%d", &pid) == 1)
				pids[n++] = pid;
			if (f)
				fclose(f);
		}
		for (size_t i = 0; i < n; i++)
			kill(pids[i], SIGKILL);
		_exit(0);
	}
	assert_int_equal(receive("file-too-many-pages--50000-counted-as-one.pdf"), GT_BUSY);
	assert_string_equal(why.id, "scanner-away");
	waitpid(killer, NULL, 0);
	gt_scan_harness_kill(&scanner);
	assert_int_equal(count("document") + count("document_chunk"), 0);
	assert_true(gt_scan_harness_again(&scanner));
	assert_int_equal(receive("clean--rgb.png"), GT_OK);
}

/* document I4: neither the file, nor its name, nor its picture can be read where they lie */
static bool found_below(const char *dir, const char *what, size_t n)
{
	DIR *d = opendir(dir);
	bool found = false;
	for (struct dirent *e = d ? readdir(d) : NULL; e && !found; e = readdir(d)) {
		char path[1024];
		struct stat st;
		snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		if (e->d_name[0] == '.' || lstat(path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode)) {
			found = found_below(path, what, n);
		} else if (S_ISREG(st.st_mode) && st.st_size > 0) {
			int fd = open(path, O_RDONLY | O_CLOEXEC);
			void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
			found = p != MAP_FAILED && memmem(p, (size_t)st.st_size, what, n) != NULL;
			if (p != MAP_FAILED)
				munmap(p, (size_t)st.st_size);
			close(fd);
		}
	}
	if (d)
		closedir(d);
	return found;
}

static void nothing_readable_lies_in_the_database(void **state)
{
	(void)state;
	static const char marker[] = "MARKER-nobody-may-read-this-91c7", name[] = "name-nobody-may-read-4411.pdf";
	struct gt_str bytes, png;
	struct gt_error err = { 0 };
	int fd = file_named("clean--one-page.pdf", &bytes);
	close(fd);
	/* the marker as the page's text, of the same length as what it replaces and padding */
	char *text = gt_arena_alloc(arena, bytes.n + 256);
	char *at_text = memmem(bytes.p, bytes.n, "%PDF-1.4\n", 9);
	assert_ptr_equal(at_text, bytes.p);
	int n = snprintf(text, 256, "%%PDF-1.4\n%%%s\n", marker);
	memcpy(text + n, bytes.p + 9, bytes.n - 9);
	int changed = gt_test_memfd(text, (size_t)n + bytes.n - 9);
	struct gt_upload u = { .dossier = dossier, .justificatif = "domicile", .name = name, .fd = changed, .bytes = n + (int64_t)bytes.n - 9, .max_bytes = GT_UPLOAD_MAX_BYTES, .max_files = 9,
		.kinds = GT_KINDS_ALL, .actor_kind = GT_ACTOR_USER, .actor = person };
	assert_int_equal(gt_document_receive(&at, arena, &u, &got, &why, &err), GT_OK);
	close(changed);
	assert_int_equal(gt_document_preview(&at, arena, dossier, got.id, 1, &png, &err), GT_OK);
	assert_int_equal(count("document_preview"), 1);
	sql("FLUSH TABLES");
	assert_false(found_below(h->dir, marker, sizeof marker - 1));
	assert_false(found_below(h->dir, name, sizeof name - 1));
	assert_false(found_below(h->dir, "\x89PNG\r\n\x1a\n", 8));
	assert_true(found_below(h->dir, "domicile", 8));         /* the search itself works */
}

static void altered_sealed_bytes_are_an_error_not_a_file(void **state)
{
	(void)state;
	static const char *const harms[] = {
		"UPDATE document_chunk SET data = CONCAT(SUBSTR(data, 1, 999), CHAR(ASCII(SUBSTR(data, 1000, 1)) ^ 1), SUBSTR(data, 1001)) WHERE n = 7",
		"DELETE FROM document_chunk WHERE n = 39",
		"UPDATE document SET chunks = 39",
		"UPDATE document_chunk SET n = CASE n WHEN 3 THEN 1004 WHEN 4 THEN 1003 ELSE n END WHERE n IN (3, 4);\nUPDATE document_chunk SET n = n - 1000 WHERE n > 1000",
		"UPDATE document SET sha256 = X'00000000000000000000000000000000000000000000000000000000000000ff'",
		"UPDATE document SET bytes = bytes - 1",
		"UPDATE document SET header = CONCAT(SUBSTR(header, 1, 39), CHAR(ASCII(SUBSTR(header, 40, 1)) ^ 1), SUBSTR(header, 41))",
	};
	for (size_t i = 0; i < GT_COUNT(harms); i++) {
		struct gt_error err = { 0 };
		struct gt_document d;
		struct gt_document_reader *reader;
		sql("DELETE FROM document");
		assert_int_equal(receive("clean--ten-mebibytes.png"), GT_OK);
		assert_int_equal(gt_document_open(&at, arena, dossier, got.id, &d, &reader, &err), GT_OK);
		sql(harms[i]);
		if (gt_document_open(&at, arena, dossier, got.id, &d, &reader, &err) != GT_FAILED)
			fail_msg("not seen: %s", harms[i]);
	}
}

static void a_taken_away_file_is_destroyed_or_kept_as_history(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct version v = { 1, 0 };
	struct gt_document *list;
	size_t n;
	struct gt_document_removal r = { .dossier = dossier, .how = GT_DOCUMENT_DESTROY, .actor_kind = GT_ACTOR_USER, .actor = person, .attach = attach, .attach_arg = &v };
	assert_int_equal(receive("clean--rgb.png"), GT_OK);
	r.id = got.id;
	r.dossier = gt_id_new();
	assert_int_equal(gt_document_remove(&at, &r, &err), GT_NOTFOUND);
	r.dossier = dossier;
	assert_int_equal(gt_document_remove(&at, &r, &err), GT_OK);
	assert_int_equal(count("document") + count("document_chunk"), 0);
	assert_int_equal(gt_document_remove(&at, &r, &err), GT_CONFLICT);       /* the version went on */
	assert_int_equal(receive("clean--rgb.png"), GT_OK);
	r.id = got.id;
	r.how = GT_DOCUMENT_KEEP_REPLACED;
	r.attach = NULL;
	assert_int_equal(gt_document_remove(&at, &r, &err), GT_OK);
	assert_int_equal(gt_document_remove(&at, &r, &err), GT_NOTFOUND);
	assert_int_equal(gt_document_list(&at, arena, dossier, false, &list, &n, &err), GT_OK);
	assert_int_equal(n, 0);
	assert_int_equal(gt_document_list(&at, arena, dossier, true, &list, &n, &err), GT_OK);
	assert_int_equal(n, 1);
	assert_string_equal(list[0].state, "replaced");
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM journal WHERE verb = 'remove-document'"), 2);
}

static void pages_are_shown_as_pictures_and_kept_sealed(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct gt_str first, again, other;
	assert_int_equal(receive("clean--three-pages.pdf"), GT_OK);
	assert_int_equal(gt_document_preview(&at, arena, dossier, got.id, 1, &first, &err), GT_OK);
	assert_memory_equal(first.p, "\x89PNG", 4);
	assert_int_equal(gt_document_preview(&at, arena, dossier, got.id, 4, &other, &err), GT_NOTFOUND);
	assert_int_equal(gt_document_preview(&at, arena, gt_id_new(), got.id, 1, &other, &err), GT_NOTFOUND);
	/* the agents' side has the same picture, without a scanner */
	struct gt_scan *nobody;
	assert_int_equal(gt_scan_open_at("/nowhere", &nobody, &err), GT_OK);
	struct gt_document_at their = { .db = agent, .ring = h->ring, .scan = nobody };
	assert_int_equal(gt_document_preview(&their, arena, dossier, got.id, 1, &again, &err), GT_OK);
	assert_int_equal(again.n, first.n);
	assert_memory_equal(again.p, first.p, first.n);
	assert_int_equal(gt_document_preview(&their, arena, dossier, got.id, 2, &again, &err), GT_BUSY);
	/* a picture put in another's place is not shown, it is made again */
	assert_int_equal(gt_document_preview(&at, arena, dossier, got.id, 2, &other, &err), GT_OK);
	sql("UPDATE document_preview SET page = 9 WHERE page = 2;\nUPDATE document_preview SET page = 2 WHERE page = 1");
	assert_int_equal(gt_document_preview(&their, arena, dossier, got.id, 2, &again, &err), GT_BUSY);
	gt_scan_free(&nobody);
}

static void new_signatures_are_asked_again(void **state)
{
	(void)state;
	struct gt_error err = { 0 };
	struct gt_db *jobs = gt_harness_db(h, "jobs");
	struct gt_document_at later = { .db = jobs, .ring = h->ring, .scan = scanner.scan };
	int64_t done = 0, infected = 0;
	int fd = -1;
	assert_int_equal(receive("clean--rgb.png"), GT_OK);
	assert_int_equal(gt_document_rescan(&later, 10, &done, &infected, &err), GT_OK);
	assert_int_equal(done, 0);                               /* same set: nothing to do */
	sql("UPDATE document SET signatures = 'of last year'");
	assert_int_equal(gt_document_rescan(&later, 10, &done, &infected, &err), GT_OK);
	assert_int_equal(done, 1);
	assert_int_equal(infected, 0);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM document WHERE signatures = 'of last year'"), 0);
	/* document I6: what was clean yesterday is known to be infected today */
	struct gt_id clean = got.id;
	assert_int_equal(receive("clean--text.png"), GT_OK);
	struct gt_id text_png = got.id;
	assert_true(gt_scan_harness_learn(&scanner, "Guichet-Tomorrow", "Comment"));
	/* a decision that was taken is not opened again by a scan, and a file that cannot be read keeps the others from nothing */
	sql("INSERT INTO service (code, name) VALUES ('5901', 'un service')");
	sql("UPDATE dossier SET decided_utc_s = 1, service = '5901'");
	assert_int_equal(gt_document_rescan(&later, 10, &done, &infected, &err), GT_OK);
	assert_int_equal(done, 0);
	sql("UPDATE dossier SET decided_utc_s = NULL");
	assert_int_equal(receive("clean--grey.jpg"), GT_OK);
	sql("UPDATE document SET sha256 = REPEAT('x', 32), scanned_utc_s = 0, signatures = 'of last year' WHERE kind = 'jpeg'");
	got.id = text_png;
	assert_int_equal(gt_document_rescan(&later, 10, &done, &infected, &err), GT_OK);
	assert_int_equal(done, 2);
	assert_int_equal(infected, 1);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM alert WHERE kind = 'infected' AND service = '5901'"), 1);
	sql("DELETE FROM document WHERE kind = 'jpeg'");
	assert_int_equal(gt_document_unseal(&at, dossier, got.id, &fd, &err), GT_DENIED);
	struct gt_str png;
	assert_int_equal(gt_document_preview(&at, arena, dossier, got.id, 1, &png, &err), GT_DENIED);
	assert_int_equal(gt_document_unseal(&at, dossier, clean, &fd, &err), GT_OK);
	close(fd);
	assert_int_equal(gt_harness_count(h, "SELECT COUNT(*) FROM journal WHERE verb = 'found-infected'"), 1);
	assert_int_equal(gt_document_rescan(&later, 10, &done, &infected, &err), GT_OK);
	assert_int_equal(done, 0);
	gt_db_free(&jobs);
}

int main(void)
{
	h = gt_harness_start();
	if (!h || !mkdtemp(files) || !gt_test_files_make(files) || !gt_scan_harness_start(&scanner))
		return 77;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_clean_file_comes_back_bit_for_bit, begin, end),
		cmocka_unit_test_setup_teardown(the_list_shows_what_is_there_in_order, begin, end),
		cmocka_unit_test_setup_teardown(refused_files_leave_nothing, begin, end),
		cmocka_unit_test_setup_teardown(a_file_too_many_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(a_request_that_went_on_takes_no_file, begin, end),
		cmocka_unit_test_setup_teardown(without_a_scanner_nothing_is_stored, begin, end),
		cmocka_unit_test_setup_teardown(a_scanner_killed_at_work_stores_nothing, begin, end),
		cmocka_unit_test_setup_teardown(nothing_readable_lies_in_the_database, begin, end),
		cmocka_unit_test_setup_teardown(altered_sealed_bytes_are_an_error_not_a_file, begin, end),
		cmocka_unit_test_setup_teardown(a_taken_away_file_is_destroyed_or_kept_as_history, begin, end),
		cmocka_unit_test_setup_teardown(pages_are_shown_as_pictures_and_kept_sealed, begin, end),
		cmocka_unit_test_setup_teardown(new_signatures_are_asked_again, begin, end),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	gt_scan_harness_stop(&scanner);
	DIR *d = opendir(files);
	for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d))
		unlinkat(dirfd(d), e->d_name, 0);
	if (d)
		closedir(d);
	rmdir(files);
	gt_harness_stop(&h);
	return failed;
}
