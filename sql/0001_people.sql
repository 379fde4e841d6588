-- People of both sides of the counter: the title register, applicants' accounts, agents, sessions.
-- Conventions of all files: see README.md here. Default collation of the database: utf8mb4_nopad_bin (exact).

-- A service of a préfecture: territory of agents, head of request numbers, contact on every receipt.
CREATE TABLE service (
  code          CHAR(4)      NOT NULL,
  name          VARCHAR(200) NOT NULL,             -- « Préfecture du Nord »
  office        VARCHAR(200) NULL,                 -- bureau in charge
  address       VARCHAR(400) NULL,                 -- lines separated by \n
  email         VARCHAR(254) NULL,
  phone         VARCHAR(32)  NULL,
  web           VARCHAR(254) NULL,
  time_zone     VARCHAR(64)  NOT NULL DEFAULT 'Europe/Paris',
  departments   VARCHAR(400) NOT NULL DEFAULT '',  -- department codes it serves, separated by spaces
  active        TINYINT(1)   NOT NULL DEFAULT 1,
  PRIMARY KEY (code)
);

-- Last serial given in each service: third part of the 19 digits, never reset. Locked for the length of a deposit.
CREATE TABLE serial (
  service       CHAR(4)      NOT NULL,
  last          BIGINT       NOT NULL,
  PRIMARY KEY (service),
  CONSTRAINT serial_service FOREIGN KEY (service) REFERENCES service (code)
);

-- Register of foreigners (stand-in for the State's file): civil status and address of a person, by N° étranger.
CREATE TABLE person (
  foreigner_number VARCHAR(10) NOT NULL,
  birth_name    VARCHAR(200) NOT NULL,
  usual_name    VARCHAR(200) NULL,
  given_names   VARCHAR(300) NOT NULL,             -- separated by a space
  sex           CHAR(1)      NULL,                 -- M, F, X
  birth_date    DATE         NULL,
  birth_place   VARCHAR(200) NULL,
  birth_country CHAR(2)      NULL,                 -- ISO 3166-1
  nationality   CHAR(2)      NULL,
  address_number VARCHAR(20) NULL,
  address_street VARCHAR(200) NULL,
  address_more  VARCHAR(200) NULL,
  postcode      VARCHAR(10)  NULL,
  city          VARCHAR(120) NULL,
  address_country CHAR(2)    NULL,
  insee         CHAR(5)      NULL,
  folded_name   VARCHAR(700) NOT NULL,             -- gt_text_fold of all the names, for the search
  source        VARCHAR(64)  NOT NULL,             -- import, request, HTTP register
  updated_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (foreigner_number)
);

-- Register of titles and visas. number is normalised (upper case, no spaces).
CREATE TABLE title (
  number        VARCHAR(12)  NOT NULL,
  foreigner_number VARCHAR(10) NULL,               -- NULL: a visa whose holder has no number yet
  category      VARCHAR(64)  NOT NULL,             -- code of the category: conjoint-rf, etudiant, vls-ts …
  mention       VARCHAR(200) NULL,                 -- as printed
  valid_from    DATE         NOT NULL,
  valid_to      DATE         NOT NULL,
  state         VARCHAR(16)  NOT NULL DEFAULT 'valid', -- valid, replaced, withdrawn
  source        VARCHAR(64)  NOT NULL,
  updated_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (number),
  KEY title_holder (foreigner_number, valid_to)
);

-- E-photo numbers as the register knows them (stand-in for the photographers' platform). A number serves one request.
CREATE TABLE ephoto (
  number        VARCHAR(32)  NOT NULL,
  valid_to      DATE         NULL,
  state         VARCHAR(16)  NOT NULL DEFAULT 'free', -- free, used, withdrawn
  dossier       BINARY(16)   NULL,
  updated_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (number)
);

-- E-stamps (16 digits) as the register knows them.
CREATE TABLE estamp (
  number        CHAR(16)     NOT NULL,
  amount_cents  BIGINT       NOT NULL,
  state         VARCHAR(16)  NOT NULL DEFAULT 'free', -- free, used, refunded
  dossier       BINARY(16)   NULL,
  updated_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (number)
);

-- An applicant's account. It signs in with the N° étranger, or with the e-mail when there is no number.
CREATE TABLE account (
  id            BINARY(16)   NOT NULL,
  foreigner_number VARCHAR(10) NULL,
  title_number  VARCHAR(12)  NULL,                 -- the title or visa the account was made with
  email         VARCHAR(254) NULL,                 -- normalised; NULL once closed
  email_typed   VARCHAR(254) NULL,                 -- as the person wrote it: where mail goes
  phone         VARCHAR(32)  NULL,
  password_hash VARCHAR(128) NULL,                 -- NULL: only an identity provider signs in
  lang          VARCHAR(8)   NOT NULL DEFAULT 'fr',
  state         VARCHAR(16)  NOT NULL,             -- active, closed
  version       BIGINT       NOT NULL DEFAULT 1,
  email_bounced_utc_s BIGINT NULL,
  password_utc_s BIGINT      NULL,                 -- last change
  created_utc_s BIGINT       NOT NULL,
  closed_utc_s  BIGINT       NULL,
  PRIMARY KEY (id),
  UNIQUE KEY account_number (foreigner_number),
  UNIQUE KEY account_email (email),
  KEY account_title (title_number)
);

-- Links sent by e-mail: one use, 24 h, kept as the hash of their token. Purged by the jobs after their end.
CREATE TABLE account_link (
  token_hash    BINARY(32)   NOT NULL,
  purpose       VARCHAR(16)  NOT NULL,             -- create, reset, email-old, email-new
  account       BINARY(16)   NULL,                 -- NULL: the account is still to be made
  change_id     BINARY(16)   NULL,                 -- both halves of one e-mail change; all creation links of one person
  pending_id    BINARY(16)   NULL,                 -- context of the sealed data
  pending       VARBINARY(2048) NULL,              -- sealed: what the account will be made of, or the new address
  created_utc_s BIGINT       NOT NULL,
  expires_utc_s BIGINT       NOT NULL,
  used_utc_s    BIGINT       NULL,
  PRIMARY KEY (token_hash),
  KEY account_link_account (account, purpose),
  KEY account_link_change (change_id),
  KEY account_link_expires (expires_utc_s),
  CONSTRAINT account_link_account FOREIGN KEY (account) REFERENCES account (id)
);

-- An agent of the back office.
CREATE TABLE agent (
  id            BINARY(16)   NOT NULL,
  login         VARCHAR(64)  NOT NULL,             -- normalised
  name          VARCHAR(200) NOT NULL,
  email         VARCHAR(254) NOT NULL,
  password_hash VARCHAR(128) NULL,                 -- NULL: ProConnect only
  totp_secret   VARBINARY(256) NULL,               -- sealed
  totp_last     BIGINT       NOT NULL DEFAULT 0,   -- last counter accepted: a code serves once
  lang          VARCHAR(8)   NOT NULL DEFAULT 'fr',
  state         VARCHAR(16)  NOT NULL,             -- active, suspended, closed
  digest_mail   TINYINT(1)   NOT NULL DEFAULT 1,   -- wants the daily digest
  version       BIGINT       NOT NULL DEFAULT 1,
  created_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY agent_login (login)
);

-- What an agent may do, and where. service '*': everywhere (administrateur).
CREATE TABLE agent_role (
  agent         BINARY(16)   NOT NULL,
  role          VARCHAR(16)  NOT NULL,             -- instructeur, valideur, superviseur, administrateur, lecteur
  service       CHAR(4)      NOT NULL,
  PRIMARY KEY (agent, role, service),
  CONSTRAINT agent_role_agent FOREIGN KEY (agent) REFERENCES agent (id) ON DELETE CASCADE
);

-- Saved views of the worklists.
CREATE TABLE agent_view (
  id            BINARY(16)   NOT NULL,
  agent         BINARY(16)   NOT NULL,
  name          VARCHAR(100) NOT NULL,
  query         VARCHAR(1000) NOT NULL,            -- the list's own parameters, no more
  created_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY agent_view_name (agent, name),
  CONSTRAINT agent_view_agent FOREIGN KEY (agent) REFERENCES agent (id) ON DELETE CASCADE
);

-- Identities vouched for by a provider (FranceConnect for applicants, ProConnect for agents). Two tables, like the sessions:
-- the applicants' program has no right on what opens the agents' side.
CREATE TABLE identity (
  provider      VARCHAR(32)  NOT NULL,
  subject       VARCHAR(255) NOT NULL,
  account       BINARY(16)   NOT NULL,
  created_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (provider, subject),
  KEY identity_account (account),
  CONSTRAINT identity_account FOREIGN KEY (account) REFERENCES account (id)
);

CREATE TABLE agent_identity (
  provider      VARCHAR(32)  NOT NULL,
  subject       VARCHAR(255) NOT NULL,
  agent         BINARY(16)   NOT NULL,
  created_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (provider, subject),
  KEY agent_identity_agent (agent),
  CONSTRAINT agent_identity_agent FOREIGN KEY (agent) REFERENCES agent (id)
);

-- A sign-in with a provider on its way: between our redirection and its answer.
CREATE TABLE identity_flow (
  state_hash    BINARY(32)   NOT NULL,
  provider      VARCHAR(32)  NOT NULL,
  side          CHAR(1)      NOT NULL,             -- u applicants, a agents
  sealed_id     BINARY(16)   NOT NULL,
  sealed        VARBINARY(1024) NOT NULL,          -- nonce, PKCE verifier, where to go next
  browser_hash  BINARY(32)   NOT NULL,             -- the cookie that must come back
  expires_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (state_hash),
  KEY identity_flow_expires (expires_utc_s)
);

-- Open sessions. id names a session in the list of devices; the token is kept as a hash only.
CREATE TABLE session (
  token_hash    BINARY(32)   NOT NULL,
  id            BINARY(16)   NOT NULL,
  account       BINARY(16)   NOT NULL,
  provider      VARCHAR(32)  NULL,                 -- signed in through
  id_token      VARBINARY(8192) NULL,              -- sealed, context = id, for the provider's logout
  csrf          VARBINARY(32) NOT NULL,
  address_hash  BINARY(32)   NOT NULL,             -- keyed
  agent_text    VARCHAR(200) NULL,                 -- the browser's own words, cut
  created_utc_s BIGINT       NOT NULL,
  seen_utc_s    BIGINT       NOT NULL,
  expires_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (token_hash),
  UNIQUE KEY session_id (id),
  KEY session_account (account),
  KEY session_expires (expires_utc_s),
  CONSTRAINT session_account FOREIGN KEY (account) REFERENCES account (id)
);

CREATE TABLE agent_session (
  token_hash    BINARY(32)   NOT NULL,
  id            BINARY(16)   NOT NULL,
  agent         BINARY(16)   NOT NULL,
  stage         VARCHAR(16)  NOT NULL,             -- totp (password given, code awaited), open
  provider      VARCHAR(32)  NULL,                 -- signed in through
  id_token      VARBINARY(8192) NULL,              -- sealed, context = id, for the provider's logout
  csrf          VARBINARY(32) NOT NULL,
  address_hash  BINARY(32)   NOT NULL,             -- keyed
  agent_text    VARCHAR(200) NULL,                 -- the browser's own words, cut
  created_utc_s BIGINT       NOT NULL,
  seen_utc_s    BIGINT       NOT NULL,
  expires_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (token_hash),
  UNIQUE KEY agent_session_id (id),
  KEY agent_session_agent (agent),
  KEY agent_session_expires (expires_utc_s),
  CONSTRAINT agent_session_agent FOREIGN KEY (agent) REFERENCES agent (id)
);

-- Sessions that ended less than an hour ago: a form that comes too late still finds whose it was.
CREATE TABLE session_ended (
  token_hash    BINARY(32)   NOT NULL,
  account       BINARY(16)   NULL,
  agent         BINARY(16)   NULL,
  csrf          VARBINARY(32) NOT NULL,
  ended_utc_s   BIGINT       NOT NULL,
  PRIMARY KEY (token_hash),
  KEY session_ended_when (ended_utc_s)
);

-- A form sent after the session's end, sealed, given back after the next sign-in of the same person within the hour.
CREATE TABLE kept_form (
  id            BINARY(16)   NOT NULL,
  account       BINARY(16)   NULL,
  agent         BINARY(16)   NULL,
  path          VARCHAR(255) NOT NULL,
  sealed        MEDIUMBLOB   NOT NULL,
  created_utc_s BIGINT       NOT NULL,
  expires_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (id),
  KEY kept_form_account (account, created_utc_s),
  KEY kept_form_agent (agent, created_utc_s),
  KEY kept_form_expires (expires_utc_s)
);

-- Failures slow down, they never lock. subject: keyed digest of (what, account or number, address).
CREATE TABLE throttle (
  subject       BINARY(32)   NOT NULL,
  failures      BIGINT       NOT NULL,
  since_utc_s   BIGINT       NOT NULL,
  last_utc_s    BIGINT       NOT NULL,
  until_utc_s   BIGINT       NOT NULL,             -- nothing is tried before
  PRIMARY KEY (subject),
  KEY throttle_last (last_utc_s)
);
