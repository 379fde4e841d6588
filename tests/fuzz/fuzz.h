/* What a fuzz target is: one function over bytes. Driven by main.c here (mutations with a seed, under sanitizers), or by libFuzzer as it is. */
#ifndef GT_FUZZ_H
#define GT_FUZZ_H
#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* Lawful inputs to begin from, NULL-terminated, and words worth inserting. */
extern const struct gt_str fuzz_seeds[];
extern const char *const fuzz_words[];
/* A target that is slow says how many turns of the others one of its own costs. */
extern const int64_t fuzz_cost __attribute__((weak));

#endif
