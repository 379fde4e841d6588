/* http: multipart/form-data in pieces of any size, with constant memory: files go to sealed memfds, fields to the request's arena.
 * Strict where browsers agree: no preamble, no epilogue, CRLF only, one name a part. Decides nothing about a file's content. */
#include <ctype.h>
#include "http/http_priv.h"

#define WINDOW_BYTES 16384
#define PART_HEADERS_MAX_BYTES 4096
#define FIELD_NAME_MAX_BYTES 200
#define FILES_MAX 8
#define BOUNDARY_MAX_BYTES 70

enum state { AT_FIRST, AT_HEADERS, IN_PART, AFTER_DELIMITER, AT_END };

struct gt_multipart {
	struct gt_arena *arena;
	bool files_allowed;
	enum state state;
	char delimiter[BOUNDARY_MAX_BYTES + 5];      /* CR LF -- boundary */
	size_t n_delimiter;
	char window[WINDOW_BYTES]; size_t n;
	/* the part being read */
	const char *name, *file_name, *type;
	bool is_file;
	int fd; int64_t bytes;
	struct gt_buf value;
	size_t values_bytes, parts;
	struct gt_pairs fields;
	struct gt_form_file uploads[FILES_MAX]; size_t n_uploads;
};

static void close_files(void *arg)
{
	struct gt_multipart *m = arg;
	gt_close(&m->fd);
	for (size_t i = 0; i < m->n_uploads; i++)
		gt_close(&m->uploads[i].fd);
}

static bool boundary_character(unsigned char c)
{
	return isalnum(c) || strchr("'()+_,-./:=? ", c);
}

/* Value of a parameter of a header: token or quoted string. `\"` in a quoted string is a quote, any other backslash itself. false: malformed. */
static bool header_value(const char **at, struct gt_buf *b)
{
	const char *p = *at;
	if (*p != '"') {
		while (*p && *p != ';' && *p != ' ' && *p != '\t')
			gt_buf_add(b, p++, 1);
		*at = p;
		return true;
	}
	for (p++; *p && *p != '"'; p++) {
		if (p[0] == '\\' && p[1] == '"')
			p++;
		gt_buf_add(b, p, 1);
	}
	if (*p != '"')
		return false;
	*at = p + 1;
	return true;
}

/* Walk `; key=value` after a header's first word. Each wanted key may stand once. */
static bool header_params(struct gt_arena *arena, const char *p, const char *const *keys, const char **values, size_t n_keys)
{
	for (;;) {
		p += strspn(p, " \t");
		if (!*p)
			return true;
		if (*p++ != ';')
			return false;
		p += strspn(p, " \t");
		if (!*p)
			return true;
		const char *key = p;
		p += strcspn(p, "=; \t");
		size_t n_key = (size_t)(p - key);
		if (*p++ != '=' || n_key == 0)
			return false;
		struct gt_buf b = gt_buf_new(arena, PART_HEADERS_MAX_BYTES);
		if (!header_value(&p, &b))
			return false;
		for (size_t i = 0; i < n_keys; i++) {
			if (strlen(keys[i]) != n_key || strncasecmp(keys[i], key, n_key) != 0)
				continue;
			if (values[i])
				return false;
			values[i] = gt_buf_cstr(&b);
		}
	}
}

struct gt_multipart *gt_multipart_new(struct gt_arena *arena, const char *content_type, bool files)
{
	static const char *const keys[] = { "boundary" };
	const char *values[1] = { NULL };
	const char *type = "multipart/form-data";
	if (strncasecmp(content_type, type, strlen(type)) != 0 || !header_params(arena, content_type + strlen(type), keys, values, 1))
		return NULL;
	size_t n = values[0] ? strlen(values[0]) : 0;
	if (n == 0 || n > BOUNDARY_MAX_BYTES || values[0][n - 1] == ' ')
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (!boundary_character((unsigned char)values[0][i]))
			return NULL;
	struct gt_multipart *m = gt_new(arena, struct gt_multipart);
	m->arena = arena;
	m->files_allowed = files;
	m->fd = -1;
	memcpy(m->delimiter, "\r\n--", 4);
	memcpy(m->delimiter + 4, values[0], n);
	m->n_delimiter = n + 4;
	m->fields.max = GT_FORM_FIELDS_MAX;
	gt_arena_on_free(arena, close_files, m);
	return m;
}

static void consume(struct gt_multipart *m, size_t n)
{
	memmove(m->window, m->window + n, m->n - n);
	m->n -= n;
}

/* Browsers write these three for characters that would end a name. */
static const char *unescape_name(struct gt_arena *arena, const char *s)
{
	char *out = gt_arena_strdup(arena, s), *w = out;
	for (const char *r = s; *r;) {
		if (strncasecmp(r, "%22", 3) == 0 || strncasecmp(r, "%0D", 3) == 0 || strncasecmp(r, "%0A", 3) == 0) {
			*w++ = r[1] == '2' ? '"' : (r[2] == 'D' || r[2] == 'd') ? '\r' : '\n';
			r += 3;
		} else {
			*w++ = *r++;
		}
	}
	*w = 0;
	return out;
}

static int disposition(struct gt_multipart *m, const char *value)
{
	static const char *const keys[] = { "name", "filename" };
	const char *values[2] = { NULL, NULL };
	if (m->name || strncasecmp(value, "form-data", 9) != 0 || !header_params(m->arena, value + 9, keys, values, 2))
		return 400;
	if (gt_empty(values[0]) || strlen(values[0]) > FIELD_NAME_MAX_BYTES)
		return 400;
	char *name = gt_arena_strdup(m->arena, unescape_name(m->arena, values[0]));
	if (!gt_http_text_clean(name, strlen(name)))
		return 400;
	m->name = name;
	if (values[1]) {
		m->is_file = true;
		m->file_name = gt_file_name_clean(m->arena, gt_str(unescape_name(m->arena, values[1])));
	}
	return 0;
}

static int part_header(struct gt_multipart *m, char *line)
{
	char *colon = strchr(line, ':');
	if (!colon || colon == line || line[0] == ' ' || line[0] == '\t')
		return 400;
	*colon = 0;
	char *value = colon + 1 + strspn(colon + 1, " \t");
	if (strcasecmp(line, "Content-Disposition") == 0)
		return disposition(m, value);
	if (strcasecmp(line, "Content-Type") == 0) {
		value[strnlen(value, 100)] = 0;
		m->type = gt_http_text_clean(value, strlen(value)) ? gt_arena_strdup(m->arena, value) : NULL;
		return 0;
	}
	if (strcasecmp(line, "Content-Transfer-Encoding") == 0)
		return strcasecmp(value, "7bit") == 0 || strcasecmp(value, "8bit") == 0 || strcasecmp(value, "binary") == 0 ? 0 : 400;
	return 0;
}

static int part_begin(struct gt_multipart *m, size_t n_headers)
{
	m->name = m->file_name = m->type = NULL;
	m->is_file = false;
	m->bytes = 0;
	char *p = gt_arena_strndup(m->arena, m->window, n_headers), *end = p + n_headers;
	if (strlen(p) != n_headers)
		return 400;
	while (p < end) {
		char *eol = strstr(p, "\r\n");
		if (eol)
			*eol = 0;
		if (strpbrk(p, "\r\n"))
			return 400;
		int status = part_header(m, p);
		if (status)
			return status;
		p = eol ? eol + 2 : end;
	}
	if (!m->name || ++m->parts > GT_FORM_FIELDS_MAX + FILES_MAX)
		return 400;
	if (!m->is_file) {
		if (m->type && strncasecmp(m->type, "multipart/", 10) == 0)
			return 400;
		m->value = gt_buf_new(m->arena, GT_FORM_BODY_MAX_BYTES);
		return 0;
	}
	return m->files_allowed ? 0 : 400;
}

static int part_bytes(struct gt_multipart *m, const char *p, size_t n)
{
	if (n == 0)
		return 0;
	m->bytes += (int64_t)n;
	if (!m->is_file) {
		gt_buf_add(&m->value, p, n);
		m->values_bytes += n;
		return m->values_bytes > GT_FORM_BODY_MAX_BYTES ? 413 : 0;
	}
	if (m->fd < 0)
		m->fd = gt_memfd("upload");
	return gt_write_all(m->fd, p, n) ? 0 : 413;
}

static int part_end(struct gt_multipart *m)
{
	if (!m->is_file) {
		char *value = gt_arena_strndup(m->arena, m->value.p, m->value.n);
		if (!gt_http_text_clean(value, m->value.n) || !gt_pairs_add(m->arena, &m->fields, m->name, value))
			return 400;
		return 0;
	}
	/* a file field left empty has neither name nor bytes, and is none; an empty file has a name */
	if (m->fd < 0 && gt_empty(m->file_name))
		return 0;
	if (m->n_uploads == FILES_MAX)
		return 400;
	if (m->fd < 0)
		m->fd = gt_memfd("upload");
	if (m->fd >= 0 && !gt_memfd_seal(m->fd))
		return 400;
	m->uploads[m->n_uploads++] = (struct gt_form_file){ m->name, m->file_name, m->type ? m->type : "", m->fd, m->bytes };
	m->fd = -1;
	return 0;
}

/* One step over the window. 0: done what could be done, *again says whether another step may follow. */
static int step(struct gt_multipart *m, bool *again)
{
	*again = false;
	switch (m->state) {
	case AT_FIRST:                       /* the first delimiter has no CR LF before it */
		if (m->n < m->n_delimiter - 2)
			return memcmp(m->window, m->delimiter + 2, m->n) == 0 ? 0 : 400;
		if (memcmp(m->window, m->delimiter + 2, m->n_delimiter - 2) != 0)
			return 400;
		consume(m, m->n_delimiter - 2);
		m->state = AFTER_DELIMITER;
		break;
	case AFTER_DELIMITER:
		if (m->n < 2)
			return 0;
		if (memcmp(m->window, "--", 2) == 0)
			m->state = AT_END;
		else if (memcmp(m->window, "\r\n", 2) == 0)
			m->state = AT_HEADERS;
		else
			return 400;
		consume(m, 2);
		break;
	case AT_HEADERS: {
		const char *end = memmem(m->window, m->n, "\r\n\r\n", 4);
		size_t n = end ? (size_t)(end - m->window) : m->n;
		if (n > PART_HEADERS_MAX_BYTES)
			return 400;
		if (!end)
			return 0;
		int status = part_begin(m, n);
		if (status)
			return status;
		consume(m, n + 4);
		m->state = IN_PART;
		break;
	}
	case IN_PART: {
		const char *end = memmem(m->window, m->n, m->delimiter, m->n_delimiter);
		size_t n = end ? (size_t)(end - m->window) : m->n >= m->n_delimiter ? m->n - m->n_delimiter + 1 : 0;
		int status = part_bytes(m, m->window, n);
		if (status)
			return status;
		consume(m, end ? n + m->n_delimiter : n);
		if (!end)
			return 0;
		m->state = AFTER_DELIMITER;
		status = part_end(m);
		if (status)
			return status;
		break;
	}
	case AT_END:                         /* one CR LF may follow, nothing else */
		if (m->n > 2 || memcmp(m->window, "\r\n", m->n) != 0)
			return 400;
		return 0;
	}
	*again = true;
	return 0;
}

int gt_multipart_feed(struct gt_multipart *m, const char *p, size_t n)
{
	while (n) {
		size_t room = WINDOW_BYTES - m->n, take = n < room ? n : room;
		gt_assert(room > 0);
		memcpy(m->window + m->n, p, take);
		m->n += take;
		p += take;
		n -= take;
		bool again;
		do {
			int status = step(m, &again);
			if (status)
				return status;
		} while (again);
	}
	return 0;
}

int gt_multipart_end(struct gt_multipart *m, struct gt_request *ret)
{
	if (m->state != AT_END || m->n == 1)
		return 400;
	ret->form = m->fields.list;
	ret->n_form = m->fields.n;
	ret->uploads = m->uploads;
	ret->n_uploads = m->n_uploads;
	return 0;
}
