/* Zip files of a request and of a person: whole, readable by others' programs, and silent on what is not told yet. */
#include "tests/integration/dossier/after.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "dossier/complement.h"
#include "dossier/due.h"
#include "dossier/export.h"
#include "dossier/message.h"
#include "dossier/notify.h"
#include "dossier/rectify.h"

static char dir[] = "/tmp/gt-export-XXXXXX";
static int64_t longest;

/* Everything it gives, as a file. */
static int write_down(struct gt_export *x, const char *name, struct gt_error *err)
{
	FILE *f = fopen(gt_arena_printf(arena, "%s/%s", dir, name), "wb");
	struct gt_str piece;
	int rc;
	longest = 0;
	while ((rc = gt_export_piece(x, &piece, err)) == GT_OK && piece.n) {
		assert_int_equal(fwrite(piece.p, 1, piece.n, f), piece.n);
		if ((int64_t)piece.n > longest) longest = (int64_t)piece.n;
	}
	fclose(f);
	return rc;
}

/* What another program says of it: a shell line below the folder, its output. */
static const char *says(const char *line, int *ret_status)
{
	struct gt_str out;
	pid_t pid = fork();
	if (pid == 0) {
		if (chdir(dir) != 0) _exit(126);
		execl("/bin/sh", "sh", "-c", gt_arena_printf(arena, "( %s ) >.out 2>&1", line), (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, ret_status, 0), pid);
	OK(gt_file_read(arena, gt_arena_printf(arena, "%s/.out", dir), 8 << 20, &out, E));
	return gt_arena_strndup(arena, out.p, out.n);
}

static const char *listing(const char *name)
{
	int status;
	const char *text = says(gt_arena_printf(arena, "unzip -tq %s && unzip -Z1 %s", name, name), &status);
	if (status != 0) fail_msg("%s: %s", name, text);
	return text;
}

static const char *extracted(const char *name, const char *member)
{
	int status;
	const char *text = says(gt_arena_printf(arena, "unzip -p %s '%s'", name, member), &status);
	assert_int_equal(status, 0);
	return text;
}

static void has(const char *list, const char *what) { if (!strstr(list, what)) fail_msg("'%s' is missing in: %s", what, list); }
static void lacks(const char *list, const char *what) { if (strstr(list, what)) fail_msg("'%s' stands in: %s", what, list); }

static void request(struct gt_desk *desk, struct gt_dossier *d, const struct gt_agent_session *agent, const char *name)
{
	struct gt_export *x;
	OK(gt_export_request(desk, arena, d, agent, &x, E));
	OK(write_down(x, name, E));
}

static void statements_are_prepared_on_both_sides(void **state)
{
	(void)state;
	OK(gt_export_store_prepare(user, E));
	OK(gt_export_store_prepare(web, E));
}

static void a_request_is_whole_in_its_zip(void **state)
{
	(void)state;
	struct gt_id id = deposited(), copy;
	OK(gt_rectify_begin(&users, arena, opened(&conjointe, id), &copy, E));
	struct gt_dossier *c = opened(&conjointe, copy);
	struct gt_findings f = gt_findings_new(arena);
	answer(c, "informations-personnelles", "informations-personnelles.contact.telephone", "0699999999");
	OK(gt_dossier_remove_document(&users, c, c->documents[1].id, E));
	join(opened(&conjointe, copy), c->documents[1].justificatif, "صورة — facture d'été (1).pdf");
	c = opened(&conjointe, copy);
	OK(gt_rectify_send(&users, arena, c, c->version, "fr", &f, E));
	struct gt_dossier *d = opened(&conjointe, id);
	request(&users, d, NULL, "own.zip");
	const char *list = listing("own.zip");
	static const char *const parts[] = { "demande.pdf", "reponses-version-1.xml", "reponses-version-2.xml", "historique.xml", "papiers/01-", "papiers/02-rectification-", "documents/anciens/", "facture-d-ete-1.pdf" };
	for (size_t i = 0; i < GT_COUNT(parts); i++) has(list, parts[i]);
	for (const char *p = list; *p; p++) assert_true((unsigned char)*p < 0x7f);
	has(extracted("own.zip", gt_arena_printf(arena, "%s/reponses-version-2.xml", d->number)), "+33699999999");
	has(extracted("own.zip", gt_arena_printf(arena, "%s/reponses-version-1.xml", d->number)), "+33624053448");
	has(extracted("own.zip", gt_arena_printf(arena, "%s/historique.xml", d->number)), "verb=\"rectify\"");
	int status;
	/* bit for bit what was sent */
	has(says("rm -rf x && mkdir x && cd x && unzip -qo ../own.zip && for f in $(find . -path '*documents*' -name '*.pdf'); do cmp $f ../sent.pdf && echo same; done", &status), "same");
	assert_int_equal(status, 0);
	const char *text = says(gt_arena_printf(arena, "pdftotext -layout x/%s/demande.pdf -", d->number), &status);
	has(text, "06 99 99 99 99");
	has(text, d->number);
	has(text, "Demande rectifi");
	assert_true(longest < 1 << 20);
	assert_int_equal(count("journal WHERE dossier = X'%s' AND verb = 'export'", hex(id)), 1);
}

/* ---- what was said ---- */
static void marked(struct gt_id id, const char *piece, const char *reason, const char *words)
{
	struct gt_file_work work;
	struct gt_findings f = gt_findings_new(arena);
	struct gt_dossier *d = seen_by(&agents, &camille, id, &work);
	struct gt_mark_order order = { .act = gt_id_new(), .version_seen = d->version, .piece = piece, .reason = reason, .words = words, .kind = GT_MARK_NOT_CONFORM };
	OK(gt_mark_set(&agents, arena, d, &work, &camille, &order, &f, E));
}

static struct gt_id in_hand(void)
{
	struct gt_id id = deposited();
	struct gt_file_work work;
	struct gt_findings f = gt_findings_new(arena);
	struct gt_dossier *d = seen_by(&agents, &camille, id, &work);
	OK(gt_work_claim(&agents, d, &camille, d->version, E));
	d = seen_by(&agents, &camille, id, &work);
	OK(gt_prolong_by_hand(&agents, arena, d, &work, &camille, &(struct gt_prolong_order){ .act = gt_id_new(), .version_seen = d->version, .words = "Voyage." }, &f, E));
	OK(gt_message_send(&users, arena, opened(&conjointe, id), &(struct gt_message_new){ .act = gt_id_new(), .text = "Ma facture\nest-elle arrivée ?" }, &f, E));
	d = seen_by(&agents, &camille, id, &work);
	OK(gt_message_answer(&agents, arena, d, &work, &camille, &(struct gt_message_new){ .act = gt_id_new(), .text = "Oui, le 12." }, &f, E));
	return id;
}

static void asked(struct gt_id id)
{
	struct gt_file_work work;
	struct gt_findings f = gt_findings_new(arena);
	struct gt_dossier *d = seen_by(&agents, &camille, id, &work);
	OK(gt_complement_ask(&agents, arena, d, &work, &camille, &(struct gt_complement_order){ .act = gt_id_new(), .version_seen = d->version, .words = "Deux points à revoir." }, &f, E));
}

/* Both of what can be read: the XML, and the PDF's text on one line. */
static const char *said_in(struct gt_desk *desk, struct gt_id id, const struct gt_agent_session *agent)
{
	int status;
	struct gt_file_work work;
	struct gt_dossier *d = agent ? seen_by(desk, agent, id, &work) : opened(&conjointe, id);
	request(desk, d, agent, "said.zip");
	const char *text = says(gt_arena_printf(arena, "unzip -p said.zip '*/echanges.xml' && unzip -p said.zip '*/demande.pdf' >said.pdf && pdftotext -layout said.pdf - | tr -s ' \\n' ' '"), &status);
	assert_int_equal(status, 0);
	return text;
}

/* In the XML and in the PDF. */
static void twice(const char *text, const char *what)
{
	has(text, what);
	has(strstr(text, what) + 1, what);
}

static void what_was_said_is_in_it_as_each_side_was_told(void **state)
{
	(void)state;
	struct gt_id id = in_hand();
	struct gt_complement *c;
	struct gt_findings f = gt_findings_new(arena);
	marked(id, "domicile", "illisible", "La date manque.");
	marked(id, "motif.liens.situation.date-union", "reponse-contredite", NULL);
	asked(id);
	const char *own = said_in(&users, id, NULL), *theirs = said_in(&agents, id, &camille);
	twice(own, "est-elle arriv");
	twice(own, "Oui, le 12.");
	has(own, "prolongation");
	has(extracted("said.zip", gt_arena_printf(arena, "%s/historique.xml", opened(&conjointe, id)->number)), "verb=\"prolong\"");
	lacks(own, "La date manque.");                                                   /* its notification is not opened */
	twice(theirs, "La date manque.");
	OK(gt_complement_running(&users, arena, opened(&conjointe, id), &c, E));
	OK(gt_notice_open(&users, conjointe.account, c->notification, E));
	struct gt_dossier *d = opened(&conjointe, id);
	OK(gt_complement_running(&users, arena, d, &c, E));
	const struct gt_pair day[] = { { "motif.liens.situation.date-union.d", "3" }, { "motif.liens.situation.date-union.m", "2" }, { "motif.liens.situation.date-union.y", "2019" } };
	const struct gt_complement_answer answers[] = { { .n = 1, .answer = GT_ANSWER_KEEP, .reason = "Elle se lit au verso." }, { .n = 2, .answer = GT_ANSWER_REPLACE, .message = "Faute de frappe.", .typed = day, .n_typed = 3 } };
	OK(gt_complement_save(&users, arena, d, c, c->version, answers, 2, E));
	twice(said_in(&users, id, NULL), "Elle se lit au verso.");
	lacks(said_in(&agents, id, &camille), "Elle se lit au verso.");                  /* not sent */
	OK(gt_complement_send(&users, arena, d, c, gt_id_new(), c->version, &f, E));
	theirs = said_in(&agents, id, &camille);
	static const char *const all[] = { "Deux points", "La date manque.", "Elle se lit au verso.", "Faute de frappe." };
	for (size_t i = 0; i < GT_COUNT(all); i++) twice(theirs, all[i]);
	has(theirs, "24/06/2018");
	has(theirs, "03/02/2019");
}

static void what_is_not_told_yet_is_not_in_it(void **state)
{
	(void)state;
	struct gt_id id = deposited(), paper = gt_id_new();
	struct gt_dossier *d = opened(&conjointe, id);
	sql("INSERT INTO journal (chain, seq, dossier, at_utc_s, actor_kind, verb, from_state, to_state, previous, hash) SELECT chain, seq + 1, dossier, at_utc_s, 1, 'decide', 'deposited', 'unfavourable', hash, hash "
		"FROM journal WHERE dossier = X'%s' ORDER BY seq DESC LIMIT 1", hex(id));
	sql("UPDATE dossier SET state = 'unfavourable' WHERE id = X'%s'", hex(id));
	sql("INSERT INTO paper SELECT X'%s', dossier, 'refus', 1, REPEAT('y', 32), 'y', facts, header, data, bytes, sha256, lang, NULL, NULL, 0, made_utc_s, NULL, NULL FROM paper WHERE dossier = X'%s' LIMIT 1", hex(paper), hex(id));
	sql("INSERT INTO notification (id, account, dossier, type, paper, created_utc_s) VALUES (X'%s', X'%s', X'%s', 'decision', X'%s', 1)", hex(gt_id_new()), hex(conjointe.account), hex(id), hex(paper));
	request(&users, opened(&conjointe, id), NULL, "own.zip");
	lacks(listing("own.zip"), "refus");
	lacks(extracted("own.zip", gt_arena_printf(arena, "%s/historique.xml", d->number)), "unfavourable");
}

static void an_agent_gets_it_with_names_and_the_journal_knows(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	struct gt_file_work work;
	struct gt_dossier *d = seen_by(&agents, &camille, id, &work);
	OK(gt_work_claim(&agents, d, &camille, d->version, E));
	OK(gt_work_note_add(&agents, arena, d, &camille, gt_id_new(), "Ne jamais montrer.", E));
	request(&agents, d, &camille, "agent.zip");
	has(extracted("agent.zip", gt_arena_printf(arena, "%s/historique.xml", d->number)), "agent=\"camille\"");
	int status;
	lacks(says("rm -rf y && mkdir y && cd y && unzip -qo ../agent.zip && cat */*.xml && pdftotext */demande.pdf -", &status), "Ne jamais montrer");
	assert_int_equal(count("journal WHERE dossier = X'%s' AND verb = 'export' AND actor = X'%s'", hex(id), hex(camille.agent)), 1);
}

static void a_file_found_infected_is_left_out_and_the_rest_is_whole(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	sql("UPDATE document SET state = 'infected' WHERE dossier = X'%s' AND justificatif = 'nationalite'", hex(id));
	request(&users, opened(&conjointe, id), NULL, "own.zip");
	const char *list = listing("own.zip");
	lacks(list, "nationalite");
	has(list, "domicile");
}

static void altered_bytes_cut_the_file_and_readers_say_so(void **state)
{
	(void)state;
	struct gt_id id = deposited();
	struct gt_export *x;
	int status;
	sql("UPDATE document_chunk c JOIN document d ON d.id = c.document SET c.data = CONCAT(LEFT(c.data, LENGTH(c.data) - 1), 'x') WHERE d.dossier = X'%s' AND d.justificatif = 'mariage'", hex(id));
	OK(gt_export_request(&users, arena, opened(&conjointe, id), NULL, &x, E));
	GIVES(GT_FAILED, write_down(x, "cut.zip", E));
	says("unzip -tq cut.zip 2>&1", &status);
	assert_int_not_equal(status, 0);
}

static void everything_of_a_person_and_nothing_of_another(void **state)
{
	(void)state;
	struct gt_id first = deposited(), second = deposited(), draft;
	struct gt_findings f = gt_findings_new(arena);
	struct gt_export *x;
	OK(gt_dossier_begin(&users, arena, &conjointe, renewal.procedure, "self", &f, &draft, E));
	OK(gt_export_account(&users, arena, &conjointe, "+33611111111", &x, E));
	OK(write_down(x, "mine.zip", E));
	const char *list = listing("mine.zip");
	has(list, opened(&conjointe, first)->number);
	has(list, opened(&conjointe, second)->number);
	has(list, "brouillon-");
	const char *account = extracted("mine.zip", "compte.xml");
	has(account, "conjointe@exemple.test");
	has(account, "+33611111111");
	has(account, "<birth-name>ACC</birth-name>");
	OK(gt_export_account(&users, arena, &somebody, NULL, &x, E));
	OK(write_down(x, "theirs.zip", E));
	lacks(listing("theirs.zip"), "demande.pdf");
	lacks(extracted("theirs.zip", "compte.xml"), "5903007069");
}

int main(void)
{
	int rc = after_begin();
	if (rc) return rc;
	if (!mkdtemp(dir)) return 1;
	struct gt_str bytes = file_bytes();
	FILE *f = fopen(gt_arena_printf(arena, "%s/sent.pdf", dir), "wb");
	if (!f || fwrite(bytes.p, 1, bytes.n, f) != bytes.n || fclose(f) != 0) return 1;
#define T(name) cmocka_unit_test_setup(name, fresh)
	const struct CMUnitTest tests[] = {
		T(statements_are_prepared_on_both_sides), T(a_request_is_whole_in_its_zip), T(what_was_said_is_in_it_as_each_side_was_told), T(what_is_not_told_yet_is_not_in_it), T(an_agent_gets_it_with_names_and_the_journal_knows),
		T(a_file_found_infected_is_left_out_and_the_rest_is_whole), T(altered_bytes_cut_the_file_and_readers_say_so), T(everything_of_a_person_and_nothing_of_another),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	int status;
	says("rm -rf ./*", &status);
	unlink(gt_arena_printf(h->arena, "%s/.out", dir));
	rmdir(dir);
	return after_end(failed);
}
