// A list that depends on another, in a procedure made for it: with scripts it keeps what goes with the choice made there; without, it stands whole under the
// words of the other list, and the server says what does not go together. Nothing else that was typed is lost.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const t = require('./lib.js');
const road = require('./road.js');
const { Person } = require('./raw.js');

const ID = 'listes-liees', folder = fs.mkdtempSync(path.join(os.tmpdir(), 'guichet-listes-'));
after(async () => { try { t.ctl('plugin', 'disable', ID); } catch { /* it was never enabled */ } await t.closeAll(); fs.rmSync(folder, { recursive: true, force: true }); });

function change(file, ...pairs) {
  let text = fs.readFileSync(file, 'utf8');
  for (const [was, is] of pairs) { assert.ok(text.includes(was), `${file} has no ${was}`); text = text.replace(was, () => is); }
  fs.writeFileSync(file, text);
}

// XML alone: no object is needed.
function install() {
  const dir = path.join(folder, ID);
  t.ctl('plugin', 'new', dir);
  for (const f of ['plugin.c', 'Makefile.am', 'configure.ac', 'scenarios']) fs.rmSync(path.join(dir, f), { recursive: true });
  change(path.join(dir, 'procedure.xml'), ['  <hooks check="demande"/>\n', ''], ['  <step id="demande">', '  <list id="departement"><choice id="nord"/><choice id="pas-de-calais"/></list>\n' +
    '  <list id="ville"><choice id="lille" of="nord"/><choice id="douai" of="nord"/><choice id="arras" of="pas-de-calais"/></list>\n  <step id="demande">'],
  ['      <field id="enfants"', '      <field id="departement" type="list" choices="@departement" required="yes"/>\n      <field id="ville" type="list" choices="@ville" by="../departement" required="yes"/>\n      <field id="enfants"']);
  change(path.join(dir, 'texts.fr.xml'), ['>Ma démarche<', '>Listes liées<'], ['  <text id="error.soi-meme">Ce nom est le vôtre.</text>\n', '  <text id="field.demande.objet.departement">Département</text>\n  <text id="field.demande.objet.ville">Ville</text>\n' +
    ['nord|Nord', 'pas-de-calais|Pas-de-Calais', 'lille|Lille', 'douai|Douai', 'arras|Arras'].map((c) => `  <text id="choice.${c.split('|')[0]}">${c.split('|')[1]}</text>\n`).join('')]);
  t.ctl('plugin', 'sign', dir, '--key', path.join(t.dir, 'keys-signer.secret'));
  t.ctl('plugin', 'install', dir, '--replace');
  t.ctl('plugin', 'enable', ID, '1.0');
}

async function begin(options) {
  const person = t.newPerson(), me = new Person();
  await me.create(person, `listes-${process.pid}-${person.number}@exemple.fr`, road.password);
  await me.signIn(person.foreigner_number, road.password);
  const page = await t.open(options);
  await page.context().addCookies(Object.entries(me.cookies).map(([name, value]) => ({ name, value, url: t.at.user })));
  await t.waitFor('the entry', async () => { await page.goto(t.at.user + '/demarches/changement-situation/situation'); return page.getByText('Listes liées').count(); }, 10000);
  await page.getByText('Listes liées', { exact: true }).click();
  await page.getByRole('button', { name: 'Je commence' }).click();
  await page.getByRole('button', { name: 'Je continue' }).click();
  await page.getByText('Je renseigne ma demande').first().waitFor();
  await page.getByLabel(/^Nom/).first().fill('Martin');
  return page;
}
const towns = async (page) => (await page.getByLabel(/^Ville/).locator('option').allInnerTexts()).filter((w) => /Lille|Douai|Arras/.test(w)).sort();

test('lists that depend on each other', { timeout: 240000 }, async (at) => {
  install();

  await at.test('with scripts only what goes with the choice is offered, and a choice that no longer goes is taken back', async () => {
    const page = await begin({});
    await t.told(page, async () => {
      assert.deepEqual(await towns(page), ['Arras', 'Douai', 'Lille']);
      await page.getByLabel(/^Département/).selectOption({ label: 'Nord' });
      assert.deepEqual(await towns(page), ['Douai', 'Lille']);
      await page.getByLabel(/^Ville/).selectOption({ label: 'Lille' });
      await page.getByLabel(/^Département/).selectOption({ label: 'Pas-de-Calais' });
      assert.deepEqual(await towns(page), ['Arras']);
      assert.equal(await page.getByLabel(/^Ville/).inputValue(), '');
      await page.getByLabel(/^Ville/).selectOption({ label: 'Arras' });
      await t.accessible(page, 'linked lists');
      await page.getByRole('button', { name: /Enregistrer/ }).first().click();
      await t.waitFor('the title to say so', async () => /^Erreur/.test(await page.title()));
      await page.waitForLoadState();
      assert.equal(await page.getByLabel(/^Ville/).inputValue(), 'arras');
      assert.deepEqual(await towns(page), ['Arras'], 'after a reload too');
    });
    await page.context().close();
  });

  await at.test('without scripts the list stands whole, by the other one\'s words; what does not go together is told and stays', async () => {
    const page = await begin({ javaScriptEnabled: false });
    await t.told(page, async () => {
      assert.deepEqual(await towns(page), ['Arras', 'Douai', 'Lille']);
      assert.deepEqual(await page.getByLabel(/^Ville/).locator('optgroup').evaluateAll((all) => all.map((g) => g.label)), ['Nord', 'Pas-de-Calais']);
      await page.getByLabel(/^Département/).selectOption({ label: 'Pas-de-Calais' });
      await page.getByLabel(/^Ville/).selectOption({ label: 'Lille' });
      await road.next(page);
      await t.waitFor('the title to say so', async () => /^Erreur/.test(await page.title()));
      assert.ok(await page.locator('.fr-select-group--error', { hasText: 'Ville' }).count(), 'the town has an error of its own');
      assert.equal(await page.getByLabel(/^Nom/).first().inputValue(), 'Martin');
      assert.equal(await page.getByLabel(/^Département/).inputValue(), 'pas-de-calais');
      await t.accessible(page, 'linked lists that do not go together');
      await page.getByLabel(/^Ville/).selectOption({ label: 'Arras' });
      await road.next(page);
      await t.waitFor('the town without error', async () => !await page.locator('.fr-select-group--error', { hasText: 'Ville' }).count());
      assert.equal(await page.getByLabel(/^Ville/).inputValue(), 'arras');
    });
    await page.context().close();
  });
});
