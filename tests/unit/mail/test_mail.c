/* Room mail: what a message looks like, and that no value breaks out of it. Sending: tests/integration/mail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>
#include <gmime/gmime.h>
#include "journal/journal.h"
#include "mail/mail_priv.h"

static struct gt_arena *arena;
static struct gt_sheets *sheets;
static struct gt_config *config;
static struct gt_mailer *mailer;
static const char *const templates[] = {
	"account-create", "account-exists", "account-unknown", "account-password-reset", "account-login-reminder", "account-warning", "signin-warning", "email-old", "email-new", "email-counter", "email-counter-old",
	"email-changed", "password-changed", "account-closed", "identity-linked", "identity-unlinked", "deposit-confirmed", "notification-new", "notification-unread", "complement-reminder", "request-withdrawn", "request-rectified", "draft-expiring",
	"agent-digest", "procedure-message",
};

static struct gt_config *settings(const char *text, struct gt_error *err)
{
	char path[] = "/tmp/gt-mail-XXXXXX";
	struct gt_config *c = NULL;
	int fd = mkstemp(path);

	assert_true(fd >= 0 && gt_write_all(fd, text, strlen(text)));
	gt_close(&fd);
	int rc = gt_config_load(path, &c, err);
	unlink(path);
	return rc == GT_OK ? c : NULL;
}

static int setup(void **state)
{
	struct gt_error err = { 0 };
	static const char *const kinds[] = { "mail", NULL };
	const char *top = getenv("top_srcdir");

	(void)state;
	gt_xml_init();
	arena = gt_arena_new("test", 256 * 1024 * 1024);
	config = settings("[site]\nbase_url = https://etrangers.example.fr\n[mail]\nfrom = Étrangers en France <ne-pas-repondre@etrangers.example.fr>\n", &err);
	if (!config || gt_sheets_load(arena, gt_arena_printf(arena, "%s/xslt", top ? top : "."), kinds, &sheets, &err) != GT_OK || gt_mailer_open(config, sheets, &mailer, &err) != GT_OK) {
		fprintf(stderr, "%s\n", err.message);
		return -1;
	}
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	gt_mailer_free(&mailer);
	gt_config_free(&config);
	gt_arena_free(&arena);
	return 0;
}

static struct gt_mail_order order_of(const char *name, const char *lang, const struct gt_mail_arg *args, size_t n)
{
	return (struct gt_mail_order){ .template_name = name, .lang = lang, .to = "conjointe@example.org", .message_id = "AAAAAAAAAAAAAAAAAAAAAA", .args = args, .n_args = n,
		.now_utc_s = 1683727620 };
}

/* The message read back by the library, as a mail program would: a NULL field means a broken message. */
static GMimeMessage *read_back(struct gt_str message)
{
	GMimeStream *mem = g_mime_stream_mem_new_with_buffer(message.p, message.n);
	GMimeParser *parser = g_mime_parser_new_with_stream(mem);
	GMimeMessage *m = g_mime_parser_construct_message(parser, NULL);

	g_object_unref(parser);
	g_object_unref(mem);
	assert_non_null(m);
	return m;
}

static char *part_text(GMimeMessage *m, int i)
{
	GMimeObject *both = g_mime_message_get_mime_part(m);

	assert_true(GMIME_IS_MULTIPART(both));
	assert_int_equal(g_mime_multipart_get_count(GMIME_MULTIPART(both)), 2);
	char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(g_mime_multipart_get_part(GMIME_MULTIPART(both), i))), *to = text;
	for (const char *p = text; *p; p++)
		if (*p != '\r')
			*to++ = *p;
	*to = '\0';
	return text;
}

static void each_template_makes_a_mail_in_each_language(void **state)
{
	static const struct gt_mail_arg args[] = { { "path", "/compte/mot-de-passe?jeton=abc" }, { "name", "Conjointe ACC" }, { "number", "5901202305100000114" }, { "login", "5903007069" },
		{ "days", "7" }, { "subject", "Votre titre vous attend" }, { "text", "Il est à retirer." }, { "date", "10/06/2023" }, { "when", "10/05/2023 à 14 h 07" } };

	(void)state;
	for (size_t i = 0; i < GT_COUNT(templates) * 4; i++) {
		struct gt_error err = { 0 };
		struct gt_str message;
		const char *lang = i % 2 ? "en" : "fr", *shown = gt_sheets_has(sheets, "mail", "frame", lang) ? lang : "fr";
		struct gt_mail_order o = order_of(templates[i / 4], lang, args, i % 4 < 2 ? GT_COUNT(args) : 0);
		int rc = gt_mail_make(mailer, arena, &o, &message, &err);
		if (rc != GT_OK)
			fail_msg("%s %s: %s", o.template_name, lang, err.message);
		GMimeMessage *m = read_back(message);
		char *text = part_text(m, 0), *html = part_text(m, 1);
		assert_non_null(g_mime_message_get_subject(m));
		assert_true(strlen(g_mime_message_get_subject(m)) > 5);
		if (!strstr(text, shown[0] == 'f' ? "Ce message est généré automatiquement" : "generated automatically"))
			fail_msg("%s %s: the notice is missing in:\n%s", o.template_name, lang, text);
		assert_null(strchr(text, '<'));
		assert_non_null(strstr(html, gt_arena_printf(arena, "<html lang=\"%s\"", shown)));
		/* Nothing is loaded from anywhere when it is opened. */
		assert_null(strstr(html, "<img"));
		assert_null(strstr(html, "src="));
		g_free(text);
		g_free(html);
		g_object_unref(m);
	}
}

static void the_guide_s_facts_stand_in_the_mail_of_creation(void **state)
{
	static const struct gt_mail_arg args[] = { { "path", "/compte/mot-de-passe?jeton=abc" } };
	struct gt_error err = { 0 };
	struct gt_str message;
	struct gt_mail_order o = order_of("account-create", "fr", args, 1);

	(void)state;
	assert_int_equal(gt_mail_make(mailer, arena, &o, &message, &err), GT_OK);
	GMimeMessage *m = read_back(message);
	char *text = part_text(m, 0), *html = part_text(m, 1);
	assert_non_null(strstr(text, "\nhttps://etrangers.example.fr/compte/mot-de-passe?jeton=abc\n"));
	assert_non_null(strstr(text, "24 heures"));
	assert_non_null(strstr(text, "La Direction Générale des Etrangers en France"));
	assert_non_null(strstr(html, "href=\"https://etrangers.example.fr/compte/mot-de-passe?jeton=abc\""));
	assert_string_equal(g_mime_message_get_message_id(m), "AAAAAAAAAAAAAAAAAAAAAA@etrangers.example.fr");
	assert_string_equal(g_mime_object_get_header(GMIME_OBJECT(m), "Auto-Submitted"), "auto-generated");
	for (const char *p = text; *p;) {
		size_t n = strcspn(p, "\n");
		if (n > 160)
			fail_msg("a line of %zu bytes", n);
		p += n + (p[n] == '\n');
	}
	g_free(text);
	g_free(html);
	g_object_unref(m);
}

static void the_same_row_makes_the_same_bytes(void **state)
{
	struct gt_error err = { 0 };
	struct gt_str one, two;
	struct gt_mail_order o = order_of("notification-new", "fr", NULL, 0);

	(void)state;
	assert_int_equal(gt_mail_make(mailer, arena, &o, &one, &err), GT_OK);
	assert_int_equal(gt_mail_make(mailer, arena, &o, &two, &err), GT_OK);
	assert_true(gt_str_eq(one, two));
	for (size_t i = 0; i < one.n; i++)
		if (one.p[i] == '\n')
			assert_int_equal(one.p[i - 1], '\r');
		else
			assert_true((unsigned char)one.p[i] < 0x80);
}

/* mail I3 */
static void addresses_that_could_break_out_are_refused(void **state)
{
	static const char *const bad[] = {
		"", "a", "@b.fr", "a@", "a@b", "a@b.fr\r\nBcc: x@y.fr", "a@b.fr\nRCPT TO:<x@y.fr>", "a@b.fr> SIZE=1", "<a@b.fr>", "a b@c.fr", "a@b.fr,c@d.fr", "a@b.fr;c@d.fr", "\"a\"@b.fr",
		"a@[127.0.0.1]", "a@b@c.fr", "a@b..fr", "a@.fr", "a@b.fr.", ".a@b.fr", "a.@b.fr", "a@-b.fr", "a(x)@b.fr", "é@b.fr", "a@é.fr", "a\t@b.fr", "a@b.fr%0d%0a", "a:b@c.fr", "a\\@b.fr",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.fr", "a@b.fr\x7f",
	};
	static const char *const good[] = { "a@b.fr", "A.B+tag@sub.example.org", "o'neil@example.org", "x_y-z@a-b.fr", "1@2.fr", "conjointe@localhost" };

	(void)state;
	for (size_t i = 0; i < GT_COUNT(bad); i++)
		if (mail_address_ok(bad[i]))
			fail_msg("'%s' was accepted", bad[i]);
	for (size_t i = 0; i < GT_COUNT(good); i++)
		if (!mail_address_ok(good[i]))
			fail_msg("'%s' was refused", good[i]);
	struct gt_error err = { 0 };
	struct gt_str message;
	struct gt_mail_order o = order_of("notification-new", "fr", NULL, 0);
	o.to = "a@b.fr\r\nBcc: x@y.fr";
	assert_int_equal(gt_mail_make(mailer, arena, &o, &message, &err), GT_BADINPUT);
	assert_null(strstr(err.message, "b.fr"));
}

static void values_add_no_header_no_markup_and_no_foreign_link(void **state)
{
	static const char *const hostile[] = {
		"x\r\nBcc: victim@example.org", "x\n\nNew body", "<script>alert(1)</script>", "]]><a href='https://evil'>", "=?utf-8?Q?=0ABcc:_x?=", "\xe2\x80\xae" "gnp.exe", "{{7*7}} %s %n", "--=_AAAAAAAAAAAAAAAAAAAAAA--",
	};

	(void)state;
	for (size_t i = 0; i < GT_COUNT(hostile); i++) {
		struct gt_mail_arg args[] = { { "name", hostile[i] }, { "number", hostile[i] }, { "login", hostile[i] } };
		struct gt_error err = { 0 };
		struct gt_str message;
		struct gt_mail_order o = order_of("deposit-confirmed", "fr", args, 3);
		assert_int_equal(gt_mail_make(mailer, arena, &o, &message, &err), GT_OK);
		GMimeMessage *m = read_back(message);
		char *html = part_text(m, 1);
		assert_null(g_mime_object_get_header(GMIME_OBJECT(m), "Bcc"));
		assert_int_equal(internet_address_list_length(g_mime_message_get_all_recipients(m)), 1);
		assert_null(strstr(html, "<script"));
		assert_null(strstr(html, "<a href='https://evil"));
		g_free(html);
		g_object_unref(m);
	}
	/* mail I4: a path that is no path of ours gives the template's own address, or no mail at all. */
	static const char *const paths[] = { "https://evil.example", "//evil.example/x", "@evil.example/", ".evil.example/", "javascript:alert(1)", "/a b", "/x\"onclick=" };
	for (size_t i = 0; i < GT_COUNT(paths); i++) {
		struct gt_mail_arg args[] = { { "path", paths[i] } };
		struct gt_error err = { 0 };
		struct gt_str message;
		struct gt_mail_order o = order_of("account-create", "fr", args, 1);
		if (gt_mail_make(mailer, arena, &o, &message, &err) != GT_OK)
			continue;
		GMimeMessage *m = read_back(message);
		char *html = part_text(m, 1);
		for (const char *p = html; (p = strstr(p, "href=\"")); p++)
			if (strncmp(p + 6, "https://etrangers.example.fr/", 29) != 0)
				fail_msg("%s: %.80s", paths[i], p);
		g_free(html);
		g_object_unref(m);
	}
}

static void an_unknown_template_is_told(void **state)
{
	static const char *const names[] = { "no-such", "../page/home", "frame", "", "parts/mail" };

	(void)state;
	for (size_t i = 0; i < GT_COUNT(names); i++) {
		struct gt_error err = { 0 };
		struct gt_str message;
		struct gt_mail_order o = order_of(names[i], "fr", NULL, 0);
		assert_int_equal(gt_mail_make(mailer, arena, &o, &message, &err), GT_NOTFOUND);
	}
}

static void wrong_settings_are_told_at_the_start(void **state)
{
	static const char *const texts[] = {
		"[mail]\nfrom = a@b.fr\n", "[site]\nbase_url = https://x.fr\n", "[site]\nbase_url = javascript:x\n[mail]\nfrom = a@b.fr\n", "[site]\nbase_url = https://x.fr\n[mail]\nfrom = nobody\n",
		"[site]\nbase_url = https://x.fr\n[mail]\nfrom = a@b.fr\ntls = perhaps\n", "[site]\nbase_url = https://x.fr\n[mail]\nfrom = a@b.fr\nhost = a/b\n",
	};

	(void)state;
	for (size_t i = 0; i < GT_COUNT(texts); i++) {
		struct gt_error err = { 0 };
		struct gt_config *c = settings(texts[i], &err);
		struct gt_mailer *m = NULL;
		assert_non_null(c);
		if (gt_mailer_open(c, sheets, &m, &err) != GT_FAILED)
			fail_msg("accepted: %s", texts[i]);
		assert_true(err.message[0] != '\0');
		gt_config_free(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_template_makes_a_mail_in_each_language), cmocka_unit_test(the_guide_s_facts_stand_in_the_mail_of_creation),
		cmocka_unit_test(the_same_row_makes_the_same_bytes), cmocka_unit_test(addresses_that_could_break_out_are_refused),
		cmocka_unit_test(values_add_no_header_no_markup_and_no_foreign_link), cmocka_unit_test(an_unknown_template_is_told), cmocka_unit_test(wrong_settings_are_told_at_the_start),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
