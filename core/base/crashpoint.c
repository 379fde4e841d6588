/* Places where a test makes a program die, in builds with sanitizers alone. GT_CRASH=name: dies there as by a power cut of its own.
 * GT_CRASH_SEEN=file: writes each name it passes, so that a test knows where it may die. */
#include "base/base.h"
#ifdef GT_SANITIZE
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

void gt_crashpoint(const char *name)
{
	const char *wanted = getenv("GT_CRASH"), *seen = getenv("GT_CRASH_SEEN");
	if (seen) {
		GT_AUTO_FD fd = open(seen, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
		if (fd < 0 || !gt_write_all(fd, name, strlen(name)) || !gt_write_all(fd, "\n", 1)) gt_panic("cannot write '%s'", seen);
	}
	if (gt_streq(wanted, name)) kill(getpid(), SIGKILL);
}
#else
typedef int gt_crashpoint_nothing_here;
#endif
