// Agents at work: lists and search, one request with its documents, who is in charge, notes; out of the territory nothing exists.
'use strict';
const { test, before, after } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { execFileSync } = require('node:child_process');
const t = require('./lib.js');
const road = require('./road.js');
const agents = require('./agents.js');

const person = t.demo.titles.find((p) => /Époux venu rejoindre/.test(p.story));
let number, mine;
after(() => t.closeAll());

before(async () => {
  const user = await road.applicant(person, `travail-${process.pid}@exemple.fr`);
  number = user.number;
  await user.page.context().close();
  mine = await t.open();
  await agents.signIn(mine, 'c.lemaire');
});

async function find(page, words) {
  await page.goto(t.at.agent + '/demandes?liste=all');
  await page.getByLabel('Chercher une demande').fill(words);
  await page.getByRole('button', { name: 'Chercher' }).click();
  return page.getByRole('row').filter({ hasText: number });
}

test('a request is found by its number, its holder\'s number, and beginnings of names in any order', async () => {
  const first = person.first_names.split(' ')[0];
  for (const words of [number, person.foreigner_number, `${first.slice(0, 4)} ${person.birth_name.slice(0, 4)}`.toLowerCase(), person.birth_name.normalize('NFD').replace(/\p{M}/gu, '')])
    assert.equal(await (await find(mine, words)).count(), 1, words);
  assert.equal(await (await find(mine, 'nobody-of-that-name')).count(), 0);
  await mine.getByText('Aucune demande.').waitFor();
  await t.accessible(mine, 'work nothing found');
});

test('the list counts what waits, filters, and goes from page to page without losing its filters', async () => {
  await mine.goto(t.at.agent + '/');
  await mine.getByRole('heading', { level: 1, name: 'À prendre' }).waitFor();
  await t.accessible(mine, 'work list');
  const total = Number(/\d+/.exec(await mine.locator('.gt-work__total').innerText())[0]);
  assert.equal(await mine.locator('.gt-nav__link[aria-current] .gt-tally').innerText(), String(total), 'the menu and the list say the same');
  await mine.getByText('Filtrer et trier').click();
  await mine.getByLabel('Agent chargé de la demande').selectOption({ label: 'Personne' });
  await mine.getByLabel('Trier par').selectOption({ label: 'Échéance la plus proche (demandes en cours)' });
  await t.accessible(mine, 'work filters');
  await mine.getByRole('button', { name: 'Appliquer' }).click();
  assert.match(mine.url(), /agent=personne/);
  assert.equal(Number(/\d+/.exec(await mine.locator('.gt-work__total').innerText())[0]), total, 'nobody has what is to be taken');
  const phone = await t.open({ viewport: { width: 375, height: 740 }, hasTouch: true });
  await agents.signIn(phone, 's.benali');
  await t.accessible(phone, 'work list on a phone');
  await (await find(phone, number)).getByRole('link').click();
  await phone.getByRole('heading', { name: 'Identité et situation' }).waitFor();
  await t.accessible(phone, 'examine on a phone');
  await phone.context().close();
});

test('one page shows answers, documents with their pictures, the comparison with the register, and the history', async () => {
  await (await find(mine, number)).getByRole('link').click();
  await mine.getByRole('heading', { name: 'Identité et situation' }).waitFor();
  await mine.getByRole('heading', { name: 'Comparaison avec le registre' }).waitFor();
  await t.accessible(mine, 'examine');
  const picture = mine.locator('.gt-viewer__picture');
  await t.waitFor('the picture of the page', () => picture.evaluate((i) => i.complete && i.naturalWidth > 100));
  await mine.getByRole('button', { name: 'Agrandir' }).click();
  assert.match(await picture.getAttribute('class'), /gt-zoom-2/);
  await mine.locator('.gt-viewer').focus();
  await mine.keyboard.press('r');
  assert.match(await picture.getAttribute('class'), /gt-turn-1/);
  await mine.locator('.gt-viewer').focus();
  await mine.keyboard.press('ArrowDown');
  await mine.waitForURL(/doc=/);
  await mine.getByRole('link', { name: 'Document précédent' }).waitFor();
  const [download] = await Promise.all([mine.waitForEvent('download'), mine.getByRole('link', { name: 'Original' }).click()]);
  assert.ok(download.suggestedFilename().length > 4);
  await mine.reload();
  await mine.locator('.gt-readings > summary').click();
  assert.ok(await mine.locator('.gt-readings').getByText('Document consulté').count() > 0, 'the journal knows what was looked at');
});

test('without scripts the viewer turns its pages and its pictures by links', async () => {
  const plain = await t.open({ javaScriptEnabled: false });
  await agents.signIn(plain, 'm.joly');
  await (await find(plain, number)).getByRole('link').click();
  await plain.getByRole('link', { name: 'Tourner' }).click();
  assert.match(await plain.locator('.gt-viewer__picture').getAttribute('class'), /gt-turn-1/);
  await plain.getByRole('link', { name: 'Agrandir' }).click();
  assert.match(await plain.locator('.gt-viewer__picture').getAttribute('class'), /gt-zoom-2 gt-turn-1/);
  assert.equal(await plain.getByRole('button', { name: 'Prendre la demande' }).count(), 0, 'a reader takes nothing');
  assert.equal(await plain.getByLabel('Nouvelle note').count(), 0);
  await plain.context().close();
});

test('of two agents who take it at once one has it, the other is told who; a note is written once; what is released may be taken again', async () => {
  await (await find(mine, number)).getByRole('link').click();
  const other = await t.open();
  await agents.signIn(other, 'p.dumont');
  await (await find(other, number)).getByRole('link').click();
  await mine.getByRole('button', { name: 'Prendre la demande' }).click();
  await mine.getByText('Vous êtes chargé de cette demande.').first().waitFor();
  await other.getByRole('button', { name: 'Prendre la demande' }).click();
  await other.getByText('Rien n\'a été changé', { exact: false }).waitFor();
  await other.getByRole('heading', { name: 'Ce qui a été fait entre-temps' }).waitFor();
  await other.getByText('Camille Lemaire examine cette demande', { exact: false }).waitFor();
  await t.accessible(other, 'examine after a conflict');
  await mine.getByLabel('Nouvelle note').fill('Acte de mariage à vérifier.\nRappeler lundi.');
  await mine.getByRole('button', { name: 'Ajouter la note' }).click();
  await mine.getByText('Acte de mariage à vérifier.').waitFor();
  await mine.goto(t.at.agent + '/demandes?liste=mine');
  await mine.getByText(number, { exact: true }).waitFor();
  // the supervisor hands it to somebody else
  await other.reload();
  await other.getByText('Confier à un collègue').click();
  await other.getByLabel('Agent', { exact: false }).last().selectOption({ label: 'Samir Benali (s.benali)' });
  await other.getByRole('button', { name: 'Confier la demande' }).click();
  await other.getByText('La demande est confiée.').waitFor();
  await other.getByRole('button', { name: 'Libérer la demande' }).click();
  await other.getByText('Personne n\'est chargé de cette demande.').waitFor();
  assert.equal(await other.getByText('Acte de mariage à vérifier.').count(), 1);
  await other.context().close();
});

test('an agent of another service gets the same answer for that request as for one that does not exist', async () => {
  await (await find(mine, number)).getByRole('link').click();
  const address = new URL(mine.url()).pathname;
  const far = await t.open();
  await agents.signIn(far, 'l.payet');
  assert.equal(await (await find(far, number)).count(), 0);
  const there = await far.goto(t.at.agent + address), text = await far.locator('main').innerText();
  const nowhere = await far.goto(t.at.agent + address.replace(/[^/]+$/, 'AAAAAAAAAAAAAAAAAAAAAA')), none = await far.locator('main').innerText();
  assert.equal(there.status(), 404);
  assert.equal(nowhere.status(), 404);
  const bare = (s) => s.replace(/Référence.*/s, '');
  assert.equal(bare(text), bare(none));
  assert.deepEqual(far.outside.concat(mine.outside), []);
  assert.deepEqual(far.problems.concat(mine.problems), []);
  await far.context().close();
});

test('a list is kept under a name and given to a spreadsheet; a whole file is downloaded', async () => {
  await find(mine, number);
  await mine.locator('summary', { hasText: 'Vues enregistrées' }).click();
  await mine.getByLabel('Nom de la vue').fill('Ma recherche');
  await t.accessible(mine, 'work views open');
  await mine.getByRole('button', { name: 'Enregistrer cette liste' }).click();
  await mine.getByText('La vue est enregistrée.').waitFor();
  await t.accessible(mine, 'work with a view');
  await mine.goto(t.at.agent + '/demandes?liste=take');
  await mine.locator('summary', { hasText: 'Vues enregistrées' }).click();
  await mine.getByRole('link', { name: 'Ma recherche' }).click();
  assert.equal(await mine.getByRole('row').filter({ hasText: number }).count(), 1);
  const [csv] = await Promise.all([mine.waitForEvent('download'), mine.getByRole('link', { name: 'Exporter cette liste (CSV)' }).click()]);
  const text = fs.readFileSync(await csv.path(), 'utf8');
  assert.match(text, /^\ufeff"N° de la demande";"Démarche";/);
  assert.match(text, /;"En vérification";|;"Déposé";/);
  assert.equal(text.trim().split('\r\n').length, 2);
  assert.ok(text.includes(`"${number}"`));
  const [ods] = await Promise.all([mine.waitForEvent('download'), mine.getByRole('link', { name: 'Exporter cette liste (ODS)' }).click()]);
  assert.ok(execFileSync('unzip', ['-p', await ods.path(), 'content.xml'], { encoding: 'utf8' }).includes(`<text:p>${number}</text:p>`));
  const figures = await mine.context().newPage();
  await figures.goto(t.at.agent + '/statistiques');
  await figures.getByRole('heading', { name: 'Entrées, sorties et stock par mois' }).waitFor();
  assert.equal(await figures.getByRole('img').count(), 2);
  await t.accessible(figures, 'statistics');
  await figures.setViewportSize({ width: 320, height: 700 });
  await t.accessible(figures, 'statistics on a phone');
  const [numbers] = await Promise.all([figures.waitForEvent('download'), figures.getByRole('link', { name: 'Exporter ces chiffres (CSV)' }).click()]);
  assert.match(fs.readFileSync(await numbers.path(), 'utf8'), /"Entrées";\d+\r\n/);
  await figures.close();
  await mine.getByRole('button', { name: 'Supprimer Ma recherche' }).click();
  await mine.getByText('La vue est supprimée.').waitFor();
  await (await find(mine, number)).getByRole('link').click();
  const [zip] = await Promise.all([mine.waitForEvent('download'), mine.getByRole('link', { name: 'Télécharger tout le dossier' }).click()]);
  const names = execFileSync('unzip', ['-Z1', await zip.path()], { encoding: 'utf8' });
  assert.ok(names.includes(`${number}/demande.pdf`) && names.includes('documents/'));
  await mine.reload();
  await mine.getByText('Dossier téléchargé').first().waitFor();
  assert.deepEqual(mine.problems, []);
});
