-- What is backed up, how often, where it lies and how long it is kept; and how it is.
CREATE TABLE backup_policy (
    id               BLOB PRIMARY KEY,
    contract_id      BLOB NOT NULL,
    rule             TEXT,
    clause           TEXT,
    work             TEXT,
    title            TEXT NOT NULL,
    what             TEXT NOT NULL,
    source           TEXT NOT NULL,
    -- What signs in to the source, sealed for its row and never shown.
    sealed           BLOB,
    pattern          TEXT NOT NULL,
    format           TEXT NOT NULL,
    every_hours      BIGINT NOT NULL,
    grace_minutes    BIGINT NOT NULL,
    keep_days        BIGINT NOT NULL,
    place            TEXT,
    min_bytes        BIGINT,
    shrink_percent   BIGINT NOT NULL,
    checksum         TEXT NOT NULL,
    drill_every_days BIGINT,
    enabled          BOOLEAN NOT NULL,
    -- Whether the rule asks for checks of the backups, too.
    checked          BOOLEAN NOT NULL,
    version          BIGINT NOT NULL,
    created_at       TEXT NOT NULL,
    retired_at       TEXT,
    state            TEXT NOT NULL,
    findings         TEXT NOT NULL,
    last_file        TEXT,
    last_at          TEXT,
    last_bytes       BIGINT,
    checked_at       TEXT,
    next_check_at    TEXT NOT NULL,
    proven_at        TEXT,
    proven_file      TEXT,
    next_drill_at    TEXT,
    -- Looks in a row that did not reach the source.
    misses           BIGINT NOT NULL,
    -- What was proved last, so that it is told once.
    told             TEXT,
    told_day         TEXT,
    -- Grows with every claim; only the last claim may write what it found.
    fence            BIGINT NOT NULL
);
CREATE INDEX backup_policy_list ON backup_policy (contract_id, id) WHERE retired_at IS NULL;
CREATE INDEX backup_policy_due ON backup_policy (next_check_at) WHERE enabled = TRUE AND retired_at IS NULL;
CREATE INDEX backup_policy_drills ON backup_policy (next_drill_at) WHERE enabled = TRUE AND retired_at IS NULL;

CREATE TABLE backup_check (
    id          BLOB PRIMARY KEY,
    policy_id   BLOB NOT NULL REFERENCES backup_policy (id),
    at          TEXT NOT NULL,
    ok          BOOLEAN NOT NULL,
    findings    TEXT NOT NULL,
    files       BIGINT NOT NULL,
    newest      TEXT,
    newest_at   TEXT,
    bytes       BIGINT,
    ms          BIGINT NOT NULL,
    by_name     TEXT
);
CREATE INDEX backup_check_list ON backup_check (policy_id, at, id);
CREATE INDEX backup_check_age ON backup_check (at);

-- Files that were seen; they stay after they went, until nobody asks for them any more.
CREATE TABLE backup_file (
    policy_id BLOB NOT NULL REFERENCES backup_policy (id),
    name      TEXT NOT NULL,
    at        TEXT NOT NULL,
    bytes     BIGINT NOT NULL,
    digest    TEXT,
    gone_at   TEXT,
    PRIMARY KEY (policy_id, name)
);
CREATE INDEX backup_file_list ON backup_file (policy_id, at, name);

CREATE TABLE backup_drill (
    id          BLOB PRIMARY KEY,
    policy_id   BLOB NOT NULL REFERENCES backup_policy (id),
    state       TEXT NOT NULL,
    file        TEXT,
    file_at     TEXT,
    asked_at    TEXT NOT NULL,
    started_at  TEXT,
    ended_at    TEXT,
    ms          BIGINT,
    bytes       BIGINT,
    counts      TEXT NOT NULL,
    text        TEXT,
    by_name     TEXT,
    -- Until when whoever runs it is believed to be alive.
    lease_until TEXT,
    fence       BIGINT NOT NULL
);
CREATE INDEX backup_drill_list ON backup_drill (policy_id, asked_at, id);
CREATE INDEX backup_drill_open ON backup_drill (state, asked_at) WHERE state IN ('waiting', 'running');
CREATE UNIQUE INDEX backup_drill_one ON backup_drill (policy_id) WHERE state IN ('waiting', 'running');
