-- Procedures while they serve: a form that changes one says which state it saw; the last crashes of its logic, so that a third within a minute closes it.

ALTER TABLE procedure_enabled
  ADD COLUMN revision BIGINT NOT NULL DEFAULT 1,             -- moves on with every act
  ADD COLUMN crash_utc_s BIGINT NOT NULL DEFAULT 0,          -- the last crash
  ADD COLUMN crash_before_utc_s BIGINT NOT NULL DEFAULT 0;   -- the one before it
