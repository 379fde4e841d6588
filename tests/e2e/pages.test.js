// Every page that needs no account, in both languages, wide and at 320 px: accessible, nobody else asked, under its weight.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const http = require('node:http');
const t = require('./lib.js');

after(() => t.closeAll());
const paths = ['/', '/connexion', '/compte/creer', '/compte/creer/enregistree', '/compte/lien-expire', '/compte/cree', '/compte/mot-de-passe-oublie', '/compte/identifiant-oublie', '/aide', '/aide/compte',
  '/aide/numero', '/aide/franceconnect', '/contact', '/mentions-legales', '/accessibilite', '/donnees-personnelles', '/plan-du-site', '/demarches/vls-ts', '/nulle-part'];
const get = (path, headers = {}) => new Promise((done, fail) => {
  http.get(t.at.user + path, { headers }, (res) => { const all = []; res.on('data', (c) => all.push(c)); res.on('end', () => done({ status: res.statusCode, headers: res.headers, body: Buffer.concat(all) })); }).on('error', fail);
});

for (const [name, options] of [['on a desktop', {}], ['at 320 px', { viewport: { width: 320, height: 640 } }]]) {
  for (const lang of ['fr', 'en']) {
    test(`public pages ${name} in ${lang} have no violation and stay within the window`, async () => {
      const page = await t.open({ ...options, locale: lang === 'fr' ? 'fr-FR' : 'en-GB' });
      for (const path of paths) {
        await page.goto(t.at.user + path);
        assert.equal(await page.getAttribute('html', 'lang'), lang, path);
        assert.equal(await page.locator('h1').count(), 1, `one h1 on ${path}`);
        await t.accessible(page, `public ${name} ${lang} ${path}`);
      }
      assert.deepEqual(page.outside, []);
      assert.deepEqual(page.problems, []);
      await page.context().close();
    });
  }
}

test('every page forbids what it does not need', async () => {
  for (const path of paths) {
    const { headers } = await get(path);
    assert.match(headers['content-security-policy'] || '', /default-src 'none'/, path);
    assert.doesNotMatch(headers['content-security-policy'], /unsafe/, path);
    assert.equal(headers['x-content-type-options'], 'nosniff', path);
    assert.match(headers['cache-control'] || '', /no-store/, path);
    assert.equal(headers['x-powered-by'], undefined, path);
  }
});

test('a page is under 60 kB, and the first view under 250 kB with everything', async () => {
  for (const path of paths) {
    const { body } = await get(path);
    assert.ok(body.length < 60000, `${path}: ${body.length} bytes`);
  }
  const page = await t.open();
  let bytes = 0;
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  cdp.on('Network.loadingFinished', (e) => { bytes += e.encodedDataLength; });
  await page.goto(t.at.user + '/', { waitUntil: 'networkidle' });
  assert.ok(bytes < 250000, `first view: ${bytes} bytes`);
  bytes = 0;
  await page.goto(t.at.user + '/connexion', { waitUntil: 'networkidle' });
  assert.ok(bytes < 20000, `second view: ${bytes} bytes`);
  await page.context().close();
});

test('an unknown page says so in French, with a reference and a way on', async () => {
  const page = await t.open();
  const response = await page.goto(t.at.user + '/demandes/AAAAAAAAAAAAAAAAAAAAAA');
  assert.match(page.url(), /connexion/, 'nobody is told whether that request exists');
  assert.equal(response.status(), 200);
  assert.equal((await page.goto(t.at.user + '/nulle-part')).status(), 404);
  await page.getByRole('link', { name: /accueil/i }).first().waitFor();
  await page.context().close();
});

test('what the web server itself refuses sends an applicant to the contacts, and an agent to their administrator', async () => {
  const asked = (base, options, body) => new Promise((done, fail) => {
    const r = http.request(base + '/connexion', options, (res) => { const all = []; res.on('data', (c) => all.push(c)); res.on('end', () => done({ status: res.statusCode, text: Buffer.concat(all).toString() })); });
    r.on('error', fail);
    r.end(body);
  });
  const much = Buffer.alloc(300000, 'a'), wrong = [[{ headers: { 'X-Long': 'a'.repeat(40000) } }, undefined, 400], [{ method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': much.length } }, much, 413]];
  for (const [options, body, status] of wrong)
    for (const [base, said, unsaid] of [[t.at.user, 'href="/contact"', 'administrateur de votre service'], [t.at.agent, 'administrateur de votre service', 'href="/contact"']]) {
      const answer = await asked(base, options, body);
      assert.equal(answer.status, status);
      assert.ok(answer.text.includes(said) && !answer.text.includes(unsaid) && !answer.text.includes('<!--#'), `${base} ${status}: ${answer.text}`);
    }
});

test('a form without its token is refused, and so is one from another site', async () => {
  const post = (headers, body) => new Promise((done, fail) => {
    const r = http.request(t.at.user + '/connexion', { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body), ...headers } }, (res) => { res.resume(); res.on('end', () => done(res.statusCode)); });
    r.on('error', fail);
    r.end(body);
  });
  assert.equal(await post({}, 'login=1&password=2'), 403);
  const { headers, body } = await get('/connexion');
  const cookie = headers['set-cookie'].map((c) => c.split(';')[0]).join('; ');
  const token = /name="csrf" value="([^"]+)"/.exec(body.toString())[1];
  const form = `csrf=${token}&login=5900000000&password=x`;
  assert.equal(await post({ Cookie: cookie, 'Sec-Fetch-Site': 'cross-site' }, form), 403);
  assert.equal(await post({}, form), 403, 'the token without its cookie');
  assert.notEqual(await post({ Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' }, form), 403);
});

for (const width of [320, 390, 1280])
  test(`the menus of somebody signed in open inside a window of ${width} px`, async () => {
    const me = t.demo.titles.find((p) => p.account), page = await t.open({ viewport: { width, height: 844 } });
    await page.goto(t.at.user + '/connexion');
    await page.getByLabel('Identifiant', { exact: false }).first().fill(me.account.login);
    await page.getByLabel('Mot de passe', { exact: false }).first().fill(me.account.password);
    await page.getByRole('button', { name: 'Se connecter' }).first().click();
    await page.waitForURL(t.at.user + '/');
    const menus = page.locator('header summary:visible');
    assert.ok(await menus.count() >= 2);
    if (width === 1280) {
      await page.goto(t.at.user + '/nulle-part');      // also there the head knows them
      assert.equal(await page.locator('header').getByRole('link', { name: 'Se connecter' }).count(), 0);
    }
    for (let i = 0; i < await menus.count(); i++) {
      await menus.nth(i).click();
      await t.accessible(page, `menu ${i} at ${width} px`);
      await menus.nth(i).click();
    }
    await page.context().close();
  });
