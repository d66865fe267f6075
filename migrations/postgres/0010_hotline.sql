-- Phone systems that report calls. The secret that they sign with is sealed.
CREATE TABLE hotline_source (
    id            UUID PRIMARY KEY,
    name          TEXT NOT NULL,
    algorithm     TEXT NOT NULL,
    secret_sealed BYTEA NOT NULL,
    -- Which line belongs to which contract.
    lines         JSONB NOT NULL,
    version       BIGINT NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    retired_at    TIMESTAMPTZ
);
CREATE UNIQUE INDEX hotline_source_name ON hotline_source (name) WHERE retired_at IS NULL;

-- The caller's number is sealed; the index holds what only the seal key can make of it.
CREATE TABLE hotline_call (
    id             UUID PRIMARY KEY,
    contract_id    UUID NOT NULL,
    channel        TEXT NOT NULL,
    direction      TEXT NOT NULL,
    number_sealed  BYTEA,
    number_blind   BYTEA,
    caller_name    TEXT,
    -- The earliest moment that is known of it, and whether that is its arrival.
    arrived_at     TIMESTAMPTZ NOT NULL,
    arrived        BOOLEAN NOT NULL,
    answered_at    TIMESTAMPTZ,
    abandoned_at   TIMESTAMPTZ,
    ended_at       TIMESTAMPTZ,
    outcome        TEXT NOT NULL,
    wait           BIGINT,
    agent_id       UUID,
    agent_name     TEXT,
    agent_at       TIMESTAMPTZ,
    topic          TEXT,
    note           TEXT,
    ticket_id      UUID,
    ticket_number  TEXT,
    source_id      UUID,
    source         TEXT NOT NULL,
    external_id    TEXT,
    version        BIGINT NOT NULL
);
CREATE UNIQUE INDEX hotline_call_external ON hotline_call (source_id, external_id);
CREATE INDEX hotline_call_list ON hotline_call (contract_id, arrived_at, id);
CREATE INDEX hotline_call_unlinked ON hotline_call (contract_id, arrived_at, id) WHERE ticket_id IS NULL;
CREATE INDEX hotline_call_number ON hotline_call (number_blind, arrived_at);

-- Reports that were taken, so that none is taken twice; forgotten when they are too old to be taken at all.
CREATE TABLE hotline_feed_event (
    source_id UUID NOT NULL,
    event_id  TEXT NOT NULL,
    at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (source_id, event_id)
);
CREATE INDEX hotline_feed_event_at ON hotline_feed_event (at);

-- How many calls of a day waited so many seconds (-1: not measured), moved in the transaction that moves the call.
CREATE TABLE hotline_wait (
    contract_id UUID NOT NULL,
    day         DATE NOT NULL,
    channel     TEXT NOT NULL,
    outcome     TEXT NOT NULL,
    seconds     BIGINT NOT NULL,
    n           BIGINT NOT NULL,
    PRIMARY KEY (contract_id, day, channel, outcome, seconds)
);

-- Return calls to be made, one for each ticket that was closed, and visits, one for each period.
CREATE TABLE hotline_return_call (
    id            UUID PRIMARY KEY,
    contract_id   UUID NOT NULL,
    kind          TEXT NOT NULL,
    work          TEXT NOT NULL,
    ticket_id     UUID,
    ticket_number TEXT,
    title         TEXT NOT NULL,
    period        TEXT,
    rule          TEXT NOT NULL,
    clause        TEXT NOT NULL,
    assumed       TEXT,
    due_at        TIMESTAMPTZ NOT NULL,
    state         TEXT NOT NULL,
    answers       JSONB NOT NULL,
    satisfaction  BIGINT,
    comment       TEXT,
    follow_up     TEXT,
    reason        TEXT,
    done_by       UUID,
    done_by_name  TEXT,
    done_at       TIMESTAMPTZ,
    -- The ticket was taken up again after it: its next closing asks for a call of its own.
    superseded    BOOLEAN NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    version       BIGINT NOT NULL
);
CREATE UNIQUE INDEX hotline_return_call_ticket ON hotline_return_call (ticket_id) WHERE superseded = FALSE;
CREATE UNIQUE INDEX hotline_return_call_period ON hotline_return_call (contract_id, rule, period);
CREATE INDEX hotline_return_call_due ON hotline_return_call (contract_id, state, due_at, id);
CREATE INDEX hotline_return_call_done ON hotline_return_call (contract_id, done_at);

CREATE TABLE hotline_return_attempt (
    return_call_id UUID NOT NULL,
    seq            BIGINT NOT NULL,
    at             TIMESTAMPTZ NOT NULL,
    by_id          UUID NOT NULL,
    by_name        TEXT NOT NULL,
    result         TEXT NOT NULL,
    note           TEXT,
    PRIMARY KEY (return_call_id, seq)
);

-- Who is there when.
CREATE TABLE hotline_shift (
    id             UUID PRIMARY KEY,
    contract_id    UUID NOT NULL,
    duty           TEXT NOT NULL,
    person_id      UUID NOT NULL,
    person_name    TEXT NOT NULL,
    starts_at      TIMESTAMPTZ NOT NULL,
    ends_at        TIMESTAMPTZ NOT NULL,
    note           TEXT,
    handover_note  TEXT,
    handover_at    TIMESTAMPTZ,
    confirmed_by   UUID,
    confirmed_name TEXT,
    confirmed_at   TIMESTAMPTZ,
    version        BIGINT NOT NULL
);
CREATE INDEX hotline_shift_time ON hotline_shift (contract_id, ends_at, starts_at);

-- Gaps in rosters that people were told of, so that nobody is told twice.
CREATE TABLE hotline_gap_told (
    contract_id UUID NOT NULL,
    duty        TEXT NOT NULL,
    day         DATE NOT NULL,
    ahead       BIGINT NOT NULL,
    told_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (contract_id, duty, day, ahead)
);
