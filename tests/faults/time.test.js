// Time is moved while people work: what falls due comes once, on the right day, whoever runs beside; then the clock is put back.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { spawn } = require('node:child_process');
const t = require('../e2e/lib.js');
const road = require('../e2e/road.js');
const agents = require('../e2e/agents.js');
const { pause, moveTo, iso, daysTo } = require('./lib.js');

const french = (day) => day.split('-').reverse().join('/');
let second;
after(async () => {
  if (second) second.kill('SIGTERM');
  await moveTo(0);
  await t.closeAll();
});

const one = (query) => Number(t.sql(query)[0][0]);

test('the title ends while the request is examined: one attestation, told once, renewed, and agents hear of what needs them', async (at) => {
  const person = t.newPerson(), email = `echeances-${process.pid}@exemple.fr`;
  const agent = await t.open(), { page, number } = await road.applicant(person, email);
  const id = t.sql(`SELECT HEX(id) FROM dossier WHERE number = '${number}'`)[0][0];
  const papers = () => one(`SELECT COUNT(*) FROM paper WHERE dossier = X'${id}' AND kind = 'prolongation'`);
  const told = () => t.mails(email).map(t.mailText).filter((m) => /Vous venez de recevoir une notification/.test(m)).length;

  await at.test('fifteen days before the end, with a second guichet-jobs beside: once', async () => {
    const left = daysTo(person.end);
    await moveTo(left - 16);
    await pause(8000);
    assert.equal(papers(), 0);
    const libexec = /^libexec = (.*)$/m.exec(fs.readFileSync(path.join(t.dir, 'etc/guichet.conf'), 'utf8'))[1];
    second = spawn(path.join(libexec, 'guichet-jobs'), ['--config', path.join(t.dir, 'etc/guichet.conf')], { stdio: 'ignore' });
    await moveTo(left - 15);
    await t.waitFor('the attestation', () => papers() === 1, 60000);
    await t.waitFor('the mail', () => told() === 1, 30000);
    await pause(8000);
    assert.equal(papers(), 1);
    assert.equal(told(), 1);
    assert.equal(one(`SELECT COUNT(*) FROM journal WHERE dossier = X'${id}' AND verb = 'prolong'`), 1);
    at.from = iso(left - 15);
    at.left = left;
  });

  await at.test('it is there at once, and its notification says from when to when', async () => {
    await road.signIn(page, person);
    await page.goto(t.at.user + '/notifications');
    await page.getByRole('link', { name: /^Attestation de prolongation d'instruction/ }).first().click();
    await page.getByRole('button', { name: /Ouvrir/ }).click();
    await page.getByText('est toujours à l\'étude').waitFor();
    await t.accessible(page, 'notification of a prolongation');
    await page.getByRole('link', { name: /ma demande|Suivre/ }).first().click();
    await page.getByText('Attestation de prolongation valable jusqu\'au').waitFor();
    await t.accessible(page, 'follow-up with a prolongation');
    const text = await t.paper(page, /Attestation de prolongation/);
    const to = t.sql(`SELECT prolonged_to FROM dossier WHERE id = X'${id}'`)[0][0];
    for (const said of [/ATTESTATION DE PROLONGATION D.INSTRUCTION/i, new RegExp(number), new RegExp(french(at.from)), new RegExp(french(to)), /VOS RÉFÉRENCES/i, new RegExp(person.foreigner_number)]) assert.match(text, said);
  });

  await at.test('agents: the alert of silence, on the request and in the list, is treated once', async () => {
    const silence = t.sql(`SELECT silence_date FROM dossier WHERE id = X'${id}'`)[0][0];
    await moveTo(daysTo(silence) - 30);
    await t.waitFor('the alert', () => one(`SELECT COUNT(*) FROM alert WHERE dossier = X'${id}' AND kind = 'silence-near'`) === 1, 60000);
    await agents.signIn(agent, 'c.lemaire');
    await agent.getByRole('link', { name: /Alertes/ }).first().click();
    await agent.getByRole('heading', { level: 1, name: 'Alertes' }).waitFor();
    await t.accessible(agent, 'alerts');
    await agent.setViewportSize({ width: 320, height: 700 });
    await t.accessible(agent, 'alerts on a phone');
    await agent.setViewportSize({ width: 1280, height: 900 });
    const line = agent.getByRole('listitem').filter({ hasText: number });
    await line.getByRole('link').first().click();
    await agent.getByRole('heading', { name: 'Alertes sur cette demande' }).waitFor();
    await t.accessible(agent, 'request with an alert');
    await agent.getByRole('button', { name: /^Marquer comme traitée/ }).first().click();
    await agent.getByText('L\'alerte est marquée comme traitée').waitFor();
    assert.equal(await agent.getByRole('heading', { name: 'Alertes sur cette demande' }).count(), 0);
    await agent.goto(t.at.agent + '/alertes?etat=traitees');
    await agent.getByText(number).first().waitFor();
    await t.accessible(agent, 'alerts treated');
  });

  await at.test('by hand an agent in charge gives a reason; without one nothing is issued', async () => {
    await agents.open(agent, number);
    await agents.take(agent);
    const before = papers();
    await agent.getByRole('link', { name: 'Délivrer une prolongation' }).click();
    await t.accessible(agent, 'prolongation by hand');
    await agent.getByRole('button', { name: 'Délivrer l\'attestation' }).click();
    await t.waitFor('the title to say so', async () => /^Erreur/.test(await agent.title()));
    await t.accessible(agent, 'prolongation without reason');
    await agent.getByLabel(/^Motif de la délivrance/).fill('Voyage professionnel : la date de fin doit être plus lointaine.');
    await agent.getByRole('button', { name: 'Délivrer l\'attestation' }).click();
    await agent.getByText('L\'attestation de prolongation est délivrée').waitFor();
    assert.equal(papers(), before + 1);
    assert.match(await agent.locator('#notes').locator('..').innerText(), /Voyage professionnel/);
  });

  await at.test('the digest can be stopped, and comes back', async () => {
    await agent.goto(t.at.agent + '/mon-compte');
    await t.accessible(agent, 'account of an agent with the digest');
    await agent.getByLabel(/^Recevoir chaque jour ouvré/).uncheck({ force: true });
    await agent.getByRole('button', { name: 'Enregistrer' }).click();
    await agent.getByText('Votre choix est enregistré').waitFor();
    assert.equal(one('SELECT digest_mail FROM agent WHERE login = \'c.lemaire\''), 0);
    assert.equal(await agent.getByLabel(/^Recevoir chaque jour ouvré/).isChecked(), false);
  });
  assert.deepEqual([...page.outside, ...agent.outside, ...page.problems, ...agent.problems], []);
});

test('asked, opened, day 15, day 23, day 28, day 31: reminded three times, closed by an agent alone, opened again with a reason', async (at) => {
  await moveTo(0);
  const person = t.newPerson(), email = `delai-${process.pid}@exemple.fr`;
  const agent = await t.open(), { page, number } = await road.applicant(person, email);
  const id = t.sql(`SELECT HEX(id) FROM dossier WHERE number = '${number}'`)[0][0];
  const reminded = () => t.mails(email).map(t.mailText).filter((m) => /pour\s+répondre\s+à\s+la\s+demande\s+de\s+complément/.test(m)).length;
  const file = async () => {
    await agents.signIn(agent, 's.benali');
    await agents.open(agent, number);
  };

  await at.test('an agent asks for a document, the person opens it', () => t.told(agent, async () => {
    await file();
    await agents.take(agent);
    const form = agent.getByRole('region', { name: /Votre avis/ });
    await form.getByText('Illisible', { exact: true }).click();
    await form.getByLabel(/^Motif/).selectOption('illisible');
    await form.getByRole('button', { name: 'Enregistrer l\'avis' }).click();
    await agent.getByText('Avis enregistré').waitFor();
    await agent.getByRole('link', { name: 'Préparer la demande de complément' }).click();
    await agent.getByRole('button', { name: 'Envoyer la demande' }).click();
    await agent.getByText('La demande de complément est envoyée').waitFor();
    assert.equal(await agent.getByRole('link', { name: 'Clore comme incomplète' }).count(), 0);
    await page.goto(t.at.user + '/notifications');
    await page.getByRole('link', { name: 'Demande de complément non lue' }).last().click();
    await page.getByRole('button', { name: /Ouvrir/ }).click();
    await page.getByText('30 jours restants').waitFor();
  }));

  for (const [day, n] of [[15, 1], [23, 2], [28, 3]]) {
    await at.test(`day ${day}: one reminder more, no other`, async () => {
      await moveTo(day);
      await t.waitFor('the reminder', () => reminded() === n, 60000);
      await pause(7000);
      assert.equal(reminded(), n);
    });
  }

  await at.test('day 31: agents are told; nobody but one of them closes it', () => t.told(agent, async () => {
    await moveTo(31);
    await t.waitFor('the alert', () => one(`SELECT COUNT(*) FROM alert WHERE dossier = X'${id}' AND kind = 'complement-overdue'`) === 1, 60000);
    assert.equal(t.sql(`SELECT state FROM dossier WHERE id = X'${id}'`)[0][0], 'complement-asked');
    await file();
    await agent.getByText('Complément sans réponse').first().waitFor();
    await agent.getByRole('link', { name: 'Clore comme incomplète' }).click();
    await t.accessible(agent, 'closing');
    await agent.getByRole('button', { name: 'Clore la demande' }).click();
    await t.waitFor('the title to say so', async () => /^Erreur/.test(await agent.title()));
    await t.accessible(agent, 'closing without reason');
    await agent.getByLabel(/^Motif de la clôture/).fill('Le passeport lisible n\'est pas arrivé.');
    await agent.getByRole('button', { name: 'Clore la demande' }).click();
    await agent.getByText('La demande est close comme incomplète').waitFor();
    await t.accessible(agent, 'closed');
  }));

  await at.test('the person opens it, reads why, what is missing and how to contest it', () => t.told(page, async () => {
    await road.signIn(page, person);
    await page.goto(t.at.user + '/notifications');
    await page.getByRole('link', { name: 'Notification de décision non lue' }).last().click();
    assert.doesNotMatch(await page.locator('main').innerText(), /close/);
    await page.getByRole('button', { name: /Ouvrir/ }).click();
    await page.getByText('est close comme incomplète').waitFor();
    await page.getByText('Le passeport lisible n\'est pas arrivé.').waitFor();
    await t.accessible(page, 'notification of a closing');
    const text = await t.paper(page, 'TELECHARGER LE DOCUMENT');
    for (const said of [/CLÔTURE D.UNE DEMANDE INCOMPLÈTE/i, /nationalité/i, /Voies et délais de recours/i, new RegExp(number)]) assert.match(text, said);
  }));

  await at.test('opened again with a reason, its examination goes on', () => t.told(agent, async () => {
    await agent.getByRole('link', { name: 'Rouvrir la demande' }).click();
    await t.accessible(agent, 'opening again');
    await agent.getByLabel(/^Motif de la réouverture/).fill('Le document est arrivé par courrier.');
    await agent.getByRole('button', { name: 'Rouvrir la demande' }).click();
    await agent.getByText('La demande est rouverte').waitFor();
    await page.goto(t.at.user + '/notifications');
    await page.getByRole('link', { name: /^Réouverture de votre demande/ }).last().click();
    await page.getByRole('button', { name: /Ouvrir/ }).click();
    await page.getByText('son examen reprend').waitFor();
    await t.accessible(page, 'notification of a request opened again');
  }));
  assert.deepEqual([...page.outside, ...agent.outside, ...page.problems, ...agent.problems], []);
});
