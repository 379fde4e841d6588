// Makes communes.csv from the npm package @etalab/decoupage-administratif:
//   node communes_prepare.js node_modules/@etalab/decoupage-administratif/data/communes.json > communes.csv
// The largest communes come first: that is the order of suggestions. Paris, Lyon and Marseille are addressed by arrondissement.
'use strict';
const all = JSON.parse(require('fs').readFileSync(process.argv[2], 'utf8'));
const letters = { 'œ': 'oe', 'æ': 'ae' };
const fold = (s) => s.toLowerCase().replace(/[œæ]/g, (c) => letters[c]).normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[^a-z0-9]+/g, ' ').trim();
const byCode = new Map(all.filter((c) => c.type === 'commune-actuelle').map((c) => [c.code, c]));
const divided = new Set(all.filter((c) => c.type === 'arrondissement-municipal').map((c) => c.commune));
const rows = all.filter((c) => c.type === 'commune-actuelle' || c.type === 'arrondissement-municipal');
rows.sort((a, b) => (b.population || 0) - (a.population || 0) || (a.code < b.code ? -1 : 1));
for (const c of rows) {
	const name = c.type === 'arrondissement-municipal' ? byCode.get(c.commune).nom : c.nom;
	const postcodes = divided.has(c.code) ? [] : c.codesPostaux || [];
	console.log([c.code, name, fold(name), postcodes.join(' ')].join(';'));
}
