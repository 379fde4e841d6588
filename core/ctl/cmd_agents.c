/* agents: accounts of the back office. Passwords and secrets are made here and shown once. */
#include "account/agent.h"
#include "ctl/families.h"

static int accounts(struct gt_ctl *ctl, struct gt_account_at *at, struct gt_error *err)
{
	struct gt_db *db;
	const struct gt_keyring *ring = NULL;
	const struct gt_config *config = NULL;
	int rc = gt_ctl_config(ctl, &config, err);
	if (rc == GT_OK) rc = gt_ctl_db(ctl, &db, err);
	if (rc == GT_OK) rc = gt_ctl_keyring(ctl, &ring, err);
	if (rc == GT_OK) *at = (struct gt_account_at){ db, ring, config };
	return rc;
}

/* "instructeur@5901,valideur@5901" */
static size_t parse_roles(struct gt_arena *arena, const char *text, struct gt_agent_role **ret)
{
	size_t n = 1;
	for (const char *p = text; *p; p++) n += *p == ',';
	struct gt_agent_role *roles = gt_new_n(arena, struct gt_agent_role, n);
	n = 0;
	for (const char *p = text; *p; p += strcspn(p, ","), p += *p == ',') {
		size_t len = strcspn(p, ","), role = strcspn(p, "@,");
		if (len == 0) continue;
		roles[n++] = (struct gt_agent_role){ gt_arena_strndup(arena, p, role), gt_arena_strndup(arena, p + role + (role < len), len - role - (role < len)) };
	}
	*ret = roles;
	return n;
}

static int put(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const char *name = gt_ctl_option(&argc, argv, "name"), *email = gt_ctl_option(&argc, argv, "email"), *roles = gt_ctl_option(&argc, argv, "roles");
	if (argc != 1 || !name || !email || !roles) return gt_fail(err, GT_BADINPUT, "a login, --name, --email and --roles are needed");
	struct gt_account_at at;
	int rc = accounts(ctl, &at, err);
	if (rc != GT_OK) return rc;
	char password[GT_CTL_PASSWORD], secret[GT_TOTP_SECRET_TEXT];
	gt_ctl_password_new(password);
	gt_totp_secret_new(secret);
	struct gt_agent_role *list;
	size_t n = parse_roles(ctl->arena, roles, &list);
	struct gt_agent_new wanted = { .login = argv[0], .name = name, .email = email, .password = password, .totp_secret = secret, .roles = list, .n_roles = n };
	rc = gt_agent_put(&at, ctl->arena, &wanted, err);
	if (rc == GT_OK) fprintf(ctl->out, "login: %s\npassword: %s\ncode secret: %s\nThey are not shown again.\n", argv[0], password, secret);
	return rc;
}

static int list(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	struct gt_account_at at;
	struct gt_agent_line *lines;
	size_t n;
	if (argc) return gt_fail(err, GT_BADINPUT, "'%s' is not understood", argv[0]);
	int rc = accounts(ctl, &at, err);
	if (rc == GT_OK) rc = gt_agent_list(&at, ctl->arena, &lines, &n, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++)
		fprintf(ctl->out, "%-20s %-10s %-30s %s  %s\n", lines[i].login, lines[i].state, lines[i].email, lines[i].name, lines[i].roles ? lines[i].roles : "");
	return rc;
}

static int state(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	struct gt_account_at at;
	if (argc != 2) return gt_fail(err, GT_BADINPUT, "a login and a state are needed");
	int rc = accounts(ctl, &at, err);
	return rc == GT_OK ? gt_agent_state_set(&at, argv[0], argv[1], err) : rc;
}

const struct gt_ctl_entry gt_ctl_agents[] = {
	{ "agents list", "", "Agents, their state and roles.", list },
	{ "agents put", "LOGIN --name NAME --email ADDRESS --roles ROLE@SERVICE,…", "Makes an agent, or gives one new facts, roles, password and code secret; shows the two once.", put },
	{ "agents state", "LOGIN active|suspended|closed", "Lets an agent in or keeps one out; open sessions end.", state },
	{ 0 },
};
