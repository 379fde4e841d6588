/* scan: the inside of a PDF through qpdf: can it be opened without a password, how many pages, does something in it act by itself?
 * Follows every object that a viewer can reach from the trailer. Streams are not decoded here: libclamav does that under its limits. */
#include <qpdf/qpdf-c.h>
#include "scan/scan_priv.h"

#define OBJECTS_MAX 400000
#define PENDING_MAX 1000000

struct look {
	qpdf_data q;
	qpdf_oh *stack; size_t n, cap;
	uint64_t *seen; size_t seen_cap, seen_n;      /* open hash of object numbers */
	enum gt_cause cause;
};

static void push(struct look *l, qpdf_oh oh)
{
	if (l->n == PENDING_MAX) {
		l->cause = GT_CAUSE_TOO_COMPLEX;
		return;
	}
	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 1024;
		l->stack = gt_xrealloc(l->stack, l->cap * sizeof *l->stack);
	}
	l->stack[l->n++] = oh;
}

static void seen_grow(struct look *l)
{
	size_t cap = l->seen_cap ? l->seen_cap * 2 : 4096;
	uint64_t *wider = gt_xalloc(cap * sizeof *wider);
	for (size_t i = 0; i < l->seen_cap; i++) {
		if (!l->seen[i])
			continue;
		size_t at = (l->seen[i] * 0x9e3779b97f4a7c15u >> 20) & (cap - 1);
		while (wider[at]) at = (at + 1) & (cap - 1);
		wider[at] = l->seen[i];
	}
	gt_xfree(l->seen);
	l->seen = wider;
	l->seen_cap = cap;
}

/* false: was here already. Direct objects are met once by their nature. */
static bool first_time(struct look *l, qpdf_oh oh)
{
	int id = qpdf_oh_get_object_id(l->q, oh);
	if (id == 0)
		return true;
	uint64_t key = (uint64_t)(uint32_t)id << 20 | ((uint64_t)(uint32_t)qpdf_oh_get_generation(l->q, oh) & 0xfffff);
	if (l->seen_n * 2 >= l->seen_cap)
		seen_grow(l);
	size_t at = (key * 0x9e3779b97f4a7c15u >> 20) & (l->seen_cap - 1);
	while (l->seen[at]) {
		if (l->seen[at] == key)
			return false;
		at = (at + 1) & (l->seen_cap - 1);
	}
	l->seen[at] = key;
	if (++l->seen_n > OBJECTS_MAX)
		l->cause = GT_CAUSE_TOO_COMPLEX;
	return true;
}

static bool in(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(name, list[i]) == 0)
			return true;
	return false;
}
#define IN(name, list) in((name), (list), GT_COUNT(list))

/* Does this entry of a dictionary make something happen, or carry another file? */
static bool active(struct look *l, const char *key, qpdf_oh value)
{
	static const char *const keys[] = { "/JS", "/EF", "/XFA", "/RichMediaContent", "/RichMediaSettings", "/Collection" };
	static const char *const actions[] = { "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/RichMediaExecute" };
	static const char *const subtypes[] = { "/RichMedia", "/FileAttachment", "/Movie", "/Sound", "/3D", "/Screen" };
	if (IN(key, keys))
		return !qpdf_oh_is_null(l->q, value);
	if (!qpdf_oh_is_name(l->q, value))
		return false;
	if (strcmp(key, "/S") == 0)
		return IN(qpdf_oh_get_name(l->q, value), actions);
	if (strcmp(key, "/Subtype") == 0)
		return IN(qpdf_oh_get_name(l->q, value), subtypes);
	return strcmp(key, "/Type") == 0 && strcmp(qpdf_oh_get_name(l->q, value), "/EmbeddedFile") == 0;
}

static bool composite(struct look *l, qpdf_oh oh)
{
	return qpdf_oh_is_dictionary(l->q, oh) || qpdf_oh_is_array(l->q, oh) || qpdf_oh_is_stream(l->q, oh);
}

static void take(struct look *l, qpdf_oh child)
{
	if (composite(l, child) && first_time(l, child))
		push(l, child);
	else
		qpdf_oh_release(l->q, child);
}

static void dictionary(struct look *l, qpdf_oh dict)
{
	qpdf_oh_begin_dict_key_iter(l->q, dict);
	while (l->cause == GT_CAUSE_CLEAN && qpdf_oh_dict_more_keys(l->q)) {
		const char *key = qpdf_oh_dict_next_key(l->q);
		qpdf_oh value = qpdf_oh_get_key(l->q, dict, key);
		if (active(l, key, value))
			l->cause = GT_CAUSE_ACTIVE;
		take(l, value);
	}
}

static void walk(struct look *l)
{
	push(l, qpdf_get_trailer(l->q));
	while (l->n && l->cause == GT_CAUSE_CLEAN) {
		qpdf_oh oh = l->stack[--l->n];
		if (qpdf_oh_is_array(l->q, oh)) {
			int n = qpdf_oh_get_array_n_items(l->q, oh);
			for (int i = 0; i < n && l->cause == GT_CAUSE_CLEAN; i++)
				take(l, qpdf_oh_get_array_item(l->q, oh, i));
		} else if (qpdf_oh_is_stream(l->q, oh)) {
			qpdf_oh dict = qpdf_oh_get_dict(l->q, oh);
			dictionary(l, dict);
			qpdf_oh_release(l->q, dict);
		} else {
			dictionary(l, oh);
		}
		qpdf_oh_release(l->q, oh);
	}
}

/* What the page tree says of itself, before it is counted: counting fifty thousand pages takes seconds. A lie is found by the count. */
static bool says_too_many(qpdf_data q)
{
	qpdf_oh count = qpdf_oh_get_key_if_dict(q, qpdf_oh_get_key_if_dict(q, qpdf_get_root(q), "/Pages"), "/Count");
	return qpdf_oh_is_integer(q, count) && qpdf_oh_get_int_value_as_int(q, count) > GT_SCAN_PAGES_MAX;
}

static enum gt_cause open_cause(qpdf_data q)
{
	qpdf_error e = qpdf_get_error(q);
	enum qpdf_error_code_e code = e ? qpdf_get_error_code(q, e) : qpdf_e_damaged_pdf;
	/* locked by a certificate or in a way qpdf does not know: it cannot be read without more than the file */
	return code == qpdf_e_password || code == qpdf_e_unsupported ? GT_CAUSE_ENCRYPTED : GT_CAUSE_DAMAGED;
}

/* The engine does not see through every lawful way of locking: it is given the file unlocked as well. Streams are copied, not decoded. */
static bool unlock(qpdf_data q, uint8_t **ret, size_t *ret_n)
{
	if (qpdf_init_write_memory(q) & QPDF_ERRORS)
		return false;
	qpdf_set_preserve_encryption(q, QPDF_FALSE);
	qpdf_set_stream_data_mode(q, qpdf_s_preserve);
	qpdf_set_object_stream_mode(q, qpdf_o_disable);
	if (qpdf_write(q) & QPDF_ERRORS)
		return false;
	*ret_n = qpdf_get_buffer_length(q);
	*ret = gt_xalloc(*ret_n + 1);
	memcpy(*ret, qpdf_get_buffer(q), *ret_n);
	return true;
}

struct gt_walk gt_pdf_look(const uint8_t *p, size_t n, uint8_t **ret_unlocked, size_t *ret_unlocked_n)
{
	*ret_unlocked = NULL;
	*ret_unlocked_n = 0;
	struct look l = { .q = qpdf_init(), .cause = GT_CAUSE_CLEAN };
	struct gt_walk w = { .cause = GT_CAUSE_CLEAN };
	qpdf_silence_errors(l.q);
	qpdf_set_suppress_warnings(l.q, QPDF_TRUE);
	if (qpdf_read_memory(l.q, "upload", (const char *)p, n, NULL) & QPDF_ERRORS) {
		w.cause = open_cause(l.q);
	} else if (says_too_many(l.q)) {
		w.cause = GT_CAUSE_TOO_MANY_PAGES;
	} else {
		int pages = qpdf_get_num_pages(l.q);
		if (pages <= 0)
			w.cause = GT_CAUSE_DAMAGED;
		else if (pages > GT_SCAN_PAGES_MAX)
			w.cause = GT_CAUSE_TOO_MANY_PAGES;
		else
			w.pages = (uint32_t)pages;
	}
	if (w.cause == GT_CAUSE_CLEAN) {
		walk(&l);
		w.cause = qpdf_has_error(l.q) ? GT_CAUSE_DAMAGED : l.cause;
	}
	if (w.cause == GT_CAUSE_CLEAN && qpdf_is_encrypted(l.q) && !unlock(l.q, ret_unlocked, ret_unlocked_n))
		w.cause = GT_CAUSE_ENCRYPTED;
	if (qpdf_has_error(l.q))
		qpdf_get_error(l.q);             /* taken, or it would be written to stderr */
	gt_xfree(l.stack);
	gt_xfree(l.seen);
	qpdf_cleanup(&l.q);
	return w;
}
