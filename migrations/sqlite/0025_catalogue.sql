-- What may be asked for under a contract, as forms. A change is a new version; a request keeps the one it was made with.
CREATE TABLE service_form (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    key         TEXT NOT NULL,
    version_no  BIGINT NOT NULL,
    rule        TEXT NOT NULL,
    definition  TEXT NOT NULL,
    enabled     BOOLEAN NOT NULL,
    note        TEXT,
    by_name     TEXT NOT NULL,
    at          TEXT NOT NULL
);
CREATE UNIQUE INDEX service_form_version ON service_form (contract_id, key, version_no);

-- Running numbers of requests by contract and year; held while work that a contract limits is agreed.
CREATE TABLE service_request_number (
    contract_id BLOB NOT NULL,
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
    id             BLOB PRIMARY KEY,
    -- Its place in the search index.
    no             BIGINT NOT NULL UNIQUE,
    number         TEXT NOT NULL UNIQUE,
    contract_id    BLOB NOT NULL,
    form_id        BLOB NOT NULL REFERENCES service_form (id),
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
    answers        TEXT NOT NULL,
    wanted_on      TEXT,
    asked_by       BLOB NOT NULL,
    asked_name     TEXT NOT NULL,
    asked_at       TEXT NOT NULL,
    submitted_at   TEXT,
    -- Person-days in hundredths.
    effort         BIGINT,
    effort_note    TEXT,
    effort_name    TEXT,
    quota          TEXT,
    outside        TEXT,
    decided_by     BLOB,
    decided_name   TEXT,
    decided_at     TEXT,
    decision       TEXT,
    approved_on    TEXT,
    due_on         TEXT,
    due_by_rule    BOOLEAN NOT NULL,
    executor_id    BLOB,
    executor_name  TEXT,
    taken_at       TEXT,
    done_on        TEXT,
    done_at        TEXT,
    outcome        TEXT,
    figures        TEXT NOT NULL,
    checked_name   TEXT,
    checked_at     TEXT,
    accepted_name  TEXT,
    accepted_at    TEXT,
    ended_at       TEXT,
    ended_note     TEXT,
    listed_on      TEXT GENERATED ALWAYS AS (coalesce(due_on, done_on, approved_on)) STORED,
    version        BIGINT NOT NULL,
    updated_at     TEXT NOT NULL
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

CREATE VIRTUAL TABLE service_request_search USING fts5 (grams, content = '', contentless_delete = 1, tokenize = 'unicode61');

-- What happened to a request, never changed.
CREATE TABLE service_request_entry (
    id         BLOB PRIMARY KEY,
    request_id BLOB NOT NULL REFERENCES service_request (id),
    at         TEXT NOT NULL,
    what       TEXT NOT NULL,
    text       TEXT,
    by_id      BLOB NOT NULL,
    by_name    TEXT NOT NULL
);
CREATE INDEX service_request_entry_of ON service_request_entry (request_id, at, id);
