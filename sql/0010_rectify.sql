-- Rectifying what was deposited: a working copy is a draft of its own, known by the request it is of.

-- In a working copy answers_n is the version of the answers it was begun from.
ALTER TABLE dossier
  ADD COLUMN rectifies BINARY(16) NULL AFTER parent,
  ADD KEY dossier_rectifies (rectifies, state);

-- Documents of the request that a working copy does without. They stay the request's until it is sent.
CREATE TABLE dossier_left_out (
  dossier       BINARY(16)   NOT NULL,             -- the working copy
  document      BINARY(16)   NOT NULL,
  PRIMARY KEY (dossier, document),
  KEY dossier_left_out_document (document),
  CONSTRAINT dossier_left_out_dossier FOREIGN KEY (dossier) REFERENCES dossier (id) ON DELETE CASCADE,
  CONSTRAINT dossier_left_out_document FOREIGN KEY (document) REFERENCES document (id) ON DELETE CASCADE
);
