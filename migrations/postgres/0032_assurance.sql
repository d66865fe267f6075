-- Special periods: days that a client declares, in which more is watched and nothing may be released.
CREATE TABLE assurance_period (
    id            UUID PRIMARY KEY,
    contract_id   UUID NOT NULL,
    title         TEXT NOT NULL,
    occasion      TEXT NOT NULL,
    reason        TEXT NOT NULL,
    -- The rule that asks for it, if one does, with its clause.
    rule          TEXT,
    clause        TEXT,
    assumed       TEXT,
    -- Keys of the works concerned, each between bars; empty means all.
    works         TEXT NOT NULL,
    from_on       DATE NOT NULL,
    to_on         DATE NOT NULL,
    -- The first day on which it counts for clocks and releases: never before its confirmation.
    holds_from    DATE,
    no_release    BOOLEAN NOT NULL,
    state         TEXT NOT NULL,
    declared_by   UUID NOT NULL,
    declared_name TEXT NOT NULL,
    declared_at   TIMESTAMPTZ NOT NULL,
    confirmed_name TEXT,
    confirmed_at  TIMESTAMPTZ,
    ended_name    TEXT,
    ended_at      TIMESTAMPTZ,
    ended_reason  TEXT,
    version       BIGINT NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL
);
CREATE INDEX assurance_period_time ON assurance_period (from_on, id);
CREATE INDEX assurance_period_contract ON assurance_period (contract_id, from_on, id);
-- What other modules ask about.
CREATE INDEX assurance_period_held ON assurance_period (contract_id, to_on, holds_from) WHERE state = 'confirmed';

-- Before, during and after.
CREATE TABLE assurance_phase (
    id            UUID PRIMARY KEY,
    period_id     UUID NOT NULL REFERENCES assurance_period (id),
    contract_id   UUID NOT NULL,
    phase         TEXT NOT NULL,
    from_on       DATE NOT NULL,
    to_on         DATE NOT NULL,
    -- The inspection's occurrence that it proves, by the first day of that; where there is none, it is a duty by itself.
    occurrence_on DATE,
    summary       TEXT,
    done_on       DATE,
    done_at       TIMESTAMPTZ,
    done_name     TEXT,
    proved        BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE UNIQUE INDEX assurance_phase_of ON assurance_phase (period_id, phase);
CREATE INDEX assurance_phase_due ON assurance_phase (contract_id, to_on);
CREATE INDEX assurance_phase_to_prove ON assurance_phase (occurrence_on) WHERE done_at IS NOT NULL AND proved = FALSE;

CREATE TABLE assurance_item (
    id        UUID PRIMARY KEY,
    phase_id  UUID NOT NULL REFERENCES assurance_phase (id),
    period_id UUID NOT NULL,
    place     BIGINT NOT NULL,
    key       TEXT NOT NULL,
    title     TEXT NOT NULL,
    who       TEXT,
    -- The day that it is for, where it is done on each day.
    day       DATE,
    done_at   TIMESTAMPTZ,
    done_by   UUID,
    done_name TEXT,
    remark    TEXT
);
CREATE INDEX assurance_item_of ON assurance_item (period_id, place, id);

-- Special periods are kept here from now on. Those that somebody told of held for rosters: they are taken as confirmed.
INSERT INTO assurance_period (id, contract_id, title, occasion, reason, works, from_on, to_on, holds_from, no_release, state,
    declared_by, declared_name, declared_at, confirmed_name, confirmed_at, version, updated_at)
SELECT id, contract_id, '特殊时期', 'other', reason, '', first_day, last_day, first_day, FALSE, 'confirmed',
    by_id, by_name, created_at, by_name, created_at, 1, created_at
FROM hotline_special_day WHERE kind = 'special_period';
INSERT INTO assurance_phase (id, period_id, contract_id, phase, from_on, to_on)
SELECT id, id, contract_id, 'during', first_day, last_day FROM hotline_special_day WHERE kind = 'special_period';
DELETE FROM hotline_special_day WHERE kind = 'special_period';
