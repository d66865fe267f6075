-- Which ticket is about which thing that another module found wrong: one open ticket for each.
CREATE TABLE ticket_deviation (
    contract_id UUID NOT NULL,
    key         TEXT NOT NULL,
    ticket_id   UUID,
    -- How often it was found, and how many of these the history tells.
    times       BIGINT NOT NULL,
    noted       BIGINT NOT NULL,
    said        TEXT,
    last_at     TIMESTAMPTZ,
    noted_at    TIMESTAMPTZ,
    gone_at     TIMESTAMPTZ,
    PRIMARY KEY (contract_id, key)
);

-- One time that something of the plan comes round. Works are kept as `|1||3|`; none: the contract as a whole.
CREATE TABLE inspection_occurrence (
    id            UUID PRIMARY KEY,
    contract_id   UUID NOT NULL,
    -- The version that it was planned under.
    version_id    UUID NOT NULL,
    -- Names it in its contract, so that nothing is planned twice.
    key           TEXT NOT NULL,
    kind          TEXT NOT NULL,
    rule          TEXT NOT NULL,
    clause        TEXT NOT NULL,
    assumed       TEXT,
    title         TEXT NOT NULL,
    from_on       DATE NOT NULL,
    to_on         DATE NOT NULL,
    planned_on    DATE NOT NULL,
    -- The last day on which it counts as made: its period's, or the day that was announced.
    due_on        DATE NOT NULL,
    phase         TEXT,
    festival      TEXT,
    works         TEXT NOT NULL,
    state         TEXT NOT NULL,
    -- Whether somebody has moved, assigned or announced it: then no edit of the plan reaches it.
    touched       BOOLEAN NOT NULL,
    assignee_id   UUID,
    assignee_name TEXT,
    run_id        UUID,
    announcement  JSONB,
    ended_at      TIMESTAMPTZ,
    -- Whether it was told of the day before.
    told          BOOLEAN NOT NULL,
    version       BIGINT NOT NULL
);
CREATE UNIQUE INDEX inspection_occurrence_key ON inspection_occurrence (contract_id, key);
CREATE INDEX inspection_occurrence_list ON inspection_occurrence (contract_id, planned_on, id);
CREATE INDEX inspection_occurrence_mine ON inspection_occurrence (assignee_id, planned_on, id);
CREATE INDEX inspection_occurrence_due ON inspection_occurrence (due_on) WHERE state IN ('planned', 'running', 'announced');
CREATE INDEX inspection_occurrence_untold ON inspection_occurrence (planned_on) WHERE state = 'planned' AND told = FALSE;

-- How many of a rule that are due on a day stand where; moved in the transaction that moves them.
CREATE TABLE inspection_count (
    contract_id UUID NOT NULL,
    day         DATE NOT NULL,
    rule        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    works       TEXT NOT NULL,
    state       TEXT NOT NULL,
    n           BIGINT NOT NULL,
    PRIMARY KEY (contract_id, day, rule, kind, works, state)
);

-- How far a contract has been planned, and what could not be planned.
CREATE TABLE inspection_horizon (
    contract_id UUID PRIMARY KEY,
    planned_to  DATE NOT NULL,
    problems    JSONB NOT NULL,
    at          TIMESTAMPTZ NOT NULL
);

-- What is looked at, by rule. A version is never changed.
CREATE TABLE inspection_checklist (
    id          UUID PRIMARY KEY,
    contract_id UUID NOT NULL,
    rule        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    works       TEXT NOT NULL,
    version     BIGINT NOT NULL,
    -- Whether it is still the house's own, which follows the contract's text.
    house       BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX inspection_checklist_rule ON inspection_checklist (contract_id, rule, kind);

CREATE TABLE inspection_checklist_version (
    checklist_id UUID NOT NULL,
    version      BIGINT NOT NULL,
    body         JSONB NOT NULL,
    by_id        UUID NOT NULL,
    by_name      TEXT NOT NULL,
    at           TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (checklist_id, version)
);

-- One walk through a checklist. A closed one is never changed; a correction is a new one.
CREATE TABLE inspection_run (
    id                UUID PRIMARY KEY,
    occurrence_id     UUID NOT NULL,
    contract_id       UUID NOT NULL,
    works             TEXT NOT NULL,
    checklist_id      UUID NOT NULL,
    checklist_version BIGINT NOT NULL,
    state             TEXT NOT NULL,
    started_at        TIMESTAMPTZ NOT NULL,
    device_at         TIMESTAMPTZ,
    by_id             UUID NOT NULL,
    by_name           TEXT NOT NULL,
    answers           JSONB NOT NULL,
    photos            JSONB NOT NULL,
    signatures        JSONB NOT NULL,
    place             JSONB,
    closed_at         TIMESTAMPTZ,
    closed_by         TEXT,
    -- SM3 of what it says, given when it is closed; the audit trail holds it too.
    digest            TEXT,
    corrects          UUID,
    corrected_by      UUID,
    reason            TEXT,
    version           BIGINT NOT NULL
);
CREATE INDEX inspection_run_occurrence ON inspection_run (occurrence_id, started_at);
-- Only one run of an occurrence is open.
CREATE UNIQUE INDEX inspection_run_open ON inspection_run (occurrence_id) WHERE state <> 'closed';

-- What was found wrong and has not been answered fine since.
CREATE TABLE inspection_deviation (
    contract_id UUID NOT NULL,
    key         TEXT NOT NULL,
    run_id      UUID NOT NULL,
    found_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (contract_id, key)
);

-- Steps of devices that were done, so that none is done twice.
CREATE TABLE inspection_sync (
    person_id     UUID NOT NULL,
    step_id       UUID NOT NULL,
    occurrence_id UUID NOT NULL,
    what          TEXT NOT NULL,
    device_at     TIMESTAMPTZ NOT NULL,
    done_at       TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (person_id, step_id)
);
CREATE INDEX inspection_sync_done ON inspection_sync (done_at);
