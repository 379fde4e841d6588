// The applicant's whole road as the guide tells it: account, steps, files, deposit, paper. With scripts, without, and on a phone.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const t = require('./lib.js');
const road = require('./road.js');

// Holders of the title this procedure renews, with a number and an address, who have no account yet.
const people = t.demo.titles.filter((p) => p.category === 'conjoint-rf' && p.foreigner_number && p.address && p.address.insee && p.spouse && !p.account && /Droit commun|Algérien/.test(p.story));
after(() => t.closeAll());

const roads = [
  { name: 'with scripts', options: {}, scripts: true, person: 0 },
  { name: 'without scripts', options: { javaScriptEnabled: false }, scripts: false, person: 1 },
  { name: 'on a phone', options: { viewport: { width: 375, height: 740 }, hasTouch: true }, scripts: true, person: 2 },
];
for (const way of roads) {
  test(`the whole road ${way.name}, from the home page to the paper`, async () => {
    const person = people[way.person];
    const email = `usager-${process.pid}-${way.person}@exemple.fr`;
    const page = await t.open(way.options);
    const look = (what) => t.accessible(page, `${way.name} ${what}`);
    const { number, text: laidOut, pdf } = await t.told(page, async () => {
      await road.createAccount(page, person, email, look);
      await road.signIn(page, person, look);
      await road.begin(page, look);
      await road.steps(page, person, look);
      await road.justificatifs(page, way.scripts, look);
      return road.deposit(page, look);
    });
    const text = laidOut.replace(/\s+/g, ' ');
    assert.match(number, /^\d{19}$/);
    for (const block of ['CONFIRMATION DU DÉPÔT', 'VOS RÉFÉRENCES', person.foreigner_number, number, 'prouve que votre demande a été déposée', 'Schengen', 'recours', 'sera réputée refusée']) assert.ok(text.includes(block), `the paper holds « ${block} »`);
    const mail = await t.mailTo(email, /enregistrée/);
    assert.ok(!mail.includes(person.birth_name), 'the mail says no name');
    fs.rmSync(pdf);
    await page.goBack();
    await page.reload();
    assert.match(page.url(), /confirmation|demandes/, 'going back never deposits again');
    assert.deepEqual(page.outside, [], 'nobody else was asked for anything');
    assert.deepEqual(page.problems, [], 'no policy refused anything, no script failed');
    await page.context().close();
  });
}
