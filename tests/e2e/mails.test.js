// Mails as a phone of 360 px shows them: nothing wider than the screen, letters that are read without a glass, buttons that a thumb meets.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const t = require('./lib.js');
const road = require('./road.js');
const files = require('./files.js');
const { Person } = require('./raw.js');

after(() => t.closeAll());

test('mails are read on a phone', { timeout: 180000 }, async (at) => {
  const person = t.newPerson(), me = new Person(), email = `une.adresse.qui.n.en.finit.pas.${process.pid}@exemple-long.fr`;
  await me.create(person, email, road.password);
  await me.signIn(person.foreigner_number, road.password);
  const here = await me.ready(person, files);
  await me.send('POST', `${here}/depot`, { form: await me.depositForm(here) });
  await t.mailTo(email, /confirmation|déposée/i);
  await me.submit('/compte/identifiant-oublie', '/compte/identifiant-oublie', { email }).catch(() => null);
  const all = t.mails(email);
  assert.ok(all.length >= 2);
  for (const mail of all) {
    const subject = /^Subject: (.*)$/m.exec(mail)[1];
    await at.test(subject, async () => {
      const page = await t.open({ viewport: { width: 360, height: 740 } });
      const [, style, inner] = /<body style="([^"]*)"[^>]*>([\s\S]*)<\/body>/.exec(t.mailHtml(mail));      // as a mail program shows it: in a page of its own
      await page.setContent(`<!DOCTYPE html><html lang="fr"><head><title>Boîte de réception</title></head><body style="margin:0"><main><h1>Boîte de réception</h1><div style="${style}">${inner}</div></main></body></html>`);
      await t.accessible(page, `mail ${subject}`);                                        // also: nothing wider than the window
      const small = await page.evaluate(() => [...document.querySelectorAll('p, a, li, em')].filter((e) => parseFloat(getComputedStyle(e).fontSize) < 14).length);
      assert.equal(small, 0, 'letters of 14 px at least');
      for (const box of await page.locator('a').evaluateAll((links) => links.map((l) => l.getBoundingClientRect().height))) assert.ok(box >= 44, `a button of ${box} px`);
      assert.equal(await page.locator('img, script, link, style').count(), 0, 'nothing is loaded');
      await page.context().close();
    });
  }
});
