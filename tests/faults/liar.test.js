// Somebody else answers on the scanner's socket: whatever is said, a file is taken on a whole, lawful « clean » alone; the person is told in words.
'use strict';
const { test, before, after } = require('node:test');
const assert = require('node:assert/strict');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const t = require('../e2e/lib.js');
const files = require('../e2e/files.js');
const road = require('../e2e/road.js');
const { Person, formOf } = require('../e2e/raw.js');
const { answered, invariants } = require('./lib.js');

const socket = `${t.dir}/run/scan.sock`;
const person = t.newPerson();
let me, lie, server;

// The messages of core/scan/scan_priv.h, put together byte by byte.
const SAY_VERDICT = 2, SAY_STATUS = 6, VERSION = 1, CLEAN = 1, PDF = 1;
const u = (bytes, n) => { const b = Buffer.alloc(bytes); b.writeUIntBE(n, 0, bytes); return b; };
const text = (s) => s === null ? u(4, 0xffffffff) : Buffer.concat([u(4, Buffer.byteLength(s)), Buffer.from(s)]);
const verdict = (a = {}) => {
  const { cause, looks, kind, pages, engine, signatures } = { cause: CLEAN, looks: 0, kind: PDF, pages: 1, engine: 'ClamAV 1.4.6', signatures: 'own', ...a };
  return Buffer.concat([u(1, cause), u(1, looks), u(1, kind), u(4, pages), u(4, 1), u(4, 1), text(engine), text(signatures)]);
};
const frame = (payload, { type = SAY_VERDICT, version = VERSION, length = payload.length } = {}) => Buffer.concat([u(4, length), u(2, type), u(2, version), payload]);
const says = (...bytes) => (peer) => peer.end(Buffer.concat(bytes));

const lies = {
  'hangs up': (peer) => peer.destroy(),
  'an answer to another question': says(frame(verdict(), { type: SAY_STATUS })),
  'another version': says(frame(verdict(), { version: 2 })),
  'a page of the web': says(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nclean')),
  'half an answer': says(frame(verdict()).subarray(0, 20)),
  'a length that is too small': says(frame(verdict(), { length: 12 })),
  'a length that is too large': says(frame(verdict(), { length: 0xfffffff0 })),
  'bytes without end': (peer) => { peer.write(u(4, 0x00ffffff)); const more = () => { while (!peer.destroyed && peer.write(Buffer.alloc(65536))); }; peer.on('drain', more); more(); },
  'one byte more': says(frame(Buffer.concat([verdict(), u(1, 0)]))),
  'a cause that there is not': says(frame(verdict({ cause: 99 }))),
  'clean, of a kind that there is not': says(frame(verdict({ kind: 0 }))),
  'clean, without a page': says(frame(verdict({ pages: 0 }))),
  'clean, with more pages than are looked at': says(frame(verdict({ pages: 201 }))),
  'clean, and yet it looks like an archive': says(frame(verdict({ looks: 6 }))),
  'clean, by nobody': says(frame(verdict({ engine: null }))),
  'clean, by no signatures': says(frame(verdict({ signatures: '' }))),
};

before(async () => {
  me = new Person();
  await me.create(person, `menteur-${process.pid}@exemple.fr`, road.password);
  await me.signIn(person.foreigner_number, road.password);
  fs.renameSync(socket, `${socket}.real`);
  server = net.createServer((peer) => { peer.on('error', () => {}); peer.once('data', () => lie(peer)); });
  await new Promise((done) => server.listen(socket, done));
  fs.chmodSync(socket, 0o666);
});
after(async () => {
  server.close();
  fs.renameSync(`${socket}.real`, socket);
  await t.closeAll();
});

// The whole form of the step goes along, as without scripts: a code half typed, and one file.
const typed = 'K7QW-2M';
async function join(here, file) {
  const step = `${here}/etape/justificatifs`, fields = formOf((await me.get(step)).html, step), code = Object.keys(fields).find((name) => /ephoto/.test(name));
  fields[code] = typed;
  const parts = [...Object.entries(fields).map(([name, value]) => ({ name, value })), { name: 'file.nationalite', file: path.basename(file), value: fs.readFileSync(file) }];
  const answer = await answered(me.send('POST', `${here}/justificatifs/nationalite/fichier`, { parts }));
  return { answer, kept: (code_) => formOf(answer.html, step)[code_ || code] };
}
const told = ({ answer, kept }, what) => {
  assert.equal(answer.status, 503, `${what}: ${answer.text.slice(0, 300)}`);
  assert.match(answer.text, /vérification des fichiers est momentanément interrompue/, what);
  assert.equal(kept(), typed, `${what}: what was typed stays`);
};

test('lies on the scanner\'s socket: told in words, what was typed stays, nothing is stored', async () => {
  const here = await me.draft(person), other = await me.draft(person), pdf = files.pdf('passeport.pdf');
  const rows = () => Number(t.sql('SELECT COUNT(*) AS n FROM document')[0].n), before_ = rows();
  // half an answer, then silence: its worker waits to the end while the others go on
  let heard;
  const begun = new Promise((done) => { heard = done; });
  lie = (peer) => { peer.write(frame(verdict()).subarray(0, 20)); heard(); };
  const start = Date.now(), silence = join(other, pdf);
  await begun;
  for (const [what, how] of Object.entries(lies)) {
    lie = how;
    told(await join(here, pdf), what);
  }
  told(await silence, 'half an answer, then silence');
  console.log(`# silence was waited for ${Date.now() - start} ms`);
  assert.ok(Date.now() - start < 30000, 'before nginx gives up');
  assert.equal(rows(), before_, 'nothing was stored');
  for (const draft of [here, other]) assert.doesNotMatch((await me.get(`${draft}/etape/justificatifs`)).html, /data-document="/);
  // the messages above are the real ones: said whole, the same is believed
  lie = says(frame(verdict()));
  assert.equal((await join(here, pdf)).answer.status, 303);
  assert.equal(rows(), before_ + 1);
  for (const draft of [here, other]) await me.submit(`${draft}/abandonner`, `${draft}/abandonner`, { go: 'abandon' });
});

