/* A message by GMime: two equal parts (text, HTML), headers that no value can break out of. */
#include <gmime/gmime.h>
#include "mail/mail_priv.h"

void mail_mime_init(void)
{
	static bool done;

	if (!done)
		g_mime_init();
	done = true;
}

static GMimeObject *part_new(const char *subtype, const char *content, const char *lang)
{
	GMimeTextPart *part = g_mime_text_part_new_with_subtype(subtype);

	/* g_mime_text_part_set_text() would choose a charset by the words; the page's head says UTF-8 */
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(content, strlen(content));
	GMimeDataWrapper *wrapper = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);

	g_mime_part_set_content(GMIME_PART(part), wrapper);
	g_object_unref(wrapper);
	g_object_unref(stream);
	g_mime_text_part_set_charset(part, "utf-8");
	g_mime_part_set_content_encoding(GMIME_PART(part), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	g_mime_object_set_header(GMIME_OBJECT(part), "Content-Language", lang, NULL);
	return GMIME_OBJECT(part);
}

static void address_add(GMimeMessage *message, GMimeAddressType type, const char *name, const char *address)
{
	InternetAddress *one = internet_address_mailbox_new(name, address);

	internet_address_set_charset(one, "utf-8");
	internet_address_list_add(g_mime_message_get_addresses(message, type), one);
	g_object_unref(one);
}

/* Lines end with CR LF on the wire, whatever the parts were made of. */
static int write_out(GMimeMessage *message, struct gt_arena *arena, struct gt_str *ret, struct gt_error *err)
{
	GMimeStream *mem = g_mime_stream_mem_new();
	GMimeFormatOptions *options = g_mime_format_options_new();

	g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
	g_mime_object_write_to_stream(GMIME_OBJECT(message), options, mem);
	g_mime_format_options_free(options);
	GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(mem));
	bool fits = bytes && bytes->len > 0 && bytes->len <= MAIL_MAX_BYTES;
	if (fits)
		*ret = (struct gt_str){ gt_arena_strndup(arena, (const char *)bytes->data, bytes->len), bytes->len };
	g_object_unref(mem);
	return fits ? GT_OK : gt_fail(err, GT_FAILED, "a mail is empty or over %d bytes", MAIL_MAX_BYTES);
}

int mail_mime_make(const struct gt_mailer *m, struct gt_arena *arena, const struct gt_mail_order *order, const struct mail_message *msg, struct gt_str *ret, struct gt_error *err)
{
	GMimeMessage *message = g_mime_message_new(TRUE);
	GMimeMultipart *both = g_mime_multipart_new_with_subtype("alternative");
	GMimeObject *text = part_new("plain", msg->text, msg->lang), *html = part_new("html", msg->html, msg->lang);
	GDateTime *date = g_date_time_new_from_unix_utc(order->now_utc_s);

	address_add(message, GMIME_ADDRESS_TYPE_FROM, m->from_name, m->from);
	address_add(message, GMIME_ADDRESS_TYPE_TO, NULL, order->to);
	g_mime_message_set_subject(message, msg->subject, "utf-8");
	g_mime_message_set_date(message, date);
	/* The row's own: a second copy, sent after a crash, is recognised as the same mail. */
	g_mime_message_set_message_id(message, gt_arena_printf(arena, "%s@%s", order->message_id, m->domain));
	g_mime_object_set_header(GMIME_OBJECT(message), "Auto-Submitted", "auto-generated", NULL);
	g_mime_object_set_header(GMIME_OBJECT(message), "X-Auto-Response-Suppress", "All", NULL);
	/* The boundary too comes from the row: the same mail has the same bytes. */
	g_mime_multipart_set_boundary(both, gt_arena_printf(arena, "=_%s", order->message_id));
	g_mime_multipart_add(both, text);
	g_mime_multipart_add(both, html);
	g_mime_message_set_mime_part(message, GMIME_OBJECT(both));
	int rc = write_out(message, arena, ret, err);
	g_date_time_unref(date);
	g_object_unref(text);
	g_object_unref(html);
	g_object_unref(both);
	g_object_unref(message);
	return rc;
}
