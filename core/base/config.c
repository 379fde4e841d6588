/* Settings: one INI file (inih), flat keys "section.name". A value out of its range stops the start, not a request. */
#include "base/base.h"
#include <ini.h>
#include <stdio.h>

struct entry { struct entry *next; char *key, *value; };
struct gt_config { struct entry *first; };

static int take(void *user, const char *section, const char *name, const char *value)
{
	struct gt_config *c = user;
	struct entry *e = gt_xalloc(sizeof *e);
	size_t n = strlen(section) + strlen(name) + 2;
	e->key = gt_xalloc(n);
	snprintf(e->key, n, "%s%s%s", section, *section ? "." : "", name);
	e->value = gt_xstrdup(value);
	e->next = c->first;            /* the last one of a key wins */
	c->first = e;
	return 1;
}

int gt_config_load(const char *path, struct gt_config **ret, struct gt_error *err)
{
	struct gt_config *c = gt_xalloc(sizeof *c);
	int line = ini_parse(path, take, c);
	if (line != 0) {
		gt_config_free(&c);
		if (line < 0) return gt_fail(err, GT_NOTFOUND, "settings file '%s' cannot be read", path);
		return gt_fail(err, GT_BADINPUT, "%s:%d: not a setting (expected: name = value)", path, line);
	}
	*ret = c;
	return GT_OK;
}

void gt_config_free(struct gt_config **config)
{
	struct gt_config *c = *config;
	if (!c) return;
	while (c->first) {
		struct entry *e = c->first;
		c->first = e->next;
		explicit_bzero(e->value, strlen(e->value));
		gt_xfree(e->key);
		gt_xfree(e->value);
		gt_xfree(e);
	}
	gt_xfree(c);
	*config = NULL;
}

const char *gt_config_get(const struct gt_config *c, const char *key, const char *otherwise)
{
	if (c)
		for (const struct entry *e = c->first; e; e = e->next)
			if (strcmp(e->key, key) == 0) return e->value;
	return otherwise;
}

int64_t gt_config_int(const struct gt_config *c, const char *key, int64_t otherwise, int64_t min, int64_t max)
{
	const char *s = gt_config_get(c, key, NULL);
	int64_t v = otherwise;
	if (s && !gt_parse_i64(s, min, max, &v)) gt_panic("setting %s must be a whole number from %lld to %lld", key, (long long)min, (long long)max);
	return v;
}

bool gt_config_bool(const struct gt_config *c, const char *key, bool otherwise)
{
	const char *s = gt_config_get(c, key, NULL);
	if (!s) return otherwise;
	if (gt_streq(s, "yes")) return true;
	if (gt_streq(s, "no")) return false;
	gt_panic("setting %s must be yes or no", key);
}
