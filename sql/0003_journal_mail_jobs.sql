-- What happened (journal), what is to be told (outbox), what runs by itself (jobs).

-- Append-only by grant. One chain a request; acts without request chain per actor (all zero: the installation itself).
-- hash = SHA-256(previous hash, canonical fields): core/journal/README.md.
CREATE TABLE journal (
  id            BIGINT       NOT NULL AUTO_INCREMENT,
  chain         BINARY(16)   NOT NULL,
  seq           BIGINT       NOT NULL,             -- from 1, no hole
  dossier       BINARY(16)   NULL,
  at_utc_s      BIGINT       NOT NULL,
  actor_kind    BIGINT       NOT NULL,             -- enum gt_actor
  actor         BINARY(16)   NULL,
  verb          VARCHAR(32)  NOT NULL,
  from_state    VARCHAR(32)  NULL,
  to_state      VARCHAR(32)  NULL,
  detail        VARCHAR(500) NULL,                 -- ids and numbers only
  previous      BINARY(32)   NOT NULL,             -- zero for the first
  hash          BINARY(32)   NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY journal_chain (chain, seq),
  KEY journal_dossier (dossier, seq),
  KEY journal_actor (actor, at_utc_s)
);

-- Mails to come. Inserted by the act's own transaction; jobs claim rows with SKIP LOCKED.
CREATE TABLE outbox (
  id            BINARY(16)   NOT NULL,
  state         VARCHAR(16)  NOT NULL,             -- queued, sent, failed (given up), bounced
  template      VARCHAR(64)  NOT NULL,
  lang          VARCHAR(8)   NOT NULL,
  account       BINARY(16)   NULL,
  dossier       BINARY(16)   NULL,
  sealed        MEDIUMBLOB   NOT NULL,             -- address and arguments, context = id: format in core/journal/README.md
  message_id    VARCHAR(128) NOT NULL,             -- given once: a second copy is recognised
  tries         BIGINT       NOT NULL DEFAULT 0,
  next_try_utc_s BIGINT      NOT NULL,
  claimed_by    VARCHAR(64)  NULL,
  claimed_to_utc_s BIGINT    NOT NULL DEFAULT 0,
  last_error    VARCHAR(200) NULL,                 -- SMTP code and class, no address
  created_utc_s BIGINT       NOT NULL,
  sent_utc_s    BIGINT       NULL,
  bounced_utc_s BIGINT       NULL,
  PRIMARY KEY (id),
  UNIQUE KEY outbox_message (message_id),
  KEY outbox_due (state, next_try_utc_s),
  KEY outbox_dossier (dossier),
  KEY outbox_account (account)
);

-- Timers of guichet-jobs: one instance at a time runs each, wherever it is.
CREATE TABLE job_state (
  name          VARCHAR(64)  NOT NULL,
  last_run_utc_s BIGINT      NOT NULL DEFAULT 0,
  last_ok_utc_s BIGINT       NOT NULL DEFAULT 0,
  next_run_utc_s BIGINT      NOT NULL DEFAULT 0,
  claimed_by    VARCHAR(64)  NULL,
  claimed_to_utc_s BIGINT    NOT NULL DEFAULT 0,
  position      VARCHAR(255) NULL,                 -- where a long walk goes on
  done          BIGINT       NOT NULL DEFAULT 0,   -- things treated by the last run
  last_error    VARCHAR(200) NULL,
  PRIMARY KEY (name)
);
