// A set of signatures as large as ClamAV's official one (some eight million; most are hashes of whole files or of parts of programs), of random bytes: it
// finds nothing, but takes the memory and the look-ups of the real one. The shipped test signatures are beside it, for the scanner's look at itself.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { randomBytes } = require('node:crypto');

const kinds = [
  ['big.mdb', 5500000, 16, (hex, i) => `${1024 + i % 400000}:${hex}:Big.Section-${i}`],
  ['big.hsb', 1500000, 32, (hex, i) => `${hex}:${1024 + i % 900000}:Big.File-${i}`],
  ['big.hdb', 1000000, 16, (hex, i) => `${hex}:${1024 + i % 900000}:Big.Old-${i}`],
  // few are sought in files of every kind, in pictures and in PDF, most in programs and in web pages: with these shares an engine takes about
  // five times as long for a picture as with the shipped set, as it does with the official one
  ['big.ndb', 100000, 40, (hex, i) => `Big.Bytes-${i}:${{ 0: 0, 1: 5, 2: 10 }[i % 32] ?? (i % 4 ? 1 : 3)}:*:${hex}`],
  ['big.ldb', 60000, 32, (hex, i) => `Big.Logic-${i};Engine:51-255,Target:${{ 0: 0, 1: 10 }[i % 50] ?? 1};(0&1);${hex.slice(0, 32)};${hex.slice(32)}`],
];

function write(dir, shipped) {
  fs.mkdirSync(dir, { recursive: true });
  for (const [name, count, bytes, line] of kinds) {
    const file = fs.openSync(path.join(dir, name), 'w');
    for (let from = 0; from < count; from += 20000) {
      const hex = randomBytes(20000 * bytes).toString('hex'), lines = [];
      for (let i = from; i < Math.min(count, from + 20000); i++) lines.push(line(hex.slice((i - from) * 2 * bytes, (i - from + 1) * 2 * bytes), i));
      fs.writeSync(file, lines.join('\n') + '\n');
    }
    fs.closeSync(file);
  }
  for (const name of fs.readdirSync(shipped)) fs.copyFileSync(path.join(shipped, name), path.join(dir, name));
  return kinds.reduce((sum, [, count]) => sum + count, 0);
}
module.exports = { write };
