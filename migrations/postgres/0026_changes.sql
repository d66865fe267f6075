-- Running numbers of changes.
CREATE TABLE change_counter (
    contract_id UUID PRIMARY KEY,
    last        BIGINT NOT NULL
);

-- A change of the systems served, with its release.
CREATE TABLE change_request (
    id             UUID PRIMARY KEY,
    contract_id    UUID NOT NULL,
    number         TEXT NOT NULL,
    -- The rule that it answers, as it was when it was written.
    rule           TEXT,
    clause         TEXT,
    assumed        TEXT,
    works          JSONB NOT NULL,
    systems        JSONB NOT NULL,
    title          TEXT NOT NULL,
    reason         TEXT NOT NULL,
    kind           TEXT NOT NULL,
    urgency        TEXT NOT NULL,
    risk           TEXT NOT NULL,
    risk_note      TEXT NOT NULL,
    plan           JSONB NOT NULL,
    test_plan      TEXT NOT NULL,
    roll_back_plan TEXT NOT NULL,
    planned_from   TIMESTAMPTZ NOT NULL,
    planned_to     TIMESTAMPTZ NOT NULL,
    -- The last day of its window in Shanghai.
    due_on         DATE NOT NULL,
    touches_data   BOOLEAN NOT NULL,
    source         TEXT,
    state          TEXT NOT NULL,
    -- Grows with each edit of what is approved and tested.
    text_no        BIGINT NOT NULL,
    submitted_by   UUID,
    submitted_name TEXT,
    submitted_at   TIMESTAMPTZ,
    -- Who approved or refused it, for which text, and whether by word of mouth.
    decision       JSONB,
    -- Approved by word of mouth, and not confirmed in writing.
    unconfirmed    BOOLEAN NOT NULL,
    released       JSONB,
    -- How it ended: verified, or rolled back.
    outcome        JSONB,
    created_by     UUID NOT NULL,
    created_name   TEXT NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL,
    updated_at     TIMESTAMPTZ NOT NULL,
    version        BIGINT NOT NULL
);
CREATE UNIQUE INDEX change_request_number ON change_request (contract_id, number);
CREATE INDEX change_request_planned ON change_request (contract_id, planned_from, id);
CREATE INDEX change_request_state ON change_request (contract_id, state, planned_from, id);
CREATE INDEX change_request_due ON change_request (contract_id, due_on, id);
CREATE INDEX change_request_all ON change_request (planned_from, id);

-- The works that a change concerns; at least one.
CREATE TABLE change_work (
    change_id UUID NOT NULL REFERENCES change_request (id),
    work      TEXT NOT NULL,
    PRIMARY KEY (change_id, work)
);

-- A test of a change, of the text that it had then.
CREATE TABLE change_test (
    id          UUID PRIMARY KEY,
    change_id   UUID NOT NULL REFERENCES change_request (id),
    text_no     BIGINT NOT NULL,
    environment TEXT NOT NULL,
    passed      BIGINT NOT NULL,
    failed      BIGINT NOT NULL,
    result      TEXT NOT NULL,
    tester      TEXT NOT NULL,
    tested_on   DATE NOT NULL,
    note        TEXT,
    by_id       UUID NOT NULL,
    by_name     TEXT NOT NULL,
    at          TIMESTAMPTZ NOT NULL
);
CREATE INDEX change_test_of ON change_test (change_id, at, id);

-- What happened to a change, never changed.
CREATE TABLE change_entry (
    id        UUID PRIMARY KEY,
    change_id UUID NOT NULL REFERENCES change_request (id),
    action    TEXT NOT NULL,
    text      TEXT,
    by_name   TEXT NOT NULL,
    at        TIMESTAMPTZ NOT NULL
);
CREATE INDEX change_entry_of ON change_entry (change_id, at, id);
