/* Queue to SMTP: the real schema and rights, a real receiver (tests/lib/mailbox.py), and everything that can go wrong between them. */
#include "post.h"

static const struct gt_id nobody;

static const char *last_error(void)
{
	struct gt_mail_line *lines;
	struct gt_error err = { 0 };
	size_t n;

	ask(gt_mail_list(jobs, arena, NULL, 1, &lines, &n, &err), &err);
	assert_int_equal(n, 1);
	return lines[0].last_error ? lines[0].last_error : "";
}

static void every_statement_is_good_and_allowed(void **state)
{
	struct gt_error err = { 0 };

	(void)state;
	ask(gt_mail_prepare(jobs, &err), &err);
	struct gt_db *ctl = gt_harness_db(h, "ctl");
	ask(gt_mail_prepare(ctl, &err), &err);
	gt_db_free(&ctl);
}

static void a_queued_mail_arrives_once_and_leaves_no_address_behind(void **state)
{
	const char *text = "";

	(void)state;
	queue("conjointe@example.org", "account-create", nobody);
	struct gt_mail_sent sent = send_due();
	assert_int_equal(sent.sent, 1);
	assert_int_equal(send_due().sent, 0);
	assert_int_equal(received(&text), 1);
	assert_non_null(strstr(text, "conjointe@example.org"));
	assert_non_null(strstr(text, "Auto-Submitted: auto-generated"));
	assert_non_null(strstr(text, "multipart/alternative"));
	assert_int_equal(count("SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND LENGTH(sealed) = 0 AND sent_utc_s IS NOT NULL AND claimed_by IS NULL"), 1);
}

static void with_the_receiver_away_mails_wait_and_lose_nothing(void **state)
{
	(void)state;
	for (int i = 0; i < 30; i++)
		queue("conjointe@example.org", "notification-new", nobody);
	receiver_stop();
	struct gt_mail_sent sent = send_due();
	assert_int_equal(sent.sent, 0);
	assert_true(sent.put_off >= 1);
	/* A few tries show that nobody is there: the rest is not tried in vain. */
	assert_true(sent.put_off <= 5);
	assert_int_equal(count("SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND claimed_by IS NULL"), 30);
	receiver_start();
	later(61);
	assert_int_equal(send_due().sent, 30);
	assert_int_equal(received(NULL), 30);
}

static void pauses_grow_from_one_minute_to_an_hour(void **state)
{
	static const int64_t want[] = { 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600 };

	(void)state;
	queue("conjointe@example.org", "notification-new", nobody);
	order_fault("{\"at\":\"rcpt\",\"reply\":\"451 4.7.1 later\",\"count\":100}");
	for (size_t i = 0; i < GT_COUNT(want); i++) {
		assert_int_equal(send_due().put_off, 1);
		assert_int_equal(count("SELECT next_try_utc_s FROM outbox") - now_s, want[i]);
		assert_int_equal(send_due().put_off, 0);
		later(want[i]);
	}
	assert_string_equal(last_error(), "451 at RCPT TO");
	order_fault(NULL);
	assert_int_equal(send_due().sent, 1);
	assert_int_equal(received(NULL), 1);
}

static void make_account(void)
{
	gt_harness_sql(h, "INSERT INTO account (id, email, email_typed, lang, state, created_utc_s) VALUES (REPEAT('A', 16), 'conjointe@example.org', 'conjointe@example.org', 'fr', 'active', 1);\n");
}

static struct gt_id account_id(void)
{
	struct gt_id id;

	memset(id.b, 'A', 16);
	return id;
}

static void a_mailbox_that_does_not_exist_is_given_up_and_told_to_its_owner(void **state)
{
	(void)state;
	make_account();
	queue("conjointe@example.org", "notification-new", account_id());
	order_fault("{\"at\":\"rcpt\",\"reply\":\"550 5.1.1 no such user\",\"count\":1}");
	struct gt_mail_sent sent = send_due();
	assert_string_equal(sent.last_error, "550 at RCPT TO");
	assert_int_equal(sent.given_up, 1);
	later(86400);
	assert_int_equal(send_due().sent, 0);
	assert_int_equal(count("SELECT COUNT(*) FROM outbox WHERE state = 'failed'"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM account WHERE email_bounced_utc_s IS NOT NULL"), 1);
	/* The next that gets through takes the mark away. */
	queue("conjointe@example.org", "notification-new", account_id());
	assert_int_equal(send_due().sent, 1);
	assert_int_equal(count("SELECT COUNT(*) FROM account WHERE email_bounced_utc_s IS NOT NULL"), 0);
}

static void a_refusal_of_ourselves_is_no_fault_of_the_mail(void **state)
{
	static const char *const faults[] = {
		"{\"at\":\"mail\",\"reply\":\"553 5.1.8 sender refused\",\"count\":1}",
		"{\"at\":\"mail\",\"reply\":\"530 5.7.0 log in first\",\"count\":1}", "{\"at\":\"data\",\"reply\":\"451 4.3.0 disk full\",\"count\":1}",
		"{\"at\":\"data\",\"reply\":\"\",\"count\":1,\"drop\":true}", "{\"at\":\"rcpt\",\"reply\":\"\",\"count\":1,\"delay_s\":5}",
	};

	(void)state;
	for (size_t i = 0; i < GT_COUNT(faults); i++) {
		queue("conjointe@example.org", "notification-new", nobody);
		order_fault(faults[i]);
		struct gt_mail_sent sent = send_due();
		if (sent.put_off != 1 || sent.given_up != 0)
			fail_msg("%s: put off %d, given up %d, %s", faults[i], (int)sent.put_off, (int)sent.given_up, sent.last_error);
		order_fault(NULL);
		later(3600);
		assert_int_equal(send_due().sent, 1);
	}
	assert_int_equal(received(NULL), (int)GT_COUNT(faults));
}

static void a_message_refused_for_itself_is_given_up(void **state)
{
	(void)state;
	queue("conjointe@example.org", "notification-new", nobody);
	order_fault("{\"at\":\"data\",\"reply\":\"554 5.6.0 not wanted\",\"count\":1}");
	struct gt_mail_sent sent = send_due();
	assert_int_equal(sent.given_up, 1);
	assert_string_equal(sent.last_error, "554 at DATA");
}

/* mail I1: kept by the receiver, its answer lost. */
static void a_lost_answer_brings_a_second_copy_with_the_same_message_id(void **state)
{
	(void)state;
	queue("conjointe@example.org", "notification-new", nobody);
	order_fault("{\"at\":\"queued\",\"reply\":\"\",\"count\":1,\"drop\":true}");
	assert_int_equal(send_due().put_off, 1);
	later(3600);
	assert_int_equal(send_due().sent, 1);
	assert_int_equal(received(NULL), 2);
	const char *command = gt_arena_printf(arena, "test $(grep -h '^Message-Id' -i %s/received/*.eml | sort -u | wc -l) -eq 1", box);
	assert_int_equal(system(command), 0);
}

static void a_program_that_dies_between_claim_and_mark_loses_nothing(void **state)
{
	struct mail_row *rows;
	size_t n;
	struct gt_error err = { 0 };

	(void)state;
	queue("conjointe@example.org", "notification-new", nobody);
	ask(mail_claim(jobs, arena, "dead:1", now_s, &rows, &n, &err), &err);
	assert_int_equal(n, 1);
	assert_int_equal(send_due().sent, 0);
	later(MAIL_CLAIM_S + 1);
	assert_int_equal(send_due().sent, 1);
	assert_int_equal(received(NULL), 1);
	/* The dead one wakes up: its mark is not taken any more. */
	ask(mail_mark_failed(jobs, &rows[0], "dead:1", "late", &err), &err);
	assert_int_equal(count("SELECT COUNT(*) FROM outbox WHERE state = 'sent'"), 1);
}

/* mail I2 */
static void two_programs_at_once_never_send_the_same_mail(void **state)
{
	pid_t pids[3];

	(void)state;
	for (int i = 0; i < 60; i++)
		queue("conjointe@example.org", "notification-new", nobody);
	for (int k = 0; k < 3; k++) {
		pids[k] = fork();
		if (pids[k] == 0) {
			struct gt_mailer *mine = NULL;
			struct gt_mail_sent sent;
			struct gt_error err = { 0 };
			struct gt_db *db = gt_harness_db(h, "jobs");
			char name[20];
			snprintf(name, sizeof name, "test:%d", k + 10);
			int rc = gt_mailer_open(config, sheets, &mine, &err);
			if (rc == GT_OK)
				rc = gt_mail_send_due(db, h->ring, mine, name, NULL, &sent, &err);
			_exit(rc == GT_OK ? 0 : 1);
		}
	}
	for (int k = 0; k < 3; k++) {
		int status = 1;
		waitpid(pids[k], &status, 0);
		assert_int_equal(status, 0);
	}
	send_due();
	assert_int_equal(count("SELECT COUNT(*) FROM outbox WHERE state = 'sent'"), 60);
	assert_int_equal(received(NULL), 60);
}

static void addresses_that_break_out_reach_no_receiver(void **state)
{
	(void)state;
	queue("a@example.org\r\nRCPT TO:<b@example.org>", "notification-new", nobody);
	queue("a@example.org>,<b@example.org", "notification-new", nobody);
	assert_int_equal(send_due().given_up, 2);
	assert_int_equal(received(NULL), 0);
	assert_int_equal(count("SELECT COUNT(*) FROM outbox WHERE last_error LIKE '%example%'"), 0);
}

static void a_link_that_is_over_is_not_sent(void **state)
{
	(void)state;
	queue("conjointe@example.org", "account-create", nobody);
	queue("conjointe@example.org", "notification-new", nobody);
	later(GT_ACCOUNT_LINK_S + 1);
	struct gt_mail_sent sent = send_due();
	assert_int_equal(sent.sent, 1);
	assert_int_equal(sent.given_up, 1);
	assert_int_equal(received(NULL), 1);
}

static void after_five_days_it_is_given_up_and_the_operator_may_try_again(void **state)
{
	struct gt_error err = { 0 };
	struct gt_db *ctl = gt_harness_db(h, "ctl");
	struct gt_mail_line *lines;
	struct gt_mail_count *counts;
	size_t n;
	int64_t k;

	(void)state;
	queue("conjointe@example.org", "notification-new", nobody);
	order_fault("{\"at\":\"rcpt\",\"reply\":\"451 4.7.1 later\",\"count\":2}");
	assert_int_equal(send_due().put_off, 1);
	later(6 * 86400);
	assert_int_equal(send_due().given_up, 1);
	ask(gt_mail_list(ctl, arena, "failed", 10, &lines, &n, &err), &err);
	assert_int_equal(n, 1);
	assert_string_equal(lines[0].template_name, "notification-new");
	ask(gt_mail_counts(ctl, arena, &counts, &n, &err), &err);
	assert_int_equal(n, 1);
	assert_string_equal(counts[0].state, "failed");
	ask(gt_mail_retry(ctl, lines[0].id, &k, &err), &err);
	assert_int_equal(send_due().sent, 1);
	assert_int_equal(gt_mail_retry(ctl, lines[0].id, &k, &err), GT_NOTFOUND);
	gt_db_free(&ctl);
}

static int told;
static bool after_two(void) { return ++told > 2; }

static void told_to_end_it_finishes_the_mail_in_hand_and_gives_the_rest_back(void **state)
{
	struct gt_mail_sent sent;
	struct gt_error err = { 0 };

	(void)state;
	for (int i = 0; i < 10; i++)
		queue("conjointe@example.org", "notification-new", nobody);
	told = 0;
	ask(gt_mail_send_due(jobs, h->ring, mailer, "test:1", after_two, &sent, &err), &err);
	assert_int_equal(sent.sent, 2);
	assert_int_equal(count("SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND claimed_by IS NULL AND tries = 0"), 8);
	assert_int_equal(send_due().sent, 8);
	assert_int_equal(received(NULL), 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_statement_is_good_and_allowed, each), cmocka_unit_test_setup(a_queued_mail_arrives_once_and_leaves_no_address_behind, each),
		cmocka_unit_test_setup(with_the_receiver_away_mails_wait_and_lose_nothing, each), cmocka_unit_test_setup(pauses_grow_from_one_minute_to_an_hour, each),
		cmocka_unit_test_setup(a_mailbox_that_does_not_exist_is_given_up_and_told_to_its_owner, each), cmocka_unit_test_setup(a_refusal_of_ourselves_is_no_fault_of_the_mail, each),
		cmocka_unit_test_setup(a_message_refused_for_itself_is_given_up, each), cmocka_unit_test_setup(a_lost_answer_brings_a_second_copy_with_the_same_message_id, each),
		cmocka_unit_test_setup(a_program_that_dies_between_claim_and_mark_loses_nothing, each), cmocka_unit_test_setup(two_programs_at_once_never_send_the_same_mail, each),
		cmocka_unit_test_setup(addresses_that_break_out_reach_no_receiver, each), cmocka_unit_test_setup(a_link_that_is_over_is_not_sent, each),
		cmocka_unit_test_setup(after_five_days_it_is_given_up_and_the_operator_may_try_again, each), cmocka_unit_test_setup(told_to_end_it_finishes_the_mail_in_hand_and_gives_the_rest_back, each),
	};

	if (system("/usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null") != 0)
		return 77;
	h = gt_harness_start();
	if (!h)
		return 77;
	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
