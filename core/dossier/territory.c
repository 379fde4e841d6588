/* The services where an agent may act in a role, as parts of a list: a few are named, of more a list is read as that of all services is. */
#include "account/agent.h"
#include "dossier/work_uses_priv.h"

#define SERVICES_MAX 24                                   /* named one by one; of more the lists are read as those of all services are */
#define SERVICE_BYTES 4

const char *const gt_work_readers[] = { "lecteur", NULL };

bool gt_work_may_any(const struct gt_agent_session *agent, const char *const *roles, const char *service)
{
	for (; *roles; roles++)
		if (gt_agent_may(agent, *roles, service)) return true;
	return false;
}

bool gt_work_use_services(struct gt_work_uses *u, const char *const *services, size_t n)
{
	if (n == 0) return false;
	USE0(u, GT_PART_IN);
	for (size_t i = 0; i < n; i++) USE(u, i ? GT_PART_NEXT : GT_PART_FIRST, GT_S(services[i]));
	USE0(u, GT_PART_END);
	return true;
}

bool gt_work_use_territory(struct gt_work_uses *u, struct gt_arena *arena, const struct gt_agent_session *agent, const char *const *roles)
{
	const char **services = gt_new_n(arena, const char *, agent->n_roles + 1);
	size_t n = 0;
	if (gt_work_may_any(agent, roles, "*")) return true;
	for (size_t i = 0; i < agent->n_roles; i++) {
		const char *s = agent->roles[i].service;
		bool known = false;
		for (size_t k = 0; k < n; k++) known = known || strcmp(services[k], s) == 0;
		if (!known && gt_work_may_any(agent, roles, s)) services[n++] = s;
	}
	if (n <= SERVICES_MAX) return gt_work_use_services(u, services, n);
	struct gt_buf all = gt_buf_new(arena, n * (SERVICE_BYTES + 1) + 1);
	for (size_t i = 0; i < n; i++) gt_buf_printf(&all, "%s%s", i ? "," : "", services[i]);
	USE(u, GT_PART_AMONG, GT_S(gt_buf_cstr(&all)));
	return true;
}
