-- Facts other modules are told of, written in the transaction that made them.
CREATE TABLE event (
    seq           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id            UUID NOT NULL UNIQUE,
    kind          TEXT NOT NULL,
    subject       UUID NOT NULL,
    contract_id   UUID,
    payload       JSONB NOT NULL,
    recorded_at   TIMESTAMPTZ NOT NULL,
    dispatched_at TIMESTAMPTZ
);
CREATE INDEX event_waiting ON event (seq) WHERE dispatched_at IS NULL;

-- What a subscriber has done, so that a second delivery changes nothing.
CREATE TABLE event_handled (
    subscriber TEXT NOT NULL,
    event_id   UUID NOT NULL,
    handled_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (subscriber, event_id)
);
CREATE INDEX event_handled_at ON event_handled (handled_at);

-- Deliveries that failed: tried again until `dead`, then shown to an administrator.
CREATE TABLE event_retry (
    subscriber TEXT NOT NULL,
    event_seq  BIGINT NOT NULL,
    attempts   BIGINT NOT NULL,
    next_at    TIMESTAMPTZ NOT NULL,
    error      TEXT NOT NULL,
    dead       BOOLEAN NOT NULL,
    PRIMARY KEY (subscriber, event_seq)
);
CREATE INDEX event_retry_next ON event_retry (next_at) WHERE NOT dead;

CREATE TABLE job (
    name         TEXT PRIMARY KEY,
    holder       TEXT,
    lease_until  TIMESTAMPTZ,
    last_due     TIMESTAMPTZ,
    last_start   TIMESTAMPTZ,
    last_end     TIMESTAMPTZ,
    last_success TIMESTAMPTZ,
    last_error   TEXT
);

-- One chain of audit rows for each contract and one for the system, each row sealed to the one before it.
CREATE TABLE audit_chain (
    chain TEXT PRIMARY KEY,
    seq   BIGINT NOT NULL,
    hash  BYTEA NOT NULL
);
CREATE TABLE audit_entry (
    chain       TEXT NOT NULL,
    seq         BIGINT NOT NULL,
    at          TIMESTAMPTZ NOT NULL,
    actor_id    UUID NOT NULL,
    actor_name  TEXT NOT NULL,
    action      TEXT NOT NULL,
    subject     UUID NOT NULL,
    contract_id UUID,
    detail      TEXT NOT NULL,
    request     TEXT,
    hash        BYTEA NOT NULL,
    PRIMARY KEY (chain, seq)
);
CREATE INDEX audit_entry_at ON audit_entry (at, chain, seq);
CREATE INDEX audit_entry_subject ON audit_entry (subject, at);
CREATE INDEX audit_entry_actor ON audit_entry (actor_id, at);

-- What a create answered, so that a repeated request is answered the same.
CREATE TABLE idempotency (
    actor_id   UUID NOT NULL,
    key        TEXT NOT NULL,
    digest     BYTEA NOT NULL,
    status     BIGINT NOT NULL,
    body       TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (actor_id, key)
);
CREATE INDEX idempotency_created ON idempotency (created_at);
