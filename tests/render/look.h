/* Looks through a rendered page; says on standard error what is wrong. ret: how many faults. */
#ifndef GT_TESTS_LOOK_H
#define GT_TESTS_LOOK_H
#include <stddef.h>
int look_through(const char *page, const char *html, size_t n);
#endif
