// Requests by the thousand, spread as real ones are: three years of deposits over a hundred services, one in thirty-three in that of the agent who looks, a
// large one; nine in ten of them ended; what is open came within four months. The first thousand are all of that service and as many of a name and four times as many
// open as later: its lists show as many lines then as with a million. A quarter of what is examined there is that agent's. Every fifth has what hangs on a request:
// a file, a paper, a notification, a mail, a complement that was answered, an alert that was treated, a line of the journal.
'use strict';
const t = require('../e2e/lib.js');

const states = ['deposited', 'verifying', 'complement-asked', 'complement-received', 'examined', 'favourable', 'in-fabrication', 'available', 'handed', 'unfavourable', 'withdrawn'];
const share = [20, 20, 15, 5, 20, 5, 10, 5, 800, 80, 20], first = [80, 80, 60, 30, 80, 20, 40, 20, 490, 80, 20];    // of a thousand
// Some four thousand names at birth, the commonest three in a thousand; two hundred first names.
const syllables = ['mar', 'ben', 'dia', 'ngu', 'tra', 'sil', 'ros', 'kay', 'chen', 'gar', 'pop', 'mba', 'had', 'iva', 'sow', 'cam'];
const ends = ['ali', 'ero', 'ian', 'uka', 'ete', 'osso', 'y', 'ami', 'ova', 'ez', 'ard', 'in', 'ou', 'ei'];

const own = (word) => `UNHEX(MD5(CONCAT('${word}', seq)))`, hash = (word) => `UNHEX(SHA2(CONCAT('${word}', seq), 256))`, nobody = "REPEAT('x', 16)";
const hangs = [
  ['journal', 'chain, seq, dossier, at_utc_s, actor_kind, actor, verb, previous, hash', `id, 1, id, deposited, 0, ${nobody}, 'deposit', ${hash('previous')}, ${hash('this')}`],
  ['document', 'id, dossier, justificatif, position, state, name, kind, bytes, pages, chunks, sha256, header, engine, signatures, scanned_utc_s, created_utc_s', `${own('file')}, id, 'bench', 1, 'removed', '', 'pdf', 1, 1, 0, ${hash('file')}, '', '', '', deposited, deposited`],
  ['paper', 'id, dossier, kind, n, code_hash, reference, facts, header, data, bytes, sha256, lang, made_utc_s', `${own('paper')}, id, 'deposit', 1, ${hash('code')}, CONCAT('bench', seq), '', '', '', 1, ${hash('paper')}, 'fr', deposited`],
  ['notification', 'id, account, dossier, type, created_utc_s, opened_utc_s, opened_date', `${own('notice')}, ${nobody}, id, 'decision', deposited, deposited, DATE(FROM_UNIXTIME(deposited))`],
  ['outbox', 'id, state, template, lang, dossier, sealed, message_id, next_try_utc_s, created_utc_s, sent_utc_s', `${own('mail')}, 'sent', 'deposit', 'fr', id, '', CONCAT('<bench', seq, '>'), deposited, deposited, deposited`],
  ['complement', 'id, dossier, n, agent, delay_days, requested_utc_s, answered_utc_s', `${own('complement')}, id, 1, ${nobody}, 30, deposited, deposited`],
  ['alert', 'id, service, dossier, kind, created_utc_s, done_utc_s', `${own('alert')}, service, id, 'replied', deposited, deposited`],
];

function load(size, login) {
  const already = Number(t.sql("SELECT COUNT(*) FROM dossier WHERE channel = 'bench'")[0][0]), more = size - already;
  if (more <= 0) return;
  const spread = (of) => { let low = 0; return 'CASE ' + states.map((s, i) => `WHEN s.seq * 7919 % 1000 < ${low += of[i]} THEN '${s}'`).join(' ') + ' END'; };
  const open = (of) => of.slice(0, 8).reduce((a, b) => a + b), state = `IF(s.seq <= 1000, ${spread(first)}, ${spread(share)})`;
  const chosen = (list, prime) => `ELT(1 + s.seq * ${prime} % ${list.length}, ${list.map((n) => `'${n}'`).join(', ')})`;
  const now = Math.floor(Date.now() / 1000), day = 86400;
  // as an operator with a million requests would have it
  t.sql(`SET GLOBAL innodb_buffer_pool_size = 2147483648; SET GLOBAL innodb_log_file_size = 1073741824; SET SESSION unique_checks = 0, foreign_key_checks = 0; INSERT IGNORE INTO service (code, name) SELECT CONCAT(LPAD(seq, 2, '0'), '99'), CONCAT('Service ', seq) FROM seq_1_to_95; SET @n := -1; CREATE TEMPORARY TABLE places AS SELECT code, (@n := @n + 1) AS n FROM service ORDER BY code; SELECT COUNT(*) INTO @services FROM places;
    SELECT foreigner_number INTO @who FROM person ORDER BY foreigner_number LIMIT 1;
    CREATE TEMPORARY TABLE made AS SELECT s.seq, UNHEX(MD5(CONCAT('bench', s.seq))) AS id, ${state} AS state, IF(s.seq <= 1000 OR s.seq % 33 = 0, '5901', p.code) AS service, ${now} - (s.seq * 104729 % IF(s.seq * 7919 % 1000 < IF(s.seq <= 1000, ${open(first)}, ${open(share)}), ${110 * day}, ${3 * 365 * day})) AS deposited
      FROM seq_${already + 1}_to_${size} s JOIN places p ON p.n = s.seq * 31 % @services;
    SELECT id INTO @agent FROM agent WHERE login = '${login}';
    INSERT INTO dossier (id, state, agent, foreigner_number, procedure_id, procedure_version, beneficiary, number, service, channel, answers, silence_date, due_date, prolonged_to, replied, created_utc_s, updated_utc_s, deposited_utc_s, decided_utc_s, ended_utc_s)
      SELECT id, state, IF(state IN ('verifying', 'examined') AND service = '5901' AND seq % 4 = 0, @agent, NULL), @who, 'conjoint-rf-renouvellement', '1.0', 'self', CONCAT(service, DATE_FORMAT(FROM_UNIXTIME(deposited), '%Y%m%d'), LPAD(seq + 1000000, 7, '0')), service, 'bench', REPEAT('x', 500),
        DATE_ADD(DATE(FROM_UNIXTIME(deposited)), INTERVAL 4 MONTH), IF(state = 'complement-asked', DATE_ADD(CURDATE(), INTERVAL seq % 30 DAY), NULL), IF(seq % 4 = 0 AND state IN ('verifying', 'examined'), DATE_ADD(CURDATE(), INTERVAL seq % 90 DAY), NULL),
        state = 'complement-received', deposited, deposited + seq % ${100 * day}, deposited, IF(state IN ('handed', 'unfavourable'), deposited + ${90 * day}, NULL), IF(state IN ('handed', 'unfavourable', 'withdrawn'), deposited + ${120 * day}, NULL) FROM made;
    INSERT IGNORE INTO dossier_word (word, dossier, service) SELECT IF(s.seq % IF(s.seq <= 1000, 33, 331) = 0, 'martin', CONCAT(${chosen(syllables, 13)}, ${chosen(syllables, 17)}, ${chosen(ends, 19)})), id, service FROM made s;
    INSERT IGNORE INTO dossier_word (word, dossier, service) SELECT CONCAT(${chosen(syllables, 29)}, ${chosen(ends, 31)}), id, service FROM made s;
    ${hangs.map(([table, columns, values]) => `INSERT INTO ${table} (${columns}) SELECT ${values} FROM made WHERE seq % 5 = 0;`).join('\n    ')}
    ANALYZE TABLE dossier, dossier_word, ${hangs.map(([table]) => table).join(', ')};`);
}
module.exports = { load };
