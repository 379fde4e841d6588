// The author's guide, carried out: every command and every change in docs/author.md, with an installed Guichet and an empty folder; then a request deposited
// and decided, a draft that follows to the second version, and nothing lost while procedures change under load.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawn, spawnSync, execFileSync } = require('node:child_process');
const t = require('./lib.js');
const road = require('./road.js');
const files = require('./files.js');
const agents = require('./agents.js');

const top = path.join(__dirname, '../..');
const prefix = /libexec = (.*)\/libexec\/guichet/.exec(fs.readFileSync(path.join(t.dir, 'etc/guichet.conf'), 'utf8'))[1];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'guichet-author-'));
const env = { ...process.env, PATH: `${prefix}/bin:${process.env.PATH}`, PKG_CONFIG_PATH: `${prefix}/lib/pkgconfig`, ACLOCAL_PATH: `${prefix}/share/aclocal`,
  GUICHET_CONFIG: path.join(t.dir, 'etc/guichet.conf'), SIGNERS: path.join(t.dir, 'signers') };
after(async () => { await t.closeAll(); fs.rmSync(folder, { recursive: true, force: true }); });
const ctl = (...args) => execFileSync(`${prefix}/bin/guichetctl`, args, { env, encoding: 'utf8' });

// ---- the guide as a list of things to do ----
function steps() {
  const found = [];
  let section = '';
  const text = fs.readFileSync(path.join(top, 'docs/author.md'), 'utf8');
  for (const [, heading, kind, file, body] of text.matchAll(/^## (.*)$|^```(console|diff) ?(\S*)\n([\s\S]*?)^```$/gm)) {
    if (heading) section = heading;
    else found.push({ section, kind, file, body });
  }
  return found;
}
let cwd = folder;
function commands(body) {
  const all = [];
  for (const line of body.split('\n').filter(Boolean)) {
    if (line.startsWith('$ ')) all.push({ command: line.slice(2), says: [], fails: false });
    else if (line === '[fails]') all.at(-1).fails = true;
    else all.at(-1).says.push(line.trim());
  }
  return all;
}
function run({ command, says, fails }) {
  const out = spawnSync('bash', ['-c', `umask 022; set -o pipefail; ${command}\nstatus=$?; pwd >&3; exit $status`], { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  cwd = out.output[3].trim() || cwd;
  assert.equal(out.status !== 0, fails, `${command}\n${out.stdout}${out.stderr}`);
  for (const line of says) assert.ok((out.stdout + out.stderr).includes(line), `${command}\nsaid:\n${out.stdout}${out.stderr}\nnot: ${line}`);
}
function change(file, body) {
  const at = path.join(cwd, file), was = fs.readFileSync(at, 'utf8'), lines = body.split('\n').filter(Boolean);
  const old = lines.filter((l) => l[0] === '-').map((l) => l.slice(1)).join('\n'), now = lines.filter((l) => l[0] === '+').map((l) => l.slice(1)).join('\n');
  assert.ok(was.includes(old), `${file} has no\n${old}`);
  fs.writeFileSync(at, was.replace(old, () => now));
}
function follow(from, to) {
  for (const s of steps()) {
    if (s.section < from || s.section > to) continue;
    if (s.kind === 'console') commands(s.body).forEach(run);
    else change(s.file, s.body);
  }
}

// ---- a person on the new procedure ----
async function beginDraft(page, title) {
  await page.goto(t.at.user + '/demarches/changement-situation/situation');
  await page.getByText(title, { exact: true }).click();
  await page.getByRole('button', { name: 'Je commence' }).click();
  await page.getByRole('button', { name: 'Je continue' }).click();
  await page.getByText('Je renseigne ma demande').first().waitFor();
}
async function fill(page, name, employer) {
  await page.getByLabel(/^Nom/).first().fill(name);
  await t.fillDate(page, /^Date/, '2026-01-15');
  await page.getByRole('group', { name: /Avez-vous des enfants/ }).getByText('Non', { exact: true }).click();
  await page.getByRole('group', { name: /Travaillez-vous/ }).getByText('Oui', { exact: true }).click();
  await page.getByLabel(/Nom de l'employeur/).fill(employer);
}

// Requests as fast as they come, by a process of its own, each on a connection of its own: what is not answered, or answered by an error, is told at the end.
function load(url) {
  const script = `const http = require('http'); let stop = false, done = 0; const bad = [];
    process.on('SIGTERM', () => { stop = true; });
    const one = () => new Promise((end) => { http.get(${JSON.stringify(url)}, { agent: false, timeout: 60000 }, (res) => { res.resume(); res.on('end', () => { if (res.statusCode >= 500) bad.push(res.statusCode); end(); }); })
      .on('error', (e) => { bad.push(String(e)); end(); }).on('timeout', function () { this.destroy(new Error('slow')); }); });
    Promise.all(Array.from({ length: 4 }, async () => { while (!stop) { await one(); done++; } })).then(() => console.log(JSON.stringify({ done, bad })));`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (c) => { out += c; });
  return { stop: () => new Promise((end) => { child.on('close', () => end(JSON.parse(out))); child.kill('SIGTERM'); }) };
}

test('a folder that cannot see Guichet is refused, and told what to do', () => {
  const alone = fs.mkdtempSync(path.join(folder, 'alone-'));
  ctl('plugin', 'new', path.join(alone, 'essai-titre'));
  const out = spawnSync('autoreconf', ['-fi'], { cwd: path.join(alone, 'essai-titre'), env: { ...env, ACLOCAL_PATH: '' }, encoding: 'utf8' });
  assert.notEqual(out.status, 0);
  assert.match(out.stderr, /GUICHET_PLUGIN is not known: export ACLOCAL_PATH=/);
});

test('the guide is true: from an empty folder to a request decided, a second version, and back', { timeout: 900000 }, async (at) => {
  const person = t.newPerson();
  await at.test('a folder, questions, documents, logic; signed, installed, enabled', () => follow('1.', '5.~'));

  const page = await t.open();
  let request;
  await at.test('the entry appears without a restart, and a request is deposited', async () => {
    await road.createAccount(page, person, `auteur-${process.pid}@exemple.fr`);
    await road.signIn(page, person);
    await t.waitFor('the entry', async () => { await page.goto(t.at.user + '/demarches/changement-situation/situation'); return page.getByText('Déclarer mon emploi').count(); }, 10000);
    await t.accessible(page, 'author entry');
    await beginDraft(page, 'Déclarer mon emploi');
    await fill(page, 'Martin', 'Martin');
    await road.next(page);
    await page.getByText('L\'employeur ne peut pas porter ce nom.').first().waitFor();       // plugin.c was asked
    await page.getByLabel(/Nom de l'employeur/).fill('Boulangerie du Nord');
    await road.next(page);
    await page.waitForURL(/justificatifs$/);
    await road.join(page, /Preuve/, files.pdf('acte.pdf'), true);
    await road.join(page, /Emploi/, files.pdf('contrat.pdf'), true);
    await road.next(page);
    request = await road.deposit(page);
    assert.match(request.text, /CONFIRMATION DU DÉPÔT/);
  });

  await at.test('an agent decides it', async () => {
    const agent = await t.open();
    await agents.signIn(agent, 'c.lemaire');
    await agents.open(agent, request.number);
    await agents.take(agent);
    await agent.getByRole('link', { name: 'Passer en instruction' }).click();
    await agent.getByRole('button', { name: 'Passer en instruction' }).click();
    await agent.getByRole('link', { name: 'Décision favorable' }).first().click();
    await agent.getByRole('button', { name: 'Rendre la décision' }).click();
    await agent.getByText('La décision est rendue').waitFor();
    await agent.context().close();
  });

  let draft;
  await at.test('a second version while drafts are open and people come and go: nothing is lost', async () => {
    await beginDraft(page, 'Déclarer mon emploi');
    await fill(page, 'Martin', 'Boulangerie du Nord');
    await page.getByRole('button', { name: 'Quitter et revenir plus tard' }).click();
    await page.waitForURL(/m=draft-kept/);
    draft = await page.getByRole('main').getByRole('link', { name: /Reprendre/ }).first().getAttribute('href');
    const pressure = load(t.at.user + '/');
    follow('6.', '6.~');
    await t.reload();                                                                             // and new workers take over from old ones
    await new Promise((r) => setTimeout(r, 2000));
    const { done, bad } = await pressure.stop();
    assert.ok(done > 50, `${done} requests`);
    assert.deepEqual(bad, []);
  });

  await at.test('the draft follows, and its person is told what changed', async () => {
    await page.goto(new URL(draft, t.at.user).href);
    await page.getByRole('heading', { level: 1, name: 'La démarche a été mise à jour' }).waitFor();
    await t.accessible(page, 'author changes');
    const told = await page.locator('main').innerText();
    assert.match(told, /« Nom de l'employeur » s'appelle maintenant « Entreprise »/);
    assert.match(told, /La date n'est plus demandée\.\s*Vous aviez répondu : 2026-01-15/);
    assert.match(told, /La ville est demandée/);
    await page.getByRole('button', { name: 'Je continue' }).click();
    await page.getByText('Je renseigne ma demande').first().waitFor();
    assert.equal(await page.getByLabel(/^Entreprise/).inputValue(), 'Boulangerie du Nord');
    assert.equal(await page.getByLabel(/^Nom/).first().inputValue(), 'Martin');
    await page.reload();
    await page.getByText('Je renseigne ma demande').first().waitFor();                         // told once
  });

  await at.test('an administrator sees its versions, closes it, opens it again; what is under way goes on', async () => {
    const offered = async () => { await page.goto(t.at.user + '/demarches/changement-situation/situation'); return page.getByRole('radio', { name: 'Déclarer mon emploi' }).count(); };
    const admin = await t.open();
    await agents.signIn(admin, 'a.racine');
    await admin.getByRole('link', { name: 'Administration' }).click();
    await admin.getByRole('heading', { level: 1, name: 'Administration des démarches' }).waitFor();
    await t.accessible(admin, 'admin procedures');
    await admin.getByRole('link', { name: 'Déclarer mon emploi' }).click();
    await t.accessible(admin, 'admin procedure');
    const first = admin.getByRole('row').filter({ hasText: 'Proposée aux usagers' });
    assert.match((await first.innerText()).replace(/\s+/g, ' '), /^1\.1 .* 1 0 1 auteur\.pub$/, 'one draft, which moved, and no request yet');
    await admin.getByRole('button', { name: 'Fermer la démarche' }).click();
    await t.waitFor('the title to say so', async () => /^Erreur/.test(await admin.title()));
    await admin.getByLabel(/^Motif/).fill('Essai de fermeture');
    const stale = await admin.context().newPage();
    await stale.goto(admin.url().replace(/\/fermer$/, ''));
    await admin.getByRole('button', { name: 'Fermer la démarche' }).click();
    await admin.getByText('La démarche est fermée aux nouvelles demandes.').waitFor();
    await admin.getByText('Essai de fermeture').waitFor();
    await stale.getByRole('button', { name: 'Activer' }).click();                                 // it shows what was before
    await stale.getByText('Rien n\'a été changé').or(stale.getByText('Essai de fermeture')).first().waitFor();
    await t.waitFor('the entry to go', async () => !await offered(), 10000);
    await page.goto(new URL(draft, t.at.user).href);
    await page.getByText('Je renseigne ma demande').first().waitFor();
    await admin.getByRole('button', { name: 'Rouvrir' }).click();
    await admin.getByText('La démarche est rouverte.').waitFor();
    await t.waitFor('the entry to come back', offered, 10000);
    await t.fillDate(admin, 'Ouvre le', '2031-02-01');
    await t.fillDate(admin, 'Ferme le', '2031-01-01');
    await admin.getByRole('button', { name: 'Enregistrer' }).click();
    await admin.getByText('La démarche fermerait avant d\'ouvrir.').first().waitFor();
    await t.accessible(admin, 'admin dates wrong');
    await t.fillDate(admin, 'Ferme le', '2031-12-31');
    await admin.getByRole('button', { name: 'Enregistrer' }).click();
    await admin.getByText('Pas encore ouverte').waitFor();
    await admin.getByRole('combobox', { name: /^Version/ }).selectOption('1.0');
    await admin.getByRole('button', { name: 'Activer' }).click();                                 // back to the former one, by the page
    await admin.getByText('La version est activée.').waitFor();
    assert.match((await admin.getByRole('row').filter({ hasText: 'Proposée aux usagers' }).innerText()), /^1\.0/);
    await page.goto(new URL(draft, t.at.user).href);                                              // of 1.1, and still there
    await page.getByLabel(/^Entreprise/).waitFor();
    await admin.context().close();
  });

  await at.test('a draft whose version is away has a page that says what is kept, in both languages; what was typed is sent again when it is back', async () => {
    const place = path.join(t.dir, 'plugins/demo-titre'), aside = path.join(t.dir, 'demo-titre-aside');
    const answers = async (pattern) => { for (let i = 0; i < 15; i++) await t.waitFor(`a page that says ${pattern}`, async () => pattern.test(await (await page.request.get(new URL(draft, t.at.user).href)).text()), 60000); };
    await page.goto(new URL(draft, t.at.user).href);
    await page.getByLabel(/^Entreprise/).fill('Boulangerie du Sud');
    fs.renameSync(place, aside);
    try {
      await t.reload();
      await answers(/ne peut pas être ouverte/);
      await road.next(page);
      await page.getByRole('heading', { level: 1, name: 'Votre demande ne peut pas être ouverte pour le moment' }).waitFor();
      await t.accessible(page, 'author request away');
      assert.match(await page.locator('main').innerText(), /vos réponses et vos fichiers\. Dernier enregistrement : \d+ \S+ \d{4}/);
      const english = await page.context().newPage();
      assert.equal((await english.goto(`${t.at.user}/langue/en?retour=${new URL(draft, t.at.user).pathname}`)).status(), 503);
      await english.getByText('All that you saved').waitFor();
      await english.goto(`${t.at.user}/langue/fr`);
      await english.close();
      // whoever was to work on a request of it reads which version is missing, and whose it is to bring it back
      const agent = await t.open(), id = t.sql(`SELECT HEX(id) FROM dossier WHERE number = '${request.number}'`)[0][0];
      await agents.signIn(agent, 'c.lemaire');
      const file = `${t.at.agent}/dossiers/${Buffer.from(id, 'hex').toString('base64url')}`;
      await t.waitFor('the agents\' page', async () => /n'est pas chargée/.test(await (await agent.request.get(file)).text()), 60000);
      assert.equal((await agent.goto(file)).status(), 503);
      assert.match(await agent.locator('main').innerText(), new RegExp(`demo-titre 1\\.\\d[\\s\\S]*${request.number}[\\s\\S]*exploitant`));
      await t.accessible(agent, 'request whose version is away');
      await agent.context().close();
    } finally {
      fs.renameSync(aside, place);
    }
    await t.reload();
    await answers(/Je renseigne ma demande/);
    await page.getByRole('button', { name: 'Réessayer' }).click();
    await page.getByLabel(/^Entreprise/).waitFor();                                            // saved, and told that the town is still to be said
    await page.goto(new URL(draft, t.at.user).href);
    assert.equal(await page.getByLabel(/^Entreprise/).inputValue(), 'Boulangerie du Sud');
  });
});
