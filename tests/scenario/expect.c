/* What is expected of a story: each mail, notification, paper and alert once, and nothing else. */
#include <string.h>
#include "tests/scenario/story.h"

static bool is(const char *word, const char *what) { return word && strcmp(word, what) == 0; }

static struct count *expected(struct story *s, const char *key)
{
	for (size_t i = 0; i < s->n_expected; i++)
		if (is(key, s->expected[i].key)) return &s->expected[i];
	gt_assert(s->n_expected < GT_COUNT(s->expected));
	s->expected[s->n_expected] = (struct count){ .key = key };
	return &s->expected[s->n_expected++];
}

/* One more than before of that kind for that person, and of all of them together. */
static bool one_more(struct story *s, const char *key, const char *all, int64_t there)
{
	struct count *c = expected(s, key);
	expected(s, all)->n++;
	c->n++;
	return there == c->n || wrong(s, "%s: %lld, expected %lld", key, (long long)there, (long long)c->n);
}

static bool paper(struct story *s, const struct person *p, const char *const *w, size_t n)
{
	const char *key = gt_arena_printf(s->arena, "paper %s %s", p->name, w[0]);
	if (!one_more(s, key, "paper", number(s, "SELECT COUNT(*) FROM paper WHERE dossier = X'%s' AND kind = '%s'", hex(s, p->dossier), w[0]))) return false;
	if (n < 3) return true;
	return number(s, "SELECT COUNT(*) FROM paper WHERE dossier = X'%s' AND kind = '%s' AND valid_from = '%s' AND valid_to = '%s'", hex(s, p->dossier), w[0], w[1], w[2]) == 1
		|| wrong(s, "no paper from %s to %s", w[1], w[2]);
}

static bool mail(struct story *s, const struct person *p, const char *template_name)
{
	const char *key = gt_arena_printf(s->arena, "mail %s %s", p->name, template_name);
	if (p->agent.name) return one_more(s, key, "mail", number(s, "SELECT COUNT(*) FROM outbox WHERE template = '%s' AND account IS NULL", template_name));
	return one_more(s, key, "mail", number(s, "SELECT COUNT(*) FROM outbox WHERE template = '%s' AND account = X'%s'", template_name, hex(s, p->who.account)));
}

static bool date_is(struct story *s, const struct person *p, const char *column, const char *day)
{
	return number(s, "SELECT COUNT(*) FROM dossier WHERE id = X'%s' AND %s <=> %s%s%s", hex(s, p->dossier), column, is(day, "NONE") ? "NULL" : "'", is(day, "NONE") ? "" : day, is(day, "NONE") ? "" : "'") == 1
		|| wrong(s, "%s is another day", column);
}

static bool nothing(struct story *s)
{
	static const struct { const char *kind, *table; } kinds[] = { { "mail", "outbox" }, { "notice", "notification" }, { "paper", "paper" }, { "alert", "alert" } };
	for (size_t i = 0; i < GT_COUNT(kinds); i++) {
		int64_t there = number(s, "SELECT COUNT(*) FROM %s", kinds[i].table), n = expected(s, kinds[i].kind)->n;
		if (there != n) return wrong(s, "%s: %lld, expected %lld", kinds[i].kind, (long long)there, (long long)n);
	}
	return true;
}

/* Alerts of the installation. */
static bool house(struct story *s, const char *what, const char *kind)
{
	int64_t all = number(s, "SELECT COUNT(*) FROM alert WHERE service IS NULL AND kind = '%s'", kind), waiting = number(s, "SELECT COUNT(*) FROM alert WHERE service IS NULL AND kind = '%s' AND done_utc_s IS NULL", kind);
	if (is(what, "WAITS")) return waiting == 1 || wrong(s, "%lld wait", (long long)waiting);
	if (is(what, "SETTLED")) return waiting == 0 || wrong(s, "%lld wait", (long long)waiting);
	return one_more(s, gt_arena_printf(s->arena, "alert of the house %s", kind), "alert", all);
}

bool expect_act(struct story *s, const char *const *w, size_t n)
{
	if (n == 1 && is(w[0], "NOTHING")) return nothing(s);
	if (n < 3) return wrong(s, "no such expectation");
	if (is(w[0], "HOUSE")) return house(s, w[1], w[2]);
	const struct person *p = person_of(s, w[0]);
	if (!p) return false;
	const char *id = hex(s, p->dossier);
	if (is(w[1], "STATE")) return number(s, "SELECT COUNT(*) FROM dossier WHERE id = X'%s' AND state = '%s'", id, w[2]) == 1 || wrong(s, "another state");
	if (is(w[1], "DUE")) return date_is(s, p, "due_date", w[2]);
	if (is(w[1], "PROLONGED")) return date_is(s, p, "prolonged_to", w[2]);
	if (is(w[1], "SILENCE")) return date_is(s, p, "silence_date", w[2]);
	if (is(w[1], "REVOKED")) return number(s, "SELECT COUNT(*) > 0 AND COUNT(*) = COUNT(revoked_utc_s) FROM paper WHERE dossier = X'%s' AND kind = '%s'", id, w[2]) == 1 || wrong(s, "one stands, or there was none");
	if (is(w[1], "PAPER")) return paper(s, p, w + 2, n - 2);
	if (is(w[1], "MAIL")) return mail(s, p, w[2]);
	if (is(w[1], "NOTICE")) return one_more(s, gt_arena_printf(s->arena, "notice %s %s", w[0], w[2]), "notice", number(s, "SELECT COUNT(*) FROM notification WHERE account = X'%s' AND type = '%s'", hex(s, p->who.account), w[2]));
	if (is(w[1], "ALERT")) return one_more(s, gt_arena_printf(s->arena, "alert %s %s", w[0], w[2]), "alert", number(s, "SELECT COUNT(*) FROM alert WHERE dossier = X'%s' AND kind = '%s'", id, w[2]));
	return wrong(s, "no such expectation: %s", w[1]);
}
