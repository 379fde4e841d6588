/* The services of <guichet/plugin.h> over one request held in memory. Runs behind all walls; everything it says is checked again outside. */
#include <stdlib.h>
#include "clock/clock.h"
#include "hook/hook_host.h"
#include "text/text.h"

#define HOST(h) ((struct gt_hook_case *)(uintptr_t)(h))

/* The next part of a path: a name and, for repeated ones, a number. */
static xmlNodePtr nth(xmlNodePtr parent, const char *name, size_t n_name, long index)
{
	GT_XML_EACH(el, parent, NULL)
		if (strlen((const char *)el->name) == n_name && memcmp(el->name, name, n_name) == 0 && --index == 0) return el;
	return NULL;
}

static xmlNodePtr find(const struct gt_hook_case *c, const char *path, const char **ret_attribute)
{
	xmlNodePtr at = gt_xml_root(c->doc);
	*ret_attribute = NULL;
	while (at && path && *path) {
		size_t n = strcspn(path, ".");
		const char *name = path;
		path += n + (path[n] == '.');
		long index = 1;
		size_t digits = strspn(path, "0123456789");
		if (digits && (path[digits] == 0 || path[digits] == '.')) {
			index = strtol(path, NULL, 10);
			path += digits + (path[digits] == '.');
		}
		xmlNodePtr below = nth(at, name, n, index);
		if (!below && *path == 0) {      /* title.end, person.number */
			*ret_attribute = gt_xml_attr(at, gt_arena_strndup(c->arena, name, n));
			return NULL;
		}
		at = below;
	}
	return at;
}

static const char *value_get(const struct gt_host *host, const struct gt_request_data *data, const char *path)
{
	(void)data;
	const char *attribute;
	xmlNodePtr el = find(HOST(host), path, &attribute);
	return el ? gt_xml_text(HOST(host)->arena, el) : attribute ? attribute : "";
}

static unsigned value_count(const struct gt_host *host, const struct gt_request_data *data, const char *path)
{
	(void)data;
	const char *unused, *dot = strrchr(path, '.');
	xmlNodePtr parent = dot ? find(HOST(host), gt_arena_strndup(HOST(host)->arena, path, (size_t)(dot - path)), &unused) : gt_xml_root(HOST(host)->doc);
	unsigned n = 0;
	if (parent) GT_XML_EACH(el, parent, dot ? dot + 1 : path) n++;
	return n;
}

static unsigned document_count(const struct gt_host *host, const struct gt_request_data *data, const char *justificatif)
{
	(void)data;
	unsigned n = 0;
	GT_XML_EACH(step, gt_xml_root(HOST(host)->doc), NULL) GT_XML_EACH(j, step, justificatif) GT_XML_EACH(file, j, "file") n++;
	return n;
}

static void finding_add(const struct gt_host *host, const char *field, const char *message)
{
	struct gt_hook_answer *a = &HOST(host)->answer;
	if (a->n_findings == GT_HOOK_FINDINGS_MAX) return;
	a->findings[a->n_findings++] = (struct gt_hook_pair){ gt_arena_strdup(HOST(host)->arena, field), gt_arena_strdup(HOST(host)->arena, message) };
}

static void value_set(const struct gt_host *host, const char *path, const char *value)
{
	struct gt_hook_answer *a = &HOST(host)->answer;
	if (a->n_values == GT_HOOK_VALUES_MAX) return;
	a->values[a->n_values++] = (struct gt_hook_pair){ gt_arena_strdup(HOST(host)->arena, path), gt_arena_strdup(HOST(host)->arena, value) };
}

static void effect_add(const struct gt_host *host, const char *kind, const char *target, const char *text, int days)
{
	struct gt_hook_answer *a = &HOST(host)->answer;
	struct gt_arena *arena = HOST(host)->arena;
	if (a->n_effects == GT_HOOK_EFFECTS_MAX) return;
	a->effects[a->n_effects++] = (struct gt_hook_task){ gt_arena_strdup(arena, kind), gt_arena_strdup(arena, target), gt_arena_strdup(arena, text), days };
}

static void service_set(const struct gt_host *host, const char *service) { HOST(host)->answer.service = gt_arena_strdup(HOST(host)->arena, service); }
static const char *today(const struct gt_host *host) { return HOST(host)->today; }

static const char *iso(struct gt_arena *arena, struct gt_date d)
{
	char text[11];
	return gt_arena_strdup(arena, gt_date_iso(d, text));
}

static const char *add_days(const struct gt_host *host, const char *date, int days)
{
	struct gt_date d;
	return gt_date_parse(date, &d) ? iso(HOST(host)->arena, gt_date_add_days(d, days)) : "";
}

static const char *add_months(const struct gt_host *host, const char *date, int months)
{
	struct gt_date d;
	return gt_date_parse(date, &d) ? iso(HOST(host)->arena, gt_date_add_months(d, months)) : "";
}

static int32_t days_between(const struct gt_host *host, const char *from, const char *to)
{
	(void)host;
	struct gt_date a, b;
	return gt_date_parse(from, &a) && gt_date_parse(to, &b) ? (int32_t)gt_days_between(a, b) : INT32_MIN;
}

static int same_name(const struct gt_host *host, const char *a, const char *b) { return a && b && gt_text_same_name(HOST(host)->arena, a, b); }
static void *alloc(const struct gt_host *host, size_t bytes) { return gt_arena_alloc(HOST(host)->arena, bytes); }
static void log_line(const struct gt_host *host, const char *message) { gt_log_at(GT_DEBUG, "plugin", "%s", gt_log_untrusted(HOST(host)->arena, message)); }

struct gt_hook_case *gt_hook_case_new(struct gt_arena *arena, const struct gt_hook_call *call)
{
	struct gt_hook_case *c = gt_new(arena, struct gt_hook_case);
	struct gt_error err;
	if (gt_xml_parse(arena, call->request, GT_XML_USER_MAX_BYTES, &c->doc, &err) != GT_OK) return NULL;
	c->arena = arena;
	c->today = call->today;
	c->host = (struct gt_host){ .size = sizeof c->host, .value_get = value_get, .value_count = value_count, .document_count = document_count, .finding_add = finding_add, .value_set = value_set,
		.effect_add = effect_add, .service_set = service_set, .today = today, .add_days = add_days, .add_months = add_months, .days_between = days_between, .same_name = same_name,
		.alloc = alloc, .log = log_line };
	return c;
}
