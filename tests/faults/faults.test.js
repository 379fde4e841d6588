// Programs die while people work: each time a clear answer in French, nothing half done, and the service is back within seconds.
'use strict';
const { test, before, after } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const t = require('../e2e/lib.js');
const files = require('../e2e/files.js');
const road = require('../e2e/road.js');
const { Person, formOf } = require('../e2e/raw.js');
const { BACK_MS, pause, processes, childrenOf, kill, busy, web, drawing, ended, answered, back, clear, invariants } = require('./lib.js');

const TRIES = Number(process.env.GT_FAULT_TRIES || 12);
const person = t.newPerson();
const email = `pannes-${process.pid}@exemple.fr`;
let me;

before(async () => {
  me = new Person();
  await me.create(person, email, road.password);
  await me.signIn(person.foreigner_number, road.password);
});
after(() => t.closeAll());

// Fills the free places with fresh drafts, all but the deposit done.
async function readied(n) {
  const all = [];
  for (let i = 0; i < n; i++) all.push(await me.ready(person, files));
  return all;
}

test(`a worker killed while it takes a file, ${TRIES} times: the file is there whole or not at all`, async () => {
  const big = files.pdfOf('grand.pdf', 6000000), drafts = [await me.draft(person), await me.draft(person), await me.draft(person)];
  const places = ['nationalite', 'domicile', 'mariage', 'communaute-de-vie', 'entree-reguliere'];
  let struck = 0, slowest = 0;
  for (let i = 0; i < TRIES; i++) {
    const here = drafts[i % drafts.length], place = places[Math.floor(i / drafts.length) % 4];
    const page = await me.get(`${here}/etape/justificatifs`), before_ = (page.html.match(/data-document="/g) || []).length;
    const upload = answered(me.join(here, place, big, { page, json: i % 2 === 1 }));
    await pause(10 + (i * 7) % 120);
    kill(busy(web()));
    const answer = await upload;
    if (answer.status >= 500 || answer.status === 0) struck++;
    if (![201, 303].includes(answer.status)) clear(answer, `try ${i}`);
    slowest = Math.max(slowest, await back(me, 'a killed worker'));
    const now = (await me.get(`${here}/etape/justificatifs`)).html.match(/data-document="/g) || [];
    assert.ok(now.length === before_ || now.length === before_ + 1, `try ${i}: ${before_} then ${now.length} files`);
    if ([201, 303].includes(answer.status)) assert.equal(now.length, before_ + 1, `try ${i}: what was said to be joined is`);
  }
  for (const here of drafts) await me.submit(`${here}/abandonner`, `${here}/abandonner`, { go: 'abandon' });
  invariants('workers killed during uploads');
  console.log(`# ${struck} of ${TRIES} uploads were struck; back after at most ${slowest} ms`);
  assert.ok(struck > 0, 'at least one kill came during the upload');
});

test(`a worker killed while it deposits, ${TRIES} times: deposited once and wholly, or still a draft`, async () => {
  let struck = 0, slowest = 0, done = 0;
  for (let left = TRIES; left > 0;) {
    const some = await readied(Math.min(left, 5));
    left -= some.length;
    for (const here of some) {
      const form = { ...await me.depositForm(here), observations: `Essai ${done}` };
      const deposit = answered(me.send('POST', `${here}/depot`, { form }));
      await pause(2 + (done++ * 5) % 70);
      kill(busy(web()));
      const answer = await deposit;
      clear(answer, here);
      if (answer.status !== 303) struck++;
      slowest = Math.max(slowest, await back(me, 'a killed worker'));
      const seen = await me.get(`${here}/depot`);
      if (answer.status === 303) assert.equal(seen.status, 303, 'what was said to be deposited is');
      if (seen.status === 200) {
        const again = await me.send('POST', `${here}/depot`, { form: { ...await me.depositForm(here), observations: 'Encore' } });
        assert.equal(again.location, `${here}/confirmation`, again.text);
      }
      assert.match((await me.get(`${here}/confirmation`)).text, /\d{4} ?\d{8} ?\d{7}/);
    }
  }
  invariants('workers killed during deposits');
  console.log(`# ${struck} of ${TRIES} deposits were struck; back after at most ${slowest} ms`);
  assert.ok(struck > 0, 'at least one kill came during the deposit');
});

test('the processes that draw papers killed while nobody asks for one: whoever deposits next notices nothing', async () => {
  const some = await readied(4), n = Number(/^user_children = (\d+)$/m.exec(fs.readFileSync(`${t.dir}/etc/guichet.conf`, 'utf8'))[1]);
  for (const here of some) {
    const form = await me.depositForm(here), waiting = (pid) => childrenOf(pid).flatMap(childrenOf);      // the next paper's child: a drawing process that has one is past its start
    await t.waitFor('a drawing process in every worker', () => web().length === n && web().every((pid) => waiting(pid).length > 0), BACK_MS);
    const were = web(), gone = [...drawing(), ...were.flatMap(waiting)];
    for (const pid of gone) kill(pid);
    await t.waitFor('their end', async () => gone.every((pid) => ended(pid)));
    const answer = await me.send('POST', `${here}/depot`, { form });
    assert.equal(answer.location, `${here}/confirmation`, `${answer.status} ${answer.text.slice(0, 400)}`);
    await t.waitFor('other workers', () => web().length === were.length && web().every((pid) => !were.includes(pid)), BACK_MS);
  }
  invariants('drawing processes killed');
});

test('the scanner killed while it looks at a file: told in words, nothing unscanned is kept, the next file is taken', async () => {
  const here = await me.draft(person), big = files.pdfOf('grand.pdf', 6000000);
  let struck = 0;
  for (let i = 0; i < 6; i++) {
    const page = await me.get(`${here}/etape/justificatifs`), before_ = (page.html.match(/data-document="/g) || []).length;
    const upload = answered(me.join(here, ['nationalite', 'domicile', 'mariage'][i % 3], big, { page, json: i % 2 === 1 }));
    await pause(15 + i * 12);
    for (const pid of processes('guichet-scan')) kill(pid);
    const answer = await upload, now = ((await me.get(`${here}/etape/justificatifs`)).html.match(/data-document="/g) || []).length;
    if ([201, 303].includes(answer.status)) {
      assert.equal(now, before_ + 1);
    } else {
      struck++;
      assert.equal(answer.status, 503);
      assert.match(i % 2 ? answer.json.finding.id : answer.text, i % 2 ? /scanner-away/ : /vérification des fichiers est momentanément interrompue/);
      assert.equal(now, before_, 'nothing was kept');
    }
    await t.waitFor('the scanner', async () => {
      const small = await answered(me.join(here, 'communaute-de-vie', files.png('essai.png'), {}));
      if (small.status !== 303) return false;
      const id = [...(await me.get(`${here}/etape/justificatifs`)).html.matchAll(/formaction="([^"]+\/supprimer)"/g)].map((m) => m[1]).pop();
      await me.remove(here, id);
      return true;
    }, BACK_MS);
  }
  await me.submit(`${here}/abandonner`, `${here}/abandonner`, { go: 'abandon' });
  invariants('the scanner killed');
  assert.ok(struck > 0);
});

test('with scripts, a file joined while the scanner is away is sent again by the page', async () => {
  const here = await me.draft(person), page = await t.open();
  await page.context().addCookies(Object.entries(me.cookies).map(([name, value]) => ({ name, value, url: t.at.user })));
  await page.goto(`${t.at.user}${here}/etape/justificatifs`);
  const place = page.getByRole('region', { name: /Justificatif de nationalité/ });
  for (const pid of processes('guichet-scan')) kill(pid);
  await place.locator('input[type=file]').setInputFiles(files.png('patience.png'));
  await place.locator('[data-document]').getByText('patience.png').first().waitFor({ timeout: 30000 });
  await page.context().close();
  await me.submit(`${here}/abandonner`, `${here}/abandonner`, { go: 'abandon' });
});

test('the database killed during a deposit, and started again: told in words, what was written stays in the page, once and wholly in the end', async () => {
  const some = await readied(4);
  let slowest = 0;
  for (const [i, here] of some.entries()) {
    const form = { ...await me.depositForm(here), observations: `Pendant la panne ${i}` };
    const deposit = answered(me.send('POST', `${here}/depot`, { form }));
    await pause([0, 12, 25, 45][i]);
    const [pid] = processes('mariadbd');
    kill(pid);
    const answer = await deposit;
    clear(answer, 'the database killed');
    if (answer.status === 503) assert.equal(formOf(answer.html, `${here}/depot`).observations, `Pendant la panne ${i}`, 'what was written is still there, with a button that sends it again');
    clear(await answered(me.get('/mes-demandes')).then((a) => (a.status === 200 ? { status: 303 } : a)), 'a page without database');
    await t.waitFor('another mariadbd that answers', async () => { try { return processes('mariadbd').some((p) => p !== pid) && t.sql('SELECT 1'); } catch { return false; } }, BACK_MS);
    slowest = Math.max(slowest, await back(me, 'the database'));
    const seen = await me.get(`${here}/depot`);
    if (seen.status === 200) {
      const again = await me.send('POST', `${here}/depot`, { form: { ...formOf(seen.html, `${here}/depot`), go: 'next' } });
      assert.equal(again.location, `${here}/confirmation`, again.text);
    } else {
      assert.equal(seen.location, `${here}?m=already-deposited`);
    }
  }
  invariants('the database killed during deposits');
  console.log(`# the service is back at most ${slowest} ms after the database`);
  assert.ok(slowest < 3000, `${slowest} ms`);
});

test('programs that start while the database is away wait for it, and serve as soon as it is back', async () => {
  const log = () => fs.readFileSync(`${t.dir}/log/guichet.log`, 'utf8'), were = log().length, door = `${t.dir}/run/db.sock`;
  fs.renameSync(door, `${door}.away`);
  try {
    for (const one of web()) kill(one);
    await pause(4000);
  } finally { fs.renameSync(`${door}.away`, door); }
  await back(me, 'a start without database');
  assert.doesNotMatch(log().slice(were), /program=guichet-(web|jobs) .*status=1/, 'none gave up');
});

test('the database that stands still for five seconds delays a page, and loses nothing', async () => {
  const [here] = await readied(1), [pid] = processes('mariadbd');
  kill(pid, 'SIGSTOP');
  const form = me.depositForm(here).catch((e) => e);
  setTimeout(() => kill(pid, 'SIGCONT'), 5000);
  const got = await form;
  const page = got instanceof Error ? await me.depositForm(here) : got;
  kill(pid, 'SIGSTOP');
  const deposit = answered(me.send('POST', `${here}/depot`, { form: page }));
  setTimeout(() => kill(pid, 'SIGCONT'), 5000);
  clear(await deposit, 'the database stands still');
  await back(me, 'a pause of the database');
  if ((await me.get(`${here}/depot`)).status === 200) assert.equal((await me.send('POST', `${here}/depot`, { form: await me.depositForm(here) })).location, `${here}/confirmation`);
  invariants('the database stood still');
});

test('the host of the procedures\' code killed: answers are kept, a step or a deposit goes on within seconds', async () => {
  const [here] = await readied(1), step = `${here}/etape/motif`;
  for (let i = 0; i < 5; i++) {
    for (const pid of processes('guichet-hook')) kill(pid);
    const answer = await me.submit(step, step, { 'motif.liens.situation.date-union.d': String(10 + i), go: 'next' });
    clear(answer, 'the step');
    await t.waitFor('the answer to be kept', async () => formOf((await me.get(step)).html, step)['motif.liens.situation.date-union.d'].replace(/^0/, '') === String(10 + i), BACK_MS);
  }
  for (const pid of processes('guichet-hook')) kill(pid);
  clear(await me.send('POST', `${here}/depot`, { form: await me.depositForm(here).catch(() => ({})) }), 'the deposit');
  await t.waitFor('the deposit', async () => {
    const page = await me.get(`${here}/depot`);
    if (page.status === 303) return true;
    return page.status === 200 && (await me.send('POST', `${here}/depot`, { form: { ...formOf(page.html, `${here}/depot`), go: 'next' } })).status === 303;
  }, BACK_MS);
  invariants('the host of code killed');
});
