/* Frames from a hostile peer: received, read field by field, refused without harm. */
#include <sys/socket.h>
#include <unistd.h>
#include "confine/confine.h"
#include "tests/fuzz/fuzz.h"

const struct gt_str fuzz_seeds[] = {
	GT_STR("\0\0\0\x13\0\1\0\1\7\0\2\0\0\0\3abc\xff\xff\xff\xff\0\0\0\1z"),
	GT_STR("\0\0\0\0\0\2\0\1"),
	{ NULL, 0 },
};
const char *const fuzz_words[] = { "\xff\xff\xff\xff", "\1\1\1\1", "\x7f\xff\xff\xff", "\xc3", "\xed\xa0\x80", NULL };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	GT_AUTO_ARENA arena = gt_arena_new("fuzz", 16 << 20);
	int pair[2];
	if (size > 32768 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
		return 0;
	gt_write_all(pair[0], data, size);
	close(pair[0]);
	struct gt_frame f;
	while (gt_frame_recv(pair[1], arena, 65536, GT_FRAME_MAY_FD, 1000, &f, NULL) == GT_OK) {
		struct gt_get g = gt_get(f.payload);
		uint8_t a; uint16_t b; const char *t, *u; struct gt_str s;
		gt_get_u8(&g, 0, 9, &a);
		gt_get_u16(&g, 0, 1000, &b);
		gt_get_text(&g, arena, 1000, &t);
		gt_get_text(&g, arena, 1000, &u);
		gt_get_bytes(&g, 1000, &s);
		bool end = gt_get_end(&g);
		gt_assert(a <= 9 && b <= 1000 && s.n <= 1000);
		gt_assert(!end || g.n == 0);
		gt_assert(!t || gt_utf8_valid(t, strlen(t)));
		gt_close(&f.fd);
	}
	close(pair[1]);
	return 0;
}
