/* Inside room ctl: the families of commands, each ended by an entry without words. */
#ifndef GT_CTL_FAMILIES_H
#define GT_CTL_FAMILIES_H
#include "ctl/ctl.h"

extern const struct gt_ctl_entry gt_ctl_help[], gt_ctl_migrate[], gt_ctl_keys[], gt_ctl_journal[], gt_ctl_mail[], gt_ctl_doctor[], gt_ctl_plugin[], gt_ctl_titles[], gt_ctl_agents[], gt_ctl_demo[],
	gt_ctl_verify[], gt_ctl_backup[], gt_ctl_metrics[], gt_ctl_rehearsal[];

#endif
