-- Enrolment of an agent's second factor, and the codes that replace a lost device.

ALTER TABLE agent
  ADD COLUMN totp_pending VARBINARY(256) NULL AFTER totp_last,             -- sealed: shown to the agent, not confirmed yet
  ADD COLUMN password_temporary TINYINT(1) NOT NULL DEFAULT 0 AFTER password_hash; -- given by the operator, to be changed first

-- Each serves once. code_hash: keyed digest of agent and code.
CREATE TABLE agent_recovery (
  agent         BINARY(16)   NOT NULL,
  code_hash     BINARY(32)   NOT NULL,
  created_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (agent, code_hash),
  CONSTRAINT agent_recovery_agent FOREIGN KEY (agent) REFERENCES agent (id) ON DELETE CASCADE
);
