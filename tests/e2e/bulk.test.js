// Several requests of a list at once: ticked, looked at line by line, done; without scripts, on a phone, and with a colleague who is quicker.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const t = require('./lib.js');
const road = require('./road.js');
const agents = require('./agents.js');
const files = require('./files.js');
const { Person } = require('./raw.js');

after(() => t.closeAll());

// Deposited by somebody without a browser; all of that name are found together.
const name = 'LOTISSEUR' + String(process.pid).replace(/\d/g, (d) => 'ABCDEFGHIJ'[d]);
async function deposited() {
  const person = t.newPerson({ birth_name: name, usual_name: '' }), me = new Person();
  await me.create(person, `lot-${person.number}@exemple.fr`, road.password);
  await me.signIn(person.foreigner_number, road.password);
  const here = await me.ready(person, files), answer = await me.send('POST', `${here}/depot`, { form: await me.depositForm(here) });
  assert.equal(answer.location, `${here}/confirmation`);
  const id = Buffer.from(here.split('/')[2], 'base64url').toString('hex');
  return t.sql(`SELECT number FROM dossier WHERE id = X'${id}'`)[0][0];
}
const list = (page) => page.goto(`${t.at.agent}/demandes?liste=all&q=${name}`);
const line = (page, number) => page.getByRole('row').filter({ hasText: number });
async function look(page, numbers, act, to) {
  await list(page);
  for (const number of numbers) await page.getByLabel(`Cocher la demande ${number}`).check({ force: true });
  await page.getByLabel('Acte').selectOption({ label: act });
  if (to) await page.getByLabel('Collègue (pour confier)').selectOption({ label: to });
  await page.getByRole('button', { name: 'Voir ce qui serait fait' }).click();
}

test('three requests are looked at, taken but the one a colleague was quicker with, then given away', async (at) => {
  const numbers = [await deposited(), await deposited(), await deposited()];
  const agent = await t.open({ javaScriptEnabled: false }), colleague = await t.open({ viewport: { width: 360, height: 740 } });
  await agents.signIn(agent, 's.benali');
  await agents.signIn(colleague, 'c.lemaire');

  await at.test('nothing ticked, nothing done', () => t.told(agent, async () => {
    await list(agent);
    await t.accessible(agent, 'list with boxes, no scripts');
    await agent.getByRole('button', { name: 'Voir ce qui serait fait' }).click();
    await agent.getByText('Cochez au moins une demande').waitFor();
  }));
  await at.test('all lines of the page are ticked at once, in the list as it was filtered, and none', () => t.told(agent, async () => {
    await list(agent);
    await agent.getByRole('link', { name: 'Cocher toutes les demandes de cette page' }).click();
    await agent.getByRole('link', { name: 'Ne cocher aucune demande' }).waitFor();
    assert.equal(await agent.getByRole('checkbox', { checked: true }).count(), 3);
    await t.accessible(agent, 'list with all boxes ticked');
    await agent.getByRole('button', { name: 'Voir ce qui serait fait' }).click();
    await agent.getByText('possible pour 3 demande(s) sur 3').waitFor();
    await agent.getByRole('link', { name: 'Retour à la liste' }).click();
    await line(agent, numbers[0]).waitFor();
    assert.equal(await agent.getByRole('checkbox').count(), 3, 'the same filter');
    assert.equal(await agent.getByRole('checkbox', { checked: true }).count(), 0);
  }));
  await at.test('what would be done is told line by line, and is not done', () => t.told(agent, async () => {
    await look(agent, numbers, 'Prendre');
    await agent.getByText('Ce serait possible pour 3 demande(s) sur 3').waitFor();
    await t.accessible(agent, 'bulk looked at');
    assert.equal(t.sql(`SELECT COUNT(*) FROM dossier WHERE agent IS NOT NULL AND number IN ('${numbers.join("','")}')`)[0][0], '0');
  }));
  await at.test('a colleague takes one meanwhile: the two others are taken, that one says why not', () => t.told(agent, async () => {
    await list(colleague);
    await t.accessible(colleague, 'list with boxes, phone');
    await line(colleague, numbers[1]).getByRole('link').first().click();
    await agents.take(colleague);
    await agent.getByRole('button', { name: 'Prendre ces demandes' }).click();
    await agent.getByText('Fait pour 2 demande(s) sur 3').waitFor();
    await t.accessible(agent, 'bulk done');
    assert.match(await line(agent, numbers[1]).innerText(), /n'est pas entre vos mains/);
    for (const n of [numbers[0], numbers[2]]) assert.match(await line(agent, n).innerText(), /En vérification[\s\S]*Fait/);
    assert.equal(t.sql(`SELECT COUNT(*) FROM journal j JOIN dossier d ON d.id = j.dossier WHERE j.verb = 'claim' AND d.number IN ('${numbers.join("','")}')`)[0][0], '3');
  }));
  await at.test('the same form again changes nothing; given to a colleague, on a phone', () => t.told(colleague, async () => {
    await agent.reload();
    await agent.getByText('Fait pour 0 demande(s) sur 3').waitFor();
    assert.match(await line(agent, numbers[0]).innerText(), /Déjà fait/);
    await look(agent, [numbers[0]], 'Confier à un collègue');
    await agent.getByText('Choisissez le collègue').waitFor();
    // what was ticked and chosen is still there, in the same list
    assert.equal(await agent.getByRole('checkbox').count(), 3);
    assert.ok(await agent.getByLabel(`Cocher la demande ${numbers[0]}`).isChecked());
    assert.equal(await agent.getByRole('checkbox', { checked: true }).count(), 1);
    assert.equal(await agent.getByLabel('Acte').locator('option:checked').innerText(), 'Confier à un collègue');
    await look(agent, [numbers[0], numbers[1]], 'Confier à un collègue', t.demo.agents.find((a) => a.login === 'c.lemaire').name);
    await agent.getByText('possible pour 1 demande(s) sur 2').waitFor();
    await agent.getByRole('button', { name: 'Confier ces demandes' }).click();
    await agent.getByText('Fait pour 1 demande(s) sur').waitFor();
    await look(colleague, numbers, 'Annoncer le titre disponible');
    await colleague.getByText('possible pour 0 demande(s) sur 3').waitFor();
    await t.accessible(colleague, 'bulk, nothing possible, phone');
    assert.equal(await colleague.getByRole('button', { name: 'Annoncer ces titres' }).count(), 0);
  }));
  assert.deepEqual([...agent.problems, ...colleague.problems], []);
});
