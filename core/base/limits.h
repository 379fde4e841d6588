/* Every limit of the house: its name, its unit, why it is that much. What an operator may change is a setting whose default stands here. */
#ifndef GT_BASE_LIMITS_H
#define GT_BASE_LIMITS_H

/* Uploads: the guide says 10 Mo; 10 485 760 bytes pass, one more is refused. */
#define GT_UPLOAD_MAX_BYTES        10485760
/* The body of an upload: one file, its form fields and the multipart framing around it. nginx lets the same through. */
#define GT_UPLOAD_BODY_MAX_BYTES   (12 * 1024 * 1024)
/* Room that stays free on the database's volume (documents.volume): below it files are refused, as MariaDB ends itself on a full disk. A day's files of a
 * large préfecture, and the time to act on the alert. */
#define GT_DOCUMENT_RESERVE_MB     1024
/* Any other form: long texts of a whole step with room to spare. nginx lets the same through. */
#define GT_FORM_BODY_MAX_BYTES     (256 * 1024)
#define GT_FORM_FIELDS_MAX         1000        /* fields of one form: 15 children with all their names stay far below */
#define GT_PARAMS_MAX              200         /* FastCGI parameters of one request */
#define GT_PARAMS_MAX_BYTES        (64 * 1024)

/* One request's memory, without the file itself: a page and its document stay below 2 MB; more is a fault or an attack. */
#define GT_REQUEST_ARENA_MAX_BYTES (64 * 1024 * 1024)
#define GT_ARENA_BLOCK_BYTES       (16 * 1024)

#define GT_PAGE_MAX_BYTES          (1024 * 1024) /* a rendered page; the goal is 60 kB, a list of 500 rows is the longest lawful one */
#define GT_XML_USER_MAX_BYTES      (256 * 1024)  /* a request's answers as XML */
#define GT_XML_PLUGIN_MAX_BYTES    (2 * 1024 * 1024) /* procedure.xml, its texts and sheets */

/* Files at rest: a row a chunk keeps max_allowed_packet and memory small. */
#define GT_CHUNK_BYTES             (256 * 1024)

#define GT_ANSWER_TEXT_MAX_BYTES   16000       /* one answer; 4 000 characters of 4 bytes */
#define GT_FILE_NAME_MAX_BYTES     255         /* a file's name as the person's machine gave it, kept for display */
#define GT_PASSWORD_MAX_BYTES      1024        /* long passphrases are welcome; more is an attack on Argon2 */
#define GT_EMAIL_MAX_BYTES         254         /* RFC 5321 4.5.3.1.3 less the brackets */

/* Virus signatures are loaded anew beside those at work only where this is free: what loading took at its most the last time, in hundredths (a full set grows
 * by a percent a month; more is a set of another sort), and what scans in hand and the other programs take in the meantime (a 10 MB PDF costs 100 MB). */
#define GT_SCAN_RELOAD_PERCENT     115
#define GT_SCAN_RELOAD_RESERVE_BYTES (256LL * 1024 * 1024)
#define GT_SCAN_FULL_SET_BYTES     (1400LL * 1024 * 1024) /* what a full set takes, where only the test set has been loaded so far */

/* Times. nginx gives up after 30 s, the watchdog kills after 60 s: what we wait for ourselves stays below. */
#define GT_SCAN_TIMEOUT_MS         20000       /* hard end of one file's scan */
#define GT_HOOK_TIMEOUT_MS         3000        /* a procedure's C logic: data in, data out */
#define GT_PDF_TIMEOUT_MS          10000
#define GT_DB_CONNECT_TIMEOUT_S    2
#define GT_DB_IO_TIMEOUT_S         10
#define GT_DB_RETRIES              5           /* 1205 and 1213: the whole transaction again */
#define GT_REQUEST_READ_TIMEOUT_S  15          /* libfcgi has none of its own */
#define GT_DB_AWAIT_MS             120000      /* a program that starts waits for the database; guichetd gives a start 180 s */
#define GT_WATCHDOG_S              60          /* a child busy with one request longer than that is killed */

#define GT_SESSION_IDLE_S          1800        /* applicants: half an hour, announced two minutes before its end */
#define GT_SESSION_AGENT_IDLE_S    900
#define GT_SESSION_MAX_S           43200       /* nobody stays signed in past half a day */
#define GT_ACCOUNT_LINK_S          86400       /* the guide: 24 hours */

#define GT_FRAME_MAX_BYTES         (4 * 1024 * 1024) /* one message between our own processes */
#define GT_FILES_PER_JUSTIFICATIF  3           /* default of the grammar; a procedure may say otherwise */
#define GT_OTHER_FILES_MAX         20          /* files of a request that answer no justificatif: what the person adds of their own after the deposit */
#define GT_MESSAGE_FILES_MAX       5           /* files of one message: below the eight that a form's reader takes */
#define GT_REPEAT_MAX              50          /* no repeated group or field goes past it, whatever a procedure says */
#define GT_BULK_MAX                500         /* requests of one bulk act: each is a transaction of its own, all within one answer */
#define GT_DRAFTS_MAX              10          /* drafts of one account at a time: more is a mistake or a flood */

#endif
