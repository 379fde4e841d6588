/* Loaded before the C library, in programs that valgrind runs some thirty times slower and in those that wait for them: the time by which they wait for each
 * other passes so much slower too, and limits that valgrind needs for itself, or that count its work, are not set. Wall-clock time is left alone. */
#define _GNU_SOURCE
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SLOWER 20

int clock_gettime(clockid_t clock, struct timespec *t)
{
	long rc = syscall(SYS_clock_gettime, clock, t);
	if (rc == 0 && (clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_COARSE)) {
		long long ns = (t->tv_sec * 1000000000LL + t->tv_nsec) / SLOWER;
		*t = (struct timespec){ ns / 1000000000, ns % 1000000000 };
	}
	return (int)rc;
}

int setrlimit64(__rlimit_resource_t what, const struct rlimit64 *limit)
{
	if (what == RLIMIT_NOFILE || what == RLIMIT_CPU || what == RLIMIT_AS)
		return 0;
	return (int)syscall(SYS_setrlimit, what, limit);
}
int setrlimit(__rlimit_resource_t what, const struct rlimit *limit) { return setrlimit64(what, (const struct rlimit64 *)limit); }
