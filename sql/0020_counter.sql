-- Requests entered at the counter, for a person who cannot (CESEDA R.431-2).
-- account.state has one more word, "counter": made with such a request for a person who has no account. Nobody signs in with it; when its person
-- creates an account, it becomes that account (state "active"), with what waits in it.

-- One line a request begun at a counter: whose counter, by which agent, why. It is what lets agents of that service reach the draft.
CREATE TABLE counter_entry (
  dossier       BINARY(16)   NOT NULL,
  service       CHAR(4)      NOT NULL,             -- of the counter; the request may go to another one
  agent         BINARY(16)   NOT NULL,             -- who began it
  reason        VARCHAR(32)  NOT NULL,             -- gt_counter_reasons; nothing about health
  created_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (dossier),
  KEY counter_entry_agent (agent, created_utc_s),
  CONSTRAINT counter_entry_dossier FOREIGN KEY (dossier) REFERENCES dossier (id),
  CONSTRAINT counter_entry_service FOREIGN KEY (service) REFERENCES service (code),
  CONSTRAINT counter_entry_agent FOREIGN KEY (agent) REFERENCES agent (id)
);
