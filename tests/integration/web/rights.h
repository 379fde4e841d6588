/* The matrix of rights: what its two halves share. */
#ifndef GT_TESTS_RIGHTS_H
#define GT_TESTS_RIGHTS_H
#include "tests/lib/db_harness.h"
#include "web/work_priv.h"

/* Two applicants, each with a draft and a deposited request of their own, the same two entered at the counter of the agents here, a file, a paper, a notification, a session; agents here and elsewhere. */
struct seed_person { struct gt_id account, draft, deposited, counter_draft, counter_deposited, document, draft_document, counter_document, paper, counter_paper, notice, other_session; char token[GT_TOKEN_TEXT]; };
struct seed {
	struct gt_harness *h;
	struct gt_arena *arena;
	struct gt_web *user, *agent;
	struct gt_plugins *plugins;
	const char *version;                 /* of the procedure */
	struct seed_person a, b;
	char instructeur[GT_TOKEN_TEXT], elsewhere[GT_TOKEN_TEXT], lecteur[GT_TOKEN_TEXT], superviseur[GT_TOKEN_TEXT], administrateur[GT_TOKEN_TEXT], no_device[GT_TOKEN_TEXT], temporary[GT_TOKEN_TEXT], waiting[GT_TOKEN_TEXT];
	struct gt_id agent_session;
};
/* What web.c is given instead of a page's own function. */
extern enum gt_check gt_check_left_out;
int gt_rights_page(struct gt_visit *v, gt_page *page);
void seed_open(struct seed *s);          /* database, procedure, both pools of pages: once */
void seed_fresh(struct seed *s);         /* the people and what is theirs, made anew */
void seed_close(struct seed *s);

#endif
