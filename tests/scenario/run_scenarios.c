/* Plays the .scn files of this folder; README.md says what a line may be. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "tests/scenario/story.h"

bool wrong(struct story *s, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(s->why, sizeof s->why, fmt, ap);
	va_end(ap);
	return false;
}

bool good(struct story *s, int rc, const struct gt_error *err) { return rc == GT_OK || wrong(s, "%s: %s (%s)", gt_rc_name(rc), err->message, err->detail); }

struct person *person_of(struct story *s, const char *name)
{
	for (size_t i = 0; name && i < s->n_people; i++)
		if (strcmp(s->people[i].name, name) == 0) return &s->people[i];
	wrong(s, "nobody is called '%s'", name ? name : "");
	return NULL;
}

struct person *person_new(struct story *s, const char *name)
{
	gt_assert(s->n_people < GT_COUNT(s->people));
	struct person *p = &s->people[s->n_people++];
	*p = (struct person){ .name = gt_arena_strdup(s->arena, name) };
	return p;
}

const char *hex(struct story *s, struct gt_id id)
{
	char *out = gt_arena_alloc(s->arena, 33);
	for (int i = 0; i < 16; i++) snprintf(out + 2 * i, 3, "%02X", id.b[i]);
	return out;
}

void sql(struct story *s, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *text = gt_arena_vprintf(s->arena, fmt, ap);
	va_end(ap);
	gt_harness_sql(s->w->h, gt_arena_printf(s->arena, "%s;\n", text));
}

int64_t number(struct story *s, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *text = gt_arena_vprintf(s->arena, fmt, ap);
	va_end(ap);
	return gt_harness_count(s->w->h, text);
}

/* ---- a line ---- */
static size_t split(struct story *s, const char *line, const char *words[WORDS_MAX])
{
	size_t n = 0;
	while (n < WORDS_MAX) {
		line += strspn(line, " \t");
		if (!*line || *line == '#') break;
		bool quoted = *line == '"';
		if (quoted) line++;
		size_t len = strcspn(line, quoted ? "\"" : " \t");
		words[n++] = gt_arena_strndup(s->arena, line, len);
		line += len + (quoted && line[len] == '"');
	}
	return n;
}

static bool play_words(struct story *s, const char *const *words, size_t n)
{
	static const struct { const char *word; act *fn; } acts[] = {
		{ "USER", user_act }, { "AGENT", agent_act }, { "JOBS", jobs_act }, { "EXPECT", expect_act }, { "CLOCK", clock_act }, { "SERVICE", service_act },
	};
	for (size_t i = 0; i < GT_COUNT(acts); i++)
		if (strcmp(words[0], acts[i].word) == 0) return acts[i].fn(s, words + 1, n - 1);
	return wrong(s, "no such act: '%s'", words[0]);
}

static bool play_line(struct story *s, const char *line)
{
	const char *words[WORDS_MAX + 1] = { NULL };
	size_t n = split(s, line, words);
	if (n == 0) return true;
	if (strcmp(words[0], "NOT") != 0) return play_words(s, words, n);
	if (n < 2) return wrong(s, "NOT what?");
	if (play_words(s, words + 1, n - 1)) return wrong(s, "this should have been refused");
	if (strncmp(s->why, "no such", 7) == 0) return false;
	s->why[0] = 0;
	return true;
}

/* ---- a file ---- */
static bool play(struct gt_world *w, const char *path, const char *name)
{
	static struct story s;
	struct gt_str text;
	struct gt_error err = { 0 };
	s = (struct story){ .w = w, .arena = gt_arena_new("story", 256u << 20), .path = path };
	gt_world_clean(w);
	if (gt_file_read(s.arena, path, 1 << 20, &text, &err) != GT_OK) { printf("not ok - %s: %s\n", name, err.message); return false; }
	bool fine = true;
	for (const char *p = text.p; fine && p && *p;) {
		size_t len = strcspn(p, "\n");
		const char *line = gt_arena_strndup(s.arena, p, len);
		s.line++;
		if (!s.first && line[0] == '#') s.first = line + 1 + strspn(line + 1, " ");
		fine = play_line(&s, line);
		if (!fine) printf("not ok - %s\n# %s:%d: %s\n# %s\n", name, path, s.line, line, s.why);
		p += len + (p[len] == '\n');
	}
	if (fine) printf("ok - %s: %s\n", name, s.first ? s.first : "");
	fflush(stdout);
	gt_arena_free(&s.arena);
	return fine;
}

static int is_story(const struct dirent *e)
{
	size_t n = strlen(e->d_name);
	const char *only = getenv("SCENARIO");
	return n > 4 && strcmp(e->d_name + n - 4, ".scn") == 0 && (!only || strstr(e->d_name, only));
}

int main(void)
{
	static const char *const procedures[] = { "conjoint-rf-renouvellement", NULL };
	struct gt_world *w = gt_world_start(procedures);
	struct dirent **files;
	int failed = 0;
	if (!w) return 77;
	setvbuf(stdout, NULL, _IOLBF, 0);
	GT_AUTO_ARENA arena = gt_arena_new("paths", 1 << 20);
	const char *dir = gt_harness_source(arena, "tests/scenario");
	int n = scandir(dir, &files, is_story, alphasort);
	for (int i = 0; i < n; i++) {
		failed += !play(w, gt_arena_printf(arena, "%s/%s", dir, files[i]->d_name), files[i]->d_name);
		free(files[i]);
	}
	if (n > 0) free(files);
	printf("%d stories, %d wrong\n", n, failed);
	gt_world_stop(w);
	return n > 0 && failed == 0 ? 0 : 1;
}
