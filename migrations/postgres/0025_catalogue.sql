-- What may be asked for under a contract, as forms. A change is a new version; a request keeps the one it was made with.
CREATE TABLE service_form (
    id          UUID PRIMARY KEY,
    contract_id UUID NOT NULL,
    key         TEXT NOT NULL,
    version_no  BIGINT NOT NULL,
    rule        TEXT NOT NULL,
    definition  JSONB NOT NULL,
    enabled     BOOLEAN NOT NULL,
    note        TEXT,
    by_name     TEXT NOT NULL,
    at          TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX service_form_version ON service_form (contract_id, key, version_no);

-- Running numbers of requests by contract and year; held while work that a contract limits is agreed.
CREATE TABLE service_request_number (
    contract_id UUID NOT NULL,
    year        BIGINT NOT NULL,
    last        BIGINT NOT NULL,
    PRIMARY KEY (contract_id, year)
);

-- Running numbers of places in the search index.
CREATE TABLE service_request_place (
    one  BIGINT PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO service_request_place (one, last) VALUES (1, 0);

CREATE TABLE service_request (
    id             UUID PRIMARY KEY,
    -- Its place in the search index.
    no             BIGINT NOT NULL UNIQUE,
    number         TEXT NOT NULL UNIQUE,
    contract_id    UUID NOT NULL,
    form_id        UUID NOT NULL REFERENCES service_form (id),
    form_key       TEXT NOT NULL,
    kind           TEXT NOT NULL,
    form_title     TEXT NOT NULL,
    title          TEXT NOT NULL,
    rule           TEXT NOT NULL,
    clause         TEXT NOT NULL,
    assumed        TEXT,
    -- Whether the contract counts its duties by the calendar, so that it is proved there.
    comes_round    BOOLEAN NOT NULL,
    work           TEXT,
    state          TEXT NOT NULL,
    answers        JSONB NOT NULL,
    wanted_on      DATE,
    asked_by       UUID NOT NULL,
    asked_name     TEXT NOT NULL,
    asked_at       TIMESTAMPTZ NOT NULL,
    submitted_at   TIMESTAMPTZ,
    -- Person-days in hundredths.
    effort         BIGINT,
    effort_note    TEXT,
    effort_name    TEXT,
    quota          TEXT,
    outside        TEXT,
    decided_by     UUID,
    decided_name   TEXT,
    decided_at     TIMESTAMPTZ,
    decision       TEXT,
    approved_on    DATE,
    due_on         DATE,
    due_by_rule    BOOLEAN NOT NULL,
    executor_id    UUID,
    executor_name  TEXT,
    taken_at       TIMESTAMPTZ,
    done_on        DATE,
    done_at        TIMESTAMPTZ,
    outcome        TEXT,
    figures        JSONB NOT NULL,
    checked_name   TEXT,
    checked_at     TIMESTAMPTZ,
    accepted_name  TEXT,
    accepted_at    TIMESTAMPTZ,
    ended_at       TIMESTAMPTZ,
    ended_note     TEXT,
    listed_on      DATE GENERATED ALWAYS AS (coalesce(due_on, done_on, approved_on)) STORED,
    version        BIGINT NOT NULL,
    updated_at     TIMESTAMPTZ NOT NULL
);
CREATE INDEX service_request_last ON service_request (asked_at, id);
CREATE INDEX service_request_contract ON service_request (contract_id, asked_at, id);
CREATE INDEX service_request_state ON service_request (contract_id, state, asked_at, id);
CREATE INDEX service_request_kind ON service_request (contract_id, form_key, asked_at, id);
CREATE INDEX service_request_asked ON service_request (asked_by, asked_at, id);
CREATE INDEX service_request_held ON service_request (executor_id, asked_at, id) WHERE executor_id IS NOT NULL;
CREATE INDEX service_request_due ON service_request (due_on, contract_id) WHERE state IN ('approved', 'working');
CREATE INDEX service_request_listed ON service_request (contract_id, listed_on, id) WHERE approved_on IS NOT NULL;
CREATE INDEX service_request_quota ON service_request (contract_id, quota, approved_on) WHERE quota IS NOT NULL;

CREATE TABLE service_request_search (
    ord   BIGINT PRIMARY KEY,
    grams TSVECTOR NOT NULL
);
CREATE INDEX service_request_search_grams ON service_request_search USING gin (grams);

-- What happened to a request, never changed.
CREATE TABLE service_request_entry (
    id         UUID PRIMARY KEY,
    request_id UUID NOT NULL REFERENCES service_request (id),
    at         TIMESTAMPTZ NOT NULL,
    what       TEXT NOT NULL,
    text       TEXT,
    by_id      UUID NOT NULL,
    by_name    TEXT NOT NULL
);
CREATE INDEX service_request_entry_of ON service_request_entry (request_id, at, id);
