/* RFC 4180, strict. A reader of our own because a strict one that tells lines is shorter than the use of a lenient one. */
#include "register/register_priv.h"
#include "text/text.h"

static int wrong(struct gt_csv *c, const char *cause)
{
	c->cause = cause;
	return -1;
}

static bool line_end(struct gt_csv *c)
{
	const char *p = c->text.p + c->at;
	size_t left = c->text.n - c->at;
	size_t n = left && *p == '\n' ? 1 : left > 1 && p[0] == '\r' && p[1] == '\n' ? 2 : 0;
	if (!n) return false;
	c->at += n;
	c->line++;
	return true;
}

static int quoted(struct gt_csv *c, const char **ret)
{
	struct gt_buf b = gt_buf_new(c->arena, 64 * 1024);
	for (c->at++; c->at < c->text.n; c->at++) {
		char ch = c->text.p[c->at];
		if (ch == '"') {
			if (c->at + 1 >= c->text.n || c->text.p[c->at + 1] != '"') { c->at++; *ret = gt_buf_cstr(&b); return *ret ? 0 : wrong(c, "a field is too long"); }
			c->at++;
		}
		if (ch == '\n') c->line++;
		gt_buf_add(&b, &ch, 1);
	}
	return wrong(c, "a quote is not closed");
}

static int one_field(struct gt_csv *c, const char **ret)
{
	if (c->at < c->text.n && c->text.p[c->at] == '"') return quoted(c, ret);
	size_t from = c->at;
	while (c->at < c->text.n && !strchr(",\r\n", c->text.p[c->at])) {
		if (c->text.p[c->at] == '"') return wrong(c, "a quote inside a field without quotes");
		c->at++;
	}
	*ret = gt_arena_strndup(c->arena, c->text.p + from, c->at - from);
	return 0;
}

int gt_csv_next(struct gt_csv *c, const char *fields[GT_CSV_FIELDS_MAX], int64_t *ret_line)
{
	if (c->line == 0) {
		c->line = 1;
		if (c->text.n >= 3 && memcmp(c->text.p, "\xef\xbb\xbf", 3) == 0) c->at = 3;
		if (!gt_text_utf8(c->text.p, c->text.n)) return wrong(c, "the file is not UTF-8");
	}
	while (line_end(c)) {}
	if (c->at >= c->text.n) return 0;
	*ret_line = c->line;
	for (int n = 0; n < GT_CSV_FIELDS_MAX;) {
		if (one_field(c, &fields[n++]) < 0) return -1;
		if (c->at >= c->text.n || line_end(c)) return n;
		if (c->text.p[c->at] != ',') return wrong(c, "after a field, neither a comma nor the end of the line");
		c->at++;
	}
	return wrong(c, "too many fields");
}
