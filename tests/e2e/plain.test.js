// Without scripts: nothing that was typed or chosen is lost by another button; agents decide, and the person opens the decision.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const t = require('./lib.js');
const road = require('./road.js');
const files = require('./files.js');
const agents = require('./agents.js');
const { Person } = require('./raw.js');

after(() => t.closeAll());

async function signedIn() {
  const person = t.newPerson(), me = new Person(), email = `sans-script-${process.pid}-${person.number}@exemple.fr`;
  await me.create(person, email, road.password);
  await me.signIn(person.foreigner_number, road.password);
  const page = await t.open({ javaScriptEnabled: false });
  await page.context().addCookies(Object.entries(me.cookies).map(([name, value]) => ({ name, value, url: t.at.user })));
  return { person, me, page, email };
}

test('a number typed and not yet confirmed outlives a file sent, a file removed, and a file forgotten is told', async () => {
  const { person, me, page } = await signedIn();
  const here = await me.draft(person), place = (heading) => page.getByRole('region', { name: heading });
  const number = page.getByLabel('Numéro ephoto');
  await t.told(page, async () => {
    await page.goto(`${t.at.user}${here}/etape/justificatifs`);
    await number.fill('A1B2C3D4E5F6G7H8I9J0K1');
    await place(/nationalité/).locator('input[type=file]').setInputFiles(files.pdf('passeport.pdf'));
    await place(/nationalité/).getByRole('button', { name: 'Envoyer le fichier' }).click();
    await place(/nationalité/).getByText('passeport.pdf').first().waitFor();
    assert.equal(await number.inputValue(), 'A1B2C3D4E5F6G7H8I9J0K1', 'after a file');

    await number.fill('Z1B2C3D4E5F6G7H8I9J0K1');
    await place(/domicile/).locator('input[type=file]').setInputFiles(files.text('notes.pdf'));
    await place(/domicile/).getByRole('button', { name: 'Envoyer le fichier' }).click();
    await place(/domicile/).getByText('pas du format attendu').waitFor();
    assert.equal(await number.inputValue(), 'Z1B2C3D4E5F6G7H8I9J0K1', 'after a file that was refused');
    await t.accessible(page, 'plain refused file');

    await place(/domicile/).locator('input[type=file]').setInputFiles(files.png('facture.png'));
    await place(/mariage/).locator('input[type=file]').setInputFiles(files.pdf('acte.pdf'));
    await place(/mariage/).getByRole('button', { name: 'Envoyer le fichier' }).click();
    await place(/mariage/).getByText('acte.pdf').first().waitFor();
    await place(/domicile/).getByText('facture.png').first().waitFor();

    await number.fill('Y1B2C3D4E5F6G7H8I9J0K1');
    await place(/nationalité/).getByRole('button', { name: /SUPPRIMER/i }).click();
    await page.getByText(/est supprimé|a été supprimé|retiré/i).first().waitFor();
    assert.equal(await place(/nationalité/).locator('[data-document]').count(), 0);
    assert.equal(await number.inputValue(), 'Y1B2C3D4E5F6G7H8I9J0K1', 'after a removal');

    await page.getByRole('button', { name: 'Confirmer le numéro ephoto' }).click();
    await page.getByRole('button', { name: 'Supprimer le numéro ephoto' }).waitFor();
    await place(/nationalité/).locator('input[type=file]').setInputFiles(files.pdf('passeport.pdf'));
    await road.next(page);
    await place(/nationalité/).getByText(/« passeport.pdf » sans l'envoyer/).waitFor();
    await t.accessible(page, 'plain file not sent');
    await place(/nationalité/).locator('input[type=file]').setInputFiles(files.pdf('passeport.pdf'));
    await place(/communauté de vie/).locator('input[type=file]').setInputFiles(files.pdf('declaration.pdf'));
    await place(/communauté de vie/).getByRole('button', { name: 'Envoyer le fichier' }).click();
    await road.next(page);
    await page.waitForURL(/depot$/);
  });
  await page.context().close();
});

test('agents decide and the person opens the decision, all without scripts', async () => {
  const { person, me, page, email } = await signedIn();
  const agent = await t.open({ javaScriptEnabled: false }), look = (what) => t.accessible(agent, `plain ${what}`);
  await t.told(page, async () => {
    const here = await me.ready(person, files);
    await page.goto(`${t.at.user}${here}/depot`);
    await page.getByRole('button', { name: 'Déposer la demande' }).click();
    await page.waitForURL(/\/confirmation$/);
  });
  const number = /\d{4}\s?\d{8}\s?\d{7}/.exec(await page.locator('main').innerText())[0].replace(/\s/g, '');
  await t.told(agent, async () => {
    await agents.signIn(agent, 'c.lemaire');
    await agent.getByRole('link', { name: /À prendre/ }).first().click();
    await look('worklist');
    await agent.goto(`${t.at.agent}/demandes?liste=all`);
    await agent.getByRole('searchbox').or(agent.locator('input[name=q]')).first().fill(number);
    await agent.keyboard.press('Enter');
    await agent.getByRole('row').filter({ hasText: number }).getByRole('link').first().click();
    await agent.getByRole('heading', { name: 'Identité et situation' }).waitFor();
    const address = agent.url().replace(/[?#].*/, '');
    await look('request');
    // the viewer: a document, its next zoom, turned
    await agent.getByRole('link', { name: 'passeport.pdf' }).first().click();
    await look('document');
    for (const name of [/Agrandir/, /Tourner|Pivoter/]) {
      await agent.getByRole('link', { name }).or(agent.getByRole('button', { name })).first().click();
      await agent.getByRole('heading', { name: 'Identité et situation' }).waitFor();
    }
    await agents.take(agent);
    await agent.getByLabel('Nouvelle note', { exact: false }).fill('Pièces lisibles.');
    await agent.getByRole('button', { name: 'Ajouter la note' }).click();
    await agent.getByText('Pièces lisibles.').first().waitFor();
    await agent.getByRole('link', { name: 'Passer en instruction' }).click();
    await agent.getByRole('button', { name: 'Passer en instruction' }).click();
    await agent.getByText('Le nouvel état est enregistré').waitFor();
    await agent.goto(address + '/decision/favorable');
    await look('decision');
    await agent.getByRole('group', { name: 'Valable du' }).getByLabel('Jour').fill('0');
    await agent.getByRole('button', { name: 'Rendre la décision' }).click();
    await t.waitFor('the title to say so', async () => /^Erreur/.test(await agent.title()));
    await look('decision with errors');
    await t.fillDate(agent, 'Valable du', '2027-09-20');
    await t.fillDate(agent, 'Valable jusqu\'au', '2028-09-19');
    await agent.getByRole('button', { name: 'Rendre la décision' }).click();
    await agent.getByText('La décision est rendue').waitFor();
    await look('decided');
  });
  await t.mailTo(email, /notification/);
  await t.told(page, async () => {
    await page.goto(t.at.user + '/');
    await page.locator('summary', { hasText: 'Mes notifications' }).click();
    await page.getByRole('link', { name: 'Voir toutes mes notifications' }).click();
    await page.getByLabel(/Filtrer mes notifications/).selectOption({ index: 1 });
    await page.getByRole('main').getByRole('button', { name: /Filtrer|Afficher|Appliquer/ }).first().click();
    await t.accessible(page, 'plain notifications');
    await page.getByRole('link', { name: 'Notification de décision non lue' }).click();
    await t.accessible(page, 'plain notification not opened');
    await page.getByRole('button', { name: /Ouvrir/ }).click();
    await page.getByText('a reçu une décision favorable').waitFor();
    await t.accessible(page, 'plain notification');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('main').getByRole('link', { name: 'TELECHARGER LE DOCUMENT' }).first().click()]);
    assert.match(download.suggestedFilename(), /\.pdf$/);
    await page.getByRole('link', { name: 'Suivre ma demande' }).click();
    await page.getByText('Décision favorable').first().waitFor();
  });
  await page.context().close();
  await agent.context().close();
});
