/* Inside room dossier: how a list or a count is put together from numbered parts, within an agent's territory. */
#ifndef GT_DOSSIER_WORK_USES_PRIV_H
#define GT_DOSSIER_WORK_USES_PRIV_H
#include "dossier/work_store.h"

#define GT_WORK_USES_MAX 200            /* the counts of five lists, of a territory of 24 services each */
struct gt_work_uses { struct gt_list_use u[GT_WORK_USES_MAX]; size_t n; };

#define USE(list, p, ...) do { gt_assert((list)->n < GT_WORK_USES_MAX); (list)->u[(list)->n++] = (struct gt_list_use){ .part = (p), .param = __VA_ARGS__ }; } while (0)
#define USE0(list, p) USE(list, p, { .type = 0 })
/* The services where the agent may act in one of these roles (to NULL). Nothing is added for every service. false: nowhere. */
bool gt_work_use_territory(struct gt_work_uses *u, struct gt_arena *arena, const struct gt_agent_session *agent, const char *const *roles);
extern const char *const gt_work_readers[];       /* any role */
/* Whether the agent may act there in one of them. */
bool gt_work_may_any(const struct gt_agent_session *agent, const char *const *roles, const char *service);
/* These services, whoever may see them. false: none. */
bool gt_work_use_services(struct gt_work_uses *u, const char *const *services, size_t n);

#endif
