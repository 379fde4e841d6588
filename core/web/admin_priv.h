/* What the pages of administration share: role administrateur of the whole installation. */
#ifndef GT_WEB_ADMIN_PRIV_H
#define GT_WEB_ADMIN_PRIV_H
#include "web/web_priv.h"

xmlNodePtr gt_admin_page(struct gt_visit *v, const char *id, const char *crumb);        /* <admin><tab …/>: the three parts, the present one current */

/* page_admin.c */
gt_page page_admin, page_admin_procedures, page_admin_procedure, page_admin_enable_post, page_admin_close_post, page_admin_reopen_post, page_admin_dates_post;
/* page_admin_people.c */
gt_page page_admin_agents, page_admin_agent_new, page_admin_agent_new_post, page_admin_agent, page_admin_role_post, page_admin_state_post, page_admin_totp_post,
	page_admin_password_post, page_admin_services, page_admin_services_post;

#endif
