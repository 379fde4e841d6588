// Random programs die, again and again, while several people and an agent work. What was said to be done is there, once; nobody reads a bare error.
// GT_SOUP_S seconds (20); before a release 1800: about 1,000 kills at 20 requests a second. GT_SOUP_KILLS=0 kills nobody: then no answer may be an error,
// and the memory of each process is followed (3600 s before a release).
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const t = require('../e2e/lib.js');
const agents = require('../e2e/agents.js');
const files = require('../e2e/files.js');
const road = require('../e2e/road.js');
const { Person, formOf } = require('../e2e/raw.js');
const { pause, processes, workers, kill, web, drawing, nginxWorkers, answered, back, clear, invariants } = require('./lib.js');

const SECONDS = Number(process.env.GT_SOUP_S || 20), KILLS = process.env.GT_SOUP_KILLS !== '0', PEOPLE = 4, A_SECOND = 20;
const tag = `${process.pid}-${Date.now() % 100000}`;
after(() => t.closeAll());

// Each act waits for its place in the rhythm, so that all together send about A_SECOND requests.
let place = Date.now(), sent = 0;
const errors = {}, GONE_MS = 60000;
let good = Date.now();
async function turn() {
  place = Math.max(place + 1000 / A_SECOND, Date.now());
  sent++;
  await pause(place - Date.now());
}

async function ask(promise) {
  await turn();
  const answer = await answered(promise());
  if (answer.status >= 500 || !answer.status) errors[answer.status] = (errors[answer.status] || 0) + 1;
  else good = Date.now();
  assert.ok(Date.now() - good < GONE_MS, 'the service does not come back');
  if (answer.status >= 500) clear(answer, 'in the soup');
  return answer;
}

// One person: drafts, files, deposits, over and over. The journal holds what the service said was done.
async function work(me, person, journal, end) {
  const places = ['nationalite', 'domicile', 'mariage', 'communaute-de-vie'];
  while (Date.now() < end) {
    let here = null;
    try { await turn(); here = await me.draft(person); } catch { continue; }                 // struck half-way: another draft
    for (let i = 0; i < places.length && Date.now() < end; i++) {
      const answer = await ask(() => me.join(here, places[i], i % 2 ? files.png('facture.png') : files.pdf('acte.pdf')));
      if (answer.status === 303) journal.files.push([here, places[i]]);
      else i -= Math.random() < 0.8 ? 1 : 0;                                                // most people try again
    }
    const step = `${here}/etape/motif`, day = String(1 + Math.floor(Math.random() * 28));
    const field = 'motif.liens.situation.date-union.d', saved = await ask(() => me.submit(step, step, { [field]: day, go: 'next' }));
    const kept = saved.status === 303 ? await ask(() => me.get(step)) : saved;
    if (saved.status === 303 && kept.status === 200) { journal.answers++; assert.equal(Number(formOf(kept.html, step)[field]), Number(day), 'what was said to be saved'); }
    const last = `${here}/etape/justificatifs`;
    let deposited = false;
    for (let tries = 0; tries < 6 && !deposited && Date.now() < end; tries++) {
      const page = await ask(() => me.get(last));
      if (page.status !== 200) continue;
      const name = Object.keys(formOf(page.html, last)).find((n) => /ephoto/.test(n));
      await ask(() => me.submit(page, last, { [name]: t.ephoto(), confirm: name }));
      await ask(() => me.submit(last, last, { go: 'next' }));
      const deposit = await ask(async () => me.send('POST', `${here}/depot`, { form: await me.depositForm(here) }));
      deposited = deposit.location === `${here}/confirmation`;
      if (deposited) journal.deposits.push([me, here]);
    }
    if (!deposited) await ask(() => me.submit(`${here}/abandonner`, `${here}/abandonner`, { go: 'abandon' }));
  }
}

// An agent looks at the list, takes what came last, writes a note, lets it go; signs in again when the session was lost.
async function examine(journal, end) {
  const a = agents.agent('c.lemaire'), me = new Person(t.at.agent);
  const signIn = async () => {
    for (let tries = 0; Date.now() < end; tries++) {
      await ask(() => me.submit('/connexion', '/connexion', { login: a.login, password: a.password }));
      const given = await ask(() => me.submit('/connexion/code', '/connexion/code', { code: agents.totp(agents.secretOf(a), Date.now() + (tries % 2) * 30000) }));
      if (given.status === 303) return;
      await pause(5000);                                                                    // the code was used: another comes
    }
  };
  for (let turn_ = 0; Date.now() < end; turn_++) {
    const list = await ask(() => me.get(['/demandes?liste=all&tri=recent', '/demandes?liste=take', '/', '/alertes', '/statistiques'][turn_ % 5]));
    if (list.status === 303) await signIn();
    const [file] = turn_ % 5 < 3 && list.status === 200 ? /\/dossiers\/[\w-]{22}/.exec(list.html) || [] : [];
    if (!file) continue;
    for (const [door, more] of [['prendre', {}], ['notes', { note: `Vu ${turn_}` }], ['liberer', {}]]) {
      const page = await ask(() => me.get(file));
      if (page.status !== 200 || !page.html.includes(`action="${file}/${door}"`)) continue;
      const key = formOf(page.html, `${file}/${door}`).act, done = await ask(() => me.submit(page, `${file}/${door}`, more));
      if (door === 'notes' && done.status === 303) journal.notes.push(key);
    }
  }
}

// What each process holds for itself alone, in KiB.
function memory() {
  const all = {}, own = (pid) => { try { return [...fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').matchAll(/^Private_(?:Clean|Dirty): +(\d+)/gm)].reduce((sum, m) => sum + Number(m[1]), 0); } catch { return 0; } };
  const programs = { guichetd: processes('guichetd'), web: web(), drawing: drawing(), agents: workers('guichet-web', '--pool agent'), scan: processes('guichet-scan'), hook: workers('guichet-hook'), jobs: workers('guichet-jobs'), fetch: workers('guichet-fetch'), mariadb: processes('mariadbd'), nginx: nginxWorkers() };
  for (const [name, pids] of Object.entries(programs)) for (const pid of pids) all[`${name} ${pid}`] = own(pid);
  return all;
}
// MiB an hour, by least squares, from the second third on: caches fill up first. Of processes that lived through it.
function slopes(samples) {
  const late = samples.slice(Math.floor(samples.length / 3)), steepest = {};
  for (const who of Object.keys(late[0].all).filter((w) => late.every((s) => s.all[w]))) {
    const x = late.map((s) => s.at), y = late.map((s) => s.all[who]), mean = (v) => v.reduce((p, q) => p + q, 0) / v.length, mx = mean(x), my = mean(y);
    const slope = x.reduce((sum, v, i) => sum + (v - mx) * (y[i] - my), 0) / x.reduce((sum, v) => sum + (v - mx) ** 2, 0) * 3600000 / 1024, [name] = who.split(' ');
    if (!steepest[name] || slope > steepest[name].slope) steepest[name] = { slope, from: y[0], to: y[y.length - 1] };
  }
  return steepest;
}

test(`${SECONDS} s ${KILLS ? 'of random kills ' : ''}while ${PEOPLE} people and an agent work: what was said to be done is there, once`, async () => {
  const journal = { files: [], answers: 0, deposits: [], notes: [] }, people = [], samples = [];
  for (let i = 0; i < PEOPLE; i++) {
    const person = t.newPerson(), me = new Person();
    await me.create(person, `soupe-${i}-${tag}@exemple.fr`, road.password);
    await me.signIn(person.foreigner_number, road.password);
    people.push([me, person]);
  }
  const end = Date.now() + SECONDS * 1000, struck = {};
  // of hook the workers alone: a confined child that dies three times within a minute closes the procedure, as it must
  const victims = { web, drawing, agents: () => workers('guichet-web', '--pool agent'), scan: () => processes('guichet-scan'), hook: () => workers('guichet-hook'), jobs: () => workers('guichet-jobs'), fetch: () => workers('guichet-fetch'),
    mariadb: () => processes('mariadbd'), nginx: nginxWorkers };
  const killer = (async () => {
    while (KILLS && Date.now() < end) {
      await pause(300 + Math.random() * 1300);
      // the database takes seconds to come back: less often than the others
      const names = Object.keys(victims).filter((n) => n !== 'mariadb' || Math.random() < 0.3), name = names[Math.floor(Math.random() * names.length)];
      const all = victims[name](), pid = all[Math.floor(Math.random() * all.length)];
      if (pid && kill(pid)) struck[name] = (struck[name] || 0) + 1;
    }
  })();
  const watcher = (async () => { while (!KILLS && Date.now() < end) { samples.push({ at: Date.now(), all: memory() }); await pause(Math.min(10000, SECONDS * 30)); } })();
  await Promise.all([killer, watcher, examine(journal, end), ...people.map(([me, person]) => work(me, person, journal, end))]);
  for (const [me] of people) await back(me, 'the soup');
  console.log(`# ${sent} requests, ${journal.deposits.length} deposits, ${journal.files.length} files, ${journal.answers} answers, ${journal.notes.length} notes; errors: ${JSON.stringify(errors)}; killed: ${JSON.stringify(struck)}`);
  for (const [me, here] of journal.deposits) assert.match((await me.get(`${here}/confirmation`)).text, /\d{4} ?\d{8} ?\d{7}/, `${here} was said to be deposited`);
  const hex = (id) => Buffer.from(id, 'base64url').toString('hex').toUpperCase();
  const there = new Set(t.sql('SELECT DISTINCT HEX(dossier), justificatif FROM document').map((row) => row.join(' '))), abandoned = new Set(t.sql("SELECT HEX(id) FROM dossier WHERE state = 'abandoned'").flat());
  for (const [here, place_] of journal.files) {
    const id = hex(here.split('/')[2]);
    assert.ok(there.has(`${id} ${place_}`) || abandoned.has(id), `${here}: a file at ${place_} was said to be joined`);
  }
  const done = new Set(t.sql('SELECT HEX(act_key) FROM act_done').flat());
  for (const key of journal.notes) assert.ok(done.has(hex(key)), 'a note was said to be written');
  if (KILLS) {
    assert.ok(Object.values(struck).reduce((a, b) => a + b, 0) >= SECONDS / 4, 'they were killed');
  } else {
    assert.deepEqual(errors, {}, 'nobody was killed, and nobody is told of a fault');
    const steepest = slopes(samples);
    for (const [name, { slope, from, to }] of Object.entries(steepest)) console.log(`# ${name}: ${slope.toFixed(2)} MiB/h (${from} KiB, at the end ${to})`);
    // an hour tells; what a database's own caches take is its settings' matter
    if (SECONDS >= 1800) for (const [name, { slope }] of Object.entries(steepest)) assert.ok(slope < 1 || name === 'mariadb', `${name} grows by ${slope} MiB/h`);
  }
  assert.ok(sent > SECONDS * 2, 'they worked');
  invariants('the soup');
});
