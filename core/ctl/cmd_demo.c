/* demo: invented services, persons, titles and agents of a demonstration, from the files of plugins/demo, and DIR/demo.json that lists them.
 * Days in the files are counted from today. Passwords and secrets are made anew each time: no installation shares one. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "account/agent.h"
#include "ctl/demo_store.h"
#include "ctl/families.h"
#include "register/register.h"

#define DATA_MAX_BYTES (1024 * 1024)
#define JSON_MAX_BYTES (1024 * 1024)
#define LINES_MAX 200
#define EPHOTOS 12

/* A file of the demonstration in memory: names of columns, lines of values. */
struct table { const char *names[GT_CSV_FIELDS_MAX]; size_t n_names; const char **lines[LINES_MAX]; size_t n; };
struct demo { struct gt_ctl *ctl; struct gt_account_at at; struct gt_arena *arena; struct gt_date today; struct table titles; struct gt_buf json; bool first; };

/* ---- reading ---- */
static int read_table(struct demo *d, const char *name, struct table *t, struct gt_error *err)
{
	const struct gt_config *config = d->at.config;
	const char *dir = gt_config_get(config, "demo.data", GT_DATADIR "/plugins/demo"), *path = gt_arena_printf(d->arena, "%s/%s", dir, name);
	struct gt_csv csv = { .arena = d->arena };
	int rc = gt_file_read(d->arena, path, DATA_MAX_BYTES, &csv.text, err);
	if (rc != GT_OK) return rc;
	int64_t line = 0;
	int n = gt_csv_next(&csv, t->names, &line);
	t->n_names = n > 0 ? (size_t)n : 0;
	while (n > 0 && t->n < LINES_MAX) {
		const char **fields = gt_new_n(d->arena, const char *, GT_CSV_FIELDS_MAX);
		n = gt_csv_next(&csv, fields, &line);
		if (n > 0 && (size_t)n != t->n_names) return gt_fail(err, GT_FAILED, "%s:%lld: another number of fields than the first line has", path, (long long)line);
		if (n > 0) t->lines[t->n++] = fields;
	}
	return n < 0 ? gt_fail(err, GT_FAILED, "%s:%lld: %s", path, (long long)csv.line, csv.cause) : GT_OK;
}

static int column(const struct table *t, const char *name)
{
	for (size_t i = 0; i < t->n_names; i++)
		if (strcmp(t->names[i], name) == 0) return (int)i;
	return -1;
}

static const char *value(const struct table *t, size_t line, const char *name)
{
	int c = column(t, name);
	return c < 0 ? "" : t->lines[line][c];
}

/* "+100": in a hundred days. */
static int count_days(struct demo *d, struct gt_error *err)
{
	static const char *const columns[] = { "valid_from", "valid_to" };
	for (size_t i = 0; i < d->titles.n; i++)
		for (size_t c = 0; c < GT_COUNT(columns); c++) {
			int at = column(&d->titles, columns[c]);
			int64_t days;
			const char *s = at < 0 ? "" : d->titles.lines[i][at];
			if (!gt_parse_i64(*s == '+' ? s + 1 : s, -20000, 20000, &days)) return gt_fail(err, GT_FAILED, "titles.csv: '%s' is no number of days", s);
			char iso[11];
			d->titles.lines[i][at] = gt_arena_strdup(d->arena, gt_date_iso(gt_date_add_days(d->today, days), iso));
		}
	return GT_OK;
}

/* The columns an import knows, the demonstration's own left out. */
static struct gt_str csv_text(struct demo *d, const struct table *t)
{
	static const char *const own[] = { "spouse", "account", "story" };
	struct gt_buf b = gt_buf_new(d->arena, DATA_MAX_BYTES);
	for (size_t line = 0; line <= t->n; line++) {
		bool first = true;
		for (size_t c = 0; c < t->n_names; c++) {
			bool skip = false;
			for (size_t i = 0; i < GT_COUNT(own); i++) skip |= strcmp(own[i], t->names[c]) == 0;
			if (skip) continue;
			gt_buf_puts(&b, first ? "\"" : ",\"");
			first = false;
			for (const char *p = line ? t->lines[line - 1][c] : t->names[c]; *p; p++) gt_buf_add(&b, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
			gt_buf_puts(&b, "\"");
		}
		gt_buf_puts(&b, "\n");
	}
	return (struct gt_str){ gt_buf_cstr(&b), b.n };
}

/* ---- writing demo.json ---- */
static void json_string(struct gt_buf *b, const char *s)
{
	gt_buf_puts(b, "\"");
	for (; *s; s++) {
		if (*s == '"' || *s == '\\') gt_buf_printf(b, "\\%c", *s);
		else if ((unsigned char)*s < 0x20) gt_buf_printf(b, "\\u%04x", (unsigned)*s);
		else gt_buf_add(b, s, 1);
	}
	gt_buf_puts(b, "\"");
}

static void member(struct demo *d, const char *name, const char *text)
{
	gt_buf_puts(&d->json, d->first ? "" : ", ");
	d->first = false;
	json_string(&d->json, name);
	gt_buf_puts(&d->json, ": ");
	if (gt_empty(text)) gt_buf_puts(&d->json, "null");
	else json_string(&d->json, text);
}

static void open_object(struct demo *d, const char *name)
{
	if (name) { gt_buf_puts(&d->json, d->first ? "" : ", "); json_string(&d->json, name); gt_buf_puts(&d->json, ": {"); }
	else gt_buf_puts(&d->json, d->first ? "\n    {" : ",\n    {");
	d->first = true;
}

static void close_object(struct demo *d)
{
	gt_buf_puts(&d->json, "}");
	d->first = false;
}

static void members(struct demo *d, const struct table *t, size_t line, const char *const (*pairs)[2], size_t n)
{
	for (size_t i = 0; i < n; i++) member(d, pairs[i][0], value(t, line, pairs[i][1]));
}

static void json_spouse(struct demo *d, size_t line)
{
	static const char *const fields[][2] = { { "foreigner_number", "foreigner_number" }, { "birth_name", "birth_name" }, { "first_names", "given_names" }, { "birth_date", "birth_date" } };
	const char *number = value(&d->titles, line, "spouse");
	for (size_t i = 0; !gt_empty(number) && i < d->titles.n; i++) {
		if (strcmp(value(&d->titles, i, "foreigner_number"), number) != 0) continue;
		open_object(d, "spouse");
		members(d, &d->titles, i, fields, GT_COUNT(fields));
		close_object(d);
		return;
	}
}

static void json_title(struct demo *d, size_t line, const char *password)
{
	static const char *const fields[][2] = { { "number", "number" }, { "start", "valid_from" }, { "end", "valid_to" }, { "category", "category" }, { "mention", "mention" },
		{ "foreigner_number", "foreigner_number" }, { "birth_name", "birth_name" }, { "usage_name", "usual_name" }, { "first_names", "given_names" }, { "sex", "sex" },
		{ "birth_date", "birth_date" }, { "birth_place", "birth_place" }, { "birth_country", "birth_country" }, { "nationality", "nationality" } };
	static const char *const address[][2] = { { "number", "address_number" }, { "street", "address_street" }, { "extra", "address_more" }, { "postcode", "postcode" }, { "city", "city" },
		{ "country", "address_country" }, { "insee", "insee" } };
	const struct table *t = &d->titles;
	open_object(d, NULL);
	members(d, t, line, fields, GT_COUNT(fields));
	if (gt_empty(value(t, line, "city"))) member(d, "address", NULL);
	else {
		open_object(d, "address");
		members(d, t, line, address, GT_COUNT(address));
		close_object(d);
	}
	json_spouse(d, line);
	if (password) {
		open_object(d, "account");
		member(d, "login", value(t, line, "foreigner_number"));
		member(d, "password", password);
		member(d, "email", value(t, line, "account"));
		close_object(d);
	}
	member(d, "story", gt_empty(value(t, line, "story")) ? "Personne que cite une autre de cette liste." : value(t, line, "story"));
	close_object(d);
}

/* ---- making ---- */
static const struct gt_import_act by_operator = { .by = GT_ACTOR_OPERATOR };
static int import(struct demo *d, const char *what, int rc, const struct gt_import_report *r, struct gt_error *err)
{
	if (rc == GT_REFUSED && r->n_problems)
		return gt_fail(err, GT_FAILED, "%s:%lld: %s: %s", what, (long long)r->problems[0].line, r->problems[0].column ? r->problems[0].column : "", r->problems[0].cause);
	if (rc == GT_OK) fprintf(d->ctl->out, "%s: %lld lines\n", what, (long long)r->lines);
	return rc;
}

static int make_services(struct demo *d, struct gt_error *err)
{
	struct table t = { 0 };
	struct gt_import_report report = { 0 };
	int rc = read_table(d, "services.csv", &t, err);
	if (rc == GT_OK) rc = import(d, "services.csv", gt_register_import_services(d->at.db, d->arena, csv_text(d, &t), &by_operator, &report, err), &report, err);
	return rc;
}

static int make_titles(struct demo *d, struct gt_error *err)
{
	struct gt_import_report report = { 0 };
	int rc = read_table(d, "titles.csv", &d->titles, err);
	if (rc == GT_OK) rc = count_days(d, err);
	if (rc == GT_OK) rc = import(d, "titles.csv", gt_register_import_titles(d->at.db, d->arena, csv_text(d, &d->titles), &by_operator, &report, err), &report, err);
	gt_buf_puts(&d->json, "{\n  \"titles\": [");
	d->first = true;
	for (size_t i = 0; rc == GT_OK && i < d->titles.n; i++) {
		const char *email = value(&d->titles, i, "account");
		char password[GT_PASSWORD_TEMPORARY];
		bool account = !gt_empty(email);
		if (account) {
			gt_password_temporary(password);
			rc = gt_account_make(&d->at, value(&d->titles, i, "foreigner_number"), email, password, "fr", err);
		}
		if (rc == GT_OK) json_title(d, i, account ? password : NULL);
	}
	gt_buf_puts(&d->json, "\n  ]");
	return rc;
}

static size_t roles_of(struct demo *d, const char *text, const char *service, struct gt_agent_role **ret)
{
	struct gt_agent_role *roles = gt_new_n(d->arena, struct gt_agent_role, strlen(text) + 1);
	size_t n = 0;
	for (const char *p = text; *p; p += strcspn(p, " "), p += strspn(p, " ")) roles[n++] = (struct gt_agent_role){ gt_arena_strndup(d->arena, p, strcspn(p, " ")), service };
	*ret = roles;
	return n;
}

static void json_agent(struct demo *d, const struct gt_agent_new *a, const char *service)
{
	open_object(d, NULL);
	member(d, "login", a->login);
	member(d, "password", a->password);
	member(d, "totp_secret", a->totp_secret);
	member(d, "name", a->name);
	gt_buf_puts(&d->json, ", \"roles\": [");
	for (size_t r = 0; r < a->n_roles; r++) {
		gt_buf_puts(&d->json, r ? ", " : "");
		json_string(&d->json, a->roles[r].role);
	}
	gt_buf_puts(&d->json, "]");
	member(d, "service", service);
	close_object(d);
}

static int make_agents(struct demo *d, struct gt_error *err)
{
	struct table t = { 0 };
	int rc = read_table(d, "agents.csv", &t, err);
	gt_buf_puts(&d->json, ",\n  \"agents\": [");
	d->first = true;
	for (size_t i = 0; rc == GT_OK && i < t.n; i++) {
		char password[GT_PASSWORD_TEMPORARY], secret[GT_TOTP_SECRET_TEXT];
		gt_password_temporary(password);
		gt_totp_secret_new(secret);
		struct gt_agent_role *roles;
		size_t n = roles_of(d, value(&t, i, "roles"), value(&t, i, "service"), &roles);
		struct gt_agent_new a = { .login = value(&t, i, "login"), .name = value(&t, i, "name"), .email = value(&t, i, "email"), .password = password, .totp_secret = secret, .roles = roles, .n_roles = n };
		rc = gt_agent_put(&d->at, d->arena, &a, err);
		if (rc == GT_OK) json_agent(d, &a, value(&t, i, "service"));
	}
	gt_buf_puts(&d->json, "\n  ]");
	return rc;
}

/* Numbers that the register of photographs knows. */
static int make_ephotos(struct demo *d, struct gt_error *err)
{
	static const char letters[] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
	int rc = GT_OK;
	gt_buf_puts(&d->json, ",\n  \"ephotos\": [");
	for (size_t i = 0; rc == GT_OK && i < EPHOTOS; i++) {
		unsigned char raw[22];
		char number[23] = { 0 };
		gt_random(raw, sizeof raw);
		for (size_t k = 0; k < sizeof raw; k++) number[k] = letters[raw[k] % (sizeof letters - 1)];
		rc = gt_register_ephoto_put(d->at.db, number, gt_date_add_months(d->today, 6), err);
		gt_buf_puts(&d->json, i ? ", " : "");
		json_string(&d->json, number);
	}
	gt_buf_puts(&d->json, "]");
	return rc;
}

/* Stamps that are known and unused; how many of which amount is the demonstration's data. */
static int make_stamps(struct demo *d, struct gt_error *err)
{
	struct table t = { 0 };
	struct gt_import_report report = { 0 };
	struct gt_buf csv = gt_buf_new(d->arena, DATA_MAX_BYTES);
	int rc = read_table(d, "estamps.csv", &t, err);
	gt_buf_puts(&csv, "number,euros\n");
	gt_buf_puts(&d->json, ",\n  \"estamps\": [");
	d->first = true;
	for (size_t i = 0; rc == GT_OK && i < t.n; i++) {
		int64_t count = 0;
		if (!gt_parse_i64(value(&t, i, "count"), 1, 1000, &count)) return gt_fail(err, GT_FAILED, "estamps.csv: '%s' is no number of stamps", value(&t, i, "count"));
		for (int64_t k = 0; k < count; k++) {
			unsigned char raw[16];
			char number[17] = { 0 };
			gt_random(raw, sizeof raw);
			for (size_t c = 0; c < sizeof raw; c++) number[c] = (char)('0' + raw[c] % 10);
			gt_buf_printf(&csv, "%s,%s\n", number, value(&t, i, "euros"));
			open_object(d, NULL);
			member(d, "number", number);
			member(d, "euros", value(&t, i, "euros"));
			member(d, "story", value(&t, i, "story"));
			close_object(d);
		}
	}
	gt_buf_puts(&d->json, "\n  ]\n}\n");
	if (rc != GT_OK) return rc;
	struct gt_str text = { gt_buf_cstr(&csv), csv.n };
	return import(d, "estamps.csv", gt_register_import_stamps(d->at.db, d->arena, text, &by_operator, &report, err), &report, err);
}

static int write_json(struct demo *d, const char *dir, struct gt_error *err)
{
	const char *text = gt_buf_cstr(&d->json), *path = gt_arena_printf(d->arena, "%s/demo.json", dir), *making = gt_arena_printf(d->arena, "%s.new", path);
	if (!text) return gt_fail(err, GT_TOOBIG, "demo.json grows over %d bytes", JSON_MAX_BYTES);
	GT_AUTO_FD fd = open(making, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || !gt_write_all(fd, text, d->json.n) || fsync(fd) != 0 || rename(making, path) != 0) return gt_fail(err, GT_FAILED, "'%s' cannot be written", path);
	fprintf(d->ctl->out, "%s\n", path);
	return GT_OK;
}

static int demo(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	if (argc != 1) return gt_fail(err, GT_BADINPUT, "a directory is needed");
	struct demo *d = gt_new(ctl->arena, struct demo);
	d->ctl = ctl;
	d->arena = ctl->arena;
	d->json = gt_buf_new(ctl->arena, JSON_MAX_BYTES);
	int rc = gt_ctl_config(ctl, &d->at.config, err);
	if (rc != GT_OK) return rc;
	if (!gt_config_bool(d->at.config, "demo.enabled", false)) return gt_fail(err, GT_REFUSED, "demo.enabled is not yes: this is no demonstration");
	rc = gt_ctl_db(ctl, &d->at.db, err);
	if (rc == GT_OK) rc = gt_ctl_keyring(ctl, &d->at.ring, err);
	if (rc != GT_OK) return rc;
	int64_t people;
	rc = gt_demo_people(d->at.db, ctl->arena, &people, err);
	if (rc == GT_OK && people) return gt_fail(err, GT_REFUSED, "there are persons in this database already");
	d->today = gt_today();
	if (rc == GT_OK) rc = make_services(d, err);
	if (rc == GT_OK) rc = make_titles(d, err);
	if (rc == GT_OK) rc = make_agents(d, err);
	if (rc == GT_OK) rc = make_ephotos(d, err);
	if (rc == GT_OK) rc = make_stamps(d, err);
	return rc == GT_OK ? write_json(d, argv[0], err) : rc;
}

const struct gt_ctl_entry gt_ctl_demo[] = {
	{ "demo", "DIR", "Invented persons, titles, services and agents into an empty database whose settings say demo.enabled = yes; DIR/demo.json lists them.", demo },
	{ 0 },
};
