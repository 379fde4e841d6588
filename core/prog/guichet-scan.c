/* guichet-scan: says of a citizen's file whether it is what it seems, whole and clean; shows its pages. Settings: scan.database_dir (freshclam's),
 * scan.test_set (may the shipped test signatures stand in? default: as demo.enabled), scan.test_dir, scan.tmp_dir, scan.workers,
 * scan.database_max_age_days, scan.reload (beside, replace), scan.meminfo. Has no database, no key, no network. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "confine/confine.h"
#include "prog/service.h"
#include "scan/scan_priv.h"

static void ready(void *arg)
{
	gt_service_ready(arg);
}

/* By hand, without guichetd: the socket that clients look for. */
static int listen_by_hand(const char *path)
{
	struct gt_error err = { 0 };
	int fd = -1;
	if (gt_socket_listen(path, 0660, &fd, &err) != GT_OK) {
		gt_log_error(GT_ERR, "prog", &err);
		exit(1);
	}
	return fd;
}

/* Files that engines unpack go to memory where the system has such a folder. */
static const char *tmp_default(void)
{
	struct stat st;
	return stat("/dev/shm", &st) == 0 && S_ISDIR(st.st_mode) && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
}

static bool replaces(const struct gt_config *c)
{
	const char *reload = gt_config_get(c, "scan.reload", "beside");
	if (!gt_streq(reload, "beside") && !gt_streq(reload, "replace"))
		gt_panic("setting scan.reload is 'beside' or 'replace', not '%s'", reload);
	return gt_streq(reload, "replace");
}

int main(int argc, char **argv)
{
	struct gt_service service;
	gt_service_start(&service, "guichet-scan", argc, argv);
	gt_environment_clear();
	gt_no_new_privileges();
	const struct gt_config *c = service.config;
	struct gt_arena *arena = gt_arena_new("start", 65536);
	const char *path = gt_config_get(c, "scan.socket", NULL);
	if (!path)
		path = gt_arena_printf(arena, "%s/scan.sock", gt_config_get(c, "run.directory", "/run/guichet"));
	struct gt_scan_service scan = {
		.listen_fd = service.listen_fd >= 0 ? service.listen_fd : listen_by_hand(path),
		.socket_path = path,
		.database_dir = gt_config_get(c, "scan.database_dir", "/var/lib/clamav"),
		.test_dir = gt_config_get(c, "scan.test_dir", GT_DATADIR "/signatures"),
		.tmp_dir = gt_config_get(c, "scan.tmp_dir", tmp_default()),
		.test_set = gt_config_bool(c, "scan.test_set", gt_config_bool(c, "demo.enabled", false)),
		.max_age_days = gt_config_int(c, "scan.database_max_age_days", 7, 0, 3650),
		.replace = replaces(c),
		.memory = { gt_config_get(c, "scan.meminfo", "/proc/meminfo"), "/proc/self/cgroup", "/sys/fs/cgroup" },
		.workers = gt_config_int(c, "scan.workers", 2, 1, 16),
		.ready = ready, .ending = gt_service_ending, .arg = &service,
	};
	int status = gt_scan_serve(&scan);
	gt_config_free(&service.config);
	gt_arena_free(&arena);
	return status;
}
