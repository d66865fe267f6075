-- A certificate of the register. Expired is not a state: it follows from the last day.
CREATE TABLE certificate (
    id          UUID PRIMARY KEY,
    -- Its place in the search index.
    no          BIGINT NOT NULL UNIQUE,
    contract_id UUID NOT NULL,
    holder      TEXT NOT NULL,
    unit        TEXT NOT NULL,
    -- Without separators and leading zeros, in capitals.
    serial      TEXT NOT NULL,
    issuer      TEXT NOT NULL,
    use_for     TEXT,
    medium      TEXT NOT NULL,
    valid_from  DATE,
    valid_until DATE NOT NULL,
    state       TEXT NOT NULL,
    note        TEXT,
    -- The certificate itself, where it was handed in; never a key.
    der         BYTEA,
    replaced_by UUID,
    checked     JSONB,
    version     BIGINT NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX certificate_serial ON certificate (contract_id, serial, issuer);
CREATE INDEX certificate_list ON certificate (contract_id, valid_until, id);
CREATE INDEX certificate_expiring ON certificate (valid_until, id) WHERE state = 'issued';

CREATE TABLE certificate_number (
    one  BIGINT PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO certificate_number (one, last) VALUES (1, 0);

CREATE TABLE certificate_search (
    ord   BIGINT PRIMARY KEY,
    grams TSVECTOR NOT NULL
);
CREATE INDEX certificate_search_grams ON certificate_search USING GIN (grams);

-- How many that are in use end on a day; moved in the transaction that moves them.
CREATE TABLE certificate_day (
    contract_id UUID NOT NULL,
    day         DATE NOT NULL,
    n           BIGINT NOT NULL,
    PRIMARY KEY (contract_id, day)
);

-- Which reminders were given, so that each is given once. A new last day begins anew.
CREATE TABLE certificate_reminder (
    certificate_id UUID NOT NULL,
    valid_until    DATE NOT NULL,
    stage          BIGINT NOT NULL,
    told_at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (certificate_id, valid_until, stage)
);

-- What is asked for: a new certificate, or something to be done with those that there are.
CREATE TABLE certificate_request (
    id            UUID PRIMARY KEY,
    contract_id   UUID NOT NULL,
    kind          TEXT NOT NULL,
    state         TEXT NOT NULL,
    wanted        JSONB NOT NULL,
    reason        TEXT NOT NULL,
    asked_by      UUID NOT NULL,
    asked_name    TEXT NOT NULL,
    asked_at      TIMESTAMPTZ NOT NULL,
    decided_by    UUID,
    decided_name  TEXT,
    decided_at    TIMESTAMPTZ,
    decision      TEXT,
    ended_name    TEXT,
    ended_at      TIMESTAMPTZ,
    outcome       TEXT,
    ticket_id     UUID,
    ticket_number TEXT,
    version       BIGINT NOT NULL
);
CREATE INDEX certificate_request_list ON certificate_request (contract_id, asked_at, id);
CREATE INDEX certificate_request_open ON certificate_request (contract_id, asked_at, id) WHERE state IN ('asked', 'approved');

-- The certificates that a request is about.
CREATE TABLE certificate_request_item (
    request_id     UUID NOT NULL,
    certificate_id UUID NOT NULL,
    -- While the request is open a certificate is in no other one.
    open           BOOLEAN NOT NULL,
    PRIMARY KEY (request_id, certificate_id)
);
CREATE UNIQUE INDEX certificate_request_item_open ON certificate_request_item (certificate_id) WHERE open;
CREATE INDEX certificate_request_item_of ON certificate_request_item (certificate_id);

-- Who signs certificates and lists of revoked ones, as far as it was handed in.
CREATE TABLE certificate_issuer (
    id          UUID PRIMARY KEY,
    contract_id UUID NOT NULL,
    subject     TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    der         BYTEA NOT NULL,
    added_at    TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX certificate_issuer_fingerprint ON certificate_issuer (contract_id, fingerprint);

-- Where a certificate was met on the network.
CREATE TABLE certificate_seen (
    contract_id    UUID NOT NULL,
    target         TEXT NOT NULL,
    serial         TEXT NOT NULL,
    issuer         TEXT NOT NULL,
    subject        TEXT NOT NULL,
    valid_until    DATE NOT NULL,
    certificate_id UUID,
    seen_at        TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (contract_id, target)
);
CREATE INDEX certificate_seen_certificate ON certificate_seen (certificate_id);
