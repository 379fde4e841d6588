-- Agents mark answers too, where the procedure allows: in place of a justificatif's id stands the answer's name in the form, which is longer and has dots.

ALTER TABLE mark MODIFY justificatif VARCHAR(191) NOT NULL;
ALTER TABLE complement_item
  MODIFY justificatif VARCHAR(191) NOT NULL,
  MODIFY answer_text MEDIUMBLOB NULL;                          -- sealed: reasons of keeping, message to the agent, the answer as typed, what it was and became
