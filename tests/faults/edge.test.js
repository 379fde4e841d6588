// What comes over a bare socket: requests with two meanings, and clients that never finish theirs. One request is one answer; the others do not wait.
'use strict';
const { test, before, after } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const t = require('../e2e/lib.js');
const road = require('../e2e/road.js');
const { Person, formOf } = require('../e2e/raw.js');
const { pause } = require('./lib.js');

const { hostname, port } = new URL(t.at.user);
const SLOW = Number(process.env.GT_SLOW_CLIENTS || 500);
let me;
before(async () => {
  const person = t.newPerson();
  me = new Person();
  await me.create(person, `bord-${process.pid}-${Date.now() % 100000}@exemple.fr`, road.password);
  await me.signIn(person.foreigner_number, road.password);
});
after(() => t.closeAll());

// Bytes to the server, as they are; what comes back until it closes, or is silent for a while.
function raw(bytes, ms = 1500) {
  return new Promise((done) => {
    const socket = net.connect({ host: hostname, port: Number(port) }), all = [];
    const end = () => { socket.destroy(); done(Buffer.concat(all).toString('latin1')); };
    socket.setTimeout(ms, end);
    socket.on('data', (c) => all.push(c)).on('close', end).on('error', end);
    socket.write(bytes, 'latin1');
  });
}
const lines = () => fs.readFileSync(`${t.dir}/log/access.log`, 'utf8').split('\n');
const H = `Host: ${hostname}:${port}`;

// The hidden request asks for a path of its own; whoever takes it for a second request answers twice and writes it into the log.
const hidden = (n) => `GET /cache-${n} HTTP/1.1\r\n${H}\r\n\r\n`;
const vectors = {
  'length and chunks': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nContent-Length: ${hidden(n).length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden(n)}`,
  'chunks and length': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${hidden(n)}`,
  'chunks twice': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${hidden(n)}`,
  'chunks in a list': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n${hidden(n)}`,
  'chunks misspelt': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${hidden(n)}`,
  'chunks with a vertical tab': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nTransfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n${hidden(n)}`,
  'chunks under a name with a space': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nTransfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`,
  'chunks on a folded line': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nTransfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`,
  'two lengths': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nContent-Length: 0\r\nContent-Length: ${hidden(n).length}\r\n\r\n${hidden(n)}`,
  'the same length twice': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n`,
  'a list of lengths': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nContent-Length: 0, ${hidden(n).length}\r\n\r\n${hidden(n)}`,
  'a length with a sign': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nContent-Length: +0\r\n\r\n${hidden(n)}`,
  'a negative length': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nContent-Length: -1\r\n\r\n${hidden(n)}`,
  'a length in hexadecimal': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nContent-Length: 0x0\r\n\r\n${hidden(n)}`,
  'a length beyond all numbers': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nContent-Length: 18446744073709551616\r\n\r\n${hidden(n)}`,
  'a length with a letter': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nContent-Length: 0a\r\n\r\n${hidden(n)}`,
  'a length of nothing': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nContent-Length: \r\n\r\n${hidden(n)}`,
  'a body that a GET hides': (n) => `GET / HTTP/1.1\r\n${H}\r\nContent-Length: ${hidden(n).length}\r\n\r\n${hidden(n)}`,
  'chunk of a negative size': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n${hidden(n)}`,
  'chunk beyond all numbers': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000000\r\n\r\n${hidden(n)}`,
  'chunk without a size': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nTransfer-Encoding: chunked\r\n\r\n\r\n${hidden(n)}`,
  'chunk that is longer than it says': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n${hidden(n)}`,
  'chunk in hexadecimal with a prefix': (n) => `POST /connexion HTTP/1.1\r\n${H}\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n${hidden(n)}`,
  'no host': () => 'GET / HTTP/1.1\r\n\r\n',
  'two hosts': () => `GET / HTTP/1.1\r\n${H}\r\nHost: ailleurs.example\r\n\r\n`,
  'a host with a space': () => `GET / HTTP/1.1\r\nHost: ${hostname} ailleurs\r\n\r\n`,
  'a host with a path': () => `GET / HTTP/1.1\r\nHost: ${hostname}/ailleurs\r\n\r\n`,
  'a host in control characters': () => 'GET / HTTP/1.1\r\nHost: \x01\r\n\r\n',
  'a space before the colon': () => `GET / HTTP/1.1\r\n${H}\r\nX-A : 1\r\n\r\n`,
  'a folded header': () => `GET / HTTP/1.1\r\n${H}\r\nX-A: 1\r\n 2\r\n\r\n`,
  'a header without a name': () => `GET / HTTP/1.1\r\n${H}\r\n: x\r\n\r\n`,
  'a NUL in a header': () => `GET / HTTP/1.1\r\n${H}\r\nX-A: a\0b\r\n\r\n`,
  'a NUL in the path': () => `GET /\0 HTTP/1.1\r\n${H}\r\n\r\n`,
  'a space in the path': () => `GET /a b HTTP/1.1\r\n${H}\r\n\r\n`,
  'two spaces': () => `GET  /  HTTP/1.1\r\n${H}\r\n\r\n`,
  'a method nobody knows': () => `GUICHET / HTTP/1.1\r\n${H}\r\n\r\n`,
  'CONNECT': () => `CONNECT ${hostname}:25 HTTP/1.1\r\n${H}\r\n\r\n`,
  'TRACE': () => `TRACE / HTTP/1.1\r\n${H}\r\n\r\n`,
  'an address of elsewhere': () => `GET http://ailleurs.example/ HTTP/1.1\r\n${H}\r\n\r\n`,
  'version 0.9': () => 'GET /\r\n',
  'version 2.0 in words': () => `GET / HTTP/2.0\r\n${H}\r\n\r\n`,
  'version 1.10': () => `GET / HTTP/1.10\r\n${H}\r\n\r\n`,
  'the opening of HTTP/2': () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'an upgrade to HTTP/2': () => `GET / HTTP/1.1\r\n${H}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n`,
  'a header of a megabyte': () => `GET / HTTP/1.1\r\n${H}\r\nX-A: ${'a'.repeat(1 << 20)}\r\n\r\n`,
  'ten thousand headers': () => `GET / HTTP/1.1\r\n${H}\r\n${'X-A: 1\r\n'.repeat(10000)}\r\n`,
  'lines that end in LF alone': (n) => `GET / HTTP/1.1\n${H}\nContent-Length: 0\n\n`,
  'a TLS hello': () => '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03' + 'a'.repeat(160),
};

test(`${Object.keys(vectors).length} requests of two meanings: one answer at the most, and nothing hidden in them is carried out`, { concurrency: 10 }, async (at) => {
  // many only wait for a silence: ten at a time
  await Promise.all(Object.entries(vectors).map(([what, make], n) => at.test(what, async () => {
    const mark = `${process.pid}-${n}`, answer = await raw(make(mark));
    const answers = answer.match(/HTTP\/1\.[01] (\d{3})/g) || [];
    assert.ok(answers.length <= 1, `${answers.length} answers: ${answers}`);
    assert.ok(!lines().some((l) => l.includes(`cache-${mark}`)), 'the hidden request reached the log as a request');
    assert.ok(answers.every((a) => !/ 5/.test(a) || / 50[15]$/.test(a)), answer.slice(0, 300));      // 501, 505: what it does not know
    assert.doesNotMatch(answer.slice(answer.indexOf('\r\n\r\n')), /nginx/i, 'a page of ours');
  })));
  assert.equal((await me.get('/mon-compte')).status, 200);
});

const p95 = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length * 0.95)];
async function pages(n) {
  const took = [];
  for (let i = 0; i < n; i++) {
    const begun = process.hrtime.bigint();
    assert.equal((await me.get(i % 2 ? '/mon-compte' : '/mes-demandes')).status, 200);
    took.push(Number(process.hrtime.bigint() - begun) / 1e6);
    await pause(20);
  }
  return took;
}

// Each sends a little every second and never ends. From many addresses, as a limit by address alone would stop them.
function crowd(kind) {
  const begin = { headers: `GET / HTTP/1.1\r\n${H}\r\nX-A: `, body: `POST /connexion HTTP/1.1\r\n${H}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\nlogin=`,
    file: `POST /demandes/AAAAAAAAAAAAAAAAAAAAAA/justificatifs/x/fichier HTTP/1.1\r\n${H}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 10000000\r\n\r\n--x\r\n`, reading: `GET /aide HTTP/1.1\r\n${H}\r\n\r\n` };
  const sockets = [];
  for (let i = 0; i < SLOW; i++) {
    const socket = net.connect({ host: '127.0.0.1', port: Number(port), localAddress: `127.0.1.${1 + (i % 200)}` });
    socket.on('error', () => {});
    if (kind === 'reading') socket.pause();
    socket.write(begin[kind]);
    sockets.push(socket);
  }
  const drip = setInterval(() => sockets.forEach((s) => { if (!s.destroyed && s.writable) s.write('a'); }), 1000);
  return () => { clearInterval(drip); sockets.forEach((s) => s.destroy()); };
}

for (const [kind, what] of [['headers', 'never end their headers'], ['body', 'never end their form'], ['file', 'never end their file'], ['reading', 'never read their page']])
  test(`${SLOW} clients that ${what}: other people's pages come as before`, async () => {
    await pages(10);
    const quiet = p95(await pages(40)), leave = crowd(kind);
    await pause(1500);
    try {
      const among = p95(await pages(80));
      console.log(`# p95 ${quiet.toFixed(1)} ms alone, ${among.toFixed(1)} ms among ${SLOW} clients (${kind})`);
      // figures are for the reader; a worker that waits for a slow client shows as seconds
      assert.ok(among < 1000 + 2 * quiet, `${among} ms instead of ${quiet} ms`);
    } finally { leave(); }
  });

// ---- who has an account is not to be seen, neither in the bytes nor in the time ----
const TRIES = Number(process.env.GT_TIMING_TRIES || 80);
const AGO = Math.floor(Date.now() / 1000) % 300000;

// Accounts of people whose mails nobody reads, made beside the road: only their sign-in matters here. Each is tried once, as waiting would show.
let made = 0;
function accounts(n) {
  const begin = 5800000000 + AGO * 300 + made, numbers = Array.from({ length: n }, (_, i) => String(begin + i));
  made += n;
  t.sql(`INSERT INTO account (id, foreigner_number, email, email_typed, password_hash, lang, state, created_utc_s, password_utc_s) SELECT UNHEX(MD5(CONCAT(v.n, RAND()))), v.n, CONCAT('temps-', v.n, '@exemple.fr'), CONCAT('temps-', v.n, '@exemple.fr'), a.password_hash, 'fr', 'active', a.created_utc_s, a.password_utc_s FROM (SELECT * FROM account WHERE password_hash IS NOT NULL AND state = 'active' ORDER BY created_utc_s LIMIT 1) a JOIN (${numbers.map((one) => `SELECT '${one}' AS n`).join(' UNION ')}) v`);
  return numbers;
}
// The chance that one of the first took longer than one of the second: a half when nothing can be told.
function chance(a, b) {
  let above = 0;
  for (const x of a) for (const y of b) above += x > y ? 1 : x === y ? 0.5 : 0;
  return above / (a.length * b.length);
}
const bare = (a) => `${a.status} ${a.location.replace(/[\w-]{22,}/g, '#')} ${a.html.replace(/[0-9a-f]{32,64}|[\w-]{43}/g, '#').replace(/5[0-9]{9}/g, 'N').replace(/temps-[^"< ]*@exemple.fr/g, 'E')}`;

for (const [door, path, fields] of [['signing in', '/connexion', (n) => ({ login: n, password: 'Un-faux-mot-de-passe-1' })], ['a forgotten password', '/compte/mot-de-passe-oublie', (n) => ({ login: n })],
  ['a forgotten identifier', '/compte/identifiant-oublie', (n) => ({ email: `temps-${n}@exemple.fr` })]])
  test(`${door}: known or not, the same bytes in the same time`, async () => {
    const known = accounts(TRIES), took = { known: [], unknown: [] }, said = { known: new Set(), unknown: new Set() };
    // each from an address of its own, as a limit by address would slow the later ones; the two of a pair side by side, so that they meet the same weather
    const one = async (kind, i) => {
      const who = new Person(), number = kind === 'known' ? known[i] : String(5700000000 + AGO * 300 + i);
      who.localAddress = `127.1.${i}.${kind === 'known' ? 1 : 2}`;
      const page = await who.get(path), form = { ...formOf(page.html, path), ...fields(number) };
      return async () => {
        const begun = process.hrtime.bigint(), answer = await who.send('POST', path, { form });
        took[kind].push(Number(process.hrtime.bigint() - begun));
        said[kind].add(bare(answer));
      };
    };
    for (let i = 0; i < TRIES; i++) {
      const pair = [await one('known', i), await one('unknown', i)];
      await Promise.all((i % 2 ? pair : pair.reverse()).map((send) => send()));
    }
    assert.deepEqual([...said.known], [...said.unknown]);
    const seen = chance(took.known, took.unknown);
    console.log(`# ${door}: chance to tell ${seen.toFixed(3)} (0.5: none)`);
    // what so few tries can show; the goal of 0.45 to 0.55 is looked at with more of them
    assert.ok(Math.abs(seen - 0.5) < 0.17, `${seen}`);
  });
