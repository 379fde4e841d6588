// What an operator does while people work: reloads, new keys, a database set to read-only. No request is lost, nobody is signed out.
'use strict';
const { test, before, after } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const t = require('../e2e/lib.js');
const files = require('../e2e/files.js');
const road = require('../e2e/road.js');
const { Person, formOf } = require('../e2e/raw.js');
const { BACK_MS, pause, processes, kill, nginxMaster, answered, back, clear, ctl, invariants } = require('./lib.js');

const RELOADS = Number(process.env.GT_RELOADS || 6);
let me, person, here;

before(async () => {
  person = t.newPerson();
  me = new Person();
  await me.create(person, `trafic-${process.pid}-${Date.now() % 100000}@exemple.fr`, road.password);
  await me.signIn(person.foreigner_number, road.password);
  here = await me.draft(person);
});
after(() => t.closeAll());

// Pages and files, some 20 a second, until told to stop. ret: what did not go well.
async function traffic(going) {
  const wrong = [], step = `${here}/etape/justificatifs`, file = files.pdfOf('piece.pdf', 400000);
  let n = 0;
  const pages = (async () => {
    while (going()) {
      const answer = await answered(me.get(['/', '/mes-demandes', step, '/mon-compte'][n++ % 4]));
      if (answer.status !== 200) wrong.push(`page: ${answer.status} ${answer.text.slice(0, 200)}`);
      await pause(50);
    }
  })();
  const uploads = (async () => {
    while (going()) {
      const joined = await answered(me.join(here, 'nationalite', file, { json: true }));
      n++;
      if (joined.status !== 201) { wrong.push(`file: ${joined.status} ${joined.text.slice(0, 200)}`); continue; }
      const address = [...(await me.get(step)).html.matchAll(/formaction="([^"]+\/supprimer)"/g)].map((m) => m[1]).pop();
      const removed = await answered(me.remove(here, address));
      if (removed.status !== 303) wrong.push(`removal: ${removed.status} ${removed.text.slice(0, 200)}`);
    }
  })();
  await Promise.all([pages, uploads]);
  return { wrong, n };
}

async function during(act) {
  let going = true;
  const all = traffic(() => going);
  await pause(500);
  try { await act(); } finally { going = false; }
  const { wrong, n } = await all;
  assert.deepEqual(wrong, []);
  assert.ok(n > 10, `${n} requests`);
  return n;
}
const generation = () => processes('guichet-web', '--pool user').join(' ');
async function reload() {
  const was = generation();
  kill(processes('guichetd')[0], 'SIGHUP');
  await t.waitFor('the new generation alone', async () => { const now = generation().split(' '); return now.length && !now.some((p) => was.split(' ').includes(p)); }, 60000);
}

test(`${RELOADS} reloads of nginx and of the programs, with pages and files on their way: no request is lost`, async () => {
  const n = await during(async () => {
    for (let i = 0; i < RELOADS; i++) {
      if (i % 2) await reload(); else kill(nginxMaster(), 'SIGHUP');
      await pause(400);
    }
  });
  console.log(`# ${n} requests during ${RELOADS} reloads`);
  invariants('reloads');
});

test('a new master key while people work: what the old one sealed opens, what comes is sealed with the new one', async () => {
  const key = () => t.sql(`SELECT HEX(SUBSTRING(answers, 3, 4)) FROM dossier WHERE id = 0x${Buffer.from(here.split('/')[2], 'base64url').toString('hex')}`)[0][0];
  const was = key(), step = `${here}/etape/informations-personnelles`;
  await during(async () => {
    for (const verb of ['add', 'use']) {
      const done = ctl('keys', verb);
      assert.equal(done.status, 0, done.stderr);
      await reload();
    }
  });
  assert.equal((await me.get(step)).status, 200, 'sealed with the old key, and nobody is signed out');
  assert.equal((await me.submit(step, step, { 'informations-personnelles.contact.telephone': '0687654321', go: 'next' })).status, 303);
  assert.notEqual(key(), was);
  assert.equal(formOf((await me.get(step)).html, step)['informations-personnelles.contact.telephone'].replace(/\D/g, '').slice(-9), '687654321');
  invariants('a new key');
});

test('a database that may only be read: pages are read, what cannot be written is told, and is written once it may be', async () => {
  const step = `${here}/etape/informations-personnelles`, form = { ...formOf((await me.get(step)).html, step), 'informations-personnelles.contact.telephone': '0611223344', go: 'next' };
  t.sql('SET GLOBAL read_only = ON');
  try {
    const answer = await me.send('POST', step, { form });
    clear(answer, 'writing');
    assert.equal(answer.status, 503);
    assert.equal(formOf(answer.html, step)['informations-personnelles.contact.telephone'].replace(/\D/g, ''), '0611223344', 'what was typed is still there, with a button that sends it again');
    assert.equal((await me.get(step)).status, 200, 'reading');
    const file = await me.join(here, 'mariage', files.pdf('acte.pdf'), {});
    clear(file, 'a file');
    assert.equal(file.status, 503);
  } finally {
    t.sql('SET GLOBAL read_only = OFF');
  }
  await back(me, 'read-only');
  assert.equal((await me.send('POST', step, { form: { ...form, version: formOf((await me.get(step)).html, step).version } })).status, 303);
  assert.equal((await me.join(here, 'mariage', files.pdf('acte.pdf'), {})).status, 303);
  invariants('read-only');
});

test('a disk that fills up: files are refused in words long before it is full, answers are kept, and files are taken again once there is room', async () => {
  const conf = `${t.dir}/etc/guichet.conf`, was = fs.readFileSync(conf, 'utf8'), step = `${here}/etape/informations-personnelles`;
  assert.match(was, /^reserve_mb = \d+$/m);
  const reserve = async (text) => { fs.writeFileSync(conf, text); await reload(); };
  try {
    await reserve(was.replace(/^reserve_mb = \d+$/m, 'reserve_mb = 1000000000'));
    const file = await me.join(here, 'domicile', files.png('facture.png'), {});
    assert.equal(file.status, 503);
    assert.match(file.text, /Aucun fichier ne peut être reçu pour le moment/);
    assert.equal((await me.join(here, 'domicile', files.png('facture.png'), { json: true })).json.finding.id, 'storage-low');
    assert.equal((await me.submit(step, step, { 'informations-personnelles.contact.telephone': '0644332211', go: 'next' })).status, 303, 'answers are kept');
    assert.match(ctl('doctor').stdout, /room: \d+ MB free/);
  } finally {
    await reserve(was);
  }
  assert.equal((await me.join(here, 'domicile', files.png('facture.png'), {})).status, 303);
  invariants('a disk that fills up');
});
