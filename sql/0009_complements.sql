-- Complements: several tabs, extensions of the delay; files that go with a message.

-- version: every saving of the answer states the one it saw. from_state: where the request returns to when an unread one is cancelled.
-- An extension waits while it is asked and not answered; extended_days: what was granted so far, all together.
ALTER TABLE complement
  ADD COLUMN version                  BIGINT      NOT NULL DEFAULT 1,
  ADD COLUMN from_state               VARCHAR(32) NULL,
  ADD COLUMN extension_asked_utc_s    BIGINT      NULL,
  ADD COLUMN extension_reason         BLOB        NULL,      -- sealed, context = id
  ADD COLUMN extension_answered_utc_s BIGINT      NULL,
  ADD COLUMN extended_days            BIGINT      NOT NULL DEFAULT 0,
  ADD KEY complement_notification (notification);

-- The files of a message: documents of the request like any other, whose justificatif is the word "message".
CREATE TABLE message_document (
  message       BINARY(16)   NOT NULL,
  document      BINARY(16)   NOT NULL,
  PRIMARY KEY (message, document),
  KEY message_document_document (document),
  CONSTRAINT message_document_message FOREIGN KEY (message) REFERENCES message (id) ON DELETE CASCADE,
  CONSTRAINT message_document_document FOREIGN KEY (document) REFERENCES document (id) ON DELETE CASCADE
);
