-- Figures of a territory and the list of what was answered, from indexes alone: of a million requests no row is looked at to be counted. Indices are built beside reading and writing.
ALTER TABLE dossier
  ADD KEY dossier_figures (service, rehearsal, procedure_id, deposited_utc_s, decided_utc_s, ended_utc_s, state),
  DROP KEY dossier_replied,
  ADD KEY dossier_replied (service, replied, updated_utc_s, id, state, deposited_utc_s);
