-- Facts other modules are told of, written in the transaction that made them.
CREATE TABLE event (
    seq           INTEGER PRIMARY KEY AUTOINCREMENT,
    id            BLOB NOT NULL UNIQUE,
    kind          TEXT NOT NULL,
    subject       BLOB NOT NULL,
    contract_id   BLOB,
    payload       TEXT NOT NULL,
    recorded_at   TEXT NOT NULL,
    dispatched_at TEXT
);
CREATE INDEX event_waiting ON event (seq) WHERE dispatched_at IS NULL;

-- What a subscriber has done, so that a second delivery changes nothing.
CREATE TABLE event_handled (
    subscriber TEXT NOT NULL,
    event_id   BLOB NOT NULL,
    handled_at TEXT NOT NULL,
    PRIMARY KEY (subscriber, event_id)
);
CREATE INDEX event_handled_at ON event_handled (handled_at);

-- Deliveries that failed: tried again until `dead`, then shown to an administrator.
CREATE TABLE event_retry (
    subscriber TEXT NOT NULL,
    event_seq  BIGINT NOT NULL,
    attempts   BIGINT NOT NULL,
    next_at    TEXT NOT NULL,
    error      TEXT NOT NULL,
    dead       BOOLEAN NOT NULL,
    PRIMARY KEY (subscriber, event_seq)
);
CREATE INDEX event_retry_next ON event_retry (next_at) WHERE NOT dead;

CREATE TABLE job (
    name         TEXT PRIMARY KEY,
    holder       TEXT,
    lease_until  TEXT,
    last_due     TEXT,
    last_start   TEXT,
    last_end     TEXT,
    last_success TEXT,
    last_error   TEXT
);

-- One chain of audit rows for each contract and one for the system, each row sealed to the one before it.
CREATE TABLE audit_chain (
    chain TEXT PRIMARY KEY,
    seq   BIGINT NOT NULL,
    hash  BLOB NOT NULL
);
CREATE TABLE audit_entry (
    chain       TEXT NOT NULL,
    seq         BIGINT NOT NULL,
    at          TEXT NOT NULL,
    actor_id    BLOB NOT NULL,
    actor_name  TEXT NOT NULL,
    action      TEXT NOT NULL,
    subject     BLOB NOT NULL,
    contract_id BLOB,
    detail      TEXT NOT NULL,
    request     TEXT,
    hash        BLOB NOT NULL,
    PRIMARY KEY (chain, seq)
);
CREATE INDEX audit_entry_at ON audit_entry (at, chain, seq);
CREATE INDEX audit_entry_subject ON audit_entry (subject, at);
CREATE INDEX audit_entry_actor ON audit_entry (actor_id, at);

-- What a create answered, so that a repeated request is answered the same.
CREATE TABLE idempotency (
    actor_id   BLOB NOT NULL,
    key        TEXT NOT NULL,
    digest     BLOB NOT NULL,
    status     BIGINT NOT NULL,
    body       TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (actor_id, key)
);
CREATE INDEX idempotency_created ON idempotency (created_at);
