<?php
// What every page of a signed-in person must know: the session, the request, the person, the title, the files, the notifications.
$cookie = $_COOKIE['guichet_u'] ?? '';
$db = new mysqli('p:localhost', getenv('BENCH_USER'), getenv('BENCH_PASSWORD'), 'guichet', 0, getenv('BENCH_SOCKET'));
function row($db, $sql, ...$given) {
	$s = $db->prepare($sql);
	$s->execute($given);
	return $s->get_result()->fetch_all(MYSQLI_ASSOC);
}
$id = hex2bin(getenv('BENCH_DOSSIER'));
$d = row($db, 'SELECT * FROM dossier WHERE id = ?', $id)[0] ?? exit('no request');
$a = row($db, 'SELECT a.*, (SELECT COUNT(*) FROM notification n WHERE n.account = a.id AND n.opened_utc_s IS NULL) unread FROM account a WHERE id = ?', $d['account'])[0];
$s = row($db, 'SELECT * FROM session WHERE account = ? ORDER BY seen_utc_s DESC LIMIT 1', $d['account'])[0];
$p = row($db, 'SELECT * FROM person WHERE foreigner_number = ?', $d['foreigner_number'])[0];
$t = row($db, "SELECT * FROM title WHERE foreigner_number = ? AND state = 'valid' LIMIT 1", $d['foreigner_number'])[0];
$files = row($db, 'SELECT id, justificatif, state, bytes FROM document WHERE dossier = ?', $id);
$bell = row($db, 'SELECT id, type, created_utc_s FROM notification WHERE account = ? ORDER BY created_utc_s DESC LIMIT 3', $d['account']);
function e($s) { return htmlspecialchars((string)$s, ENT_QUOTES, 'UTF-8'); }
