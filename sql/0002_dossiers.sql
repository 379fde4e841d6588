-- The life of a request: drafts, documents, papers, complements, decisions, what is said between the two sides.

-- Versions of procedures known to the installation. A deposited request stays on its own version for ever.
CREATE TABLE procedure_version (
  procedure_id  VARCHAR(64)  NOT NULL,
  version       VARCHAR(32)  NOT NULL,
  digest        BINARY(32)   NOT NULL,             -- SHA-256 of its manifest
  directory     VARCHAR(255) NOT NULL,             -- under the installation's plugin folder
  state         VARCHAR(16)  NOT NULL,             -- installed, enabled, retired, refused
  reason        VARCHAR(500) NULL,                 -- why it was refused
  signer        VARCHAR(64)  NULL,
  installed_utc_s BIGINT     NOT NULL,
  enabled_utc_s BIGINT       NULL,
  PRIMARY KEY (procedure_id, version)
);

-- Which version new requests get, and when the procedure is open.
CREATE TABLE procedure_enabled (
  procedure_id  VARCHAR(64)  NOT NULL,
  version       VARCHAR(32)  NOT NULL,
  previous      VARCHAR(32)  NULL,                 -- what a rollback returns to
  opens         DATE         NULL,
  closes        DATE         NULL,
  rehearsal     TINYINT(1)   NOT NULL DEFAULT 0,   -- invented persons only, SPÉCIMEN everywhere
  closed_reason VARCHAR(200) NULL,                 -- not NULL: closed for now (repeated crashes, an operator)
  crashes       BIGINT       NOT NULL DEFAULT 0,
  changed_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (procedure_id),
  CONSTRAINT procedure_enabled_version FOREIGN KEY (procedure_id, version) REFERENCES procedure_version (procedure_id, version)
);

-- A request (demande). Columns beside the sealed answers are what lists, clocks and searches need, no more.
CREATE TABLE dossier (
  id            BINARY(16)   NOT NULL,
  version       BIGINT       NOT NULL DEFAULT 1,   -- every write states the one it saw
  state         VARCHAR(32)  NOT NULL,             -- draft, deposited, checking, complement, … (room dossier holds the table)
  account       BINARY(16)   NULL,                 -- NULL: entered at the counter for a person without account
  foreigner_number VARCHAR(10) NULL,
  procedure_id  VARCHAR(64)  NOT NULL,
  procedure_version VARCHAR(32) NOT NULL,
  beneficiary   VARCHAR(32)  NOT NULL,             -- self, minor
  choice        VARCHAR(64)  NULL,                 -- entry of the situation page
  title_number  VARCHAR(12)  NULL,                 -- title held
  title_end     DATE         NULL,
  parent        BINARY(16)   NULL,                 -- the draft this one was opened from (change of address inside a renewal)
  number        CHAR(19)     NULL,                 -- service, date, serial
  service       CHAR(4)      NULL,
  channel       VARCHAR(16)  NOT NULL DEFAULT 'web', -- web, counter
  rehearsal     TINYINT(1)   NOT NULL DEFAULT 0,
  answers       MEDIUMBLOB   NULL,                 -- sealed canonical XML, context = id
  answers_n     BIGINT       NOT NULL DEFAULT 0,   -- version of the answers: rows of dossier_answers
  step          VARCHAR(64)  NULL,                 -- furthest step reached
  step_at       VARCHAR(64)  NULL,                 -- step where it was left
  deposit_key   BINARY(16)   NULL,                 -- idempotency of the deposit
  ephoto        VARCHAR(32)  NULL,
  complete      TINYINT(1)   NOT NULL DEFAULT 0,   -- every required justificatif present and accepted, no complement open
  in_time       TINYINT(1)   NOT NULL DEFAULT 0,   -- deposited before the legal day
  rectifiable   TINYINT(1)   NOT NULL DEFAULT 1,   -- nobody took it in charge yet
  agent         BINARY(16)   NULL,                 -- in charge
  lease_utc_s   BIGINT       NULL,                 -- until when it is open before that agent's eyes
  replied       TINYINT(1)   NOT NULL DEFAULT 0,   -- the applicant answered and nobody looked yet
  silence_date  DATE         NULL,                 -- silence counts as refusal from that day
  due_date      DATE         NULL,                 -- end of the delay running now (complement)
  prolonged_to  DATE         NULL,                 -- last day of the last attestation de prolongation
  decision      VARCHAR(32)  NULL,                 -- favourable, unfavourable, incomplete, withdrawn
  created_utc_s BIGINT       NOT NULL,
  updated_utc_s BIGINT       NOT NULL,
  deposited_utc_s BIGINT     NULL,
  decided_utc_s BIGINT       NULL,
  ended_utc_s   BIGINT       NULL,                 -- retention counts from here
  PRIMARY KEY (id),
  UNIQUE KEY dossier_number (number),
  UNIQUE KEY dossier_deposit (deposit_key),
  KEY dossier_account (account, updated_utc_s, id),
  KEY dossier_person (foreigner_number, deposited_utc_s),
  KEY dossier_list (service, state, deposited_utc_s, id),
  KEY dossier_service (service, deposited_utc_s, id),
  KEY dossier_mine (agent, state, deposited_utc_s, id),
  KEY dossier_replied (service, replied, updated_utc_s, id),
  KEY dossier_due (state, due_date, id),
  KEY dossier_silence (service, silence_date, id),
  KEY dossier_prolonged (service, prolonged_to, id),
  KEY dossier_procedure (procedure_id, procedure_version, state),
  KEY dossier_updated (state, updated_utc_s, id),
  KEY dossier_ended (ended_utc_s, id),
  KEY dossier_parent (parent),
  CONSTRAINT dossier_account FOREIGN KEY (account) REFERENCES account (id),
  CONSTRAINT dossier_service FOREIGN KEY (service) REFERENCES service (code)
);

-- Words of the names of a request, folded: search whatever the accents, the order, by beginning of word.
CREATE TABLE dossier_word (
  word          VARCHAR(100) NOT NULL,
  dossier       BINARY(16)   NOT NULL,
  PRIMARY KEY (word, dossier),
  KEY dossier_word_dossier (dossier),
  CONSTRAINT dossier_word_dossier FOREIGN KEY (dossier) REFERENCES dossier (id) ON DELETE CASCADE
);

-- Every deposited or rectified version of the answers, kept as it was.
CREATE TABLE dossier_answers (
  dossier       BINARY(16)   NOT NULL,
  n             BIGINT       NOT NULL,
  procedure_version VARCHAR(32) NOT NULL,
  sealed        MEDIUMBLOB   NOT NULL,
  sha256        BINARY(32)   NOT NULL,             -- of the canonical XML
  actor_kind    VARCHAR(16)  NOT NULL,             -- user, agent, system
  actor         BINARY(16)   NULL,
  reason        VARCHAR(64)  NOT NULL,             -- deposit, rectify, migrate, complement
  created_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (dossier, n),
  CONSTRAINT dossier_answers_dossier FOREIGN KEY (dossier) REFERENCES dossier (id)
);

-- Labels that agents put on requests.
CREATE TABLE dossier_label (
  dossier       BINARY(16)   NOT NULL,
  label         VARCHAR(64)  NOT NULL,
  agent         BINARY(16)   NOT NULL,
  created_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (dossier, label),
  KEY dossier_label_label (label, dossier),
  CONSTRAINT dossier_label_dossier FOREIGN KEY (dossier) REFERENCES dossier (id) ON DELETE CASCADE
);

-- A file joined to a request. A row exists only with a clean verdict and all its chunks: one transaction.
CREATE TABLE document (
  id            BINARY(16)   NOT NULL,
  dossier       BINARY(16)   NOT NULL,
  justificatif  VARCHAR(64)  NOT NULL,
  paper_case    VARCHAR(64)  NULL,                 -- case chosen among the justificatif's
  position      BIGINT       NOT NULL,             -- order on the page
  state         VARCHAR(16)  NOT NULL,             -- joined, removed, replaced, infected (found by a later scan)
  name          VARBINARY(512) NOT NULL,           -- sealed, context = id
  kind          VARCHAR(32)  NOT NULL,             -- pdf, jpeg, png, tiff, bmp
  bytes         BIGINT       NOT NULL,
  pages         BIGINT       NOT NULL,
  chunks        BIGINT       NOT NULL,
  sha256        BINARY(32)   NOT NULL,             -- of the plain bytes
  header        VARBINARY(255) NOT NULL,           -- magic, version, key id, wrapped key, stream header
  engine        VARCHAR(64)  NOT NULL,             -- scanner that said clean
  signatures    VARCHAR(128) NOT NULL,             -- its database
  scanned_utc_s BIGINT       NOT NULL,             -- moved on by re-scans
  added_by      VARCHAR(16)  NOT NULL DEFAULT 'user', -- user, agent
  added_n       BIGINT       NOT NULL DEFAULT 0,   -- answers version it came with: 0 in a draft
  created_utc_s BIGINT       NOT NULL,
  removed_utc_s BIGINT       NULL,
  PRIMARY KEY (id),
  KEY document_dossier (dossier, justificatif, position),
  KEY document_scanned (state, scanned_utc_s),
  CONSTRAINT document_dossier FOREIGN KEY (dossier) REFERENCES dossier (id)
);

-- The sealed bytes of a document, at most 256 KiB of plain text a row.
CREATE TABLE document_chunk (
  document      BINARY(16)   NOT NULL,
  n             BIGINT       NOT NULL,             -- from 0
  data          MEDIUMBLOB   NOT NULL,
  PRIMARY KEY (document, n),
  CONSTRAINT document_chunk_document FOREIGN KEY (document) REFERENCES document (id) ON DELETE CASCADE
);

-- Pictures of pages, sealed: made once when the file is received, they can be made again from it.
CREATE TABLE document_preview (
  document      BINARY(16)   NOT NULL,
  page          BIGINT       NOT NULL,             -- from 1
  width         BIGINT       NOT NULL,
  height        BIGINT       NOT NULL,
  data          MEDIUMBLOB   NOT NULL,             -- sealed PNG, context = document
  PRIMARY KEY (document, page),
  CONSTRAINT document_preview_document FOREIGN KEY (document) REFERENCES document (id) ON DELETE CASCADE
);

-- An issued paper: the same bytes for ever. Verified through the code printed on it or its signed reference.
CREATE TABLE paper (
  id            BINARY(16)   NOT NULL,
  dossier       BINARY(16)   NOT NULL,
  kind          VARCHAR(64)  NOT NULL,             -- id of the paper in the procedure
  n             BIGINT       NOT NULL,             -- 1st, 2nd … of its kind in the request
  code_hash     BINARY(32)   NOT NULL,             -- keyed hash of the printed code
  reference     VARCHAR(64)  NOT NULL,             -- as printed
  facts         BLOB         NOT NULL,             -- sealed: what is printed and may be shown to a verifier
  header        VARBINARY(255) NOT NULL,
  data          MEDIUMBLOB   NOT NULL,             -- sealed PDF
  bytes         BIGINT       NOT NULL,
  sha256        BINARY(32)   NOT NULL,
  lang          VARCHAR(8)   NOT NULL,
  valid_from    DATE         NULL,
  valid_to      DATE         NULL,
  specimen      TINYINT(1)   NOT NULL DEFAULT 0,
  made_utc_s    BIGINT       NOT NULL,
  revoked_utc_s BIGINT       NULL,
  revoked_why   VARCHAR(64)  NULL,                 -- replaced, withdrawn
  PRIMARY KEY (id),
  UNIQUE KEY paper_code (code_hash),
  UNIQUE KEY paper_kind (dossier, kind, n),
  KEY paper_valid (kind, valid_to),
  CONSTRAINT paper_dossier FOREIGN KEY (dossier) REFERENCES dossier (id)
);

-- The agents' check-list: last mark of each justificatif.
CREATE TABLE mark (
  dossier       BINARY(16)   NOT NULL,
  justificatif  VARCHAR(64)  NOT NULL,
  mark          VARCHAR(16)  NOT NULL,             -- conforme, illisible, absent, perime, non-conforme
  reason        VARCHAR(64)  NULL,                 -- id in the procedure's library of reasons
  observation   VARBINARY(17000) NULL,             -- sealed, context = dossier
  agent         BINARY(16)   NOT NULL,
  marked_utc_s  BIGINT       NOT NULL,
  PRIMARY KEY (dossier, justificatif),
  CONSTRAINT mark_dossier FOREIGN KEY (dossier) REFERENCES dossier (id)
);

-- A thing told to an applicant through the bell. Opening is the acknowledgement of receipt, written once.
CREATE TABLE notification (
  id            BINARY(16)   NOT NULL,
  account       BINARY(16)   NOT NULL,
  dossier       BINARY(16)   NULL,
  type          VARCHAR(32)  NOT NULL,             -- complement, decision, prolongation, message, …
  paper         BINARY(16)   NULL,
  sealed        BLOB         NULL,                 -- sealed body, context = id
  created_utc_s BIGINT       NOT NULL,
  opened_utc_s  BIGINT       NULL,
  opened_date   DATE         NULL,                 -- day of the opening in Europe/Paris: delays run from it
  replied_utc_s BIGINT       NULL,
  reminded      BIGINT       NOT NULL DEFAULT 0,   -- reminders sent so far
  PRIMARY KEY (id),
  KEY notification_account (account, created_utc_s, id),
  KEY notification_unread (account, opened_utc_s),
  KEY notification_dossier (dossier, created_utc_s),
  KEY notification_waiting (type, opened_utc_s, created_utc_s),
  CONSTRAINT notification_account FOREIGN KEY (account) REFERENCES account (id),
  CONSTRAINT notification_dossier FOREIGN KEY (dossier) REFERENCES dossier (id)
);

-- A demande de complément: at most one open a request.
CREATE TABLE complement (
  id            BINARY(16)   NOT NULL,
  dossier       BINARY(16)   NOT NULL,
  n             BIGINT       NOT NULL,
  notification  BINARY(16)   NULL,
  agent         BINARY(16)   NOT NULL,
  message       BLOB         NULL,                 -- sealed, context = id
  delay_days    BIGINT       NOT NULL,
  requested_utc_s BIGINT     NOT NULL,
  due_date      DATE         NULL,                 -- known once opened
  answered_utc_s BIGINT      NULL,
  cancelled_utc_s BIGINT     NULL,
  reminded      BIGINT       NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  UNIQUE KEY complement_n (dossier, n),
  KEY complement_due (answered_utc_s, due_date),
  CONSTRAINT complement_dossier FOREIGN KEY (dossier) REFERENCES dossier (id)
);

-- What is asked in it, and the answer, kept while it is still partial.
CREATE TABLE complement_item (
  complement    BINARY(16)   NOT NULL,
  n             BIGINT       NOT NULL,
  justificatif  VARCHAR(64)  NOT NULL,
  mark          VARCHAR(16)  NOT NULL,
  indispensable TINYINT(1)   NOT NULL DEFAULT 1,
  observation   VARBINARY(17000) NULL,             -- sealed, context = complement
  answer        VARCHAR(16)  NULL,                 -- keep, replace
  answer_text   VARBINARY(17000) NULL,             -- sealed: reasons of keeping, or message to the agent
  answered_utc_s BIGINT      NULL,
  PRIMARY KEY (complement, n),
  CONSTRAINT complement_item_complement FOREIGN KEY (complement) REFERENCES complement (id)
);

-- Files before (sent) and after (answer) of an item. An answered file becomes 'joined' when the answer is sent.
CREATE TABLE complement_document (
  complement    BINARY(16)   NOT NULL,
  n             BIGINT       NOT NULL,
  document      BINARY(16)   NOT NULL,
  side          VARCHAR(8)   NOT NULL,             -- before, after
  PRIMARY KEY (complement, n, document),
  CONSTRAINT complement_document_item FOREIGN KEY (complement, n) REFERENCES complement_item (complement, n),
  CONSTRAINT complement_document_document FOREIGN KEY (document) REFERENCES document (id)
);

-- Decisions and proposals awaiting a second signature.
CREATE TABLE decision (
  id            BINARY(16)   NOT NULL,
  dossier       BINARY(16)   NOT NULL,
  kind          VARCHAR(32)  NOT NULL,             -- favourable, unfavourable, incomplete, reopen, withdrawn
  state         VARCHAR(16)  NOT NULL,             -- proposed, signed, sent-back, cancelled
  data          BLOB         NOT NULL,             -- sealed: title type, mention, validity, tax, reasons, remedies
  proposed_by   BINARY(16)   NULL,                 -- NULL: an automatic end
  signed_by     BINARY(16)   NULL,
  paper         BINARY(16)   NULL,
  act_key       BINARY(16)   NULL,
  proposed_utc_s BIGINT      NOT NULL,
  signed_utc_s  BIGINT       NULL,
  PRIMARY KEY (id),
  UNIQUE KEY decision_act (act_key),
  KEY decision_dossier (dossier, proposed_utc_s),
  CONSTRAINT decision_dossier FOREIGN KEY (dossier) REFERENCES dossier (id)
);

-- Messages between applicant and agents, both ways.
CREATE TABLE message (
  id            BINARY(16)   NOT NULL,
  dossier       BINARY(16)   NOT NULL,
  from_kind     VARCHAR(16)  NOT NULL,             -- user, agent
  from_id       BINARY(16)   NOT NULL,
  sealed        BLOB         NOT NULL,             -- context = id
  created_utc_s BIGINT       NOT NULL,
  read_utc_s    BIGINT       NULL,
  PRIMARY KEY (id),
  KEY message_dossier (dossier, created_utc_s, id),
  CONSTRAINT message_dossier FOREIGN KEY (dossier) REFERENCES dossier (id)
);

-- Internal notes of agents: the applicants' program has no right on this table.
CREATE TABLE note (
  id            BINARY(16)   NOT NULL,
  dossier       BINARY(16)   NOT NULL,
  agent         BINARY(16)   NOT NULL,
  sealed        BLOB         NOT NULL,             -- context = id
  created_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (id),
  KEY note_dossier (dossier, created_utc_s, id),
  CONSTRAINT note_dossier FOREIGN KEY (dossier) REFERENCES dossier (id)
);

-- What waits for an agent's eye: overdue, replied, bounced, prolongation-impossible, infected …
CREATE TABLE alert (
  id            BINARY(16)   NOT NULL,
  service       CHAR(4)      NULL,                 -- NULL: for administrators
  dossier       BINARY(16)   NULL,
  kind          VARCHAR(32)  NOT NULL,
  detail        VARCHAR(200) NULL,                 -- ids and numbers only
  once_key      VARCHAR(100) NULL,                 -- the same alert is raised once
  created_utc_s BIGINT       NOT NULL,
  done_utc_s    BIGINT       NULL,
  done_by       BINARY(16)   NULL,
  PRIMARY KEY (id),
  UNIQUE KEY alert_once (once_key),
  KEY alert_service (service, done_utc_s, created_utc_s, id),
  KEY alert_dossier (dossier)
);

-- Acts that must happen once: the key a form carried, written in the act's own transaction. After an unanswered COMMIT it tells what happened.
CREATE TABLE act_done (
  act_key       BINARY(16)   NOT NULL,
  actor         BINARY(16)   NOT NULL,
  verb          VARCHAR(32)  NOT NULL,
  dossier       BINARY(16)   NULL,
  result        VARCHAR(255) NULL,                 -- where the person is led afterwards: an id
  created_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (act_key),
  KEY act_done_created (created_utc_s)
);

-- Proof of erasure: what is left when retention has done its work.
CREATE TABLE purge_proof (
  id            BINARY(16)   NOT NULL,
  dossier_hash  BINARY(32)   NOT NULL,             -- SHA-256 of the request's id
  procedure_id  VARCHAR(64)  NOT NULL,
  state         VARCHAR(32)  NOT NULL,
  documents     BIGINT       NOT NULL,
  papers        BIGINT       NOT NULL,
  ended_utc_s   BIGINT       NULL,
  purged_utc_s  BIGINT       NOT NULL,
  journal_hash  BINARY(32)   NULL,                 -- last link of its chain
  PRIMARY KEY (id),
  KEY purge_proof_when (purged_utc_s)
);
