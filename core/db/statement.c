/* Prepared statements: the cache of a connection, parameters in, rows out into structs. Knows nothing of transactions but that one may be lost. */
#include <stdio.h>
#include "db/db_priv.h"

static unsigned bucket_of(const char *sql)
{
	uint32_t h = 2166136261u;
	while (*sql) h = (h ^ (uint8_t)*sql++) * 16777619u;
	return h % GT_DB_BUCKETS;
}

static int statement_error(struct gt_db *db, MYSQL_STMT *stmt, const char *sql, struct gt_error *err)
{
	char state[8], text[256];
	unsigned code = mysql_stmt_errno(stmt);
	snprintf(state, sizeof state, "%s", mysql_stmt_sqlstate(stmt));
	snprintf(text, sizeof text, "%s", mysql_stmt_error(stmt));
	return gt_db_error(db, code, state, text, sql, err);
}

/* Lists come in many shapes: past the maximum all are thrown away, which happens once in a worker's life. */
static void make_room(struct gt_db *db)
{
	if (db->n_statements < GT_DB_STATEMENTS_MAX) return;
	for (size_t i = 0; i < GT_DB_BUCKETS; i++)
		while (db->buckets[i]) {
			struct gt_statement *s = db->buckets[i];
			db->buckets[i] = s->next;
			mysql_stmt_close(s->stmt);
			gt_xfree(s->sql);
			gt_xfree(s);
		}
	db->n_statements = 0;
}

int gt_db_statement(struct gt_db *db, const char *sql, const char *params, uint32_t n_cols, struct gt_statement **ret, struct gt_error *err)
{
	unsigned bucket = bucket_of(sql);
	for (struct gt_statement *s = db->buckets[bucket]; s; s = s->next)
		if (strcmp(s->sql, sql) == 0) { *ret = s; return GT_OK; }
	make_room(db);
	MYSQL_STMT *stmt = mysql_stmt_init(db->my);
	gt_assert(stmt);
	if (mysql_stmt_prepare(stmt, sql, strlen(sql)) != 0) {
		char state[8], text[256];
		unsigned code = mysql_stmt_errno(stmt);
		snprintf(state, sizeof state, "%s", mysql_stmt_sqlstate(stmt));
		snprintf(text, sizeof text, "%s", mysql_stmt_error(stmt));
		mysql_stmt_close(stmt);              /* before a lost connection is dropped under it */
		return gt_db_error(db, code, state, text, sql, err);
	}
	unsigned long got_params = mysql_stmt_param_count(stmt);
	unsigned got_cols = mysql_stmt_field_count(stmt);
	if (got_params != strlen(params) || got_cols != n_cols || got_params > GT_DB_PARAMS_MAX || got_cols > GT_DB_COLS_MAX) {
		mysql_stmt_close(stmt);
		return gt_fail(err, GT_FAILED, "statement has %lu parameters and %u columns, declared %zu and %u: %.120s", got_params, got_cols, strlen(params), n_cols, sql);
	}
	struct gt_statement *s = gt_xalloc(sizeof *s);
	*s = (struct gt_statement){ .next = db->buckets[bucket], .stmt = stmt, .sql = gt_xstrdup(sql), .n_params = (unsigned)got_params, .n_cols = got_cols };
	db->buckets[bucket] = s;
	db->n_statements++;
	*ret = s;
	return GT_OK;
}

/* What the binds point to while a statement runs. */
struct in_value { long long i; MYSQL_TIME date; unsigned long length; uint8_t id[16]; };

static void bind_param(MYSQL_BIND *bind, struct in_value *v, const struct gt_param *p)
{
	switch (p->type) {
	case 'i': case 't':
		v->i = p->type == 'i' ? p->v.i : p->v.t;
		bind->buffer_type = MYSQL_TYPE_LONGLONG; bind->buffer = &v->i;
		return;
	case 's':
		if (!p->v.s) break;
		v->length = strlen(p->v.s);
		bind->buffer_type = MYSQL_TYPE_STRING; bind->buffer = (void *)(uintptr_t)p->v.s;
		bind->buffer_length = v->length; bind->length = &v->length;
		return;
	case 'b':
		if (!p->v.b.p) break;
		v->length = p->v.b.n;
		bind->buffer_type = MYSQL_TYPE_BLOB; bind->buffer = (void *)(uintptr_t)p->v.b.p;
		bind->buffer_length = v->length; bind->length = &v->length;
		return;
	case 'd':
		if (gt_id_null(p->v.d)) break;
		memcpy(v->id, p->v.d.b, 16);
		v->length = 16;
		bind->buffer_type = MYSQL_TYPE_BLOB; bind->buffer = v->id; bind->buffer_length = 16; bind->length = &v->length;
		return;
	case 'D':
		if (p->v.D.y == 0) break;
		v->date = (MYSQL_TIME){ .year = (unsigned)p->v.D.y, .month = (unsigned)p->v.D.m, .day = (unsigned)p->v.D.d, .time_type = MYSQL_TIMESTAMP_DATE };
		bind->buffer_type = MYSQL_TYPE_DATE; bind->buffer = &v->date; bind->buffer_length = sizeof v->date;
		return;
	default:
		gt_panic("parameter of unknown type '%c'", p->type);
	}
	bind->buffer_type = MYSQL_TYPE_NULL;
}

static void check_types(const char *sql, const char *declared, const struct gt_param *params)
{
	for (size_t i = 0; declared[i]; i++) {
		char d = declared[i], t = params ? params[i].type : 0;
		bool number = (d == 'i' || d == 't') && (t == 'i' || t == 't');
		if (d != t && !number) gt_panic("parameter %zu is '%c', declared '%c': %s", i + 1, t ? t : '-', d, sql);
	}
}

/* Prepares when needed and executes. A read outside a transaction is tried once more on a fresh connection: the server may just have restarted. */
static int run(struct gt_db *db, const char *sql, const char *types, uint32_t n_cols, const struct gt_param *params, struct gt_statement **ret, struct gt_error *err)
{
	check_types(sql, types, params);
	for (int attempt = 0;; attempt++) {
		struct in_value values[GT_DB_PARAMS_MAX];
		MYSQL_BIND binds[GT_DB_PARAMS_MAX];
		struct gt_statement *s = NULL;
		int rc = gt_db_ready(db, err);
		if (rc != GT_OK) return rc;
		switch (gt_db_fault_due(false)) {
		case GT_FAULT_LOST: rc = gt_db_error(db, 2013, "HY000", "fault", sql, err); break;
		case GT_FAULT_GONE: rc = gt_db_error(db, 2006, "HY000", "fault", sql, err); break;
		case GT_FAULT_AGAIN: rc = gt_db_error(db, 1213, "40001", "fault", sql, err); break;
		case GT_FAULT_WAIT: rc = gt_db_error(db, 1205, "HY000", "fault", sql, err); break;
		case GT_FAULT_READ_ONLY: rc = gt_db_error(db, 1290, "HY000", "fault", sql, err); break;
		default: break;
		}
		if (rc != GT_OK) return rc;
		rc = gt_db_statement(db, sql, types, n_cols, &s, err);
		if (rc == GT_OK) {
			memset(binds, 0, s->n_params * sizeof *binds);
			for (unsigned i = 0; i < s->n_params; i++) bind_param(&binds[i], &values[i], &params[i]);
			if ((s->n_params == 0 || mysql_stmt_bind_param(s->stmt, binds) == 0) && mysql_stmt_execute(s->stmt) == 0) {
				db->used_ms = gt_monotonic_ms();
				*ret = s;
				return GT_OK;
			}
			rc = statement_error(db, s->stmt, sql, err);
		}
		bool read = n_cols > 0 && !db->in_tx;
		if (!(read && attempt == 0 && db->my == NULL)) return rc;
	}
}

int gt_db_prepare_all(struct gt_db *db, const struct gt_query *queries, size_t n, struct gt_error *err)
{
	int rc = gt_db_ready(db, err);
	for (size_t i = 0; rc == GT_OK && i < n; i++) {
		struct gt_statement *s;
		gt_assert(queries[i].sql);
		rc = gt_db_statement(db, queries[i].sql, queries[i].params ? queries[i].params : "", queries[i].n_cols, &s, err);
	}
	return rc;
}

int gt_db_exec(struct gt_db *db, const struct gt_query *q, const struct gt_param *params, int64_t *ret_affected, struct gt_error *err)
{
	struct gt_statement *s;
	gt_assert(q->n_cols == 0);
	int rc = run(db, q->sql, q->params ? q->params : "", 0, params, &s, err);
	if (rc == GT_OK && ret_affected) *ret_affected = (int64_t)mysql_stmt_affected_rows(s->stmt);
	return rc;
}

/* ---- many rows at once: one array a parameter ---- */
struct column { char **at; unsigned long *lengths; long long *numbers; char *nulls; };

static void column_fill(struct gt_arena *arena, MYSQL_BIND *bind, char type, const struct gt_param *first, size_t stride, size_t n)
{
	bool number = type == 'i' || type == 't';
	struct column c = { .nulls = gt_arena_alloc(arena, n) };
	if (number) c.numbers = gt_new_n(arena, long long, n);
	else c.at = gt_new_n(arena, char *, n), c.lengths = gt_new_n(arena, unsigned long, n);
	for (size_t r = 0; r < n; r++) {
		const struct gt_param *p = first + r * stride;
		char day[11];
		switch (p->type) {
		case 'i': case 't': c.numbers[r] = p->type == 'i' ? p->v.i : p->v.t; continue;
		case 's': c.at[r] = (char *)(uintptr_t)p->v.s; c.lengths[r] = p->v.s ? strlen(p->v.s) : 0; break;
		case 'b': c.at[r] = (char *)(uintptr_t)p->v.b.p; c.lengths[r] = p->v.b.n; break;
		case 'd': c.at[r] = gt_id_null(p->v.d) ? NULL : (char *)(uintptr_t)p->v.d.b; c.lengths[r] = 16; break;
		case 'D': c.at[r] = p->v.D.y ? gt_arena_strdup(arena, gt_date_iso(p->v.D, day)) : NULL; c.lengths[r] = 10; break;
		default: gt_panic("parameter of unknown type '%c'", p->type);
		}
		if (!c.at[r]) c.nulls[r] = STMT_INDICATOR_NULL;
	}
	*bind = (MYSQL_BIND){ .buffer_type = number ? MYSQL_TYPE_LONGLONG : type == 'b' || type == 'd' ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING,
		.buffer = number ? (void *)c.numbers : (void *)c.at, .length = c.lengths };
	bind->u.indicator = c.nulls;
}

int gt_db_exec_rows(struct gt_db *db, const struct gt_query *q, const struct gt_param *params, size_t n_rows, struct gt_error *err)
{
	GT_AUTO_ARENA arena = gt_arena_new("rows", SIZE_MAX / 2);
	struct gt_statement *s;
	size_t stride = strlen(q->params);
	unsigned int rows = (unsigned int)n_rows, one = 0;
	gt_assert(db->in_tx && q->n_cols == 0 && stride > 0);
	if (!n_rows) return GT_OK;
	for (size_t r = 0; r < n_rows; r++) check_types(q->sql, q->params, params + r * stride);
	int rc = gt_db_ready(db, err);
	if (rc == GT_OK) rc = gt_db_statement(db, q->sql, q->params, 0, &s, err);
	if (rc != GT_OK) return rc;
	MYSQL_BIND *binds = gt_new_n(arena, MYSQL_BIND, stride);
	for (size_t i = 0; i < stride; i++) column_fill(arena, &binds[i], q->params[i], params + i, stride, n_rows);
	bool done = mysql_stmt_attr_set(s->stmt, STMT_ATTR_ARRAY_SIZE, &rows) == 0 && mysql_stmt_bind_param(s->stmt, binds) == 0 && mysql_stmt_execute(s->stmt) == 0;
	if (!done) return statement_error(db, s->stmt, q->sql, err);
	mysql_stmt_attr_set(s->stmt, STMT_ATTR_ARRAY_SIZE, &one);
	return GT_OK;
}

struct out_value { long long i; MYSQL_TIME date; uint8_t id[16]; unsigned long length; my_bool null, error; };

static void bind_column(MYSQL_BIND *bind, struct out_value *v, char type)
{
	bind->is_null = &v->null;
	bind->error = &v->error;
	bind->length = &v->length;
	switch (type) {
	case 'i': case 't': bind->buffer_type = MYSQL_TYPE_LONGLONG; bind->buffer = &v->i; break;
	case 's': case 'b': bind->buffer_type = MYSQL_TYPE_BLOB; bind->buffer = NULL; bind->buffer_length = 0; break;
	case 'd': bind->buffer_type = MYSQL_TYPE_BLOB; bind->buffer = v->id; bind->buffer_length = 16; break;
	case 'D': bind->buffer_type = MYSQL_TYPE_DATE; bind->buffer = &v->date; bind->buffer_length = sizeof v->date; break;
	default: gt_panic("column of unknown type '%c'", type);
	}
}

/* One column of the fetched row into the struct. Numbers that do not fit and ids of another length are errors, never cut values. */
static int take_column(MYSQL_STMT *stmt, struct gt_arena *arena, unsigned n, const struct gt_col *col, const struct out_value *v, char *row, struct gt_error *err)
{
	char *at = row + col->offset;
	if (v->null) return GT_OK;             /* the row was zeroed */
	switch (col->type) {
	case 'i':
		if (v->error) return gt_fail(err, GT_FAILED, "column %u is no 64-bit number", n + 1);
		*(int64_t *)(void *)at = v->i;
		return GT_OK;
	case 't':
		*(bool *)(void *)at = v->i != 0;
		return GT_OK;
	case 'd':
		if (v->length != 16) return gt_fail(err, GT_FAILED, "column %u is no id: %lu bytes", n + 1, v->length);
		memcpy(at, v->id, 16);
		return GT_OK;
	case 'D':
		*(struct gt_date *)(void *)at = (struct gt_date){ .y = (int16_t)v->date.year, .m = (int8_t)v->date.month, .d = (int8_t)v->date.day };
		return GT_OK;
	default: break;
	}
	char *text = gt_arena_alloc(arena, v->length + 1);
	if (v->length) {
		unsigned long got = 0;
		my_bool null = 0, error = 0;
		MYSQL_BIND bind = { .buffer_type = MYSQL_TYPE_BLOB, .buffer = text, .buffer_length = v->length, .length = &got, .is_null = &null, .error = &error };
		if (mysql_stmt_fetch_column(stmt, &bind, n, 0) != 0 || got != v->length) return gt_fail(err, GT_FAILED, "column %u cannot be read", n + 1);
	}
	if (col->type == 's') *(const char **)(void *)at = text;
	else *(struct gt_str *)(void *)at = (struct gt_str){ text, v->length };
	return GT_OK;
}

static int take_rows(struct gt_db *db, struct gt_arena *arena, struct gt_statement *s, const struct gt_col *cols, uint32_t row_bytes, char **ret, size_t *ret_n, struct gt_error *err)
{
	struct out_value values[GT_DB_COLS_MAX];
	MYSQL_BIND binds[GT_DB_COLS_MAX];
	memset(binds, 0, s->n_cols * sizeof *binds);
	memset(values, 0, s->n_cols * sizeof *values);
	for (unsigned i = 0; i < s->n_cols; i++) bind_column(&binds[i], &values[i], cols[i].type);
	if (mysql_stmt_bind_result(s->stmt, binds) != 0 || mysql_stmt_store_result(s->stmt) != 0) return statement_error(db, s->stmt, s->sql, err);
	size_t n = (size_t)mysql_stmt_num_rows(s->stmt), i = 0;
	char *rows = gt_arena_alloc(arena, gt_mul(n ? n : 1, row_bytes));
	int rc = GT_OK;
	for (; i < n && rc == GT_OK; i++) {
		int got = mysql_stmt_fetch(s->stmt);
		if (got == MYSQL_NO_DATA) break;
		if (got != 0 && got != MYSQL_DATA_TRUNCATED) { rc = gt_fail(err, GT_FAILED, "row %zu cannot be read", i + 1); break; }
		for (unsigned c = 0; c < s->n_cols && rc == GT_OK; c++)
			rc = take_column(s->stmt, arena, c, &cols[c], &values[c], rows + i * row_bytes, err);
	}
	mysql_stmt_free_result(s->stmt);
	if (rc != GT_OK) { gt_error_detail(err, "%.200s", s->sql); return rc; }
	*ret = rows;
	*ret_n = i;
	return GT_OK;
}

/* Reads whose answer is lost on the way are read again once, outside transactions. */
static int select_rows(struct gt_db *db, struct gt_arena *arena, const char *sql, const char *types, const struct gt_col *cols, uint32_t n_cols, uint32_t row_bytes, const struct gt_param *params, char **ret, size_t *ret_n, struct gt_error *err)
{
	gt_assert(n_cols > 0 && n_cols <= GT_DB_COLS_MAX);
	for (int attempt = 0;; attempt++) {
		struct gt_statement *s;
		int rc = run(db, sql, types, n_cols, params, &s, err);
		if (rc == GT_OK) rc = take_rows(db, arena, s, cols, row_bytes, ret, ret_n, err);
		if (rc == GT_OK || db->in_tx || db->my || attempt > 0) return rc;
	}
}

int gt_db_select(struct gt_db *db, struct gt_arena *arena, const struct gt_query *q, const struct gt_param *params, void *ret_rows, size_t *ret_n, struct gt_error *err)
{
	char *rows = NULL;
	int rc = select_rows(db, arena, q->sql, q->params ? q->params : "", q->cols, q->n_cols, q->row_bytes, params, &rows, ret_n, err);
	if (rc == GT_OK) *(void **)ret_rows = rows;
	return rc;
}

int gt_db_one(struct gt_db *db, struct gt_arena *arena, const struct gt_query *q, const struct gt_param *params, void *ret_row, struct gt_error *err)
{
	char *rows = NULL;
	size_t n = 0;
	int rc = select_rows(db, arena, q->sql, q->params ? q->params : "", q->cols, q->n_cols, q->row_bytes, params, &rows, &n, err);
	if (rc != GT_OK) return rc;
	if (n == 0) return gt_fail(err, GT_NOTFOUND, "no such row");
	if (n > 1) return gt_fail(err, GT_FAILED, "one row expected, %zu found: %.180s", n, q->sql);
	memcpy(ret_row, rows, q->row_bytes);
	return GT_OK;
}

int gt_db_list(struct gt_db *db, struct gt_arena *arena, const struct gt_list *list, const struct gt_list_use *uses, size_t n_uses, int64_t limit, void *ret_rows, size_t *ret_n, struct gt_error *err)
{
	struct gt_buf sql = gt_buf_new(arena, 16384);
	struct gt_param params[GT_DB_PARAMS_MAX];
	char types[GT_DB_PARAMS_MAX + 1] = "";
	size_t n = 0;
	gt_buf_puts(&sql, list->select);
	for (size_t i = 0; i < n_uses; i++) {
		gt_assert(uses[i].part < list->n_parts);
		const struct gt_list_part *part = &list->parts[uses[i].part];
		gt_buf_puts(&sql, part->sql);
		if (!part->param) continue;
		gt_assert(n < GT_DB_PARAMS_MAX - 1);
		types[n] = part->param;
		params[n++] = uses[i].param;
	}
	if (list->tail) gt_buf_puts(&sql, list->tail);
	gt_buf_puts(&sql, " LIMIT ?");
	types[n] = 'i';
	params[n] = (struct gt_param)GT_I(limit);
	if (list->end) gt_buf_puts(&sql, list->end);
	const char *text = gt_buf_cstr(&sql);
	gt_assert(text);
	char *rows = NULL;
	int rc = select_rows(db, arena, text, types, list->cols, list->n_cols, list->row_bytes, params, &rows, ret_n, err);
	if (rc == GT_OK) *(void **)ret_rows = rows;
	return rc;
}
