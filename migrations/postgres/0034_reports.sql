-- Documents for a period or an event, composed of what each module keeps, reviewed and accepted.
CREATE TABLE report (
    id               UUID PRIMARY KEY,
    -- Its place in the search index.
    no               BIGINT NOT NULL UNIQUE,
    contract_id      UUID NOT NULL,
    number           TEXT NOT NULL,
    rule             TEXT NOT NULL,
    clause           TEXT NOT NULL,
    assumed          TEXT,
    title            TEXT NOT NULL,
    frequency        TEXT NOT NULL,
    -- Keys of the works concerned; empty means all.
    works            JSONB NOT NULL,
    whole            BOOLEAN NOT NULL,
    from_on          DATE NOT NULL,
    to_on            DATE NOT NULL,
    -- The page of the one record that it is about; empty where it is about a period.
    subject          TEXT NOT NULL,
    -- draft, submitted, questioned, accepted
    state            TEXT NOT NULL,
    -- Texts of parts that somebody wrote, by the part's key.
    edits            JSONB NOT NULL,
    -- What a draft holds: JSON, deflated; nothing while no draft is worked on.
    draft            BYTEA,
    composed_at      TIMESTAMPTZ NOT NULL,
    -- The last day on which it is in time, where the contract prints one.
    due_on           DATE,
    -- The version that was submitted last; 0 while there is none.
    submitted_version BIGINT NOT NULL,
    -- The day on which it was handed in first, and of which version.
    handed_in_on     DATE,
    handed_in_no     BIGINT,
    submitted_at     TIMESTAMPTZ,
    submitted_by     UUID,
    submitted_name   TEXT,
    -- How long the client has for its answer, as printed, until when, and what silence means.
    review_within    TEXT,
    review_clause    TEXT,
    silence          TEXT,
    review_by        DATE,
    near_told        BOOLEAN NOT NULL,
    overdue_told     BOOLEAN NOT NULL,
    accepted_at      TIMESTAMPTZ,
    accepted_how     TEXT,
    accepted_name    TEXT,
    -- Why an accepted one is corrected.
    correction       TEXT,
    listed_on        DATE NOT NULL GENERATED ALWAYS AS (coalesce(due_on, to_on)) STORED,
    created_at       TIMESTAMPTZ NOT NULL,
    updated_at       TIMESTAMPTZ NOT NULL,
    version          BIGINT NOT NULL
);
CREATE UNIQUE INDEX report_number_once ON report (contract_id, number);
CREATE UNIQUE INDEX report_of_period ON report (contract_id, rule, from_on, subject);
CREATE INDEX report_of_contract ON report (contract_id, to_on, id);
CREATE INDEX report_all ON report (to_on, id);
CREATE INDEX report_listed ON report (contract_id, listed_on, id);
CREATE INDEX report_under_review ON report (review_by, id) WHERE state = 'submitted';

-- The works of reports that do not concern all of them.
CREATE TABLE report_work (
    report_id UUID NOT NULL REFERENCES report (id),
    work      TEXT NOT NULL,
    PRIMARY KEY (report_id, work)
);

-- What was submitted: never changed.
CREATE TABLE report_version (
    report_id    UUID NOT NULL REFERENCES report (id),
    no           BIGINT NOT NULL,
    -- JSON, deflated; the digest is SM3 over the JSON.
    snapshot     BYTEA NOT NULL,
    digest       TEXT NOT NULL,
    difference   TEXT,
    submitted_at TIMESTAMPTZ NOT NULL,
    by_id        UUID NOT NULL,
    by_name      TEXT NOT NULL,
    -- Taken back before the review.
    withdrawn_at TIMESTAMPTZ,
    PRIMARY KEY (report_id, no)
);

-- What the client asks of a version, by section or part.
CREATE TABLE report_comment (
    id        UUID PRIMARY KEY,
    report_id UUID NOT NULL REFERENCES report (id),
    no        BIGINT NOT NULL,
    section   TEXT NOT NULL,
    heading   TEXT NOT NULL,
    text      TEXT NOT NULL,
    by_name   TEXT NOT NULL,
    at        TIMESTAMPTZ NOT NULL,
    -- The version that answered it.
    answered  BIGINT
);
CREATE INDEX report_comment_of ON report_comment (report_id, no, at, id);

CREATE TABLE report_entry (
    report_id UUID NOT NULL REFERENCES report (id),
    n         BIGINT NOT NULL,
    at        TIMESTAMPTZ NOT NULL,
    what      TEXT NOT NULL,
    text      TEXT,
    by_id     UUID NOT NULL,
    by_name   TEXT NOT NULL,
    PRIMARY KEY (report_id, n)
);

CREATE TABLE report_number (
    contract_id UUID NOT NULL,
    year        BIGINT NOT NULL,
    last        BIGINT NOT NULL,
    PRIMARY KEY (contract_id, year)
);
CREATE TABLE report_place (
    one  BIGINT PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO report_place (one, last) VALUES (1, 0);

CREATE TABLE report_search (
    ord   BIGINT PRIMARY KEY,
    grams TSVECTOR NOT NULL
);
CREATE INDEX report_search_grams ON report_search USING GIN (grams);
