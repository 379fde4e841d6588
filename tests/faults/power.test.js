// A power cut: every program and the database die in the same instant, in the middle of deposits and files, and are started again. What was said to be
// done is there. The kernel's own memory survives such a death; that each deposit waits for the disk is looked at apart.
// GT_POWER_CUTS times (1).
'use strict';
const { test, before, after } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { spawn } = require('node:child_process');
const t = require('../e2e/lib.js');
const files = require('../e2e/files.js');
const road = require('../e2e/road.js');
const { Person } = require('../e2e/raw.js');
const { pause, processes, childrenOf, kill, nginxMaster, answered, back, clear, ctl, invariants } = require('./lib.js');

const CUTS = Number(process.env.GT_POWER_CUTS || 1), PLACES = ['nationalite', 'domicile', 'mariage', 'communaute-de-vie'];
const person = t.newPerson();
let me;
before(async () => {
  me = new Person();
  await me.create(person, `coupure-${process.pid}@exemple.fr`, road.password);
  await me.signIn(person.foreigner_number, road.password);
});
after(() => t.closeAll());

function everything() {
  const dev = Number(fs.readFileSync(`${t.dir}/run/dev.pid`, 'utf8')), begun = [dev, ...childrenOf(dev), ...processes('guichetd'), ...processes('mariadbd'), nginxMaster()];
  const below = (pid) => [pid, ...childrenOf(pid).flatMap(below)];
  return [...new Set(begun.flatMap(below))];
}
async function cut() {
  for (const pid of everything()) kill(pid);
  await t.waitFor('the silence', async () => processes('mariadbd').length === 0 && processes('guichetd').length === 0 && (await answered(me.get('/'))).status === 0);
}
async function start() {
  const ports = [t.at.user, t.at.agent, process.env.GT_MAIL_URL || 'http://localhost:8025'].map((url) => new URL(url).port).join(','), begun = Date.now();
  fs.rmSync(`${t.dir}/run/ready`, { force: true });
  spawn(path.join(__dirname, '../../dev'), ['run', '--dir', t.dir, '--ports', ports, '--attached'], { detached: true, stdio: ['ignore', fs.openSync(`${t.dir}/log/dev.log`, 'a'), fs.openSync(`${t.dir}/log/dev.log`, 'a')] }).unref();
  await t.waitFor('the start', async () => fs.existsSync(`${t.dir}/run/ready`), 120000);
  return Date.now() - begun;
}
const hex = (here) => Buffer.from(here.split('/')[2], 'base64url').toString('hex');
const joined = (here, place) => Number(t.sql(`SELECT COUNT(*) FROM document WHERE dossier = 0x${hex(here)} AND justificatif = '${place}'`)[0][0]);

test('what a deposit confirms is on the disk before it is confirmed', async () => {
  const here = await me.ready(person, files), form = await me.depositForm(here);
  const log = () => Object.fromEntries(t.sql("SHOW GLOBAL STATUS LIKE 'Innodb_lsn%'")), were = Number(log().Innodb_lsn_current);
  assert.equal((await me.send('POST', `${here}/depot`, { form })).location, `${here}/confirmation`);
  assert.ok(Number(log().Innodb_lsn_flushed) > were, 'the log of the database was written through');
  assert.doesNotMatch(ctl('doctor').stdout, /power cut/);
  t.sql('SET GLOBAL innodb_flush_log_at_trx_commit = 2');
  try { assert.match(ctl('doctor').stdout, /warn +server: innodb_flush_log_at_trx_commit = 2: a power cut/); } finally { t.sql('SET GLOBAL innodb_flush_log_at_trx_commit = 1'); }
});

test(`power cuts (${CUTS}) in the middle of deposits and files: what was confirmed is there, the rest is whole or not at all`, async () => {
  let confirmed = 0, files_ = 0, slowest = 0;
  for (let i = 0; i < CUTS; i++) {
    const ready = [], said = new Map(), places = [];
    for (let k = 0; k < 5; k++) ready.push(await me.ready(person, files));
    const forms = await Promise.all(ready.map((here) => me.depositForm(here))), draft = await me.draft(person);
    const going = ready.map(async (here, k) => { await pause(k * 45); said.set(here, await answered(me.send('POST', `${here}/depot`, { form: forms[k] }))); });
    going.push((async () => {
      for (const place of PLACES) if ((await answered(me.join(draft, place, files.pdf('acte.pdf')))).status === 303) places.push(place);
    })());
    await pause(60 + Math.random() * 200);
    await cut();
    await Promise.all(going);
    slowest = Math.max(slowest, await start());
    await back(me, 'a power cut');
    for (const [here, answer] of said) {
      if (answer.status) clear(answer, 'around a power cut');
      const state = t.sql(`SELECT state FROM dossier WHERE id = 0x${hex(here)}`)[0][0];
      if (answer.location === `${here}/confirmation`) { confirmed++; assert.equal(state, 'deposited', 'what was confirmed is there'); }
      if (state === 'draft') assert.equal((await me.send('POST', `${here}/depot`, { form: await me.depositForm(here) })).location, `${here}/confirmation`);
      assert.match((await me.get(`${here}/confirmation`)).text, /\d{4} ?\d{8} ?\d{7}/);
    }
    for (const place of places) { files_++; assert.equal(joined(draft, place), 1, `the file at ${place}`); }
    await me.submit(`${draft}/abandonner`, `${draft}/abandonner`, { go: 'abandon' });
    invariants('a power cut');
  }
  console.log(`# ${confirmed} deposits and ${files_} files were confirmed before ${CUTS} cuts; started again within ${slowest} ms`);
});
