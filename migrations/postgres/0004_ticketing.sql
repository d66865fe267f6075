-- Numbers are given in order of opening, without gaps: the row is held by the transaction that opens the ticket.
CREATE TABLE ticket_number (
    contract_id UUID NOT NULL,
    year        BIGINT NOT NULL,
    last        BIGINT NOT NULL,
    PRIMARY KEY (contract_id, year)
);

-- A row holds what a list shows and what a single read needs; its entries are the truth that the clocks are folded from.
CREATE TABLE ticket (
    ord                 BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id                  UUID NOT NULL UNIQUE,
    number              TEXT NOT NULL UNIQUE,
    contract_id         UUID NOT NULL,
    contract_prefix     TEXT NOT NULL,
    contract_version_id UUID NOT NULL,
    contract_version    BIGINT NOT NULL,
    kind                TEXT NOT NULL,
    channel             TEXT NOT NULL,
    case_key            TEXT NOT NULL,
    case_name           TEXT NOT NULL,
    level               BIGINT NOT NULL,
    severity_set_by     TEXT NOT NULL,
    title               TEXT NOT NULL,
    description         TEXT NOT NULL,
    work                TEXT,
    service             TEXT,
    asset               TEXT,
    reporter            JSONB NOT NULL,
    reporter_name       TEXT NOT NULL,
    form                JSONB,
    state               TEXT NOT NULL,
    resume_state        TEXT,
    assignee_id         UUID,
    assignee_name       TEXT,
    resolved_by         UUID,
    escalation_level    BIGINT NOT NULL,
    cycle               BIGINT NOT NULL,
    urged               BIGINT NOT NULL,
    satisfaction        BIGINT,
    merged_into         UUID,
    clocks              JSONB NOT NULL,
    verdicts            JSONB NOT NULL,
    alarm               BIGINT NOT NULL,
    watchers            JSONB NOT NULL,
    links               JSONB NOT NULL,
    attachments         JSONB NOT NULL,
    opened_by           UUID NOT NULL,
    opened_at           TIMESTAMPTZ NOT NULL,
    updated_at          TIMESTAMPTZ NOT NULL,
    -- The next due moment; year 9000 for a live ticket without one, year 9999 for an ended one, so that live tickets are
    -- one range of every index that is sorted by it.
    due_key             TIMESTAMPTZ NOT NULL,
    next_sweep_at       TIMESTAMPTZ,
    swept_at            TIMESTAMPTZ NOT NULL,
    last_seq            BIGINT NOT NULL,
    version             BIGINT NOT NULL
);
CREATE INDEX ticket_due ON ticket (contract_id, due_key, ord);
CREATE INDEX ticket_state ON ticket (contract_id, state, due_key, ord);
CREATE INDEX ticket_opened ON ticket (contract_id, opened_at, ord);
CREATE INDEX ticket_updated ON ticket (contract_id, updated_at, ord);
CREATE INDEX ticket_assignee ON ticket (assignee_id, contract_id, due_key, ord) WHERE assignee_id IS NOT NULL;
CREATE INDEX ticket_sweep ON ticket (next_sweep_at) WHERE next_sweep_at IS NOT NULL;

-- What happened, in order. `fact` is what the clocks make of it.
CREATE TABLE ticket_entry (
    ticket_id   UUID NOT NULL,
    seq         BIGINT NOT NULL,
    at          TIMESTAMPTZ NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    kind        TEXT NOT NULL,
    by_id       UUID NOT NULL,
    by_name     TEXT NOT NULL,
    by_role     TEXT NOT NULL,
    visibility  TEXT NOT NULL,
    text        TEXT,
    data        JSONB,
    fact        JSONB,
    PRIMARY KEY (ticket_id, seq)
);

-- How many tickets stand where, kept with every change, so that no view has to count them. Works and people that are
-- absent are '' and the nil id; ended tickets are counted without their people.
CREATE TABLE ticket_count (
    contract_id UUID NOT NULL,
    work        TEXT NOT NULL,
    state       TEXT NOT NULL,
    alarm       BIGINT NOT NULL,
    assignee_id UUID NOT NULL,
    n           BIGINT NOT NULL,
    PRIMARY KEY (contract_id, work, state, alarm, assignee_id)
);

CREATE TABLE ticket_attachment (
    id          UUID PRIMARY KEY,
    ticket_id   UUID NOT NULL,
    contract_id UUID NOT NULL,
    work        TEXT,
    name        TEXT NOT NULL,
    media_type  TEXT NOT NULL,
    size        BIGINT NOT NULL,
    digest      TEXT NOT NULL,
    visibility  TEXT NOT NULL,
    added_by    UUID NOT NULL,
    added_at    TIMESTAMPTZ NOT NULL
);
CREATE INDEX ticket_attachment_ticket ON ticket_attachment (ticket_id);
CREATE INDEX ticket_attachment_digest ON ticket_attachment (digest);

-- Search: pairs of characters made by the program. The text itself is not kept a second time.
CREATE TABLE ticket_search (
    ord   BIGINT PRIMARY KEY,
    grams TSVECTOR NOT NULL
);
CREATE INDEX ticket_search_grams ON ticket_search USING GIN (grams);
