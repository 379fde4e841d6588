/* Inside room text: UTF-8 to ICU's UTF-16 and back. */
#ifndef GT_TEXT_PRIV_H
#define GT_TEXT_PRIV_H
#include <unicode/ustring.h>
#include "text/text.h"

/* What gt_text_init opened; immortal. */
struct gt_text_tools { const struct UNormalizer2 *nfc, *nfkc; void *fold; void *idna; };
const struct gt_text_tools *gt_text_tools(void);
UChar *gt_text_to16(struct gt_arena *arena, const char *s, int32_t *ret_n);
const char *gt_text_to8(struct gt_arena *arena, const UChar *s, int32_t n);
int gt_names_init(struct gt_error *err);

#endif
