/* What the files of the scenario runner share: a story being played. */
#ifndef GT_TESTS_STORY_H
#define GT_TESTS_STORY_H
#include "account/agent.h"
#include "tests/lib/world.h"

#define WORDS_MAX 24

struct person {
	const char *name;
	struct gt_applicant who;
	struct gt_id dossier;                                /* the request begun last */
	struct gt_agent_session agent;                       /* of an agent: name is its login */
	struct gt_agent_role roles[4];
};
struct count { const char *key; int64_t n; };
struct story {
	struct gt_world *w;
	struct gt_arena *arena;                              /* of the whole story */
	const char *path, *first;                            /* first: its first remark */
	int line;
	struct person people[12]; size_t n_people;
	struct count expected[64]; size_t n_expected;
	char why[600];                                       /* what went wrong; "": nothing */
};

/* All: false with s->why set. words[0] is the first word after the keyword. */
typedef bool act(struct story *s, const char *const *words, size_t n);
act user_act, agent_act, jobs_act, expect_act, clock_act, service_act;

bool wrong(struct story *s, const char *fmt, ...) GT_PRINTF(2, 3);
bool good(struct story *s, int rc, const struct gt_error *err);      /* rc OK, or why */
struct person *person_of(struct story *s, const char *name);         /* NULL with why */
struct person *person_new(struct story *s, const char *name);
const char *hex(struct story *s, struct gt_id id);
void sql(struct story *s, const char *fmt, ...) GT_PRINTF(2, 3);
int64_t number(struct story *s, const char *fmt, ...) GT_PRINTF(2, 3);

#endif
