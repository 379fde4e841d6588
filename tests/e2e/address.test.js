// Somebody who moved declares it from inside a renewal, comes back, and finds the new address there.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const t = require('./lib.js');
const road = require('./road.js');
const files = require('./files.js');

after(() => t.closeAll());

test('a move declared from inside a renewal ends at once, and the renewal goes on with the new address', async () => {
  const person = t.demo.titles.find((p) => p.account);
  const page = await t.open();
  const look = (what) => t.accessible(page, `address ${what}`);
  await road.signIn(page, person, () => {}, person.account.password);
  await road.begin(page, () => {});
  await page.getByText('Je vérifie les informations personnelles que j\'ai fournies').first().waitFor();
  const renewal = page.url();
  await page.getByRole('link', { name: 'J\'ai déménagé' }).click();
  await page.getByRole('button', { name: 'Je commence' }).click();
  await page.getByRole('button', { name: 'Je continue' }).click();
  await page.waitForURL(/etape/);
  await look('where one lives now');
  await t.fillDate(page, /Date/, new Date(Date.now() - 20 * 86400000).toISOString().slice(0, 10));
  await page.locator('[name$=".adresse.number"]').last().fill('3');
  await page.locator('[name$=".adresse.street"]').last().fill('Rue de Béthune');
  await page.locator('[name$=".adresse.postcode"]').last().fill('59800');
  await page.locator('[name$=".adresse.city"]').last().fill('Lille');
  const exact = page.locator('input[type=checkbox][name$=".exact"]');
  await exact.press('Space');
  assert.ok(await exact.isChecked());
  await road.next(page);
  await page.waitForURL(/justificatifs/);
  await look('its proof');
  await road.join(page, /domicile/i, files.pdf('quittance.pdf'), true);
  await road.next(page);
  await page.waitForURL(/depot/);
  await page.getByRole('button', { name: 'Déposer la demande' }).click();
  await page.waitForURL(/confirmation$/);
  await look('recorded');
  await page.getByRole('main').getByRole('link', { name: /^Reprendre/ }).first().click();
  await page.goto(renewal);
  const text = await page.locator('main').innerText();
  assert.match(text, /Rue de Béthune/);
  assert.match(text, /59800/);
  assert.match(text, /59350/, 'the commune is found from postcode and town, and with it the service');
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
