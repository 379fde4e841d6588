/* Inside room dossier: rows that agents' pages ask for. */
#ifndef GT_WORK_STORE_H
#define GT_WORK_STORE_H
#include "dossier/dossier_store.h"
#include "dossier/work.h"

struct gt_work_row {
	struct gt_dossier_row base;
	struct gt_id agent;
	const char *agent_name, *foreigner_number, *email, *phone, *applicant_lang, *channel, *decision;
	int64_t lease_utc_s, decided_utc_s, ended_utc_s, seq;
	bool replied, in_time, complete, read;
	struct gt_date due, prolonged_to;
};
/* What an act about who is in charge decides on. */
struct gt_charge_row { int64_t version; const char *state, *service; struct gt_id agent; int64_t lease_utc_s; };
struct gt_charge { struct gt_id dossier; int64_t version; struct gt_id agent; int64_t lease_utc_s; const char *state; int64_t now_utc_s; };
struct gt_note_row { struct gt_id id, dossier, agent; struct gt_str sealed; int64_t created_utc_s; const char *author; };
struct gt_work_list_row {
	struct gt_id id, agent;
	const char *number, *state, *procedure_id, *procedure_version, *service, *foreigner_number, *birth_name, *usual_name, *first_names, *agent_name;
	bool replied, rehearsal, counter;
	int64_t lease_utc_s, deposited_utc_s, updated_utc_s;
	struct gt_date silence, due, prolonged_to, nearest;
};

/* NOTFOUND for drafts and what became of them, too. ret->read: the journal has a reading of the reader since that instant. */
int gt_work_store_open(struct gt_db *db, struct gt_arena *arena, struct gt_id id, struct gt_id reader, int64_t since_utc_s, struct gt_work_row *ret, struct gt_error *err) GT_MUST_USE;
/* Of any service, for acts that nobody is looking at (clocks): no reading, no journal entry. lang NULL: the applicant's. NOTFOUND as above. */
int gt_work_load(struct gt_desk *desk, struct gt_arena *arena, struct gt_id id, const char *lang, struct gt_dossier **ret, struct gt_file_work *ret_work, struct gt_error *err) GT_MUST_USE;
/* The journal knows that the agent reads that request. */
int gt_work_read(struct gt_desk *desk, struct gt_id dossier, struct gt_id agent, struct gt_error *err) GT_MUST_USE;
int gt_work_store_lock(struct gt_db *db, struct gt_arena *arena, struct gt_id id, struct gt_charge_row *ret, struct gt_error *err) GT_MUST_USE;
int gt_work_store_charge(struct gt_db *db, const struct gt_charge *c, struct gt_error *err) GT_MUST_USE;
int gt_work_store_keep(struct gt_db *db, struct gt_id dossier, struct gt_id agent, int64_t lease_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_work_store_read_since(struct gt_db *db, struct gt_id dossier, struct gt_id agent, const char *verb, const char *detail, int64_t since_utc_s, bool *ret, struct gt_error *err) GT_MUST_USE;
int gt_work_store_note_insert(struct gt_db *db, const struct gt_note_row *n, struct gt_error *err) GT_MUST_USE;
/* CONFLICT: that act was done before. */
int gt_work_store_act_insert(struct gt_db *db, struct gt_id act, struct gt_id actor, const char *verb, struct gt_id dossier, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_work_store_notes(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, struct gt_note_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_work_store_history(struct gt_db *db, struct gt_arena *arena, struct gt_id dossier, int64_t after_seq, struct gt_history **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

/* ---- lists: filters chosen by number ---- */
enum gt_work_part {
	/* the first of a list or count: which index the database is told to use; ALL: of any service */
	GT_PART_ANYHOW, GT_PART_BY_TAKE, GT_PART_BY_STOCK, GT_PART_BY_REPLIED, GT_PART_BY_DAY, GT_PART_BY_DEPOSIT, GT_PART_BY_CHANGE, GT_PART_BY_AGENT,
	GT_PART_ALL_TAKE, GT_PART_ALL_STATE, GT_PART_ALL_STATE_CHANGE, GT_PART_ALL_REPLIED, GT_PART_ALL_DAY, GT_PART_ALL_DEPOSIT, GT_PART_ALL_CHANGE,
	GT_PART_AT_MOST, GT_PART_AND_OF,                                                                /* between two counts of one statement: the first's limit; which list the next one is of */
	GT_PART_OPEN, GT_PART_TO_TAKE, GT_PART_MINE, GT_PART_NOBODY, GT_PART_WAITING, GT_PART_REPLIED, GT_PART_NEAREST_BY, GT_PART_SILENCE_BY, GT_PART_DUE_BY, GT_PART_PROLONGED_BY,
	GT_PART_IN, GT_PART_FIRST, GT_PART_NEXT, GT_PART_END, GT_PART_AMONG,                            /* services of the territory: few, or any number with commas between */
	GT_PART_SERVICE, GT_PART_PROCEDURE, GT_PART_STATE, GT_PART_AGENT, GT_PART_FROM, GT_PART_BEFORE,
	GT_PART_NUMBER, GT_PART_PERSON, GT_PART_EMAIL, GT_PART_WORD, GT_PART_ALL_WORD,
	GT_PART_DEPOSITED_AFTER, GT_PART_DEPOSITED_AFTER_2, GT_PART_DEPOSITED_AFTER_3, GT_PART_DEPOSITED_UNTIL, GT_PART_DEPOSITED_UNTIL_2, GT_PART_DEPOSITED_UNTIL_3,
	GT_PART_UPDATED_AFTER, GT_PART_UPDATED_AFTER_2, GT_PART_UPDATED_AFTER_3, GT_PART_UPDATED_UNTIL, GT_PART_UPDATED_UNTIL_2, GT_PART_UPDATED_UNTIL_3,
	GT_PART_NEAREST_AFTER, GT_PART_NEAREST_AFTER_2, GT_PART_NEAREST_AFTER_3, GT_PART_NEAREST_UNTIL, GT_PART_NEAREST_UNTIL_2, GT_PART_NEAREST_UNTIL_3,
	GT_PART_BY_DEPOSITED, GT_PART_BY_DEPOSITED_DOWN, GT_PART_BY_UPDATED, GT_PART_BY_UPDATED_DOWN, GT_PART_BY_NEAREST, GT_PART_BY_NEAREST_DOWN,
	GT_PART__MAX
};
int gt_work_store_lines(struct gt_db *db, struct gt_arena *arena, const struct gt_list_use *uses, size_t n_uses, int64_t limit, struct gt_work_list_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* At most `most`. */
int gt_work_store_count(struct gt_db *db, struct gt_arena *arena, const struct gt_list_use *uses, size_t n_uses, int64_t most, int64_t *ret, struct gt_error *err) GT_MUST_USE;
/* Counts of several lists in one statement, the first of list 0, each at most `most`. */
struct gt_work_count { int64_t list, n; };
int gt_work_store_counts(struct gt_db *db, struct gt_arena *arena, const struct gt_list_use *uses, size_t n_uses, int64_t most, struct gt_work_count **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
/* Only GT_PART_IN, FIRST, NEXT, END, AMONG of the uses; none of them: agents of any service. */
int gt_work_store_colleagues(struct gt_db *db, struct gt_arena *arena, const struct gt_list_use *uses, size_t n_uses, struct gt_colleague **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;

#endif
