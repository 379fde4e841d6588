/* Room register: facts from outside about persons and titles, services, communes. A provider gives persons and titles: the database today, an HTTP
 * register when one is configured. Knows no account and no request; never tells an applicant whether somebody else is known. */
#ifndef GT_REGISTER_H
#define GT_REGISTER_H
#include "base/base.h"
#include "clock/clock.h"
#include "db/db.h"
#include "fetch/fetch.h"
#include "journal/journal.h"

/* What is not known is NULL (a date: y 0). Countries and nationality are ISO 3166-1 alpha-2. */
struct gt_person_address { const char *number, *street, *extra, *postcode, *city, *country, *insee; };
struct gt_person {
	const char *foreigner_number, *birth_name, *usage_name, *first_names, *sex;   /* sex: M, F or X */
	struct gt_date birth_date;
	const char *birth_place, *birth_country, *nationality;
	struct gt_person_address address;
};
/* foreigner_number NULL: a visa whose holder has no number yet. */
struct gt_title {
	const char *number, *category, *mention;
	struct gt_date start, end;
	const char *foreigner_number;
	struct gt_date validated;            /* of a visa; y 0: not yet */
};

/* ---- persons and titles; ret of all: OK, NOTFOUND (nothing written), BUSY, FAILED. blocks: one statement ---- */
/* The valid title of that number and exactly these dates. in: number as typed; spaces and case do not count. */
int gt_register_title(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_date start, struct gt_date end, struct gt_title *ret, struct gt_error *err) GT_MUST_USE;
/* The title a person holds: of the valid ones the one that ends last, also when it has ended. */
int gt_register_title_of(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_title *ret, struct gt_error *err) GT_MUST_USE;
/* A valid title by its number alone, for whom it is known that it is theirs: the visa an account was made with. */
int gt_register_title_numbered(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_title *ret, struct gt_error *err) GT_MUST_USE;
int gt_register_person(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_person *ret, struct gt_error *err) GT_MUST_USE;
/* Both in one question, for every page of a draft. A person without a valid title: OK, ret_title->number is NULL. */
int gt_register_holder(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_person *ret, struct gt_title *ret_title, struct gt_error *err) GT_MUST_USE;

/* A declaration of address that was recorded; inside the act's own transaction. ret: OK, NOTFOUND, BUSY, FAILED. locks: the person's row. */
int gt_register_address_set(struct gt_db *db, const char *foreigner_number, const struct gt_person_address *address, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
/* Inside the caller's transaction: the visa of that number was validated on that day. ret: OK; CONFLICT it was before, or is valid no more; BUSY, FAILED. */
int gt_register_title_validated(struct gt_db *db, const char *number, struct gt_date on, struct gt_error *err) GT_MUST_USE;
/* Inside the caller's transaction: somebody whom the register did not know, with the first title. Who is known stays as known. */
int gt_register_person_met(struct gt_db *db, struct gt_arena *arena, const struct gt_person *person, struct gt_error *err) GT_MUST_USE;
/* Inside the caller's transaction: a title handed over takes the place of those its holder had. in: number normalised. ret: OK; CONFLICT that number is
 * known already; BUSY, FAILED. Only where the register is the database; another provider learns of titles by itself, nothing is written. */
int gt_register_title_handed(struct gt_db *db, const struct gt_title *title, struct gt_error *err) GT_MUST_USE;

/* Invented persons, of rehearsals alone: numbers that the State gives to nobody. Known by the number, so that none can pass for real. */
#define GT_INVENTED_HEAD "0000"
bool gt_register_invented(const char *foreigner_number);

/* What a declared person and the register have in common. For agents alone: never shown to an applicant, never a reason to stop one. */
struct gt_register_claim { const char *foreigner_number, *birth_name, *first_names; struct gt_date birth_date; };
enum gt_claim {                          /* bits */
	GT_CLAIM_UNKNOWN = 1,            /* nobody of that number; no other bit is set */
	GT_CLAIM_NAME = 2,               /* neither the name at birth nor the one in use */
	GT_CLAIM_FIRST_NAMES = 4,        /* not even one first name in common */
	GT_CLAIM_BIRTH_DATE = 8,
	GT_CLAIM_NO_TITLE = 16,          /* holds no title in force today */
};
/* ret_bits 0: everything agrees. ret: OK, BUSY, FAILED. */
int gt_register_compare(struct gt_db *db, struct gt_arena *arena, const struct gt_register_claim *claim, unsigned *ret_bits, struct gt_error *err) GT_MUST_USE;

struct gt_register_stamp { int64_t cents; const char *state; struct gt_id dossier; };      /* state: free, used, refunded; dossier: which used it */
struct gt_register_ephoto { struct gt_date valid_to; const char *state; struct gt_id dossier; };   /* state: free, used, withdrawn; valid_to y 0: not said */

/* Where persons, titles, stamps and e-photos come from. Set once at the program's start; without it, the database. number is already normalised. */
struct gt_register_provider {
	const char *name;
	int (*title)(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_title *ret, struct gt_error *err);
	int (*title_of)(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_title *ret, struct gt_error *err);
	int (*person)(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_person *ret, struct gt_error *err);
	int (*holder)(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_person *ret, struct gt_title *ret_title, struct gt_error *err);
	int (*stamp)(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_register_stamp *ret, struct gt_error *err);
	int (*ephoto)(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_register_ephoto *ret, struct gt_error *err);
};
extern const struct gt_register_provider gt_register_database;
void gt_register_use(const struct gt_register_provider *provider);

/* ---- electronic stamps: 16 digits; known, worth so much, used once ---- */
int gt_register_stamp(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_register_stamp *ret, struct gt_error *err) GT_MUST_USE;
/* Inside the caller's transaction. ret: OK, also when this very request used it before; CONFLICT: it is not free. locks: the stamp's row. */
int gt_register_stamp_use(struct gt_db *db, const char *number, struct gt_id dossier, struct gt_error *err) GT_MUST_USE;

/* ---- e-photos: 20 to 32 letters and digits, printed on a sheet of photographs; one serves one request ---- */
/* One that photographers told of; known before: until when it is valid. */
int gt_register_ephoto_put(struct gt_db *db, const char *number, struct gt_date valid_to, struct gt_error *err) GT_MUST_USE;
/* NOTFOUND: nobody told us of it. */
int gt_register_ephoto(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_register_ephoto *ret, struct gt_error *err) GT_MUST_USE;
/* Like a stamp; one that nobody told us of is written down as used. */
int gt_register_ephoto_use(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_id dossier, struct gt_error *err) GT_MUST_USE;
/* Inside the caller's transaction: that request ended without what its stamps and e-photos were for; they are free for another. */
int gt_register_give_back(struct gt_db *db, struct gt_id dossier, struct gt_error *err) GT_MUST_USE;

/* ---- services ---- */
struct gt_register_service { const char *code, *name, *office, *address, *email, *phone, *web, *time_zone, *departments; };
/* Code of the service in charge of a commune, by its département; NULL: none, or the database is away. */
const char *gt_register_service_of(struct gt_db *db, struct gt_arena *arena, const char *insee);
/* One of them. NOTFOUND: no such code. */
int gt_register_service(struct gt_db *db, struct gt_arena *arena, const char *code, struct gt_register_service *ret, struct gt_error *err) GT_MUST_USE;
int gt_register_services(struct gt_db *db, struct gt_arena *arena, struct gt_register_service **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* Département of a commune: "59", "2A", "974"; NULL when it is not an INSEE code. */
const char *gt_register_department(struct gt_arena *arena, const char *insee);

/* ---- communes: kept data compiled in; needs neither database nor files ---- */
struct gt_commune { const char *insee, *name, *postcode; };
/* For suggestions. query: the beginning of a name (accents do not count) or of a postcode. One row a postcode; the largest communes first.
 * ret: how many were written, at most max. */
size_t gt_communes_search(struct gt_arena *arena, const char *query, struct gt_commune *ret, size_t max);
/* The commune of that name and postcode; NULL when there is none, or two. */
const char *gt_commune_insee(struct gt_arena *arena, const char *postcode, const char *name);
/* What a person types for a commune: its name, with the postcode before or after it where several have that name. "": several; NULL: none. */
const char *gt_commune_typed(struct gt_arena *arena, const char *typed);
const char *gt_register_commune_name(struct gt_db *db, struct gt_arena *arena, const char *insee); /* NULL: no such code */

/* ---- addresses while they are typed: a service compatible with the Base Adresse Nationale, setting address.url ---- */
bool gt_addresses_configured(const struct gt_config *config);
/* ret: OK (none is OK too); NOTFOUND not configured; BUSY the service is away, slow, or says something else. blocks: address.timeout_ms. */
int gt_addresses_search(const struct gt_config *config, struct gt_fetch *fetch, struct gt_arena *arena, const char *query, struct gt_person_address *ret, size_t max, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

/* ---- CSV, as all imports read it: RFC 4180, strict; UTF-8, comma, quotes doubled inside quotes, CRLF or LF ---- */
struct gt_csv { struct gt_arena *arena; struct gt_str text; size_t at; int64_t line; const char *cause; };
#define GT_CSV_FIELDS_MAX 64
/* Next record; ret_line: where it begins. Empty lines are passed over. ret: fields read, 0 at the end, -1: c->cause. */
int gt_csv_next(struct gt_csv *c, const char *fields[GT_CSV_FIELDS_MAX], int64_t *ret_line);

/* ---- import: a whole file in one transaction, or nothing ---- */
struct gt_import_problem { int64_t line; const char *column, *cause; };
struct gt_import_report { int64_t lines, added, changed, same; struct gt_import_problem *problems; size_t n_problems; int64_t more; };   /* more: problems that are not listed */
/* dry_run: reads and compares all, changes nothing. by, actor: whose act it is in the journal, which is written when something changes. */
struct gt_import_act { bool dry_run; enum gt_actor by; struct gt_id actor; };
/* Titles with their holders, and services; columns: README.md. Twice the same file changes nothing.
 * ret: OK; REFUSED (problems by line, nothing was written); TOOBIG; BUSY, FAILED. */
int gt_register_import_titles(struct gt_db *db, struct gt_arena *arena, struct gt_str csv, const struct gt_import_act *act, struct gt_import_report *ret, struct gt_error *err) GT_MUST_USE;
/* Stamps: number, euros. One that was used keeps its state. */
int gt_register_import_stamps(struct gt_db *db, struct gt_arena *arena, struct gt_str csv, const struct gt_import_act *act, struct gt_import_report *ret, struct gt_error *err) GT_MUST_USE;
/* E-photos: number, valid_to. One that was used keeps its state. */
int gt_register_import_ephotos(struct gt_db *db, struct gt_arena *arena, struct gt_str csv, const struct gt_import_act *act, struct gt_import_report *ret, struct gt_error *err) GT_MUST_USE;
int gt_register_import_services(struct gt_db *db, struct gt_arena *arena, struct gt_str csv, const struct gt_import_act *act, struct gt_import_report *ret, struct gt_error *err) GT_MUST_USE;

#endif
