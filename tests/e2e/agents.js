// Agents in the browser: their codes, and signing in with both factors.
'use strict';
const crypto = require('node:crypto');
const t = require('./lib.js');

function base32(s) {
  const bits = [...s.replace(/[\s=]/g, '').toUpperCase()].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
}
// RFC 6238: SHA-1, six digits, 30 s.
function totp(secret, at = Date.now()) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const h = crypto.createHmac('sha1', base32(secret)).update(counter).digest();
  return String((h.readUInt32BE(h[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}
const agent = (login) => t.demo.agents.find((a) => a.login === login);
const secretOf = (a) => a.totp || a.totp_secret;

// A code serves once, and several tests are the same agent within half a minute: that its last one was used is forgotten first (that one is refused: agent.test.js).
// Another test may just then have given the same code: then once more.
async function giveCode(page, a) {
  for (let tries = 0; tries < 5; tries++) {
    t.sql(`UPDATE agent SET totp_last = 0 WHERE login = '${a.login}'`);
    await page.getByLabel(/^Code à six chiffres/).fill(totp(secretOf(a)));
    // whether it was taken is seen on the page that comes
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Se connecter' }).click()]);
    if (!/\/connexion\/code/.test(page.url())) return;
  }
  throw new Error(`no code is taken: ${await page.locator('main').innerText()}`);
}

// login: of demo.json, or { login, password, totp }.
async function signIn(page, login) {
  const a = typeof login === 'string' ? agent(login) : login;
  if (!/\/connexion(\?|$)/.test(page.url())) await page.goto(t.at.agent + '/connexion');
  await page.getByLabel(/^Identifiant d'agent/).fill(a.login);
  await page.getByLabel(/^Mot de passe/).fill(a.password);
  await page.getByRole('button', { name: 'Je continue' }).click();
  await giveCode(page, a);
}
// A request by its number, and its address.
async function open(page, number) {
  await page.goto(`${t.at.agent}/demandes?liste=all&q=${number}`);
  await page.getByRole('row').filter({ hasText: number }).getByRole('link').first().click();
  await page.getByRole('heading', { name: 'Identité et situation' }).waitFor();
  return page.url().replace(/[?#].*/, '');
}
async function take(page) {
  await page.getByRole('button', { name: 'Prendre' }).first().click();
  await page.getByText('En vérification').first().waitFor();
}
module.exports = { totp, agent, secretOf, signIn, giveCode, open, take };
