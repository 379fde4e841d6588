/* Communes with their postal and INSEE codes, from the text compiled in: one line a commune, `insee;name;folded name;postcodes`, the largest first. */
#include <stdlib.h>
#include "register/register_priv.h"
#include "text/text.h"

struct line { struct gt_str insee, name, folded, postcodes; };

static struct gt_str field(const char **p, char end)
{
	const char *stop = strchr(*p, end);
	struct gt_str s = { *p, (size_t)(stop - *p) };
	*p = stop + 1;
	return s;
}

static bool next_line(const char **p, struct line *ret)
{
	if (!**p) return false;
	ret->insee = field(p, ';');
	ret->name = field(p, ';');
	ret->folded = field(p, ';');
	ret->postcodes = field(p, '\n');
	return true;
}

static bool begins(struct gt_str s, const char *prefix, size_t n) { return s.n >= n && memcmp(s.p, prefix, n) == 0; }

/* The beginning of the whole name or of one of its words: "denis" finds Saint-Denis. */
static bool name_begins(struct gt_str folded, const char *q, size_t n)
{
	for (size_t i = 0; i + n <= folded.n; i++)
		if ((i == 0 || folded.p[i - 1] == ' ') && memcmp(folded.p + i, q, n) == 0) return true;
	return false;
}

static void add_postcodes(struct gt_arena *arena, const struct line *l, const char *prefix, struct gt_commune *ret, size_t max, size_t *n)
{
	const char *p = l->postcodes.p, *end = p + l->postcodes.n;
	size_t prefix_n = strlen(prefix);
	for (; p < end && *n < max; p += 6) {
		if (!begins((struct gt_str){ p, 5 }, prefix, prefix_n)) continue;
		ret[(*n)++] = (struct gt_commune){ gt_arena_strndup(arena, l->insee.p, l->insee.n), gt_arena_strndup(arena, l->name.p, l->name.n), gt_arena_strndup(arena, p, 5) };
	}
}

/* "59000 lille": a postcode, then the beginning of a name; either may be missing. */
static const char *split_query(struct gt_arena *arena, const char *query, char postcode[6])
{
	const char *q = gt_text_fold(arena, query);
	size_t n = strspn(q, "0123456789");
	if (n > 5) return NULL;
	memcpy(postcode, q, n);
	postcode[n] = 0;
	q += n;
	q += strspn(q, " ");
	/* "St Denis" and "Ste Marie" are how people write. */
	if (gt_starts(q, "st ")) return gt_arena_printf(arena, "saint %s", q + 3);
	if (gt_starts(q, "ste ")) return gt_arena_printf(arena, "sainte %s", q + 4);
	return q;
}

size_t gt_communes_search(struct gt_arena *arena, const char *query, struct gt_commune *ret, size_t max)
{
	char postcode[6];
	const char *name = split_query(arena, query, postcode);
	if (!name || (!*name && strlen(postcode) < 2)) return 0;
	size_t n = 0, name_n = strlen(name);
	struct line l;
	/* Whole names first ("Lens" before "Lens-Lestang"), then what begins so, then a word within. */
	for (int pass = 0; pass < 3; pass++) {
		const char *p = gt_communes_text;
		while (n < max && next_line(&p, &l)) {
			bool whole = l.folded.n == name_n && begins(l.folded, name, name_n), first = begins(l.folded, name, name_n);
			int kind = !name_n || whole ? 0 : first ? 1 : name_begins(l.folded, name, name_n) ? 2 : -1;
			if (kind == pass) add_postcodes(arena, &l, postcode, ret, max, &n);
		}
	}
	return n;
}

const char *gt_commune_insee(struct gt_arena *arena, const char *postcode, const char *name)
{
	const char *folded = gt_text_fold(arena, name), *p = gt_communes_text;
	size_t n = strlen(folded);
	struct gt_commune found[2];
	size_t n_found = 0;
	struct line l;
	while (n_found < 2 && strlen(postcode) == 5 && next_line(&p, &l))
		if (l.folded.n == n && memcmp(l.folded.p, folded, n) == 0) add_postcodes(arena, &l, postcode, found, 2, &n_found);
	return n_found == 1 ? found[0].insee : NULL;
}

const char *gt_commune_typed(struct gt_arena *arena, const char *typed)
{
	const char *q = gt_text_fold(arena, typed);
	size_t n = strlen(q);
	/* « Lille 59000 » is « 59000 Lille » */
	if (n > 6 && q[n - 6] == ' ' && strspn(q + n - 5, "0123456789") == 5) q = gt_arena_printf(arena, "%s %.*s", q + n - 5, (int)(n - 6), q);
	char postcode[6];
	const char *name = split_query(arena, q, postcode), *p = gt_communes_text, *only = NULL;
	size_t name_n = name ? strlen(name) : 0, pn = name ? strlen(postcode) : 0;
	struct gt_commune found[1];
	struct line l;
	while (name_n && next_line(&p, &l)) {
		size_t k = 0;
		if (l.folded.n != name_n || memcmp(l.folded.p, name, name_n) != 0 || (pn && pn != 5)) continue;
		add_postcodes(arena, &l, postcode, found, 1, &k);
		if (!k) continue;
		if (only) return "";
		only = found[0].insee;
	}
	return only;
}

static int by_code(const void *a, const void *b) { return memcmp(*(const char *const *)a, *(const char *const *)b, 5); }

/* The lines in the order of their codes, made when first asked for; it stays as long as the process. */
static const char **lines_by_code(size_t *ret_n)
{
	static const char **lines;
	static size_t n;
	if (!lines) {
		struct line l;
		for (const char *p = gt_communes_text; next_line(&p, &l);) n++;
		lines = gt_xalloc(gt_mul(n, sizeof *lines));
		n = 0;
		for (const char *p = gt_communes_text, *at = p; next_line(&p, &l); at = p) lines[n++] = at;
		qsort(lines, n, sizeof *lines, by_code);
	}
	*ret_n = n;
	return lines;
}

const char *gt_register_commune_name(struct gt_db *db, struct gt_arena *arena, const char *insee)
{
	(void)db;
	size_t n;
	const char **lines = lines_by_code(&n);
	const char *const *at = insee && strlen(insee) == 5 ? bsearch(&insee, lines, n, sizeof *lines, by_code) : NULL;
	struct line l;
	if (!at) return NULL;
	const char *p = *at;
	next_line(&p, &l);
	return gt_arena_strndup(arena, l.name.p, l.name.n);
}
