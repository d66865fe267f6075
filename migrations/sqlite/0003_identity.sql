-- People with an account. `account_folded` is the account in lower case: two accounts that differ in case are one.
CREATE TABLE person (
    id              BLOB PRIMARY KEY,
    account         TEXT NOT NULL,
    account_folded  TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    locale          TEXT NOT NULL,
    phone_sealed    BLOB,
    email_sealed    BLOB,
    password_hash   TEXT,
    must_change     BOOLEAN NOT NULL,
    totp_sealed     BLOB,
    totp_confirmed  BOOLEAN NOT NULL,
    totp_last_step  BIGINT,
    disabled_at     TEXT,
    created_at      TEXT NOT NULL
);

-- The role of a person on one contract; no contract: on the whole system. Empty `works`: every work of the contract.
CREATE TABLE person_grant (
    id          BLOB PRIMARY KEY,
    person_id   BLOB NOT NULL REFERENCES person (id),
    contract_id BLOB,
    role        TEXT NOT NULL,
    works       TEXT NOT NULL
);
CREATE INDEX person_grant_person ON person_grant (person_id);
CREATE INDEX person_grant_contract ON person_grant (contract_id, role);

-- Every password a person has had, the present one included, so that the last few are not taken again.
CREATE TABLE person_password (
    id        BLOB PRIMARY KEY,
    person_id BLOB NOT NULL REFERENCES person (id),
    hash      TEXT NOT NULL,
    set_at    TEXT NOT NULL
);
CREATE INDEX person_password_person ON person_password (person_id, set_at);

-- Codes that stand in for a lost second factor, each good once.
CREATE TABLE recovery_code (
    hash      BLOB NOT NULL,
    person_id BLOB NOT NULL REFERENCES person (id),
    used_at   TEXT,
    PRIMARY KEY (person_id, hash)
);

-- Failed sign-ins by the digest of the account as it was typed: accounts that do not exist lock like those that do, and
-- a password typed into the wrong field is not kept.
CREATE TABLE sign_in_failure (
    account_digest BLOB PRIMARY KEY,
    failures       BIGINT NOT NULL,
    last_at        TEXT NOT NULL,
    locked_until   TEXT
);

CREATE TABLE session (
    id         BLOB PRIMARY KEY,
    person_id  BLOB NOT NULL REFERENCES person (id),
    created_at TEXT NOT NULL,
    seen_at    TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT,
    user_agent TEXT NOT NULL,
    address    TEXT NOT NULL
);
CREATE INDEX session_person ON session (person_id, created_at);
CREATE INDEX session_expires ON session (expires_at);

-- Refresh tokens by digest. A used one that comes back betrays a theft.
CREATE TABLE session_refresh (
    digest     BLOB PRIMARY KEY,
    session_id BLOB NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    issued_at  TEXT NOT NULL,
    used_at    TEXT
);
CREATE INDEX session_refresh_session ON session_refresh (session_id);

-- Tokens of programs, by digest. They act for the person who made them, never with more than their scopes.
CREATE TABLE api_token (
    id           BLOB PRIMARY KEY,
    person_id    BLOB NOT NULL REFERENCES person (id),
    name         TEXT NOT NULL,
    digest       BLOB NOT NULL UNIQUE,
    scopes       TEXT NOT NULL,
    contract_ids TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    expires_at   TEXT NOT NULL,
    revoked_at   TEXT
);
CREATE INDEX api_token_person ON api_token (person_id, created_at);

CREATE TABLE invitation (
    id          BLOB PRIMARY KEY,
    digest      BLOB NOT NULL UNIQUE,
    contract_id BLOB,
    role        TEXT NOT NULL,
    works       TEXT NOT NULL,
    name        TEXT NOT NULL,
    invited_by  BLOB NOT NULL REFERENCES person (id),
    created_at  TEXT NOT NULL,
    expires_at  TEXT NOT NULL,
    accepted_at TEXT,
    accepted_by BLOB,
    revoked_at  TEXT
);
CREATE INDEX invitation_created ON invitation (created_at, id);
