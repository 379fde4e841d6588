// Every page of the applicant's road stays under 60 kB, also with four children of two nationalities each; and long lists that stand once still serve everybody.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const t = require('./lib.js');
const road = require('./road.js');
const files = require('./files.js');
const { Person } = require('./raw.js');

after(() => t.closeAll());
const MOST = 60000;
const field = (n, leaf) => `motif.liens.enfants.enfant.${n}.${leaf}`;

async function signedIn() {
  const person = t.newPerson(), me = new Person();
  await me.create(person, `poids-${process.pid}-${person.number}@exemple.fr`, road.password);
  await me.signIn(person.foreigner_number, road.password);
  return { person, me, here: await me.draft(person) };
}
const browserOf = async (me, options) => {
  const page = await t.open(options);
  await page.context().addCookies(Object.entries(me.cookies).map(([name, value]) => ({ name, value, url: t.at.user })));
  return page;
};
const light = (answer, what) => { assert.ok(answer.bytes.length < MOST, `${what}: ${answer.bytes.length} bytes`); return answer; };

test('every page of the road is under 60 kB, with four children of two nationalities each, right and wrong', async () => {
  const { me, here } = await signedIn(), step = `${here}/etape/motif`;
  const see = async (address) => light(await me.get(address), address);
  for (const address of ['/', '/demarches/titre-sejour', '/demarches/titre-sejour/situation', `${here}/preambule`, `${here}/etape/informations-personnelles`, step, '/mes-demandes', '/mon-compte', '/notifications']) await see(address);
  await me.submit(step, step, { 'motif.liens.enfants.a-charge': 'yes' });
  light(await me.submit(step, step, { go: 'next' }), 'one child, nothing answered');
  for (let n = 2; n <= 4; n++) await me.submit(step, step, { add: 'motif.liens.enfants.enfant' });
  const empty = await see(step);
  assert.equal((empty.html.match(/<option value="CY"/g) || []).length, 1, 'the list of nationalities stands once');
  for (let n = 1; n <= 4; n++) {
    await me.submit(step, step, { add: field(n, 'nationalites') });
    light(await me.submit(step, step, { [field(n, 'nom')]: 'POULEIN-DESCHAMPS', [field(n, 'prenoms') + '.1']: 'Enrico', [field(n, 'nationalites') + '.1']: 'CY', [field(n, 'nationalites') + '.2']: 'FR', go: 'next' }), `child ${n} half answered`);
  }
  for (let n = 1; n <= 4; n++) {
    const born = field(n, 'naissance');
    await me.submit(step, step, { [field(n, 'sexe')]: 'feminin', [born + '.d']: n, [born + '.m']: 2, [born + '.y']: 2018, [field(n, 'residence')]: 'en-france' });
  }
  await see(step);
  const gone = await me.submit(step, step, { go: 'next' });
  assert.equal(gone.location, `${here}/etape/justificatifs`, gone.text);
  const files3 = await see(`${here}/etape/justificatifs`);
  light(await me.submit(files3, `${here}/etape/justificatifs`, { go: 'next' }), 'nothing joined');
  for (const [j, f] of [['nationalite', files.pdf('passeport.pdf')], ['domicile', files.png('facture.png')], ['mariage', files.pdf('acte.pdf')], ['communaute-de-vie', files.pdf('declaration.pdf')]]) for (let n = 0; n < 3; n++) await me.join(here, j, f);
  await see(`${here}/etape/justificatifs`);
  await me.submit(`${here}/etape/justificatifs`, `${here}/etape/justificatifs`, { 'justificatifs.ephoto': t.ephoto(), confirm: 'justificatifs.ephoto' });
  await see(`${here}/depot`);
  await me.send('POST', `${here}/depot`, { form: await me.depositForm(here) });
  for (const address of [`${here}/confirmation`, here, '/mes-demandes']) await see(address);
});

for (const [name, scripts] of [['with scripts', true], ['without scripts', false]]) {
  test(`each child's nationality is chosen from the whole list, and changed, ${name}`, async () => {
    const { me, here } = await signedIn(), step = `${here}/etape/motif`;
    await me.submit(step, step, { 'motif.liens.enfants.a-charge': 'yes' });
    await me.submit(step, step, { add: 'motif.liens.enfants.enfant' });
    const page = await browserOf(me, scripts ? {} : { javaScriptEnabled: false });
    const nationality = (n) => page.getByRole('group', { name: `Enfant ${n}` }).getByLabel('Nationalité(s) 1');
    // Without scripts « Voir toute la liste… » is chosen like an answer, and any button brings the list.
    const choose = async (n, label) => {
      if (!scripts && !await nationality(n).locator('option', { hasText: label }).count()) {
        await nationality(n).selectOption({ label: 'Voir toute la liste…' });
        await page.getByRole('group', { name: `Enfant ${n}` }).getByRole('button', { name: 'Ajouter un prénom' }).click();
      }
      await nationality(n).selectOption({ label });
    };
    await t.told(page, async () => {
      await page.goto(t.at.user + step);
      await choose(1, 'Chypriote');
      await choose(2, 'Mexicain');
      await page.getByRole('button', { name: 'Quitter et revenir plus tard' }).click();
      await page.goto(t.at.user + step);
      assert.equal(await nationality(1).inputValue(), 'CY');
      assert.equal(await nationality(2).inputValue(), 'MX');
      await choose(2, 'Algérien');
      await choose(1, 'Français');
      await t.accessible(page, `nationalities ${name}`);
      await page.getByRole('button', { name: 'Quitter et revenir plus tard' }).click();
      await page.goto(t.at.user + step);
      assert.deepEqual([await nationality(1).inputValue(), await nationality(2).inputValue()], ['FR', 'DZ']);
      if (scripts) return;
      await nationality(1).selectOption({ label: 'Voir toute la liste…' });
      await road.next(page);
      await page.getByText('Choisissez une nationalité dans la liste.').first().waitFor();
      await nationality(1).selectOption({ label: 'Chypriote' });
    });
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}
