// The bench: what each part costs beside what others would take, in one run on one machine. Figures are medians of rounds that take turns; a
// ratio compares two columns of the same run, an absolute figure says nothing elsewhere. With the word docs the tables go into docs/performance.md.
'use strict';
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { execFile, execFileSync, spawn } = require('node:child_process');
const t = require('../e2e/lib.js');
const raw = require('../e2e/raw.js');
const agents = require('../e2e/agents.js');
const { load } = require('./load.js');
const { write: makeTitles } = require('./titles.js');
const { write: writeSignatures } = require('./signatures.js');
const files = require('../e2e/files.js');

const top = path.join(__dirname, '../..'), build = path.join(top, 'build/hardened'), out = path.join(t.dir, 'bench');
const full = process.argv.includes('full'), docs = process.argv.includes('docs');
const only = process.argv.slice(2).filter((w) => w !== 'full' && w !== 'docs');
// short slices by turns: what else the machine does falls on all alike
const rounds = full ? 15 : 9, seconds = 1;
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const number = (n, digits = 0) => n.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });
const lines = [];
const say = (s = '') => { lines.push(s); console.log(s); };
const table = (head, rows) => { say(`| ${head.join(' | ')} |`); say(`|${head.map(() => '---').join('|')}|`); for (const r of rows) say(`| ${r.join(' | ')} |`); say(); };
const children = [];
const start = (program, args, options = {}) => { const c = spawn(program, args, { stdio: 'ignore', ...options }); children.push(c); return c; };
const settings = fs.readFileSync(path.join(t.dir, 'etc/guichet.conf'), 'utf8');
const setting = (section, name) => new RegExp(`^\\[${section.replace('.', '\\.')}\\][^\\[]*?^${name} = (.*)$`, 'm').exec(settings)[1];
const processes = (name) => fs.readdirSync('/proc').filter((p) => /^\d+$/.test(p)).filter((p) => { try { const c = fs.readFileSync(`/proc/${p}/cmdline`, 'utf8'); return c.includes(name) && c.includes(t.dir + '/'); } catch { return false; } });
// what a process alone has, in MiB; the bytes of a file in hand (a memory file) apart
const ownMemory = (pid) => fs.readFileSync(`/proc/${pid}/smaps`, 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m).filter((m) => !/^.*\/memfd:/.test(m))
  .flatMap((m) => m.match(/^Private_\w+: +(\d+)/gm) || []).reduce((s, l) => s + Number(/(\d+)$/.exec(l)[1]), 0) / 1024;

// Processor time of everything that takes part – web server, workers, database, PHP –, by process: hardly changes with what else the machine does.
function spent() {
  const stat = (p) => { try { const f = fs.readFileSync(`/proc/${p}/stat`, 'utf8').replace(/^.*\) /s, '').split(' '); return { parent: f[1], ticks: Number(f[11]) + Number(f[12]) }; } catch { return null; } };
  const all = new Map(fs.readdirSync('/proc').filter((p) => /^\d+$/.test(p)).map((p) => [p, stat(p)]).filter(([, s]) => s));
  const roots = [fs.readFileSync(path.join(t.dir, 'run/dev.pid'), 'utf8').trim(), String(process.pid)];
  const ours = (p) => { for (; p && p !== '0' && p !== '1'; p = all.get(p)?.parent) if (roots.includes(p)) return true; return false; };
  return new Map([...all].filter(([p]) => p !== roots[1] && ours(p)).map(([p, s]) => [p, s.ticks]));
}

// our own programs, without web server and database
const isOurs = (p) => { try { return fs.readFileSync(`/proc/${p}/comm`, 'utf8').startsWith('guichet'); } catch { return false; } };

// wrk says requests a second and percentiles; a contender that answers anything but 200 is no contender
function wrk(url, cookie, clients, length) {
  const before = spent(), text = execFileSync('wrk', ['-t1', `-c${clients}`, `-d${length}s`, '--latency', ...(cookie ? ['-H', `Cookie: ${cookie}`] : []), url], { encoding: 'utf8' });
  if (/Non-2xx|Socket errors/.test(text)) throw new Error(`${url}: ${text}`);
  const ms = (s) => { const [, n, unit] = /([\d.]+)(us|ms|s)/.exec(s); return Number(n) * { us: 0.001, ms: 1, s: 1000 }[unit]; };
  const after = [...spent()], pages = Number(/(\d+) requests in/.exec(text)[1]), since = (which) => after.filter(([p]) => which(p)).reduce((s, [p, n]) => s + (before.has(p) ? n - before.get(p) : 0), 0) * 10000 / pages;
  return { cpu: since(() => true), ours: since(isOurs), rate: Number(/Requests\/sec: +([\d.]+)/.exec(text)[1]), p50: ms(/50% +(\S+)/.exec(text)[1]), p99: ms(/99% +(\S+)/.exec(text)[1]) };
}

const freePort = () => new Promise((done) => { const s = net.createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); }); });

// Somebody of the demonstration who has no account yet and whose register entry fills the first step.
async function person(begin = (p, who) => p.draft(who)) {
  const known = t.sql('SELECT foreigner_number FROM account').flat(), secret = 'Un-long-mot2passe!';
  for (const who of t.demo.titles.filter((one) => one.spouse && !known.includes(one.foreigner_number))) {
    const p = new raw.Person();
    await p.create(who, `bench.${Date.now()}@example.org`, secret);
    await p.signIn(who.foreigner_number, secret);
    try {
      const here = await begin(p, who);
      return { p, here, cookie: cookieOf(p) };
    } catch (e) { if (!/refused: 422/.test(e.message)) throw e; }
  }
  throw new Error('nobody of the demonstration is left');
}

// ---- pages ----
// The same page as a template of PHP: its characters stand there, the values of the person come from the rows.
function template(html) {
  let n = 0;
  const body = html.replace(/<\?/g, '&lt;?').replace(/ value="([^"]*)"/g, (all, value) => ` value="<?= e($v['k${n++}'] ?? ${JSON.stringify(value).replace(/\$/g, '\\$')}) ?>"`);
  return `<?php require 'rows.php'; $v = array_combine(array_map(fn ($k) => 'k' . $k, range(0, 7)), [$p['birth_name'], $p['given_names'], $p['city'], $p['postcode'], $t['number'], $d['version'], $a['unread'], $s['csrf'] ? bin2hex(substr($s['csrf'], 0, 32)) : '']); header('Content-Type: text/html; charset=utf-8'); ?>${body}`;
}

let others;
async function contenders(visitor) {
  if (others) return others;
  const html = (await visitor.p.get(visitor.here + '/etape/informations-personnelles')).html;
  fs.mkdirSync(path.join(out, 'sheets'), { recursive: true });
  for (const f of ['page.php', 'rows.php', 'step.xml']) fs.copyFileSync(path.join(__dirname, f), path.join(out, f));
  fs.writeFileSync(path.join(out, 'page.html'), html);
  fs.writeFileSync(path.join(out, 'template.php'), template(html));
  execFileSync(path.join(build, 'tests/bench/bench_sheets'), [path.join(top, 'build/root/share/guichet/xslt'), path.join(out, 'sheets')]);
  // the one function that is ours becomes one of PHP's
  for (const folder of ['site', 'page']) for (const f of fs.readdirSync(path.join(out, 'sheets', folder))) {
    const file = path.join(out, 'sheets', folder, f), text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, text.replace(/t:text\(/g, "php:function('gt_text',").replace('<xsl:stylesheet', '<xsl:stylesheet xmlns:php="http://php.net/xsl"').replace(/exclude-result-prefixes="/, 'exclude-result-prefixes="php '));
  }
  const port = await freePort(), root = process.getuid() === 0;
  const fill = (name, map) => fs.writeFileSync(path.join(out, name), fs.readFileSync(path.join(__dirname, name + '.in'), 'utf8').replace(/@(\w+)@/g, (all, k) => map[k] ?? all));
  fill('nginx.conf', { DIR: out, PORT: port, USER: root ? 'user root;' : '', PARAMS: '/etc/nginx/fastcgi_params' });
  const hex = Buffer.from(visitor.here.split('/')[2], 'base64url').toString('hex');
  fill('fpm.conf', { DIR: out, SOCKET: path.join(t.dir, 'run/db.sock'), DB_USER: setting('database.web_user', 'user'), DB_PASSWORD: setting('database.web_user', 'password'), DOSSIER: hex });
  start(path.join(build, 'tests/bench/bench_hello'), [path.join(out, 'hello.sock'), '4', path.join(out, 'page.html')]);
  start(path.join(build, 'tests/bench/bench_floor'), [path.join(out, 'floor.sock'), '4', path.join(out, 'page.html'), path.join(t.dir, 'etc/guichet.conf'), visitor.p.cookies.guichet_u, visitor.here.split('/')[2]]);
  start('php-fpm8.2', ['-y', path.join(out, 'fpm.conf'), ...(root ? ['-R'] : [])]);
  start('nginx', ['-c', path.join(out, 'nginx.conf'), '-e', 'stderr']);
  await t.waitFor('the contenders', async () => { try { return (await fetch(`http://127.0.0.1:${port}/page`)).status === 200 && (await fetch(`http://127.0.0.1:${port}/hello`)).status === 200 && (await fetch(`http://127.0.0.1:${port}/floor`)).status === 200; } catch { return false; } });
  return (others = { base: `http://127.0.0.1:${port}`, html });
}

async function pages(visitor) {
  const step = t.at.user + visitor.here + '/etape/informations-personnelles';
  const { base, html } = await contenders(visitor);
  const list = [
    ['nginx, the same page as a file', base + '/static'], ['bare libfcgi responder, 4 workers', base + '/hello'],
    ['the same, with the three questions of this page to MariaDB and its answers unsealed', base + '/floor'],
    ['**Guichet**, step 1, signed in', step, visitor.cookie],
    ['PHP-FPM, the same sheet (XSLTProcessor)', base + '/page', visitor.cookie], ['PHP-FPM, a plain template', base + '/template', visitor.cookie],
  ];
  for (const [name, url, cookie] of list) {
    const size = (await (await fetch(url, { headers: cookie ? { Cookie: cookie } : {} })).arrayBuffer()).byteLength;
    if (Math.abs(size - Buffer.byteLength(html)) > 0.05 * Buffer.byteLength(html)) throw new Error(`${name}: ${size} bytes, ours are ${Buffer.byteLength(html)}`);
    wrk(url, cookie, 4, 1);
  }
  const got = list.map(() => ({ many: [], one: [] }));
  for (let r = 0; r < rounds; r++) for (const [i, [, url, cookie]] of list.entries()) { got[i].many.push(wrk(url, cookie, 16, seconds)); got[i].one.push(wrk(url, cookie, 1, seconds)); }
  const ms = (n) => (n ? number(n, 2) : 'none in a second'), ours = list.findIndex(([name]) => name.startsWith('**')), rate = median(got[ours].many.map((g) => g.rate)), cost = (i) => median(got[i].many.map((g) => g.cpu));
  say(`### A page of a signed-in person (${number(Buffer.byteLength(html) / 1000, 1)} kB, ${rounds} rounds)\n`);
  table(['contender', 'requests/s, 16 clients', 'p99 ms', '1 client: p50 ms', 'p99 ms', 'processor time a page, µs', 'Guichet is, by requests', 'by processor time'],
    list.map(([name], i) => [name, number(median(got[i].many.map((g) => g.rate))), number(median(got[i].many.map((g) => g.p99)), 1), ms(median(got[i].one.map((g) => g.p50))), ms(median(got[i].one.map((g) => g.p99))), number(cost(i)),
      ...(i === ours ? ['', ''] : [`× ${number(rate / median(got[i].many.map((g) => g.rate)), 2)}`, `× ${number(cost(i) / cost(ours), 2)}`])]));
  if (docs) into(path.join(top, 'README.md'), 'pages', ['| the same page from | Guichet is, by requests | by processor time |', '|---|---|---|',
    ...list.flatMap(([name], i) => (i === ours ? [] : [`| ${name} | × ${number(rate / median(got[i].many.map((g) => g.rate)), 2)} | × ${number(cost(i) / cost(ours), 2)} |`]))].join('\n'));
}

// ---- every page: its own time and weight ----
const addresses = (here) => ['/', '/mes-demandes', '/mon-compte', '/notifications', '/contact', '/demarches/titre-sejour', `${here}/preambule`, `${here}/etape/informations-personnelles`, `${here}/etape/motif`, `${here}/etape/justificatifs`, `${here}/depot`];

const cookieOf = (p) => Object.entries(p.cookies).map(([k, v]) => `${k}=${v}`).join('; ');
async function signedIn(login) {
  const a = agents.agent(login), p = new raw.Person(t.at.agent);
  await p.submit('/connexion', '/connexion', { login: a.login, password: a.password });
  await p.submit('/connexion/code', '/connexion/code', { code: agents.totp(agents.secretOf(a)) });
  return p;
}

async function weights(visitor) {
  // a request that an agent can open
  const { p: applicant, here: deposited } = await person((p, who) => p.ready(who, files));
  await applicant.send('POST', `${deposited}/depot`, { form: await applicant.depositForm(deposited) });
  const superior = await signedIn('p.dumont'), administrator = await signedIn('a.racine'), rows = [];
  const one = /\/dossiers\/[\w-]{22}/.exec((await superior.get('/demandes?liste=all')).html)[0];
  const seen = [[visitor.p, t.at.user, addresses(visitor.here)], [superior, t.at.agent, ['/', '/demandes?liste=all', one, '/alertes', '/statistiques']], [administrator, t.at.agent, ['/administration/demarches', '/administration/agents', '/administration/services']]];
  for (const [p, base, list] of seen) for (const a of list) {
    const answer = await p.get(a);
    if (answer.status !== 200) throw new Error(`${a}: ${answer.status}`);
    const g = wrk(base + a, cookieOf(p), 1, seconds);
    rows.push([`${base === t.at.agent ? 'agents: ' : ''}${a.replace(visitor.here, '/demandes/…').replace(one, '/dossiers/…')}`, number(answer.bytes.length / 1000, 1), number(g.p50, 1), number(g.p99, 1), number(g.ours / 1000, 1)]);
  }
  say('### Pages, one client; the last column is the processor time of our own programs, without web server and database\n');
  table(['page', 'HTML kB', 'p50 ms', 'p99 ms', 'ours ms'], rows);
}

// ---- uploads ----
const signatures = path.join(build, '../root/share/guichet/signatures'), run = (name, ...args) => execFileSync(path.join(build, 'tests/bench', name), args, { encoding: 'utf8' }).trim();
function benchFiles() {
  const files = path.join(out, 'files');
  if (!fs.existsSync(files)) execFileSync('/usr/bin/python3', [path.join(__dirname, 'files.py'), files]);
  return files;
}

const timed = async (act) => { const begin = performance.now(), answer = await act(); return [performance.now() - begin, answer]; };

// Milliseconds from the first byte sent to the answer; the page before it and the removal after it are not the upload's.
async function joined(visitor, file) {
  const list = `${visitor.here}/etape/justificatifs`, page = await visitor.p.get(list);
  const [took, answer] = await timed(() => visitor.p.join(visitor.here, 'nationalite', file, { json: true, page }));
  if (answer.status !== 201) throw new Error(`${file}: ${answer.status} ${answer.bytes.toString().slice(0, 200)}`);
  const after = await visitor.p.get(list);
  await visitor.p.remove(visitor.here, new RegExp(`${visitor.here}/documents/[\\w-]+/supprimer`).exec(after.html)[0]);
  return took;
}

// Beside the whole its three parts, each alone: what receives nothing, walks nothing and answers nothing else is the bound of the rest.
async function uploads(visitor) {
  const files = benchFiles(), { base } = await contenders(visitor), bare = new raw.Person(base);
  const rows = [];
  for (const name of fs.readdirSync(files).sort()) {
    const file = path.join(files, name), alone = [], received = [], stored = [], whole = [];
    for (let r = 0; r < (full ? 5 : 3); r++) {
      const [, n, s] = run('bench_engine', signatures, '2', file).split(' ');
      alone.push(Number(s) * 1000 / Number(n));
      stored.push(Number(run('bench_store', path.join(t.dir, 'etc/guichet.conf'), visitor.here.split('/')[2], '1', file)));
      for (const end = performance.now() + 3000; performance.now() < end;) {
        received.push((await timed(() => bare.send('POST', '/hello', { parts: [{ name: 'file.nationalite', file: name, value: fs.readFileSync(file) }] })))[0]);
        whole.push(await joined(visitor, file));
      }
    }
    const [a, b, c, w] = [alone, received, stored, whole].map(median);
    rows.push([name, number(fs.statSync(file).size / 1e6, 1), number(a, 1), number(b, 1), number(c, 1), number(w, 1), `${number(100 * a / w)} %`, `${number(100 * a / (a + b + c))} %`, `${number(100 * (a + b + c) / w)} %`]);
  }
  say('### Uploads, one client (milliseconds, medians; whole: sent, received, walked, scanned in a child of its own, sealed, stored, answered)\n');
  table(['file', 'MB', 'engine alone', 'received and thrown away', 'sealed and stored alone', 'whole', 'engine of the whole', 'engine of the three', 'the three of the whole'], rows);
}

// ---- memory of a worker: what it alone has; pages shared with others of its kind are not counted ----
async function memory(visitor) {
  const workers = () => processes('guichet-web').filter((p) => fs.readFileSync(`/proc/${p}/cmdline`, 'utf8').includes('user'));
  const most = () => Math.max(...workers().map(ownMemory));
  const before = most();
  let requests = 0;
  // every page in both languages, until the pool has answered ten thousand
  for (let round = 0; round < 8 && requests < 10000; round++) {
    for (const a of addresses(visitor.here)) for (const lang of ['fr', 'en']) {
      const text = execFileSync('wrk', ['-t1', '-c4', '-d1s', '-H', `Cookie: ${visitor.cookie}; guichet_langue=${lang}`, t.at.user + a], { encoding: 'utf8' });
      requests += Number(/(\d+) requests in/.exec(text)[1]);
    }
  }
  const after = most();
  let during = 0;
  const look = setInterval(() => { during = Math.max(during, most()); }, 5);
  for (let i = 0; i < 3; i++) await visitor.p.join(visitor.here, 'nationalite', path.join(benchFiles(), 'jpeg-10mb.jpg'), { json: true });
  clearInterval(look);
  say('### Memory of a web worker of its own (MiB, the largest of the pool)\n');
  table(['at first', `after ${number(requests)} requests`, 'during an upload of 10 MB'], [[number(before, 1), number(after, 1), number(during, 1)]]);
  const parts = execFileSync(path.join(build, 'tests/bench/bench_memory'), [path.join(t.dir, 'etc/guichet.conf')], { encoding: 'utf8' }).trim().split('\n').map((l) => l.split(' '));
  table(['a worker that has loaded', 'MiB'], parts.map(([what, , own], i) => [what, number(Number(own) - (i ? Number(parts[i - 1][2]) : 0), 1)]));
}

// ---- papers ----
async function papers() {
  const letters = ['deposit', 'annex'].map((l) => path.join(top, `tests/unit/pdf/letters/${l}.xml`));
  const rows = execFileSync(path.join(build, 'tests/bench/bench_papers'), ['200', ...letters], { encoding: 'utf8' }).trim().split('\n').map((l) => l.split(' '));
  say('### Papers (ms, 200 of each: checked, drawn in a confined child, finished)\n');
  table(['letter', 'kB', 'p50', 'p95', 'processor time', 'libraries alone: p50', 'p95'], rows.map(([file, bytes, p50, p95, cpu, drawn50, drawn95]) => [path.basename(file, '.xml'), number(bytes / 1000, 1), number(Number(p50), 1), number(Number(p95), 1), number(Number(cpu), 1), number(Number(drawn50), 1), number(Number(drawn95), 1)]));
}

// ---- start and reload ----
const sorted = (list) => [...list].sort((a, b) => a - b);

async function begin(visitor) {
  const page = async () => { const from = performance.now(), answer = await visitor.p.get('/mes-demandes'); if (answer.status !== 200) throw new Error(`a page: ${answer.status}`); return performance.now() - from; };
  const generation = () => (fs.readFileSync(path.join(t.dir, 'log/guichet.log'), 'utf8').match(/ready generation=/g) || []).length;
  const quiet = [], during = [], took = [];
  for (let until = performance.now() + 3000; performance.now() < until;) quiet.push(await page());
  for (let r = 0; r < 5; r++) {
    const was = generation(), from = performance.now();
    process.kill(Number(fs.readFileSync(path.join(t.dir, 'run/guichetd.pid'), 'utf8')), 'SIGHUP');
    while (generation() === was) during.push(await page());
    took.push((performance.now() - from) / 1000);
    // the new ones write their first pages
    for (let i = 0; i < 40; i++) during.push(await page());
  }
  say('### A reload under the eyes of one client (five reloads, no answer but 200)\n');
  const p = (list, share) => number(sorted(list)[Math.floor(list.length * share)], 1);
  table(['all programs of a new generation are there after', 'quiet: p50 ms', 'p99 ms', 'slowest', 'during reloads: p50 ms', 'p99 ms', 'slowest'],
    [[`${number(median(took), 1)} s`, p(quiet, 0.5), p(quiet, 0.99), number(Math.max(...quiet), 1), p(during, 0.5), p(during, 0.99), number(Math.max(...during), 1)]]);
}

// A second demonstration, started again and again: the command until it returns, and from guichetd's first moment to a page.
async function again() {
  const dir = path.join(top, 'build/bench-again'), whole = [], first = [];
  fs.rmSync(dir, { recursive: true, force: true });
  const ports = [];
  while (ports.length < 3) { const port = await freePort(); if (!ports.includes(port)) ports.push(port); }
  const dev = (...args) => spawn(path.join(top, 'dev'), args, { stdio: 'ignore' }), ended = (c) => new Promise((done) => c.on('exit', done));
  const began = () => { try { const pid = fs.readFileSync(path.join(dir, 'run/guichetd.pid'), 'utf8').trim(); return Number(fs.readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')[19]) / 100; } catch { return 0; } };
  const up = () => Number(fs.readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
  const page = async () => { try { return (await fetch(`http://localhost:${ports[0]}/`)).status === 200; } catch { return false; } };
  for (let r = 0; r < 4; r++) {
    const from = performance.now(), command = dev('run', '--dir', dir, '--ports', ports.join(','), '--detach'), over = ended(command);
    await t.waitFor('a first page', page, 120000);
    const shown = up();
    await over;
    if (r) { whole.push((performance.now() - from) / 1000); first.push(shown - began()); }      // the first time it makes its database
    await ended(dev('stop', '--dir', dir));
  }
  fs.rmSync(dir, { recursive: true, force: true });
  say('### Starting again (medians of three)\n');
  table(['`./dev run` a second time, until it returns', 'guichetd to the first page'], [[`${number(median(whole), 1)} s`, `${number(median(first), 2)} s`]]);
}

// ---- worklists ----
// Figures are a timer's work, alerts of days that come near another's: they are told to look at once.
async function counted() {
  const [[now]] = t.sql('SELECT UNIX_TIMESTAMP()');
  t.sql("UPDATE job_state SET next_run_utc_s = 0, last_ok_utc_s = 0 WHERE name IN ('figures', 'silence')");
  await t.waitFor('alerts to be raised', () => Number(t.sql("SELECT last_ok_utc_s FROM job_state WHERE name = 'silence'")[0][0]) >= Number(now), 600000);
  await t.waitFor('the figures to be counted', () => Number(t.sql('SELECT COALESCE(MIN(c.counted_utc_s), 0) FROM service s LEFT JOIN figure_counted c ON c.service = s.code')[0][0]) >= Number(now), 600000);
}

// What a million inserts left to be written is written before anything is measured.
async function settled() {
  const status = (name) => Number(t.sql(`SHOW GLOBAL STATUS LIKE '${name}'`)[0][1]);
  t.sql('SET GLOBAL innodb_max_dirty_pages_pct = 0');
  await t.waitFor('pages to be written', () => status('Innodb_buffer_pool_pages_dirty') < 200 && status('Innodb_history_list_length') < 200, 300000);
  t.sql('SET GLOBAL innodb_max_dirty_pages_pct = 90');
}

async function worklists() {
  const login = t.demo.agents.find((one) => one.roles.includes('instructeur')).login, own = await signedIn(login);
  // who sees every service: the lists that this makes longer
  const all = await signedIn(t.demo.agents.find((one) => one.service === '*' && one.roles.includes('administrateur')).login);
  const lists = ['take', 'mine', 'waiting', 'replied', 'due', 'all', 'all&tri=modification', 'all&tri=echeance', 'all&q=martin'].map((l) => [l, `/demandes?liste=${l}`, 60]).concat([['alerts', '/alertes', 60], ['statistics', '/statistiques', 5]]).map((l) => [...l, own]);
  for (const l of ['take', 'waiting&tri=echeance', 'due', 'all&tri=modification', 'all&tri=echeance', 'all&q=martin']) lists.push([`every service: ${l}`, `/demandes?liste=${l}`, 60, all]);
  const sizes = full ? [1000, 1000000] : [1000, 100000], rows = lists.map(([name]) => [name]), costs = lists.map(() => []);
  // what the database looked at for one page: says the same on a busy machine
  const looked = () => t.sql("SHOW GLOBAL STATUS LIKE 'Handler\\_read%'").reduce((s, [, n]) => s + Number(n), 0);
  for (const size of sizes) {
    load(size, login);
    await counted();
    await settled();
    for (const [i, [, l, n, p]] of lists.entries()) {
      const ms = [], before = looked();
      let shown;
      await p.get(l);
      const read = looked() - before, cpu = spent();
      for (let r = 0; r < n; r++) {
        const begin = performance.now(), answer = await p.get(l);
        ms.push(performance.now() - begin);
        if (answer.status !== 200) throw new Error(`${l}: ${answer.status}`);
        shown = Math.max(0, (answer.html.match(/<tr\b/g) || answer.html.match(/gt-alerts__line/g) || []).length - (/<tr\b/.test(answer.html) ? 1 : 0));
      }
      const cost = [...spent()].reduce((s, [pid, ticks]) => s + (cpu.has(pid) ? ticks - cpu.get(pid) : 0), 0) * 10 / n;
      ms.sort((x, y) => x - y);
      costs[i].push(cost);
      rows[i].push(number(median(ms), 1), number(ms[Math.floor(n * 0.95)], 1), number(cost, 1), number(read), n === 60 ? number(shown) : '');
    }
  }
  rows.forEach((r, i) => r.push(`× ${number(costs[i][1] / costs[i][0], 1)}`));
  say('### Agents\' lists, one client, by the number of requests there are (ms; processor time of all programs; rows and index entries read for one page; lines on it)\n');
  table(['list', ...sizes.flatMap((s) => [`${number(s)}: p50`, 'p95', 'processor', 'read', 'lines']), 'by processor time'], rows);
}

// ---- a set of signatures as large as the official one ----
async function scan(visitor) {
  const conf = path.join(t.dir, 'etc/guichet.conf'), big = path.join(out, 'signatures'), small = files.pdf('page.pdf'), rows = [];
  const ask = (s) => new Promise((done, fail) => execFile(path.join(build, 'tests/bench/bench_scan'), [path.join(t.dir, 'run/scan.sock'), String(s), small], { encoding: 'utf8' }, (e, text) => (e ? fail(e) : done(text.trim().split(' ')))));
  const row = (what, [known, mib, n, busy, p50, p95, slowest]) => rows.push([what, number(Number(known)), number(Number(mib)), number(Number(n)), busy, p50, p95, slowest]);
  row('the shipped set', await ask(10));
  writeSignatures(big, signatures);
  fs.writeFileSync(conf, settings.replace('[scan]\n', `[scan]\ntest_dir = ${big}\n`));
  await t.reload();
  row('as large as the official one', await ask(10));
  // shared pages count once: the sum of what each process answers for
  const held = () => processes('guichet-scan').reduce((sum, pid) => { try { return sum + Number(/^Pss: +(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]); } catch { return sum; } }, 0) / 1024;
  const before = held();
  let most = 0, over = false;
  const look = setInterval(() => { most = Math.max(most, held()); }, 300), asked = (async () => { const all = []; while (!over) all.push(await ask(5)); return all; })();
  const [took] = await timed(t.reload);
  over = true;
  const all = await asked;
  clearInterval(look);
  row('the same, while they are loaded anew', [all[0][0], all[0][1], all.reduce((s, a) => s + Number(a[2]), 0), all.reduce((s, a) => s + Number(a[3]), 0), median(all.map((a) => Number(a[4]))).toFixed(2), Math.max(...all.map((a) => Number(a[5]))).toFixed(2), Math.max(...all.map((a) => Number(a[6]))).toFixed(2)]);
  say('### A page of PDF, 600 bytes, from the question to the verdict (ms), by the number of signatures\n');
  table(['signatures', 'known', 'MiB to load them', 'verdicts', 'told to come again', 'p50', 'p95', 'slowest'], rows);
  say(`All scanning processes hold ${number(before)} MiB together, ${number(most)} at most while signatures are loaded anew, which takes ${number(took / 1000)} s.\n`);
  const large = fs.readdirSync(benchFiles()).sort().map((name) => path.join(benchFiles(), name)), whole = large.map(() => []);
  for (let r = 0; r < 5; r++) for (const [i, file] of large.entries()) whole[i].push(await joined(visitor, file));
  const alone = run('bench_engine', big, '5', ...large).split('\n').map((l) => l.split(' ')).map(([, n, s]) => Number(s) * 1000 / Number(n));
  say('### Uploads with that set (ms, medians of five)\n');
  table(['file', 'engine alone', 'whole', 'engine of the whole'], large.map((f, i) => [path.basename(f), number(alone[i], 0), number(median(whole[i]), 0), `${number(100 * alone[i] / median(whole[i]))} %`]));
  fs.rmSync(big, { recursive: true });
  fs.writeFileSync(conf, settings);
  await t.reload();
}

// ---- titles into the register ----
async function titles() {
  const ctl = path.join(/libexec = (.*)\/libexec\/guichet/.exec(settings)[1], 'bin/guichetctl'), rows = [];
  for (const size of full ? [100000, 1000000] : [100000]) {
    const first = path.join(out, 'titles.csv'), later = path.join(out, 'titles-later.csv'), took = [];
    makeTitles(first, size);
    makeTitles(later, size, true);
    for (const args of [['--dry-run', first], [first], [first], [later]]) {
      const begin = process.hrtime.bigint();
      execFileSync(ctl, ['--config', path.join(t.dir, 'etc/guichet.conf'), 'titles', 'import', ...args], { stdio: 'ignore' });
      took.push(Number(process.hrtime.bigint() - begin) / 1e9);
    }
    rows.push([number(size), number(fs.statSync(first).size / 1e6), ...took.map((s) => number(s, 1))]);
    for (const f of [first, later]) fs.rmSync(f);
    t.sql("DELETE FROM title WHERE number LIKE 'BENCH%'; DELETE FROM person WHERE foreigner_number LIKE '77%'");
  }
  say('### Titles with their holders into the register (`titles import`, seconds, once each)\n');
  table(['titles', 'MB', 'dry run', 'all new', 'the same again', 'one in a hundred changed'], rows);
}

// Between the marks of that part.
function into(file, name, text) {
  const was = fs.readFileSync(file, 'utf8'), now = was.replace(new RegExp(`(<!-- bench ${name} -->\n)[^]*?(<!-- end -->)`), `$1${text}\n$2`);
  fs.writeFileSync(file, now);
}

(async () => {
  fs.mkdirSync(out, { recursive: true });
  const parts = { pages, weights, papers, begin, again, uploads, memory, worklists, titles, scan };
  let visitor;
  try {
    visitor = await person();
    for (const [name, part] of Object.entries(parts)) {
      if (only.length ? !only.includes(name) : name === 'scan' && !full) continue;
      const from = lines.length;
      await part(visitor);
      if (docs) into(path.join(top, 'docs/performance.md'), full ? `${name} full` : name, lines.slice(from).filter((l) => !l.startsWith('###')).join('\n').trim());
    }
  } finally {
    for (const c of children) c.kill('SIGTERM');
  }
  fs.writeFileSync(path.join(top, 'build/bench.md'), lines.join('\n') + '\n');
  process.exit(0);
})().catch((e) => { console.error(e); for (const c of children) c.kill('SIGTERM'); process.exit(1); });
