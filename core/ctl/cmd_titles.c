/* titles, stamps, e-photos, services: files into the register. */
#include "ctl/families.h"
#include "register/register.h"

#define FILE_MAX_BYTES (256u * 1024 * 1024)

typedef int import_fn(struct gt_db *db, struct gt_arena *arena, struct gt_str csv, const struct gt_import_act *act, struct gt_import_report *ret, struct gt_error *err);

static void print_problems(FILE *out, const char *path, const struct gt_import_report *r)
{
	for (size_t i = 0; i < r->n_problems; i++) {
		const struct gt_import_problem *p = &r->problems[i];
		fprintf(out, "%s:%lld: %s%s%s\n", path, (long long)p->line, p->column ? p->column : "", p->column ? ": " : "", p->cause);
	}
	if (r->more) fprintf(out, "%s: and %lld more\n", path, (long long)r->more);
}

static int run(struct gt_ctl *ctl, int argc, char **argv, import_fn *import, struct gt_error *err)
{
	bool dry_run = gt_ctl_flag(&argc, argv, "dry-run");
	if (argc != 1) return gt_fail(err, GT_BADINPUT, "one file is needed");
	struct gt_db *db;
	int rc = gt_ctl_db(ctl, &db, err);
	if (rc != GT_OK) return rc;
	GT_AUTO_ARENA arena = gt_arena_new("import", FILE_MAX_BYTES + (16u << 20));
	struct gt_str csv;
	struct gt_import_report report = { 0 };
	rc = gt_file_read(arena, argv[0], FILE_MAX_BYTES, &csv, err);
	if (rc != GT_OK) return rc;
	rc = import(db, arena, csv, &(struct gt_import_act){ .dry_run = dry_run, .by = GT_ACTOR_OPERATOR }, &report, err);
	if (rc == GT_REFUSED) print_problems(stderr, argv[0], &report);
	if (rc != GT_OK) return rc;
	fprintf(ctl->out, "%lld lines: %lld rows %s, %lld %s, %lld unchanged\n", (long long)report.lines, (long long)report.added, dry_run ? "to add" : "added",
		(long long)report.changed, dry_run ? "to change" : "changed", (long long)report.same);
	return GT_OK;
}

static int titles(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err) { return run(ctl, argc, argv, gt_register_import_titles, err); }
static int stamps(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err) { return run(ctl, argc, argv, gt_register_import_stamps, err); }
static int ephotos(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err) { return run(ctl, argc, argv, gt_register_import_ephotos, err); }
static int services(struct gt_ctl *ctl, int argc, char **argv, struct gt_error *err) { return run(ctl, argc, argv, gt_register_import_services, err); }

const struct gt_ctl_entry gt_ctl_titles[] = {
	{ "titles import", "[--dry-run] FILE.csv", "Titles and their holders into the register: the whole file or nothing. Columns: core/register/README.md.", titles },
	{ "stamps import", "[--dry-run] FILE.csv", "Electronic stamps that may pay a tax: number (16 digits), euros.", stamps },
	{ "ephotos import", "[--dry-run] FILE.csv", "E-photos that photographers told of: number (20 to 32 letters and digits), valid_to. Asked for where ephoto.known = yes.", ephotos },
	{ "services import", "[--dry-run] FILE.csv", "Services of préfectures: codes, addresses, départements they serve.", services },
	{ 0 },
};
