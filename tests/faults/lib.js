// What the files here share: whose process dies, what an answer must say meanwhile, what must hold afterwards.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const { spawn, spawnSync } = require('node:child_process');
const t = require('../e2e/lib.js');

const BACK_MS = 20000;
const pause = (ms) => new Promise((r) => setTimeout(r, ms));

// The demonstration's time, in days from the present. In place: the programs hold the file open, and look into it every second or so.
const DAY_S = 86400;
async function moveTo(days) {
  fs.writeFileSync(`${t.dir}/clock.offset`, `${days * DAY_S}`.padEnd(20) + '\n', { flag: 'r+' });
  await pause(2500);
}
const iso = (days) => new Date(Date.now() + days * DAY_S * 1000).toLocaleDateString('sv-SE', { timeZone: 'Europe/Paris' });
const daysTo = (day) => Math.round((Date.parse(day) - Date.parse(iso(0))) / (DAY_S * 1000));

// Processes of this instance alone: their command line names its settings.
function processes(program, more = '') {
  return fs.readdirSync('/proc').filter((p) => /^\d+$/.test(p)).filter((p) => {
    try {
      const words = fs.readFileSync(`/proc/${p}/cmdline`, 'utf8').split('\0');
      return words[0].split('/').pop() === program && words.some((w) => w.startsWith(t.dir + '/') || w === `--defaults-file=${t.dir}/etc/my.cnf`) && words.join(' ').includes(more);
    } catch { return false; }
  }).map(Number);
}
const childrenOf = (pid) => { try { return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number); } catch { return []; } };
// Programs as guichetd started them; what they forked (a drawing process, a confined child) has the same words.
const workers = (program, more = '') => { const [guichetd] = processes('guichetd'), all = processes(program, more); return childrenOf(guichetd).filter((pid) => all.includes(pid)); };
const kill = (pid, signal = 'SIGKILL') => { try { process.kill(pid, signal); return true; } catch { return false; } };
const ended = (pid) => { try { return / Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8')); } catch { return true; } };
// A worker in the middle of a request holds one connection more than its idle sisters.
function busy(pids) {
  const count = (pid) => { try { return fs.readdirSync(`/proc/${pid}/fd`).length; } catch { return 0; } };
  const counts = pids.map((pid) => [pid, count(pid)]), least = Math.min(...counts.map(([, n]) => n));
  return (counts.find(([, n]) => n > least) || counts[Math.floor(Math.random() * counts.length)])[0];
}
// This instance's nginx: the master's command line names our directory, its workers are its children.
function nginxMaster() {
  return fs.readdirSync('/proc').filter((p) => /^\d+$/.test(p)).map(Number).find((p) => {
    try { const line = fs.readFileSync(`/proc/${p}/cmdline`, 'utf8'); return line.includes('master process') && line.includes(`${t.dir}/etc/nginx/`); } catch { return false; }
  });
}
const nginxWorkers = () => childrenOf(nginxMaster());
const web = () => workers('guichet-web', '--pool user'), drawing = () => web().flatMap(childrenOf);
const answered = (promise) => promise.catch((e) => ({ status: 0, text: String(e), html: '', location: '' }));

// The service answers like before: a page of the person's own, from each of a few connections.
async function back(me, what) {
  const start = Date.now();
  await t.waitFor(`the service after ${what}`, async () => {
    const all = await Promise.all([1, 2, 3].map(() => answered(me.get('/mon-compte'))));
    return all.every((a) => a.status === 200);
  }, BACK_MS);
  return Date.now() - start;
}
// Nobody reads a bare number or an English sentence: French words, and nothing of the machine.
function clear(answer, what) {
  assert.ok([303, 500, 502, 503, 504].includes(answer.status), `${what}: ${answer.status} ${answer.text}`);
  if (answer.status === 303) return;
  assert.match(answer.text, /momentanément|réessayez|recommencez|incident/i, `${what}: ${answer.status}`);
  assert.doesNotMatch(answer.text, /nginx|mysql|mariadb|errno|core\//i, what);
}

// What must hold whatever died, and when: rows, journal, everything sealed read again. What is told here is only what no row can know.
const program = /^libexec = (.*)\/libexec\/guichet$/m.exec(fs.readFileSync(`${t.dir}/etc/guichet.conf`, 'utf8'))[1] + '/bin/guichetctl';
const settings = ['--config', `${t.dir}/etc/guichet.conf`];
const ctl = (...words) => spawnSync(program, [...settings, ...words], { encoding: 'utf8', timeout: 300000 });
// As an operator beside the traffic: while it runs, people's requests go on.
const beside = (command, ...words) => new Promise((done, fail) => {
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const out of [child.stdout, child.stderr]) out.on('data', (c) => { said += c; });
  child.on('error', fail).on('close', (code) => (code === 0 ? done(said) : fail(new Error(`${command} ${words.join(' ')}: ${code}: ${said}`))));
});
const operator = (...words) => beside(program, ...settings, ...words);
function invariants(what) {
  const { status, stdout, stderr } = ctl('verify');
  assert.equal(status, 0, `${what}: ${stdout}${stderr}`);
  const none = (name, query) => assert.deepEqual(t.sql(query), [], `${what}: ${name}`);
  none('more than three files', "SELECT HEX(dossier), justificatif FROM document WHERE state = 'joined' GROUP BY dossier, justificatif HAVING COUNT(*) > 3");
}

module.exports = { BACK_MS, pause, moveTo, iso, daysTo, processes, childrenOf, workers, kill, busy, web, drawing, ended, nginxMaster, nginxWorkers, answered, back, clear, ctl, beside, operator, invariants };
