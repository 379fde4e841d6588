// Between the deposit and the decision, by the applicant's hand: rectified, cancelled, sent; an agent who is quicker.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const t = require('./lib.js');
const road = require('./road.js');
const agents = require('./agents.js');
const files = require('./files.js');

const people = t.demo.titles.filter((p) => p.category === 'conjoint-rf' && p.foreigner_number && p.address && p.address.insee && p.spouse && !p.account && /tardive|expiré/.test(p.story));
after(() => t.closeAll());

// A person has one account, and as many requests as they begin.
const known = new Set();
async function deposited(person, options) {
  const page = await t.open(options);
  const email = `apres-${person.number}@exemple.fr`;
  const { number, pdf } = await t.told(page, async () => {
    if (!known.has(person)) await road.createAccount(page, person, email);
    known.add(person);
    await road.signIn(page, person);
    await road.begin(page);
    await road.steps(page, person);
    await road.justificatifs(page, !page.scriptless);
    return road.deposit(page);
  });
  fs.rmSync(pdf);
  await page.getByRole('link', { name: 'Suivre ma demande' }).click();
  await page.getByText('Où en est ma demande').waitFor();
  return { page, number, email, address: page.url().replace(/[?#].*/, '') };
}
async function changePhone(page, phone) {
  await page.getByRole('link', { name: /^Modifier/ }).first().click();
  await page.getByLabel('Téléphone', { exact: false }).fill(phone);
  await road.next(page);
  await road.next(page);
  await road.next(page);
  await page.getByText('Je confirme ma rectification').waitFor();
}
// A zip file as it was downloaded, tried by another program: the names of what it holds.
async function zip(page, name) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('main').getByRole('link', { name }).click()]);
  const file = path.join(os.tmpdir(), `guichet-${process.pid}-${Date.now()}.zip`);
  await download.saveAs(file);
  execFileSync('unzip', ['-tq', file]);
  const names = execFileSync('unzip', ['-Z1', file], { encoding: 'utf8' });
  fs.unlinkSync(file);
  return names;
}

// A document is added, then the request withdrawn with its receipt.
async function addAndWithdraw(page, number, email, how) {
  await page.getByRole('link', { name: 'Ajouter un document' }).click();
  await t.accessible(page, `a document more ${how}`);
  await page.getByLabel('Pour quelle pièce', { exact: false }).selectOption('domicile');
  await page.getByLabel('Document', { exact: false }).last().setInputFiles(files.pdf('quittance.pdf'));
  await page.getByRole('button', { name: 'Ajouter ce document' }).click();
  await page.getByRole('link', { name: 'quittance.pdf' }).first().waitFor();
  await page.getByLabel('Document', { exact: false }).last().setInputFiles(files.eicarPdf('virus.pdf'));
  await page.getByRole('button', { name: 'Ajouter ce document' }).click();
  await page.getByText(/^Erreur|antivirus|virus/i).first().waitFor();
  assert.equal(await page.getByRole('link', { name: 'virus.pdf' }).count(), 0);
  await t.accessible(page, `a document added, another refused ${how}`);
  await page.getByRole('link', { name: 'Revenir au suivi de ma demande' }).click();
  await page.getByText('Document joint').first().waitFor();
  const whole = await zip(page, 'Télécharger tout le dossier');
  for (const part of [`${number}/demande.pdf`, `${number}/reponses-version-2.xml`, 'papiers/02-rectification', 'quittance.pdf', 'passeport.pdf']) assert.ok(whole.includes(part), `the zip holds ${part}`);
  await page.getByRole('link', { name: 'Retirer ma demande' }).click();
  await t.accessible(page, `withdrawal ${how}`);
  await page.getByRole('button', { name: 'Non, garder ma demande' }).click();
  await page.getByRole('link', { name: 'Retirer ma demande' }).click();
  await page.getByRole('button', { name: 'Oui, retirer ma demande' }).click();
  await page.getByText('Votre demande est retirée').first().waitFor();
  await t.accessible(page, `withdrawn ${how}`);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Récépissé de retrait' }).click()]);
  const text = await t.pdfText(download);
  for (const block of ['RÉCÉPISSÉ DE RETRAIT', number, 'ne sera plus examinée', 'ne permet pas de franchir']) assert.ok(text.includes(block), `the receipt holds « ${block} »`);
  assert.ok((await t.mailTo(email, /Vous avez retiré/)).length > 0);
  for (const gone of ['Rectifier ma demande', 'Ajouter un document', 'Retirer ma demande']) assert.equal(await page.getByText(gone, { exact: true }).count(), 0, gone);
}
const good = (page) => { assert.deepEqual(page.outside, []); assert.deepEqual(page.problems, []); };

for (const way of [{ name: 'with scripts', options: {}, person: 0 }, { name: 'without scripts', options: { javaScriptEnabled: false, viewport: { width: 320, height: 700 } }, person: 1 }]) {
  test(`a request is rectified ${way.name}: cancelled without a trace, then sent with its receipt`, async () => {
    const { page, number, email, address } = await deposited(people[way.person], way.options);
    await t.told(page, async () => {
      await t.accessible(page, `follow-up of a new request ${way.name}`);
      await page.getByRole('button', { name: 'Rectifier ma demande' }).click();
      await page.getByText('Je confirme ma rectification').waitFor();
      await page.getByText(number).first().waitFor();
      await t.accessible(page, `rectification begins ${way.name}`);
      await page.getByRole('button', { name: 'Annuler la rectification' }).click();
      await t.accessible(page, `rectification cancelled ${way.name}`);
      await page.getByRole('button', { name: 'Oui, annuler la rectification' }).click();
      await page.getByText('La rectification est annulée').waitFor();

      await page.getByRole('button', { name: 'Rectifier ma demande' }).click();
      await page.getByRole('button', { name: 'Envoyer la rectification' }).click();
      await page.getByText('Vous n\'avez rien changé').first().waitFor();
      await changePhone(page, '0699999999');
      await page.getByText('06 99 99 99 99').first().waitFor();
      await page.getByRole('button', { name: 'Quitter et revenir plus tard' }).click();
      await page.getByText('Votre rectification n\'est pas encore envoyée').waitFor();
      await page.goto(t.at.user + '/');
      await page.getByText('Rectification d\'une demande déposée').waitFor();
      await page.goto(address);
      await page.getByRole('link', { name: 'Reprendre ma rectification' }).click();
      await t.accessible(page, `rectification with a change ${way.name}`);
      await page.getByRole('button', { name: 'Envoyer la rectification' }).click();
      await page.getByText('Votre rectification est reçue').waitFor();
      await t.accessible(page, `rectified ${way.name}`);
      const copy = page.url();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Récépissé de rectification' }).click()]);
      const text = await t.pdfText(download);
      for (const block of ['RÉCÉPISSÉ DE RECTIFICATION', number, 'version 2', 'ne permet pas de franchir']) assert.ok(text.includes(block), `the receipt holds « ${block} »`);
      assert.ok((await t.mailTo(email, /Vous avez rectifié/)).length > 0);
      await page.goBack();
      await page.goto(copy);
    });
    await t.told(page, () => addAndWithdraw(page, number, email, way.name));
    await page.goto(t.at.user + '/mon-compte');
    const mine = await zip(page, 'Télécharger mes données');
    assert.ok(mine.includes('compte.xml') && mine.includes(`${number}/demande.pdf`));
    good(page);
    await page.context().close();
  });
}

test('an agent who takes the request meanwhile: nothing is sent, nothing typed is lost', async () => {
  const { page, number } = await deposited(people[0], {});
  await page.getByRole('button', { name: 'Rectifier ma demande' }).click();
  await changePhone(page, '0688888888');
  const agent = await t.open();
  await agents.signIn(agent, 'c.lemaire');
  await agents.open(agent, number);
  await agents.take(agent);
  await page.getByRole('button', { name: 'Envoyer la rectification' }).click();
  await page.getByRole('heading', { name: 'Votre demande ne peut plus être rectifiée' }).waitFor();
  await page.getByText('06 88 88 88 88').first().waitFor();
  await t.accessible(page, 'rectification too late');
  // what was typed goes to the agent as a message, in words, and comes to its page
  const words = page.getByLabel(/^Message à l'agent/);
  assert.match(await words.inputValue(), /Téléphone : 06 \d\d \d\d \d\d \d\d → 06 88 88 88 88/);
  await words.fill('');
  await page.getByRole('button', { name: 'Envoyer ces changements' }).click();
  await t.waitFor('the title to say so', async () => /^Erreur/.test(await page.title()));
  await t.accessible(page, 'message of a late rectification refused');
  await words.fill('Téléphone : 06 88 88 88 88, depuis hier.');
  await page.getByRole('button', { name: 'Envoyer ces changements' }).click();
  await page.getByText('Votre message est envoyé').waitFor();
  await page.getByText('depuis hier').waitFor();
  await agent.reload();
  await agent.getByText('depuis hier').waitFor();
  await page.getByText('En vérification').first().waitFor();
  assert.equal(await page.getByRole('button', { name: 'Rectifier ma demande' }).count(), 0);
  good(page);
  good(agent);
});
