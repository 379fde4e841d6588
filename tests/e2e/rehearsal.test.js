// A rehearsal: an invented person walks the whole path; every page, mail and paper says so; afterwards nothing is left.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const t = require('./lib.js');
const road = require('./road.js');
const agents = require('./agents.js');

after(() => t.closeAll());
const prefix = /libexec = (.*)\/libexec\/guichet/.exec(fs.readFileSync(path.join(t.dir, 'etc/guichet.conf'), 'utf8'))[1];
const ctl = (...args) => execFileSync(`${prefix}/bin/guichetctl`, ['--config', path.join(t.dir, 'etc/guichet.conf'), ...args], { encoding: 'utf8' });

test('an invented person walks the whole path, marked everywhere, and is erased with all of it', async () => {
  ctl('rehearsal', 'erase');                                       // what an earlier run left
  const said = ctl('rehearsal', 'persons', 'conjoint-rf-renouvellement', '--persons', '1');
  const [, foreigner_number, number, start, end] = /N° étranger (0000\d{6})  title (\w+) from (\S+) to (\S+)/.exec(said);
  const person = { number, start, end, foreigner_number };
  const email = `repetition-${process.pid}@exemple.fr`;
  const page = await t.open();
  const marked = async (what) => {
    await page.getByText('Répétition – SPÉCIMEN.').first().waitFor();
    await t.accessible(page, `rehearsal ${what}`);
  };
  await road.createAccount(page, person, email);
  await road.signIn(page, person);
  await marked('home');
  await road.begin(page);
  await road.steps(page, { ...person, spouse: t.demo.titles[0] });
  await marked('step');
  await road.justificatifs(page, true);
  const { number: request, text } = await road.deposit(page, marked);
  assert.match(text, /SPÉCIMEN/);
  const subject = Buffer.from('[SPÉCIMEN]').toString('base64');
  const mail = await t.waitFor('the mail of the deposit', () => t.mails(email).find((m) => m.includes(`Subject: =?UTF-8?B?${subject}?=`)));
  assert.match(t.mailText(mail), /SPÉCIMEN/);
  const agent = await t.open();
  await agents.signIn(agent, 'p.dumont');
  await agent.goto(`${t.at.agent}/demandes?liste=all&q=${request}`);
  await agent.locator('tr', { hasText: request }).getByText('Répétition – SPÉCIMEN').waitFor();
  await agent.getByRole('row').filter({ hasText: request }).getByRole('link').first().click();
  await agent.getByText('Répétition – SPÉCIMEN.').waitFor();
  await t.accessible(agent, 'rehearsal examined');
  const address = agent.url();
  assert.match(ctl('rehearsal', 'list'), /1 requests/);
  assert.match(ctl('rehearsal', 'erase'), /erased: 1 requests, 1 accounts, 1 persons/);
  assert.equal((await agent.goto(address)).status(), 404);
  for (const table of ['dossier', 'account', 'person', 'title']) assert.equal(t.sql(`SELECT COUNT(*) FROM ${table} WHERE foreigner_number LIKE '0000%'`)[0][0], '0', table);
  assert.match(ctl('journal', 'verify'), /whole/);
  assert.deepEqual(page.problems, []);
});
