-- What runs by itself on requests: its walks read an index alone; what was said once is not said again.

ALTER TABLE dossier
  ADD COLUMN expiry_told_utc_s BIGINT NOT NULL DEFAULT 0 AFTER ended_utc_s,  -- of a draft: when its person was last told that it will be erased
  ADD KEY dossier_title (state, title_end, id),
  ADD KEY dossier_refusal (state, silence_date, id);

ALTER TABLE notification
  ADD KEY notification_unopened (opened_utc_s, created_utc_s, id);

-- One digest a day and agent, however many programs send.
CREATE TABLE digest (
  agent         BINARY(16)   NOT NULL,
  day           DATE         NOT NULL,                                       -- Europe/Paris
  PRIMARY KEY (agent, day),
  CONSTRAINT digest_agent FOREIGN KEY (agent) REFERENCES agent (id) ON DELETE CASCADE
);
