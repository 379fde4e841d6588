/* Results by name, errors passed by hand, and the end of a process that found a bug in itself. */
#include "base/base.h"
#include <stdio.h>
#include <stdlib.h>

const char *gt_rc_name(int rc)
{
	switch (rc) {
	case GT_OK: return "ok";
	case GT_REFUSED: return "refused";
	case GT_NOTFOUND: return "notfound";
	case GT_DENIED: return "denied";
	case GT_CONFLICT: return "conflict";
	case GT_BUSY: return "busy";
	case GT_UNCERTAIN: return "uncertain";
	case GT_TOOBIG: return "toobig";
	case GT_BADINPUT: return "badinput";
	case GT_FAILED: return "failed";
	default: return "unknown";
	}
}

int gt_fail_at(struct gt_error *err, int rc, const char *where, const char *fmt, ...)
{
	gt_assert(rc < 0);
	if (!err) return rc;
	/* The message may quote the error it replaces: write beside it first. */
	char message[sizeof err->message];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(message, sizeof message, fmt, ap);
	va_end(ap);
	err->rc = rc;
	err->where = where;
	memcpy(err->message, message, sizeof message);
	err->detail[0] = 0;
	return rc;
}

void gt_error_detail(struct gt_error *err, const char *fmt, ...)
{
	if (!err) return;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(err->detail, sizeof err->detail, fmt, ap);
	va_end(ap);
}

void gt_panic_at(const char *file, int line, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	const char *slash = strrchr(file, '/');
	gt_log_at(GT_ERR, "panic", "%s:%d %s", slash ? slash + 1 : file, line, text);
	abort();
}
