/* What commands share, opened when first asked: `help` needs no settings, `keys create` no database. */
#include "ctl/ctl.h"

int gt_ctl_config(struct gt_ctl *ctl, const struct gt_config **ret, struct gt_error *err)
{
	if (!ctl->config_) {
		int rc = gt_config_load(ctl->settings_path, &ctl->config_, err);
		if (rc != GT_OK) return rc;
		gt_clock_init(ctl->config_);
	}
	*ret = ctl->config_;
	return GT_OK;
}

int gt_ctl_db(struct gt_ctl *ctl, struct gt_db **ret, struct gt_error *err)
{
	if (!ctl->db_) {
		const struct gt_config *config;
		int rc = gt_ctl_config(ctl, &config, err);
		if (rc == GT_OK) rc = gt_db_open(config, "ctl", &ctl->db_, err);
		if (rc != GT_OK) return rc;
	}
	*ret = ctl->db_;
	return GT_OK;
}

int gt_ctl_keyring(struct gt_ctl *ctl, const struct gt_keyring **ret, struct gt_error *err)
{
	if (!ctl->ring_) {
		const struct gt_config *config;
		int rc = gt_ctl_config(ctl, &config, err);
		if (rc == GT_OK) rc = gt_keyring_open(gt_config_get(config, "keys.directory", GT_SYSCONFDIR "/keys"), &ctl->ring_, err);
		if (rc != GT_OK) return rc;
	}
	*ret = ctl->ring_;
	return GT_OK;
}

void gt_ctl_close(struct gt_ctl *ctl)
{
	gt_db_free(&ctl->db_);
	gt_keyring_free(&ctl->ring_);
	gt_config_free(&ctl->config_);
}
