/* Requests between deposit and decision: a person, agents, a deposited request with its files, for the tests of this folder. */
#ifndef GT_TESTS_AFTER_H
#define GT_TESTS_AFTER_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "account/agent.h"
#include "dossier/dossier_priv.h"
#include "dossier/work.h"
#include "tests/lib/db_harness.h"
#include "tests/lib/scan_harness.h"

#define T0 1789000000                    /* 10 September 2026 */
#define DAY 86400

struct after_procedure { struct gt_plugins *plugins; const struct gt_procedure *procedure; struct gt_config *config; struct gt_sheets *sheets; };

extern struct gt_harness *h;
extern struct gt_arena *arena;
extern struct gt_db *web, *user, *ctl;   /* agents' program, applicants' program, the operator */
extern struct gt_desk agents, users;
extern struct after_procedure renewal;
extern struct gt_applicant conjointe, somebody;          /* two persons with an account; the second has no request */
extern struct gt_agent_session camille, samir;

void ok_at(int rc, const struct gt_error *err, int line);
#define OK(call) do { struct gt_error err = { 0 }; int rc_ = (call); ok_at(rc_, &err, __LINE__); } while (0)
#define GIVES(rc, call) do { struct gt_error err = { 0 }; assert_int_equal((call), (rc)); } while (0)
#define E (&err)
void sql(const char *fmt, ...) GT_PRINTF(1, 2);
const char *hex(struct gt_id id);
int64_t count(const char *what, ...) GT_PRINTF(1, 2);     /* SELECT COUNT(*) FROM what */
int64_t looked_at(struct gt_db *db);     /* rows and index entries, by that connection so far */

int after_begin(void);                   /* 0: all is there; 77 to skip */
int after_end(int failed);
int fresh(void **state);                 /* setup of each test */

struct gt_dossier *opened(const struct gt_applicant *who, struct gt_id id);
void fill(struct gt_dossier *d);          /* all answers, an e-photo of its own; saved */
struct gt_id deposited(void);            /* by conjointe, with a file for each justificatif that is asked */
struct gt_str file_bytes(void);          /* of a clean PDF */
struct gt_id join(struct gt_dossier *d, const char *justificatif, const char *name);
void answer(struct gt_dossier *d, const char *step, const char *field, const char *value);   /* one field, saved */
struct gt_dossier *seen_by(struct gt_desk *desk, const struct gt_agent_session *who, struct gt_id id, struct gt_file_work *ret_work);

/* Runs both in processes of their own that press at the same moment, each with a connection of its own; results as they ended. */
typedef int after_press(struct gt_desk *users, struct gt_desk *agents, struct gt_id id, struct gt_error *err);
void together(struct gt_id id, after_press *const presses[], int results[], size_t n);

#endif
