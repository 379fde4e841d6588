/* What an author of procedures does with folders: begins one, compares two versions. */
#include <stdlib.h>
#include <sys/stat.h>
#include "ctl/plugin_ctl.h"
#include "xml/xml.h"

/* Lines of one manifest that the other has not: which files differ. */
static void only_in(struct gt_ctl *ctl, const char *mark, struct gt_str one, struct gt_str other)
{
	for (const char *line = one.p; *line;) {
		size_t k = strcspn(line, "\n");
		const char *text = gt_arena_strndup(ctl->arena, line, k);
		if (k > 66 && !strstr(other.p, text)) fprintf(ctl->out, "%s %s\n", mark, text + 66);
		line += k + (line[k] == '\n');
	}
}

/* ---- what a reader of the procedure would notice ---- */
struct thing { const char *path; struct gt_str text; };
struct things { struct thing items[2000]; size_t n; };

/* Elements that have an id, by the ids above them; their own attributes and rules are what is compared. */
static void collect(struct gt_ctl *ctl, xmlNodePtr el, const char *above, struct things *all)
{
	static const char *const told[] = { "step", "group", "field", "justificatif", "decision", "data", "paper", "mail", "delay", "tariff", "fact", "list", "rule", "advice" };
	GT_XML_EACH(x, el, NULL) {
		const char *id = gt_xml_attr(x, "id"), *name = (const char *)x->name, *path = id ? gt_arena_printf(ctl->arena, "%s%s%s", above, *above ? "." : "", id) : above;
		bool tell = false;
		for (size_t i = 0; i < GT_COUNT(told); i++) tell |= gt_streq(told[i], name);
		if (id && tell && all->n < GT_COUNT(all->items)) {
			struct gt_buf b = gt_buf_new(ctl->arena, 1 << 16);
			for (xmlAttrPtr a = x->properties; a; a = a->next) gt_buf_printf(&b, "%s=%s|", (const char *)a->name, gt_xml_attr(x, (const char *)a->name));
			GT_XML_EACH(r, x, "rule") gt_buf_printf(&b, "%s|", gt_xml_attr(r, "test"));
			all->items[all->n++] = (struct thing){ gt_arena_printf(ctl->arena, "%s %s", name, path), { gt_buf_cstr(&b), b.n } };
		}
		collect(ctl, x, path, all);
	}
}

static const struct thing *thing_named(const struct things *all, const char *path)
{
	for (size_t i = 0; i < all->n; i++)
		if (gt_streq(all->items[i].path, path)) return &all->items[i];
	return NULL;
}

static int diff_words(struct gt_ctl *ctl, const struct gt_config *config, char **argv, struct gt_error *err)
{
	struct things *t[2];
	for (int i = 0; i < 2; i++) {
		xmlDocPtr doc;
		t[i] = gt_new(ctl->arena, struct things);
		int rc = gt_xml_parse_file(ctl->arena, gt_arena_printf(ctl->arena, "%s/procedure.xml", gt_ctl_plugin_home(ctl, config, argv[0], argv[i + 1])), GT_XML_PLUGIN_MAX_BYTES, &doc, err);
		if (rc != GT_OK) return rc;
		collect(ctl, gt_xml_root(doc), "", t[i]);
	}
	for (size_t i = 0; i < t[0]->n; i++)
		if (!thing_named(t[1], t[0]->items[i].path)) fprintf(ctl->out, "gone     %s\n", t[0]->items[i].path);
	for (size_t i = 0; i < t[1]->n; i++) {
		const struct thing *was = thing_named(t[0], t[1]->items[i].path);
		if (!was) fprintf(ctl->out, "new      %s\n", t[1]->items[i].path);
		else if (!gt_str_eq(was->text, t[1]->items[i].text)) fprintf(ctl->out, "changed  %s\n", t[1]->items[i].path);
	}
	return GT_OK;
}

int gt_ctl_plugin_diff(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const struct gt_config *config;
	struct gt_str m[2];
	int rc = gt_ctl_wants(argc, argv, 3, "which procedure and which two versions", err);
	if (rc == GT_OK) rc = gt_ctl_config(ctl, &config, err);
	for (int i = 0; i < 2 && rc == GT_OK; i++) rc = gt_file_read(ctl->arena, gt_arena_printf(ctl->arena, "%s/MANIFEST", gt_ctl_plugin_home(ctl, config, argv[0], argv[i + 1])), 1 << 20, &m[i], err);
	if (rc != GT_OK) return rc;
	only_in(ctl, "-", m[0], m[1]);
	only_in(ctl, "+", m[1], m[0]);
	return diff_words(ctl, config, argv, err);
}

/* The template's files, with the id in place of its mark (__ID__; __IDC__ where C and make want underscores). */
static int new_file(struct gt_ctl *ctl, const char *from, const char *to, const char *name, const char *id, struct gt_error *err)
{
	struct gt_str text;
	int rc = gt_file_read(ctl->arena, gt_arena_printf(ctl->arena, "%s/%s", from, name), 1 << 20, &text, err);
	if (rc != GT_OK) return rc;
	char *underscores = gt_arena_strdup(ctl->arena, id);
	for (char *c = underscores; *c; c++) if (*c == '-') *c = '_';
	FILE *f = fopen(gt_arena_printf(ctl->arena, "%s/%s", to, name), "wx");
	if (!f) return gt_fail(err, GT_FAILED, "'%s/%s' cannot be written, or is there already", to, name);
	for (const char *p = text.p; *p;) {
		if (gt_starts(p, "__IDC__")) { fputs(underscores, f); p += 7; }
		else if (gt_starts(p, "__ID__")) { fputs(id, f); p += 6; }
		else fputc(*p++, f);
	}
	return fclose(f) == 0 ? GT_OK : gt_fail(err, GT_FAILED, "'%s/%s' cannot be written", to, name);
}

int gt_ctl_plugin_new(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	static const char *const files[] = { "README.md", "configure.ac", "Makefile.am", "plugin.c", "procedure.xml", "texts.fr.xml", "letter-confirmation.xsl", "scenarios/01-simple.xml", "scenarios/02-soi-meme.xml" };
	const char *from = gt_ctl_option(&argc, argv, "template");
	int rc = gt_ctl_wants(argc, argv, 1, "which folder: its name becomes the procedure's id", err);
	if (rc != GT_OK) return rc;
	const char *slash = strrchr(argv[0], '/'), *id = slash ? slash + 1 : argv[0];
	if (!*id || strlen(id) > 48 || strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(id) || !(*id >= 'a' && *id <= 'z'))
		return gt_fail(err, GT_BADINPUT, "'%s' is no id: small letters, digits and hyphens", id);
	if (mkdir(argv[0], 0755) < 0 || mkdir(gt_arena_printf(ctl->arena, "%s/scenarios", argv[0]), 0755) < 0) return gt_fail(err, GT_FAILED, "'%s' cannot be made, or is there already", argv[0]);
	for (size_t i = 0; rc == GT_OK && i < GT_COUNT(files); i++) rc = new_file(ctl, from ? from : GT_DATADIR "/template", argv[0], files[i], id, err);
	if (rc == GT_OK) fprintf(ctl->out, "%s is ready: see its README.md\n", argv[0]);
	return rc;
}
