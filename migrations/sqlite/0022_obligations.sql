-- What people said of a duty that no other module keeps.
CREATE TABLE duty_record (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    kind        TEXT NOT NULL,
    rule        TEXT NOT NULL,
    clause      TEXT NOT NULL,
    assumed     TEXT,
    title       TEXT NOT NULL,
    works       TEXT NOT NULL,
    note        TEXT,
    from_on     TEXT NOT NULL,
    to_on       TEXT NOT NULL,
    due_on      TEXT,
    listed_on   TEXT NOT NULL GENERATED ALWAYS AS (coalesce(due_on, to_on)) STORED,
    done_on     TEXT,
    waived      BOOLEAN NOT NULL,
    ended_at    TEXT,
    created_at  TEXT NOT NULL
);
CREATE UNIQUE INDEX duty_record_document ON duty_record (contract_id, rule, from_on) WHERE kind = 'document';
CREATE INDEX duty_record_listed ON duty_record (contract_id, listed_on, id);

CREATE TABLE duty_evidence (
    id        BLOB PRIMARY KEY,
    record_id BLOB NOT NULL REFERENCES duty_record (id),
    text      TEXT NOT NULL,
    path      TEXT,
    by_id     BLOB NOT NULL,
    by_name   TEXT NOT NULL,
    at        TEXT NOT NULL
);
CREATE INDEX duty_evidence_of ON duty_evidence (record_id, at, id);

CREATE INDEX hotline_return_call_visit ON hotline_return_call (contract_id, due_at) WHERE kind = 'visit';
