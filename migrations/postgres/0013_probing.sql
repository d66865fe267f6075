-- What is watched.
CREATE TABLE probing_system (
    id          UUID PRIMARY KEY,
    contract_id UUID NOT NULL,
    name        TEXT NOT NULL,
    work        TEXT,
    hosts       JSONB NOT NULL,
    version     BIGINT NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX probing_system_name ON probing_system (contract_id, name);

-- Whom the software signs in as. What proves it is sealed for its row and never shown.
CREATE TABLE probing_credential (
    id          UUID PRIMARY KEY,
    contract_id UUID NOT NULL,
    name        TEXT NOT NULL,
    username    TEXT NOT NULL,
    kind        TEXT NOT NULL,
    sealed      BYTEA NOT NULL,
    version     BIGINT NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX probing_credential_name ON probing_credential (contract_id, name);

-- Agents push what they see; of a token the digest is kept.
CREATE TABLE probing_agent (
    id            UUID PRIMARY KEY,
    contract_id   UUID NOT NULL,
    name          TEXT NOT NULL,
    token_hash    BYTEA NOT NULL,
    every_seconds BIGINT NOT NULL,
    -- The highest sequence number taken; what is not above it was taken before.
    last_seq      BIGINT NOT NULL,
    last_at       TIMESTAMPTZ,
    host          TEXT,
    system        TEXT,
    program       TEXT,
    reading       JSONB,
    created_at    TIMESTAMPTZ NOT NULL,
    retired_at    TIMESTAMPTZ
);
CREATE UNIQUE INDEX probing_agent_name ON probing_agent (contract_id, name) WHERE retired_at IS NULL;

CREATE TABLE probing_probe (
    id            UUID PRIMARY KEY,
    contract_id   UUID NOT NULL,
    system_id     UUID NOT NULL REFERENCES probing_system (id),
    title         TEXT NOT NULL,
    kind          TEXT NOT NULL,
    target        JSONB NOT NULL,
    every_seconds BIGINT NOT NULL,
    timeout_ms    BIGINT NOT NULL,
    retries       BIGINT NOT NULL,
    thresholds    JSONB NOT NULL,
    level         BIGINT,
    credential_id UUID REFERENCES probing_credential (id),
    agent_id      UUID REFERENCES probing_agent (id),
    enabled       BOOLEAN NOT NULL,
    version       BIGINT NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    retired_at    TIMESTAMPTZ,
    -- Milliseconds since 1970: when it is due, or, while somebody runs it, when it is taken away from them. The phase spreads
    -- probes of the same interval; the fence grows with every claim, and only the last claim may write.
    due_ms        BIGINT NOT NULL,
    phase_ms      BIGINT NOT NULL,
    fence         BIGINT NOT NULL,
    ran_ms        BIGINT NOT NULL,
    state         TEXT NOT NULL,
    since         TIMESTAMPTZ,
    last_at       TIMESTAMPTZ,
    last_ms       BIGINT,
    last_text     TEXT,
    metrics       JSONB NOT NULL,
    -- Fingerprints of the certificates that were told of.
    certificates  TEXT,
    outage_id     UUID
);
CREATE INDEX probing_probe_due ON probing_probe (due_ms) WHERE enabled = TRUE;
CREATE INDEX probing_probe_list ON probing_probe (contract_id, id) WHERE retired_at IS NULL;
CREATE INDEX probing_probe_state ON probing_probe (contract_id, state, id) WHERE retired_at IS NULL;
CREATE INDEX probing_probe_system ON probing_probe (system_id);
CREATE INDEX probing_probe_credential ON probing_probe (credential_id);
CREATE INDEX probing_probe_agent ON probing_probe (agent_id);

-- Results rolled up by the hour.
CREATE TABLE probing_hour (
    probe_id     UUID NOT NULL,
    hour         TIMESTAMPTZ NOT NULL,
    n            BIGINT NOT NULL,
    ok           BIGINT NOT NULL,
    min_ms       BIGINT,
    sum_ms       BIGINT NOT NULL,
    max_ms       BIGINT,
    down_seconds BIGINT NOT NULL,
    PRIMARY KEY (probe_id, hour)
);

-- From the first attempt that failed to the first one that succeeded.
CREATE TABLE probing_outage (
    id            UUID PRIMARY KEY,
    contract_id   UUID NOT NULL,
    probe_id      UUID NOT NULL REFERENCES probing_probe (id),
    problem       TEXT NOT NULL,
    from_at       TIMESTAMPTZ NOT NULL,
    noticed_at    TIMESTAMPTZ NOT NULL,
    until_at      TIMESTAMPTZ,
    seconds       BIGINT,
    reason        TEXT NOT NULL,
    ticket_id     UUID,
    ticket_number TEXT
);
CREATE INDEX probing_outage_list ON probing_outage (contract_id, from_at, id);
CREATE INDEX probing_outage_open ON probing_outage (contract_id, from_at, id) WHERE until_at IS NULL;
CREATE INDEX probing_outage_probe ON probing_outage (probe_id, from_at);

-- What other systems told of interfaces and exchanges; each id of theirs is taken once.
CREATE TABLE probing_watch_event (
    contract_id UUID NOT NULL,
    event_id    TEXT NOT NULL,
    kind        TEXT NOT NULL,
    partner     TEXT NOT NULL,
    at          TIMESTAMPTZ NOT NULL,
    ok          BOOLEAN,
    n           BIGINT,
    lag_seconds BIGINT,
    detail      JSONB,
    PRIMARY KEY (contract_id, event_id)
);
CREATE INDEX probing_watch_event_time ON probing_watch_event (contract_id, kind, partner, at);
CREATE INDEX probing_watch_event_kind ON probing_watch_event (contract_id, kind, at);
CREATE INDEX probing_watch_event_list ON probing_watch_event (contract_id, at, event_id);
CREATE INDEX probing_watch_event_at ON probing_watch_event (at);

CREATE TABLE probing_watch_rule (
    id             UUID PRIMARY KEY,
    contract_id    UUID NOT NULL,
    kind           TEXT NOT NULL,
    count          BIGINT NOT NULL,
    within_seconds BIGINT NOT NULL,
    level          BIGINT,
    enabled        BOOLEAN NOT NULL,
    version        BIGINT NOT NULL,
    -- Since when it is broken, while it is.
    open_since     TIMESTAMPTZ
);
CREATE UNIQUE INDEX probing_watch_rule_kind ON probing_watch_rule (contract_id, kind);
CREATE INDEX probing_watch_rule_open ON probing_watch_rule (open_since) WHERE open_since IS NOT NULL;
