/* The drawing process and its wire. Decides who draws where: the asking process only checks, sends and waits; the drawing process only forks; a
 * confined child draws. Knows nothing of looks. */
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "confine/confine.h"
#include "pdf/pdf_priv.h"

enum { WIRE_READY = 1, WIRE_LETTER, WIRE_PAPER };
#define WIRE_VERSION 1
#define LETTER_MAX_BYTES (256 * 1024)
#define WARM_TIMEOUT_MS 120000          /* a tenth of a second, but on a host that is overwhelmed; guichetd waits longer for a start */
#define ARENA_MAX_BYTES (64 * 1024 * 1024)

static struct { pid_t pid; int fd; bool lost; struct gt_arena *arena; struct gt_grammar *grammar; } drawer = { .fd = -1 };

/* ---- the child that draws one paper: it stands ready behind its walls until a letter comes ---- */
#define FRAME_MAX_BYTES (LETTER_MAX_BYTES + 4096)
struct job { struct gt_arena *arena; const struct pdf_fonts *fonts; int in; };

static int draw(struct job *j, struct gt_str frame, struct gt_str *ret, struct gt_error *err)
{
	struct gt_get g = gt_get(frame);
	struct gt_pdf_options options = { 0 };
	struct gt_str letter;
	uint8_t specimen;
	xmlDocPtr doc;

	gt_get_u8(&g, 0, 1, &specimen);
	gt_get_text(&g, j->arena, 400, &options.author);
	gt_get_bytes(&g, LETTER_MAX_BYTES, &letter);
	if (!gt_get_end(&g))
		return gt_fail(err, GT_BADINPUT, "a letter's frame has a wrong shape");
	options.specimen = specimen != 0;
	int rc = gt_xml_parse(j->arena, letter, LETTER_MAX_BYTES, &doc, err);
	if (rc == GT_OK)
		rc = pdf_render(j->arena, j->fonts, doc, &options, ret, err);
	if (rc == GT_OK && ret->n > GT_PDF_MAX_BYTES)
		rc = gt_fail(err, GT_TOOBIG, "the paper has %zu bytes, at most %d are allowed", ret->n, GT_PDF_MAX_BYTES);
	return rc;
}

/* A fork shares its memory until one side writes: the heap's pages are copied in one go while nobody waits, instead of one by one in seven hundred
 * interruptions of the drawing. Where the kernel cannot (before 5.14) they are. */
static void heap_copy(void)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), end = (uintptr_t)sbrk(0) & ~(page - 1), begin = (end - mallinfo2().arena + page - 1) & ~(page - 1);

	if (begin < end)
		(void)madvise((void *)begin, end - begin, MADV_POPULATE_WRITE);
}

static int draw_child(void *arg, int out)
{
	struct job *j = arg;
	struct gt_error err = { 0 };
	struct gt_str paper = { 0 };
	struct gt_buf frame = gt_buf_new(j->arena, FRAME_MAX_BYTES);
	char piece[16384];
	ssize_t n;

	heap_copy();
	while ((n = read(j->in, piece, sizeof piece)) > 0)
		gt_buf_add(&frame, piece, (size_t)n);
	if (frame.n == 0)                    /* nobody will ask any more */
		return 0;
	int rc = draw(j, (struct gt_str){ frame.p, frame.n }, &paper, &err);
	uint8_t head = (uint8_t)-rc;
	bool told = gt_write_all(out, &head, 1) && (rc == GT_OK ? gt_write_all(out, paper.p, paper.n) : gt_write_all(out, err.message, strlen(err.message)));
	return told ? 0 : 1;
}

/* ---- the drawing process ---- */
struct ready { struct gt_child_started child; int feed; };      /* feed -1: no child stands ready */

/* Forking and walling in take a quarter of a paper's time: they are done before somebody waits. */
static int child_ready(struct ready *r, const struct pdf_fonts *fonts, struct gt_arena *arena, struct gt_error *err)
{
	int pipes[2];
	if (pipe2(pipes, O_CLOEXEC) != 0)
		return gt_fail(err, GT_FAILED, "no pipe for a drawing child");
	struct job job = { arena, fonts, pipes[0] };
	struct gt_child child = { .role = GT_ROLE_PDF_CHILD, .timeout_ms = GT_PDF_TIMEOUT_MS, .output_max_bytes = GT_PDF_MAX_BYTES + 1024, .keep_fds = pipes, .n_keep_fds = 1,
		.limits = { .memory_bytes = 1024LL * 1024 * 1024, .cpu_s = GT_PDF_TIMEOUT_MS / 1000, .no_processes = true } };
	int rc = gt_child_start(&child, draw_child, &job, &r->child, err);
	gt_close(&pipes[0]);
	if (rc != GT_OK)
		gt_close(&pipes[1]);
	r->feed = pipes[1];
	return rc;
}

/* false: it died while it waited, of no letter's fault */
static bool feed(struct ready *r, struct gt_str frame)
{
	bool fed = gt_write_all(r->feed, frame.p, frame.n);
	gt_close(&r->feed);
	return fed;
}

static int draw_one(struct ready *r, const struct pdf_fonts *fonts, struct gt_arena *arena, struct gt_str frame, struct gt_str *ret, struct gt_error *err)
{
	bool fed = false;
	for (int attempt = 0; !fed && attempt < 2; attempt++) {
		int rc = r->feed < 0 ? child_ready(r, fonts, arena, err) : GT_OK;
		if (rc != GT_OK)
			return rc;
		fed = feed(r, frame);
		if (!fed && gt_child_finish(&r->child, arena, ret, NULL, err) == GT_OK)
			gt_fail(err, GT_FAILED, "the drawing child ended without a letter");
	}
	if (!fed)
		return GT_FAILED;
	struct gt_child_started drawing = r->child;
	child_ready(r, fonts, arena, NULL);      /* for the next letter; where that fails, it is tried again then */
	int rc = gt_child_finish(&drawing, arena, ret, NULL, err);
	return rc == GT_OK && ret->n < 1 ? gt_fail(err, GT_FAILED, "the drawing child said nothing") : rc;
}

static bool answer(int fd, struct gt_arena *arena, int rc, struct gt_str paper, const struct gt_error *err)
{
	struct gt_buf b = gt_buf_new(arena, GT_PDF_MAX_BYTES + 4096);

	gt_put_u8(&b, (uint8_t)-rc);
	gt_put_bytes(&b, rc == GT_OK ? paper : gt_str(err->message));
	return !b.overflow && gt_frame_send(fd, WIRE_PAPER, WIRE_VERSION, (struct gt_str){ b.p, b.n }, -1, GT_PDF_TIMEOUT_MS, NULL) == GT_OK;
}

/* What the libraries make at their first use is made once here, and not by each child. */
static void rehearse(const struct pdf_fonts *fonts, struct gt_arena *arena)
{
	static const char letter[] = "<letter lang='fr' title='Essai' date='2000-01-01'><header><line>a</line></header><h1>a</h1><references title='a'><ref label='a'>1</ref></references>"
		"<columns widths='1 1'><column><identity><row label='a'>b</row></identity></column><column><qr text='a' code='a' label='a' alt='a'/></column></columns><rule/>"
		"<para>a <strong>b</strong> <em>c</em></para><list kind='bullet'><item>a</item></list><table><row header='yes'><cell>a</cell></row><row><cell>b</cell></row></table>"
		"<box title='a'><para>b</para></box><signature><line>a</line></signature><footer>a</footer></letter>";
	struct gt_str paper;
	xmlDocPtr doc;

	if (gt_xml_parse(arena, gt_str(letter), sizeof letter, &doc, NULL) == GT_OK)
		pdf_render(arena, fonts, doc, NULL, &paper, NULL);
	gt_arena_reset(arena);
}

static _Noreturn void drawing_process(int fd, const char *family)
{
	struct gt_arena *keep = gt_arena_new("pdf fonts", ARENA_MAX_BYTES), *arena = gt_arena_new("pdf paper", ARENA_MAX_BYTES);
	struct gt_error err = { 0 };
	struct gt_frame frame;

	/* It ends when its owner closes the socket or dies; signals to the group are the owner's. */
	for (int sig = 1; sig < 32; sig++)
		if (sig != SIGKILL && sig != SIGSTOP)
			signal(sig, sig == SIGINT || sig == SIGTERM || sig == SIGHUP || sig == SIGQUIT || sig == SIGPIPE || sig == SIGALRM || sig == SIGUSR1 || sig == SIGUSR2 ? SIG_IGN : SIG_DFL);
	prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0L, 0L, 0L);
	mallopt(M_ARENA_MAX, 1);             /* one heap, for pango's thread too: heap_copy counts on it */
	gt_descriptors_close(&fd, 1);
	gt_environment_clear();
	struct pdf_fonts *fonts = pdf_fonts_load(keep, family, &err);
	gt_no_new_privileges();
	gt_landlock(NULL, NULL, 0);
	if (gt_frame_send(fd, WIRE_READY, WIRE_VERSION, gt_str(fonts ? "" : err.message), -1, WARM_TIMEOUT_MS, NULL) != GT_OK || !fonts)
		_exit(1);
	struct ready ready = { .feed = -1 };
	rehearse(fonts, arena);
	child_ready(&ready, fonts, arena, NULL);
	while (gt_frame_recv(fd, arena, FRAME_MAX_BYTES, GT_FRAME_NO_FD, -1, &frame, NULL) == GT_OK && frame.type == WIRE_LETTER && frame.version == WIRE_VERSION) {
		struct gt_str out = { 0 }, body = { 0 };
		int rc = draw_one(&ready, fonts, arena, frame.payload, &out, &err);
		if (rc == GT_OK) {
			rc = -(int)(uint8_t)out.p[0];
			body = (struct gt_str){ out.p + 1, out.n - 1 };
			/* Words of a child may be hostile; they go to the log, escaped there. */
			if (rc != GT_OK) {
				rc = rc == GT_TOOBIG ? GT_TOOBIG : GT_FAILED;
				gt_fail(&err, rc, "%.*s", (int)(body.n > 200 ? 200 : body.n), body.p);
			}
		}
		if (!answer(fd, arena, rc, body, &err))
			break;
		gt_arena_reset(arena);
	}
	_exit(0);
}

/* ---- the asking side ---- */
void gt_pdf_end(void)
{
	gt_close(&drawer.fd);
	if (drawer.pid > 0) {
		kill(drawer.pid, SIGKILL);
		while (waitpid(drawer.pid, NULL, 0) < 0 && kill(drawer.pid, 0) == 0) {
		}
	}
	drawer.pid = 0;
	drawer.lost = false;
	drawer.grammar = NULL;
	gt_arena_free(&drawer.arena);
}

int gt_pdf_warm(const struct gt_config *config, const char *xslt_dir, struct gt_error *err)
{
	const char *family = config ? gt_config_get(config, "pdf.font", NULL) : NULL;
	struct gt_frame frame;
	int pair[2];

	gt_pdf_end();
	drawer.arena = gt_arena_new("pdf grammar", ARENA_MAX_BYTES);
	int rc = gt_grammar_load(drawer.arena, gt_arena_printf(drawer.arena, "%s/schema/letter.rng", xslt_dir), &drawer.grammar, err);
	if (rc == GT_OK && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		rc = gt_fail(err, GT_FAILED, "no socket pair for the drawing process");
	if (rc != GT_OK) {
		gt_arena_free(&drawer.arena);
		return rc == GT_OK ? GT_OK : GT_FAILED;
	}
	drawer.pid = fork();
	if (drawer.pid == 0)
		drawing_process(pair[1], family);
	gt_close(&pair[1]);
	drawer.fd = pair[0];
	if (drawer.pid < 0)
		rc = gt_fail(err, GT_FAILED, "no drawing process: fork failed");
	else
		rc = gt_frame_recv(drawer.fd, drawer.arena, 4096, GT_FRAME_NO_FD, WARM_TIMEOUT_MS, &frame, err);
	if (rc == GT_OK && (frame.type != WIRE_READY || frame.payload.n > 0))
		rc = gt_fail(err, GT_FAILED, "%.*s", (int)frame.payload.n, frame.payload.p);
	if (rc != GT_OK)
		gt_pdf_end();
	return rc == GT_OK ? GT_OK : GT_FAILED;
}

int gt_pdf_lifeline(void)
{
	return drawer.fd;
}

/* What it may still say belongs to a paper nobody waits for: it is not asked again. The descriptor stays, so that its end is seen. */
static int lost(struct gt_error *err)
{
	drawer.lost = true;
	if (drawer.pid > 0)
		kill(drawer.pid, SIGKILL);
	return gt_fail(err, GT_BUSY, "the drawing process is gone or too slow");
}

static int unpack(struct gt_str payload, struct gt_str *ret, struct gt_error *err)
{
	struct gt_get g = gt_get(payload);
	uint8_t code;
	struct gt_str body;

	gt_get_u8(&g, 0, 9, &code);
	gt_get_bytes(&g, GT_PDF_MAX_BYTES, &body);
	if (!gt_get_end(&g))
		return gt_fail(err, GT_FAILED, "the drawing process answered in a wrong shape");
	if (code != 0)
		return gt_fail(err, -(int)code, "%.*s", (int)(body.n > 200 ? 200 : body.n), body.p);
	if (body.n < 8 || memcmp(body.p, "%PDF-1.", 7) != 0)
		return gt_fail(err, GT_FAILED, "the drawing process answered with something that is no PDF");
	*ret = body;
	return GT_OK;
}

int gt_pdf_make(struct gt_arena *arena, xmlDocPtr letter, const struct gt_pdf_options *options, struct gt_str *ret, struct gt_error *err)
{
	struct gt_buf b = gt_buf_new(arena, LETTER_MAX_BYTES + 2048);
	struct gt_str text;
	struct gt_frame frame;

	gt_assert(drawer.grammar != NULL);
	if (drawer.lost)
		return lost(err);
	int rc = gt_grammar_check(drawer.grammar, letter, err);
	if (rc == GT_OK)
		rc = gt_xml_canonical(arena, letter, &text, err);
	if (rc != GT_OK) {
		if (err)
			err->rc = GT_FAILED;
		return GT_FAILED;
	}
	gt_put_u8(&b, options && options->specimen ? 1 : 0);
	gt_put_text(&b, options ? options->author : NULL);
	gt_put_bytes(&b, text);
	if (b.overflow)
		return gt_fail(err, GT_TOOBIG, "the letter has %zu bytes", text.n);
	if (gt_frame_send(drawer.fd, WIRE_LETTER, WIRE_VERSION, (struct gt_str){ b.p, b.n }, -1, GT_PDF_TIMEOUT_MS, err) != GT_OK)
		return lost(err);
	/* A second more than the child has: the drawing process itself must be able to say that the child was too slow. */
	if (gt_frame_recv(drawer.fd, arena, GT_PDF_MAX_BYTES + 4096, GT_FRAME_NO_FD, GT_PDF_TIMEOUT_MS + 1000, &frame, err) != GT_OK || frame.type != WIRE_PAPER)
		return lost(err);
	return unpack(frame.payload, ret, err);
}
