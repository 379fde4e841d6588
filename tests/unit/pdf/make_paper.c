/* make_paper LETTER.xml OUT.pdf [specimen]: a paper by the room's own way, for papers.sh and for eyes. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include "pdf/pdf.h"

int main(int argc, char **argv)
{
	const char *top = getenv("top_srcdir");
	struct gt_error err = { 0 };
	struct gt_str paper;
	xmlDocPtr doc;

	if (argc < 3)
		return 64;
	gt_xml_init();
	struct gt_arena *arena = gt_arena_new("paper", 64 * 1024 * 1024);
	struct gt_pdf_options options = { .specimen = argc > 3 };
	int rc = gt_pdf_warm(NULL, gt_arena_printf(arena, "%s/xslt", top ? top : "."), &err);
	if (rc == GT_OK)
		rc = gt_xml_parse_file(arena, argv[1], 256 * 1024, &doc, &err);
	if (rc == GT_OK)
		rc = gt_pdf_make(arena, doc, &options, &paper, &err);
	gt_pdf_end();
	if (rc != GT_OK) {
		fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	int fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
	bool written = fd >= 0 && gt_write_all(fd, paper.p, paper.n);
	gt_arena_free(&arena);
	return written ? 0 : 1;
}
