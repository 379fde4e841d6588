-- Lists that take as long for a million requests as for a thousand.

-- The next legal day of a request, whichever it is; the year 9999: none. One place says it, the lists sort by it along an index.
ALTER TABLE dossier
  ADD COLUMN nearest DATE AS (LEAST(
    COALESCE(CASE WHEN state IN ('deposited', 'verifying', 'complement-asked', 'complement-received', 'examined', 'proposed') THEN silence_date END, DATE'9999-12-31'),
    COALESCE(CASE WHEN state = 'complement-asked' THEN due_date END, DATE'9999-12-31'),
    COALESCE(CASE WHEN state IN ('deposited', 'verifying', 'complement-asked', 'complement-received', 'examined', 'proposed', 'favourable', 'in-fabrication', 'available') THEN prolonged_to END,
      DATE'9999-12-31'))) VIRTUAL,
  ADD KEY dossier_nearest (service, nearest, id);

-- A search looks at the words of its own service, not of the country.
ALTER TABLE dossier_word ADD COLUMN service CHAR(4) NULL;
UPDATE dossier_word w JOIN dossier d ON d.id = w.dossier SET w.service = d.service;
ALTER TABLE dossier_word ADD KEY dossier_word_service (service, word, dossier);
