/* What a password must be: the guide's rules one by one; then common and easily guessed ones are refused. Length is welcome, up to 1 KiB. */
#include <zxcvbn.h>
#include "account/account.h"

/* The library's dictionaries are English. These words head the yearly French rankings of leaked passwords, or are what this site suggests. */
static const char *const french[] = {
	"motdepasse", "motdepass", "azerty", "azertyuiop", "azertyui", "qsdfgh", "qsdfghjklm", "wxcvbn", "bonjour", "bonsoir", "soleil", "doudou", "loulou", "chouchou", "coucou",
	"chocolat", "princesse", "jetaime", "amour", "maison", "voiture", "ordinateur", "bienvenue", "administrateur", "marseille", "paris", "france", "toulouse", "bordeaux", "lille",
	"nantes", "lyon", "nicolas", "camille", "julien", "sebastien", "thomas", "alexandre", "celine", "isabelle", "valerie", "nathalie", "sandrine", "stephane", "frederic", "philippe",
	"mohamed", "fatima", "algerie", "maroc", "tunisie", "portugal", "poussin", "bisous", "toutou", "minou", "papillon", "vacances", "football", "olympique", "liberte", "secret",
	"prefecture", "etranger", "etrangers", "guichet", "sejour", "titredesejour", "visa", "carte", "renouvellement", "demande", "compte", "usager", "identifiant", "janvier", "fevrier",
	"mars", "avril", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "printemps",
	"ete", "automne", "hiver",
};
#define WORDS_MAX 40                      /* of the person */
/* A thousand million guesses. Guessing goes through the sign-in alone, which slows down after three tries: at one try a minute that is two thousand years. */
#define LEAST_BITS 30.0
/* A listed word, a capital, a figure and a sign after it come to less. */
#define COMMON_BITS 14.0
/* The estimate's cost grows faster than the length, and no longer password is weak for its first hundred bytes. */
#define ESTIMATED_BYTES 100

static double bits_of(const char *password, const char *const *known)
{
	const char *words[GT_COUNT(french) + WORDS_MAX + 1];
	size_t n = 0;
	for (size_t i = 0; i < GT_COUNT(french); i++) words[n++] = french[i];
	for (size_t i = 0; known && known[i] && i < WORDS_MAX; i++)
		if (strlen(known[i]) >= 3) words[n++] = known[i];
	words[n] = NULL;
	char head[ESTIMATED_BYTES + 1];
	size_t len = strnlen(password, ESTIMATED_BYTES);
	memcpy(head, password, len);
	head[len] = 0;
	double bits = ZxcvbnMatch(head, words, NULL);
	explicit_bzero(head, sizeof head);
	return bits;
}

bool gt_password_check(const char *password, const char *const *known, bool broken[GT_PASSWORD__MAX])
{
	size_t chars = 0, bytes = strlen(password);
	bool upper = false, lower = false, digit = false, special = false;
	for (const char *p = password; *p; p++) {
		if (((unsigned char)*p & 0xc0) != 0x80) chars++;
		/* The guide's classes: plain letters. An accented one is welcome and counts as a character. */
		upper |= *p >= 'A' && *p <= 'Z';
		lower |= *p >= 'a' && *p <= 'z';
		digit |= *p >= '0' && *p <= '9';
		special |= strchr(GT_PASSWORD_SPECIALS, *p) != NULL;
	}
	broken[GT_PASSWORD_LENGTH] = chars < 8;
	broken[GT_PASSWORD_UPPER] = !upper;
	broken[GT_PASSWORD_LOWER] = !lower;
	broken[GT_PASSWORD_DIGIT] = !digit;
	broken[GT_PASSWORD_SPECIAL] = !special;
	broken[GT_PASSWORD_TOO_LONG] = bytes > GT_PASSWORD_MAX_BYTES;
	double bits = chars >= 8 ? bits_of(password, known) : LEAST_BITS;
	broken[GT_PASSWORD_COMMON] = bits < COMMON_BITS;
	broken[GT_PASSWORD_WEAK] = !broken[GT_PASSWORD_COMMON] && bits < LEAST_BITS;
	for (size_t i = 0; i < GT_PASSWORD__MAX; i++)
		if (broken[i]) return false;
	return true;
}

const char *gt_password_rule_name(enum gt_password_rule rule)
{
	static const char *const names[GT_PASSWORD__MAX] = {
		"password-short", "password-upper", "password-lower", "password-digit", "password-special", "password-common", "password-weak", "password-long",
	};
	gt_assert(rule >= 0 && rule < GT_PASSWORD__MAX);
	return names[rule];
}

void gt_password_temporary(char out[GT_PASSWORD_TEMPORARY])
{
	bool broken[GT_PASSWORD__MAX], plain;
	do {
		char text[GT_ID_TEXT];
		gt_id_text(gt_id_new(), text);
		plain = strcspn(text, "-_") >= 16;
		/* Four groups are copied without faults: "Xk3f-9aQz-…" */
		for (size_t i = 0, at = 0; i < 16; i++) {
			if (i && i % 4 == 0) out[at++] = '-';
			out[at++] = text[i];
			out[at] = 0;
		}
	} while (!gt_password_check(out, NULL, broken) || !plain);
}
