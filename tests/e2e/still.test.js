// What a save brings into a page waits while a button is held down: what moves away under the pointer is never pressed.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const t = require('./lib.js');
const road = require('./road.js');
const { Person } = require('./raw.js');

after(() => t.closeAll());

test('a button pressed right after typing is pressed, though the answer is saved and its errors are taken away meanwhile', async () => {
  const person = t.newPerson(), me = new Person(), page = await t.open();
  await t.told(page, async () => {
    await me.create(person, `immobile-${process.pid}@exemple.fr`, road.password);
    await me.signIn(person.foreigner_number, road.password);
    const here = await me.draft(person);
    await page.context().addCookies(Object.entries(me.cookies).map(([name, value]) => ({ name, value, url: t.at.user })));
    await page.goto(`${t.at.user}${here}/etape/justificatifs`);
    await road.next(page);                                 // nothing is there yet: each place says so
    await t.waitFor('the title to say so', async () => /^Erreur/.test(await page.title()));
    await page.getByLabel('Numéro ephoto', { exact: false }).click();
    await page.keyboard.type(t.ephoto());
    const button = page.getByRole('button', { name: 'Confirmer le numéro ephoto' }), box = await button.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height - 4);
    const saved = page.waitForResponse((r) => r.request().method() === 'POST');
    await page.mouse.down();                               // the field is left, and its answer saved
    assert.equal((await saved).status(), 200);
    await page.waitForTimeout(300);
    assert.deepEqual(await button.boundingBox(), box, 'nothing moved');
    await page.mouse.up();
    await page.getByRole('button', { name: 'Supprimer le numéro ephoto' }).waitFor();
  });
  assert.deepEqual(page.problems, []);
});
