-- Emergency plans with their versions, emergencies with their time lines, drills, and contacts that are rung up.
CREATE TABLE emergency_plan (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    works       TEXT NOT NULL,
    title       TEXT NOT NULL,
    newest      INTEGER NOT NULL,
    state       TEXT NOT NULL,
    version     INTEGER NOT NULL,
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL
);
CREATE INDEX emergency_plan_of ON emergency_plan (contract_id, created_at, id);

CREATE TABLE emergency_plan_version (
    id             BLOB PRIMARY KEY,
    plan_id        BLOB NOT NULL REFERENCES emergency_plan (id),
    number         INTEGER NOT NULL,
    state          TEXT NOT NULL,
    body           TEXT NOT NULL,
    phones         BLOB NOT NULL,
    written_by     BLOB NOT NULL,
    written_name   TEXT NOT NULL,
    written_at     TEXT NOT NULL,
    published_name TEXT,
    published_at   TEXT,
    agreed_name    TEXT,
    agreed_at      TEXT,
    note           TEXT
);
CREATE UNIQUE INDEX emergency_plan_version_number ON emergency_plan_version (plan_id, number);

CREATE TABLE emergency_contact (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    works       TEXT NOT NULL,
    plan_id     BLOB NOT NULL REFERENCES emergency_plan (id),
    post        TEXT NOT NULL,
    position    INTEGER NOT NULL,
    active      BOOLEAN NOT NULL,
    since       TEXT NOT NULL,
    tested_at   TEXT,
    reached     BOOLEAN,
    minutes     INTEGER
);
CREATE INDEX emergency_contact_of ON emergency_contact (contract_id, plan_id, position);
CREATE INDEX emergency_contact_plan ON emergency_contact (plan_id, position);

CREATE TABLE emergency_contact_test (
    id          BLOB PRIMARY KEY,
    contact_id  BLOB NOT NULL REFERENCES emergency_contact (id),
    contract_id BLOB NOT NULL,
    works       TEXT NOT NULL,
    post        TEXT NOT NULL,
    rule        TEXT,
    clause      TEXT,
    tested_on   TEXT NOT NULL,
    tested_at   TEXT NOT NULL,
    reached     BOOLEAN NOT NULL,
    minutes     INTEGER,
    note        TEXT,
    by_id       BLOB NOT NULL,
    by_name     TEXT NOT NULL
);
CREATE INDEX emergency_contact_test_of ON emergency_contact_test (contact_id, tested_at);
CREATE INDEX emergency_contact_test_day ON emergency_contact_test (contract_id, tested_on);

CREATE TABLE emergency (
    id               BLOB PRIMARY KEY,
    contract_id      BLOB NOT NULL,
    works            TEXT NOT NULL,
    number           TEXT NOT NULL,
    rule             TEXT NOT NULL,
    clause           TEXT NOT NULL,
    assumed          TEXT,
    within           TEXT,
    title            TEXT NOT NULL,
    scenario         TEXT,
    level            INTEGER,
    affects_use      BOOLEAN NOT NULL,
    ticket_id        BLOB,
    ticket_number    TEXT,
    plan_version_id  BLOB,
    state            TEXT NOT NULL,
    opened_by        BLOB NOT NULL,
    opened_name      TEXT NOT NULL,
    opened_at        TEXT NOT NULL,
    opened_on        TEXT NOT NULL,
    roles            TEXT NOT NULL,
    commander_id     BLOB,
    commander_name   TEXT,
    first_command_at TEXT,
    decisions        INTEGER NOT NULL,
    controlled_at    TEXT,
    stood_down_at    TEXT,
    stood_down_name  TEXT,
    report           TEXT,
    reported_by      BLOB,
    reported_name    TEXT,
    reported_at      TEXT,
    confirmed_name   TEXT,
    confirmed_at     TEXT,
    note             TEXT,
    agreed_on        TEXT,
    due_on           TEXT,
    listed_on        TEXT NOT NULL GENERATED ALWAYS AS (coalesce(agreed_on, due_on, opened_on)) STORED,
    version          INTEGER NOT NULL
);
CREATE UNIQUE INDEX emergency_number ON emergency (contract_id, number);
CREATE UNIQUE INDEX emergency_ticket ON emergency (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX emergency_listed ON emergency (contract_id, listed_on);
CREATE INDEX emergency_state ON emergency (contract_id, state, opened_at);
CREATE INDEX emergency_opened ON emergency (opened_at, id);

CREATE TABLE emergency_count (
    contract_id BLOB NOT NULL,
    year        INTEGER NOT NULL,
    n           INTEGER NOT NULL,
    PRIMARY KEY (contract_id, year)
);

CREATE TABLE emergency_entry (
    id           BLOB PRIMARY KEY,
    emergency_id BLOB NOT NULL REFERENCES emergency (id),
    kind         TEXT NOT NULL,
    text         TEXT NOT NULL,
    role         TEXT,
    step         INTEGER,
    by_id        BLOB NOT NULL,
    by_name      TEXT NOT NULL,
    happened_at  TEXT NOT NULL,
    recorded_at  TEXT NOT NULL
);
CREATE INDEX emergency_entry_of ON emergency_entry (emergency_id, happened_at, id);

CREATE TABLE emergency_drill (
    id           BLOB PRIMARY KEY,
    contract_id  BLOB NOT NULL,
    works        TEXT NOT NULL,
    plan_id      BLOB REFERENCES emergency_plan (id),
    rule         TEXT,
    clause       TEXT,
    title        TEXT NOT NULL,
    scenario     TEXT NOT NULL,
    planned_on   TEXT NOT NULL,
    planned_name TEXT NOT NULL,
    state        TEXT NOT NULL,
    held_at      TEXT,
    held_on      TEXT,
    held_name    TEXT,
    outcome      TEXT,
    version      INTEGER NOT NULL
);
CREATE INDEX emergency_drill_day ON emergency_drill (contract_id, planned_on);
CREATE INDEX emergency_drill_listed ON emergency_drill (planned_on, id);

CREATE TABLE emergency_finding (
    id          BLOB PRIMARY KEY,
    drill_id    BLOB NOT NULL REFERENCES emergency_drill (id),
    contract_id BLOB NOT NULL,
    text        TEXT NOT NULL,
    owner       TEXT NOT NULL,
    due_on      TEXT NOT NULL,
    done_at     TEXT,
    done_name   TEXT,
    done_note   TEXT
);
CREATE INDEX emergency_finding_of ON emergency_finding (drill_id, due_on, id);
