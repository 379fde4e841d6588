/* Signing a folder and installing it: copied beside its place, made read-only, then renamed: half a plugin is never there. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "plugin/plugin_priv.h"

static int write_file(const char *path, struct gt_str text, mode_t mode, struct gt_error *err)
{
	unlink(path);
	GT_AUTO_FD fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	if (fd < 0 || !gt_write_all(fd, text.p, text.n) || fchmod(fd, mode) < 0 || fsync(fd) < 0) return gt_fail(err, GT_FAILED, "'%s' cannot be written (errno %d)", path, errno);
	return GT_OK;
}

int gt_plugin_sign(struct gt_arena *arena, const char *dir, const char *secret_path, struct gt_error *err)
{
	struct gt_str manifest;
	char signature[GT_SIGNATURE_TEXT];
	int rc = gt_plugin_manifest(arena, dir, GT_PLUGIN_UNSIGNED, &manifest, err);
	if (rc == GT_OK) rc = gt_signer_sign(secret_path, manifest, signature, err);
	if (rc == GT_OK) rc = write_file(gt_arena_printf(arena, "%s/" GT_MANIFEST, dir), manifest, 0644, err);
	if (rc == GT_OK) rc = write_file(gt_arena_printf(arena, "%s/" GT_MANIFEST_SIG, dir), gt_str(gt_arena_printf(arena, "%s\n", signature)), 0644, err);
	return rc;
}

static int copy_file(const char *from, const char *to, struct gt_error *err)
{
	GT_AUTO_ARENA file = gt_arena_new("copy", GT_PLUGIN_FILE_MAX_BYTES + (1 << 16));
	struct gt_str text;
	int rc = gt_file_read(file, from, GT_PLUGIN_FILE_MAX_BYTES, &text, err);
	return rc == GT_OK ? write_file(to, text, 0444, err) : rc;
}

/* The manifest is the list of what is copied: nothing else comes along. */
static int copy_listed(struct gt_arena *arena, struct gt_str manifest, const char *from, const char *to, struct gt_error *err)
{
	int rc = GT_OK;
	for (const char *line = manifest.p; rc == GT_OK && *line; line += strcspn(line, "\n") + 1) {
		const char *name = gt_arena_strndup(arena, line + 66, strcspn(line + 66, "\n")), *slash = strchr(name, '/');
		if (slash) mkdir(gt_arena_printf(arena, "%s/%.*s", to, (int)(slash - name), name), 0755);
		rc = copy_file(gt_arena_printf(arena, "%s/%s", from, name), gt_arena_printf(arena, "%s/%s", to, name), err);
	}
	static const char *const also[] = { GT_MANIFEST, GT_MANIFEST_SIG };
	for (size_t i = 0; rc == GT_OK && i < GT_COUNT(also); i++)
		rc = copy_file(gt_arena_printf(arena, "%s/%s", from, also[i]), gt_arena_printf(arena, "%s/%s", to, also[i]), err);
	return rc;
}

static void remove_folder(struct gt_arena *arena, const char *dir)
{
	DIR *d = opendir(dir);
	for (struct dirent *e; d && (e = readdir(d));) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..")) continue;
		const char *path = gt_arena_printf(arena, "%s/%s", dir, e->d_name);
		if (unlink(path) < 0) remove_folder(arena, path);
	}
	if (d) closedir(d);
	rmdir(dir);
}

int gt_plugin_install(struct gt_arena *arena, const struct gt_config *config, const char *dir, struct gt_plugin *ret, struct gt_error *err)
{
	struct gt_problems problems = { .arena = arena };
	struct gt_str manifest;
	int rc = gt_plugin_check(arena, config, dir, GT_PLUGIN_TRUSTED, &problems, ret, err);
	if (rc == GT_OK) rc = gt_plugin_manifest(arena, dir, GT_PLUGIN_TRUSTED, &manifest, err);
	if (rc != GT_OK) return rc;
	const char *home = gt_arena_printf(arena, "%s/%s", gt_plugin_directory(config), ret->id), *place = gt_arena_printf(arena, "%s/%s", home, ret->version);
	const char *beside = gt_arena_printf(arena, "%s/.%s.%d", home, ret->version, (int)getpid());
	if (access(place, F_OK) == 0) return gt_fail(err, GT_CONFLICT, "'%s' version '%s' is installed already; versions never change", ret->id, ret->version);
	if ((mkdir(home, 0755) < 0 && errno != EEXIST) || mkdir(beside, 0755) < 0) return gt_fail(err, GT_FAILED, "'%s' cannot be made (errno %d)", beside, errno);
	rc = copy_listed(arena, manifest, dir, beside, err);
	if (rc == GT_OK && rename(beside, place) < 0) rc = gt_fail(err, errno == ENOTEMPTY || errno == EEXIST ? GT_CONFLICT : GT_FAILED, "'%s' cannot be put in place (errno %d)", place, errno);
	if (rc != GT_OK) remove_folder(arena, beside);
	else ret->dir = place;
	return rc;
}
