// Time is moved past the ends: a request closed as incomplete whose person says why, and the day on which silence counts.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const t = require('../e2e/lib.js');
const road = require('../e2e/road.js');
const agents = require('../e2e/agents.js');
const files = require('../e2e/files.js');
const { moveTo, daysTo } = require('./lib.js');

const phone = { width: 360, height: 740 }, desk = { width: 1280, height: 900 };
after(async () => {
  await moveTo(0);
  await t.closeAll();
});

test('closed as incomplete, the person says why and is heard; then nobody answers, and the page says what that means', async (at) => {
  const person = t.newPerson(), agent = await t.open();
  const { page, number } = await road.applicant(person, `silence-${process.pid}@exemple.fr`);
  const id = t.sql(`SELECT HEX(id) FROM dossier WHERE number = '${number}'`)[0][0];
  const one = (query) => Number(t.sql(query)[0][0]);
  const file = async () => {
    await agents.signIn(agent, 's.benali');
    await agents.open(agent, number);
  };
  const follow = async () => {
    await page.goto(t.at.user + '/mes-demandes');
    if (/\/connexion/.test(page.url())) { await road.signIn(page, person); await page.goto(t.at.user + '/mes-demandes'); }
    await page.getByRole('main').getByRole('link', { name: /regroupement|renouvellement/i }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Suivi de ma demande' }).waitFor();
  };

  await at.test('before that day the page names it, and the service with its telephone', () => t.told(page, async () => {
    await page.getByRole('link', { name: 'Suivre ma demande' }).click();
    const said = await page.locator('main').innerText();
    assert.match(said, /Sans réponse à cette date, la demande est considérée comme refusée/);
    assert.match(said, /Préfecture du Nord[\s\S]*Téléphone : \+?[\d ]+/);
    assert.doesNotMatch(said, /est réputée refusée/);
  }));

  await at.test('asked, opened, not answered: closed by an agent, whose page keeps no day of silence', () => t.told(agent, async () => {
    await file();
    await agent.getByRole('button', { name: 'Prendre' }).first().click();
    await agent.getByText('Décision implicite').first().waitFor();
    const form = agent.getByRole('region', { name: /Votre avis/ });
    await form.getByText('Illisible', { exact: true }).click();
    await form.getByLabel(/^Motif/).selectOption('illisible');
    await form.getByRole('button', { name: 'Enregistrer l\'avis' }).click();
    await agent.getByRole('link', { name: 'Préparer la demande de complément' }).click();
    await agent.getByRole('button', { name: 'Envoyer la demande' }).click();
    await agent.getByText('La demande de complément est envoyée').waitFor();
    await page.goto(t.at.user + '/notifications');
    await page.getByRole('link', { name: 'Demande de complément non lue' }).last().click();
    await page.getByRole('button', { name: /Ouvrir/ }).click();
    await page.getByText('30 jours restants').waitFor();
    await moveTo(31);                                                    // the last reminder leaves its two days
    await t.waitFor('the reminder', () => one(`SELECT reminded FROM complement WHERE dossier = X'${id}'`) === 3, 60000);
    await moveTo(35);
    await t.waitFor('the alert', () => one(`SELECT COUNT(*) FROM alert WHERE dossier = X'${id}' AND kind = 'complement-overdue'`) === 1, 60000);
    await file();
    await agent.getByRole('link', { name: 'Clore comme incomplète' }).click();
    await agent.getByLabel(/^Motif de la clôture/).fill('Le passeport lisible n\'est pas arrivé.');
    await agent.getByRole('button', { name: 'Clore la demande' }).click();
    await agent.getByText('La demande est close comme incomplète').waitFor();
    assert.equal(await agent.getByText('Décision implicite').count(), 0);
  }));

  await at.test('before the notification is opened, nothing on the page tells the outcome', () => t.told(page, async () => {
    await follow();
    assert.equal(await page.getByRole('button', { name: 'Envoyer le message' }).count(), 0);
    assert.doesNotMatch(await page.locator('main').innerText(), /close|incomplète/);
  }));

  await at.test('the person reads it, and reaches the service from there, by keyboard too', () => t.told(page, async () => {
    await page.goto(t.at.user + '/notifications');
    await page.getByRole('link', { name: 'Notification de décision non lue' }).last().click();
    await page.getByRole('button', { name: /Ouvrir/ }).click();
    await page.getByText('il peut rouvrir celle-ci').waitFor();
    await page.getByRole('link', { name: 'Écrire au service' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/demandes\/[\w-]+#messages$/);
    await page.getByText('votre demande est close comme incomplète').waitFor();
    await page.getByText('Recours possible jusqu\'au').waitFor();
    await page.setViewportSize(phone);
    await t.accessible(page, 'follow-up closed as incomplete, phone');
    await page.setViewportSize(desk);
    await page.goto(`${t.at.user}/langue/en?retour=${encodeURIComponent(new URL(page.url()).pathname)}`);
    await page.getByText('your application is closed as incomplete').waitFor();
    await t.accessible(page, 'follow-up closed as incomplete, in English');
    await page.goto(`${t.at.user}/langue/fr?retour=${encodeURIComponent(new URL(page.url()).pathname)}`);
    await page.getByLabel(/^Votre message/).fill('J\'étais à l\'hôpital. Voici mon passeport.');
    await page.getByLabel(/^Joindre des fichiers/).setInputFiles(files.pdf('passeport-lisible.pdf'));
    await page.getByRole('button', { name: 'Envoyer le message' }).click();
    await page.getByText('J\'étais à l\'hôpital').waitFor();
    await page.getByRole('link', { name: 'passeport-lisible.pdf' }).waitFor();
  }));

  await at.test('agents are alerted, read it, and open the request again', () => t.told(agent, async () => {
    await agent.goto(t.at.agent + '/alertes');
    await agent.getByRole('listitem').filter({ hasText: number }).filter({ hasText: 'Message de l\'usager à lire' }).getByRole('link').first().click();
    await agent.getByText('J\'étais à l\'hôpital').waitFor();
    await agent.getByRole('link', { name: 'Rouvrir la demande' }).click();
    await agent.getByLabel(/^Motif de la réouverture/).fill('Le passeport est arrivé par message.');
    await agent.getByRole('button', { name: 'Rouvrir la demande' }).click();
    await agent.getByText('La demande est rouverte').waitFor();
    await agent.getByText('Décision implicite').first().waitFor();
  }));

  await at.test('the day comes, nobody has answered: what it means, how to contest it, and that an answer may still come', () => t.told(page, async () => {
    const silence = t.sql(`SELECT silence_date FROM dossier WHERE id = X'${id}'`)[0][0];
    await moveTo(daysTo(silence) - 1);
    await follow();
    assert.doesNotMatch(await page.locator('main').innerText(), /est réputée refusée/);
    await moveTo(daysTo(silence));
    await follow();
    const said = await page.locator('main').innerText();
    for (const word of [/votre demande est réputée refusée \(CESEDA, articles R\. 432-1 et R\. 432-2\)/, /contesté dans un délai de 2 mois/, /recours gracieux/, /recours hiérarchique/, /tribunal administratif/, /un agent peut encore y répondre/])
      assert.match(said, word);
    assert.doesNotMatch(said, /Sans réponse à cette date/);
    await page.getByRole('link', { name: 'Écrire au service' }).click();
    assert.ok(await page.getByLabel(/^Votre message/).isVisible());
    await page.setViewportSize(phone);
    await t.accessible(page, 'follow-up after the day of silence, phone');
    await page.goto(`${t.at.user}/langue/en?retour=${encodeURIComponent(new URL(page.url()).pathname)}`);
    await page.getByText('your application is deemed refused').waitFor();
    await t.accessible(page, 'follow-up after the day of silence, in English, phone');
    assert.equal(t.sql(`SELECT state FROM dossier WHERE id = X'${id}'`)[0][0], 'verifying');
  }));
  assert.deepEqual([...page.outside, ...agent.outside, ...page.problems, ...agent.problems], []);
});
