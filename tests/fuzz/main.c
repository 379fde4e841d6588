/* A plain driver: mutates the seeds so many times (GT_FUZZ_RUNS, 20 000) from a printed start (GT_FUZZ_SEED), each input in a buffer of
 * exactly its size so that a sanitizer sees one byte too many. Prints the one line that runs the same again. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "tests/fuzz/fuzz.h"

#define INPUT_MAX 65536

static uint64_t state;

static uint64_t next(void)
{
	state ^= state << 13, state ^= state >> 7, state ^= state << 17;
	return state;
}

static size_t below(size_t n)
{
	return n ? (size_t)(next() % n) : 0;
}

static size_t insert(uint8_t *p, size_t n, const void *piece, size_t m)
{
	if (n + m > INPUT_MAX)
		return n;
	size_t at = below(n + 1);
	memmove(p + at + m, p + at, n - at);
	memcpy(p + at, piece, m);
	return n + m;
}

static size_t mutate(uint8_t *p, size_t n)
{
	size_t words = 0, from, m;
	while (fuzz_words[words])
		words++;
	for (size_t turns = 1 + below(6); turns; turns--)
		switch (below(7)) {
		case 0:
			if (n) p[below(n)] ^= (uint8_t)(1u << below(8));
			break;
		case 1:
			if (n) p[below(n)] = (uint8_t)next();
			break;
		case 2:
			n = below(8) ? n : below(n + 1);
			break;
		case 3:                         /* cut a piece out */
			from = below(n + 1), m = below(n - from + 1);
			memmove(p + from, p + from + m, n - from - m);
			n -= m;
			break;
		case 4:                         /* say a piece twice */
			from = below(n + 1), m = below(n - from + 1);
			if (n + m <= INPUT_MAX) {
				memmove(p + from + m, p + from, n - from);
				n += m;
			}
			break;
		default:
			if (words) {
				const char *word = fuzz_words[below(words)];
				n = insert(p, n, word, strlen(word));
			}
		}
	return n;
}

int main(int argc, char **argv)
{
	static uint8_t work[INPUT_MAX];
	const char *runs_text = getenv("GT_FUZZ_RUNS"), *seed_text = getenv("GT_FUZZ_SEED");
	int64_t runs = 20000, seed = 0;
	if (runs_text && !gt_parse_i64(runs_text, 1, INT64_MAX, &runs))
		return 64;
	if (&fuzz_cost && runs > fuzz_cost)
		runs /= fuzz_cost;
	gt_random(&seed, sizeof seed);
	seed &= INT64_MAX;
	if (seed_text && !gt_parse_i64(seed_text, 1, INT64_MAX, &seed))
		return 64;
	printf("# GT_FUZZ_SEED=%" PRId64 " GT_FUZZ_RUNS=%" PRId64 " %s\n", seed, runs, argc ? argv[0] : "");
	fflush(stdout);
	state = (uint64_t)seed | 1;
	size_t n_seeds = 0;
	while (fuzz_seeds[n_seeds].p)
		n_seeds++;
	for (int64_t i = 0; i < runs; i++) {
		const struct gt_str *from = &fuzz_seeds[below(n_seeds)];
		size_t n = from->n;
		memcpy(work, from->p, n);
		if (i >= (int64_t)n_seeds)
			n = mutate(work, n);
		uint8_t *exact = gt_xalloc(n ? n : 1);
		memcpy(exact, work, n);
		LLVMFuzzerTestOneInput(exact, n);
		gt_xfree(exact);
	}
	printf("ok 1 - %" PRId64 " inputs\n1..1\n", runs);
	return 0;
}
