// The applicant's whole road by keyboard alone, from the home page to the paper: Tab, Enter, Space, arrows and typing, and one sees where one is.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const t = require('./lib.js');
const road = require('./road.js');
const files = require('./files.js');

after(() => t.closeAll());

// Tab until there. What is reached has a ring that is seen.
async function reach(page, what, key = 'Tab') {
  const there = () => what.evaluate((e) => e === document.activeElement);
  await what.waitFor({ state: 'attached' });
  for (let i = 0; i < 250; i++) {
    if (await there()) {
      const ring = await what.evaluate((e) => {
        const seen = (s) => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
        return seen(getComputedStyle(e)) || [...e.parentNode.querySelectorAll(':scope > label')].some((l) => seen(getComputedStyle(l)) || seen(getComputedStyle(l, '::before')));
      });
      assert.ok(ring, `the focus is seen on ${what}`);
      return;
    }
    await page.keyboard.press(key);
  }
  throw new Error(`Tab never reaches ${what}`);
}
async function type(page, what, text) {
  await reach(page, what);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}
async function press(page, what, key = 'Enter') {
  await reach(page, what);
  await page.keyboard.press(key);
}
// A list: its letters, as everywhere.
async function choose(page, what, text) {
  await reach(page, what);
  await page.keyboard.type(text);
  assert.equal(await what.evaluate((e) => e.selectedOptions[0].label), text);
}
async function date(page, legend, iso) {
  const [y, m, d] = iso.split('-').map(Number), group = page.getByRole('group', { name: legend }).last();
  await type(page, group.getByLabel('Jour'), String(d));
  await reach(page, group.getByLabel('Mois'));
  for (let i = 0; i < m; i++) await page.keyboard.press('ArrowDown');
  assert.equal(await group.getByLabel('Mois').inputValue(), String(m));
  await type(page, group.getByLabel('Année'), String(y));
}
// Of several answers Tab reaches one; the arrows lead to the others and choose.
async function answer(page, group, value) {
  const radios = group.getByRole('radio'), wanted = group.getByRole('radio', { name: value, exact: true });
  await reach(page, radios.first());
  await page.keyboard.press('Space');
  for (let i = await radios.count(); i > 0 && !await wanted.isChecked(); i--) await page.keyboard.press('ArrowDown');
  assert.ok(await wanted.isChecked());
}
async function join(page, heading, file) {
  const place = page.getByRole('region', { name: heading });
  await reach(page, place.locator('input[type=file]'));
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Space')]);
  await chooser.setFiles(file);
  await place.getByRole('button', { name: /SUPPRIMER/i }).first().waitFor();
}

test('the whole road by keyboard alone, from the home page to the paper', async () => {
  const person = t.newPerson(), host = person.spouse, email = `clavier-${process.pid}@exemple.fr`;
  const page = await t.open();
  page.on('filechooser', () => {});                      // from the first key on: asked for only while waiting, the browser may be told after the key
  const button = (name) => page.getByRole('main').getByRole('button', { name }).last();
  await t.told(page, async () => {
    await page.goto(t.at.user + '/');
    await page.keyboard.press('Tab');
    assert.match(await page.evaluate(() => document.activeElement.textContent), /contenu/i, 'the first Tab offers to skip what is the same on every page');
    await type(page, page.getByLabel('N° de votre visa ou de votre titre de séjour'), person.number);
    await date(page, 'Date de début de validité', person.start);
    await date(page, 'Date de fin de validité', person.end);
    await press(page, button('Créer un compte'));
    await page.getByRole('heading', { name: 'Saisissez votre adresse email' }).waitFor();
    await type(page, page.getByLabel('Adresse email').first(), email);
    await type(page, page.getByLabel('Confirmation de l\'adresse email'), email);
    await page.keyboard.press('Enter');                  // in the last field, as one is used to
    await page.getByText('Demande de création de compte bien enregistrée').first().waitFor();
    await page.goto(/https?:\/\/\S+jeton=[\w-]+/.exec(await t.mailTo(email, /jeton=/))[0]);
    await type(page, page.getByLabel('Mot de passe').first(), road.password);
    await type(page, page.getByLabel('Confirmation du mot de passe'), road.password);
    await press(page, button('Créer le mot de passe'));
    await page.getByText('Votre compte a bien été créé').first().waitFor();
    await press(page, page.getByRole('link', { name: 'Retour à l\'accueil' }).last());
    await press(page, page.getByRole('link', { name: 'Se connecter' }).first());
    await type(page, page.getByLabel('Identifiant').first(), person.foreigner_number);
    await type(page, page.getByLabel('Mot de passe').first(), road.password);
    await page.keyboard.press('Enter');

    await press(page, page.getByRole('main').getByRole('link', { name: 'Je demande ou renouvelle un titre de séjour' }));
    await page.getByText('Je sollicite ou renouvelle un titre de séjour pour').first().waitFor();
    await answer(page, page.getByRole('group', { name: /Je sollicite ou renouvelle/ }), 'Moi-même (à partir de 16 ans)');
    await press(page, button('Je continue'));
    await page.getByText('Votre situation actuelle').first().waitFor();
    const renew = page.getByRole('radio', { name: /Je sollicite le renouvellement de ce titre/ });
    await reach(page, renew);
    await page.keyboard.press('Space');
    await press(page, button('Je commence'));
    await page.getByText('Votre démarche en ligne').first().waitFor();
    await press(page, button('Je continue'));

    await page.getByText('Je vérifie les informations personnelles que j\'ai fournies').first().waitFor();
    await press(page, button('Enregistrer et poursuivre'));
    await t.waitFor('the title to say so', async () => /^Erreur/.test(await page.title()));
    assert.equal(await page.evaluate(() => document.activeElement.id), 'gt-summary', 'what is wrong has the focus');
    await press(page, page.locator('#gt-summary').getByRole('link').first());
    assert.match(await page.evaluate(() => document.activeElement.name || ''), /telephone/, 'and its link leads to the field');
    await type(page, page.getByLabel('Téléphone'), '0612345678');
    await press(page, button('Enregistrer et poursuivre'));

    await page.getByText('Je renseigne mon motif de séjour').first().waitFor();
    await type(page, page.getByLabel('Nom *', { exact: false }).first(), host.birth_name);
    await type(page, page.getByLabel('Prénom(s)', { exact: false }).first(), host.first_names);
    await press(page, page.getByRole('button', { name: 'Ajouter un prénom' }).first());
    await page.getByLabel(/Prénom\(s\).* 2/).first().waitFor();
    await type(page, page.getByLabel(/Prénom\(s\).* 2/).first(), 'José');
    await date(page, /Date de naissance/, host.birth_date);
    await type(page, page.getByLabel('N° étranger', { exact: false }).first(), host.foreigner_number);
    await date(page, /Date de début de l.union/, '2020-06-24');
    await choose(page, page.getByLabel('Pays de l\'union', { exact: false }), 'France');
    await answer(page, page.getByRole('group', { name: /enfants à votre charge/ }), 'Oui');
    const child = page.getByRole('group', { name: /^Enfant 1/ }).first();
    await type(page, child.getByLabel('Nom de naissance', { exact: false }), 'POULEIN');
    await type(page, child.getByLabel('Prénom(s)', { exact: false }).first(), 'Enrico');
    await answer(page, child.getByRole('group', { name: /sexe/ }), 'Masculin');
    {
      const [y, m, d] = [2021, 11, 11], born = child.getByRole('group', { name: /Date de naissance/ });
      await type(page, born.getByLabel('Jour'), String(d));
      await reach(page, born.getByLabel('Mois'));
      for (let i = 0; i < m; i++) await page.keyboard.press('ArrowDown');
      await type(page, born.getByLabel('Année'), String(y));
    }
    await nationality(page, child);
    await answer(page, child.getByRole('group', { name: /Où réside/ }), 'En France');
    await answer(page, page.getByRole('group', { name: /enfants à la charge de votre conjoint/ }), 'Non');
    await press(page, page.getByLabel(/Ne pas vivre en France en état de polygamie/), 'Space');
    await press(page, page.getByLabel(/Avoir connaissance des sanctions pénales/), 'Space');
    await press(page, button('Enregistrer et poursuivre'));

    await page.getByText('Je joins mes documents justificatifs').first().waitFor();
    await type(page, page.getByLabel('Numéro ephoto', { exact: false }), t.ephoto());
    await page.keyboard.press('Enter');                  // confirms the number, and nothing else
    await page.getByRole('button', { name: 'Supprimer le numéro ephoto' }).waitFor();
    await join(page, /Justificatif de nationalité/, files.pdf('passeport.pdf'));
    await join(page, /Justificatif de domicile/, files.png('facture.png'));
    await join(page, /Justificatif de mariage/, files.pdf('acte.pdf'));
    await join(page, /Justificatif de communauté de vie/, files.pdf('declaration.pdf'));
    const first = page.getByRole('region', { name: /Justificatif de nationalité/ });
    await reach(page, first.getByRole('button', { name: /SUPPRIMER/i }), 'Shift+Tab');
    await page.keyboard.press('Enter');                  // taken away, and joined again
    await t.waitFor('the file to go', async () => await first.locator('[data-document]').count() === 0);
    await join(page, /Justificatif de nationalité/, files.pdf('passeport-2.pdf'));
    await press(page, button('Enregistrer et poursuivre'));

    await page.getByText('Je confirme le dépôt définitif de ma demande').first().waitFor();
    await type(page, page.getByLabel('Observations à destination de l\'administration'), 'Tout au clavier.');
    await press(page, button('Déposer la demande'));
    await page.waitForURL(/\/confirmation$/);
    await reach(page, page.getByRole('main').getByRole('link', { name: /confirmation/i }).first());
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    const pdf = path.join(os.tmpdir(), `guichet-clavier-${process.pid}.pdf`);
    await download.saveAs(pdf);
    assert.match(execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }), new RegExp(`CONFIRMATION DU DÉPÔT[\\s\\S]*${person.foreigner_number}`));
    fs.unlinkSync(pdf);
  });
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

async function nationality(page, child) {
  await choose(page, child.getByLabel('Nationalité(s)', { exact: false }).first(), 'Chypriote');
}
