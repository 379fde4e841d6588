#!/bin/sh
# SQL stands in *_store.c and in room db alone; it is never assembled; the database's clock is never asked.
set -u
cd "${top_srcdir:-.}" || exit 99
bad=0
word='"[ \t]*(SELECT|INSERT (IGNORE )?INTO|UPDATE|DELETE FROM|REPLACE INTO|CREATE (TABLE|USER)|GRANT|ALTER|DROP|TRUNCATE|LOCK TABLES|START TRANSACTION|COMMIT|ROLLBACK)[ "]'
found=$(grep -rnE "$word" core --include='*.[ch]' | grep -vE '^core/(db/|[a-z]+/[a-z_]*_store\.c)|^core/ctl/cmd_(check|doctor)') && { echo "SQL outside *_store.c:"; echo "$found"; bad=1; }
found=$(grep -rnE '(printf|gt_buf_[a-z]+)[^;]*"[^"]*(SELECT|INSERT|UPDATE|DELETE) ' core --include='*_store.c') && { echo "SQL assembled at run time:"; echo "$found"; bad=1; }
found=$(grep -rniE '(\b(NOW|CURDATE|SYSDATE|UNIX_TIMESTAMP|UTC_TIMESTAMP|UTC_DATE)\(|\b(CURRENT_TIMESTAMP|CURRENT_DATE)\b)' core sql --include='*_store.c' --include='*.sql' | grep -vE '^core/ctl/doctor_store.c|:[0-9]+:[ \t]*(--|/?\*)') && { echo "the database's clock:"; echo "$found"; bad=1; }
found=$(grep -nE 'SELECT \*' $(find core -name '*_store.c')) && { echo "SELECT *:"; echo "$found"; bad=1; }
# programs are replaced while they run (sql/README.md); migrations up to 0015 were applied before that was promised
for f in sql/[0-9]*.sql; do
	[ "${f#sql/}" \> 0016 ] || continue
	head -1 "$f" | grep -qE '^-- programs from [0-9]{4}$' || { grep -niE '\b(DROP (COLUMN|TABLE)|RENAME|CHANGE( COLUMN)?|REVOKE)\b' "$f" && { echo "$f takes away what programs of before use, and its first line does not say '-- programs from NNNN'"; bad=1; }; }
	# from 0023 on a change of a table that people write says that nobody waits for it, or is refused by the server
	[ "${f#sql/}" \> 0023 ] || continue
	awk -v f="$f" '/^[ \t]*--/ { next } { s = s " " $0 } /;[ \t]*$/ { if (s ~ /ALTER TABLE/ && s !~ /LOCK=NONE/) { print f ": without LOCK=NONE:" s; bad = 1 } s = "" } END { exit bad }' "$f" || bad=1
done
exit $bad
