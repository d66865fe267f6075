-- The vendor's staff on a contract, as far as the contract asks for positions.
CREATE TABLE staff_person (
    id          UUID PRIMARY KEY,
    contract_id UUID NOT NULL,
    name        TEXT NOT NULL,
    unit        TEXT,
    person_id   UUID,
    works       JSONB NOT NULL,
    note        TEXT,
    version     BIGINT NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX staff_person_of ON staff_person (contract_id, name, id);
CREATE INDEX staff_person_account ON staff_person (person_id) WHERE person_id IS NOT NULL;

CREATE TABLE staff_qualification (
    id          UUID PRIMARY KEY,
    contract_id UUID NOT NULL,
    staff_id    UUID NOT NULL REFERENCES staff_person (id),
    name        TEXT NOT NULL,
    number      TEXT,
    issued_by   TEXT,
    valid_until DATE,
    created_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX staff_qualification_of ON staff_qualification (contract_id, staff_id, id);
CREATE INDEX staff_qualification_ending ON staff_qualification (valid_until, id) WHERE valid_until IS NOT NULL;

CREATE TABLE staff_reminder (
    qualification_id UUID NOT NULL,
    stage            BIGINT NOT NULL,
    told_at          TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (qualification_id, stage)
);

-- Who fills a position from a day on.
CREATE TABLE staff_assignment (
    id          UUID PRIMARY KEY,
    contract_id UUID NOT NULL,
    position    TEXT NOT NULL,
    staff_id    UUID NOT NULL REFERENCES staff_person (id),
    on_site     TEXT,
    from_on     DATE NOT NULL,
    to_on       DATE,
    created_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX staff_assignment_of ON staff_assignment (contract_id, from_on, id);
CREATE INDEX staff_assignment_staff ON staff_assignment (staff_id, from_on);

-- A key person is to change, or changed without being told of.
CREATE TABLE staff_change (
    id            UUID PRIMARY KEY,
    contract_id   UUID NOT NULL,
    position      TEXT NOT NULL,
    title         TEXT NOT NULL,
    rule          TEXT NOT NULL,
    clause        TEXT NOT NULL,
    assumed       TEXT,
    works         JSONB NOT NULL,
    assignment_id UUID NOT NULL REFERENCES staff_assignment (id),
    leaving_id    UUID NOT NULL,
    leaving       TEXT NOT NULL,
    coming_id     UUID,
    coming        TEXT,
    reason        TEXT NOT NULL,
    term          TEXT,
    consent       BOOLEAN NOT NULL,
    noticed_on    DATE NOT NULL,
    earliest_on   DATE NOT NULL,
    effective_on  DATE NOT NULL,
    state         TEXT NOT NULL,
    decided_by    TEXT,
    decided_at    TIMESTAMPTZ,
    decision_note TEXT,
    handover      JSONB NOT NULL,
    done_at       TIMESTAMPTZ,
    asked_by      UUID NOT NULL,
    asked_by_name TEXT NOT NULL,
    version       BIGINT NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL
);
CREATE INDEX staff_change_of ON staff_change (contract_id, effective_on, id);
CREATE UNIQUE INDEX staff_change_running ON staff_change (assignment_id) WHERE state IN ('asked', 'agreed');

-- Who was on site on which day.
CREATE TABLE staff_presence (
    id          UUID PRIMARY KEY,
    contract_id UUID NOT NULL,
    post        TEXT NOT NULL,
    staff_id    UUID NOT NULL REFERENCES staff_person (id),
    day         DATE NOT NULL,
    in_at       TIMESTAMPTZ NOT NULL,
    out_at      TIMESTAMPTZ,
    place       TEXT,
    note        TEXT,
    correction  TEXT,
    by_id       UUID NOT NULL,
    by_name     TEXT NOT NULL,
    at          TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX staff_presence_once ON staff_presence (contract_id, day, post, staff_id);

-- Told beforehand: somebody will not be there, and who will be instead.
CREATE TABLE staff_absence (
    id            UUID PRIMARY KEY,
    contract_id   UUID NOT NULL,
    post          TEXT NOT NULL,
    staff_id      UUID NOT NULL REFERENCES staff_person (id),
    substitute_id UUID,
    from_on       DATE NOT NULL,
    to_on         DATE NOT NULL,
    reason        TEXT NOT NULL,
    by_name       TEXT NOT NULL,
    at            TIMESTAMPTZ NOT NULL
);
CREATE INDEX staff_absence_of ON staff_absence (contract_id, to_on, from_on);

CREATE TABLE training (
    id           UUID PRIMARY KEY,
    contract_id  UUID NOT NULL,
    rule         TEXT NOT NULL,
    clause       TEXT NOT NULL,
    assumed      TEXT,
    title        TEXT NOT NULL,
    works        JSONB NOT NULL,
    topic        TEXT NOT NULL,
    audience     TEXT NOT NULL,
    place        TEXT NOT NULL,
    trainer      TEXT NOT NULL,
    note         TEXT,
    planned_on   DATE NOT NULL,
    due_on       DATE NOT NULL,
    state        TEXT NOT NULL,
    held_on      DATE,
    held_by      TEXT,
    decided_by   TEXT,
    decided_at   TIMESTAMPTZ,
    decision_note TEXT,
    version      BIGINT NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    updated_at   TIMESTAMPTZ NOT NULL
);
CREATE INDEX training_of ON training (contract_id, due_on, id);

CREATE TABLE training_attendee (
    id          UUID PRIMARY KEY,
    training_id UUID NOT NULL REFERENCES training (id),
    name        TEXT NOT NULL,
    unit        TEXT,
    signed_at   TIMESTAMPTZ,
    signature   UUID,
    score       BIGINT,
    comment     TEXT,
    rated_at    TIMESTAMPTZ,
    created_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX training_attendee_of ON training_attendee (training_id, created_at, id);
