// Titles as a register would hand them over: as many as asked, each with its holder; every fifth holder has two. Numbers begin with BENCH.
'use strict';
const fs = require('node:fs');
const HEAD = 'number,category,mention,valid_from,valid_to,foreigner_number,birth_name,usual_name,given_names,sex,birth_date,birth_place,birth_country,nationality,address_number,address_street,postcode,city,address_country,insee\n';
const names = ['Nguyễn', 'Diallo', 'Benali', 'García López', 'Öztürk', 'Kovačević', 'Traoré', 'da Silva', "N'Diaye", 'Petrović'], given = ['Amina', 'José María', 'Thị Hương', 'Mohamed Amine', 'Zoë', 'İbrahim'];
const places = [['59000', 'Lille', '59350'], ['75011', 'Paris', '75056'], ['13001', 'Marseille', '13055'], ['31000', 'Toulouse', '31555'], ['97400', 'Saint-Denis', '97411']], from = ['DZ', 'MA', 'TR', 'VN', 'SN', 'BR'];

// what a second delivery would differ in: every hundredth title ends a year later
function write(path, n, later = false) {
  const out = fs.openSync(path, 'w');
  let text = HEAD;
  for (let i = 0; i < n; i++) {
    const who = i - (i % 5 === 4 ? 1 : 0), p = places[who % places.length], birth = `${1950 + who % 55}-${String(1 + who % 12).padStart(2, '0')}-${String(1 + who % 28).padStart(2, '0')}`;
    text += `BENCH${String(i).padStart(7, '0')},conjoint-rf,Vie privée et familiale,2025-0${1 + i % 9}-01,${later && i % 100 === 0 ? 2027 : 2026}-0${1 + i % 9}-28,77${String(who).padStart(8, '0')},${names[who % names.length]},${who % 7 ? '' : 'Martin'},` +
      `${given[who % given.length]},${who % 2 ? 'M' : 'F'},${birth},VILLE ${who % 500},${from[who % from.length]},${from[who % from.length]},${1 + who % 90},"RUE DE L'ÉGLISE, BÂT ${who % 9}",${p[0]},${p[1]},FR,${p[2]}\n`;
    if (text.length > 1 << 20) { fs.writeSync(out, text); text = ''; }
  }
  fs.writeSync(out, text);
  fs.closeSync(out);
}
module.exports = { write };
if (require.main === module) write(process.argv[2], Number(process.argv[3]), process.argv[4] === 'later');
