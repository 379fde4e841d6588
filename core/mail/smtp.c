/* One mail to the receiver, by libcurl. Decides what an answer means: sent, later, never. The connection stays open for the next mail. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include "mail/mail_priv.h"

/* How far the conversation came: the last command we sent. Only a refusal of the recipient or of the message itself is about this mail;
 * a refusal of our greeting, our login or our own address is ours to mend, and the mail waits. */
enum stage { AT_CONNECT, AT_AUTH, AT_FROM, AT_RCPT, AT_DATA };
static const char *const stage_names[] = { "connection", "authentication", "MAIL FROM", "RCPT TO", "DATA" };

struct talk { struct gt_str message; size_t at; enum stage stage; long code; bool over; };

static size_t give(char *to, size_t size, size_t n, void *arg)
{
	struct talk *t = arg;
	size_t room = size * n, left = t->message.n - t->at;

	if (left > room)
		left = room;
	memcpy(to, t->message.p + t->at, left);
	t->at += left;
	return left;
}

static int watch(CURL *curl, curl_infotype type, char *data, size_t n, void *arg)
{
	struct talk *t = arg;

	(void)curl;
	if (type == CURLINFO_HEADER_OUT) {
		/* The answer that counts is the one before libcurl says QUIT of itself. */
		if (n >= 4 && strncasecmp(data, "QUIT", 4) == 0) {
			t->over = true;
			return 0;
		}
		t->code = 0;
		if (n >= 4 && strncasecmp(data, "AUTH", 4) == 0)
			t->stage = AT_AUTH;
		else if (n >= 9 && strncasecmp(data, "MAIL FROM", 9) == 0)
			t->stage = AT_FROM;
		else if (n >= 7 && strncasecmp(data, "RCPT TO", 7) == 0)
			t->stage = AT_RCPT;
		else if (n >= 4 && strncasecmp(data, "DATA", 4) == 0)
			t->stage = AT_DATA;
	} else if (type == CURLINFO_HEADER_IN && !t->over && n >= 3 && data[0] >= '2' && data[0] <= '5' && data[1] >= '0' && data[1] <= '9' && data[2] >= '0' && data[2] <= '9') {
		t->code = (data[0] - '0') * 100 + (data[1] - '0') * 10 + (data[2] - '0');
	}
	return 0;
}

static void prepare(struct gt_mailer *m, CURL *c, struct talk *t, const char *from, struct curl_slist *to)
{
	curl_easy_reset(c);                  /* options alone: the connection stays */
	curl_easy_setopt(c, CURLOPT_URL, m->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, 10L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)m->timeout_s);
	curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)m->timeout_s);
	curl_easy_setopt(c, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(c, CURLOPT_READDATA, t);
	curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);            /* without it the watcher is not called; it prints nothing */
	curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, watch);
	curl_easy_setopt(c, CURLOPT_DEBUGDATA, t);
	if (m->starttls)
		curl_easy_setopt(c, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, m->verify ? 1L : 0L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, m->verify ? 2L : 0L);
	if (m->ca_file)
		curl_easy_setopt(c, CURLOPT_CAINFO, m->ca_file);
	if (m->user) {
		curl_easy_setopt(c, CURLOPT_USERNAME, m->user);
		curl_easy_setopt(c, CURLOPT_PASSWORD, m->password ? m->password : "");
	}
}

void mail_smtp_close(struct gt_mailer *m)
{
	if (m->curl)
		curl_easy_cleanup(m->curl);
	m->curl = NULL;
}

enum smtp_end mail_smtp_send(struct gt_mailer *m, const char *to, struct gt_str message, char ret_why[200])
{
	struct talk t = { .message = message };
	char rcpt[GT_EMAIL_MAX_BYTES + 3], from[GT_EMAIL_MAX_BYTES + 3];

	if (!m->curl) {
		static bool ready;
		/* The environment may name a proxy or another set of authorities: it was cleared by the supervisor, and is not asked here. */
		if (!ready && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
			gt_panic("libcurl does not start");
		ready = true;
		m->curl = curl_easy_init();
		if (!m->curl)
			gt_panic("libcurl gives no handle");
	}
	snprintf(rcpt, sizeof rcpt, "<%s>", to);
	snprintf(from, sizeof from, "<%s>", m->bounce);
	struct curl_slist *list = curl_slist_append(NULL, rcpt);
	prepare(m, m->curl, &t, from, list);
	CURLcode end = curl_easy_perform(m->curl);
	curl_easy_setopt(m->curl, CURLOPT_DEBUGDATA, NULL);
	curl_easy_setopt(m->curl, CURLOPT_VERBOSE, 0L);
	curl_slist_free_all(list);
	if (end == CURLE_OK)
		return SMTP_SENT;
	/* A connection on which something went wrong is not asked again. */
	mail_smtp_close(m);
	if (t.code >= 400)
		snprintf(ret_why, 200, "%ld at %s", t.code, stage_names[t.stage]);
	else
		snprintf(ret_why, 200, "%s at %s", curl_easy_strerror(end), stage_names[t.stage]);
	return t.code >= 500 && t.code < 600 && t.stage >= AT_RCPT && t.code != 530 && t.code != 535 ? SMTP_NEVER : SMTP_LATER;
}
