/* Room pdf: a letter document (xslt/schema/letter.rng) in, a tagged PDF out. The only user of pango, cairo, qrencode and qpdf.
 * Papers are drawn by a confined child of a warmed process of its own, which never held keys or the database. */
#ifndef GT_PDF_H
#define GT_PDF_H
#include "base/base.h"
#include "xml/xml.h"

/* specimen: prints SPÉCIMEN even where the letter does not ask for it (demonstration, rehearsal). author: may be NULL. */
struct gt_pdf_options { bool specimen; const char *author; };

/* Start this process's drawing process: fonts found and loaded, a page with every script drawn, then it waits.
 * in: config settings pdf.font (family, tried before the free ones), NULL: defaults; xslt_dir: the installed xslt/ folder.
 * Call once in each process that makes papers, before keys are opened, the database is connected and the process is confined.
 * ret: OK; FAILED (grammar or fonts missing). blocks: about 100 ms. */
int gt_pdf_warm(const struct gt_config *config, const char *xslt_dir, struct gt_error *err) GT_MUST_USE;

/* Make a paper. in: letter as the sheet gave it; options may be NULL. ret: OK: *ret holds the file, in the arena; BUSY: the drawing process took
 * longer than GT_PDF_TIMEOUT_MS or is gone, and no later paper is made either (gt_pdf_lifeline); TOOBIG: more than GT_PDF_MAX_BYTES or
 * GT_PDF_PAGES_MAX; FAILED: not a letter (a fault of the sheet), or it could not be drawn. blocks: GT_PDF_TIMEOUT_MS; usually some ms. */
int gt_pdf_make(struct gt_arena *arena, xmlDocPtr letter, const struct gt_pdf_options *options, struct gt_str *ret, struct gt_error *err) GT_MUST_USE;

/* A descriptor that becomes readable when the drawing process has gone, for whatever cause: its owner ends then, before anybody asks it for a paper, and its
 * parent gives it a successor (a new drawing process cannot be forked once keys are open). Nothing is read from it. -1 before gt_pdf_warm. */
int gt_pdf_lifeline(void);

/* Ends the drawing process; for tests and tidy ends. */
void gt_pdf_end(void);

#define GT_PDF_MAX_BYTES (100 * 1000)   /* goal of the house for a paper */
#define GT_PDF_PAGES_MAX 20             /* a list of justificatifs has 2; more is a fault or an attack */

#endif
