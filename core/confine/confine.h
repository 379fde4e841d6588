/* Room confine: walls between our own processes, and the one way to speak through them.
 * Frames with checked numbers over Unix sockets; children with a deadline; users, rlimits, seccomp, Landlock. */
#ifndef GT_CONFINE_H
#define GT_CONFINE_H
#include <sys/types.h>
#include "base/base.h"

/* ---- frames: u32 payload length, u16 type, u16 version, payload; numbers big-endian ---- */
struct gt_frame {
	uint16_t type, version;
	struct gt_str payload;               /* in the arena given to gt_frame_recv */
	int fd;                              /* the descriptor that came with it, owned by the receiver; -1: none */
};
enum gt_frame_fd { GT_FRAME_NO_FD, GT_FRAME_MAY_FD, GT_FRAME_MUST_FD };

/* Send one frame. in: fd a stream socket; payload at most GT_FRAME_MAX_BYTES; pass_fd a descriptor to pass along or -1 (caller keeps it).
 * ret: OK; BUSY deadline over; FAILED peer gone; TOOBIG. blocks: timeout_ms. After anything but OK the connection must be closed. */
int gt_frame_send(int fd, uint16_t type, uint16_t version, struct gt_str payload, int pass_fd, int64_t timeout_ms, struct gt_error *err) GT_MUST_USE;
/* Receive one frame. A descriptor is accepted only where asked; any other is closed and the frame is BADINPUT.
 * ret: OK; NOTFOUND the peer closed before a first byte; BUSY deadline over; BADINPUT; TOOBIG; FAILED. blocks: timeout_ms (-1: for ever).
 * After anything but OK the connection must be closed. */
int gt_frame_recv(int fd, struct gt_arena *arena, size_t max_bytes, enum gt_frame_fd want_fd, int64_t timeout_ms, struct gt_frame *ret, struct gt_error *err) GT_MUST_USE;
/* Send a request and wait for its answer under one deadline; connect, talk, close. in: path of a listening socket of ours.
 * ret: OK; BUSY nobody there or too slow; BADINPUT answer of a wrong shape, or of another type than want_type; FAILED. */
int gt_frame_call(const char *path, uint16_t type, uint16_t want_type, uint16_t version, struct gt_str payload, int pass_fd, int64_t timeout_ms,
	struct gt_arena *arena, enum gt_frame_fd want_fd, struct gt_frame *ret, struct gt_error *err) GT_MUST_USE;
/* The same; work(arg) is done between question and answer, when the question went out. */
int gt_frame_call_while(const char *path, uint16_t type, uint16_t want_type, uint16_t version, struct gt_str payload, int pass_fd, int64_t timeout_ms,
	void (*work)(void *arg), void *arg, struct gt_arena *arena, enum gt_frame_fd want_fd, struct gt_frame *ret, struct gt_error *err) GT_MUST_USE;

/* Payload, writing: into a gt_buf; its overflow tells at the end. Text and bytes: u32 length, then the bytes. NULL text: length 0xffffffff. */
void gt_put_u8(struct gt_buf *b, uint8_t v);
void gt_put_u16(struct gt_buf *b, uint16_t v);
void gt_put_u32(struct gt_buf *b, uint32_t v);
void gt_put_i64(struct gt_buf *b, int64_t v);
void gt_put_bytes(struct gt_buf *b, struct gt_str bytes);
void gt_put_text(struct gt_buf *b, const char *text);

/* Payload, reading: each function is false when the bytes are missing or the value is out of its range, and stays false from then on;
 * so a reader may test only the last, gt_get_end. Outputs are set to zero on failure. */
struct gt_get { const uint8_t *p; size_t n; bool bad; };
struct gt_get gt_get(struct gt_str payload);
bool gt_get_u8(struct gt_get *g, uint8_t min, uint8_t max, uint8_t *ret);
bool gt_get_u16(struct gt_get *g, uint16_t min, uint16_t max, uint16_t *ret);
bool gt_get_u32(struct gt_get *g, uint32_t min, uint32_t max, uint32_t *ret);
bool gt_get_i64(struct gt_get *g, int64_t min, int64_t max, int64_t *ret);
bool gt_get_bytes(struct gt_get *g, size_t max_bytes, struct gt_str *ret);              /* points into the payload */
/* NUL-terminated copy; valid UTF-8 without NUL; *ret NULL when the sender wrote NULL. */
bool gt_get_text(struct gt_get *g, struct gt_arena *arena, size_t max_bytes, const char **ret);
bool gt_get_end(struct gt_get *g);                                                      /* all well, and nothing left over */
bool gt_utf8_valid(const char *p, size_t n);                                            /* strict: no surrogates, no overlong forms, no NUL */

/* ---- sockets ---- */
/* Listen at path: an old socket is replaced only when nobody answers on it. in: mode such as 0660. ret: OK; CONFLICT somebody listens there; FAILED. */
int gt_socket_listen(const char *path, unsigned mode, int *ret_fd, struct gt_error *err) GT_MUST_USE;
/* ret: OK; BUSY nobody there or deadline over; FAILED. */
int gt_socket_connect(const char *path, int64_t timeout_ms, int *ret_fd, struct gt_error *err) GT_MUST_USE;
/* Accept with CLOEXEC. ret: OK; BUSY nothing came (also: a signal came); FAILED. blocks: timeout_ms (-1: until a signal). */
int gt_socket_accept(int listen_fd, int64_t timeout_ms, int *ret_fd, struct gt_error *err) GT_MUST_USE;

/* ---- walls ---- */
enum gt_role {
	GT_ROLE_SCAN_CHILD,     /* libclamav on one file: files of its own temporary folder only */
	GT_ROLE_PREVIEW_CHILD,  /* poppler, gdk-pixbuf, cairo on one file: opens to read only (fonts a PDF does not carry); writes nothing */
	GT_ROLE_PDF_CHILD,      /* pango, cairo, qpdf: opens nothing; fonts warmed before */
	GT_ROLE_HOOK_LOAD,      /* a plugin's object being opened: reads below the folders given, maps code; then walls itself in again as the next one */
	GT_ROLE_HOOK_CHILD,     /* plugin code: computes, nothing else */
	GT_ROLE__MAX
};
struct gt_limits {           /* 0: left as it is */
	int64_t memory_bytes;    /* address space; ignored under sanitizers */
	int64_t cpu_s, file_bytes, files, stack_bytes;
	bool no_processes;       /* RLIMIT_NPROC 0 */
};
void gt_limits_set(const struct gt_limits *limits);                  /* also: no core file */
void gt_environment_clear(void);                                     /* leaves PATH, LC_ALL=C, TZ=UTC */
void gt_descriptors_close(const int *keep, size_t n_keep);           /* all from 3 up but those */
void gt_no_new_privileges(void);                                     /* and not dumpable */
/* Become a system user for ever; supplementary groups are those of its account. "" or NULL: stays. ret: OK; NOTFOUND; DENIED not root. */
int gt_user_become(const char *user, struct gt_error *err) GT_MUST_USE;
/* Files reachable from now on: below rw_dir (may be NULL) and, to read, below each of ro_dirs. false: this kernel has no Landlock. */
bool gt_landlock(const char *rw_dir, const char *const *ro_dirs, size_t n_ro);
/* From now on only the role's system calls; another one ends the process with SIGSYS. Nothing under sanitizers, where seccomp cannot be. */
void gt_seccomp(enum gt_role role);
/* Makes the programs of all roles, once a process, before it forks children that need one: they inherit it. gt_child_run does it by itself. */
void gt_seccomp_prepare(void);

/* ---- a child for one dangerous thing ---- */
struct gt_child {
	enum gt_role role;
	int64_t timeout_ms;
	size_t output_max_bytes;
	struct gt_limits limits;
	const int *keep_fds; size_t n_keep_fds;      /* descriptors it needs besides its output; 0–2 stay */
	const char *rw_dir;                          /* the one folder it may use, NULL: none */
	const char *const *ro_dirs; size_t n_ro_dirs; /* folders it may read (Landlock), for roles that open at all */
	void (*await)(void *arg);                    /* behind all walls but that of system calls: waits for its work, a descriptor perhaps; NULL: has it already */
};
enum gt_child_fate { GT_CHILD_DONE, GT_CHILD_TIMEOUT, GT_CHILD_CRASHED, GT_CHILD_SANDBOX, GT_CHILD_OUTPUT_TOO_BIG };
struct gt_child_end { enum gt_child_fate fate; int status, signal; int64_t ms; };
/* Runs in the forked child behind all walls; writes its answer to out_fd (gt_write_all); its result is the exit status. Must not return by exit(). */
typedef int gt_child_main(void *arg, int out_fd);
/* Fork, wall in, run main, collect its output, kill it at the deadline, reap it. The caller has no threads.
 * ret: OK exit status 0, *ret_output complete (in arena); BUSY deadline over; FAILED crashed, stopped by the sandbox, status not 0; TOOBIG output.
 * ret_end may be NULL; it is set whatever the result. The output of a child is to be read as hostile. blocks: timeout_ms. */
int gt_child_run(const struct gt_child *child, gt_child_main *main, void *arg, struct gt_arena *arena, struct gt_str *ret_output, struct gt_child_end *ret_end, struct gt_error *err) GT_MUST_USE;
/* The same in two halves, for a child that stands ready behind its walls before there is work: await or main reads it from one of keep_fds. The time allowed counts
 * from the second half on. A child that was started is finished once, or dies with its parent. */
struct gt_child_started { struct gt_child spec; pid_t pid; int out_fd; };
int gt_child_start(const struct gt_child *child, gt_child_main *main, void *arg, struct gt_child_started *ret, struct gt_error *err) GT_MUST_USE;
int gt_child_finish(struct gt_child_started *child, struct gt_arena *arena, struct gt_str *ret_output, struct gt_child_end *ret_end, struct gt_error *err) GT_MUST_USE;

#endif
