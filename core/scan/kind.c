/* scan: names of the kinds of file, and of the causes of a refusal. Decides the words of the contract; no bytes are looked at here. */
#include <fcntl.h>
#include <sys/stat.h>
#include "scan/scan_priv.h"

static const struct { const char *name, *label, *mime, *other; } kinds[GT_KIND__MAX] = {
	[GT_KIND_NONE] = { "none", "?", "application/octet-stream", NULL },
	[GT_KIND_PDF] = { "pdf", "PDF", "application/pdf", NULL },
	[GT_KIND_JPEG] = { "jpeg", "JPEG", "image/jpeg", "jpg" },
	[GT_KIND_PNG] = { "png", "PNG", "image/png", NULL },
	[GT_KIND_TIFF] = { "tiff", "TIFF", "image/tiff", "tif" },
	[GT_KIND_BMP] = { "bmp", "BMP", "image/bmp", NULL },
};

static size_t known(enum gt_kind kind)
{
	return kind > GT_KIND_NONE && kind < GT_KIND__MAX ? (size_t)kind : 0;
}

const char *gt_kind_name(enum gt_kind kind) { return kinds[known(kind)].name; }
const char *gt_kind_label(enum gt_kind kind) { return kinds[known(kind)].label; }
const char *gt_kind_mime(enum gt_kind kind) { return kinds[known(kind)].mime; }

static enum gt_kind parse(struct gt_str name)
{
	for (size_t i = 1; i < GT_KIND__MAX; i++)
		if (gt_str_eq(name, gt_str(kinds[i].name)) || (kinds[i].other && gt_str_eq(name, gt_str(kinds[i].other))))
			return (enum gt_kind)i;
	return GT_KIND_NONE;
}

enum gt_kind gt_kind_parse(const char *name)
{
	return name ? parse(gt_str(name)) : GT_KIND_NONE;
}

bool gt_kinds_parse(const char *names, uint32_t *ret)
{
	uint32_t set = 0;
	for (const char *p = names; p && *p;) {
		size_t n = strcspn(p, " \t\n");
		enum gt_kind kind = n ? parse((struct gt_str){ p, n }) : GT_KIND_NONE;
		if (n && kind == GT_KIND_NONE)
			return false;
		set |= n ? 1u << kind : 0;
		p += n + (p[n] != 0);
	}
	*ret = set;
	return true;
}

static const char *const looks[GT_LOOKS_LIKE__MAX] = {
	[GT_LOOKS_LIKE_ZIP] = "ZIP", [GT_LOOKS_LIKE_DOCX] = "DOCX", [GT_LOOKS_LIKE_XLSX] = "XLSX", [GT_LOOKS_LIKE_ODF] = "ODT", [GT_LOOKS_LIKE_OLE] = "DOC",
	[GT_LOOKS_LIKE_RAR] = "RAR", [GT_LOOKS_LIKE_7Z] = "7Z", [GT_LOOKS_LIKE_GZIP] = "GZIP", [GT_LOOKS_LIKE_GIF] = "GIF", [GT_LOOKS_LIKE_WEBP] = "WEBP",
	[GT_LOOKS_LIKE_SVG] = "SVG", [GT_LOOKS_LIKE_HTML] = "HTML", [GT_LOOKS_LIKE_RTF] = "RTF", [GT_LOOKS_LIKE_TEXT] = "TXT", [GT_LOOKS_LIKE_VIDEO] = "MP4",
	[GT_LOOKS_LIKE_AUDIO] = "MP3", [GT_LOOKS_LIKE_PROGRAM] = "EXE", [GT_LOOKS_LIKE_XML] = "XML", [GT_LOOKS_LIKE_PS] = "PS", [GT_LOOKS_LIKE_AVIF] = "AVIF",
	[GT_LOOKS_LIKE_XPS] = "XPS", [GT_LOOKS_LIKE_BIGTIFF] = "BigTIFF",
};

static const char *const finding_ids[GT_CAUSE__MAX] = {
	[GT_CAUSE_EMPTY] = "file-empty", [GT_CAUSE_TOO_BIG] = "file-too-big", [GT_CAUSE_KIND] = "file-kind", [GT_CAUSE_HEIC] = "file-heic",
	[GT_CAUSE_TRUNCATED] = "file-truncated", [GT_CAUSE_DAMAGED] = "file-damaged", [GT_CAUSE_TRAILING] = "file-trailing", [GT_CAUSE_ENCRYPTED] = "file-encrypted",
	[GT_CAUSE_ACTIVE] = "file-active", [GT_CAUSE_TOO_COMPLEX] = "file-too-complex", [GT_CAUSE_TOO_MANY_PIXELS] = "file-too-many-pixels",
	[GT_CAUSE_TOO_MANY_PAGES] = "file-too-many-pages", [GT_CAUSE_INFECTED] = "file-infected", [GT_CAUSE_AWAY] = "scanner-away",
};

struct gt_file_finding gt_scan_finding(struct gt_arena *arena, const struct gt_scan_answer *a, int64_t max_bytes)
{
	gt_assert(a->cause > 0 && a->cause < GT_CAUSE__MAX);
	struct gt_file_finding f = { .id = finding_ids[a->cause] };
	switch (a->cause) {
	case GT_CAUSE_TOO_BIG:
		f.arg = "max";
		f.value = gt_arena_printf(arena, "%lld", (long long)max_bytes);
		break;
	case GT_CAUSE_TOO_MANY_PIXELS:
		f.arg = "max";
		f.value = gt_arena_printf(arena, "%d", GT_SCAN_PIXELS_MAX / 1000000);
		break;
	case GT_CAUSE_TOO_MANY_PAGES:
		f.arg = "max";
		f.value = gt_arena_printf(arena, "%d", GT_SCAN_PAGES_MAX);
		break;
	case GT_CAUSE_KIND:
		f.arg = "kind";
		f.value = a->looks_like < GT_KIND__MAX ? kinds[a->looks_like].label : a->looks_like < GT_LOOKS_LIKE__MAX && looks[a->looks_like] ? looks[a->looks_like] : "?";
		break;
	default:
		break;
	}
	return f;
}

bool gt_scan_sealed(int fd, int64_t *ret_bytes)
{
	struct stat st;
	int want = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK, seals = fcntl(fd, F_GET_SEALS);
	if (seals < 0 || (seals & want) != want || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	*ret_bytes = st.st_size;
	return true;
}
