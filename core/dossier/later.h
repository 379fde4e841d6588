/* What the applicant adds to a deposited request, while no complement is asked: a document, for a justificatif or of its own. */
#ifndef GT_DOSSIER_LATER_H
#define GT_DOSSIER_LATER_H
#include "dossier/dossier.h"

/* The word that stands for a justificatif where a document is none that was asked: « autre document ». */
#define GT_LATER_OTHER "autre"

/* Whether documents may be added now: deposited, not decided, and no complement waits for its answer, which has a way of its own. */
bool gt_later_may(const struct gt_dossier *d);
/* One more file; as gt_dossier_join. It is told apart from what was deposited by document.added_n, and the request stands among « Réponses reçues » once
 * somebody works on it. ret: as gt_dossier_join; CONFLICT nothing can be added in the state it is in. */
int gt_later_join(struct gt_desk *desk, struct gt_arena *arena, struct gt_dossier *d, const struct gt_file_sent *file, struct gt_document *ret, struct gt_file_finding *ret_finding, struct gt_error *err) GT_MUST_USE;

#endif
