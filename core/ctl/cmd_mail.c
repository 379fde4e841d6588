/* mail: the queue of mails, as the operator sees it. No address is ever shown: it is sealed, and the mail's account says whose it is. */
#include "clock/clock.h"
#include "ctl/families.h"
#include "mail/mail.h"

static const char *when(struct gt_arena *arena, int64_t utc_s)
{
	char text[32];

	if (utc_s == 0)
		return "-";
	gt_time_text(utc_s, text);
	return gt_arena_strdup(arena, text);
}

static int show(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	struct gt_db *db;
	struct gt_mail_count *counts;
	size_t n;

	if (argc)
		return gt_fail(err, GT_BADINPUT, "'%s' is not understood", argv[0]);
	int rc = gt_ctl_db(ctl, &db, err);
	if (rc == GT_OK)
		rc = gt_mail_counts(db, ctl->arena, &counts, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++)
		fprintf(ctl->out, "%-8s %8lld  oldest %s\n", counts[i].state, (long long)counts[i].n, when(ctl->arena, counts[i].oldest_utc_s));
	if (rc == GT_OK && n == 0)
		fprintf(ctl->out, "empty\n");
	return rc;
}

static int list(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const char *state = gt_ctl_option(&argc, argv, "state"), *limit_text = gt_ctl_option(&argc, argv, "limit");
	struct gt_mail_line *lines;
	struct gt_db *db;
	int64_t limit = 50;
	size_t n;

	if (argc || (limit_text && !gt_parse_i64(limit_text, 1, 10000, &limit)))
		return gt_fail(err, GT_BADINPUT, "'%s' is not understood", argc ? argv[0] : limit_text);
	int rc = gt_ctl_db(ctl, &db, err);
	if (rc == GT_OK)
		rc = gt_mail_list(db, ctl->arena, state, limit, &lines, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) {
		char id[GT_ID_TEXT], account[GT_ID_TEXT];
		fprintf(ctl->out, "%s  %-6s  %-22s %s  account %s  queued %s  %s %s  tries %lld%s%s\n", gt_id_text(lines[i].id, id), lines[i].state, lines[i].template_name, lines[i].lang,
			gt_id_null(lines[i].account) ? "-" : gt_id_text(lines[i].account, account), when(ctl->arena, lines[i].created_utc_s),
			lines[i].sent_utc_s ? "sent" : "next", when(ctl->arena, lines[i].sent_utc_s ? lines[i].sent_utc_s : lines[i].next_try_utc_s), (long long)lines[i].tries,
			lines[i].last_error ? "  " : "", lines[i].last_error ? lines[i].last_error : "");
	}
	return rc;
}

static int retry(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	bool all = gt_ctl_flag(&argc, argv, "all");
	struct gt_id id = { { 0 } };
	struct gt_db *db;
	int64_t n = 0;

	if ((all && argc) || (!all && (argc != 1 || !gt_id_parse(argv[0], &id) || gt_id_null(id))))
		return gt_fail(err, GT_BADINPUT, "the id of a mail (mail list), or --all");
	int rc = gt_ctl_db(ctl, &db, err);
	if (rc == GT_OK)
		rc = gt_mail_retry(db, id, &n, err);
	if (rc == GT_OK)
		fprintf(ctl->out, "%lld to be tried now\n", (long long)n);
	return rc;
}

const struct gt_ctl_entry gt_ctl_mail[] = {
	{ "mail show", "", "How many mails are queued, sent, failed, and since when.", show },
	{ "mail list", "[--state queued|sent|failed] [--limit N]", "The queue, newest first; never an address.", list },
	{ "mail retry", "ID | --all", "Try again now what waits or was given up.", retry },
	{ 0 },
};
