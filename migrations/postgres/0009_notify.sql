-- Who is told of what under a contract, as one document; a contract without a row has the rules of the house.
CREATE TABLE notify_rules (
    contract_id UUID PRIMARY KEY,
    rules       JSONB NOT NULL,
    version     BIGINT NOT NULL,
    updated_by  UUID NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL
);

CREATE TABLE notify_template (
    id          UUID PRIMARY KEY,
    name        TEXT NOT NULL,
    contract_id UUID,
    line        TEXT NOT NULL,
    body        TEXT NOT NULL,
    version     BIGINT NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX notify_template_contract ON notify_template (contract_id, name);

-- Gateways and robots. What is secret in them is sealed: addresses with keys, headers, signing keys.
CREATE TABLE notify_channel (
    id          UUID PRIMARY KEY,
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    contract_id UUID,
    enabled     BOOLEAN NOT NULL,
    shown       JSONB NOT NULL,
    sealed      BYTEA NOT NULL,
    version     BIGINT NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL
);

-- The outbox. One row is one message to one recipient by one way; while it gathers, further things join it.
CREATE TABLE notify_message (
    id          UUID PRIMARY KEY,
    contract_id UUID,
    way         TEXT NOT NULL,
    -- Whom and by which way: at most one message of a key gathers at a time.
    group_key   TEXT NOT NULL,
    person_id   UUID,
    recipient   TEXT NOT NULL,
    state       TEXT NOT NULL,
    level       BIGINT,
    count       BIGINT NOT NULL,
    attempts    BIGINT NOT NULL,
    due_at      TIMESTAMPTZ NOT NULL,
    claim       UUID,
    claimed_to  TIMESTAMPTZ,
    error       TEXT,
    created_at  TIMESTAMPTZ NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL,
    sent_at     TIMESTAMPTZ
);
CREATE UNIQUE INDEX notify_message_gathering ON notify_message (group_key) WHERE state = 'gathering';
CREATE INDEX notify_message_due ON notify_message (due_at) WHERE state IN ('gathering', 'waiting');
CREATE INDEX notify_message_claimed ON notify_message (claimed_to) WHERE state = 'sending';
CREATE INDEX notify_message_group ON notify_message (group_key, sent_at);
CREATE INDEX notify_message_state ON notify_message (state, created_at, id);
CREATE INDEX notify_message_created ON notify_message (created_at, id);

-- What a message tells: its first things word by word.
CREATE TABLE notify_item (
    message_id UUID NOT NULL,
    seq        BIGINT NOT NULL,
    event_id   UUID NOT NULL,
    item       JSONB NOT NULL,
    PRIMARY KEY (message_id, seq)
);

-- Notices in the web, a row each.
CREATE TABLE notify_notice (
    id          UUID PRIMARY KEY,
    person_id   UUID NOT NULL,
    contract_id UUID,
    event_id    UUID NOT NULL,
    item        JSONB NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    read_at     TIMESTAMPTZ
);
CREATE UNIQUE INDEX notify_notice_once ON notify_notice (person_id, event_id);
CREATE INDEX notify_notice_list ON notify_notice (person_id, created_at, id);
CREATE INDEX notify_notice_created ON notify_notice (created_at);
CREATE INDEX notify_notice_unread ON notify_notice (person_id) WHERE read_at IS NULL;

-- What somebody does not want to be told by which way; nothing here means the rules hold as they are.
CREATE TABLE notify_preference (
    person_id  UUID PRIMARY KEY,
    muted      JSONB NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
