-- Worklists of agents: pages in order whatever the size of the table, counts that read an index alone.

ALTER TABLE dossier
  ADD KEY dossier_deposited (deposited_utc_s, id),                 -- lists of an agent of several services, or of all
  ADD KEY dossier_changed (service, updated_utc_s, id),
  ADD KEY dossier_stock (service, state, agent, replied, silence_date, due_date, prolonged_to, deposited_utc_s); -- every count of what is open
