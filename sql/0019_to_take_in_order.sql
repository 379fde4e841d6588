-- What nobody examines yet, in the order of deposit: a page of it is read along the index, however much waits in the service. One place says what it is.
ALTER TABLE dossier
  ADD COLUMN to_take TINYINT AS (CASE WHEN agent IS NULL AND state IN ('deposited', 'verifying', 'complement-received', 'examined', 'proposed') THEN 1 END) VIRTUAL,
  ADD KEY dossier_take (service, to_take, deposited_utc_s, id, nearest);
