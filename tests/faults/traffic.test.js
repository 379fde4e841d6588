// What an operator does while people work: reloads, new keys, a database set to read-only. No request is lost, nobody is signed out.
'use strict';
const { test, before, after } = require('node:test');
const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const t = require('../e2e/lib.js');
const files = require('../e2e/files.js');
const road = require('../e2e/road.js');
const { Person, formOf } = require('../e2e/raw.js');
const { BACK_MS, pause, processes, workers, kill, web, nginxMaster, answered, back, clear, ctl, beside, operator, invariants } = require('./lib.js');

const RELOADS = Number(process.env.GT_RELOADS || 4), UPGRADES = Number(process.env.GT_UPGRADES || 1);
const top = path.join(__dirname, '../..');
let me, person, here, other, stranger;

async function somebody(n) {
  const one = t.newPerson(), who = new Person();
  await who.create(one, `trafic-${n}-${process.pid}-${Date.now() % 100000}@exemple.fr`, road.password);
  await who.signIn(one.foreigner_number, road.password);
  return [who, one];
}
before(async () => {
  [me, person] = await somebody(1);
  [other, stranger] = await somebody(2);
  here = await me.draft(person);
});
after(() => t.closeAll());

// Pages, files and drafts begun and given up, some 20 requests a second, until told to stop. ret: what did not go well.
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
      const shown = await answered(me.get(step)), address = [...(shown.html || '').matchAll(/formaction="([^"]+\/supprimer)"/g)].map((m) => m[1]).pop();
      if (!address) { wrong.push(`page of files: ${shown.status} ${shown.text.slice(0, 200)}`); continue; }
      const removed = await answered(me.remove(here, address));
      if (removed.status !== 303) wrong.push(`removal: ${removed.status} ${removed.text.slice(0, 200)}`);
    }
  })();
  const drafts = (async () => {
    while (going()) {
      const begun = await other.draft(stranger).catch((e) => { wrong.push(`draft: ${e.message}`); });
      n += 6;
      if (!begun) continue;
      const given = await answered(other.submit(`${begun}/abandonner`, `${begun}/abandonner`, { go: 'abandon' }));
      if (given.status !== 303) wrong.push(`giving up: ${given.status} ${given.text.slice(0, 200)}`);
      await pause(100);
    }
  })();
  await Promise.all([pages, uploads, drafts]);
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
async function reload() {
  const were = web();
  kill(processes('guichetd')[0], 'SIGHUP');
  await t.waitFor('the new generation alone', async () => { const now = web(); return now.length && !now.some((p) => were.includes(p)); }, 180000);
}
// What an installation does: another file under the same name, while the former one runs.
function install() {
  const libexec = /^libexec = (.*)$/m.exec(fs.readFileSync(`${t.dir}/etc/guichet.conf`, 'utf8'))[1];
  for (const name of fs.readdirSync(libexec)) {
    fs.copyFileSync(`${libexec}/${name}`, `${libexec}/.${name}`);
    fs.renameSync(`${libexec}/.${name}`, `${libexec}/${name}`);
  }
}

test(`${RELOADS} reloads of nginx and of programs installed anew, with pages and files on their way: no request is lost`, async () => {
  const n = await during(async () => {
    for (let i = 0; i < RELOADS; i++) {
      if (i % 2) { install(); await reload(); } else for (let k = 0; k < 5; k++) { kill(nginxMaster(), 'SIGHUP'); await pause(400); }
    }
  });
  console.log(`# ${n} requests during ${RELOADS} reloads`);
  invariants('reloads');
});

test('a newer schema while people work, with programs of before and of after it: no request is lost, no draft either', async () => {
  const sql = fs.mkdtempSync(path.join(os.tmpdir(), 'guichet-sql-')), from = path.join(top, 'sql'), step = `${here}/etape/informations-personnelles`;
  for (const name of fs.readdirSync(from)) fs.copyFileSync(path.join(from, name), path.join(sql, name));
  const next = 1 + Number(t.sql('SELECT MAX(version) FROM schema_version')[0][0]);
  fs.writeFileSync(path.join(sql, `${String(next).padStart(4, '0')}_essai.sql`), `CREATE TABLE essai (n BIGINT NOT NULL, PRIMARY KEY (n));
ALTER TABLE dossier ADD COLUMN essai BIGINT NULL, ADD KEY dossier_essai (essai);
ALTER TABLE document ADD COLUMN essai BIGINT NOT NULL DEFAULT 0;
`);
  try {
    await during(async () => {
      assert.match(await operator('migrate', '--sql', sql), /^1 migrations applied/);
      // one of before ends, and begins again on the schema of after
      const were = web(), jobs = workers('guichet-jobs');
      for (const pid of [were[0], ...jobs]) kill(pid, 'SIGTERM');
      await t.waitFor('its successor', async () => web().length === were.length && !web().includes(were[0]) && workers('guichet-jobs').length === jobs.length);
      await pause(500);
      install();
      await reload();
    });
    assert.equal(formOf((await me.get(step)).html, step)['informations-personnelles.contact.telephone'].replace(/\D/g, '').slice(-9), '612345678');
  } finally {
    t.sql(`DELETE FROM schema_version WHERE version = ${next}; DROP TABLE IF EXISTS essai; ALTER TABLE dossier DROP KEY IF EXISTS dossier_essai, DROP COLUMN IF EXISTS essai; ALTER TABLE document DROP COLUMN IF EXISTS essai`);
    fs.rmSync(sql, { recursive: true });
  }
  invariants('a newer schema');
});

// The procedure of the drafts above as its author would change it: another number, an object built for it, signed.
const ID = 'conjoint-rf-renouvellement';
async function release(work, version) {
  const dir = path.join(work, version), source = path.join(top, 'plugins', ID), xml = fs.readFileSync(path.join(source, 'procedure.xml'), 'utf8').replace(/ version="1\.0" min-abi/, ` version="${version}" min-abi`);
  fs.cpSync(source, dir, { recursive: true });
  fs.chmodSync(dir, 0o755);
  fs.writeFileSync(path.join(dir, 'procedure.xml'), xml);
  fs.writeFileSync(path.join(work, 'procedure-digest.h'), `#define PROCEDURE_DIGEST "${crypto.createHash('sha256').update(xml).digest('hex')}"\n`);
  const code = path.join(work, 'plugin.c');
  fs.writeFileSync(code, fs.readFileSync(path.join(source, 'plugin.c'), 'utf8').replace('.version = "1.0"', `.version = "${version}"`));
  for (const name of ['plugin.c', 'Makefile.inc']) fs.unlinkSync(path.join(dir, name));
  await beside('gcc', '-std=c11', '-O2', '-shared', '-fPIC', '-fvisibility=hidden', '-I', path.join(top, 'core/sdk/include'), '-I', work, '-o', path.join(dir, `${ID}.so`), code);
  await operator('plugin', 'sign', dir, '--key', `${t.dir}/keys-signer.secret`);
  await operator('plugin', 'install', dir);
}

test(`newer versions of a procedure (${UPGRADES}) and as many ways back while people begin, fill and give up requests: no request is lost, no draft either`, async () => {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'guichet-versions-')), hex = (draft) => Buffer.from(draft.split('/')[2], 'base64url').toString('hex');
  const enabled = async (...words) => { await operator('plugin', ...words); await pause(1500); };      // workers look once a second
  try {
    await during(async () => {
      for (let i = 1; i <= UPGRADES; i++) {
        await release(work, `1.${i}`);
        await enabled('enable', ID, `1.${i}`);
        const draft = await me.draft(person), step = `${draft}/etape/motif`;
        assert.deepEqual(t.sql(`SELECT procedure_version FROM dossier WHERE id = 0x${hex(draft)}`), [[`1.${i}`]]);
        await enabled('rollback', ID);
        assert.equal((await me.submit(step, step, { go: 'next' })).location, `${draft}/etape/justificatifs`, 'a draft of a version that is no longer enabled goes on');
        await me.submit(`${draft}/abandonner`, `${draft}/abandonner`, { go: 'abandon' });
        if (i < UPGRADES) await operator('plugin', 'enable', ID, `1.${i}`);                               // the next one replaces this
      }
    });
  } finally {
    await operator('plugin', 'enable', ID, '1.0');
    fs.rmSync(work, { recursive: true });
  }
  await reload();
  invariants('versions of a procedure');
});

test('a new master key while people work: what the old one sealed opens, what comes is sealed with the new one', async () => {
  const key = () => t.sql(`SELECT HEX(SUBSTRING(answers, 3, 4)) FROM dossier WHERE id = 0x${Buffer.from(here.split('/')[2], 'base64url').toString('hex')}`)[0][0];
  const was = key(), step = `${here}/etape/informations-personnelles`;
  await during(async () => {
    for (const verb of ['add', 'use']) {
      await operator('keys', verb);
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
  let again;
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
    again = formOf(file.html, `${here}/justificatifs/mariage/fichier`);
    assert.match(file.text, /à choisir de nouveau\. acte\.pdf/);
  } finally {
    t.sql('SET GLOBAL read_only = OFF');
  }
  await back(me, 'read-only');
  assert.equal((await me.send('POST', step, { form: { ...form, version: formOf((await me.get(step)).html, step).version } })).status, 303);
  assert.ok([303, 422].includes((await me.send('POST', `${here}/justificatifs/mariage/fichier`, { form: again })).status), 'without its file, the form comes back to its page');
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
