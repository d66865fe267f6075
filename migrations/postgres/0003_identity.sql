-- People with an account. `account_folded` is the account in lower case: two accounts that differ in case are one.
CREATE TABLE person (
    id              UUID PRIMARY KEY,
    account         TEXT NOT NULL,
    account_folded  TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    locale          TEXT NOT NULL,
    phone_sealed    BYTEA,
    email_sealed    BYTEA,
    password_hash   TEXT,
    must_change     BOOLEAN NOT NULL,
    totp_sealed     BYTEA,
    totp_confirmed  BOOLEAN NOT NULL,
    totp_last_step  BIGINT,
    disabled_at     TIMESTAMPTZ,
    created_at      TIMESTAMPTZ NOT NULL
);

-- The role of a person on one contract; no contract: on the whole system. Empty `works`: every work of the contract.
CREATE TABLE person_grant (
    id          UUID PRIMARY KEY,
    person_id   UUID NOT NULL REFERENCES person (id),
    contract_id UUID,
    role        TEXT NOT NULL,
    works       JSONB NOT NULL
);
CREATE INDEX person_grant_person ON person_grant (person_id);
CREATE INDEX person_grant_contract ON person_grant (contract_id, role);

-- Every password a person has had, the present one included, so that the last few are not taken again.
CREATE TABLE person_password (
    id        UUID PRIMARY KEY,
    person_id UUID NOT NULL REFERENCES person (id),
    hash      TEXT NOT NULL,
    set_at    TIMESTAMPTZ NOT NULL
);
CREATE INDEX person_password_person ON person_password (person_id, set_at);

-- Codes that stand in for a lost second factor, each good once.
CREATE TABLE recovery_code (
    hash      BYTEA NOT NULL,
    person_id UUID NOT NULL REFERENCES person (id),
    used_at   TIMESTAMPTZ,
    PRIMARY KEY (person_id, hash)
);

-- Failed sign-ins by the digest of the account as it was typed: accounts that do not exist lock like those that do, and
-- a password typed into the wrong field is not kept.
CREATE TABLE sign_in_failure (
    account_digest BYTEA PRIMARY KEY,
    failures       BIGINT NOT NULL,
    last_at        TIMESTAMPTZ NOT NULL,
    locked_until   TIMESTAMPTZ
);

CREATE TABLE session (
    id         UUID PRIMARY KEY,
    person_id  UUID NOT NULL REFERENCES person (id),
    created_at TIMESTAMPTZ NOT NULL,
    seen_at    TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ,
    user_agent TEXT NOT NULL,
    address    TEXT NOT NULL
);
CREATE INDEX session_person ON session (person_id, created_at);
CREATE INDEX session_expires ON session (expires_at);

-- Refresh tokens by digest. A used one that comes back betrays a theft.
CREATE TABLE session_refresh (
    digest     BYTEA PRIMARY KEY,
    session_id UUID NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    issued_at  TIMESTAMPTZ NOT NULL,
    used_at    TIMESTAMPTZ
);
CREATE INDEX session_refresh_session ON session_refresh (session_id);

-- Tokens of programs, by digest. They act for the person who made them, never with more than their scopes.
CREATE TABLE api_token (
    id           UUID PRIMARY KEY,
    person_id    UUID NOT NULL REFERENCES person (id),
    name         TEXT NOT NULL,
    digest       BYTEA NOT NULL UNIQUE,
    scopes       JSONB NOT NULL,
    contract_ids JSONB NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    expires_at   TIMESTAMPTZ NOT NULL,
    revoked_at   TIMESTAMPTZ
);
CREATE INDEX api_token_person ON api_token (person_id, created_at);

CREATE TABLE invitation (
    id          UUID PRIMARY KEY,
    digest      BYTEA NOT NULL UNIQUE,
    contract_id UUID,
    role        TEXT NOT NULL,
    works       JSONB NOT NULL,
    name        TEXT NOT NULL,
    invited_by  UUID NOT NULL REFERENCES person (id),
    created_at  TIMESTAMPTZ NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL,
    accepted_at TIMESTAMPTZ,
    accepted_by UUID,
    revoked_at  TIMESTAMPTZ
);
CREATE INDEX invitation_created ON invitation (created_at, id);
