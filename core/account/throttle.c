/* Counting of tries: a pair (act, who) is slowed down, more each time, and forgotten after a while of quiet. Nothing is ever locked. */
#include <arpa/inet.h>
#include "account/account_priv.h"

const char *gt_throttle_network(struct gt_arena *arena, const char *address)
{
	struct in6_addr a6;
	if (!address || inet_pton(AF_INET6, address, &a6) != 1) return address ? address : "?";
	const unsigned char *b = a6.s6_addr;
	if (IN6_IS_ADDR_V4MAPPED(&a6)) return gt_arena_printf(arena, "%d.%d.%d.%d", b[12], b[13], b[14], b[15]);
	return gt_arena_printf(arena, "%02x%02x%02x%02x%02x%02x%02x%02x/64", b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]);
}

struct gt_digest gt_throttle_subject(const struct gt_account_at *at, const char *act, const char *who)
{
	struct gt_digest d;
	GT_AUTO_ARENA arena = gt_arena_new("throttle", 1 << 20);
	d = gt_keyed_hash(at->ring, "throttle", gt_str(gt_arena_printf(arena, "%s\n%s", act, who)));
	return d;
}

static int64_t setting(const struct gt_account_at *at, struct gt_arena *arena, const char *act, const char *what, int64_t otherwise)
{
	return at->config ? gt_config_int(at->config, gt_arena_printf(arena, "limits.%s_%s", act, what), otherwise, 0, 1000000000) : otherwise;
}

struct gt_throttle_rule gt_throttle_rule_of(const struct gt_account_at *at, const struct gt_throttle_rule *rule)
{
	GT_AUTO_ARENA arena = gt_arena_new("throttle rule", 1 << 16);
	return (struct gt_throttle_rule){ rule->act, setting(at, arena, rule->act, "free", rule->free), setting(at, arena, rule->act, "base_s", rule->base_s),
		setting(at, arena, rule->act, "max_s", rule->max_s), rule->window_s };
}

static int64_t wait_after(const struct gt_throttle_rule *rule, int64_t failures)
{
	if (failures < rule->free) return 0;
	int64_t wait = rule->base_s;
	for (int64_t i = rule->free; i < failures && wait < rule->max_s; i++) wait *= 2;
	return wait < rule->max_s ? wait : rule->max_s;
}

int gt_throttle_count(const struct gt_account_at *at, struct gt_arena *arena, const struct gt_throttle_rule *rule, struct gt_digest subject, int64_t *ret_failures, int64_t *ret_wait_s, struct gt_error *err)
{
	int64_t now = gt_now_utc_s();
	struct gt_throttle_row row;
	int rc = gt_store_throttle_lock(at->db, arena, subject, now, &row, err);
	if (rc != GT_OK) return rc;
	if (row.until_utc_s > now) {
		*ret_wait_s = row.until_utc_s - now;
		return gt_fail(err, GT_REFUSED, "too soon");
	}
	/* The quiet counts from the end of the last wait. */
	int64_t quiet_from = row.until_utc_s > row.last_utc_s ? row.until_utc_s : row.last_utc_s;
	int64_t failures = now - quiet_from > rule->window_s ? 1 : row.failures + 1, wait = wait_after(rule, failures);
	*ret_failures = failures;
	return gt_store_throttle_set(at->db, subject, failures, now, wait ? now + wait : 0, err);
}

struct work { const struct gt_account_at *at; const struct gt_throttle_rule *rule; struct gt_digest subject; int64_t failures, wait_s; };

static int try_tx(struct gt_db *db, void *arg, struct gt_error *err)
{
	(void)db;
	struct work *w = arg;
	GT_AUTO_ARENA arena = gt_arena_new("throttle", 1 << 16);
	w->wait_s = 0;
	return gt_throttle_count(w->at, arena, w->rule, w->subject, &w->failures, &w->wait_s, err);
}

int gt_throttle_try(const struct gt_account_at *at, const struct gt_throttle_rule *rule, const char *who, int64_t *ret_wait_s, struct gt_error *err)
{
	struct gt_throttle_rule r = gt_throttle_rule_of(at, rule);
	struct work w = { .at = at, .rule = &r, .subject = gt_throttle_subject(at, rule->act, who) };
	*ret_wait_s = 0;
	int rc = gt_db_tx(at->db, try_tx, &w, err);
	if (rc == GT_REFUSED) *ret_wait_s = w.wait_s;
	return rc;
}

int gt_throttle_forget(const struct gt_account_at *at, const char *act, const char *who, struct gt_error *err)
{
	return gt_store_throttle_delete(at->db, gt_throttle_subject(at, act, who), err);
}
