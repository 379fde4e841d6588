/* scan: the service. Three generations of processes: the first holds the socket and no engine; a keeper loads the engine and tests it;
 * workers forked from it answer one question at a time, each file in a confined child of its own. A newer keeper takes over only when
 * it is ready, so signatures are renewed without a gap, and is begun only where memory suffices for both. A child's answer is read as hostile. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "clock/clock.h"
#include "scan/scan_priv.h"
#include "scan/worker.h"

#define WORKERS_MAX 16
#define LOOK_EVERY_MS 30000              /* for new signatures, and for the memory that some wait for: other programs' peaks last seconds to minutes */
#define LOAD_AGAIN_MS 10000              /* after signatures that could not be loaded */

static volatile sig_atomic_t told_to_reload, told_to_end;

static void on_signal(int sig)
{
	if (sig == SIGHUP)
		told_to_reload = 1;
	else
		told_to_end = 1;
}

static void listen_to(int sig)
{
	struct sigaction a = { .sa_handler = on_signal };
	sigaction(sig, &a, NULL);
}

/* ---- temporary folders: guichet-scan.<pid of the first process>/… ---- */
static int wipe_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st; (void)type; (void)ftw;
	remove(path);                        /* what cannot be removed now is tried again at the next start */
	return 0;
}

void gt_scan_wipe(const char *dir)
{
	nftw(dir, wipe_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

static const char prefix[] = "guichet-scan.";

/* What a killed service left behind. */
static void wipe_old(const char *tmp_dir)
{
	DIR *d = opendir(tmp_dir);
	for (struct dirent *e = d ? readdir(d) : NULL; e; e = readdir(d)) {
		int64_t pid;
		char path[4096];
		struct stat st;
		if (!gt_starts(e->d_name, prefix) || !gt_parse_i64(e->d_name + sizeof prefix - 1, 1, INT32_MAX, &pid))
			continue;
		snprintf(path, sizeof path, "%s/%s", tmp_dir, e->d_name);
		if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() && kill((pid_t)pid, 0) != 0 && errno == ESRCH)
			gt_scan_wipe(path);
	}
	if (d)
		closedir(d);
}

static long long mib(int64_t bytes) { return (long long)(bytes >> 20); }

/* ---- keeper ---- */
struct keeper { const struct gt_scan_service *service; const char *dir; struct gt_scan_wait *wait; bool test_set; };

static int keeper_load(const struct keeper *k, struct gt_engine **ret, struct gt_error *err)
{
	const struct gt_scan_service *s = k->service;
	int rc = gt_sniff_init(err);
	if (!rc)
		rc = gt_engine_load(k->test_set ? s->test_dir : s->database_dir, ret, err);
	if (!rc)
		rc = gt_engine_self_test(*ret, k->dir, err);
	if (!rc)
		gt_preview_warm();
	if (!rc)
		gt_scan_memory_huge();
	return rc;
}

static pid_t worker_fork(const struct keeper *k, struct gt_engine *engine, int64_t peak_bytes, int64_t n)
{
	char dir[4096];
	snprintf(dir, sizeof dir, "%s/%lld", k->dir, (long long)n);
	gt_scan_wipe(dir);
	pid_t keeper = getpid(), pid = fork();
	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0L, 0L, 0L);
	if (getppid() != keeper)
		_exit(0);
	struct gt_worker w = { .service = k->service, .engine = engine, .dir = dir, .wait = k->wait, .peak_bytes = peak_bytes, .test_set = k->test_set, .ending = &told_to_end, .feed = -1 };
	_exit(gt_worker_run(&w));
}

/* Workers finish what they have in hand; who does not is killed. */
static void workers_end(pid_t *workers, int64_t n)
{
	int64_t deadline = gt_monotonic_ms() + GT_SCAN_TIMEOUT_MS + 2000;
	for (int64_t i = 0; i < n; i++)
		if (workers[i] > 0)
			kill(workers[i], SIGTERM);
	for (int64_t left = n; left > 0;) {
		left = 0;
		for (int64_t i = 0; i < n; i++) {
			if (workers[i] > 0 && gt_monotonic_ms() > deadline)
				kill(workers[i], SIGKILL);
			if (workers[i] > 0 && waitpid(workers[i], NULL, WNOHANG) != 0)
				workers[i] = 0;
			left += workers[i] > 0;
		}
		if (left)
			poll(NULL, 0, 10);
	}
}

static int keeper_run(const struct keeper *k, int ready_fd)
{
	struct gt_engine *engine = NULL;
	struct gt_error err = { 0 };
	told_to_end = told_to_reload = 0;
	listen_to(SIGTERM);
	signal(SIGHUP, SIG_IGN);
	if (mkdir(k->dir, 0700) != 0 && errno != EEXIST) {
		gt_log_at(GT_ERR, "scan", "cannot make the temporary folder: errno %d", errno);
		return 1;
	}
	if (keeper_load(k, &engine, &err) != GT_OK) {
		gt_log_error(GT_ERR, "scan", &err);
		return 1;
	}
	if (k->test_set)
		gt_log_at(GT_WARN, "scan", "TEST SIGNATURES ONLY: no official database in '%s'; real viruses are NOT found. Run freshclam.", k->service->database_dir);
	int64_t peak_bytes = gt_scan_memory_peak();
	gt_log_at(GT_INFO, "scan", "engine=\"%s\" signatures=\"%s\" count=%lld loading_mib=%lld", gt_engine_version(engine), gt_engine_signatures(engine), (long long)gt_engine_count(engine), mib(peak_bytes));
	pid_t workers[WORKERS_MAX] = { 0 };
	int64_t n = k->service->workers < 1 ? 1 : k->service->workers > WORKERS_MAX ? WORKERS_MAX : k->service->workers;
	for (int64_t i = 0; i < n; i++)
		workers[i] = worker_fork(k, engine, peak_bytes, i);
	gt_write_all(ready_fd, &peak_bytes, sizeof peak_bytes);
	gt_close(&ready_fd);
	while (!told_to_end) {
		int status;
		pid_t pid = waitpid(-1, &status, 0);
		for (int64_t i = 0; i < n && pid > 0; i++)
			if (workers[i] == pid && !told_to_end)
				workers[i] = worker_fork(k, engine, peak_bytes, i);
	}
	workers_end(workers, n);
	gt_scan_wipe(k->dir);
	return 0;
}

/* ---- first process ---- */
struct master {
	const struct gt_scan_service *service;
	char base[4096];
	pid_t serving, coming, leaving;      /* keepers: who answers, who is loading, who must have ended before another may load */
	int coming_fd;
	int64_t serving_bytes;               /* what loading took at its most */
	bool serving_test, coming_test;
	struct gt_scan_wait *wait;           /* newer signatures that memory does not suffice for */
	int64_t number, again_ms, stamp, look_ms;
	bool told_ready, failed;             /* failed: the last keeper could not load */
};

static void tell_ready(struct master *m)
{
	if (!m->told_ready && m->service->ready)
		m->service->ready(m->service->arg);
	m->told_ready = true;
}

/* Another generation that still answers on this socket, before we do. */
static bool other_generation(const struct master *m, struct gt_scan_status *ret)
{
	GT_AUTO_ARENA arena = gt_arena_new("probe", 65536);
	struct gt_scan *other = NULL;
	bool answered = !m->told_ready && gt_scan_open_at(m->service->socket_path, &other, NULL) == GT_OK && gt_scan_ask_status(other, arena, ret, NULL) == GT_OK;
	gt_scan_free(&other);
	ret->engine = ret->signatures = NULL;
	return answered;
}

/* No signatures could be loaded. Another generation that answers is the better one: give up. Otherwise the rest of the
 * house must not wait for us: be ready, and hang up on whoever asks, which is heard as "busy". false: give up. */
static bool degrade(struct master *m)
{
	struct gt_scan_status status;
	if (m->told_ready)
		return true;
	if (other_generation(m, &status))
		return false;
	gt_log_at(GT_ERR, "scan", "nothing can be scanned: every upload will be refused until signatures are there");
	tell_ready(m);
	return true;
}

static void hang_up(int listen_fd)
{
	int peer = -1;
	while (gt_socket_accept(listen_fd, 0, &peer, NULL) == GT_OK)
		gt_close(&peer);
}

/* Does memory suffice for one more engine beside the one at work, if any is? */
static bool room_beside(struct master *m, bool test_set)
{
	struct gt_scan_status other = { .peak_bytes = 0 };
	struct gt_scan_wait *w = m->wait;
	int64_t left = gt_scan_memory_left(&m->service->memory);
	/* where there is plenty, a start does not wait for an answer of somebody who may not be there */
	bool ours = m->serving > 0, beside = ours || (left < 2 * GT_SCAN_FULL_SET_BYTES && other_generation(m, &other)), only_test = ours ? m->serving_test : other.test_set;
	int64_t takes = ours ? m->serving_bytes : other.peak_bytes;
	if (only_test && !test_set && takes < GT_SCAN_FULL_SET_BYTES)
		takes = GT_SCAN_FULL_SET_BYTES;
	int64_t needs = takes / 100 * GT_SCAN_RELOAD_PERCENT + GT_SCAN_RELOAD_RESERVE_BYTES;
	bool room = !beside || left >= needs;
	if (!room && !w->since_utc_s)
		gt_log_at(GT_WARN, "scan", "new signatures wait for memory: beside those at work they need %lld MiB, %lld are there; the old ones go on", mib(needs), mib(left));
	w->needs_bytes = needs;
	w->left_bytes = left;
	w->since_utc_s = room ? 0 : w->since_utc_s ? (int64_t)w->since_utc_s : gt_now_utc_s();
	return room;
}

/* false: it failed. */
static bool keeper_start(struct master *m)
{
	int pipes[2];
	const struct gt_scan_service *s = m->service;
	struct keeper k = { s, NULL, m->wait, !gt_engine_official(s->database_dir) };
	m->again_ms = gt_monotonic_ms() + LOAD_AGAIN_MS;
	gt_engine_dir_moved(k.test_set ? s->test_dir : s->database_dir, &m->stamp);
	if (k.test_set && !s->test_set) {
		gt_log_at(GT_ERR, "scan", "no signatures in '%s' (run freshclam), and the test set is not allowed here (scan.test_set): every upload will be refused", s->database_dir);
		return false;
	}
	if (!room_beside(m, k.test_set)) {
		if (s->replace && m->serving > 0) {
			gt_log_at(GT_WARN, "scan", "scan.reload = replace: those at work end first; until the new ones are loaded every upload is told to come again");
			kill(m->serving, SIGTERM);
			m->leaving = m->serving;
			m->serving = 0;
			m->again_ms = m->wait->since_utc_s = 0;
		}
		return m->serving > 0 || m->leaving > 0;
	}
	if (pipe2(pipes, O_CLOEXEC) != 0)
		return false;
	char dir[4200];
	snprintf(dir, sizeof dir, "%s/%lld", m->base, (long long)++m->number);
	k.dir = dir;
	pid_t self = getpid();
	m->coming = fork();
	if (m->coming == 0) {
		prctl(PR_SET_PDEATHSIG, (unsigned long)SIGTERM, 0L, 0L, 0L);
		if (getppid() != self)
			_exit(0);
		close(pipes[0]);
		_exit(keeper_run(&k, pipes[1]));
	}
	close(pipes[1]);
	m->coming_fd = pipes[0];
	m->coming_test = k.test_set;
	return m->coming > 0;
}

static void keeper_came(struct master *m)
{
	int64_t peak_bytes;
	bool ready = read(m->coming_fd, &peak_bytes, sizeof peak_bytes) == (ssize_t)sizeof peak_bytes;
	gt_close(&m->coming_fd);
	m->failed = !ready;
	if (!ready)                          /* it said why; reap() takes it */
		return;
	if (m->serving > 0)
		kill(m->serving, SIGTERM);
	m->serving = m->coming;
	m->serving_bytes = peak_bytes;
	m->serving_test = m->coming_test;
	m->coming = 0;
	tell_ready(m);
}

static void reap(struct master *m)
{
	for (pid_t pid; (pid = waitpid(-1, NULL, WNOHANG)) > 0;) {
		if (pid == m->coming) {
			gt_close(&m->coming_fd);
			m->coming = 0;
		} else if (pid == m->leaving) {
			m->leaving = 0;
		} else if (pid == m->serving) {
			gt_log_at(GT_ERR, "scan", "the scanning processes ended by themselves; starting others");
			m->serving = 0;
			m->again_ms = 0;
		}
	}
}

static bool wants_reload(struct master *m)
{
	int64_t now = gt_monotonic_ms();
	bool wants = told_to_reload;
	told_to_reload = 0;
	if (now >= m->look_ms) {
		const struct gt_scan_service *s = m->service;
		m->look_ms = now + LOOK_EVERY_MS;
		wants = gt_engine_dir_moved(gt_engine_official(s->database_dir) ? s->database_dir : s->test_dir, &m->stamp) || wants || m->wait->since_utc_s;
	}
	return wants || (m->serving == 0 && now >= m->again_ms);
}

static bool asked_to_end(const struct master *m)
{
	return told_to_end || (m->service->ending && m->service->ending());
}

int gt_scan_serve(const struct gt_scan_service *service)
{
	static struct master m;
	m = (struct master){ .service = service, .coming_fd = -1, .wait = mmap(NULL, sizeof *m.wait, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) };
	gt_assert(m.wait != MAP_FAILED);
	wipe_old(service->tmp_dir);
	snprintf(m.base, sizeof m.base, "%s/%s%d", service->tmp_dir, prefix, (int)getpid());
	if (mkdir(m.base, 0700) != 0) {
		gt_log_at(GT_ERR, "scan", "cannot make a folder in '%s': errno %d", service->tmp_dir, errno);
		return 1;
	}
	listen_to(SIGHUP);
	if (!service->ending)
		listen_to(SIGTERM);
	signal(SIGCHLD, SIG_DFL);
	int status = 0;
	while (!asked_to_end(&m)) {
		reap(&m);
		if (m.coming <= 0 && m.leaving <= 0 && wants_reload(&m))
			m.failed = !keeper_start(&m);
		if (m.failed && m.serving <= 0 && !degrade(&m)) {
			status = 1;
			break;
		}
		bool nobody = m.told_ready && m.serving <= 0;
		struct pollfd p[2] = { { .fd = m.coming_fd, .events = POLLIN }, { .fd = nobody ? service->listen_fd : -1, .events = POLLIN } };
		if (poll(p, 2, 200) <= 0)
			continue;
		if (p[0].revents)
			keeper_came(&m);
		if (p[1].revents)
			hang_up(service->listen_fd);
	}
	pid_t last[3] = { m.coming, m.serving, m.leaving };
	for (int i = 0; i < 3; i++)
		if (last[i] > 0)
			kill(last[i], SIGTERM);
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		continue;
	gt_scan_wipe(m.base);
	return status;
}
