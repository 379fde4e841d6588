// Agents: two factors, a device of their own, recovery codes, and nothing shown before both.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const t = require('./lib.js');
const agents = require('./agents.js');

after(() => t.closeAll());
const { ctl } = t;
const clean = (page) => {
  assert.deepEqual(page.outside, [], 'nobody else was asked for anything');
  assert.deepEqual(page.problems, [], 'no policy refused anything, no script failed');
};

test('neither a wrong password nor an unknown login tells which it was, and no page opens without both factors', async () => {
  const page = await t.open();
  const seen = [];
  for (const login of [agents.agent('m.joly').login, `nobody.${process.pid}`]) {
    await page.goto(t.at.agent + '/connexion');
    await page.getByLabel(/^Identifiant d'agent/).fill(login);
    await page.getByLabel(/^Mot de passe/).fill('Autre-Phrase-42!');
    await page.getByRole('button', { name: 'Je continue' }).click();
    seen.push(await page.locator('#gt-summary').innerText());
  }
  assert.equal(seen[0], seen[1]);
  await t.accessible(page, 'agent sign-in refused');
  for (const address of ['/', '/demandes?liste=all', '/mon-compte', '/mon-compte/totp/qr.svg', '/dossiers/AAAAAAAAAAAAAAAAAAAAAA']) {
    await page.goto(t.at.agent + address);
    assert.match(page.url(), /\/connexion/, `${address} leads to the sign-in`);
  }
  const a = agents.agent('m.joly');
  await page.goto(t.at.agent + '/connexion?suite=/mon-compte');
  await page.getByLabel(/^Identifiant d'agent/).fill(a.login);
  await page.getByLabel(/^Mot de passe/).fill(a.password);
  await page.getByRole('button', { name: 'Je continue' }).click();
  await page.waitForURL(/connexion\/code/);
  await t.accessible(page, 'agent code');
  await page.goto(t.at.agent + '/mon-compte');
  assert.match(page.url(), /\/connexion/, 'the password alone opens nothing');
  await page.goto(t.at.agent + '/connexion/code?suite=/mon-compte');
  await page.getByLabel(/^Code à six chiffres/).fill('000000');
  await page.getByRole('button', { name: 'Se connecter' }).click();
  assert.match(await page.locator('#gt-summary').innerText(), /Ce code n'est pas le bon/);
  await t.accessible(page, 'agent code refused');
  await agents.giveCode(page, a);
  await page.waitForURL(/mon-compte/);
  assert.match(await page.locator('main').innerText(), /Marc Joly[\s\S]*Lecteur – service 5901/);
  await t.accessible(page, 'agent account');
  await page.locator('summary', { hasText: 'Marc Joly' }).click();
  await page.getByRole('button', { name: 'Se déconnecter' }).click();
  await page.waitForURL(/connexion/);
  await page.goto(t.at.agent + '/mon-compte');
  assert.match(page.url(), /\/connexion/, 'signed out');
  clean(page);
  await page.context().close();
});

for (const way of [{ name: 'with scripts', options: {} }, { name: 'on a phone, without scripts', options: { viewport: { width: 375, height: 740 }, javaScriptEnabled: false } }]) {
  test(`a new agent links a device, chooses a password, and signs in with a recovery code once, ${way.name}`, async () => {
    const page = await t.open(way.options);
    const login = `e2e.${process.pid}.${way.options.viewport ? 'b' : 'a'}`;
    const password = /temporary password: (\S+)/.exec(ctl('agents', 'add', login, '--name', 'Nina Essai', '--email', 'nina@exemple.test', '--roles', 'instructeur@5901,valideur@5901'))[1];
    await page.goto(t.at.agent + '/');
    await page.getByLabel(/^Identifiant d'agent/).fill(login);
    await page.getByLabel(/^Mot de passe/).fill(password);
    await page.getByRole('button', { name: 'Je continue' }).click();
    await page.waitForURL(/mon-compte\/totp/);
    await t.accessible(page, `agent device first ${way.name}`);
    await page.goto(t.at.agent + '/mon-compte');
    assert.match(page.url(), /mon-compte\/totp/, 'no list before the device is linked');
    await page.getByRole('button', { name: 'Je continue' }).click();
    await page.locator('main img').waitFor();
    assert.ok(await page.locator('main img').evaluate((i) => i.naturalWidth) > 100 || way.options.javaScriptEnabled === false, 'the QR code is shown');
    await t.accessible(page, `agent device ${way.name}`);
    const secret = (await page.locator('main .gt-code').innerText()).replace(/\s/g, '');
    await page.getByLabel(/^Code affiché/).fill('123456');
    await page.getByRole('button', { name: 'Valider' }).click();
    assert.match(await page.locator('#gt-summary').innerText(), /Ce code n'est pas le bon/);
    const used = agents.totp(secret);
    await page.getByLabel(/^Code affiché/).fill(used);
    await page.getByRole('button', { name: 'Valider' }).click();
    await page.getByRole('heading', { name: 'Vos codes de secours' }).waitFor();
    await t.accessible(page, `agent recovery codes ${way.name}`);
    const codes = await page.locator('.gt-codes .gt-code').allInnerTexts();
    assert.equal(new Set(codes).size, 10);
    await page.getByRole('link', { name: 'Je les ai notés' }).click();
    await page.waitForURL(/mon-compte\?m=password-temporary/);
    await t.accessible(page, `agent password first ${way.name}`);
    const mine = `Quatre-Parapluies-${process.pid}-bleus!`;
    await page.getByLabel(/^Mot de passe actuel/).fill(password);
    await page.getByLabel(/^Nouveau mot de passe/).fill(mine);
    await page.getByLabel(/^Confirmation du mot de passe/).fill(mine);
    await page.getByRole('button', { name: 'Changer le mot de passe' }).click();
    await page.waitForURL(/\?m=password-saved/);
    await t.accessible(page, `agent first list ${way.name}`);
    for (const list of ['À prendre', 'Mes demandes', "En attente de l'usager", 'Réponses reçues', 'Échéances proches', 'Toutes']) assert.equal(await page.locator('#gt-nav a', { hasText: list }).count(), 1, list);

    const other = await t.open(way.options);
    for (const [n, code] of [codes[3].toLowerCase().replace('-', ' '), codes[3]].entries()) {
      await other.goto(t.at.agent + '/connexion');
      if (n) { await other.context().clearCookies(); await other.goto(t.at.agent + '/connexion'); }
      await other.getByLabel(/^Identifiant d'agent/).fill(login);
      await other.getByLabel(/^Mot de passe/).fill(mine);
      await other.getByRole('button', { name: 'Je continue' }).click();
      await other.getByLabel(/^Code à six chiffres/).fill(code);
      await other.getByRole('button', { name: 'Se connecter' }).click();
      if (n === 0) { await other.waitForURL(/recovery-used/); assert.match(await other.locator('main').innerText(), /Codes encore valables\s*: 9/); await t.accessible(other, `agent recovery used ${way.name}`); } else assert.match(await other.locator('#gt-summary').innerText(), /Ce code n'est pas le bon/);
    }
    for (const code of [used, agents.totp(secret, Date.now() + 30000)]) {
      await other.getByLabel(/^Code à six chiffres/).fill(code);
      await Promise.all([other.waitForEvent('load'), other.getByRole('button', { name: 'Se connecter' }).click()]);
      if (code === used) assert.match(await other.locator('#gt-summary').innerText(), /Ce code n'est pas le bon/, 'a code serves once');
      else assert.doesNotMatch(other.url(), /connexion/, 'that of the next half minute is taken');
    }
    ctl('agents', 'suspend', login);
    await page.reload();
    assert.match(page.url(), /\/connexion/, 'a suspended agent is out at once');
    clean(page);
    clean(other);
    await page.context().close();
    await other.context().close();
  });
}
