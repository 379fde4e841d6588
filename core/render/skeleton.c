/* Pages that were written before: what the sheet makes of a document's shape is kept as text with holes, and the values go into the holes.
 * Decides which places of a document a sheet only copies, and for which pages that is worth the memory. What is not sure of its bytes goes the plain way. */
#include "render/render_priv.h"
#include <stdlib.h>

#define KEPT_MAX 64
#define KEPT_MAX_BYTES (2u << 20)
#define SEEN_MAX 512
#define HOLES_MAX 400
#ifdef GT_SANITIZE
#define CHECK_EVERY 1                     /* hits between two that are compared with the plain way */
#else
#define CHECK_EVERY 1000
#endif
#define ID_BYTES 22                       /* an identifier of ours in an address */
#define DATE_BYTES 10
#define DATE_MARK 0xF0000                 /* character i of date h is this + 16 h + i: a sheet may take a date apart */

/* Pages of which nothing but these places says anything of a person. */
static const char *const pages[] = { "accessibility", "beneficiary", "contact", "help", "help-account", "help-franceconnect", "help-number", "home", "legal", "login-forgotten",
	"password-forgotten", "preamble", "privacy", "sign-in", "signup", "sitemap", "step" };
/* Attributes that sheets copy as they are, whatever they say. */
static const struct { const char *element, *attribute; } copied[] = { { "csrf", "token" }, { "session", "seconds" }, { "user", "name" }, { "form", "version" },
	{ "counter", "foreigner-number" }, { "counter", "birth-name" }, { "counter", "first-names" }, { "counter", "agent" } };
/* Fields whose <value> is copied: what was typed, never the choice of a list. */
static const char *const typed[] = { "address", "amount", "email", "integer", "long-text", "name", "phone", "text" };
/* Fields whose <value> has words of the sheet's own also when it is locked. */
static const char *const coded[] = { "checkbox", "month", "sex", "sworn", "yes-no" };

/* A hole takes n bytes of a value from `at` on; n 0: all of it. */
struct hole { uint32_t end; uint16_t value; uint8_t at, n; bool in_tag; };
struct skeleton { const struct gt_sheet *sheet; uint64_t hash, used; char *shape, *text; size_t shape_n, text_n; struct hole *holes; size_t n_holes; bool useless; };
struct gt_skeletons { struct skeleton kept[KEPT_MAX]; size_t n, bytes; uint64_t seen[SEEN_MAX], clock, hits; char mark[9]; bool off; };

/* ---- the shape of a document, and its values ---- */
enum kind { WHOLE, ID, DATE };
struct trace { struct gt_arena *arena; struct gt_buf shape; struct gt_str values[HOLES_MAX]; uint8_t kinds[HOLES_MAX]; size_t n; const char *mark; bool failed; };

static bool among(const char *s, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (gt_streq(s, list[i])) return true;
	return false;
}

static bool is_blank(const char *s) { return s[strspn(s, " \t\r\n")] == 0; }

static bool is_date(const char *s)
{
	for (size_t i = 0; i < DATE_BYTES; i++)
		if (i == 4 || i == 7 ? s[i] != '-' : s[i] < '0' || s[i] > '9') return false;
	return s[DATE_BYTES] == 0;
}

static size_t add_value(struct trace *t, const char *s, size_t n, enum kind kind)
{
	if (t->n == HOLES_MAX) { t->failed = true; return 0; }
	t->values[t->n] = (struct gt_str){ s, n };
	t->kinds[t->n] = (uint8_t)kind;
	return t->n++;
}

/* Twenty-two bytes that no value holds and every writer leaves alone. */
static void put_mark(struct gt_buf *b, const char *mark, size_t i) { gt_buf_printf(b, "%s%06zu________", mark, i); }

static void mark_date(struct gt_buf *b, size_t value)
{
	for (unsigned i = 0; i < DATE_BYTES; i++) {
		unsigned c = DATE_MARK + 16 * (unsigned)value + i;
		const char utf8[4] = { (char)(0xf0 | c >> 18), (char)(0x80 | (c >> 12 & 63)), (char)(0x80 | (c >> 6 & 63)), (char)(0x80 | (c & 63)) };
		gt_buf_add(b, utf8, sizeof utf8);
	}
}

/* The place keeps its value when traced, and gets a mark instead when marked. */
static void hole(struct trace *t, xmlNodePtr text, enum kind kind)
{
	const char *s = (const char *)text->content;
	size_t i = add_value(t, s, strlen(s), kind);
	if (t->failed) return;
	if (!t->mark) { gt_buf_puts(&t->shape, kind == DATE ? "\x02" : "\x01"); return; }
	struct gt_buf b = gt_buf_new(t->arena, 128);
	if (kind == DATE) mark_date(&b, i);
	else put_mark(&b, t->mark, i);
	xmlNodeSetContent(text, (const xmlChar *)gt_buf_cstr(&b));
}

static size_t id_at(const char *s)
{
	size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
	return n == ID_BYTES && (s[n] == 0 || s[n] == '/' || s[n] == '?') ? n : 0;
}

/* The identifiers in an address are holes, the same one the same hole. */
static void address(struct trace *t, xmlNodePtr text)
{
	const char *s = (const char *)text->content;
	struct gt_buf marked = gt_buf_new(t->arena, 4096), *out = t->mark ? &marked : &t->shape;
	while (*s && !t->failed) {
		const char *slash = strchr(s, '/');
		size_t n = slash ? (size_t)(slash - s) + 1 : strlen(s);
		gt_buf_add(out, s, n);
		s += n;
		if (!slash || !(n = id_at(s))) continue;
		size_t i = 0;
		while (i < t->n && (t->kinds[i] != ID || strncmp(t->values[i].p, s, n) != 0)) i++;
		if (i == t->n) i = add_value(t, gt_arena_strndup(t->arena, s, n), n, ID);
		if (t->mark) put_mark(out, t->mark, i);
		else gt_buf_printf(out, "\x03%zu", i);
		s += n;
	}
	if (t->mark) xmlNodeSetContent(text, (const xmlChar *)gt_buf_cstr(&marked));
}

static void attribute(struct trace *t, xmlNodePtr el, xmlAttrPtr a)
{
	const char *name = (const char *)a->name, *s = a->children && a->children->content ? (const char *)a->children->content : "";
	gt_buf_puts(&t->shape, " ");
	gt_buf_puts(&t->shape, name);
	gt_buf_puts(&t->shape, "=");
	bool is_copied = false;
	for (size_t i = 0; i < GT_COUNT(copied) && !is_copied; i++) is_copied = !strcmp(name, copied[i].attribute) && gt_xml_is(el, copied[i].element);
	if (is_copied && !is_blank(s)) hole(t, a->children, WHOLE);
	else if (*s == '/') address(t, a->children);
	else gt_buf_puts(&t->shape, s);
	gt_buf_add(&t->shape, "", 1);
}

/* The text of a <value> that its sheet copies; NULL: it may look into it. */
static xmlNodePtr copied_value(xmlNodePtr el, enum kind *ret)
{
	xmlNodePtr text = el->children, field = el->parent;
	if (el->properties || !text || text->next || text->type != XML_TEXT_NODE || is_blank((const char *)text->content)) return NULL;
	if (!gt_xml_is(field, "field") || gt_xml_attr(field, "choices") || gt_xml_child(field, "option")) return NULL;
	const char *type = gt_xml_attr(field, "type");
	bool locked = gt_xml_attr(field, "locked") != NULL;
	*ret = gt_streq(type, "date") ? DATE : WHOLE;
	if (*ret == DATE) return locked && is_date((const char *)text->content) ? text : NULL;
	return among(type, typed, GT_COUNT(typed)) || (locked && !among(type, coded, GT_COUNT(coded))) ? text : NULL;
}

static void walk(struct trace *t, xmlNodePtr el)
{
	enum kind kind;
	gt_buf_puts(&t->shape, "<");
	gt_buf_puts(&t->shape, (const char *)el->name);
	for (xmlAttrPtr a = el->properties; a && !t->failed; a = a->next) attribute(t, el, a);
	xmlNodePtr value = gt_xml_is(el, "value") ? copied_value(el, &kind) : NULL;
	if (value) hole(t, value, kind);
	for (xmlNodePtr c = value ? NULL : el->children; c && !t->failed; c = c->next) {
		if (c->type == XML_ELEMENT_NODE) walk(t, c);
		else if (c->type == XML_TEXT_NODE) { gt_buf_puts(&t->shape, "\""); gt_buf_puts(&t->shape, (const char *)c->content); gt_buf_add(&t->shape, "", 1); }
		else t->failed = true;
	}
	gt_buf_puts(&t->shape, ">");
}

static struct trace *trace_new(struct gt_arena *arena, const char *mark)
{
	struct trace *t = gt_new(arena, struct trace);
	t->arena = arena;
	t->mark = mark;
	t->shape = gt_buf_new(arena, GT_PAGE_MAX_BYTES);
	return t;
}

static uint64_t hash_of(const char *p, size_t n)
{
	uint64_t h = n, w;
	for (; n >= sizeof w; p += sizeof w, n -= sizeof w) {
		memcpy(&w, p, sizeof w);
		h = (h ^ w) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 29;
	}
	for (; n; n--) h = (h ^ (uint8_t)*p++) * UINT64_C(0x100000001b3);
	return h ? h : 1;
}

/* ---- values into holes ---- */
/* false: the plain way writes this value differently from one place to another. */
static bool put_escaped(struct gt_buf *b, const char *s, size_t n, bool in_tag)
{
	for (size_t i = 0, from = 0;; i++) {
		const char *entity = i == n ? "" : s[i] == '&' ? "&amp;" : s[i] == '<' ? "&lt;" : s[i] == '>' ? "&gt;" : NULL;
		if (i < n && ((unsigned char)s[i] < ' ' ? in_tag || s[i] != '\n' : in_tag && (s[i] == '"' || s[i] == '{' || s[i] == '<'))) return false;
		if (!entity) continue;
		gt_buf_add(b, s + from, i - from);
		if (i == n) return true;
		gt_buf_puts(b, entity);
		from = i + 1;
	}
}

static bool fill(const struct skeleton *k, const struct trace *t, struct gt_arena *arena, struct gt_str *ret)
{
	struct gt_buf b = gt_buf_new(arena, GT_PAGE_MAX_BYTES);
	size_t at = 0;
	for (size_t i = 0; i < k->n_holes; i++) {
		const struct hole *h = &k->holes[i];
		const struct gt_str *v = &t->values[h->value];
		gt_buf_add(&b, k->text + at, h->end - at);
		at = h->end;
		if (!put_escaped(&b, v->p + h->at, h->n ? h->n : v->n, h->in_tag)) return false;
	}
	gt_buf_add(&b, k->text + at, k->text_n - at);
	const char *p = gt_buf_cstr(&b);
	*ret = (struct gt_str){ p, b.n };
	return p && !b.overflow;
}

/* ---- what a sheet wrote around the marks ---- */
/* A mark at p: how many bytes it takes; 0: none begins here. */
static size_t mark_at(const char *mark, const char *p, const char *end, struct hole *ret)
{
	if ((size_t)(end - p) >= ID_BYTES && !memcmp(p, mark, strlen(mark))) {
		*ret = (struct hole){ .value = (uint16_t)strtoul(p + strlen(mark), NULL, 10) };
		return ID_BYTES;
	}
	if (end - p < 4 || (unsigned char)p[0] != 0xf3) return 0;
	unsigned c = (unsigned)(p[0] & 7) << 18 | (unsigned)(p[1] & 63) << 12 | (unsigned)(p[2] & 63) << 6 | (unsigned)(p[3] & 63);
	if (c < DATE_MARK || c >= DATE_MARK + 16 * HOLES_MAX) return 0;
	*ret = (struct hole){ .value = (uint16_t)((c - DATE_MARK) / 16), .at = (uint8_t)((c - DATE_MARK) % 16), .n = 1 };
	return 4;
}

static void cut(struct skeleton *k, const char *mark, struct gt_str html, size_t n_values)
{
	struct hole h;
	bool in_tag = false;
	k->text = gt_xalloc(html.n + 1);
	k->holes = gt_xalloc(html.n / 4 * sizeof *k->holes + sizeof *k->holes);
	for (const char *p = html.p, *end = p + html.n; p < end;) {
		size_t n = mark_at(mark, p, end, &h);
		struct hole *last = k->n_holes ? &k->holes[k->n_holes - 1] : NULL;
		if (!n) {
			if (*p == '<') in_tag = true;
			else if (*p == '>') in_tag = false;
			k->text[k->text_n++] = *p++;
			continue;
		}
		h.end = (uint32_t)k->text_n;
		h.in_tag = in_tag;
		if (h.value >= n_values) k->useless = true;
		/* the characters of a date that stand side by side are one hole */
		if (h.n && last && last->n && last->end == h.end && last->value == h.value && last->at + last->n == h.at) last->n++;
		else k->holes[k->n_holes++] = h;
		p += n;
	}
}

/* ---- what is kept ---- */
static void drop(struct gt_skeletons *all, struct skeleton *k)
{
	all->bytes -= k->shape_n + k->text_n;
	explicit_bzero(k->shape, k->shape_n);
	if (k->text) explicit_bzero(k->text, k->text_n);
	gt_xfree(k->shape);
	gt_xfree(k->text);
	gt_xfree(k->holes);
	*k = all->kept[--all->n];
}

static void drop_all(void *p)
{
	struct gt_skeletons *all = p;
	while (all->n) drop(all, &all->kept[0]);
}

static struct skeleton *find(struct gt_skeletons *all, const struct gt_sheet *sheet, uint64_t hash, struct gt_str shape)
{
	for (size_t i = 0; i < all->n; i++) {
		struct skeleton *k = &all->kept[i];
		if (k->hash == hash && k->sheet == sheet && k->shape_n == shape.n && !memcmp(k->shape, shape.p, shape.n)) return k;
	}
	return NULL;
}

static void make_room(struct gt_skeletons *all)
{
	while (all->n == KEPT_MAX || all->bytes > KEPT_MAX_BYTES) {
		struct skeleton *oldest = &all->kept[0];
		for (size_t i = 1; i < all->n; i++)
			if (all->kept[i].used < oldest->used) oldest = &all->kept[i];
		drop(all, oldest);
	}
}

/* The same document with marks in the places of its values, through the same sheet. Whether the holes are where they should be shows at once: filled with
 * these values it must be the page that the sheet has just written. */
static void keep(struct gt_skeletons *all, const struct gt_sheet *sheet, const struct trace *t, uint64_t hash, struct gt_arena *arena, xmlDocPtr doc, struct gt_str html)
{
	struct gt_str marked = { 0 }, again;
	make_room(all);
	struct skeleton k = { .sheet = sheet, .hash = hash, .used = all->clock, .shape = gt_xalloc(t->shape.n + 1), .shape_n = t->shape.n };
	memcpy(k.shape, t->shape.p, t->shape.n);
	xmlDocPtr copy = xmlCopyDoc(doc, 1);
	if (!copy) gt_panic("out of memory (page)");
	struct trace *marks = trace_new(arena, all->mark);
	walk(marks, xmlDocGetRootElement(copy));
	k.useless = memmem(html.p, html.n, all->mark, strlen(all->mark)) || marks->n != t->n || gt_sheet_text(sheet, arena, copy, &marked, NULL) != GT_OK;
	xmlFreeDoc(copy);
	if (!k.useless) cut(&k, all->mark, marked, t->n);
	if (!k.useless) k.useless = !fill(&k, t, arena, &again) || again.n != html.n || memcmp(again.p, html.p, html.n) != 0;
	all->bytes += k.shape_n + k.text_n;
	all->kept[all->n++] = k;
}

static bool seen_before(struct gt_skeletons *all, uint64_t hash)
{
	uint64_t *slot = &all->seen[hash % SEEN_MAX];
	if (*slot == hash) return true;
	*slot = hash;
	return false;
}

struct gt_skeletons *gt_skeletons_new(struct gt_arena *arena)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	struct gt_skeletons *all = gt_new(arena, struct gt_skeletons);
	uint8_t r[sizeof all->mark - 1];
	gt_random(r, sizeof r);
	for (size_t i = 0; i < sizeof r; i++) all->mark[i] = letters[r[i] % 64];
	gt_arena_on_free(arena, drop_all, all);
	return all;
}

bool gt_skeletons_page(const char *name) { return among(name, pages, GT_COUNT(pages)); }

int gt_skeleton_text(struct gt_skeletons *all, const struct gt_sheet *sheet, struct gt_arena *arena, xmlDocPtr doc, struct gt_str *ret, struct gt_error *err)
{
	struct trace *t = all->off ? NULL : trace_new(arena, NULL);
	if (t) walk(t, xmlDocGetRootElement(doc));
	if (!t || t->failed || t->shape.overflow) return gt_sheet_text(sheet, arena, doc, ret, err);
	uint64_t hash = hash_of(t->shape.p, t->shape.n);
	struct gt_str filled = { 0 };
	struct skeleton *k = find(all, sheet, hash, (struct gt_str){ t->shape.p, t->shape.n });
	bool hit = k && !k->useless && fill(k, t, arena, &filled);
	if (k) k->used = ++all->clock;
	if (hit && ++all->hits % CHECK_EVERY != 0) { *ret = filled; return GT_OK; }
	int rc = gt_sheet_text(sheet, arena, doc, ret, err);
	if (rc != GT_OK) return rc;
	if (hit && (ret->n != filled.n || memcmp(ret->p, filled.p, filled.n) != 0)) {
#ifdef GT_SANITIZE
		gt_panic("sheet '%s' looks into a value that it should only copy", sheet->name);
#endif
		all->off = true;
	}
	if (!k && seen_before(all, hash)) keep(all, sheet, t, hash, arena, doc, *ret);
	return GT_OK;
}
