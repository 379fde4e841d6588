/* What a mail says: its sheet makes one message document, from which come the text and the HTML. Decides the looks of the plain text. */
#include "mail/mail_priv.h"

#define WIDTH 76

bool mail_address_ok(const char *a)
{
	size_t n = a ? strlen(a) : 0;
	const char *at = n ? strchr(a, '@') : NULL;

	if (!at || at == a || n > GT_EMAIL_MAX_BYTES || at - a > 64 || strchr(at + 1, '@') || a[0] == '.' || at[-1] == '.' || strstr(a, "..") || !strchr(at, '.') || at[1] == '.' || at[1] == '-' || a[n - 1] == '.')
		/* A receiver of our own may be called localhost. */
		if (!at || at == a || n > GT_EMAIL_MAX_BYTES || strchr(at + 1, '@') || !gt_streq(at, "@localhost"))
			return false;
	for (const char *p = a; *p; p++) {
		bool alnum = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');
		if (!alnum && !strchr(p < at ? "!#$%&'*+-/=?^_`{|}~." : p == at ? "@" : "-.", *p))
			return false;
	}
	return true;
}

/* ---- the document given to the sheet ---- */
static xmlDocPtr mail_document(const struct gt_mailer *m, struct gt_arena *arena, const struct gt_mail_order *o, const char *lang)
{
	xmlDocPtr doc = gt_xml_new(arena, "mail", NULL);
	xmlNodePtr root = gt_xml_root(doc);

	gt_attr(root, "template", o->template_name);
	gt_attr(root, "lang", lang);
	gt_attr(root, "base", m->base_url);
	gt_attr_flag(root, "specimen", o->specimen);
	for (size_t i = 0; i < o->n_args; i++)
		gt_attr(gt_el_text(root, "arg", o->args[i].value), "name", o->args[i].name);
	return doc;
}

/* ---- plain text ---- */
struct plain { struct gt_buf b; size_t column; bool blank, line_empty; const char *indent; };

static void new_line(struct plain *t)
{
	gt_buf_puts(&t->b, "\n");
	t->column = 0;
	t->blank = false;
	t->line_empty = true;
}

static size_t characters(const char *p, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		k += ((unsigned char)p[i] & 0xc0) != 0x80;
	return k;
}

/* Words, wrapped; a no-break space is part of its word, an address is never cut. */
static void words(struct plain *t, const char *s)
{
	while (*s) {
		size_t n = strcspn(s, " \t\r\n");
		if (n == 0) {
			t->blank = t->column > 0;
			s++;
			continue;
		}
		size_t wide = characters(s, n);
		if (t->column > 0 && t->column + (t->blank ? 1 : 0) + wide > WIDTH && t->blank)
			new_line(t);
		if (t->line_empty && t->indent) {
			gt_buf_puts(&t->b, t->indent);
			t->column += strlen(t->indent);
		}
		t->line_empty = false;
		if (t->blank && t->column > 0 && !(t->indent && t->column == strlen(t->indent)))
			gt_buf_puts(&t->b, " "), t->column++;
		t->blank = false;
		gt_buf_add(&t->b, s, n);
		t->column += wide;
		s += n;
	}
}

static void text_inline(struct plain *t, xmlNodePtr parent)
{
	for (xmlNodePtr n = parent->children; n; n = n->next) {
		if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
			words(t, (const char *)n->content);
		else if (gt_xml_is(n, "br"))
			new_line(t);
		else if (n->type == XML_ELEMENT_NODE)
			text_inline(t, n);
	}
}

static void text_block(struct plain *t, xmlNodePtr n)
{
	t->indent = NULL;
	if (gt_xml_is(n, "list")) {
		GT_XML_EACH (item, n, "item") {
			gt_buf_puts(&t->b, "- ");
			t->column = 2;
			t->line_empty = false;
			t->blank = false;
			t->indent = "  ";
			text_inline(t, item);
			new_line(t);
			t->indent = NULL;
		}
		new_line(t);
		return;
	}
	if (gt_xml_is(n, "button")) {
		text_inline(t, n);
		gt_buf_printf(&t->b, "\n%s\n", gt_xml_attr(n, "href"));
		new_line(t);
		return;
	}
	/* The address once more under its button is for HTML alone. */
	if (gt_xml_is(n, "copy"))
		return;
	text_inline(t, n);
	new_line(t);
	new_line(t);
}

static const char *text_of(struct gt_arena *arena, xmlNodePtr message)
{
	struct plain t = { .b = gt_buf_new(arena, MAIL_MAX_BYTES), .line_empty = true };

	for (xmlNodePtr n = gt_xml_child(message, NULL); n; n = gt_xml_next(n, NULL))
		if (!gt_xml_is(n, "subject"))
			text_block(&t, n);
	while (t.b.n > 1 && t.b.p[t.b.n - 1] == '\n' && t.b.p[t.b.n - 2] == '\n')
		t.b.n--;
	return gt_buf_cstr(&t.b);
}

/* Links lead to our own site alone, whatever an argument says. */
static bool links_ok(const struct gt_mailer *m, xmlNodePtr el)
{
	for (xmlNodePtr n = el; n; n = n->next) {
		const char *href = n->type == XML_ELEMENT_NODE ? gt_xml_attr(n, "href") : NULL;
		size_t base = strlen(m->base_url);
		if (href && (strncmp(href, m->base_url, base) != 0 || (href[base] != '/' && href[base] != '\0') || strpbrk(href, " \t\r\n<>\"")))
			return false;
		if (n->type == XML_ELEMENT_NODE && n->children && !links_ok(m, n->children))
			return false;
	}
	return true;
}

int mail_message_make(const struct gt_mailer *m, struct gt_arena *arena, const struct gt_mail_order *o, struct mail_message *ret, struct gt_error *err)
{
	struct gt_str bytes, html;
	xmlDocPtr message;
	xmlNodePtr root;

	if (strspn(o->template_name, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(o->template_name) || gt_starts(o->template_name, "frame"))
		return gt_fail(err, GT_NOTFOUND, "no template of that name");
	/* A language the site does not speak: French, and said to be French. */
	const char *lang = gt_sheets_has(m->sheets, "mail", o->template_name, o->lang) ? o->lang : "fr";
	int rc = gt_render(m->sheets, arena, "mail", o->template_name, lang, mail_document(m, arena, o, lang), &bytes, err);
	if (rc == GT_OK)
		rc = gt_xml_parse(arena, bytes, MAIL_MAX_BYTES, &message, err);
	if (rc != GT_OK)
		return rc == GT_NOTFOUND ? rc : GT_FAILED;
	root = gt_xml_root(message);
	xmlNodePtr subject = gt_xml_child(root, "subject");
	if (!gt_xml_is(root, "message") || !subject)
		return gt_fail(err, GT_FAILED, "template '%s' gives no message", o->template_name);
	if (!links_ok(m, root))
		return gt_fail(err, GT_FAILED, "template '%s' has a link that leads elsewhere", o->template_name);
	rc = gt_render(m->sheets, arena, "mail", "frame", lang, message, &html, err);
	if (rc != GT_OK)
		return GT_FAILED;
	struct plain one = { .b = gt_buf_new(arena, 1000), .line_empty = true };
	if (o->specimen)
		gt_buf_puts(&one.b, "[SPÉCIMEN] ");
	text_inline(&one, subject);
	/* A subject is one line: words() wraps long ones. */
	for (size_t i = 0; i < one.b.n; i++)
		if (one.b.p[i] == '\n')
			one.b.p[i] = ' ';
	ret->subject = gt_buf_cstr(&one.b);
	ret->text = text_of(arena, root);
	ret->html = gt_arena_strndup(arena, html.p, html.n);
	ret->lang = gt_xml_attr(root, "lang");
	if (!ret->subject || !ret->text || !ret->lang)
		return gt_fail(err, GT_FAILED, "template '%s' gives too long a message", o->template_name);
	return GT_OK;
}
