/* Inside room ctl: what the files of the family `plugin` share. */
#ifndef GT_CTL_PLUGIN_CTL_H
#define GT_CTL_PLUGIN_CTL_H
#include "ctl/ctl.h"
#include "plugin/plugin.h"

/* Whether the object of a folder could serve: head, ABI, name, version, digest, hooks; says what is wrong. OK also when there is none. */
int gt_ctl_object_try(struct gt_ctl *ctl, const char *dir, const struct gt_plugin *p, struct gt_error *err) GT_MUST_USE;
/* The folder's own tests, with its own logic where its object is there: run by guichet-hook, behind its walls. Prints what differs. ret: OK; REFUSED; FAILED. */
int gt_ctl_scenarios_replay(struct gt_ctl *ctl, const char *dir, const struct gt_plugin *p, struct gt_error *err) GT_MUST_USE;
void gt_ctl_problems_print(struct gt_ctl *ctl, const struct gt_problems *p);
/* Paths of the folder's object (NULL: there is none) and of guichet-hook. ret: OK; FAILED guichet-hook is not there. */
int gt_ctl_object_find(struct gt_ctl *ctl, const char *dir, const struct gt_plugin *p, const char **ret_object, const char **ret_program, struct gt_error *err) GT_MUST_USE;
gt_ctl_command gt_ctl_plugin_new, gt_ctl_plugin_diff;    /* plugin_author.c */
int gt_ctl_wants(int argc, char **argv, int n, const char *usage, struct gt_error *err) GT_MUST_USE;
const char *gt_ctl_plugin_home(struct gt_ctl *ctl, const struct gt_config *config, const char *id, const char *version);

#endif
