/* Random identifiers and their text in addresses. */
#include "base/base.h"
#include <errno.h>
#include <sys/random.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void gt_random(void *p, size_t n)
{
	char *at = p;
	while (n) {
		ssize_t got = getrandom(at, n, 0);
		if (got < 0) {
			if (errno == EINTR) continue;
			gt_panic("no random numbers (errno %d)", errno);
		}
		at += got;
		n -= (size_t)got;
	}
}

struct gt_id gt_id_new(void)
{
	struct gt_id id;
	gt_random(id.b, sizeof id.b);
	return id;
}

const char *gt_id_text(struct gt_id id, char out[GT_ID_TEXT])
{
	uint32_t bits = 0;
	int have = 0;
	size_t n = 0;
	for (size_t i = 0; i < sizeof id.b; i++) {
		bits = (bits << 8) | id.b[i];
		have += 8;
		while (have >= 6) { have -= 6; out[n++] = alphabet[(bits >> have) & 63]; }
	}
	out[n++] = alphabet[(bits << (6 - have)) & 63];
	out[n] = 0;
	return out;
}

/* One text an id: the unused bits of the last character must be zero. */
bool gt_id_parse(const char *s, struct gt_id *ret)
{
	if (!s || strlen(s) != GT_ID_TEXT - 1) return false;
	struct gt_id id;
	uint32_t bits = 0;
	int have = 0;
	size_t n = 0;
	for (; *s; s++) {
		const char *at = strchr(alphabet, *s);
		if (!at) return false;
		bits = (bits << 6) | (uint32_t)(at - alphabet);
		have += 6;
		if (have >= 8) { have -= 8; if (n < sizeof id.b) id.b[n++] = (uint8_t)(bits >> have); }
	}
	if (n != sizeof id.b || (bits & ((1u << have) - 1))) return false;
	*ret = id;
	return true;
}
