// Real files of the five kinds, made here, small and whole.
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const zlib = require('node:zlib');
const { execFileSync } = require('node:child_process');

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'guichet-files-'));
process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
const put = (name, bytes) => { const p = path.join(dir, name); fs.writeFileSync(p, bytes); return p; };

function pdfBytes(text = 'Document de demonstration', extra = '') {
  const content = `BT /F1 18 Tf 72 720 Td (${text}) Tj ET`;
  const objects = [`<< /Type /Catalog /Pages 2 0 R ${extra}>>`, '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'];
  let out = '%PDF-1.4\n';
  const at = [];
  objects.forEach((o, i) => { at.push(out.length); out += `${i + 1} 0 obj\n${o}\nendobj\n`; });
  const xref = out.length;
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n` + at.map((n) => String(n).padStart(10, '0') + ' 00000 n \n').join('') +
    `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`;
  return Buffer.from(out, 'latin1');
}
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const n = Buffer.alloc(4), c = Buffer.alloc(4);
  n.writeUInt32BE(data.length); c.writeUInt32BE(crc32(body));
  return Buffer.concat([n, body, c]);
}
function crc32(buffer) {
  let c = ~0;
  for (const b of buffer) { c ^= b; for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (0xedb88320 & -(c & 1)); }
  return ~c >>> 0;
}
function pngBytes(w = 200, h = 120) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(w, 0); head.writeUInt32BE(h, 4); head[8] = 8; head[9] = 2;
  const rows = Buffer.alloc((w * 3 + 1) * h, 200);
  for (let y = 0; y < h; y++) rows[y * (w * 3 + 1)] = 0;
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', zlib.deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}
const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

module.exports = {
  dir, put,
  pdf: (name) => put(name, pdfBytes()),
  png: (name) => put(name, pngBytes()),
  jpeg: (name) => { const p = path.join(dir, name); execFileSync('convert', [put('source.png', pngBytes()), p]); return p; },
  eicarPdf: (name) => put(name, pdfBytes(eicar)),
  pdfOf: (name, bytes) => { const base = pdfBytes(); const pad = Buffer.alloc(bytes - base.length, 0x20); const cut = base.indexOf('%PDF-1.4\n') + 9; return put(name, Buffer.concat([base.subarray(0, cut), Buffer.from('%'), pad.subarray(2), Buffer.from('\n'), base.subarray(cut)])); },
  text: (name) => put(name, Buffer.from('Ceci est un texte, pas un document.\n')),
  empty: (name) => put(name, Buffer.alloc(0)),
};
