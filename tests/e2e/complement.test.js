// « Réception d'une demande de pièces complémentaires », as the guide tells it, on both branches, with and without scripts; what the agent does before and after.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const t = require('./lib.js');
const road = require('./road.js');
const agents = require('./agents.js');
const files = require('./files.js');

after(() => t.closeAll());

// After a verdict the next document and the form for it stand in the window together, whatever its width: nobody scrolls for each. Without a document, the form alone.
async function sideBySide(agent) {
  const window = agent.viewportSize(), legend = await agent.getByRole('region', { name: /Votre avis/ }).getByRole('heading').boundingBox();
  if (!await agent.locator('.gt-viewer__window').count()) return assert.ok(legend.y >= 0 && legend.y < window.height / 2, `at ${window.width} px the form begins at ${Math.round(legend.y)} of ${window.height}, below nothing`);
  const document = await agent.locator('.gt-viewer__window').boundingBox(), seen = Math.min(window.height, document.y + document.height) - Math.max(0, document.y);
  assert.ok(seen >= document.height / 2, `at ${window.width} px ${Math.round(seen)} of ${Math.round(document.height)} px of the document are seen`);
  assert.ok(legend.y >= 0 && legend.y + legend.height <= window.height, `at ${window.width} px the form begins at ${Math.round(legend.y)} of ${window.height}`);
}

// The form of one justificatif, beside the viewer.
async function mark(agent, heading, kind, { reason, words } = {}) {
  const form = agent.getByRole('region', { name: /Votre avis/ });
  if (!await form.getByRole('heading', { name: heading }).count()) {
    await agent.getByRole('listitem').filter({ hasText: heading }).getByRole('link', { name: /^Vérifier/ }).first().click();
    await form.getByRole('heading', { name: heading }).waitFor();
  }
  await form.getByText(kind, { exact: true }).click();
  if (reason) await form.getByLabel(/^Motif/).selectOption(reason);
  if (words) await form.getByLabel(/^Observation/).fill(words);
  await form.getByRole('button', { name: 'Enregistrer l\'avis' }).click();
  await agent.getByText('Avis enregistré').waitFor();
  await sideBySide(agent);
}

async function ask(agent) {
  await mark(agent, /Justificatif de nationalité/, 'Illisible', { reason: 'illisible', words: 'Veuillez fournir une copie lisible de votre passeport.' });
  const window = agent.viewportSize();
  await agent.setViewportSize({ width: 900, height: 800 });
  await mark(agent, /Justificatif de domicile/, 'Périmé', { reason: 'perime' });
  await t.accessible(agent, 'request in hand, 900 px');
  await agent.setViewportSize(window);
  await mark(agent, /Justificatif de mariage/, 'Conforme');
  await agent.getByRole('link', { name: 'Préparer la demande de complément' }).click();
  await agent.getByRole('heading', { name: 'Ce que lira l\'usager' }).waitFor();
}

// From the mail to the notification, by the guide's words.
async function toNotification(user, scripts) {
  await t.mailTo(user.email, /Vous venez de recevoir une notification/);
  const page = user.page;
  await page.goto(t.at.user + '/notifications');
  await page.getByRole('link', { name: 'Demande de complément non lue' }).last().click();
  await page.getByText('30 jours').waitFor();
  await t.accessible(page, `complement not opened, ${scripts ? '' : 'no '}scripts`);
  await page.getByRole('button', { name: /Ouvrir/ }).click();
  await page.getByText('30 jours restants').waitFor();
}
const piece = (page, name) => page.getByRole('region', { name });

test('with scripts: kept, replaced, sent, and seen before and after', async (at) => {
  const person = t.newPerson();
  const user = await road.applicant(person, `complement-${process.pid}@exemple.fr`);
  const agent = await t.open();
  await agents.signIn(agent, 's.benali');
  await agents.open(agent, user.number);

  await at.test('nothing is marked by whoever is not in charge', async () => {
    assert.equal(await agent.getByRole('region', { name: /Votre avis/ }).count(), 0);
    await agents.take(agent);
    await t.accessible(agent, 'check-list');
  });

  await at.test('a mark wants its cause, and what was typed stays', () => t.told(agent, async () => {
    const form = agent.getByRole('region', { name: /Votre avis/ });
    await form.getByRole('button', { name: 'Enregistrer l\'avis' }).click();
    await t.waitFor('the title to say so', async () => /^Erreur/.test(await agent.title()));
    await form.getByText('Non conforme', { exact: true }).click();
    await form.getByLabel(/^Motif/).selectOption('autre');
    await form.getByRole('button', { name: 'Enregistrer l\'avis' }).click();
    await agent.getByText('Dites en quelques mots ce qui ne va pas').first().waitFor();
    await t.accessible(agent, 'mark refused');
    assert.ok(await form.getByLabel('Non conforme').isChecked());
  }));

  await at.test('the request is read over, sent once, and completed while it is unread', () => t.told(agent, async () => {
    await ask(agent);
    await t.accessible(agent, 'complement preview');
    const stale = await agent.context().newPage();
    await stale.goto(agent.url());
    await agent.getByLabel(/^Message à l'usager/).fill('Merci de répondre pièce par pièce.');
    await agent.getByRole('button', { name: 'Envoyer la demande' }).click();
    await agent.getByText('La demande de complément est envoyée').waitFor();
    await t.accessible(agent, 'complement asked');
    await stale.getByRole('button', { name: 'Envoyer la demande' }).click();
    await stale.getByText('Rien n\'a été changé').waitFor();
    await stale.close();
    await agent.getByText('Notification pas encore ouverte').waitFor();
    await agent.getByRole('button', { name: 'Annuler la demande de complément' }).click();
    await agent.getByText('Vos observations sont gardées').waitFor();
    await agent.getByRole('link', { name: 'Préparer la demande de complément' }).click();
    assert.equal(await agent.getByLabel(/^Message à l'usager/).inputValue(), 'Merci de répondre pièce par pièce.');
    await agent.getByRole('button', { name: 'Envoyer la demande' }).click();
    await agent.getByText('La demande de complément est envoyée').waitFor();
  }));

  const page = user.page;
  await at.test('the applicant reads what the agent says, beside what was sent', () => t.told(page, async () => {
    await page.goto(t.at.user + '/mes-demandes');
    await page.getByText('Complément demandé').first().waitFor();
    await toNotification(user, true);
    await t.accessible(page, 'complement');
    await page.setViewportSize({ width: 320, height: 800 });
    await t.accessible(page, 'complement 320');
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByText('Les documents mentionnés ci-dessous ne sont pas lisibles').waitFor();
    await piece(page, /Justificatif de nationalité/).getByText('Veuillez fournir une copie lisible de votre passeport.').waitFor();
    assert.equal(await piece(page, /Justificatif de nationalité/).getByRole('link', { name: /VOIR LE DOCUMENT/ }).count(), 1);
    assert.equal(await page.getByLabel(/Veuillez préciser les raisons/).first().isVisible(), false);
  }));

  await at.test('answers are kept while they are partial', () => t.told(page, async () => {
    const first = piece(page, /Justificatif de nationalité/);
    await first.getByText('Maintenir le Document', { exact: true }).click();
    await first.getByLabel(/Veuillez préciser les raisons du maintien du document/).fill('La copie comporte 2 pages');
    await page.getByRole('button', { name: 'Valider et envoyer' }).last().click();
    await t.waitFor('the title to say so', async () => /^Erreur/.test(await page.title()));
    await t.accessible(page, 'complement refused');
    assert.match(await page.locator('#gt-summary').innerText(), /Justificatif de domicile.* : /);
    await page.goto(page.url().replace(/\/demandes\/.*/, '/notifications'));
    await page.getByRole('main').getByRole('link', { name: /^Demande de complément/ }).last().click();
    assert.equal(await piece(page, /Justificatif de nationalité/).getByLabel(/Veuillez préciser les raisons/).inputValue(), 'La copie comporte 2 pages');
    await piece(page, /Justificatif de nationalité/).getByText('Réponse prête').waitFor();
  }));

  await at.test('a new file goes through the same hands, and a second tab is noticed', () => t.told(page, async () => {
    const second = piece(page, /Justificatif de domicile/);
    await second.getByText('Mettre à jour le Document', { exact: true }).click();
    await second.locator('input[type=file]').setInputFiles(files.eicarPdf('virus.pdf'));
    await second.locator('.fr-error-text').first().waitFor();
    await second.locator('input[type=file]').setInputFiles(files.png('6657.png'));
    await second.getByRole('button', { name: /SUPPRIMER/ }).waitFor();
    await second.getByLabel(/Message à l'agent/).fill('Voici une facture de ce mois.');
    const tab = await page.context().newPage();
    await tab.goto(page.url());
    await t.waitFor('the answer to be saved', async () => { await tab.reload(); return await piece(tab, /Justificatif de domicile/).getByLabel('Mettre à jour le Document').isChecked(); });
    await second.getByLabel(/Message à l'agent/).fill('Voici une facture de novembre.');
    await page.getByRole('heading', { level: 1 }).click();
    await t.waitFor('the message to be saved', () => t.sql(`SELECT MAX(version) FROM complement`)[0][0] > 3);
    await piece(tab, /Justificatif de nationalité/).getByLabel(/Veuillez préciser les raisons/).evaluate((e) => { e.value = 'Autre chose, dans un autre onglet'; });
    await tab.getByRole('button', { name: 'Valider et envoyer' }).last().click();
    await tab.getByText('dans un autre onglet').first().waitFor();
    await t.accessible(tab, 'complement two tabs');
    await tab.close();
    await page.reload();
    assert.equal(await piece(page, /Justificatif de nationalité/).getByLabel(/Veuillez préciser les raisons/).inputValue(), 'La copie comporte 2 pages');
    await t.accessible(page, 'complement ready');
    await page.getByRole('button', { name: 'Valider et envoyer' }).last().click();
    await page.getByText('Votre réponse a été envoyée le').waitFor();
    assert.equal(await page.getByRole('button', { name: /SUPPRIMER/i }).count(), 0, 'what was sent is not taken away any more');
    await t.accessible(page, 'complement sent');
    await page.getByRole('link', { name: /RETOUR A TOUTES MES NOTIFICATIONS/ }).last().click();
    await page.getByText(/Répondu le/).first().waitFor();
  }));

  await at.test('the agent finds it among the answers, before and after side by side', () => t.told(agent, async () => {
    await agent.goto(t.at.agent + '/demandes?liste=replied');
    await agent.getByRole('row').filter({ hasText: user.number }).getByRole('link').first().click();
    await agent.getByText('Complément reçu').first().waitFor();
    await agent.getByRole('link', { name: 'Voir la réponse : avant et après' }).click();
    await agent.getByText('La copie comporte 2 pages').waitFor();
    await agent.getByText('Voici une facture de novembre.').waitFor();
    await t.waitFor('the pictures', () => agent.evaluate(() => { const all = [...document.querySelectorAll('.gt-both img')]; all.forEach((i) => { i.loading = 'eager'; }); return all.length >= 3 && all.every((i) => i.complete && i.naturalWidth > 0); }));
    await t.accessible(agent, 'before and after');
    await agent.getByRole('link', { name: /^Vérifier/ }).last().click();
    await agent.getByText('À revoir').first().waitFor();
    await mark(agent, /Justificatif de domicile/, 'Conforme');
    await agent.goto(t.at.agent + '/demandes?liste=replied');
    assert.equal(await agent.getByRole('row').filter({ hasText: user.number }).count(), 0);
  }));

  await at.test('messages go both ways with a file, and are marked as read', () => t.told(page, async () => {
    await page.goto(t.at.user + '/mes-demandes');
    await page.getByRole('link', { name: /regroupement|renouvellement/i }).first().click();
    await page.getByRole('button', { name: 'Envoyer le message' }).click();
    await t.waitFor('the title to say so', async () => /^Erreur/.test(await page.title()));
    await page.getByLabel(/Votre message à l'administration/).fill('Bonjour,\nma facture est-elle arrivée ?');
    await page.getByLabel(/Joindre des fichiers/).setInputFiles([files.pdf('preuve.pdf'), files.eicarPdf('virus.pdf')]);
    await page.getByRole('button', { name: 'Envoyer le message' }).click();
    await page.getByText('Choisissez-les de nouveau avant de l\'envoyer').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'preuve.pdf' }).waitFor();
    await t.accessible(page, 'message refused with its files');
    await page.getByLabel(/Joindre des fichiers/).setInputFiles([files.pdf('preuve.pdf'), files.png('photo.png')]);
    await page.getByRole('button', { name: 'Envoyer le message' }).click();
    await page.getByText('Votre message est envoyé').waitFor();
    await page.getByText('Pas encore lu').waitFor();
    await t.accessible(page, 'message sent');
    await agents.open(agent, user.number);
    await agent.getByText('ma facture est-elle arrivée').waitFor();
    for (const name of ['preuve.pdf', 'photo.png']) await agent.getByRole('link', { name }).first().waitFor();
    await agent.getByLabel(/Message à l'usager/).fill('Oui, nous l\'avons reçue.');
    await agent.getByRole('button', { name: 'Envoyer le message' }).click();
    await agent.getByText('Votre message est envoyé').waitFor();
    await t.accessible(agent, 'thread of the agent');
    await page.goto(t.at.user + '/notifications');
    await page.getByRole('link', { name: /Message de l'administration non lue?/ }).click();
    await page.getByRole('button', { name: /Ouvrir/ }).click();
    await page.getByText('Un agent vous a écrit').waitFor();
    await t.accessible(page, 'notification of a message');
    await page.getByRole('main').getByRole('link', { name: /demande/ }).first().click();
    await page.getByText('Oui, nous l\'avons reçue.').waitFor();
    await page.getByText(/^Lu le/).first().waitFor();
  }));
  assert.deepEqual(page.problems.concat(agent.problems), []);
});

test('without scripts: both branches, more time, and nothing typed is lost on the way', async (at) => {
  const person = t.newPerson();
  const user = await road.applicant(person, `sans-script-${process.pid}@exemple.fr`, { javaScriptEnabled: false });
  const agent = await t.open({ javaScriptEnabled: false });
  await agents.signIn(agent, 'c.lemaire');
  await agents.open(agent, user.number);
  await agent.getByRole('button', { name: 'Prendre' }).first().click();
  await t.told(agent, async () => {
    await ask(agent);
    await agent.getByRole('button', { name: 'Envoyer la demande' }).click();
    await agent.getByText('La demande de complément est envoyée').waitFor();
  });
  const page = user.page;

  await at.test('a file is sent with everything that was typed', () => t.told(page, async () => {
    await toNotification(user, false);
    await t.accessible(page, 'complement no scripts');
    const first = piece(page, /Justificatif de nationalité/), second = piece(page, /Justificatif de domicile/);
    await first.getByText('Maintenir le Document', { exact: true }).click();
    await first.getByLabel(/Veuillez préciser les raisons/).fill('La copie comporte 2 pages');
    await second.getByText('Mettre à jour le Document', { exact: true }).click();
    await second.locator('input[type=file]').setInputFiles(files.png('6657.png'));
    await second.getByRole('button', { name: 'Envoyer le fichier' }).click();
    await page.getByRole('link', { name: '6657.png', exact: true }).waitFor();
    assert.equal(await piece(page, /Justificatif de nationalité/).getByLabel(/Veuillez préciser les raisons/).inputValue(), 'La copie comporte 2 pages');
    await piece(page, /Justificatif de domicile/).getByRole('button', { name: /SUPPRIMER/ }).click();
    await page.getByRole('button', { name: 'Valider et envoyer' }).last().click();
    await page.getByText('Joignez le nouveau document.').first().waitFor();
    await t.accessible(page, 'complement no file');
  }));

  await at.test('more time is asked for, and granted', () => t.told(page, async () => {
    await page.locator('summary', { hasText: 'Il vous faut plus de temps' }).click();
    await page.getByLabel(/Pourquoi vous faut-il plus de temps/).fill('J\'attends ma nouvelle facture.');
    await page.getByRole('button', { name: 'Demander un délai supplémentaire' }).click();
    await page.getByText('Votre demande de délai est transmise').waitFor();
    await agent.goto(t.at.agent + '/demandes?liste=replied');
    await agent.getByRole('row').filter({ hasText: user.number }).getByRole('link').first().click();
    await agent.getByText('J\'attends ma nouvelle facture.').waitFor();
    await t.accessible(agent, 'extension asked');
    await agent.getByLabel(/Jours supplémentaires/).fill('0');
    await agent.getByRole('button', { name: 'Accorder le délai' }).click();
    await t.waitFor('the title to say so', async () => /^Erreur/.test(await agent.title()));
    await agent.getByLabel(/Jours supplémentaires/).fill('10');
    await agent.getByRole('button', { name: 'Accorder le délai' }).click();
    await agent.getByText('Le délai est prolongé').waitFor();
    await page.goto(t.at.user + '/notifications');
    await page.getByRole('link', { name: /^Délai de réponse/ }).click();
    await page.getByRole('button', { name: /Ouvrir/ }).click();
    await page.getByText('est prolongé').waitFor();
    await t.accessible(page, 'notification of an extension');
  }));

  await at.test('the answer is sent, once', () => t.told(page, async () => {
    await page.goto(t.at.user + '/notifications');
    await page.getByRole('link', { name: /^Demande de complément/ }).click();
    await page.getByText('40 jours restants').waitFor();
    const second = piece(page, /Justificatif de domicile/);
    await second.locator('input[type=file]').setInputFiles(files.png('6657.png'));
    await second.getByRole('button', { name: 'Envoyer le fichier' }).click();
    await page.getByRole('link', { name: '6657.png', exact: true }).waitFor();
    const tab = await page.context().newPage();
    tab.scriptless = true;
    await tab.goto(page.url());
    await page.getByRole('button', { name: 'Valider et envoyer' }).last().click();
    await page.getByText('Votre réponse a été envoyée le').waitFor();
    await tab.getByRole('button', { name: 'Valider et envoyer' }).last().click();
    await tab.getByText('n\'attend plus de réponse').waitFor();
    await t.accessible(tab, 'complement too late');
    assert.equal(t.sql(`SELECT COUNT(*) FROM journal j JOIN dossier d ON d.id = j.dossier WHERE d.number = '${user.number}' AND j.verb = 'answer-complement'`)[0][0], '1');
  }));
  assert.deepEqual(page.problems.concat(agent.problems), []);
});

for (const scripts of [true, false]) {
  test(`an answer is asked for again, ${scripts ? 'with' : 'without'} scripts: what is wrong is said and kept, what is right is the new version, seen before and after`, async () => {
    const user = await road.applicant(t.newPerson(), `reponse-${scripts ? 1 : 0}-${process.pid}@exemple.fr`, { javaScriptEnabled: scripts });
    const agent = await t.open({ javaScriptEnabled: scripts }), page = user.page;
    await t.told(agent, async () => {
      await agents.signIn(agent, 's.benali');
      await agents.open(agent, user.number);
      assert.equal(await agent.getByRole('link', { name: /^Vérifier Date de début/ }).count(), 0);
      await agents.take(agent);
      await agent.getByRole('link', { name: /^Vérifier Date de début/ }).click();
      const form = agent.getByRole('region', { name: /Votre avis/ });
      await form.getByRole('heading', { name: /Date de début de l.union/ }).waitFor();
      await t.accessible(agent, 'mark on an answer');
      await form.getByText('Non conforme', { exact: true }).click();
      await form.getByLabel(/^Motif/).selectOption('reponse-contredite');
      await form.getByLabel(/^Observation/).fill('L\'acte de mariage dit 2019.');
      await form.getByRole('button', { name: 'Enregistrer l\'avis' }).click();
      await agent.getByText('Avis enregistré').waitFor();
      await t.accessible(agent, 'an answer that is marked');
      await agent.getByRole('link', { name: 'Préparer la demande de complément' }).click();
      await agent.getByText('24/06/2020').waitFor();
      await agent.getByRole('button', { name: 'Envoyer la demande' }).click();
      await agent.getByText('La demande de complément est envoyée').waitFor();
    });
    await t.told(page, async () => {
      await toNotification(user, scripts);
      const asked = piece(page, /Date de début de l.union/);
      await asked.getByText('L\'acte de mariage dit 2019.').waitFor();
      await asked.getByText('Modifier ma réponse', { exact: true }).click();
      await t.fillDate(asked, /Date de début de l.union/, '2039-02-03');
      await t.accessible(page, 'an answer typed anew');
      await page.getByRole('button', { name: 'Valider et envoyer' }).last().click();
      await t.waitFor('the title to say so', async () => /^Erreur/.test(await page.title()));
      await t.accessible(page, 'an answer typed anew, wrong');
      assert.equal(await asked.getByLabel('Année').inputValue(), '2039');
      await page.goto(t.at.user + '/notifications');
      await page.getByRole('main').getByRole('link', { name: /^Demande de complément/ }).last().click();
      assert.equal(await asked.getByLabel('Année').inputValue(), '2039');
      await t.fillDate(asked, /Date de début de l.union/, '2019-02-03');
      await asked.getByLabel(/Message à l'agent/).fill('Faute de frappe.');
      await page.getByRole('button', { name: 'Valider et envoyer' }).last().click();
      await page.getByText('Votre réponse a été envoyée le').waitFor();
      await page.getByText('03/02/2019').waitFor();
      await t.accessible(page, 'an answer sent anew');
    });
    await t.told(agent, async () => {
      await agents.open(agent, user.number);
      await agent.getByRole('link', { name: 'Voir la réponse : avant et après' }).click();
      for (const said of ['24/06/2020', '03/02/2019', 'Faute de frappe.']) await agent.getByText(said).first().waitFor();
      await t.accessible(agent, 'an answer before and after');
      await agents.open(agent, user.number);
      await agent.getByText('03/02/2019').first().waitFor();
    });
    assert.deepEqual(page.problems.concat(agent.problems), []);
  });
}
