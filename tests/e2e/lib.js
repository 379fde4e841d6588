// What every browser test shares: Chromium through the running service, reading by label as a person would, axe on what is shown.
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { chromium } = require('playwright-core');
const { HtmlValidate } = require('html-validate');

const dir = process.env.GT_DIR;
if (!dir) throw new Error('GT_DIR must name the directory that ./dev run was given');
const demo = JSON.parse(fs.readFileSync(path.join(dir, 'demo.json'), 'utf8'));
const at = { user: process.env.GT_USER_URL || 'http://localhost:8080', agent: process.env.GT_AGENT_URL || 'http://localhost:8081' };
const axeSource = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.GT_SHOTS || '';

let browser;
// Programs that run under valgrind take longer: GT_PATIENCE times as long is waited.
const patience = Number(process.env.GT_PATIENCE || 1);
async function open(options = {}) {
  browser ||= await chromium.launch({
    executablePath: '/usr/bin/chromium-headless-shell',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const context = await browser.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris', viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15000 * patience);
  page.scriptless = options.javaScriptEnabled === false;
  page.outside = [];
  page.problems = [];
  // Nobody but us is ever asked for anything; a refused policy or a script error is a fault of ours.
  page.on('request', (r) => { const u = new URL(r.url()); if (u.protocol.startsWith('http') && u.hostname !== 'localhost') page.outside.push(r.url()); });
  page.on('console', (m) => { if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) page.problems.push(m.text()); });
  page.on('response', (r) => { if (r.status() >= 400 && ['image', 'script', 'stylesheet', 'font'].includes(r.request().resourceType())) page.problems.push(`${r.status()} ${r.url()}`); });
  page.on('pageerror', (e) => page.problems.push(String(e)));
  return page;
}
async function closeAll() { if (browser) await browser.close(); browser = undefined; }

// The page as it stands, by the rules of HTML. Boolean attributes, order and style are not its business.
const html = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard'],
  rules: { 'no-trailing-whitespace': 'off', 'attribute-boolean-style': 'off', 'attr-quotes': 'off', 'void-style': 'off', 'doctype-style': 'off', 'long-title': 'off', 'no-inline-style': 'off' },
});
async function valid(page, what) {
  await page.waitForLoadState();        // a click returns as soon as an answer begins: half a page is not valid
  const report = await html.validateString(await page.content());
  const said = report.results.flatMap((r) => r.messages.filter((m) => m.severity === 2).map((m) => `${m.ruleId}: ${m.message} (${m.selector})`));
  if (said.length) throw new Error(`not valid (${what}):\n` + [...new Set(said)].slice(0, 12).join('\n'));
}

// axe on the page as it is now: no violation at all. It runs in an isolated world; where the page's scripts are off, Chromium lets ours run
// but stops its timers, and axe's turns are taken as promises.
const timers = 'window.setTimeout = function (f) { Promise.resolve().then(f); return 1; }; window.clearTimeout = function () {};';
async function accessible(page, what) {
  if (shots) await page.screenshot({ path: path.join(shots, what.replace(/[^a-z0-9]+/gi, '-') + '.png'), fullPage: true });
  await valid(page, what);
  const cdp = await page.context().newCDPSession(page);
  const { frameTree } = await cdp.send('Page.getFrameTree');
  const { executionContextId } = await cdp.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id, worldName: 'axe' });
  await cdp.send('Runtime.evaluate', { expression: (page.scriptless ? timers : '') + axeSource, contextId: executionContextId });
  const { result, exceptionDetails } = await cdp.send('Runtime.evaluate', {
    expression: `axe.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } })
      .then((r) => JSON.stringify(r.violations.map((v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ' ' + (n.any[0] || n.all[0] || n.none[0] || {}).message).join(' | '))))`,
    contextId: executionContextId, awaitPromise: true, returnByValue: true });
  await cdp.detach();
  if (exceptionDetails) throw new Error('axe: ' + JSON.stringify(exceptionDetails).slice(0, 500));
  const violations = JSON.parse(result.value);
  if (violations.length) throw new Error(`not accessible (${what}):\n` + violations.join('\n'));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth).catch(() => 0);
  const out = await page.evaluate(() => [...document.querySelectorAll('details[open] > .gt-pop__box')].map((e) => Math.round(e.getBoundingClientRect().left)).filter((x) => x < 0)).catch(() => []);
  if (out.length) throw new Error(`${what}: a menu opens ${-out[0]} px outside the window`);
  if (wide > 1) throw new Error(`${what}: ${wide} px wider than the window`);
}

// Mails as the receiver wrote them, the latest last.
function mails(to) {
  const folder = path.join(dir, 'received');
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder).filter((f) => f.endsWith('.eml')).map((f) => ({ f, t: fs.statSync(path.join(folder, f)).mtimeMs }))
    .sort((a, b) => a.t - b.t || (a.f < b.f ? -1 : 1)).map(({ f }) => fs.readFileSync(path.join(folder, f), 'utf8')).filter((m) => !to || new RegExp('^To:.*' + to.replace(/[.+]/g, '\\$&'), 'mi').test(m));
}
function decodeQuotedPrintable(s, charset) {
  const bytes = Buffer.from(s.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, h) => String.fromCharCode(parseInt(h, 16))), 'latin1');
  return new TextDecoder(charset).decode(bytes);
}
// A part of multipart/alternative, whatever its encoding.
function mailPart(eml, type) {
  const boundary = /boundary="?([^"\s;]+)"?/i.exec(eml);
  const part = boundary ? eml.split('--' + boundary[1]).find((p) => new RegExp(`content-type:\\s*${type}`, 'i').test(p)) : eml;
  const cut = part.search(/\r?\n\r?\n/);
  const head = part.slice(0, cut), body = part.slice(cut).trim();
  const charset = (/charset="?([\w-]+)/i.exec(head) || [0, 'utf-8'])[1];
  if (/base64/i.test(head)) return new TextDecoder(charset).decode(Buffer.from(body, 'base64'));
  return /quoted-printable/i.test(head) ? decodeQuotedPrintable(body, charset) : body;
}
const mailText = (eml) => mailPart(eml, 'text/plain'), mailHtml = (eml) => mailPart(eml, 'text/html');
async function waitFor(what, fn, ms = 15000) {
  const end = Date.now() + ms * patience;
  for (;;) {
    const got = await (async () => fn())().catch((e) => { if (!/context was destroyed/.test(e.message)) throw e; });      // a page that is just leaving is asked again
    if (got) return got;
    if (Date.now() > end) throw new Error('waited in vain for ' + what);
    await new Promise((r) => setTimeout(r, 100));
  }
}
// New programs with the settings and procedures of now. Until the last of the old ones has ended, both answer.
async function reload() {
  const guichetd = Number(fs.readFileSync(path.join(dir, 'run/guichetd.pid'), 'utf8')), programs = () => fs.readFileSync(`/proc/${guichetd}/task/${guichetd}/children`, 'utf8').trim().split(' ');
  const old = programs();
  process.kill(guichetd, 'SIGHUP');
  await waitFor('the new programs alone', () => !programs().some((p) => old.includes(p)), 120000);
}
const mailTo = (to, pattern) => waitFor(`a mail to ${to} with ${pattern}`, () => mails(to).map(mailText).reverse().find((t) => pattern.test(t)));

// A date typed as the guide shows it: Jour, Mois, Année.
const MONTHS = ['Janvier', 'Février', 'Mars', 'Avril', 'Mai', 'Juin', 'Juillet', 'Août', 'Septembre', 'Octobre', 'Novembre', 'Décembre'];
async function fillDate(scope, legend, iso) {
  const [y, m, d] = iso.split('-');
  const group = scope.getByRole('group', { name: legend }).last();
  await group.getByLabel('Jour').fill(String(Number(d)));
  const month = group.getByLabel('Mois');
  if (await month.evaluate((e) => e.tagName).catch(() => 'SELECT') === 'SELECT') await month.selectOption({ label: MONTHS[Number(m) - 1] });
  else await month.fill(m);
  await group.getByLabel('Année').fill(y);
}

// The database as its operator sees it: rows of columns.
function sql(query) {
  const password = /\[database\.admin\][^[]*?password = (\S+)/.exec(fs.readFileSync(path.join(dir, 'etc/guichet.conf'), 'utf8'))[1];
  const out = execFileSync('mariadb', ['--no-defaults', '-S', path.join(dir, 'run/db.sock'), '-u', 'guichet_admin', '-N', '-B', 'guichet', '-e', query], { encoding: 'utf8', env: { ...process.env, MYSQL_PWD: password }, stdio: ['ignore', 'pipe', 'pipe'] });
  return out.split('\n').filter(Boolean).map((line) => line.split('\t'));
}

// A paper as it was downloaded: its text on one line.
async function pdfText(download) {
  const file = path.join(os.tmpdir(), `guichet-paper-${process.pid}-${Date.now()}.pdf`);
  await download.saveAs(file);
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ');
  fs.unlinkSync(file);
  return text;
}

const paper = async (page, name) => pdfText((await Promise.all([page.waitForEvent('download'), page.getByRole('main').getByRole('link', { name }).first().click()]))[0]);

// Runs steps in a page; what the page showed when one of them failed is told with the failure.
async function told(page, fn) {
  try {
    return await fn();
  } catch (e) {
    const said = await page.locator('main').innerText({ timeout: 2000 }).catch(() => '');
    if (shots) await page.screenshot({ path: path.join(shots, 'failed.png'), fullPage: true }).catch(() => {});
    e.message += `\nat ${page.url()}: ${said.replace(/\s+/g, ' ').slice(0, 1500)}`;
    throw e;
  }
}

const ctl = (...args) => execFileSync(path.join(__dirname, '../../dev'), ['ctl', '--dir', dir, ...args], { encoding: 'utf8' });

// A person of a test's own: a title the renewal is for, imported as an operator would. Nobody else's test meets them.
let imported = 0;
function newPerson(changes = {}) {
  const n = String(process.pid % 1000000).padStart(6, '0') + String(++imported).padStart(2, '0'), day = (by) => new Date(Date.now() + by * 86400000).toISOString().slice(0, 10);
  const row = { number: '98' + n, category: 'conjoint-rf', mention: 'VIE PRIVÉE ET FAMILIALE', valid_from: day(-265), valid_to: day(100), foreigner_number: '59' + n, birth_name: 'MORALES', usual_name: 'RIVERA',
    given_names: 'Inés', sex: 'F', birth_date: '1990-05-01', birth_place: 'Cancún', birth_country: 'MX', nationality: 'MX', address_number: '20', address_street: 'Rue Nationale', postcode: '59000', city: 'Lille',
    address_country: 'FR', insee: '59350', ...changes };
  const file = path.join(dir, `titre-${n}.csv`);
  fs.writeFileSync(file, Object.keys(row).join(',') + '\n' + Object.values(row).join(',') + '\n');
  ctl('titles', 'import', file);
  fs.unlinkSync(file);
  return { number: row.number, start: row.valid_from, end: row.valid_to, foreigner_number: row.foreigner_number, birth_name: row.birth_name, first_names: row.given_names,
    spouse: demo.titles.find((p) => p.spouse).spouse };
}

// An e-photo serves one request.
let photos = 0;
const ephoto = () => `E2E${process.pid}X${Date.now()}${photos++}`.toUpperCase().padEnd(22, '0');

module.exports = { ephoto, ctl, reload, newPerson, at, demo, dir, open, closeAll, accessible, mails, mailText, mailHtml, mailTo, waitFor, fillDate, sql, pdfText, paper, told };
