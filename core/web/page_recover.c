/* An applicant who lost the mailbox, before an agent at the counter: a superviseur of the service gives the account another address, which has to prove itself. */
#include "text/text.h"
#include "web/work_priv.h"

bool gt_may_recover(const struct gt_visit *v)
{
	return !gt_id_null(v->dossier->account) && !gt_empty(v->dossier->who->email) && gt_agent_may(v->agent, "superviseur", v->dossier->service);
}

static int recover_page(struct gt_visit *v, int status)
{
	if (!gt_may_recover(v)) return gt_fail(&v->err, GT_DENIED, "not a superviseur there, or no account");
	xmlNodePtr root = gt_xml_root(v->page), form = gt_file_form(v, root, "/adresse", "recover"), proof;
	gt_page_crumb(v, "crumb.recover", NULL);
	gt_attr(gt_form_field(v, form, "email", "email", "field.email", true, gt_form(v->req, "email")), "autocomplete", "off");
	proof = gt_form_field(v, form, "proof", "radio", "field.recover-proof", true, NULL);
	for (const char *const *p = gt_email_proofs; *p; p++) {
		gt_form_option(proof, *p, NULL, gt_streq(gt_form(v->req, "proof"), *p));
		gt_attr(proof->last, "label-id", gt_arena_printf(v->arena, "option.%s", *p));
	}
	gt_form_field(v, form, "seen-person", "checkbox", "field.recover-seen", true, gt_form(v->req, "seen-person"));
	gt_form_button(form, "go", "recover", "button.recover", "primary");
	return gt_page_send_status(v, status);
}

int page_recover(struct gt_visit *v)
{
	gt_file_page(v, "recover");
	return recover_page(v, 200);
}

int page_recover_post(struct gt_visit *v)
{
	struct gt_account_at at = gt_visit_accounts(v);
	const struct gt_email_recovery wanted = { .account = v->dossier->account, .agent = v->agent->agent, .dossier = v->dossier->id, .email = gt_form(v->req, "email"), .present = v->dossier->who->email,
		.lang = v->work->applicant_lang, .proof = gt_form(v->req, "proof") };
	int64_t wait_s = 0;
	if (!gt_may_recover(v)) return gt_fail(&v->err, GT_DENIED, "not a superviseur there, or no account");
	gt_file_page(v, "recover");
	const char *typed, *normal;
	bool address = !gt_empty(wanted.email) && gt_text_email(v->arena, wanted.email, &typed, &normal), proof = !gt_empty(wanted.proof), seen = !gt_empty(gt_form(v->req, "seen-person"));
	if (!address) gt_page_finding(v, "email", gt_empty(wanted.email) ? "required" : "email-invalid");
	if (!proof) gt_page_finding(v, "proof", "required");
	if (!seen) gt_page_finding(v, "seen-person", "recover-not-seen");
	if (!address || !proof || !seen) return recover_page(v, 422);
	int rc = gt_account_email_recover(&at, &wanted, &wait_s, &v->err);
	if (rc == GT_OK) return gt_see_other(v, "%s", gt_file_href(v, "?m=recover-asked"));
	if (rc != GT_REFUSED) return rc;
	gt_page_slow_down(v, "slow-down", wait_s);
	return recover_page(v, 422);
}
