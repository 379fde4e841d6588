/* One line an event, key=value, to stderr; whoever runs us keeps it. Values that citizens typed never come here. */
#include "base/base.h"
#include <stdio.h>
#include <unistd.h>

static const char *program = "guichet";
static enum gt_level least = GT_INFO;
static char request[40];

void gt_log_init(const char *name, enum gt_level level)
{
	program = name;
	least = level;
}

void gt_log_request(const char *request_id)
{
	size_t n = 0;
	for (const char *s = request_id ? request_id : ""; *s && n < sizeof request - 1; s++)
		if ((*s >= '0' && *s <= '9') || (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || *s == '-') request[n++] = *s;
	request[n] = 0;
}

void gt_log_at(enum gt_level level, const char *room, const char *fmt, ...)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	if (level < least) return;
	char line[1024];
	int n = snprintf(line, sizeof line, "level=%s prog=%s pid=%d room=%s%s%s ", names[level], program, (int)getpid(), room, *request ? " req=" : "", request);
	if (n < 0 || (size_t)n >= sizeof line - 2) return;
	va_list ap;
	va_start(ap, fmt);
	int m = vsnprintf(line + n, sizeof line - (size_t)n - 1, fmt, ap);
	va_end(ap);
	if (m < 0) return;
	size_t len = (size_t)n + (size_t)m;
	if (len > sizeof line - 2) len = sizeof line - 2;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f) line[i] = ' ';
	line[len++] = '\n';
	gt_write_all(STDERR_FILENO, line, len);
}

void gt_log_error(enum gt_level level, const char *room, const struct gt_error *err)
{
	gt_log_at(level, room, "rc=%s fn=%s msg=\"%s\" detail=\"%s\"", gt_rc_name(err->rc), err->where ? err->where : "-", err->message, err->detail);
}

const char *gt_log_untrusted(struct gt_arena *arena, const char *s)
{
	struct gt_buf b = gt_buf_new(arena, 400);
	size_t n = 0;
	for (; s && *s && n < 80; s++, n++) {
		unsigned char c = (unsigned char)*s;
		if (c > 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '=') gt_buf_add(&b, s, 1);
		else gt_buf_printf(&b, "\\x%02x", c);
	}
	return gt_buf_cstr(&b);
}
