-- The index of the next legal day answers lists and counts of what is due by itself, without the rows.
ALTER TABLE dossier
  DROP KEY dossier_nearest,
  ADD KEY dossier_nearest (service, nearest, id, state, silence_date, due_date, prolonged_to, deposited_utc_s);
