/* document: receive, list, take away. Decides the order of security: size, kind and scan (both asked of guichet-scan), then one
 * transaction that asks the dossier room again and stores sealed bytes. Knows no state of a dossier. */
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include "clock/clock.h"
#include "document/document_priv.h"

#define NAME_PURPOSE "document-name"
#define SMALL_ARENA (4 * GT_CHUNK_BYTES)

static void document_of(const struct gt_document_row *r, const char *name, struct gt_document *d)
{
	*d = (struct gt_document){
		.id = r->id, .dossier = r->dossier, .justificatif = r->justificatif, .paper_case = r->paper_case, .name = name, .kind = r->kind, .state = r->state,
		.position = r->position, .bytes = r->bytes, .pages = r->pages, .chunks = r->chunks, .created_utc_s = r->created_utc_s, .added_n = r->added_n, .added_by = r->added_by,
	};
	if (r->sha256.n == sizeof d->sha256.b)
		memcpy(d->sha256.b, r->sha256.p, sizeof d->sha256.b);
}

/* A name that cannot be opened does not hide its file. */
static int document_open_name(const struct gt_document_at *at, struct gt_arena *arena, const struct gt_document_row *r, struct gt_document *ret, struct gt_error *err)
{
	struct gt_str name;
	int rc = gt_unseal(at->ring, arena, NAME_PURPOSE, r->id, r->name, &name, err);
	if (rc)
		return rc;
	document_of(r, gt_document_name_clean(arena, gt_arena_strndup(arena, name.p, name.n)), ret);
	return GT_OK;
}

/* ---- receive ---- */
struct storing {
	const struct gt_document_at *at;
	const struct gt_upload *upload;
	struct gt_document_row row;
	struct gt_document_verdict verdict;
	const uint8_t *bytes;                /* mapped while the scanner looks */
	struct gt_digest sum;
	bool too_many;
};

/* A third of what we do for a file ourselves, and another processor is at work on it at that time. */
static void hash(void *arg)
{
	struct storing *s = arg;
	void *p = mmap(NULL, (size_t)s->row.bytes, PROT_READ, MAP_PRIVATE, s->upload->fd, 0);
	if (p == MAP_FAILED)
		return;
	s->bytes = p;
	s->sum = gt_sha256(p, (size_t)s->row.bytes);
}

static int chunks_store(struct gt_db *db, struct storing *s, struct gt_arena *arena, struct gt_error *err)
{
	struct gt_sealer *sealer;
	int rc = gt_sealer_begin(s->at->ring, arena, s->row.id, &sealer, &s->row.header, err);
	if (!rc)
		rc = gt_document_insert(db, &s->row, &s->verdict, err);
	CRASHPOINT("file-row");
	for (int64_t n = 0; !rc && n < s->row.chunks; n++) {
		int64_t from = n * GT_CHUNK_BYTES, left = s->row.bytes - from, take = left < GT_CHUNK_BYTES ? left : GT_CHUNK_BYTES;
		struct gt_str sealed = gt_sealer_chunk(sealer, (struct gt_str){ (const char *)s->bytes + from, (size_t)take }, n + 1 == s->row.chunks);
		rc = gt_document_chunk_insert(db, s->row.id, n, sealed, err);
		CRASHPOINT(n == 0 ? "file-first-piece" : n == 1 ? "file-second-piece" : "file-a-later-piece");
	}
	return rc;
}

static int journal(struct gt_db *db, enum gt_actor kind, struct gt_id actor, struct gt_id dossier, struct gt_id document, const char *verb, const char *more, struct gt_error *err)
{
	char detail[128], id[GT_ID_TEXT];
	snprintf(detail, sizeof detail, "document=%s %s", gt_id_text(document, id), more);
	return gt_journal_add(db, &(struct gt_act){ .dossier = dossier, .actor_kind = kind, .actor = actor, .verb = verb, .detail = detail }, err);
}

static int store(struct gt_db *db, void *arg, struct gt_error *err)
{
	struct storing *s = arg;
	const struct gt_upload *u = s->upload;
	GT_AUTO_ARENA arena = gt_arena_new("store", SMALL_ARENA);
	int64_t n = 0;
	s->too_many = false;
	int rc = u->attach ? u->attach(db, u->attach_arg, err) : GT_OK;
	CRASHPOINT("file-attached");
	if (!rc)
		rc = gt_document_count(db, arena, u->dossier, u->justificatif, s->row.state, &n, &s->row.position, err);
	if (rc)
		return rc;
	s->row.position++;
	if (n + u->others >= u->max_files) {
		s->too_many = true;
		return gt_fail(err, GT_REFUSED, "justificatif has %lld files already", (long long)n);
	}
	rc = chunks_store(db, s, arena, err);
	CRASHPOINT("file-all-pieces");
	s->row.header = (struct gt_str){ NULL, 0 };              /* lived in the arena of this try */
	if (rc)
		return rc;
	char more[64];
	snprintf(more, sizeof more, "kind=%s bytes=%lld", s->row.kind, (long long)s->row.bytes);
	rc = journal(db, u->actor_kind, u->actor, u->dossier, s->row.id, "upload", more, err);
	return rc == GT_OK && u->stored ? u->stored(db, s->row.id, u->stored_arg, err) : rc;
}

static int too_many(struct gt_arena *arena, const struct gt_upload *u, struct gt_file_finding *ret, struct gt_error *err)
{
	*ret = (struct gt_file_finding){ "file-too-many", "max", gt_arena_printf(arena, "%lld", (long long)u->max_files) };
	return gt_fail(err, GT_REFUSED, "file-too-many");
}

/* A COMMIT without an answer: the row is there whole, or not at all. */
static int resolve(struct storing *s, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("resolve", SMALL_ARENA);
	struct gt_document_row row;
	int rc = gt_document_row_get(s->at->db, arena, s->row.dossier, s->row.id, &row, err);
	if (rc == GT_NOTFOUND)
		return gt_fail(err, GT_BUSY, "the database did not keep the file");
	return rc == GT_OK ? GT_OK : gt_fail(err, GT_UNCERTAIN, "the database does not say whether it kept the file");
}

static int seal_and_store(struct storing *s, struct gt_arena *arena, const char *name, struct gt_error *err)
{
	if (!s->bytes)
		return gt_fail(err, GT_FAILED, "file cannot be read");
	s->row.sha256 = (struct gt_str){ (const char *)s->sum.b, sizeof s->sum.b };
	int rc = gt_seal(s->at->ring, arena, NAME_PURPOSE, s->row.id, gt_str(name), &s->row.name, err);
	CRASHPOINT("file-name-sealed");
	if (!rc)
		rc = gt_db_tx(s->at->db, store, s, err);
	if (rc == GT_UNCERTAIN)
		rc = resolve(s, err);
	return rc;
}

/* MariaDB ends itself when its disk is full, and with it every deposit: files stop long before. */
static int room_left(const struct gt_document_at *at, struct gt_file_finding *ret, struct gt_error *err)
{
	struct statvfs fs;
	if (!at->volume || statvfs(at->volume, &fs) != 0 || (int64_t)fs.f_bavail * (int64_t)fs.f_frsize >= at->reserve_bytes)
		return GT_OK;
	*ret = (struct gt_file_finding){ "storage-low", NULL, NULL };
	gt_log_at(GT_ERR, "document", "less than %lld bytes free on the database's volume: files are refused", (long long)at->reserve_bytes);
	return gt_fail(err, GT_BUSY, "no room for files");
}

int gt_document_receive(const struct gt_document_at *at, struct gt_arena *arena, const struct gt_upload *u, struct gt_document *ret, struct gt_file_finding *ret_finding, struct gt_error *err)
{
	*ret_finding = (struct gt_file_finding){ 0 };
	struct stat st;
	if (fstat(u->fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size != u->bytes)
		return gt_fail(err, GT_BADINPUT, "file is not of the size that was said");
	int rc = room_left(at, ret_finding, err);
	if (rc)
		return rc;
	/* before the scan: no work for a file that would be one too many; counted again inside the transaction */
	GT_AUTO_ARENA scratch = gt_arena_new("receive", SMALL_ARENA);
	int64_t there = 0, last = 0;
	rc = gt_document_count(at->db, scratch, u->dossier, u->justificatif, u->waits ? "waiting" : "joined", &there, &last, err);
	if (rc)
		return rc;
	if (there + u->others >= u->max_files)
		return too_many(arena, u, ret_finding, err);
	struct gt_verdict verdict = { 0 };
	struct storing s = {
		.at = at, .upload = u,
		.row = { .id = gt_id_new(), .dossier = u->dossier, .justificatif = u->justificatif, .paper_case = u->paper_case, .state = u->waits ? "waiting" : "joined",
			.added_by = u->actor_kind == GT_ACTOR_AGENT ? "agent" : "user", .bytes = u->bytes, .chunks = (u->bytes + GT_CHUNK_BYTES - 1) / GT_CHUNK_BYTES, .added_n = u->added_n },
	};
	CRASHPOINT("file-before-scan");
	rc = gt_scan_verdict_while(at->scan, u->fd, u->kinds, u->max_bytes, hash, &s, arena, &verdict, err);
	CRASHPOINT("file-after-scan");
	*ret_finding = verdict.finding;
	const char *name = gt_document_name_clean(arena, u->name);
	if (!rc) {
		s.row.kind = gt_kind_name(verdict.kind);
		s.row.pages = verdict.pages;
		s.row.created_utc_s = gt_now_utc_s();
		s.verdict = (struct gt_document_verdict){ verdict.engine, verdict.signatures, s.row.created_utc_s };
		rc = seal_and_store(&s, arena, name, err);
		CRASHPOINT("file-kept");
	}
	if (s.bytes)
		munmap((void *)(uintptr_t)s.bytes, (size_t)u->bytes);
	if (rc == GT_REFUSED && s.too_many)
		return too_many(arena, u, ret_finding, err);
	if (rc)
		return rc;
	document_of(&s.row, name, ret);
	return GT_OK;
}

/* ---- list, get ---- */
int gt_document_list(const struct gt_document_at *at, struct gt_arena *arena, struct gt_id dossier, bool all_states, struct gt_document **ret, size_t *ret_n, struct gt_error *err)
{
	struct gt_document_row *rows;
	size_t n;
	int rc = gt_document_rows(at->db, arena, dossier, all_states, &rows, &n, err);
	if (rc)
		return rc;
	struct gt_document *list = gt_new_n(arena, struct gt_document, n + 1);
	for (size_t i = 0; i < n; i++)
		if ((rc = document_open_name(at, arena, &rows[i], &list[i], err)) != GT_OK)
			return rc;
	*ret = list;
	*ret_n = n;
	return GT_OK;
}

int gt_document_get(const struct gt_document_at *at, struct gt_arena *arena, struct gt_id dossier, struct gt_id id, struct gt_document *ret, struct gt_error *err)
{
	struct gt_document_row row;
	int rc = gt_document_row_get(at->db, arena, dossier, id, &row, err);
	return rc ? rc : document_open_name(at, arena, &row, ret, err);
}

/* ---- take away ---- */
static int take_away(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct gt_document_removal *r = arg;
	static const char *const states[] = { [GT_DOCUMENT_KEEP_REMOVED] = "removed", [GT_DOCUMENT_KEEP_REPLACED] = "replaced" };
	int64_t n = 0;
	int rc = r->attach ? r->attach(db, r->attach_arg, err) : GT_OK;
	if (!rc && r->how == GT_DOCUMENT_DESTROY)
		rc = gt_document_delete(db, r->dossier, r->id, &n, err);
	else if (!rc)
		rc = gt_document_mark(db, r->dossier, r->id, "joined", states[r->how], gt_now_utc_s(), &n, err);
	CRASHPOINT("file-taken-away");
	if (!rc && n != 1)
		rc = gt_fail(err, GT_NOTFOUND, "no such document");
	return rc ? rc : journal(db, r->actor_kind, r->actor, r->dossier, r->id, "remove-document", r->how == GT_DOCUMENT_DESTROY ? "destroyed" : "kept", err);
}

int gt_document_remove(const struct gt_document_at *at, const struct gt_document_removal *removal, struct gt_error *err)
{
	gt_assert(removal->how <= GT_DOCUMENT_KEEP_REPLACED);
	struct gt_document_removal copy = *removal;
	return gt_db_tx(at->db, take_away, &copy, err);
}

int gt_document_state(struct gt_db *db, struct gt_id dossier, struct gt_id id, const char *from, const char *to, struct gt_error *err)
{
	gt_assert(gt_db_in_tx(db));
	int64_t n = 0;
	int rc = gt_document_mark(db, dossier, id, from, to, gt_streq(to, "joined") ? 0 : gt_now_utc_s(), &n, err);
	return rc == GT_OK && n != 1 ? gt_fail(err, GT_CONFLICT, "the document is not '%s' any more", from) : rc;
}

int gt_document_drop(struct gt_db *db, struct gt_id dossier, struct gt_id id, struct gt_error *err)
{
	gt_assert(gt_db_in_tx(db));
	return gt_document_delete(db, dossier, id, NULL, err);
}

int gt_document_set_aside(struct gt_db *db, struct gt_id dossier, struct gt_id id, enum gt_actor actor_kind, struct gt_id actor, struct gt_error *err)
{
	int64_t n = 0;
	int rc = gt_document_mark(db, dossier, id, "joined", "removed", gt_now_utc_s(), &n, err);
	return rc || n != 1 ? rc : journal(db, actor_kind, actor, dossier, id, "remove-document", "kept", err);
}

/* ---- scan again ---- */
struct finding_again { const struct gt_document_row *row; };

static int mark_infected(struct gt_db *db, void *arg, struct gt_error *err)
{
	const struct finding_again *f = arg;
	int64_t n = 0;
	int rc = gt_document_mark(db, f->row->dossier, f->row->id, f->row->state, "infected", gt_now_utc_s(), &n, err);
	if (rc || n != 1)                    /* taken away meanwhile */
		return rc;
	rc = gt_document_alert(db, f->row->dossier, f->row->id, gt_now_utc_s(), err);
	return rc ? rc : journal(db, GT_ACTOR_SYSTEM, (struct gt_id){ 0 }, f->row->dossier, f->row->id, "found-infected", "by=rescan", err);
}

static int scan_again(const struct gt_document_at *at, const struct gt_document_row *row, int64_t *infected, struct gt_error *err)
{
	GT_AUTO_FD fd = -1;
	GT_AUTO_ARENA arena = gt_arena_new("rescan", SMALL_ARENA);
	int rc = gt_document_row_unseal(at, row, &fd, err);
	if (rc)
		return rc;
	struct gt_verdict v = { 0 };
	rc = gt_scan_verdict(at->scan, fd, GT_KINDS_ALL, GT_UPLOAD_MAX_BYTES, arena, &v, err);
	if (rc == GT_REFUSED && gt_streq(v.finding.id, "file-infected")) {
		rc = gt_db_tx(at->db, mark_infected, &(struct finding_again){ row }, err);
		*infected += rc == GT_OK;
	}
	if (rc != GT_OK && rc != GT_REFUSED)
		return rc;
	/* another doubt than a virus does not take away what was found clean once; it is not asked again for this set */
	return v.signatures ? gt_document_scanned(at->db, row->id, &(struct gt_document_verdict){ v.engine, v.signatures, gt_now_utc_s() }, err) : GT_OK;
}

int gt_document_rescan(const struct gt_document_at *at, int64_t limit, int64_t *ret_done, int64_t *ret_infected, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("rescan", 8 << 20);
	struct gt_scan_status status;
	struct gt_document_row *rows;
	size_t n = 0;
	int64_t done = 0, infected = 0;
	int rc = gt_scan_ask_status(at->scan, arena, &status, err);
	if (!rc)
		rc = gt_document_to_rescan(at->db, arena, status.signatures, limit, &rows, &n, err);
	for (size_t i = 0; !rc && i < n; i++) {
		rc = scan_again(at, &rows[i], &infected, err);
		done += rc == GT_OK;
		/* altered or of an unknown key: whoever opens it is told so; here it goes to the end of the row, and keeps nobody waiting */
		if (rc == GT_FAILED)
			rc = gt_document_scan_later(at->db, rows[i].id, gt_now_utc_s(), err);
	}
	*ret_done = done;
	*ret_infected = infected;
	return rc;
}
