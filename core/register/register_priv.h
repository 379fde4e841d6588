/* Inside room register. */
#ifndef GT_REGISTER_PRIV_H
#define GT_REGISTER_PRIV_H
#include "register/register.h"

extern const char gt_communes_text[];
extern const size_t gt_communes_text_n;

/* ---- store ---- */
struct gt_title_row { struct gt_title t; const char *state; };
int gt_store_title(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_title_row *ret, struct gt_error *err) GT_MUST_USE;
int gt_store_title_of(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_title *ret, struct gt_error *err) GT_MUST_USE;
int gt_store_person(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_person *ret, struct gt_error *err) GT_MUST_USE;
/* Those that are there, in no order. numbers_json: ["…", …]. */
int gt_store_titles(struct gt_db *db, struct gt_arena *arena, const char *numbers_json, struct gt_title_row **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_store_persons(struct gt_db *db, struct gt_arena *arena, const char *numbers_json, struct gt_person **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_store_titles_put(struct gt_db *db, struct gt_arena *arena, const struct gt_title_row *const *all, size_t n, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_store_persons_put(struct gt_db *db, struct gt_arena *arena, const struct gt_person *const *all, size_t n, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_store_holder(struct gt_db *db, struct gt_arena *arena, const char *foreigner_number, struct gt_person *ret, struct gt_title *ret_title, struct gt_error *err) GT_MUST_USE;
int gt_store_title_handed(struct gt_db *db, const struct gt_title *t, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_store_person_met(struct gt_db *db, struct gt_arena *arena, const struct gt_person *p, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_store_stamp(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_register_stamp *ret, struct gt_error *err) GT_MUST_USE;
int gt_store_ephoto(struct gt_db *db, struct gt_arena *arena, const char *number, struct gt_register_ephoto *ret, struct gt_error *err) GT_MUST_USE;
int gt_store_stamp_put(struct gt_db *db, const char *number, int64_t cents, int64_t now_utc_s, struct gt_error *err) GT_MUST_USE;
int gt_store_services(struct gt_db *db, struct gt_arena *arena, struct gt_register_service **ret, size_t *ret_n, struct gt_error *err) GT_MUST_USE;
int gt_store_service(struct gt_db *db, struct gt_arena *arena, const char *code, struct gt_register_service *ret, struct gt_error *err) GT_MUST_USE;
int gt_store_service_put(struct gt_db *db, const struct gt_register_service *s, struct gt_error *err) GT_MUST_USE;
const struct gt_query *gt_register_queries(size_t *ret_n);

#endif
