-- What people said of a duty that no other module keeps.
CREATE TABLE duty_record (
    id          UUID PRIMARY KEY,
    contract_id UUID NOT NULL,
    kind        TEXT NOT NULL,
    rule        TEXT NOT NULL,
    clause      TEXT NOT NULL,
    assumed     TEXT,
    title       TEXT NOT NULL,
    works       JSONB NOT NULL,
    note        TEXT,
    from_on     DATE NOT NULL,
    to_on       DATE NOT NULL,
    due_on      DATE,
    listed_on   DATE NOT NULL GENERATED ALWAYS AS (coalesce(due_on, to_on)) STORED,
    done_on     DATE,
    waived      BOOLEAN NOT NULL,
    ended_at    TIMESTAMPTZ,
    created_at  TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX duty_record_document ON duty_record (contract_id, rule, from_on) WHERE kind = 'document';
CREATE INDEX duty_record_listed ON duty_record (contract_id, listed_on, id);

CREATE TABLE duty_evidence (
    id        UUID PRIMARY KEY,
    record_id UUID NOT NULL REFERENCES duty_record (id),
    text      TEXT NOT NULL,
    path      TEXT,
    by_id     UUID NOT NULL,
    by_name   TEXT NOT NULL,
    at        TIMESTAMPTZ NOT NULL
);
CREATE INDEX duty_evidence_of ON duty_evidence (record_id, at, id);

CREATE INDEX hotline_return_call_visit ON hotline_return_call (contract_id, due_at) WHERE kind = 'visit';
