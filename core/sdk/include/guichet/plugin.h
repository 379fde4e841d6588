/* <guichet/plugin.h> — all that a procedure's C code may know of Guichet. Needs nothing but libc; compiles as C11 and later.
 *
 * History of the ABI (major.minor: a new major breaks, a new minor appends):
 *   1.0  2026-11-23  first: check, compute, route, before_deposit, decide
 *
 * How it runs. A shared object exports one constant, `gt_plugin`. It is opened in a process of its own, without database, keys, network or files,
 * and killed when it takes longer than its wall-clock limit. A request's answers go in as data; findings, values and effects come out as data and
 * are checked against procedure.xml before they are believed. So a hook computes and nothing else: no input or output, no thread, no state kept
 * from one call to the next. What it is handed lives until it returns; what it gets from host->alloc lives until the call ends; it frees nothing.
 * It returns GT_PLUGIN_OK when it could evaluate its rules, whatever they said: « no » is a finding. GT_PLUGIN_FAILED: the rule could not be
 * evaluated; the request does not go on and the operator is told. */
#ifndef GUICHET_PLUGIN_H
#define GUICHET_PLUGIN_H
#include <stddef.h>
#include <stdint.h>

#define GT_PLUGIN_MAGIC 0x47554943u    /* "GUIC" */
#define GT_PLUGIN_ABI_MAJOR 1
#define GT_PLUGIN_ABI_MINOR 0

#define GT_PLUGIN_OK 0
#define GT_PLUGIN_FAILED (-1)

/* The request as rules see it: shown, right values only. Opaque. */
struct gt_request_data;

/* What the host offers. Fields are appended only; look at size before using one newer than your header's first version.
 * Paths are ids joined by dots from the step down, an instance of a repeated group or field by its number from 1:
 * "motif.enfant.2.nom". Facts of the register: "person.birth-date", "person.number", "title.category", "title.end". */
struct gt_host {
	uint32_t size;
	/* The value, or "" when there is none. Dates are YYYY-MM-DD, yes-no "yes" or "no". */
	const char *(*value_get)(const struct gt_host *host, const struct gt_request_data *data, const char *path);
	/* How many instances of a repeated group or field there are. */
	unsigned (*value_count)(const struct gt_host *host, const struct gt_request_data *data, const char *path);
	/* Files joined to a justificatif. */
	unsigned (*document_count)(const struct gt_host *host, const struct gt_request_data *data, const char *justificatif);
	/* Say what is wrong: text error.MESSAGE of the procedure, at a field (NULL: the page as a whole). */
	void (*finding_add)(const struct gt_host *host, const char *field, const char *message);
	/* compute: give a computed field that has no expression of its own its value. */
	void (*value_set)(const struct gt_host *host, const char *path, const char *value);
	/* decide: what the core does inside the decision's own transaction. text: a text id of the procedure.
	 *   "mail"      target "applicant" or "service"; texts mail.TEXT.subject and mail.TEXT; days 0
	 *   "task"      for the agents of the service; text task.TEXT; target: an id, the same is raised once; days: comes up so many days from today
	 *   "deadline"  the same with text deadline.TEXT; days 1 or more
	 * An effect that cannot be done (no such target or text) stops the decision. */
	void (*effect_add)(const struct gt_host *host, const char *kind, const char *target, const char *text, int days);
	/* route: the service, 4 digits. */
	void (*service_set)(const struct gt_host *host, const char *service);
	/* The legal day, YYYY-MM-DD; never ask the system for the time. */
	const char *(*today)(const struct gt_host *host);
	/* A date so many days or months later (earlier when negative); "" when date is none. */
	const char *(*add_days)(const struct gt_host *host, const char *date, int days);
	const char *(*add_months)(const struct gt_host *host, const char *date, int months);
	/* Whole days from one date to another; INT32_MIN when one of them is none. */
	int32_t (*days_between)(const struct gt_host *host, const char *from, const char *to);
	/* Equal names but for case, accents, hyphens and blanks: 1 or 0. */
	int (*same_name)(const struct gt_host *host, const char *a, const char *b);
	void *(*alloc)(const struct gt_host *host, size_t bytes);    /* zeroed */
	void (*log)(const struct gt_host *host, const char *message); /* for the author, while testing; never a person's answer */
	void *reserved[8];
};

/* A hook that procedure.xml declares must be here, and the other way round. */
struct gt_hooks {
	uint32_t size;
	int (*check)(const struct gt_host *host, const struct gt_request_data *data, const char *step);
	int (*compute)(const struct gt_host *host, const struct gt_request_data *data);
	int (*route)(const struct gt_host *host, const struct gt_request_data *data);
	int (*before_deposit)(const struct gt_host *host, const struct gt_request_data *data);
	int (*decide)(const struct gt_host *host, const struct gt_request_data *data, const char *decision);
};

/* The head (magic to abi_minor) is frozen for ever. */
struct gt_plugin_object {
	uint32_t magic;
	uint32_t size;
	uint16_t abi_major;
	uint16_t abi_minor;
	uint32_t flags;                 /* 0 */
	const char *name;               /* id of procedure.xml */
	const char *version;            /* its version */
	const char *procedure_sha256;   /* 64 hexadecimal digits: the procedure.xml it was built with */
	const struct gt_hooks *hooks;   /* NULL: no logic */
};
#ifdef __cplusplus
#define GT_PLUGIN_STATIC_ASSERT static_assert
#else
#define GT_PLUGIN_STATIC_ASSERT _Static_assert
#endif
GT_PLUGIN_STATIC_ASSERT(offsetof(struct gt_plugin_object, magic) == 0 && offsetof(struct gt_plugin_object, size) == 4, "the head never moves");
GT_PLUGIN_STATIC_ASSERT(offsetof(struct gt_plugin_object, abi_major) == 8 && offsetof(struct gt_plugin_object, abi_minor) == 10, "the head never moves");

/* GT_PLUGIN(.name = "my-procedure", .version = "1.0", .procedure_sha256 = PROCEDURE_DIGEST, .hooks = &hooks); once, at the end of plugin.c.
 * PROCEDURE_DIGEST comes from the generated header "procedure-digest.h". */
#define GT_PLUGIN(...) \
	extern __attribute__((visibility("default"))) const struct gt_plugin_object gt_plugin; \
	const struct gt_plugin_object gt_plugin = { .magic = GT_PLUGIN_MAGIC, .size = sizeof(struct gt_plugin_object), .abi_major = GT_PLUGIN_ABI_MAJOR, .abi_minor = GT_PLUGIN_ABI_MINOR, __VA_ARGS__ }
#define GT_HOOKS(...) static const struct gt_hooks hooks = { .size = sizeof(struct gt_hooks), __VA_ARGS__ }

#endif
