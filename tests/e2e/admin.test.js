// Administrators: agents added, given roles, kept out, let in again; services from a file; and nobody else gets there.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const t = require('./lib.js');
const agents = require('./agents.js');

after(() => t.closeAll());
const login = `n.roux${process.pid}`;

test('administration of agents and services', async (at) => {
  const admin = await t.open();
  await agents.signIn(admin, 'a.racine');
  let password;

  await at.test('who is no administrator finds no door', async () => {
    const other = await t.open();
    await agents.signIn(other, 'm.joly');
    assert.equal(await other.getByRole('link', { name: 'Administration' }).count(), 0);
    for (const path of ['/administration/demarches', '/administration/agents', '/administration/services']) assert.equal((await other.goto(t.at.agent + path)).status(), 403, path);
    await other.context().close();
  });

  await at.test('an agent is added, with a password shown once', async () => {
    await admin.goto(t.at.agent + '/administration/agents');
    await t.accessible(admin, 'admin agents');
    await admin.getByRole('link', { name: 'Ajouter un agent' }).click();
    await t.accessible(admin, 'admin new agent');
    await admin.getByRole('button', { name: 'Ajouter l\'agent' }).click();
    await t.waitFor('the title to say so', async () => /^Erreur/.test(await admin.title()));
    await t.accessible(admin, 'admin new agent refused');
    await admin.getByLabel(/^Identifiant/).fill(login);
    await admin.getByLabel(/^Nom/).fill('Nadia Roux');
    await admin.getByLabel(/^Adresse email/).fill(`${login}@exemple.test`);
    await admin.getByRole('combobox', { name: /^Rôle/ }).selectOption({ label: 'Instructeur' });
    await admin.getByLabel(/^Service/).selectOption('5901');
    await admin.getByRole('button', { name: 'Ajouter l\'agent' }).click();
    await admin.getByRole('heading', { level: 1, name: 'Mot de passe provisoire' }).waitFor();
    await t.accessible(admin, 'admin temporary password');
    password = await admin.locator('.gt-code').innerText();
    await admin.getByRole('link', { name: 'Voir l\'agent' }).click();
    assert.ok(!(await admin.content()).includes(password));
    await t.accessible(admin, 'admin agent');
  });

  await at.test('the new agent enters, and links a device before anything else', async () => {
    const one = await t.open();
    await one.goto(t.at.agent + '/connexion');
    await one.getByLabel(/^Identifiant d'agent/).fill(login);
    await one.getByLabel(/^Mot de passe/).fill(password);
    await one.getByRole('button', { name: 'Je continue' }).click();
    await one.waitForURL(/totp/);
    await one.context().close();
  });

  await at.test('roles are given and taken, an account suspended and let in again; the journal knows by whom', async () => {
    await admin.getByRole('combobox', { name: /^Rôle/ }).selectOption({ label: 'Valideur' });
    await admin.getByRole('combobox', { name: /^Service/ }).selectOption('*');
    await admin.getByRole('button', { name: 'Donner ce rôle' }).click();
    await admin.getByText('Le rôle est donné.').waitFor();
    await admin.locator('.gt-admin-role').filter({ hasText: 'Valideur' }).getByRole('button', { name: 'Retirer' }).click();
    await admin.getByText('Le rôle est retiré.').waitFor();
    await admin.getByRole('button', { name: 'Suspendre' }).click();
    await admin.getByText('L\'état du compte est modifié.').waitFor();
    await admin.getByText('Suspendu', { exact: true }).waitFor();
    const out = await t.open();
    await out.goto(t.at.agent + '/connexion');
    await out.getByLabel(/^Identifiant d'agent/).fill(login);
    await out.getByLabel(/^Mot de passe/).fill(password);
    await out.getByRole('button', { name: 'Je continue' }).click();
    await t.waitFor('the refusal', async () => /^Erreur/.test(await out.title()));
    await out.context().close();
    await admin.getByRole('button', { name: 'Rétablir' }).click();
    await admin.getByText('Actif', { exact: true }).waitFor();
    await admin.getByRole('button', { name: 'Oublier l\'appareil' }).click();
    await admin.getByText('L\'appareil est oublié.').waitFor();
    const [[mine]] = t.sql("SELECT HEX(id) FROM agent WHERE login = 'a.racine'");
    const verbs = t.sql(`SELECT verb FROM journal WHERE actor = UNHEX('${mine}') AND actor_kind = 1`).map(([v]) => v);
    for (const verb of ['agent-put', 'agent-role-given', 'agent-role-taken', 'agent-state', 'agent-totp-reset']) assert.ok(verbs.includes(verb), verb);
  });

  await at.test('nobody shuts the door on themselves', async () => {
    await admin.goto(t.at.agent + '/administration/agents/a.racine');
    await admin.getByText('Votre propre compte est modifié par un autre administrateur.').waitFor();
    await admin.locator('.gt-admin-role').filter({ hasText: 'Administrateur' }).getByRole('button', { name: 'Retirer' }).click();
    await t.waitFor('the refusal', async () => /Action refusée/.test(await admin.locator('h1').innerText()));
    await admin.getByText('Votre rôle ne permet pas cette action').waitFor();
    await admin.goto(t.at.agent + '/nulle-part');
    await admin.getByRole('heading', { level: 1, name: 'Page introuvable' }).waitFor();
    await admin.locator('header').getByText('Agnès Racine').first().waitFor();
    await admin.goto(t.at.agent + '/administration/agents');
    await admin.getByRole('heading', { level: 1, name: 'Administration des agents' }).waitFor();
  });

  await at.test('services from a file: tried first, wrong lines told, then taken', async () => {
    await admin.goto(t.at.agent + '/administration/services');
    await t.accessible(admin, 'admin services');
    const csv = admin.getByLabel(/^Fichier CSV/);
    await csv.fill('code,name\n98,Trop court\n');
    await admin.getByRole('button', { name: 'Importer', exact: true }).click();
    await admin.getByText('Le fichier n\'a pas été pris').waitFor();
    await admin.getByText('Ligne 2').waitFor();
    await t.accessible(admin, 'admin services refused');
    await csv.fill('code,name,email\n9899,Préfecture d\'essai,essai@exemple.test\n');
    await admin.getByRole('button', { name: 'Vérifier sans importer' }).click();
    await admin.getByText('1 à ajouter, 0 à modifier').waitFor();
    assert.equal(t.sql("SELECT COUNT(*) FROM service WHERE code = '9899'")[0][0], '0');
    await admin.getByRole('button', { name: 'Importer', exact: true }).click();
    await admin.getByText('Les services sont importés.').waitFor();
    assert.equal(t.sql("SELECT COUNT(*) FROM service WHERE code = '9899'")[0][0], '1');
  });
  assert.deepEqual(admin.problems, []);
});
