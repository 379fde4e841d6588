/* agents: accounts of the back office. Temporary passwords are made here and shown once; secrets of devices never pass here. */
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
	if (rc == GT_OK) *at = (struct gt_account_at){ .db = db, .ring = ring, .config = config };
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

static int add(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	const char *name = gt_ctl_option(&argc, argv, "name"), *email = gt_ctl_option(&argc, argv, "email"), *roles = gt_ctl_option(&argc, argv, "roles"), *lang = gt_ctl_option(&argc, argv, "lang");
	if (argc != 1 || !name || !email) return gt_fail(err, GT_BADINPUT, "a login, --name and --email are needed");
	struct gt_account_at at;
	struct gt_agent_line *lines;
	struct gt_agent_role *list = NULL;
	size_t n_lines, n = roles ? parse_roles(ctl->arena, roles, &list) : 0;
	int rc = accounts(ctl, &at, err);
	if (rc == GT_OK) rc = gt_agent_list(&at, ctl->arena, &lines, &n_lines, err);
	if (rc != GT_OK) return rc;
	for (size_t i = 0; i < n_lines; i++)
		if (strcmp(lines[i].login, argv[0]) == 0) return gt_fail(err, GT_CONFLICT, "there is an agent '%s' already", argv[0]);
	char password[GT_PASSWORD_TEMPORARY];
	gt_password_temporary(password);
	struct gt_agent_new wanted = { .login = argv[0], .name = name, .email = email, .password = password, .lang = lang, .roles = list, .n_roles = n, .temporary = true };
	rc = gt_agent_put(&at, ctl->arena, &wanted, err);
	if (rc == GT_OK) fprintf(ctl->out, "login: %s\ntemporary password: %s\nIt is not shown again. At the first sign-in the agent links a device for the codes and chooses a password.\n", argv[0], password);
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
		fprintf(ctl->out, "%-20s %-10s %-12s %-30s %s  %s\n", lines[i].login, lines[i].state, lines[i].enrolled ? "two-factor" : "no-device", lines[i].email, lines[i].name, lines[i].roles ? lines[i].roles : "");
	return rc;
}

static int role(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	struct gt_account_at at;
	struct gt_agent_role *roles;
	if (argc != 3 || (strcmp(argv[1], "give") != 0 && strcmp(argv[1], "take") != 0)) return gt_fail(err, GT_BADINPUT, "a login, give or take, and ROLE@SERVICE are needed");
	if (parse_roles(ctl->arena, argv[2], &roles) != 1) return gt_fail(err, GT_BADINPUT, "'%s' is not one ROLE@SERVICE", argv[2]);
	int rc = accounts(ctl, &at, err);
	return rc == GT_OK ? gt_agent_role_set(&at, argv[0], &roles[0], strcmp(argv[1], "give") == 0, err) : rc;
}

static int state(struct gt_ctl *ctl, int argc, char **argv, const char *wanted, struct gt_error *err)
{
	struct gt_account_at at;
	if (argc != 1) return gt_fail(err, GT_BADINPUT, "a login is needed");
	int rc = accounts(ctl, &at, err);
	return rc == GT_OK ? gt_agent_state_set(&at, argv[0], wanted, err) : rc;
}

static int suspend(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err) { return state(ctl, argc, argv, "suspended", err); }
static int resume(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err) { return state(ctl, argc, argv, "active", err); }
static int close_account(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err) { return state(ctl, argc, argv, "closed", err); }

static int reset_totp(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	struct gt_account_at at;
	if (argc != 1) return gt_fail(err, GT_BADINPUT, "a login is needed");
	int rc = accounts(ctl, &at, err);
	if (rc == GT_OK) rc = gt_agent_totp_reset(&at, argv[0], err);
	if (rc == GT_OK) fprintf(ctl->out, "%s links a new device at the next sign-in; the password alone opens that page: reset it too unless it is surely theirs\n", argv[0]);
	return rc;
}

static int reset_password(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err)
{
	struct gt_account_at at;
	char password[GT_PASSWORD_TEMPORARY];
	if (argc != 1) return gt_fail(err, GT_BADINPUT, "a login is needed");
	gt_password_temporary(password);
	int rc = accounts(ctl, &at, err);
	if (rc == GT_OK) rc = gt_agent_password_reset(&at, argv[0], password, err);
	if (rc == GT_OK) fprintf(ctl->out, "temporary password: %s\nIt is not shown again; the agent chooses another one after the next sign-in.\n", password);
	return rc;
}

const struct gt_ctl_entry gt_ctl_agents[] = {
	{ "agents list", "", "Agents: login, state, second factor, e-mail, name, roles.", list },
	{ "agents add", "LOGIN --name NAME --email ADDRESS [--roles ROLE@SERVICE,…] [--lang fr]",
		"Makes an agent and shows a temporary password once. Roles: instructeur, valideur, superviseur, administrateur, lecteur; SERVICE: four digits, or * for all.", add },
	{ "agents role", "LOGIN give|take ROLE@SERVICE", "Gives or takes a role; it holds from the agent's next page on.", role },
	{ "agents suspend", "LOGIN", "Keeps an agent out; open sessions end.", suspend },
	{ "agents resume", "LOGIN", "Lets a suspended agent in again.", resume },
	{ "agents close", "LOGIN", "Ends an agent's account; what they did stays in the journal under their name.", close_account },
	{ "agents reset-totp", "LOGIN", "Forgets the device and the recovery codes; a device is linked at the next sign-in. Sessions end.", reset_totp },
	{ "agents reset-password", "LOGIN", "Shows a temporary password once; sessions end.", reset_password },
	{ 0 },
};
