/* scan: what a file that is none of our kinds seems to be, so that its owner gets the right advice. Decides no acceptance:
 * whatever libmagic says here, the file is refused. */
#include <magic.h>
#include "scan/scan_priv.h"

#define LOOK_BYTES (256 * 1024)

static magic_t cookie;

int gt_sniff_init(struct gt_error *err)
{
	cookie = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_CDF | MAGIC_NO_CHECK_ELF);
	if (!cookie || magic_load(cookie, NULL) != 0)
		return gt_fail(err, GT_FAILED, "libmagic: %s", cookie ? magic_error(cookie) : "no memory");
	magic_buffer(cookie, "warm", 4);
	return GT_OK;
}

static const struct { const char *mime; uint8_t looks_like; } known[] = {
	{ "application/vnd.openxmlformats-officedocument.wordprocessingml", GT_LOOKS_LIKE_DOCX },
	{ "application/vnd.openxmlformats-officedocument", GT_LOOKS_LIKE_XLSX },
	{ "application/vnd.oasis.opendocument", GT_LOOKS_LIKE_ODF },
	{ "application/zip", GT_LOOKS_LIKE_ZIP }, { "application/java-archive", GT_LOOKS_LIKE_ZIP },
	{ "application/msword", GT_LOOKS_LIKE_OLE }, { "application/vnd.ms-", GT_LOOKS_LIKE_OLE }, { "application/CDFV2", GT_LOOKS_LIKE_OLE }, { "application/x-ole-storage", GT_LOOKS_LIKE_OLE },
	{ "application/x-rar", GT_LOOKS_LIKE_RAR }, { "application/vnd.rar", GT_LOOKS_LIKE_RAR },
	{ "application/x-7z", GT_LOOKS_LIKE_7Z },
	{ "application/gzip", GT_LOOKS_LIKE_GZIP }, { "application/x-gzip", GT_LOOKS_LIKE_GZIP }, { "application/x-xz", GT_LOOKS_LIKE_GZIP },
	{ "application/x-bzip2", GT_LOOKS_LIKE_GZIP }, { "application/zstd", GT_LOOKS_LIKE_GZIP },
	{ "image/gif", GT_LOOKS_LIKE_GIF }, { "image/webp", GT_LOOKS_LIKE_WEBP }, { "image/svg", GT_LOOKS_LIKE_SVG }, { "image/avif", GT_LOOKS_LIKE_AVIF },
	{ "text/html", GT_LOOKS_LIKE_HTML }, { "text/rtf", GT_LOOKS_LIKE_RTF }, { "text/xml", GT_LOOKS_LIKE_XML }, { "text/", GT_LOOKS_LIKE_TEXT },
	{ "video/", GT_LOOKS_LIKE_VIDEO }, { "audio/", GT_LOOKS_LIKE_AUDIO }, { "application/postscript", GT_LOOKS_LIKE_PS },
	{ "application/x-dosexec", GT_LOOKS_LIKE_PROGRAM }, { "application/vnd.microsoft.portable-executable", GT_LOOKS_LIKE_PROGRAM },
	{ "application/x-executable", GT_LOOKS_LIKE_PROGRAM }, { "application/x-pie-executable", GT_LOOKS_LIKE_PROGRAM }, { "application/x-sharedlib", GT_LOOKS_LIKE_PROGRAM },
};

/* An ISO media file names its brand at offset 8. */
static bool heic(const uint8_t *p, size_t n)
{
	static const char brands[][5] = { "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1" };
	if (n < 12 || memcmp(p + 4, "ftyp", 4) != 0)
		return false;
	for (size_t i = 0; i < GT_COUNT(brands); i++)
		if (memcmp(p + 8, brands[i], 4) == 0)
			return true;
	return false;
}

struct gt_scan_answer gt_sniff(const uint8_t *p, size_t n)
{
	struct gt_scan_answer a = { .cause = GT_CAUSE_KIND };
	if (heic(p, n)) {
		a.cause = GT_CAUSE_HEIC;
		return a;
	}
	if (n >= 4 && (memcmp(p, "II+\0", 4) == 0 || memcmp(p, "MM\0+", 4) == 0)) {
		a.looks_like = GT_LOOKS_LIKE_BIGTIFF;
		return a;
	}
	if (n >= 8 && memcmp(p, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0) {
		a.looks_like = GT_LOOKS_LIKE_OLE;
		return a;
	}
	const char *mime = cookie ? magic_buffer(cookie, p, n < LOOK_BYTES ? n : LOOK_BYTES) : NULL;
	for (size_t i = 0; mime && i < GT_COUNT(known) && !a.looks_like; i++)
		if (gt_starts(mime, known[i].mime))
			a.looks_like = known[i].looks_like;
	/* one of our kinds, but not at the first byte */
	if (mime && !a.looks_like && (gt_streq(mime, "application/pdf") || gt_starts(mime, "image/jpeg") || gt_starts(mime, "image/png") || gt_starts(mime, "image/tiff") || gt_starts(mime, "image/bmp")))
		a.cause = GT_CAUSE_DAMAGED;
	return a;
}
