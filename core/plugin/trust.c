/* Who could have written these files, are they the ones that were signed, and by whom. Nothing of a plugin is parsed before. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "plugin/plugin_priv.h"

const char *gt_plugin_directory(const struct gt_config *config) { return gt_config_get(config, "plugins.directory", GT_PLUGINDIR); }
const char *gt_plugin_schemas(const struct gt_config *config) { return gt_config_get(config, "plugins.schemas", GT_DATADIR "/xslt/schema"); }

struct walk { struct gt_arena *arena; enum gt_plugin_trust trusted; uid_t owner; const char **lines; size_t n; };

static int check_mode(const struct walk *w, const struct stat *st, const char *path, struct gt_error *err)
{
	if (!S_ISDIR(st->st_mode) && !S_ISREG(st->st_mode)) return gt_fail(err, GT_REFUSED, "'%s' is neither a file nor a folder", path);
	if (w->trusted == GT_PLUGIN_UNSIGNED) return GT_OK;
	if (st->st_uid != 0 && st->st_uid != w->owner) return gt_fail(err, GT_REFUSED, "'%s' belongs to user %u, not to root or the installation's owner", path, (unsigned)st->st_uid);
	if (st->st_mode & (S_IWGRP | S_IWOTH)) return gt_fail(err, GT_REFUSED, "'%s' can be written by others (mode %04o)", path, (unsigned)(st->st_mode & 07777));
	return GT_OK;
}

static int add_file(struct walk *w, int at, const char *name, const char *shown, struct gt_error *err)
{
	GT_AUTO_FD fd = openat(at, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) < 0) return gt_fail(err, GT_REFUSED, "'%s' cannot be opened, or is a link (errno %d)", shown, errno);
	int rc = check_mode(w, &st, shown, err);
	if (rc != GT_OK) return rc;
	if (st.st_size > GT_PLUGIN_FILE_MAX_BYTES) return gt_fail(err, GT_REFUSED, "'%s' is larger than %d bytes", shown, GT_PLUGIN_FILE_MAX_BYTES);
	if (w->n == GT_PLUGIN_FILES_MAX) return gt_fail(err, GT_REFUSED, "more than %d files", GT_PLUGIN_FILES_MAX);
	GT_AUTO_ARENA file = gt_arena_new("plugin file", GT_PLUGIN_FILE_MAX_BYTES + (1 << 16));
	size_t size = (size_t)st.st_size, done = 0;
	char *p = gt_arena_alloc(file, size + 1);
	while (done < size) {
		ssize_t got = read(fd, p + done, size - done);
		if (got < 0 && errno == EINTR) continue;
		if (got <= 0) return gt_fail(err, GT_REFUSED, "'%s' cannot be read whole", shown);
		done += (size_t)got;
	}
	struct gt_digest digest = gt_sha256(p, size);
	struct gt_buf line = gt_buf_new(w->arena, 512);
	for (size_t i = 0; i < sizeof digest.b; i++) gt_buf_printf(&line, "%02x", digest.b[i]);
	gt_buf_printf(&line, "  %s\n", shown);
	if (!gt_buf_cstr(&line)) return gt_fail(err, GT_REFUSED, "a file's name is too long");
	w->lines[w->n++] = gt_buf_cstr(&line);
	return GT_OK;
}

/* Folders one below the other, at most two: the plugin's own and scenarios/. */
static int walk_folder(struct walk *w, int at, const char *name, const char *prefix, int depth, struct gt_error *err)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0) return gt_fail(err, GT_REFUSED, "folder '%s' cannot be opened, or is a link (errno %d)", name, errno);
	struct stat st;
	int rc = fstat(fd, &st) < 0 ? gt_fail(err, GT_REFUSED, "folder '%s' cannot be read", name) : check_mode(w, &st, name, err);
	DIR *dir = rc == GT_OK ? fdopendir(fd) : NULL;
	if (!dir) {
		close(fd);
		return rc == GT_OK ? gt_fail(err, GT_REFUSED, "folder '%s' cannot be read", name) : rc;
	}
	for (struct dirent *e; rc == GT_OK && (e = readdir(dir));) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..")) continue;
		if (depth == 0 && (!strcmp(e->d_name, GT_MANIFEST) || !strcmp(e->d_name, GT_MANIFEST_SIG))) continue;
		const char *shown = gt_arena_printf(w->arena, "%s%s", prefix, e->d_name);
		if (fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0) rc = gt_fail(err, GT_REFUSED, "'%s' vanished", shown);
		else if (S_ISDIR(st.st_mode) && depth < 1) rc = walk_folder(w, dirfd(dir), e->d_name, gt_arena_printf(w->arena, "%s/", shown), depth + 1, err);
		else if (S_ISDIR(st.st_mode)) rc = gt_fail(err, GT_REFUSED, "'%s': folders are not nested deeper", shown);
		else rc = add_file(w, dirfd(dir), e->d_name, shown, err);
	}
	closedir(dir);
	return rc;
}

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a + 66, *(const char *const *)b + 66); }

int gt_plugin_manifest(struct gt_arena *arena, const char *dir, enum gt_plugin_trust trusted, struct gt_str *ret, struct gt_error *err)
{
	struct stat st;
	const char *slash = strrchr(dir, '/');
	const char *above = slash && slash != dir ? gt_arena_strndup(arena, dir, (size_t)(slash - dir)) : ".";
	if (stat(above, &st) < 0) return gt_fail(err, GT_NOTFOUND, "'%s' is not there", above);
	struct walk w = { .arena = arena, .trusted = trusted, .owner = st.st_uid, .lines = gt_new_n(arena, const char *, GT_PLUGIN_FILES_MAX) };
	int rc = walk_folder(&w, AT_FDCWD, dir, "", 0, err);
	if (rc != GT_OK) return rc;
	qsort(w.lines, w.n, sizeof *w.lines, by_name);
	struct gt_buf b = gt_buf_new(arena, 256 * 1024);
	for (size_t i = 0; i < w.n; i++) gt_buf_puts(&b, w.lines[i]);
	if (!gt_buf_cstr(&b)) return gt_fail(err, GT_REFUSED, "manifest too long");
	*ret = (struct gt_str){ gt_buf_cstr(&b), b.n };
	return GT_OK;
}

static int find_signer(struct gt_arena *arena, const struct gt_config *config, struct gt_str manifest, const char *signature, const char **ret, struct gt_error *err)
{
	const char *folder = gt_config_get(config, "plugins.signers", GT_SYSCONFDIR "/signers");
	DIR *dir = opendir(folder);
	if (!dir) return gt_fail(err, GT_REFUSED, "no folder of allowed signers ('%s')", folder);
	int rc = GT_REFUSED;
	for (struct dirent *e; rc != GT_OK && (e = readdir(dir));) {
		size_t n = strlen(e->d_name);
		if (n < 5 || strcmp(e->d_name + n - 4, ".pub") != 0) continue;
		struct gt_error unused;
		if (gt_signer_verify(gt_arena_printf(arena, "%s/%s", folder, e->d_name), manifest, signature, &unused) != GT_OK) continue;
		*ret = gt_arena_strdup(arena, e->d_name);
		rc = GT_OK;
	}
	closedir(dir);
	return rc == GT_OK ? rc : gt_fail(err, GT_REFUSED, "its signature is of no allowed signer");
}

int gt_plugin_trust(struct gt_arena *arena, const struct gt_config *config, const char *dir, const char **ret_signer, struct gt_digest *ret_manifest, struct gt_error *err)
{
	struct gt_str found, listed, signature;
	int rc = gt_plugin_manifest(arena, dir, GT_PLUGIN_TRUSTED, &found, err);
	if (rc != GT_OK) return rc;
	rc = gt_file_read(arena, gt_arena_printf(arena, "%s/" GT_MANIFEST, dir), 256 * 1024, &listed, err);
	if (rc == GT_OK) rc = gt_file_read(arena, gt_arena_printf(arena, "%s/" GT_MANIFEST_SIG, dir), 1024, &signature, err);
	if (rc == GT_NOTFOUND) return gt_fail(err, GT_REFUSED, "it is not signed (guichetctl plugin sign)");
	if (rc != GT_OK) return gt_fail(err, GT_REFUSED, "its manifest cannot be read");
	if (!gt_str_eq(found, listed)) return gt_fail(err, GT_REFUSED, "its files are not those of its manifest");
	const char *text = gt_arena_strndup(arena, signature.p, strcspn(signature.p, "\r\n"));
	rc = find_signer(arena, config, listed, text, ret_signer, err);
	if (rc == GT_OK) *ret_manifest = gt_sha256(listed.p, listed.n);
	return rc;
}

int gt_plugin_verify(struct gt_arena *arena, const struct gt_config *config, const char *dir, const char **ret_signer, struct gt_error *err)
{
	struct gt_digest unused;
	return gt_plugin_trust(arena, config, dir, ret_signer, &unused, err);
}
