-- Which ticket is about which thing that another module found wrong: one open ticket for each.
CREATE TABLE ticket_deviation (
    contract_id BLOB NOT NULL,
    key         TEXT NOT NULL,
    ticket_id   BLOB,
    -- How often it was found, and how many of these the history tells.
    times       BIGINT NOT NULL,
    noted       BIGINT NOT NULL,
    said        TEXT,
    last_at     TEXT,
    noted_at    TEXT,
    gone_at     TEXT,
    PRIMARY KEY (contract_id, key)
);

-- One time that something of the plan comes round. Works are kept as `|1||3|`; none: the contract as a whole.
CREATE TABLE inspection_occurrence (
    id            BLOB PRIMARY KEY,
    contract_id   BLOB NOT NULL,
    -- The version that it was planned under.
    version_id    BLOB NOT NULL,
    -- Names it in its contract, so that nothing is planned twice.
    key           TEXT NOT NULL,
    kind          TEXT NOT NULL,
    rule          TEXT NOT NULL,
    clause        TEXT NOT NULL,
    assumed       TEXT,
    title         TEXT NOT NULL,
    from_on       TEXT NOT NULL,
    to_on         TEXT NOT NULL,
    planned_on    TEXT NOT NULL,
    -- The last day on which it counts as made: its period's, or the day that was announced.
    due_on        TEXT NOT NULL,
    phase         TEXT,
    festival      TEXT,
    works         TEXT NOT NULL,
    state         TEXT NOT NULL,
    -- Whether somebody has moved, assigned or announced it: then no edit of the plan reaches it.
    touched       BOOLEAN NOT NULL,
    assignee_id   BLOB,
    assignee_name TEXT,
    run_id        BLOB,
    announcement  TEXT,
    ended_at      TEXT,
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
    contract_id BLOB NOT NULL,
    day         TEXT NOT NULL,
    rule        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    works       TEXT NOT NULL,
    state       TEXT NOT NULL,
    n           BIGINT NOT NULL,
    PRIMARY KEY (contract_id, day, rule, kind, works, state)
);

-- How far a contract has been planned, and what could not be planned.
CREATE TABLE inspection_horizon (
    contract_id BLOB PRIMARY KEY,
    planned_to  TEXT NOT NULL,
    problems    TEXT NOT NULL,
    at          TEXT NOT NULL
);

-- What is looked at, by rule. A version is never changed.
CREATE TABLE inspection_checklist (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    rule        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    works       TEXT NOT NULL,
    version     BIGINT NOT NULL,
    -- Whether it is still the house's own, which follows the contract's text.
    house       BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX inspection_checklist_rule ON inspection_checklist (contract_id, rule, kind);

CREATE TABLE inspection_checklist_version (
    checklist_id BLOB NOT NULL,
    version      BIGINT NOT NULL,
    body         TEXT NOT NULL,
    by_id        BLOB NOT NULL,
    by_name      TEXT NOT NULL,
    at           TEXT NOT NULL,
    PRIMARY KEY (checklist_id, version)
);

-- One walk through a checklist. A closed one is never changed; a correction is a new one.
CREATE TABLE inspection_run (
    id                BLOB PRIMARY KEY,
    occurrence_id     BLOB NOT NULL,
    contract_id       BLOB NOT NULL,
    works             TEXT NOT NULL,
    checklist_id      BLOB NOT NULL,
    checklist_version BIGINT NOT NULL,
    state             TEXT NOT NULL,
    started_at        TEXT NOT NULL,
    device_at         TEXT,
    by_id             BLOB NOT NULL,
    by_name           TEXT NOT NULL,
    answers           TEXT NOT NULL,
    photos            TEXT NOT NULL,
    signatures        TEXT NOT NULL,
    place             TEXT,
    closed_at         TEXT,
    closed_by         TEXT,
    -- SM3 of what it says, given when it is closed; the audit trail holds it too.
    digest            TEXT,
    corrects          BLOB,
    corrected_by      BLOB,
    reason            TEXT,
    version           BIGINT NOT NULL
);
CREATE INDEX inspection_run_occurrence ON inspection_run (occurrence_id, started_at);
-- Only one run of an occurrence is open.
CREATE UNIQUE INDEX inspection_run_open ON inspection_run (occurrence_id) WHERE state <> 'closed';

-- What was found wrong and has not been answered fine since.
CREATE TABLE inspection_deviation (
    contract_id BLOB NOT NULL,
    key         TEXT NOT NULL,
    run_id      BLOB NOT NULL,
    found_at    TEXT NOT NULL,
    PRIMARY KEY (contract_id, key)
);

-- Steps of devices that were done, so that none is done twice.
CREATE TABLE inspection_sync (
    person_id     BLOB NOT NULL,
    step_id       BLOB NOT NULL,
    occurrence_id BLOB NOT NULL,
    what          TEXT NOT NULL,
    device_at     TEXT NOT NULL,
    done_at       TEXT NOT NULL,
    PRIMARY KEY (person_id, step_id)
);
CREATE INDEX inspection_sync_done ON inspection_sync (done_at);
