-- Lists of who sees every service, or more of them than are named one by one: the same lists along indices that do not begin with a service, each holding the
-- service and what its computed columns are made of. Two that no list is read along any more go.
ALTER TABLE dossier
  ADD KEY dossier_all_take (to_take, deposited_utc_s, id, service, agent, state),
  ADD KEY dossier_all_nearest (nearest, id, service, state, agent, replied, silence_date, due_date, prolonged_to, deposited_utc_s),
  ADD KEY dossier_all_changed (updated_utc_s, id, service, deposited_utc_s),
  ADD KEY dossier_all_replied (replied, updated_utc_s, id, service, state, deposited_utc_s),
  ADD KEY dossier_all_state (state, deposited_utc_s, id, service),
  DROP KEY dossier_silence,
  DROP KEY dossier_prolonged;
