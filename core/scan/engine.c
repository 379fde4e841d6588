/* scan: libclamav. Decides its limits and flags, and that only its plain "clean" is clean: an empty name, an exceeded limit,
 * an error of any sort is a refusal. Loaded once; children share it by fork. */
#include <clamav.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "scan/scan_priv.h"

#define MIB (1024LL * 1024)

struct gt_engine {
	struct cl_engine *cl;
	unsigned count;
	char version[64], signatures[96];
	int64_t utc_s;
	bool fuzzy_images;
};

static const struct { enum cl_engine_field field; long long value; } settings[] = {
	{ CL_ENGINE_MAX_FILESIZE, 64 * MIB },        /* embedded streams; the upload itself is smaller */
	{ CL_ENGINE_MAX_SCANSIZE, 256 * MIB },
	{ CL_ENGINE_MAX_RECURSION, 10 },
	{ CL_ENGINE_MAX_FILES, 1000 },
	{ CL_ENGINE_MAX_SCANTIME, 15000 },           /* not always obeyed: the parent kills at GT_SCAN_TIMEOUT_MS */
	{ CL_ENGINE_PCRE_MAX_FILESIZE, 64 * MIB },
	{ CL_ENGINE_DISABLE_CACHE, 1 },              /* one file never vouches for another */
	{ CL_ENGINE_DISABLE_PE_STATS, 1 },
	{ CL_ENGINE_BYTECODE_SECURITY, CL_BYTECODE_TRUST_SIGNED },
	{ CL_ENGINE_BYTECODE_MODE, CL_BYTECODE_MODE_INTERPRETER },  /* no memory is made executable behind the walls */
	{ CL_ENGINE_BYTECODE_TIMEOUT, 5000 },
};

static bool ends(const char *name, const char *suffix)
{
	size_t n = strlen(name), m = strlen(suffix);
	return n > m && strcmp(name + n - m, suffix) == 0;
}

bool gt_engine_official(const char *dir)
{
	static const char *const names[] = { "main.cvd", "main.cld", "daily.cvd", "daily.cld" };
	char path[4096];
	for (size_t i = 0; i < GT_COUNT(names); i++) {
		snprintf(path, sizeof path, "%s/%s", dir, names[i]);
		if (access(path, R_OK) == 0)
			return true;
	}
	return false;
}

bool gt_engine_dir_moved(const char *dir, int64_t *stamp)
{
	DIR *d = opendir(dir);
	if (!d)
		return false;
	int64_t sum = 0;
	for (struct dirent *e = readdir(d); e; e = readdir(d)) {
		struct stat st;
		if (fstatat(dirfd(d), e->d_name, &st, 0) == 0 && S_ISREG(st.st_mode))
			sum += st.st_mtime * 31 + st.st_size + (int64_t)(st.st_ino * 7);
	}
	closedir(d);
	bool moved = *stamp != sum;
	*stamp = sum;
	return moved;
}

/* Hashing pictures costs most of a picture's scan: only when a signature asks for it. Official sets do; of others the text is read. */
static bool wants_fuzzy_images(const char *dir)
{
	if (gt_engine_official(dir))
		return true;
	DIR *d = opendir(dir);
	bool wants = false;
	for (struct dirent *e = d ? readdir(d) : NULL; e && !wants; e = readdir(d)) {
		char path[4096], line[8192];
		if (!ends(e->d_name, ".ldb"))
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		FILE *f = fopen(path, "re");
		while (f && !wants && fgets(line, sizeof line, f))
			wants = strstr(line, "fuzzy_img#") != NULL;
		if (f)
			fclose(f);
	}
	if (d)
		closedir(d);
	return wants;
}

static void name_signatures(struct gt_engine *e, const char *dir)
{
	int unset = 0;
	long long version = cl_engine_get_num(e->cl, CL_ENGINE_DB_VERSION, &unset), made = cl_engine_get_num(e->cl, CL_ENGINE_DB_TIME, &unset);
	e->utc_s = made > 0 ? made : 0;
	if (gt_engine_official(dir)) {
		snprintf(e->signatures, sizeof e->signatures, "clamav %lld (%u)", version, e->count);
		return;
	}
	/* a set without a version is named by what it holds */
	uint8_t sum[32] = { 0 };
	int64_t stamp = 0;
	gt_engine_dir_moved(dir, &stamp);
	gt_engine_hash(&stamp, sizeof stamp, sum);
	snprintf(e->signatures, sizeof e->signatures, "own %02x%02x%02x%02x (%u)", sum[0], sum[1], sum[2], sum[3], e->count);
}

int gt_engine_load(const char *dir, struct gt_engine **ret, struct gt_error *err)
{
	cl_error_t rc = cl_init(CL_INIT_DEFAULT);
	if (rc != CL_SUCCESS)
		return gt_fail(err, GT_FAILED, "libclamav: %s", cl_strerror(rc));
	struct gt_engine *e = gt_xalloc(sizeof *e);
	e->cl = cl_engine_new();
	gt_assert(e->cl);
	for (size_t i = 0; i < GT_COUNT(settings) && rc == CL_SUCCESS; i++)
		rc = cl_engine_set_num(e->cl, settings[i].field, settings[i].value);
	if (rc == CL_SUCCESS)
		rc = cl_load(dir, e->cl, &e->count, CL_DB_STDOPT);
	if (rc == CL_SUCCESS && e->count == 0)
		rc = CL_EMALFDB;
	if (rc == CL_SUCCESS)
		rc = cl_engine_compile(e->cl);
	if (rc != CL_SUCCESS) {
		gt_engine_free(&e);
		return gt_fail(err, GT_FAILED, "signatures in '%s': %s", dir, cl_strerror(rc));
	}
	snprintf(e->version, sizeof e->version, "ClamAV %s", cl_retver());
	e->fuzzy_images = wants_fuzzy_images(dir);
	name_signatures(e, dir);
	*ret = e;
	return GT_OK;
}

void gt_engine_free(struct gt_engine **engine)
{
	struct gt_engine *e = *engine;
	if (!e)
		return;
	cl_engine_free(e->cl);
	gt_xfree(e);
	*engine = NULL;
}

const char *gt_engine_version(const struct gt_engine *e) { return e->version; }
const char *gt_engine_signatures(const struct gt_engine *e) { return e->signatures; }
int64_t gt_engine_utc_s(const struct gt_engine *e) { return e->utc_s; }
int64_t gt_engine_count(const struct gt_engine *e) { return e->count; }

static enum gt_cause cause_of(cl_error_t rc, const char *name)
{
	if (rc == CL_CLEAN && gt_empty(name))
		return GT_CAUSE_CLEAN;
	/* a file over a limit comes back as a virus without a name */
	if (rc != CL_VIRUS || gt_empty(name) || strstr(name, "Limits.Exceeded"))
		return GT_CAUSE_TOO_COMPLEX;
	/* names written in a roundabout way: what a script hides behind */
	if (strstr(name, "Heuristics.PDF.Obfuscated"))
		return GT_CAUSE_ACTIVE;
	return strstr(name, "Heuristics.Encrypted") ? GT_CAUSE_ENCRYPTED : GT_CAUSE_INFECTED;
}

enum gt_cause gt_engine_scan(struct gt_engine *e, const void *p, size_t n, const char *tmp_dir)
{
	struct cl_scan_options options = {
		.general = CL_SCAN_GENERAL_HEURISTICS,
		/* what is refused by kind (mails, ELF, Flash, HWP, OneNote) is not parsed either */
		.parse = CL_SCAN_PARSE_ARCHIVE | CL_SCAN_PARSE_PDF | CL_SCAN_PARSE_XMLDOCS | CL_SCAN_PARSE_OLE2 | CL_SCAN_PARSE_HTML | CL_SCAN_PARSE_PE
			| CL_SCAN_PARSE_IMAGE | (e->fuzzy_images ? CL_SCAN_PARSE_IMAGE_FUZZY_HASH : 0),
		.heuristic = CL_SCAN_HEURISTIC_EXCEEDS_MAX | CL_SCAN_HEURISTIC_MACROS | CL_SCAN_HEURISTIC_ENCRYPTED_ARCHIVE | CL_SCAN_HEURISTIC_ENCRYPTED_DOC,
	};
	if (n == 0 || cl_engine_set_str(e->cl, CL_ENGINE_TMPDIR, tmp_dir) != CL_SUCCESS)
		return GT_CAUSE_TOO_COMPLEX;
	unsigned seed;
	gt_random(&seed, sizeof seed);
	srand(seed);                             /* temporary names of libclamav */
	cl_fmap_t *map = cl_fmap_open_memory(p, n);
	const char *name = NULL;
	unsigned long scanned = 0;
	cl_error_t rc = map ? cl_scanmap_callback(map, NULL, &name, &scanned, e->cl, &options, NULL) : CL_EMAP;
	enum gt_cause cause = cause_of(rc, name);
	if (map)
		cl_fmap_close(map);
	return cause;
}

bool gt_engine_hash(const void *p, size_t n, uint8_t out[32])
{
	unsigned length = 32;
	return cl_sha256(p, n, out, &length) != NULL && length == 32;
}

/* The test virus in two halves, lest this program be taken for one. */
static const char eicar_a[] = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD";
static const char eicar_b[] = "-ANTIVIRUS-TEST-FILE!$H+H*";
static const char harmless[] = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n4 0 obj<</Length 5>>stream\n0 0 m\nendstream endobj\n"
	"trailer<</Root 1 0 R/Size 5>>\nstartxref\n0\n%%EOF\n";

static enum gt_cause scan_text(struct gt_engine *e, const char *tmp_dir, const char *a, const char *b)
{
	char text[1024];
	int n = snprintf(text, sizeof text, "%s%s", a, b);
	return n > 0 && (size_t)n < sizeof text ? gt_engine_scan(e, text, (size_t)n, tmp_dir) : GT_CAUSE_TOO_COMPLEX;
}

int gt_engine_self_test(struct gt_engine *e, const char *tmp_dir, struct gt_error *err)
{
	if (scan_text(e, tmp_dir, eicar_a, eicar_b) != GT_CAUSE_INFECTED)
		return gt_fail(err, GT_FAILED, "self-test: the EICAR test file was not found");
	if (scan_text(e, tmp_dir, harmless, "") != GT_CAUSE_CLEAN)
		return gt_fail(err, GT_FAILED, "self-test: a harmless file was not found clean");
	return GT_OK;
}
