-- The vendor's staff on a contract, as far as the contract asks for positions.
CREATE TABLE staff_person (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    name        TEXT NOT NULL,
    unit        TEXT,
    person_id   BLOB,
    works       TEXT NOT NULL,
    note        TEXT,
    version     INTEGER NOT NULL,
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL
);
CREATE INDEX staff_person_of ON staff_person (contract_id, name, id);
CREATE INDEX staff_person_account ON staff_person (person_id) WHERE person_id IS NOT NULL;

CREATE TABLE staff_qualification (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    staff_id    BLOB NOT NULL REFERENCES staff_person (id),
    name        TEXT NOT NULL,
    number      TEXT,
    issued_by   TEXT,
    valid_until TEXT,
    created_at  TEXT NOT NULL
);
CREATE INDEX staff_qualification_of ON staff_qualification (contract_id, staff_id, id);
CREATE INDEX staff_qualification_ending ON staff_qualification (valid_until, id) WHERE valid_until IS NOT NULL;

CREATE TABLE staff_reminder (
    qualification_id BLOB NOT NULL,
    stage            INTEGER NOT NULL,
    told_at          TEXT NOT NULL,
    PRIMARY KEY (qualification_id, stage)
);

-- Who fills a position from a day on.
CREATE TABLE staff_assignment (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    position    TEXT NOT NULL,
    staff_id    BLOB NOT NULL REFERENCES staff_person (id),
    on_site     TEXT,
    from_on     TEXT NOT NULL,
    to_on       TEXT,
    created_at  TEXT NOT NULL
);
CREATE INDEX staff_assignment_of ON staff_assignment (contract_id, from_on, id);
CREATE INDEX staff_assignment_staff ON staff_assignment (staff_id, from_on);

-- A key person is to change, or changed without being told of.
CREATE TABLE staff_change (
    id            BLOB PRIMARY KEY,
    contract_id   BLOB NOT NULL,
    position      TEXT NOT NULL,
    title         TEXT NOT NULL,
    rule          TEXT NOT NULL,
    clause        TEXT NOT NULL,
    assumed       TEXT,
    works         TEXT NOT NULL,
    assignment_id BLOB NOT NULL REFERENCES staff_assignment (id),
    leaving_id    BLOB NOT NULL,
    leaving       TEXT NOT NULL,
    coming_id     BLOB,
    coming        TEXT,
    reason        TEXT NOT NULL,
    term          TEXT,
    consent       BOOLEAN NOT NULL,
    noticed_on    TEXT NOT NULL,
    earliest_on   TEXT NOT NULL,
    effective_on  TEXT NOT NULL,
    state         TEXT NOT NULL,
    decided_by    TEXT,
    decided_at    TEXT,
    decision_note TEXT,
    handover      TEXT NOT NULL,
    done_at       TEXT,
    asked_by      BLOB NOT NULL,
    asked_by_name TEXT NOT NULL,
    version       INTEGER NOT NULL,
    created_at    TEXT NOT NULL
);
CREATE INDEX staff_change_of ON staff_change (contract_id, effective_on, id);
CREATE UNIQUE INDEX staff_change_running ON staff_change (assignment_id) WHERE state IN ('asked', 'agreed');

-- Who was on site on which day.
CREATE TABLE staff_presence (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    post        TEXT NOT NULL,
    staff_id    BLOB NOT NULL REFERENCES staff_person (id),
    day         TEXT NOT NULL,
    in_at       TEXT NOT NULL,
    out_at      TEXT,
    place       TEXT,
    note        TEXT,
    correction  TEXT,
    by_id       BLOB NOT NULL,
    by_name     TEXT NOT NULL,
    at          TEXT NOT NULL
);
CREATE UNIQUE INDEX staff_presence_once ON staff_presence (contract_id, day, post, staff_id);

-- Told beforehand: somebody will not be there, and who will be instead.
CREATE TABLE staff_absence (
    id            BLOB PRIMARY KEY,
    contract_id   BLOB NOT NULL,
    post          TEXT NOT NULL,
    staff_id      BLOB NOT NULL REFERENCES staff_person (id),
    substitute_id BLOB,
    from_on       TEXT NOT NULL,
    to_on         TEXT NOT NULL,
    reason        TEXT NOT NULL,
    by_name       TEXT NOT NULL,
    at            TEXT NOT NULL
);
CREATE INDEX staff_absence_of ON staff_absence (contract_id, to_on, from_on);

CREATE TABLE training (
    id           BLOB PRIMARY KEY,
    contract_id  BLOB NOT NULL,
    rule         TEXT NOT NULL,
    clause       TEXT NOT NULL,
    assumed      TEXT,
    title        TEXT NOT NULL,
    works        TEXT NOT NULL,
    topic        TEXT NOT NULL,
    audience     TEXT NOT NULL,
    place        TEXT NOT NULL,
    trainer      TEXT NOT NULL,
    note         TEXT,
    planned_on   TEXT NOT NULL,
    due_on       TEXT NOT NULL,
    state        TEXT NOT NULL,
    held_on      TEXT,
    held_by      TEXT,
    decided_by   TEXT,
    decided_at   TEXT,
    decision_note TEXT,
    version      INTEGER NOT NULL,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL
);
CREATE INDEX training_of ON training (contract_id, due_on, id);

CREATE TABLE training_attendee (
    id          BLOB PRIMARY KEY,
    training_id BLOB NOT NULL REFERENCES training (id),
    name        TEXT NOT NULL,
    unit        TEXT,
    signed_at   TEXT,
    signature   BLOB,
    score       INTEGER,
    comment     TEXT,
    rated_at    TEXT,
    created_at  TEXT NOT NULL
);
CREATE INDEX training_attendee_of ON training_attendee (training_id, created_at, id);
