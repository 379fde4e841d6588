-- The index of what is open holds the next legal day too: a list of it in that order is sorted from the index, its rows are read for the page alone.
ALTER TABLE dossier
  DROP KEY dossier_stock,
  ADD KEY dossier_stock (service, state, agent, replied, silence_date, due_date, prolonged_to, deposited_utc_s, nearest);
