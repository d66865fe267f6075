-- Documents for a period or an event, composed of what each module keeps, reviewed and accepted.
CREATE TABLE report (
    id               BLOB PRIMARY KEY,
    -- Its place in the search index.
    no               BIGINT NOT NULL UNIQUE,
    contract_id      BLOB NOT NULL,
    number           TEXT NOT NULL,
    rule             TEXT NOT NULL,
    clause           TEXT NOT NULL,
    assumed          TEXT,
    title            TEXT NOT NULL,
    frequency        TEXT NOT NULL,
    -- Keys of the works concerned; empty means all.
    works            TEXT NOT NULL,
    whole            BOOLEAN NOT NULL,
    from_on          TEXT NOT NULL,
    to_on            TEXT NOT NULL,
    -- The page of the one record that it is about; empty where it is about a period.
    subject          TEXT NOT NULL,
    -- draft, submitted, questioned, accepted
    state            TEXT NOT NULL,
    -- Texts of parts that somebody wrote, by the part's key.
    edits            TEXT NOT NULL,
    -- What a draft holds: JSON, deflated; nothing while no draft is worked on.
    draft            BLOB,
    composed_at      TEXT NOT NULL,
    -- The last day on which it is in time, where the contract prints one.
    due_on           TEXT,
    -- The version that was submitted last; 0 while there is none.
    submitted_version BIGINT NOT NULL,
    -- The day on which it was handed in first, and of which version.
    handed_in_on     TEXT,
    handed_in_no     BIGINT,
    submitted_at     TEXT,
    submitted_by     BLOB,
    submitted_name   TEXT,
    -- How long the client has for its answer, as printed, until when, and what silence means.
    review_within    TEXT,
    review_clause    TEXT,
    silence          TEXT,
    review_by        TEXT,
    near_told        BOOLEAN NOT NULL,
    overdue_told     BOOLEAN NOT NULL,
    accepted_at      TEXT,
    accepted_how     TEXT,
    accepted_name    TEXT,
    -- Why an accepted one is corrected.
    correction       TEXT,
    listed_on        TEXT NOT NULL GENERATED ALWAYS AS (coalesce(due_on, to_on)) STORED,
    created_at       TEXT NOT NULL,
    updated_at       TEXT NOT NULL,
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
    report_id BLOB NOT NULL REFERENCES report (id),
    work      TEXT NOT NULL,
    PRIMARY KEY (report_id, work)
);

-- What was submitted: never changed.
CREATE TABLE report_version (
    report_id    BLOB NOT NULL REFERENCES report (id),
    no           BIGINT NOT NULL,
    -- JSON, deflated; the digest is SM3 over the JSON.
    snapshot     BLOB NOT NULL,
    digest       TEXT NOT NULL,
    difference   TEXT,
    submitted_at TEXT NOT NULL,
    by_id        BLOB NOT NULL,
    by_name      TEXT NOT NULL,
    -- Taken back before the review.
    withdrawn_at TEXT,
    PRIMARY KEY (report_id, no)
);

-- What the client asks of a version, by section or part.
CREATE TABLE report_comment (
    id        BLOB PRIMARY KEY,
    report_id BLOB NOT NULL REFERENCES report (id),
    no        BIGINT NOT NULL,
    section   TEXT NOT NULL,
    heading   TEXT NOT NULL,
    text      TEXT NOT NULL,
    by_name   TEXT NOT NULL,
    at        TEXT NOT NULL,
    -- The version that answered it.
    answered  BIGINT
);
CREATE INDEX report_comment_of ON report_comment (report_id, no, at, id);

CREATE TABLE report_entry (
    report_id BLOB NOT NULL REFERENCES report (id),
    n         BIGINT NOT NULL,
    at        TEXT NOT NULL,
    what      TEXT NOT NULL,
    text      TEXT,
    by_id     BLOB NOT NULL,
    by_name   TEXT NOT NULL,
    PRIMARY KEY (report_id, n)
);

CREATE TABLE report_number (
    contract_id BLOB NOT NULL,
    year        BIGINT NOT NULL,
    last        BIGINT NOT NULL,
    PRIMARY KEY (contract_id, year)
);
CREATE TABLE report_place (
    one  BIGINT PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO report_place (one, last) VALUES (1, 0);

CREATE VIRTUAL TABLE report_search USING fts5 (grams, content = '', contentless_delete = 1, tokenize = 'unicode61');
