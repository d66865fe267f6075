-- Days there are to mend a vulnerability, where the contract prints no term: the house's own, by severity.
CREATE TABLE security_house_term (
    severity TEXT PRIMARY KEY,
    days     BIGINT NOT NULL
);
INSERT INTO security_house_term (severity, days) VALUES ('critical', 3), ('high', 7), ('medium', 30), ('low', 90);

-- What a contract has instead.
CREATE TABLE security_term (
    contract_id BLOB NOT NULL,
    severity    TEXT NOT NULL,
    days        BIGINT NOT NULL,
    PRIMARY KEY (contract_id, severity)
);

-- A vulnerability of a contract. The same finding is seen again; only after it was closed a further one begins.
CREATE TABLE vulnerability (
    id             BLOB PRIMARY KEY,
    contract_id    BLOB NOT NULL,
    work           TEXT,
    -- What makes findings the same: number or title, host, port.
    finding        TEXT NOT NULL,
    round          BIGINT NOT NULL,
    source         TEXT NOT NULL,
    number         TEXT,
    title          TEXT NOT NULL,
    severity       TEXT NOT NULL,
    description    TEXT,
    host           TEXT,
    port           TEXT,
    asset_code     TEXT,
    received_on    TEXT NOT NULL,
    last_seen_on   TEXT NOT NULL,
    times_seen     BIGINT NOT NULL,
    state          TEXT NOT NULL,
    decision       TEXT,
    -- The rule of the contract under which it is mended, and its term.
    rule           TEXT,
    clause         TEXT,
    assumed        TEXT,
    due_on         TEXT NOT NULL,
    due_assumed    TEXT,
    -- The rule under which the client is told at once.
    report_rule    TEXT,
    report_clause  TEXT,
    report_assumed TEXT,
    reported_on    TEXT,
    fixed_by       BLOB,
    fixed_on       TEXT,
    retested_on    TEXT,
    fed_back_on    TEXT,
    fed_back_at    TEXT,
    closed_on      TEXT,
    reminded       BOOLEAN NOT NULL,
    ticket_wanted  BOOLEAN NOT NULL,
    ticket_id      BLOB,
    ticket_number  TEXT,
    version        BIGINT NOT NULL,
    created_by     BLOB NOT NULL,
    created_at     TEXT NOT NULL,
    updated_at     TEXT NOT NULL
);
CREATE UNIQUE INDEX vulnerability_finding ON vulnerability (contract_id, finding, round);
CREATE INDEX vulnerability_due ON vulnerability (contract_id, due_on, id);
CREATE INDEX vulnerability_state ON vulnerability (contract_id, state, due_on, id);
CREATE INDEX vulnerability_counts ON vulnerability (contract_id, work, severity, state, due_on);
CREATE INDEX vulnerability_received ON vulnerability (contract_id, received_on, id);
CREATE INDEX vulnerability_remind ON vulnerability (due_on, id) WHERE fed_back_on IS NULL AND NOT reminded;
CREATE INDEX vulnerability_everywhere ON vulnerability (due_on, id);

-- What was done to a vulnerability, in its order.
CREATE TABLE vulnerability_step (
    id               BLOB PRIMARY KEY,
    vulnerability_id BLOB NOT NULL REFERENCES vulnerability (id),
    kind             TEXT NOT NULL,
    text             TEXT NOT NULL,
    data             TEXT NOT NULL,
    day              TEXT NOT NULL,
    by_id            BLOB NOT NULL,
    by_name          TEXT NOT NULL,
    at               TEXT NOT NULL
);
CREATE INDEX vulnerability_step_of ON vulnerability_step (vulnerability_id, at, id);

-- An evaluation of a system under 等级保护.
CREATE TABLE security_evaluation (
    id           BLOB PRIMARY KEY,
    contract_id  BLOB NOT NULL,
    work         TEXT,
    system       TEXT NOT NULL,
    level        BIGINT NOT NULL,
    body         TEXT NOT NULL,
    asked_on     TEXT NOT NULL,
    evaluated_on TEXT,
    result       TEXT,
    score        TEXT,
    note         TEXT,
    rule         TEXT,
    clause       TEXT,
    assumed      TEXT,
    version      BIGINT NOT NULL,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL
);
CREATE INDEX security_evaluation_asked ON security_evaluation (contract_id, asked_on, id);

-- Something that an evaluation found.
CREATE TABLE security_finding (
    id            BLOB PRIMARY KEY,
    evaluation_id BLOB NOT NULL REFERENCES security_evaluation (id),
    contract_id   BLOB NOT NULL,
    work          TEXT,
    standard      TEXT NOT NULL,
    text          TEXT NOT NULL,
    severity      TEXT NOT NULL,
    owner         TEXT,
    due_on        TEXT NOT NULL,
    state         TEXT NOT NULL,
    outcome       TEXT,
    done_on       TEXT,
    done_by       TEXT,
    ended_at      TEXT,
    version       BIGINT NOT NULL,
    created_at    TEXT NOT NULL,
    updated_at    TEXT NOT NULL
);
CREATE UNIQUE INDEX security_finding_once ON security_finding (evaluation_id, standard, text);
CREATE INDEX security_finding_due ON security_finding (contract_id, due_on, id);

-- Who of the team pledges secrecy; without a day they have not signed yet.
CREATE TABLE security_pledge (
    id           BLOB PRIMARY KEY,
    contract_id  BLOB NOT NULL,
    work         TEXT,
    name         TEXT NOT NULL,
    position     TEXT NOT NULL,
    organisation TEXT NOT NULL,
    joined_on    TEXT NOT NULL,
    signed_on    TEXT,
    -- None: it holds for good.
    valid_until  TEXT,
    left_on      TEXT,
    note         TEXT,
    rule         TEXT,
    clause       TEXT,
    version      BIGINT NOT NULL,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL
);
CREATE UNIQUE INDEX security_pledge_once ON security_pledge (contract_id, organisation, name, joined_on);
CREATE INDEX security_pledge_of ON security_pledge (contract_id, name, id);

-- What goes back or is destroyed at the end of a contract.
CREATE TABLE security_return (
    id           BLOB PRIMARY KEY,
    contract_id  BLOB NOT NULL,
    work         TEXT,
    title        TEXT NOT NULL,
    asked_on     TEXT NOT NULL,
    due_on       TEXT,
    listed_on    TEXT NOT NULL GENERATED ALWAYS AS (coalesce(due_on, asked_on)) STORED,
    rule         TEXT,
    clause       TEXT,
    assumed      TEXT,
    witness      TEXT,
    witnessed_by BLOB,
    witnessed_at TEXT,
    version      BIGINT NOT NULL,
    created_at   TEXT NOT NULL,
    updated_at   TEXT NOT NULL
);
CREATE INDEX security_return_listed ON security_return (contract_id, listed_on, id);

CREATE TABLE security_return_item (
    id        BLOB PRIMARY KEY,
    return_id BLOB NOT NULL REFERENCES security_return (id),
    place     BIGINT NOT NULL,
    what      TEXT NOT NULL,
    medium    TEXT NOT NULL,
    way       TEXT,
    -- The agreement under which it is kept, or how it was destroyed.
    basis     TEXT,
    done_on   TEXT,
    done_by   TEXT
);
CREATE INDEX security_return_item_of ON security_return_item (return_id, place, id);
