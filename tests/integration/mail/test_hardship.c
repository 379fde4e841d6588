/* Mails in bad times: a receiver that asks for TLS and a password, or pretends to; one that fails at each verb in turn while the sender is killed again and
 * again. GT_MAILS: how many mails the last one sends (200; 10000 takes half an hour). */
#include <sys/mman.h>
#include "post.h"

static const struct gt_id nobody;

static void certificate(const char *name, const char *host)
{
	const char *command = gt_arena_printf(arena, "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=%s -addext subjectAltName=DNS:%s -keyout %s/%s.key -out %s/%s.pem 2>/dev/null",
		host, host, h->dir, name, h->dir, name);
	assert_int_equal(system(command), 0);
}

static const char *file(const char *name) { return gt_arena_printf(arena, "%s/%s", h->dir, name); }

/* A mailer with these settings, for one test. */
static void use_settings(const char *more)
{
	struct gt_error err = { 0 };
	FILE *f = fopen(file("mail2.ini"), "we");
	assert_non_null(f);
	fprintf(f, "[site]\nbase_url = http://localhost:8080\n[mail]\nhost = localhost\nfrom = ne-pas-repondre@localhost\nport = %d\ntimeout_s = 5\n%s", smtp_port, more);
	assert_int_equal(fclose(f), 0);
	gt_mailer_free(&mailer);
	gt_config_free(&config);
	ask(gt_config_load(file("mail2.ini"), &config, &err), &err);
	ask(gt_mailer_open(config, sheets, &mailer, &err), &err);
}

static void receiver_asks(const char *const *words)
{
	receiver_stop();
	receiver_words = words;
	receiver_start();
}

#define TLS_AND_USER "tls = starttls\nca_file = %s\nuser = guichet\npassword = un-mot-de-passe\n"

static void tls_and_a_password_are_given_to_a_receiver_that_proves_who_it_is(void **state)
{
	(void)state;
	const char *const words[] = { "--tls", file("good.pem"), file("good.key"), "--auth", "guichet:un-mot-de-passe", NULL };
	receiver_asks(words);
	use_settings(gt_arena_printf(arena, TLS_AND_USER, file("good.pem")));
	queue("conjointe@example.org", "notification-new", nobody);
	struct gt_mail_sent sent = send_due();
	if (sent.sent != 1) fail_msg("not sent: %s", sent.last_error);
	assert_int_equal(received(NULL), 1);
}

static void another_name_in_the_certificate_gets_neither_mail_nor_password(void **state)
{
	(void)state;
	const char *const words[] = { "--tls", file("wrong.pem"), file("wrong.key"), "--auth", "guichet:un-mot-de-passe", NULL };
	receiver_asks(words);
	use_settings(gt_arena_printf(arena, TLS_AND_USER, file("wrong.pem")));
	queue("conjointe@example.org", "notification-new", nobody);
	assert_int_equal(send_due().put_off, 1);
	assert_int_equal(received(NULL), 0);
	/* nor an authority that is not ours */
	use_settings("tls = starttls\nuser = guichet\npassword = un-mot-de-passe\n");
	later(3600);
	assert_int_equal(send_due().put_off, 1);
	assert_int_equal(received(NULL), 0);
}

static void a_receiver_without_tls_is_not_spoken_to_in_clear(void **state)
{
	(void)state;
	receiver_asks(NULL);
	use_settings(gt_arena_printf(arena, TLS_AND_USER, file("good.pem")));
	queue("conjointe@example.org", "notification-new", nobody);
	assert_int_equal(send_due().put_off, 1);
	assert_int_equal(received(NULL), 0);
}

static void a_wrong_password_makes_mails_wait_and_the_right_one_sends_them(void **state)
{
	(void)state;
	const char *const words[] = { "--tls", file("good.pem"), file("good.key"), "--auth", "guichet:un-autre", NULL };
	receiver_asks(words);
	use_settings(gt_arena_printf(arena, TLS_AND_USER, file("good.pem")));
	queue("conjointe@example.org", "notification-new", nobody);
	struct gt_mail_sent sent = send_due();
	assert_int_equal(sent.put_off, 1);
	assert_int_equal(sent.given_up, 0);
	const char *const mended[] = { "--tls", file("good.pem"), file("good.key"), "--auth", "guichet:un-mot-de-passe", NULL };
	receiver_asks(mended);
	later(3600);
	assert_int_equal(send_due().sent, 1);
}

/* ---- the receiver fails at each verb in turn, the sender is killed again and again ---- */
static int64_t *clock_s;                 /* shared: a sender that finds nothing due lets time pass */

static pid_t sender(int n)
{
	pid_t pid = fork();
	if (pid != 0) return pid;
	prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0L, 0L, 0L);
	struct gt_mailer *mine = NULL;
	struct gt_mail_sent sent;
	struct gt_error err = { 0 };
	char name[32];
	snprintf(name, sizeof name, "sender:%d", n);
	struct gt_db *db = gt_harness_db(h, "jobs");
	if (gt_mailer_open(config, sheets, &mine, &err) != GT_OK) _exit(1);
	for (;;) {
		gt_clock_set_fixed(*clock_s);
		int rc = gt_mail_send_due(db, h->ring, mine, name, NULL, &sent, &err);
		if (rc == GT_OK && sent.sent == 0) *clock_s += 61;
	}
}

static int64_t waiting(void) { return count("SELECT COUNT(*) FROM outbox WHERE state = 'queued'"); }

static void whatever_fails_and_whoever_dies_each_mail_arrives_and_a_second_copy_is_known_by_its_id(void **state)
{
	static const char *const faults[] = {
		"{\"at\":\"connect\",\"reply\":\"421 4.3.2 busy\",\"count\":2}", "{\"at\":\"mail\",\"reply\":\"451 4.3.0 later\",\"count\":2}", "{\"at\":\"rcpt\",\"reply\":\"450 4.2.0 greylisted\",\"count\":3}",
		"{\"at\":\"data\",\"reply\":\"452 4.3.1 full\",\"count\":2}", "{\"at\":\"queued\",\"reply\":\"\",\"count\":1,\"drop\":true}", "{\"at\":\"rcpt\",\"reply\":\"\",\"count\":1,\"drop\":true}",
		"{\"at\":\"data\",\"reply\":\"\",\"count\":1,\"drop\":true}", "{\"at\":\"queued\",\"reply\":\"451 4.3.0 lost\",\"count\":1}",
	};
	const char *wanted = getenv("GT_MAILS");
	int total = wanted ? atoi(wanted) : 200, kills = 0;

	(void)state;
	receiver_asks(NULL);
	use_settings("");
	for (int i = 0; i < total; i++) queue("conjointe@example.org", "notification-new", nobody);
	clock_s = mmap(NULL, sizeof *clock_s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(clock_s, MAP_FAILED);
	*clock_s = now_s;
	for (; waiting() > 0; kills++) {
		pid_t pids[2] = { sender(2 * kills), sender(2 * kills + 1) };
		order_fault(faults[(size_t)kills % GT_COUNT(faults)]);
		usleep((useconds_t)(150000 + 37000 * (kills % 9)));
		for (int i = 0; i < 2; i++) {
			kill(pids[i], SIGKILL);
			waitpid(pids[i], NULL, 0);
		}
		if (kills > 20 * total) fail_msg("%d mails still wait after %d kills", (int)waiting(), kills);
		*clock_s += MAIL_CLAIM_S;        /* what the dead had claimed comes back */
	}
	order_fault(NULL);
	assert_int_equal(count("SELECT COUNT(*) FROM outbox WHERE state = 'sent'"), total);
	const char *ids = gt_arena_printf(arena, "grep -h -i '^message-id' %s/received/*.eml | sort", box);
	assert_int_equal(system(gt_arena_printf(arena, "test $(%s -u | wc -l) -eq %d", ids, total)), 0);
	print_message("%d mails, %d kills, %d second copies\n", total, 2 * kills, received(NULL) - total);
	gt_clock_set_fixed(now_s = *clock_s);
	munmap(clock_s, sizeof *clock_s);
}

static int setup(void **state)
{
	int rc = group_setup(state);
	certificate("good", "localhost");
	certificate("wrong", "ailleurs.example");
	return rc;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(tls_and_a_password_are_given_to_a_receiver_that_proves_who_it_is, each), cmocka_unit_test_setup(another_name_in_the_certificate_gets_neither_mail_nor_password, each),
		cmocka_unit_test_setup(a_receiver_without_tls_is_not_spoken_to_in_clear, each), cmocka_unit_test_setup(a_wrong_password_makes_mails_wait_and_the_right_one_sends_them, each),
		cmocka_unit_test_setup(whatever_fails_and_whoever_dies_each_mail_arrives_and_a_second_copy_is_known_by_its_id, each),
	};

	if (system("/usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null") != 0)
		return 77;
	h = gt_harness_start();
	if (!h)
		return 77;
	return cmocka_run_group_tests(tests, setup, group_teardown);
}
