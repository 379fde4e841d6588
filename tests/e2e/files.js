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

const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.from([0, 0, 0, 0]), Buffer.from('heicmif1'), Buffer.alloc(500, 7)]);
const jpegBytes = () => { const p = path.join(dir, 'source.jpg'); execFileSync('convert', ['-size', '400x300', 'plasma:', p]); return fs.readFileSync(p); };
// A ZIP with one stored file, as word processors' files begin.
function zipBytes(name, data) {
  const crc = crc32(data), local = Buffer.alloc(30), central = Buffer.alloc(46), end = Buffer.alloc(22);
  local.writeUInt32LE(0x04034b50, 0); local.writeUInt16LE(20, 4); local.writeUInt32LE(crc, 14); local.writeUInt32LE(data.length, 18); local.writeUInt32LE(data.length, 22); local.writeUInt16LE(name.length, 26);
  central.writeUInt32LE(0x02014b50, 0); central.writeUInt16LE(20, 4); central.writeUInt16LE(20, 6); central.writeUInt32LE(crc, 16); central.writeUInt32LE(data.length, 20); central.writeUInt32LE(data.length, 24); central.writeUInt16LE(name.length, 28);
  const body = Buffer.concat([local, Buffer.from(name), data]), directory = Buffer.concat([central, Buffer.from(name)]);
  end.writeUInt32LE(0x06054b50, 0); end.writeUInt16LE(1, 8); end.writeUInt16LE(1, 10); end.writeUInt32LE(directory.length, 12); end.writeUInt32LE(body.length, 16);
  return Buffer.concat([body, directory, end]);
}
function lockedPdf(name) {
  const p = path.join(dir, name);
  execFileSync('qpdf', ['--encrypt', 'secret', 'owner', '256', '--', put('open.pdf', pdfBytes()), p]);
  return p;
}

module.exports = {
  heic: (name) => put(name, heic),
  zip: (name) => put(name, zipBytes('word/document.xml', Buffer.from('<w/>'))),
  eicarZip: (name) => put(name, zipBytes('eicar.com', Buffer.from(eicar))),
  eicarBare: (name) => put(name, Buffer.from(eicar)),
  eicarPng: (name) => { const png = pngBytes(); return put(name, Buffer.concat([png.subarray(0, 33), chunk('tEXt', Buffer.from('Comment\0' + eicar)), png.subarray(33)])); },
  eicarAfter: (name) => put(name, Buffer.concat([pngBytes(), Buffer.from(eicar)])),
  cutPdf: (name) => put(name, pdfBytes().subarray(0, 400)),
  cutJpeg: (name) => { const b = jpegBytes(); return put(name, b.subarray(0, b.length >> 1)); },
  activePdf: (name) => put(name, pdfBytes('Document', '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> ')),
  lockedPdf,
  dir, put,
  pdf: (name) => put(name, pdfBytes()),
  png: (name) => put(name, pngBytes()),
  jpeg: (name) => { const p = path.join(dir, name); execFileSync('convert', [put('source.png', pngBytes()), p]); return p; },
  eicarPdf: (name) => put(name, pdfBytes(eicar)),
  pdfOf: (name, bytes) => { const base = pdfBytes(); const pad = Buffer.alloc(bytes - base.length, 0x20); const cut = base.indexOf('%PDF-1.4\n') + 9; return put(name, Buffer.concat([base.subarray(0, cut), Buffer.from('%'), pad.subarray(2), Buffer.from('\n'), base.subarray(cut)])); },
  text: (name) => put(name, Buffer.from('Ceci est un texte, pas un document.\n')),
  empty: (name) => put(name, Buffer.alloc(0)),
};
