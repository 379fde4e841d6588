/* What XML cannot say of this procedure: twins among the answers, and the title that goes with the person's regime. */
#include <guichet/plugin.h>
#include <stdio.h>
#include <string.h>
#include "procedure-digest.h"

#define PATH_MAX_BYTES 160

static const char *at(const struct gt_host *h, const struct gt_request_data *d, char path[PATH_MAX_BYTES], const char *list, unsigned n, const char *field)
{
	snprintf(path, PATH_MAX_BYTES, "%s.%u.%s", list, n, field);
	return h->value_get(h, d, path);
}

/* The host spouse is somebody else: the same name and the same day of birth are a slip of the hand. */
static void check_spouse(const struct gt_host *h, const struct gt_request_data *d)
{
	const char *name = h->value_get(h, d, "motif.accueillant.nom"), *born = h->value_get(h, d, "motif.accueillant.naissance");
	if (!*name || !*born || strcmp(born, h->value_get(h, d, "person.birth-date")) != 0) return;
	if (h->same_name(h, name, h->value_get(h, d, "person.birth-name")) && h->same_name(h, h->value_get(h, d, "motif.accueillant.prenoms.1"), h->value_get(h, d, "person.first-name.1")))
		h->finding_add(h, "motif.accueillant.nom", "conjoint-memes-nom-et-naissance");
}

/* The same child twice in one list: twins have other first names. */
static void check_children(const struct gt_host *h, const struct gt_request_data *d, const char *list)
{
	char a[PATH_MAX_BYTES], b[PATH_MAX_BYTES];
	unsigned n = h->value_count(h, d, list);
	for (unsigned i = 2; i <= n; i++) {
		for (unsigned k = 1; k < i; k++) {
			const char *born = at(h, d, a, list, i, "naissance"), *first = at(h, d, a, list, i, "prenoms");
			if (!*born || !*first || strcmp(born, at(h, d, b, list, k, "naissance")) != 0) continue;
			if (!h->same_name(h, first, at(h, d, b, list, k, "prenoms"))) continue;
			at(h, d, a, list, i, "nom");
			h->finding_add(h, a, "enfant-en-double");
			break;
		}
	}
}

static int check(const struct gt_host *h, const struct gt_request_data *d, const char *step)
{
	if (strcmp(step, "motif") != 0) return GT_PLUGIN_OK;
	check_spouse(h, d);
	check_children(h, d, "motif.liens.enfants.enfant");
	check_children(h, d, "motif.liens.enfants.enfant-conjoint");
	return GT_PLUGIN_OK;
}

static int before_deposit(const struct gt_host *h, const struct gt_request_data *d) { return check(h, d, "motif"); }

/* Accord of 27 December 1968: an Algerian national holds a certificat de résidence, anybody else a carte de séjour. */
static int decide(const struct gt_host *h, const struct gt_request_data *d, const char *decision)
{
	const char *title = h->value_get(h, d, "decision.titre");
	int algerian = strcmp(h->value_get(h, d, "person.nationality"), "DZ") == 0;
	if (strcmp(decision, "favorable") == 0 && *title && (strncmp(title, "cra", 3) == 0) != algerian) h->finding_add(h, NULL, "regime");
	return GT_PLUGIN_OK;
}

GT_HOOKS(.check = check, .before_deposit = before_deposit, .decide = decide);
GT_PLUGIN(.name = "conjoint-rf-renouvellement", .version = "1.0", .procedure_sha256 = PROCEDURE_DIGEST, .hooks = &hooks);
