/* Tables for a spreadsheet, CSV or ODS, written as their rows come. Names of columns and words of codes are those of the house's table sheets (xslt/table), in
 * the reader's language; no cell is taken for a formula. */
#ifndef GT_DOSSIER_TABLE_H
#define GT_DOSSIER_TABLE_H
#include "dossier/dossier.h"

enum gt_table_format { GT_TABLE_CSV, GT_TABLE_ODS };
struct gt_table;
/* sheet: its name in xslt/table. */
int gt_table_begin(struct gt_desk *desk, struct gt_arena *arena, enum gt_table_format format, const char *sheet, const char *lang, struct gt_table **ret, struct gt_error *err) GT_MUST_USE;
/* Rows as the sheet takes them; the head of the table comes with the first ones. arena: of these rows. *ret: bytes that stand until the next call, perhaps none. */
int gt_table_rows(struct gt_table *t, struct gt_arena *arena, xmlDocPtr rows, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;
int gt_table_end(struct gt_table *t, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;
const char *gt_table_type(enum gt_table_format f);       /* of the content */
const char *gt_table_suffix(enum gt_table_format f);     /* "csv" */
/* One cell: quoted, harmless. */
void gt_csv_cell(struct gt_buf *b, const char *text);

#endif
