/* Files of all kinds, at random: the structural walks and what is read of a child's answer. */
#include "scan/scan_priv.h"
#include "tests/fuzz/fuzz.h"

const struct gt_str fuzz_seeds[] = {
	GT_STR("%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"),
	GT_STR("\xff\xd8\xff\xe2\0\x08MPF\0\0\0\xff\xc0\0\x0b\x08\0\x10\0\x20\1\1\x11\0\xff\xda\0\x08\1\1\0\0\x3f\0\x12\x34\xff\xd9\xff\xd8\xff\xda\0\x02\xff\xd9"),
	GT_STR("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0\x3a\x7e\x9b\x55\0\0\0\0IEND\xae\x42\x60\x82"),
	GT_STR("II*\0\x08\0\0\0\4\0\0\1\4\0\1\0\0\0\1\0\0\0\1\1\4\0\1\0\0\0\1\0\0\0\x11\1\4\0\1\0\0\0\0\0\0\0\x17\1\4\0\1\0\0\0\1\0\0\0\0\0\0\0"),
	GT_STR("MM\0*\0\0\0\x08\0\1\x01\x4a\0\4\0\0\0\1\0\0\0\x08\0\0\0\0"),
	GT_STR("BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1\0\0\0\1\0\0\0\1\0\x18\0\0\0\0\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\2\3\0"),
	GT_STR("\1\0\2\0\0\0\1\0\0\0\1\0\0\0\1\xff\xff\xff\xff\0\0\0\1s"),
	{ NULL, 0 },
};
const char *const fuzz_words[] = { "\xff\xd9", "\xff\xda", "\xff\xd8\xff", "SEFT", "SEFH", "IDAT", "IEND", "\xff\xff\xff\xff", "\x7f\xff\xff\xff", "%%EOF", " 0 obj", NULL };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gt_walk (*const walks[GT_KIND__MAX])(const uint8_t *, size_t) = {
		[GT_KIND_PDF] = gt_walk_pdf, [GT_KIND_JPEG] = gt_walk_jpeg, [GT_KIND_PNG] = gt_walk_png, [GT_KIND_TIFF] = gt_walk_tiff, [GT_KIND_BMP] = gt_walk_bmp,
	};
	enum gt_kind kind = gt_walk_start(data, size);
	if (kind != GT_KIND_NONE) {
		struct gt_walk w = walks[kind](data, size);
		gt_assert(w.cause >= GT_CAUSE_CLEAN && w.cause < GT_CAUSE__MAX);
		gt_assert(w.cause != GT_CAUSE_CLEAN || kind == GT_KIND_PDF || (w.pages >= 1 && (uint64_t)w.width * w.height <= GT_SCAN_PIXELS_MAX));
	}
	GT_AUTO_ARENA arena = gt_arena_new("fuzz", 1 << 20);
	struct gt_get g = gt_get((struct gt_str){ (const char *)data, size });
	struct gt_scan_answer a;
	if (gt_scan_answer_get(&g, arena, &a))
		gt_assert(a.cause != GT_CAUSE_CLEAN || (a.kind != GT_KIND_NONE && a.pages > 0));
	return 0;
}
