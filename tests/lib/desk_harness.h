/* For integration tests of requests: a procedure of the tree, without its hooks, signed, installed and enabled for this test; the desks of both sides. */
#ifndef GT_TESTS_DESK_HARNESS_H
#define GT_TESTS_DESK_HARNESS_H
#include "account/agent.h"
#include "dossier/dossier.h"
#include "tests/lib/db_harness.h"

#define GT_TEST_PROCEDURE "conjoint-rf-renouvellement"

struct gt_desk_harness { struct gt_desk agents, users; const struct gt_procedure *procedure; struct gt_plugins *plugins; };
/* Panics when the procedure is refused. agents.db, users.db are the programs' own connections. */
void gt_desk_harness_start(struct gt_harness *h, struct gt_desk_harness *ret);
void gt_desk_harness_stop(struct gt_desk_harness *d);
/* Sheets and grammars for papers; again in each child of a fork, which inherits no wire to a drawing process. */
void gt_desk_harness_warm(struct gt_harness *h);

/* Rows of the test itself. */
void gt_harness_sqlf(struct gt_harness *h, const char *fmt, ...) GT_PRINTF(2, 3);
const char *gt_harness_hex(struct gt_harness *h, struct gt_id id);
struct gt_agent_session gt_harness_agent(struct gt_harness *h, const char *login, const struct gt_agent_role *roles, size_t n);
struct gt_id gt_harness_account(struct gt_harness *h, const char *foreigner_number, const char *email);
/* A deposited request of that account, in that state and agent's hands (NULL: nobody's). */
struct gt_id gt_harness_request(struct gt_harness *h, const struct gt_desk_harness *d, struct gt_id account, const char *nationality, const char *state, const struct gt_agent_session *in_charge, int64_t deposited_utc_s);

#endif
