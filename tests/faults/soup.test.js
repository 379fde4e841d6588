// Random programs die, again and again, while several people work. What was said to be done is there, once; nobody reads a bare error.
// GT_SOUP_S seconds (20); before a release 1800: about 1,000 kills at 20 requests a second.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const t = require('../e2e/lib.js');
const files = require('../e2e/files.js');
const road = require('../e2e/road.js');
const { Person, formOf } = require('../e2e/raw.js');
const { pause, processes, workers, kill, web, drawing, nginxWorkers, answered, back, clear, invariants } = require('./lib.js');

const SECONDS = Number(process.env.GT_SOUP_S || 20), PEOPLE = 4, A_SECOND = 20;
const tag = `${process.pid}-${Date.now() % 100000}`;
after(() => t.closeAll());

// Each act waits for its place in the rhythm, so that all together send about A_SECOND requests.
let place = Date.now(), sent = 0;
async function turn() {
  place = Math.max(place + 1000 / A_SECOND, Date.now());
  sent++;
  await pause(place - Date.now());
}

// One person: drafts, files, deposits, over and over. The journal holds what the service said was done.
async function work(me, person, journal, end) {
  const places = ['nationalite', 'domicile', 'mariage', 'communaute-de-vie'];
  const ask = async (promise) => { await turn(); const a = await answered(promise()); if (a.status >= 500) clear(a, 'in the soup'); return a; };
  while (Date.now() < end) {
    let here = null;
    try { await turn(); here = await me.draft(person); } catch { continue; }                 // struck half-way: another draft
    for (let i = 0; i < places.length && Date.now() < end; i++) {
      const answer = await ask(() => me.join(here, places[i], i % 2 ? files.png('facture.png') : files.pdf('acte.pdf'))).catch((e) => ({ status: 0, text: String(e) }));
      if (answer.status === 303) journal.files.push([here, places[i]]);
      else i -= Math.random() < 0.8 ? 1 : 0;                                                // most people try again
    }
    const step = `${here}/etape/motif`, day = String(1 + Math.floor(Math.random() * 28));
    const saved = await ask(() => me.submit(step, step, { 'motif.liens.situation.date-union.d': day, go: 'next' }));
    if (saved.status === 303) journal.answers.set(here, day);
    const last = `${here}/etape/justificatifs`;
    for (let tries = 0; tries < 6 && Date.now() < end; tries++) {
      const page = await ask(() => me.get(last));
      if (page.status !== 200) continue;
      const name = Object.keys(formOf(page.html, last)).find((n) => /ephoto/.test(n));
      await ask(() => me.submit(page, last, { [name]: 'A1B2C3D4E5F6G7H8I9J0K1', confirm: name }));
      await ask(() => me.submit(last, last, { go: 'next' }));
      const deposit = await ask(async () => me.send('POST', `${here}/depot`, { form: await me.depositForm(here) }));
      if (deposit.location === `${here}/confirmation`) { journal.deposits.push(here); break; }
    }
    if (!journal.deposits.includes(here)) await ask(() => me.submit(`${here}/abandonner`, `${here}/abandonner`, { go: 'abandon' }));
  }
}

test(`${SECONDS} s of random kills while ${PEOPLE} people work: what was said to be done is there, once`, async () => {
  const journal = { files: [], answers: new Map(), deposits: [] }, people = [];
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
    while (Date.now() < end) {
      await pause(500 + Math.random() * 1500);
      // the database takes seconds to come back: less often than the others
      const names = Object.keys(victims).filter((n) => n !== 'mariadb' || Math.random() < 0.3), name = names[Math.floor(Math.random() * names.length)];
      const all = victims[name](), pid = all[Math.floor(Math.random() * all.length)];
      if (pid && kill(pid)) struck[name] = (struck[name] || 0) + 1;
    }
  })();
  await Promise.all([killer, ...people.map(([me, person]) => work(me, person, journal, end))]);
  for (const [me] of people) await back(me, 'the soup');
  console.log(`# ${sent} acts, ${journal.deposits.length} deposits, ${journal.files.length} files; killed: ${JSON.stringify(struck)}`);
  for (const here of journal.deposits) {
    const [me] = await owner(people, here);
    assert.match((await me.get(`${here}/confirmation`)).text, /\d{4} ?\d{8} ?\d{7}/, `${here} was said to be deposited`);
  }
  const hex = (here) => Buffer.from(here.split('/')[2], 'base64url').toString('hex');
  for (const [here, place_] of journal.files) {
    const [[n, state]] = t.sql(`SELECT COUNT(d.id), r.state FROM dossier r LEFT JOIN document d ON d.dossier = r.id AND d.justificatif = '${place_}' WHERE r.id = 0x${hex(here)} GROUP BY r.id, r.state`);
    assert.ok(Number(n) >= 1 || state === 'abandoned', `${here}: a file at ${place_} was said to be joined`);
  }
  assert.ok(Object.values(struck).reduce((a, b) => a + b, 0) >= SECONDS / 4, 'they were killed');
  assert.ok(sent > SECONDS * 2, 'they worked');
  invariants('the soup');
});

async function owner(people, here) {
  for (const pair of people) if ((await pair[0].get(`${here}/confirmation`)).status === 200) return pair;
  throw new Error(`${here} is nobody's`);
}
