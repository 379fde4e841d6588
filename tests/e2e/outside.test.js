// What is outside: FranceConnect and ProConnect, there and back in the browser, the link with an account, and every lie a provider can tell; the search of
// addresses, and the same lies.
'use strict';
const { test, before, after } = require('node:test');
const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const os = require('node:os');
const { execFileSync } = require('node:child_process');
const path = require('node:path');
const t = require('./lib.js');
const agents = require('./agents.js');
const { Person } = require('./raw.js');

const conf = path.join(t.dir, 'etc/guichet.conf');
const secret = 'Une-Phrase-Longue-71!';
const addresses = { answer: null };
const houses = {};                       // franceconnect, proconnect: { issuer, provider, server, plan }

// ---- a provider that can also lie: what the plan of this moment does not answer, the true one does ----
async function open(kind, base) {
  const { make } = await import('./provider.mjs');
  const house = { plan: null };
  house.server = http.createServer((req, res) => {
    const lie = house.plan && house.plan[new URL(req.url, 'http://x').pathname];
    if (lie) return lie(req, res);
    return house.provider.handle(req, res);
  });
  await new Promise((done) => house.server.listen(0, '127.0.0.1', done));
  house.issuer = `http://localhost:${house.server.address().port}`;
  house.provider = make(kind, house.issuer, `${base}/connexion/${kind}/retour`, `${base}/deconnexion/retour`);
  houses[kind] = house;
  return house;
}

before(async () => {
  for (const [kind, base] of [['franceconnect', t.at.user], ['proconnect', t.at.agent]]) await open(kind, base);
  addresses.server = http.createServer((req, res) => addresses.answer(req, res));
  await new Promise((done) => addresses.server.listen(0, '127.0.0.1', done));
  const section = (kind, more) => `[${kind}]\nenabled = yes\nissuer = ${houses[kind].issuer}\nclient_id = guichet\nclient_secret = un-secret-de-test-assez-long-pour-tous\ntimeout_ms = 2000\n${more}`;
  const kept = fs.readFileSync(conf, 'utf8').replace(/\[(franceconnect|proconnect|limits|address)\][^[]*/g, '');
  fs.writeFileSync(conf, kept + section('franceconnect', '') + section('proconnect', 'scope = openid given_name usual_name\nsecond_factor = mfa\n') + `[limits]\nidentity_free = 10000\n[address]\nurl = http://localhost:${addresses.server.address().port}/search/\ntimeout_ms = 1500\n`);
  await t.reload();
});
after(async () => {
  await t.closeAll();
  for (const house of [...Object.values(houses), addresses]) { house.server.closeAllConnections(); house.server.close(); }
});

const clean = (page) => {
  assert.deepEqual(page.outside, [], 'nobody else was asked for anything');
  assert.deepEqual(page.problems, [], 'no policy refused anything, no script failed');
};
async function vouch(page, who, acr = 'eidas1', amr = 'pwd mfa') {
  await page.waitForURL(/\/interaction\//);
  await page.getByLabel('Personne').fill(who);
  await page.getByLabel('Niveau').fill(acr);
  await page.getByLabel('Facteurs').fill(amr);
  await page.getByRole('button', { name: 'Continuer' }).click();
}
async function signOutThere(page) {
  await page.waitForURL(/session\/end/);
  await page.getByRole('button', { name: 'Quitter' }).click();
}
const said = (page) => page.locator('main').innerText();

for (const way of [{ name: 'with scripts', number: '9903106603', who: 'angela', options: {} }, { name: 'on a phone, without scripts', number: '9903109901', who: 'brigitte', options: { viewport: { width: 375, height: 740 }, javaScriptEnabled: false } }]) {
  test(`FranceConnect opens an account only after its own password linked it once, and is left together, ${way.name}`, async () => {
    const person = t.demo.titles.find((x) => x.number === way.number), email = `fc-${way.who}-${process.pid}@exemple.fr`;
    await new Person().create(person, email, secret);
    const page = await t.open(way.options);
    await t.told(page, async () => {
      await page.goto(t.at.user + '/connexion?suite=/mon-compte');
      await t.accessible(page, `sign-in with FranceConnect ${way.name}`);
      await page.getByRole('link', { name: "S'identifier avec FranceConnect" }).click();
      await vouch(page, way.who);
      await page.waitForURL(/connexion\?m=identity-unknown/);
      assert.match(await page.locator('body').innerText(), /n'est associée à aucun compte/);
      await page.getByLabel(/^Identifiant/).fill(person.foreigner_number);
      await page.getByLabel(/^Mot de passe/).fill(secret);
      await page.getByRole('button', { name: 'Se connecter' }).click();
      await page.waitForURL(/mon-compte\/franceconnect/);
      await t.accessible(page, `identity link ${way.name}`);
      assert.equal(t.sql(`SELECT COUNT(*) FROM identity WHERE subject = '${way.who}'`)[0][0], '0', 'nothing is linked before the person says so');
      await page.getByRole('button', { name: 'Associer', exact: true }).click();
      await page.waitForURL(/mon-compte\?m=identity-linked/);
      assert.match(await said(page), /Associé à votre compte depuis/);
      await t.accessible(page, `account with FranceConnect ${way.name}`);
      await t.mailTo(email, /FranceConnect a été associé/);
      await new Person().signIn(person.foreigner_number, secret);          // the password goes on to serve
      await page.getByRole('link', { name: 'Accueil' }).first().click();
    });
    await page.context().clearCookies();
    await page.goto(t.at.user + '/connexion');
    await page.getByRole('link', { name: "S'identifier avec FranceConnect" }).click();
    await vouch(page, way.who);
    await page.waitForURL(t.at.user + '/');
    await page.goto(t.at.user + '/mon-compte');
    assert.match(await said(page), new RegExp(person.foreigner_number));
    const out = await page.context().cookies();
    await page.evaluate(() => document.querySelector('form[action="/deconnexion"]').requestSubmit()).catch(() => {});
    await signOutThere(page);
    await page.waitForURL(/m=signed-out/);
    assert.match(await page.locator('body').innerText(), /Vous êtes déconnecté/);
    // the former cookie opens nothing any more
    const late = new Person();
    for (const c of out.filter((x) => x.domain === 'localhost')) late.cookies[c.name] = c.value;
    assert.match((await late.get('/mon-compte')).location, /^\/connexion/);
    clean(page);
    await page.context().close();
  });
}

test('whoever turns back at FranceConnect, or comes from there with too little, is told so and signed in nowhere', async () => {
  const page = await t.open();
  await page.goto(t.at.user + '/connexion/franceconnect');
  await page.waitForURL(/interaction/);
  await page.getByRole('button', { name: 'Annuler' }).click();
  await page.waitForURL(/m=identity-cancelled/);
  await t.accessible(page, 'identity cancelled');
  await page.goto(t.at.user + '/connexion/franceconnect');
  await vouch(page, 'angela', 'eidas0');
  await page.waitForURL(/m=identity-refused/);
  assert.match(await page.locator('body').innerText(), /n'a pas pu être vérifiée/);
  await page.goto(t.at.user + '/mon-compte');
  assert.match(page.url(), /connexion/);
  clean(page);
  await page.context().close();
});

test('an agent is linked after password and code; ProConnect alone opens the work lists only when it asked for two factors', async () => {
  const page = await t.open();
  await t.told(page, async () => {
    await page.goto(t.at.agent + '/connexion');
    await t.accessible(page, 'agent sign-in with ProConnect');
    await page.getByRole('link', { name: "S'identifier avec ProConnect" }).click();
    await vouch(page, 'racine');
    await page.waitForURL(/m=identity-unknown/);
    await agents.signIn(page, 'a.racine');
    await page.waitForURL(/mon-compte\/proconnect/);
    await t.accessible(page, 'agent identity link');
    await page.getByRole('button', { name: 'Associer', exact: true }).click();
    await page.waitForURL(/m=identity-linked/);
  });
  await page.context().clearCookies();
  await page.goto(t.at.agent + '/connexion');
  await page.getByRole('link', { name: "S'identifier avec ProConnect" }).click();
  await vouch(page, 'racine', 'eidas1', 'pwd mfa');
  await page.waitForURL(t.at.agent + '/');
  await page.locator('summary', { hasText: 'Racine' }).click();
  await page.getByRole('button', { name: 'Se déconnecter' }).click();
  await signOutThere(page);
  await page.waitForURL(/connexion\?m=signed-out/);
  await page.goto(t.at.agent + '/connexion/proconnect');
  await vouch(page, 'racine', 'eidas1', 'pwd');
  await page.waitForURL(/connexion\/code/);
  await page.goto(t.at.agent + '/');
  assert.match(page.url(), /connexion/, 'one factor opens nothing');
  await page.goto(t.at.agent + '/connexion/code');
  await agents.giveCode(page, agents.agent('a.racine'));
  await page.waitForURL(t.at.agent + '/');
  clean(page);
  await page.context().close();
});

// A device that was lost, or never linked: the provider's second factor is one, and no form stands in the way.
test('an agent without a device works through ProConnect with two factors there, and is told with one', async () => {
  const login = `t.appareil${process.pid}`;
  const password = /temporary password: (\S+)/.exec(t.ctl('agents', 'add', login, '--name', 'Tom Appareil', '--email', `${login}@exemple.fr`, '--roles', 'instructeur@5901'))[1];
  const me = new Person(t.at.agent), page = await t.open();
  await page.goto(t.at.agent + '/connexion/proconnect');
  await vouch(page, login);
  await page.waitForURL(/m=identity-unknown/);
  await page.getByLabel(/^Identifiant d'agent/).fill(login);
  await page.getByLabel(/^Mot de passe/).fill(password);
  await page.getByRole('button', { name: 'Je continue' }).click();
  await page.waitForURL(/mon-compte\/totp/);                            // with the password alone: a device first
  await page.context().close();
  // linked once, as after the device and the link page; then the device is lost
  const [[agent]] = t.sql(`SELECT HEX(id) FROM agent WHERE login = '${login}'`);
  t.sql(`INSERT INTO agent_identity (provider, subject, agent, created_utc_s) VALUES ('${houses.proconnect.issuer}', '${login}', X'${agent}', 1)`);
  const again = await t.open();
  await again.goto(t.at.agent + '/connexion/proconnect');
  await vouch(again, login, 'eidas1', 'pwd mfa');
  await again.waitForURL(t.at.agent + '/');
  await again.getByRole('link', { name: /À prendre/ }).first().waitFor();
  for (const address of ['/demandes?liste=all', '/mon-compte', '/alertes']) assert.equal((await again.goto(t.at.agent + address)).url(), t.at.agent + address);
  await t.accessible(again, 'agent without a device');
  clean(again);
  await again.context().clearCookies();
  await again.goto(t.at.agent + '/connexion/proconnect');
  await vouch(again, login, 'eidas1', 'pwd');
  await again.waitForURL(/m=identity-one-factor/);
  await again.context().close();
  assert.match((await me.get('/demandes?liste=all')).location, /connexion/);
});

// ---- lies, without a browser: what is asked, and what the provider answers then ----
const b64 = (x) => Buffer.from(typeof x === 'string' || Buffer.isBuffer(x) ? x : JSON.stringify(x)).toString('base64url');
const other = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
function jwt(head, claims, key) {
  const text = `${b64(head)}.${b64(claims)}`;
  if (head.alg === 'none') return `${text}.`;
  if (head.alg === 'HS256') return `${text}.${crypto.createHmac('sha256', key).update(text).digest('base64url')}`;
  const signed = head.alg === 'RS256' ? crypto.sign('sha256', Buffer.from(text), key) : crypto.sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signed.toString('base64url')}`;
}
const now = () => Math.floor(Date.now() / 1000);
const json = (body, status = 200) => (req, res) => { req.resume(); res.writeHead(status, { 'Content-Type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body)); };
const slowly = (req, res) => { req.resume(); res.writeHead(200, { 'Content-Type': 'application/json' }); const drip = setInterval(() => res.write(' '), 200); res.on('close', () => clearInterval(drip)); };
const huge = (req, res) => { req.resume(); res.writeHead(200, { 'Content-Type': 'application/json' }); res.end(Buffer.alloc(10 * 1024 * 1024, 32)); };
const redirect = (to) => (req, res) => { req.resume(); res.writeHead(302, { Location: to }).end(); };
const page404 = (req, res) => { req.resume(); res.writeHead(200, { 'Content-Type': 'text/html' }).end('<!DOCTYPE html><title>Maintenance</title><p>Revenez plus tard.</p>'); };
const hangUp = (req, res) => { req.socket.destroy(); };

// The answer to one try: everything true, unless `w` says otherwise.
function plan(sent, w = {}) {
  const house = houses.franceconnect, key = crypto.createPrivateKey({ key: house.provider.key, format: 'jwk' }), access = 'jeton-d-acces-' + crypto.randomBytes(9).toString('hex');
  const half = crypto.createHash('sha256').update(access).digest().subarray(0, 16).toString('base64url');
  const head = { alg: 'ES256', kid: house.provider.key.kid, ...w.head };
  const claims = { iss: house.issuer, aud: 'guichet', sub: 'vecteur', nonce: sent.get('nonce'), acr: 'eidas1', iat: now(), exp: now() + 60, at_hash: half, ...w.claims };
  const info = { iss: house.issuer, aud: 'guichet', sub: w.claims?.sub ?? 'vecteur', given_name: 'Vic', family_name: 'TEUR', ...w.info };
  for (const c of [claims, info]) for (const k of Object.keys(c)) if (c[k] === undefined) delete c[k];
  const pub = house.provider.key, signer = w.key === 'public' ? JSON.stringify({ kty: pub.kty, crv: pub.crv, x: pub.x, y: pub.y }) : w.key || key;
  return {
    '/token': w.token || json({ access_token: w.noAccess ? undefined : access, token_type: 'Bearer', id_token: w.idToken || jwt(head, claims, signer), expires_in: 60 }),
    '/me': w.me || ((req, res) => res.writeHead(200, { 'Content-Type': w.infoType || 'application/jwt' }).end(w.infoType ? JSON.stringify(info) : jwt({ alg: 'ES256', kid: pub.kid, ...w.infoHead }, info, w.infoKey || key))),
    ...w.more,
  };
}
async function start(p = new Person()) {
  const go = await p.get('/connexion/franceconnect');
  assert.ok(go.location.startsWith(houses.franceconnect.issuer), `begins at the provider: ${go.location}`);
  return { p, sent: new URL(go.location).searchParams };
}
async function answerOf({ p, sent }, w = {}) {
  houses.franceconnect.plan = plan(sent, w);
  try {
    return await p.get(w.address ? w.address(sent) : `/connexion/franceconnect/retour?code=un-code&state=${sent.get('state')}`);
  } finally {
    houses.franceconnect.plan = null;
  }
}
async function signedInNowhere(p, what) {
  assert.ok(!p.cookies.guichet_u, `${what}: no session`);
  assert.match((await p.get('/mon-compte')).location, /^\/connexion/, what);
}

test('the golden address: what is sent to the provider, and nothing else', async () => {
  const { sent } = await start();
  assert.deepEqual([...sent.keys()].sort(), ['acr_values', 'client_id', 'code_challenge', 'code_challenge_method', 'nonce', 'redirect_uri', 'response_type', 'scope', 'state']);
  assert.equal(sent.get('code_challenge_method'), 'S256');
  for (const name of ['state', 'nonce', 'code_challenge']) assert.equal(sent.get(name).length, 43, name);
});

test('a true answer is believed: the vectors below fail for their own reason', async () => {
  for (const w of [{}, { claims: { at_hash: undefined } }, { claims: { aud: ['guichet'] } }, { claims: { acr: 'eidas3' } }, { claims: { iat: now() + 5 } }]) {
    const answer = await answerOf(await start(), w);
    assert.equal(answer.location, '/connexion?m=identity-unknown', JSON.stringify(w));
  }
});

const away = 'away', refused = 'refused', over = 'over';
const foreign = (sent) => `/connexion/franceconnect/retour?code=un-code&state=${sent.get('state')}&iss=https%3A%2F%2Fautre.example`;
const vectors = {
  'nonce absent': [refused, { claims: { nonce: undefined } }],
  'nonce of somebody else': [refused, { claims: { nonce: crypto.randomBytes(32).toString('base64url') } }],
  'alg none': [refused, { head: { alg: 'none' } }],
  'HS256 with the public key as secret': [refused, { head: { alg: 'HS256' }, key: 'public' }],
  'RS256 where ES256 was agreed on': [refused, { head: { alg: 'RS256' }, key: rsa }],
  'a key that is not published': [refused, { head: { kid: 'inconnu' }, key: other }],
  'no key named': [refused, { head: { kid: undefined } }],
  'the right name of key, another key': [refused, { key: other }],
  'a critical header': [refused, { head: { crit: ['x'], x: 1 } }],
  'iss with a slash more': [refused, { get claims() { return { iss: houses.franceconnect.issuer + '/' }; } }],
  'another iss': [refused, { claims: { iss: 'https://autre.example' } }],
  'another aud': [refused, { claims: { aud: 'autre' } }],
  'a list of aud, a foreign one first': [refused, { claims: { aud: ['autre', 'guichet'] } }],
  'a list of aud, a foreign one last': [refused, { claims: { aud: ['guichet', 'autre'] } }],
  'another azp': [refused, { claims: { azp: 'autre' } }],
  'exp past': [refused, { get claims() { return { exp: now() - 30 }; } }],
  'exp absent': [refused, { claims: { exp: undefined } }],
  'exp a text': [refused, { get claims() { return { exp: String(now() + 60) }; } }],
  'iat of the future': [refused, { get claims() { return { iat: now() + 120 }; } }],
  'nbf of the future': [refused, { get claims() { return { nbf: now() + 120 }; } }],
  'acr absent': [refused, { claims: { acr: undefined } }],
  'acr lower': [refused, { claims: { acr: 'eidas0' } }],
  'acr of part of a name': [refused, { claims: { acr: 'eidas' } }],
  'sub empty': [refused, { claims: { sub: '' } }],
  'sub of 4 kB': [refused, { claims: { sub: 'x'.repeat(4096) } }],
  'sub a number': [refused, { claims: { sub: 42 } }],
  'another sub in userinfo': [refused, { info: { sub: 'quelqu-un-d-autre' } }],
  'userinfo of another client': [refused, { info: { aud: 'autre' } }],
  'userinfo not signed': [away, { infoType: 'application/json' }],
  'userinfo with alg none': [refused, { infoHead: { alg: 'none' } }],
  'userinfo signed by another key': [refused, { infoKey: other }],
  'userinfo slow': [away, { me: slowly }],
  'userinfo 500': [away, { me: json({ error: 'server_error' }, 500) }],
  'userinfo of 10 MB': [away, { me: huge }],
  'userinfo in HTML': [away, { me: page404 }],
  'userinfo elsewhere': [away, { me: redirect('http://127.0.0.1:1/') }],
  'at_hash of another access token': [refused, { claims: { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' } }],
  'no access token': [refused, { noAccess: true }],
  'the code refused': [refused, { token: json({ error: 'invalid_grant' }, 400) }],
  'token end point 500': [away, { token: json({ error: 'server_error' }, 500) }],
  'token end point hangs up': [away, { token: hangUp }],
  'token end point byte by byte': [away, { token: slowly }],
  'token end point says HTML': [away, { token: page404 }],
  'token end point of 10 MB': [away, { token: huge }],
  'token end point leads elsewhere': [away, { token: redirect('http://127.0.0.1:1/') }],
  'token end point says half a JSON': [away, { token: json('{"access_token":"x"') }],
  'id_token of 100 kB': [refused, { idToken: 'x'.repeat(100000) }],
  'id_token that is none': [refused, { idToken: 'a.b.c' }],
  'answer in the name of another issuer': [refused, { address: foreign }],
  'error and code together': [refused, { address: (s) => `/connexion/franceconnect/retour?code=un-code&error=access_denied&state=${s.get('state')}` }],
  'no code': [refused, { address: (s) => `/connexion/franceconnect/retour?state=${s.get('state')}` }],
  'the provider says server_error': [away, { address: (s) => `/connexion/franceconnect/retour?error=server_error&state=${s.get('state')}` }],
  'no state': [over, { address: () => '/connexion/franceconnect/retour?code=un-code' }],
  'another state': [over, { address: () => `/connexion/franceconnect/retour?code=un-code&state=${crypto.randomBytes(32).toString('base64url')}` }],
};
test(`${Object.keys(vectors).length} lies of a provider are refused, each told politely, none opens anything`, async (all) => {
  for (const [what, [end, w]] of Object.entries(vectors)) {
    await all.test(what, async () => {
      const begun = Date.now(), tried = await start(), answer = await answerOf(tried, w);
      assert.equal(answer.status, 303);
      assert.equal(answer.location, `/connexion?m=identity-${end}`);
      assert.ok(Date.now() - begun < 8000, 'within the time limit');
      await signedInNowhere(tried.p, what);
      assert.match((await tried.p.get(answer.location)).text, /mot de passe|Recommencez/);
    });
  }
});

test('a state serves once, in its own browser, in its time; another browser does not take it away', async () => {
  const one = await start(), thief = new Person();
  assert.equal((await answerOf({ p: thief, sent: one.sent })).location, '/connexion?m=identity-over', 'another browser');
  const stranger = await start();
  assert.equal((await answerOf({ p: stranger.p, sent: one.sent })).location, '/connexion?m=identity-over', 'another browser with a token of its own');
  assert.equal((await answerOf(one)).location, '/connexion?m=identity-unknown', 'its own browser');
  assert.equal((await answerOf(one)).location, '/connexion?m=identity-over', 'twice');
  const late = await start();
  t.sql("UPDATE identity_flow SET expires_utc_s = 1 WHERE side = 'u'");
  assert.equal((await answerOf(late)).location, '/connexion?m=identity-over', 'too late');
  const first = await start(), second = await start(first.p);
  assert.equal((await answerOf(first, { claims: { nonce: second.sent.get('nonce') } })).location, '/connexion?m=identity-refused', 'the nonce of the other tab');
  assert.equal((await answerOf(second)).location, '/connexion?m=identity-unknown', 'two tabs may both be on their way');
  const posted = await start();
  assert.ok([403, 404].includes((await posted.p.send('POST', `/connexion/franceconnect/retour?code=x&state=${posted.sent.get('state')}`, { form: { a: 'b' } })).status), 'by POST');
  assert.equal((await posted.p.get('/deconnexion/retour?state=etranger')).location, '/', 'a sign-out that nobody asked for');
});

test('an identity linked already goes to no second account, and an account takes no second identity', async () => {
  const one = new Person(), two = new Person();
  await one.create(t.demo.titles.find((x) => x.number === '9903105501'), `fc-un-${process.pid}@exemple.fr`, secret);
  await two.create(t.demo.titles.find((x) => x.number === '9903111102'), `fc-deux-${process.pid}@exemple.fr`, secret);
  await one.signIn('5903105501', secret);
  await two.signIn('5903111102', secret);
  const link = async (p) => { const answer = await p.submit('/mon-compte/franceconnect', '/mon-compte/franceconnect', { go: 'link' }); return answer.location; };
  const sub = { claims: { sub: `lien-${process.pid}` } };
  // both begin before either is linked
  const a = await start(one), b = await start(two);
  assert.equal((await answerOf(a, sub)).location, '/mon-compte/franceconnect');
  assert.equal((await answerOf(b, sub)).location, '/mon-compte/franceconnect');
  assert.equal(await link(one), '/mon-compte?m=identity-linked');
  assert.equal(await link(two), '/mon-compte?m=identity-taken');
  const c = await start(one);
  await answerOf(c, { claims: { sub: `autre-${process.pid}` } });
  assert.equal(await link(one), '/mon-compte?m=identity-taken', 'a second identity');
  // whose it is decides, not who happens to be signed in
  const d = await start(two);
  assert.equal((await answerOf(d, sub)).location, '/');
  assert.match((await two.get('/mon-compte')).text, /5903105501/);
  const off = await one.submit('/mon-compte', '/mon-compte/franceconnect/delier');
  assert.equal(off.location, '/mon-compte?m=identity-unlinked');
  assert.equal((await answerOf(await start(), sub)).location, '/connexion?m=identity-unknown');
});

test('keys that cannot be read, and a discovery that lies: the door with the password stays, and says so', async (all) => {
  const house = houses.franceconnect, origin = house.issuer;
  const about = JSON.parse(await (await fetch(`${origin}/.well-known/openid-configuration`)).text());
  const discovery = (change) => json({ ...about, ...change });
  const lies = {
    'discovery of another issuer': { '/.well-known/openid-configuration': discovery({ issuer: origin + '/' }) },
    'discovery that leads to another host': { '/.well-known/openid-configuration': discovery({ token_endpoint: 'http://127.0.0.1:1/token' }) },
    'discovery without keys': { '/.well-known/openid-configuration': discovery({ jwks_uri: undefined }) },
    'discovery in HTML': { '/.well-known/openid-configuration': page404 },
    'discovery elsewhere': { '/.well-known/openid-configuration': redirect(`${origin}/ailleurs`) },
    'discovery byte by byte': { '/.well-known/openid-configuration': slowly },
    'nobody there': { '/.well-known/openid-configuration': hangUp },
    'keys: nobody there': { '/jwks': hangUp },
    'keys byte by byte': { '/jwks': slowly },
    'keys of 10 MB': { '/jwks': huge },
    'keys elsewhere': { '/jwks': redirect(`${origin}/ailleurs`) },
    'keys: none': { '/jwks': json({ keys: [] }) },
    'keys: a first one of another kind does not disturb': { '/jwks': json({ keys: [{ kty: 'RSA', kid: house.provider.key.kid, n: 'AQAB', e: 'AQAB' }, { kty: 'oct', kid: 'x', k: 'AAAA' }, (({ d, ...rest }) => rest)(house.provider.key)] }) },
  };
  await t.reload();
  for (const [what, more] of Object.entries(lies)) {
    await all.test(what, async () => {
      if (more['/.well-known/openid-configuration']) {
        house.plan = more;
        const answer = await new Person().get('/connexion/franceconnect');
        house.plan = null;
        assert.equal(answer.location, '/connexion?m=identity-away');
        return;
      }
      if (!/nobody there/.test(what)) await t.reload();
      const answer = await answerOf(await start(), { more });
      assert.equal(answer.location, /disturb/.test(what) ? '/connexion?m=identity-unknown' : '/connexion?m=identity-away');
    });
  }
});


// ---- addresses ----
const found = { type: 'FeatureCollection', features: [
  { properties: { label: '8 Boulevard du Port 80000 Amiens', housenumber: '8', street: 'Boulevard du Port', postcode: '80000', citycode: '80021', city: 'Amiens' } },
  { properties: { label: 'nulle part', housenumber: '1', street: 'Rue', postcode: '00000', citycode: '99999', city: 'Nulle part' } },
  { properties: { name: 'Rue <b>X</b>', postcode: '59800', citycode: '59350', city: 'Lille' } } ] };

test('an address is found while typing, through our own server; chosen, it fills every part', async () => {
  const asked = [];
  addresses.answer = (req, res) => { asked.push(req.url); json(found)(req, res); };
  const page = await t.open();
  await page.goto(t.at.user + '/connexion');
  await page.getByLabel(/^Identifiant/).fill('5903106603');
  await page.getByLabel(/^Mot de passe/).fill(secret);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await page.waitForURL(t.at.user + '/');
  await t.told(page, async () => {
    await page.goto(t.at.user + '/demarches/procedure/changement-adresse');
    for (const name of ['Je commence', 'Je continue']) if (await page.getByRole('button', { name }).count()) await page.getByRole('button', { name }).first().click();
    await page.waitForURL(/etape/);
    const search = page.getByRole('combobox', { name: /^Recherche de l'adresse/ }).first();
    await search.fill('8 bd du port');
    await page.getByRole('option', { name: '8 Boulevard du Port, 80000 Amiens' }).waitFor();
    await t.accessible(page, 'address suggestions');
    assert.equal(await page.locator('.gt-suggestions [role=option]').count(), 2, 'a commune that does not exist is left out');
    await search.press('ArrowDown');
    await search.press('Enter');
    const value = (part) => page.locator(`[data-part="${part}"] input`).first().inputValue();
    assert.deepEqual([await value('number'), await value('street'), await value('postcode'), await value('city'), await value('insee')], ['8', 'Boulevard du Port', '80000', 'Amiens', '80021']);
  });
  assert.match(asked.at(-1), /^\/search\/\?q=8%20bd%20du%20port&limit=6&autocomplete=1$/);
  clean(page);
  await page.context().close();
});

test('an address search that is away, slow or lies suggests nothing, is then left alone, and keeps nobody from typing', async () => {
  const me = new Person();
  await me.signIn('5903106603', secret);
  for (const lie of [hangUp, slowly, page404, huge, redirect('http://127.0.0.1:1/'), json('{"features":'), json({ features: 'x' }), json({ features: [{ properties: { street: 1, city: [], postcode: {}, citycode: null } }, 7, null] })]) {
    addresses.answer = lie;
    await t.reload();
    const begun = Date.now(), answer = await me.get('/adresses?q=rue%20de%20lille', { json: true });
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json, []);
    assert.ok(Date.now() - begun < 4000);
  }
  assert.deepEqual((await me.get('/communes?q=59800', { json: true })).json[0], { insee: '59350', name: 'Lille', postcode: '59800' });
  assert.match((await new Person().get('/adresses?q=lille')).location, /^\/connexion/, 'for those who fill in a form, not for all the world');
});

test('a certificate that nobody vouches for: the page says so, and one goes on with the password and by hand', { timeout: 300000 }, async () => {
  const place = fs.mkdtempSync(path.join(os.tmpdir(), 'guichet-certificat-')), kept = fs.readFileSync(conf, 'utf8');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1', '-subj', '/CN=localhost', '-keyout', path.join(place, 'key'), '-out', path.join(place, 'cert')], { stdio: 'ignore' });
  const asked = [], server = https.createServer({ key: fs.readFileSync(path.join(place, 'key')), cert: fs.readFileSync(path.join(place, 'cert')) }, (req, res) => { asked.push(req.url); json(found)(req, res); });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const there = `https://localhost:${server.address().port}`;
  try {
    fs.writeFileSync(conf, kept.replace(/^issuer = .*$/gm, `issuer = ${there}`).replace(/^url = .*\/search\/$/m, `url = ${there}/search/`));
    await t.reload();
    for (const [base, name] of [[t.at.user, /FranceConnect/], [t.at.agent, /ProConnect/]]) {
      const page = await t.open();
      await t.told(page, async () => {
        await page.goto(base + '/connexion');
        await page.getByRole('link', { name }).first().click();
        await page.waitForURL(/m=identity-away/);
        assert.match(await page.locator('main').innerText(), /mot de passe/i);
        await t.accessible(page, `certificate ${name}`);
        if (base === t.at.agent) return agents.signIn(page, 's.benali');
        await page.getByLabel(/^Identifiant/).fill('5903106603');
        await page.getByLabel(/^Mot de passe/).fill(secret);
        await page.getByRole('button', { name: 'Se connecter' }).click();
        await page.waitForURL(t.at.user + '/');
        await page.goto(t.at.user + '/demarches/procedure/changement-adresse');
        for (const button of ['Je commence', 'Je continue']) if (await page.getByRole('button', { name: button }).count()) await page.getByRole('button', { name: button }).first().click();
        await page.waitForURL(/etape/);
        assert.deepEqual((await (await page.request.get(t.at.user + '/adresses?q=8%20bd%20du%20port', { headers: { Accept: 'application/json' } })).json()), []);
        await page.locator('[data-part="street"] input').first().fill('Rue de Gand');                 // the parts are there to be typed
      });
      clean(page);
      await page.context().close();
    }
    assert.deepEqual(asked, [], 'nothing was asked of a server without a good certificate');
  } finally {
    fs.writeFileSync(conf, kept);
    server.closeAllConnections();
    server.close();
    fs.rmSync(place, { recursive: true });
    await t.reload();
  }
});

test('neither tokens, codes nor names stand in any log', async () => {
  const text = ['guichet.log', 'access.log'].map((f) => fs.readFileSync(path.join(t.dir, 'log', f), 'utf8')).join('\n');
  assert.doesNotMatch(text, /un-code|jeton-d-acces|eyJ|TEUR|un-secret-de-test|state=/);
});
