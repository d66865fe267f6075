-- Emergency plans with their versions, emergencies with their time lines, drills, and contacts that are rung up.
CREATE TABLE emergency_plan (
    id          UUID PRIMARY KEY,
    contract_id UUID NOT NULL,
    works       TEXT NOT NULL,
    title       TEXT NOT NULL,
    newest      BIGINT NOT NULL,
    state       TEXT NOT NULL,
    version     BIGINT NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX emergency_plan_of ON emergency_plan (contract_id, created_at, id);

CREATE TABLE emergency_plan_version (
    id             UUID PRIMARY KEY,
    plan_id        UUID NOT NULL REFERENCES emergency_plan (id),
    number         BIGINT NOT NULL,
    state          TEXT NOT NULL,
    body           JSONB NOT NULL,
    phones         BYTEA NOT NULL,
    written_by     UUID NOT NULL,
    written_name   TEXT NOT NULL,
    written_at     TIMESTAMPTZ NOT NULL,
    published_name TEXT,
    published_at   TIMESTAMPTZ,
    agreed_name    TEXT,
    agreed_at      TIMESTAMPTZ,
    note           TEXT
);
CREATE UNIQUE INDEX emergency_plan_version_number ON emergency_plan_version (plan_id, number);

CREATE TABLE emergency_contact (
    id          UUID PRIMARY KEY,
    contract_id UUID NOT NULL,
    works       TEXT NOT NULL,
    plan_id     UUID NOT NULL REFERENCES emergency_plan (id),
    post        TEXT NOT NULL,
    position    BIGINT NOT NULL,
    active      BOOLEAN NOT NULL,
    since       TIMESTAMPTZ NOT NULL,
    tested_at   TIMESTAMPTZ,
    reached     BOOLEAN,
    minutes     BIGINT
);
CREATE INDEX emergency_contact_of ON emergency_contact (contract_id, plan_id, position);
CREATE INDEX emergency_contact_plan ON emergency_contact (plan_id, position);

CREATE TABLE emergency_contact_test (
    id          UUID PRIMARY KEY,
    contact_id  UUID NOT NULL REFERENCES emergency_contact (id),
    contract_id UUID NOT NULL,
    works       TEXT NOT NULL,
    post        TEXT NOT NULL,
    rule        TEXT,
    clause      TEXT,
    tested_on   DATE NOT NULL,
    tested_at   TIMESTAMPTZ NOT NULL,
    reached     BOOLEAN NOT NULL,
    minutes     BIGINT,
    note        TEXT,
    by_id       UUID NOT NULL,
    by_name     TEXT NOT NULL
);
CREATE INDEX emergency_contact_test_of ON emergency_contact_test (contact_id, tested_at);
CREATE INDEX emergency_contact_test_day ON emergency_contact_test (contract_id, tested_on);

CREATE TABLE emergency (
    id               UUID PRIMARY KEY,
    contract_id      UUID NOT NULL,
    works            TEXT NOT NULL,
    number           TEXT NOT NULL,
    rule             TEXT NOT NULL,
    clause           TEXT NOT NULL,
    assumed          TEXT,
    within           TEXT,
    title            TEXT NOT NULL,
    scenario         TEXT,
    level            BIGINT,
    affects_use      BOOLEAN NOT NULL,
    ticket_id        UUID,
    ticket_number    TEXT,
    plan_version_id  UUID,
    state            TEXT NOT NULL,
    opened_by        UUID NOT NULL,
    opened_name      TEXT NOT NULL,
    opened_at        TIMESTAMPTZ NOT NULL,
    opened_on        DATE NOT NULL,
    roles            JSONB NOT NULL,
    commander_id     UUID,
    commander_name   TEXT,
    first_command_at TIMESTAMPTZ,
    decisions        BIGINT NOT NULL,
    controlled_at    TIMESTAMPTZ,
    stood_down_at    TIMESTAMPTZ,
    stood_down_name  TEXT,
    report           JSONB,
    reported_by      UUID,
    reported_name    TEXT,
    reported_at      TIMESTAMPTZ,
    confirmed_name   TEXT,
    confirmed_at     TIMESTAMPTZ,
    note             TEXT,
    agreed_on        DATE,
    due_on           DATE,
    listed_on        DATE NOT NULL GENERATED ALWAYS AS (coalesce(agreed_on, due_on, opened_on)) STORED,
    version          BIGINT NOT NULL
);
CREATE UNIQUE INDEX emergency_number ON emergency (contract_id, number);
CREATE UNIQUE INDEX emergency_ticket ON emergency (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX emergency_listed ON emergency (contract_id, listed_on);
CREATE INDEX emergency_state ON emergency (contract_id, state, opened_at);
CREATE INDEX emergency_opened ON emergency (opened_at, id);

CREATE TABLE emergency_count (
    contract_id UUID NOT NULL,
    year        BIGINT NOT NULL,
    n           BIGINT NOT NULL,
    PRIMARY KEY (contract_id, year)
);

CREATE TABLE emergency_entry (
    id           UUID PRIMARY KEY,
    emergency_id UUID NOT NULL REFERENCES emergency (id),
    kind         TEXT NOT NULL,
    text         TEXT NOT NULL,
    role         TEXT,
    step         BIGINT,
    by_id        UUID NOT NULL,
    by_name      TEXT NOT NULL,
    happened_at  TIMESTAMPTZ NOT NULL,
    recorded_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX emergency_entry_of ON emergency_entry (emergency_id, happened_at, id);

CREATE TABLE emergency_drill (
    id           UUID PRIMARY KEY,
    contract_id  UUID NOT NULL,
    works        TEXT NOT NULL,
    plan_id      UUID REFERENCES emergency_plan (id),
    rule         TEXT,
    clause       TEXT,
    title        TEXT NOT NULL,
    scenario     TEXT NOT NULL,
    planned_on   DATE NOT NULL,
    planned_name TEXT NOT NULL,
    state        TEXT NOT NULL,
    held_at      TIMESTAMPTZ,
    held_on      DATE,
    held_name    TEXT,
    outcome      JSONB,
    version      BIGINT NOT NULL
);
CREATE INDEX emergency_drill_day ON emergency_drill (contract_id, planned_on);
CREATE INDEX emergency_drill_listed ON emergency_drill (planned_on, id);

CREATE TABLE emergency_finding (
    id          UUID PRIMARY KEY,
    drill_id    UUID NOT NULL REFERENCES emergency_drill (id),
    contract_id UUID NOT NULL,
    text        TEXT NOT NULL,
    owner       TEXT NOT NULL,
    due_on      DATE NOT NULL,
    done_at     TIMESTAMPTZ,
    done_name   TEXT,
    done_note   TEXT
);
CREATE INDEX emergency_finding_of ON emergency_finding (drill_id, due_on, id);
