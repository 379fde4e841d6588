// A look into MariaDB, with all rights, shows no answer, no file and no word of anybody: what was typed, joined, noted and decided is sealed.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const t = require('./lib.js');
const road = require('./road.js');
const files = require('./files.js');
const agents = require('./agents.js');
const { Person } = require('./raw.js');

after(() => t.closeAll());

// Everything the database holds, as bytes.
function dump() {
  const password = /\[database\.admin\][^[]*?password = (\S+)/.exec(fs.readFileSync(path.join(t.dir, 'etc/guichet.conf'), 'utf8'))[1];
  const tables = t.sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'guichet' AND table_type = 'BASE TABLE'").map(([name]) => name);
  assert.ok(tables.length > 30);
  return execFileSync('mariadb', ['--no-defaults', '-S', path.join(t.dir, 'run/db.sock'), '-u', 'guichet_admin', '-N', '-B', 'guichet', '-e', tables.map((name) => `SELECT * FROM \`${name}\``).join('; ')],
    { env: { ...process.env, MYSQL_PWD: password }, maxBuffer: 1 << 30 });
}
const found = (all, mark) => all.includes(mark);

test('what was typed, joined, noted and decided cannot be read in the database', async () => {
  const person = t.newPerson(), me = new Person(), email = `scelle-${process.pid}@exemple.fr`, letters = String(process.pid).replace(/\d/g, (d) => 'abcdefghij'[d]), mark = (n) => `Marqueur-${n}-${letters}-zq`;
  await me.create(person, email, road.password);
  await me.signIn(person.foreigner_number, road.password);
  const here = await me.draft(person), step = `${here}/etape/motif`, child = 'motif.liens.enfants.enfant.1';
  await me.submit(step, step, { 'motif.liens.enfants.a-charge': 'yes', [child + '.nom']: mark('enfant') });
  await me.submit(step, step, { [child + '.nom']: mark('enfant'), [child + '.prenoms.1']: 'Ana', [child + '.sexe']: 'feminin', [child + '.naissance.d']: 3, [child + '.naissance.m']: 2, [child + '.naissance.y']: 2019,
    [child + '.nationalites.1']: 'MX', [child + '.residence']: 'en-france' });
  const content = mark('fichier'), pdf = files.put(mark('nom') + '.pdf', Buffer.from(fs.readFileSync(files.pdf('modele.pdf'), 'latin1').replace('%PDF-1.4\n', `%PDF-1.4\n% ${content}\n`), 'latin1'));
  // the table of places in the file has moved by the comment: a reader rebuilds it, the scanner asks for it
  const shift = Buffer.byteLength(`% ${content}\n`), moved = fs.readFileSync(pdf, 'latin1').replace(/(\d{10})( 00000 n)/g, (_, n, rest) => String(Number(n) + shift).padStart(10, '0') + rest).replace(/startxref\n(\d+)/, (_, n) => `startxref\n${Number(n) + shift}`);
  fs.writeFileSync(pdf, moved, 'latin1');
  for (const j of ['nationalite', 'domicile', 'mariage', 'communaute-de-vie']) assert.equal((await me.join(here, j, pdf)).status, 303, j);
  await me.submit(`${here}/etape/justificatifs`, `${here}/etape/justificatifs`, { 'justificatifs.ephoto': t.ephoto(), confirm: 'justificatifs.ephoto' });
  const draft = dump();
  assert.ok(found(draft, person.foreigner_number), 'the dump holds what is searched by');
  for (const what of ['enfant', 'fichier', 'nom']) assert.ok(!found(draft, mark(what)), `the draft's ${what}`);

  const answer = await me.send('POST', `${here}/depot`, { form: { ...await me.depositForm(here), observations: mark('observations') } });
  assert.equal(answer.location, `${here}/confirmation`, answer.text);
  const number = /\d{19}/.exec((await me.get(`${here}/confirmation`)).text.replace(/(\d{4})\s?(\d{8})\s?(\d{7})/, '$1$2$3'))[0];
  const agent = await t.open();
  await t.told(agent, async () => {
    await agents.signIn(agent, 's.benali');
    await agents.open(agent, number);
    await agent.getByText(mark('observations')).first().waitFor();
    await agent.getByRole('button', { name: 'Prendre' }).first().click();
    await agent.getByLabel('Nouvelle note', { exact: false }).fill(mark('note'));
    await agent.getByRole('button', { name: 'Ajouter la note' }).click();
    await agent.getByText(mark('note')).first().waitFor();
    await agent.goto(agent.url().replace(/[?#].*/, '') + '/decision/defavorable');
    await agent.getByLabel('La communauté de vie avec le conjoint a cessé', { exact: false }).check({ force: true });
    await agent.getByLabel('Considérations de fait', { exact: false }).fill(mark('motivation'));
    await agent.getByRole('button', { name: 'Proposer à la signature' }).click();
    await agent.getByText('Elle attend la signature').waitFor();
  });
  const all = dump();
  for (const what of ['enfant', 'fichier', 'nom', 'observations', 'note', 'motivation']) assert.ok(!found(all, mark(what)), what);
  assert.ok(!found(all, road.password), 'the password');
  await agent.context().close();

  // and below the tables: the files of the server themselves
  const raw = execFileSync('sh', ['-c', `grep -rlaF "$1" "$2" || true`, 'sh', `-zq`, path.join(t.dir, 'mariadb')], { encoding: 'utf8' });
  assert.equal(raw, '', 'no mark in the files of the database');
});
