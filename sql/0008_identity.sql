-- Identity providers: who vouches is their issuer's address, not our name for them; room for what waits for its link; agents whose provider asked for a second factor.

ALTER TABLE identity MODIFY provider VARCHAR(200) NOT NULL;                  -- the issuer, exactly as it signs
ALTER TABLE agent_identity MODIFY provider VARCHAR(200) NOT NULL;
ALTER TABLE identity_flow MODIFY sealed VARBINARY(12000) NOT NULL;           -- nonce, PKCE verifier, where to go next; or who was vouched for and waits for the link with an account
ALTER TABLE agent_session ADD COLUMN provider_mfa TINYINT(1) NOT NULL DEFAULT 0 AFTER provider; -- the provider asked for more than a password
