// The deposit wholly in English: every label, message and mail; the confirmation is in French, the language of the law.
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
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

async function date(scope, legend, iso) {
  const [y, m, d] = iso.split('-').map(Number), group = scope.getByRole('group', { name: legend }).last();
  await group.getByLabel('Day').fill(String(d));
  await group.getByLabel('Month').selectOption({ label: MONTHS[m - 1] });
  await group.getByLabel('Year').fill(String(y));
}

// Nothing of the page is French but what says so; names of people, places and titles are what they are.
async function english(page, what) {
  await t.accessible(page, `english ${what}`);
  assert.equal(await page.getAttribute('html', 'lang'), 'en', what);
  const said = await page.evaluate(() => {
    const copy = document.body.cloneNode(true);
    copy.querySelectorAll('[lang="fr"], [hidden], bdi, script').forEach((e) => e.remove());
    const hints = [...copy.querySelectorAll('[aria-label], [placeholder], [title]')].flatMap((e) => ['aria-label', 'placeholder', 'title'].map((a) => e.getAttribute(a) || ''));
    return copy.innerText + ' ' + hints.join(' ') + ' ' + document.title;
  });
  const french = /\b(vous|votre|vos|le|les|du|des|une|est|pour|avec|dans|sans|cette|demande|étape|enregistrer|poursuivre|joindre|fichier|erreur|accueil|connexion|données|légales)\b[^\n]*/i.exec(said.replace(/Français|N° étranger|VIE PRIVÉE ET FAMILIALE|préfecture( du| de la)? \S+/gi, ' '));
  assert.equal(french && french[0], null, `French on ${what}`);
}

test('a request in English, from the home page to the confirmation', async () => {
  const person = t.newPerson(), host = person.spouse, email = `english-${process.pid}@exemple.fr`;
  const page = await t.open({ locale: 'en-GB' });
  const look = (what) => english(page, what);
  const button = (name) => page.getByRole('main').getByRole('button', { name }).last();
  await t.told(page, async () => {
    await page.goto(t.at.user + '/');
    await look('home');
    await page.getByLabel('Number of your visa or residence permit').fill(person.number);
    await date(page, 'Start of validity', person.start);
    await date(page, 'End of validity', person.end);
    await button('Create an account').click();
    await page.getByRole('heading', { name: 'Enter your e-mail address' }).waitFor();
    await look('signup email');
    await page.getByLabel('E-mail address').first().fill(email);
    await page.getByLabel('Confirm the e-mail address').fill(email);
    await button('Confirm').click();
    await page.getByText('Your request for an account is recorded').first().waitFor();
    await look('signup recorded');
    const mail = await t.mailTo(email, /jeton=/);
    assert.match(mail, /24 hours/);
    assert.doesNotMatch(mail, /\b(vous|votre|Bonjour|lien)\b/i);
    await page.goto(/https?:\/\/\S+jeton=[\w-]+/.exec(mail)[0]);
    await look('password new');
    await page.getByLabel('Password').first().fill(road.password);
    await page.getByLabel('Confirm the password').fill(road.password);
    await button('Create the password').click();
    await page.getByText('Your account is created').first().waitFor();
    await look('account created');
    await page.goto(t.at.user + '/connexion');
    await look('sign-in');
    await page.getByLabel('Identifier').first().fill(person.foreigner_number);
    await page.getByLabel('Password').first().fill(road.password);
    await button('Sign in').click();
    await page.getByRole('main').getByRole('link', { name: 'I apply for or renew a residence permit' }).first().waitFor();
    await look('home signed in');
    await page.getByRole('main').getByRole('link', { name: 'I apply for or renew a residence permit' }).first().click();
    await page.getByText('Myself (from the age of 16)').click();
    await look('beneficiary');
    await button('Continue').click();
    await page.getByText('Your present situation').first().waitFor();
    await look('situation');
    await page.getByText('I apply for the renewal of this permit').click();
    await button('Begin').click();
    await page.getByText('Your online procedure').first().waitFor();
    await look('preamble');
    await button('Continue').click();

    await page.getByText('I check the personal information I gave').first().waitFor();
    await look('step 1');
    await button('Save and continue').click();
    await t.waitFor('the title to say so', async () => /^Error/.test(await page.title()));
    await look('step 1 with errors');
    await page.getByLabel('Phone').fill('0612345678');
    await button('Save and continue').click();
    await page.getByText('I give my reason for stay').first().waitFor();
    await look('step 2');
    await button('Save and continue').click();
    await t.waitFor('the title to say so', async () => /^Error/.test(await page.title()));
    await look('step 2 with errors');
    await page.getByLabel('Name *').first().fill(host.birth_name);
    await page.getByLabel('First name(s)').first().fill(host.first_names);
    await date(page, /Date of birth/, host.birth_date);
    await page.getByLabel('Foreigner number').first().fill(host.foreigner_number);
    await date(page, /Date of the union/, '2020-06-24');
    await page.getByLabel('Country of the union').selectOption({ label: 'France' });
    await page.getByRole('group', { name: /Do you have dependent children/ }).getByText('Yes', { exact: true }).click();
    const child = page.getByRole('group', { name: /^Child 1/ }).first();
    await child.getByLabel('Birth name').fill('POULEIN');
    await child.getByLabel('First name(s)').first().fill('Enrico');
    await child.getByText('Male', { exact: true }).click();
    await date(child, /Date of birth/, '2021-11-11');
    await nationality(child, 'Cypriot');
    await child.getByText('In France', { exact: true }).click();
    await page.getByRole('group', { name: /depend on your spouse/ }).getByText('No', { exact: true }).click();
    await page.getByLabel(/polygamy/).check({ force: true });
    await page.getByLabel(/criminal penalties/).check({ force: true });
    await look('step 2 filled');
    await button('Save and continue').click();

    await page.getByText('I attach my supporting documents').first().waitFor();
    await look('step 3');
    await button('Save and continue').click();
    await t.waitFor('the title to say so', async () => /^Error/.test(await page.title()));
    await look('step 3 with errors');
    await page.getByLabel('Ephoto number').fill(t.ephoto());
    await page.getByRole('button', { name: 'Confirm the ephoto number' }).click();
    await page.getByRole('button', { name: 'Remove the ephoto number' }).waitFor();
    for (const [heading, file] of [[/Proof of nationality/, files.text('notes.pdf')], [/Proof of nationality/, files.pdf('passport.pdf')], [/Proof of address/, files.png('bill.png')], [/Proof of marriage/, files.pdf('marriage.pdf')], [/Proof of life together/, files.jpeg('statement.jpg')]]) {
      const place = page.getByRole('region', { name: heading });
      await place.locator('input[type=file]').setInputFiles(file);
      await place.getByText(/notes/.test(file) ? 'not of an expected format' : path.basename(file)).first().waitFor();
      if (/notes/.test(file)) await look('step 3, refused file');
      else await place.getByRole('button', { name: /remove/i }).first().waitFor();
    }
    await look('step 3 with files');
    await button('Save and continue').click();
    await page.getByText('I confirm that I submit my application').first().waitFor();
    await look('step 4');
    await page.getByLabel('Remarks to the administration').fill('My name has changed.');
    await button('Submit the application').click();
    await page.waitForURL(/\/confirmation$/);
    await look('step 5');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('main').getByRole('link', { name: /Confirmation of submission/ }).first().click()]);
    const pdf = path.join(os.tmpdir(), `guichet-english-${process.pid}.pdf`);
    await download.saveAs(pdf);
    const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
    assert.match(text, /CONFIRMATION DU DÉPÔT/);
    assert.match(text, new RegExp(person.foreigner_number));
    fs.unlinkSync(pdf);
    const told = await t.mailTo(email, /application/);
    assert.doesNotMatch(told, /\b(vous|votre|Bonjour)\b/i);
    await page.getByRole('link', { name: 'Follow my application' }).click();
    await look('follow-up');
    for (const address of ['/mes-demandes', '/mon-compte', '/notifications']) {
      await page.goto(t.at.user + address);
      await look(address);
    }
  });
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

async function nationality(child, label) {
  await child.getByLabel('Nationality(ies)').first().selectOption({ label });
}
