/* A private database, a real receiver (tests/lib/mailbox.py) and what the tests of mails share: included once by each of them. */
#ifndef GT_TESTS_POST_H
#define GT_TESTS_POST_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <curl/curl.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "journal/journal.h"
#include "mail/mail_priv.h"
#include "tests/lib/db_harness.h"

static struct gt_harness *h;
static struct gt_arena *arena;
static struct gt_db *jobs, *web;
static struct gt_sheets *sheets;
static struct gt_config *config;
static struct gt_mailer *mailer;
static int smtp_port, web_port;
static pid_t receiver;
static const char *box;
static int64_t now_s = 1700000000;

static void ask(int rc, const struct gt_error *err)
{
	if (rc != GT_OK)
		fail_msg("%s: %s (%s)", gt_rc_name(rc), err->message, err->detail);
}

static int free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof a;
	GT_AUTO_FD fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) != 0 || getsockname(fd, (struct sockaddr *)&a, &n) != 0)
		return 0;
	return ntohs(a.sin_port);
}

static bool answers(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)port) };
	GT_AUTO_FD fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return connect(fd, (struct sockaddr *)&a, sizeof a) == 0;
}

/* What the receiver is told besides; NULL: plain SMTP. */
static const char *const *receiver_words;

static void receiver_start(void)
{
	const char *top = getenv("top_srcdir");
	char smtp[16], page[16];
	snprintf(smtp, sizeof smtp, "%d", smtp_port);
	snprintf(page, sizeof page, "%d", web_port);
	const char *script = gt_arena_printf(arena, "%s/tests/lib/mailbox.py", top ? top : ".");
	receiver = fork();
	if (receiver == 0) {
		/* Not the harness's pipe: it would keep the server alive after us. */
		close_range(3, ~0U, 0);
		prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0L, 0L, 0L);
		if (!freopen("/dev/null", "w", stdout))
			_exit(126);
		const char *argv[20] = { "python3", script, "--dir", box, "--smtp", smtp, "--web", page, "--host", "127.0.0.1" };
		for (size_t n = 10, i = 0; receiver_words && receiver_words[i]; i++) argv[n++] = receiver_words[i];
		execv("/usr/bin/python3", (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	for (int i = 0; i < 300 && !(answers(smtp_port) && answers(web_port)); i++)
		usleep(50000);
	assert_true(answers(smtp_port));
}

static void receiver_stop(void)
{
	if (receiver > 0) {
		kill(receiver, SIGKILL);
		waitpid(receiver, NULL, 0);
	}
	receiver = 0;
}

static size_t swallow(char *p, size_t size, size_t n, void *arg) { (void)p; (void)arg; return size * n; }
static void order_fault(const char *json_or_null)
{
	CURL *c = curl_easy_init();
	curl_easy_setopt(c, CURLOPT_URL, gt_arena_printf(arena, "http://127.0.0.1:%d/faults", web_port));
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, swallow);
	if (json_or_null)
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, json_or_null);
	else
		curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, "DELETE");
	assert_int_equal(curl_easy_perform(c), CURLE_OK);
	curl_easy_cleanup(c);
}

/* How many mails lie in the box; the text of the last one read. */
static inline int received(const char **ret_text)
{
	DIR *d = opendir(gt_arena_printf(arena, "%s/received", box));
	int n = 0;
	for (struct dirent *e; d && (e = readdir(d));) {
		struct gt_str text;
		struct gt_error err;
		if (e->d_name[0] == '.' || !strstr(e->d_name, ".eml"))
			continue;
		n++;
		if (ret_text && gt_file_read(arena, gt_arena_printf(arena, "%s/received/%s", box, e->d_name), 1 << 20, &text, &err) == GT_OK)
			*ret_text = text.p;
	}
	if (d)
		closedir(d);
	return n;
}

struct queueing { struct gt_mail_job job; };
static int queue_in_tx(struct gt_db *db, void *arg, struct gt_error *err) { return gt_outbox_mail(db, h->ring, arena, &((struct queueing *)arg)->job, err); }

static void queue(const char *to, const char *template_name, struct gt_id account)
{
	static const struct gt_mail_arg args[] = { { "path", "/compte/mot-de-passe?jeton=abc" } };
	struct queueing q = { .job = { .to = to, .lang = "fr", .template_name = template_name, .account = account, .args = args, .n_args = 1 } };
	struct gt_error err = { 0 };
	ask(gt_db_tx(web, queue_in_tx, &q, &err), &err);
}

static inline struct gt_mail_sent send_due(void)
{
	struct gt_mail_sent sent;
	struct gt_error err = { 0 };
	ask(gt_mail_send_due(jobs, h->ring, mailer, "test:1", NULL, &sent, &err), &err);
	return sent;
}

static int64_t count(const char *sql) { return gt_harness_count(h, sql); }
static inline void later(int64_t seconds) { gt_clock_set_fixed(now_s += seconds); }
static inline int group_setup(void **state)
{
	struct gt_error err = { 0 };
	static const char *const kinds[] = { "mail", NULL };
	const char *top = getenv("top_srcdir");
	char text[400];
	(void)state;
	arena = h->arena;
	gt_xml_init();
	smtp_port = free_port();
	web_port = free_port();
	box = gt_arena_printf(arena, "%s/box", h->dir);
	const char *path = gt_arena_printf(arena, "%s/mail.ini", h->dir);
	int n = snprintf(text, sizeof text, "[site]\nbase_url = http://localhost:8080\n[mail]\nfrom = ne-pas-repondre@localhost\nport = %d\ntimeout_s = 2\n", smtp_port);
	FILE *f = fopen(path, "w");
	if (!f || fwrite(text, 1, (size_t)n, f) != (size_t)n || fclose(f) != 0)
		return -1;
	ask(gt_config_load(path, &config, &err), &err);
	ask(gt_sheets_load(arena, gt_arena_printf(arena, "%s/xslt", top ? top : "."), kinds, &sheets, &err), &err);
	ask(gt_mailer_open(config, sheets, &mailer, &err), &err);
	jobs = gt_harness_db(h, "jobs");
	web = gt_harness_db(h, "web_user");
	receiver_start();
	return 0;
}

static inline int group_teardown(void **state)
{
	(void)state;
	receiver_stop();
	gt_mailer_free(&mailer);
	gt_db_free(&jobs);
	gt_db_free(&web);
	gt_config_free(&config);
	return 0;
}

static inline int each(void **state)
{
	(void)state;
	gt_harness_clean(h);
	if (system(gt_arena_printf(arena, "rm -f %s/received/*.eml", box)) != 0)
		return -1;
	if (receiver <= 0)
		receiver_start();
	order_fault(NULL);
	later(86400);
	return 0;
}

#endif
