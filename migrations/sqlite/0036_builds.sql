-- Long work that makes files: exports, dossiers. Whoever runs one holds it under a lease and a fence, so that a crash leaves
-- nothing running for ever and what comes back late changes nothing.
CREATE TABLE build (
    id          BLOB PRIMARY KEY,
    kind        TEXT NOT NULL,
    contract_id BLOB,
    title       TEXT NOT NULL,
    ask         TEXT NOT NULL,
    asked_by    BLOB NOT NULL,
    asked_name  TEXT NOT NULL,
    asked_at    TEXT NOT NULL,
    state       TEXT NOT NULL,
    step        BIGINT NOT NULL,
    steps       BIGINT NOT NULL,
    message     TEXT NOT NULL,
    files       TEXT NOT NULL,
    attempts    BIGINT NOT NULL,
    fence       BIGINT NOT NULL,
    lease_until TEXT,
    started_at  TEXT,
    ended_at    TEXT
);
CREATE INDEX build_live ON build (asked_at) WHERE state IN ('queued', 'running');
CREATE INDEX build_mine ON build (asked_by, asked_at);
CREATE INDEX build_ended ON build (ended_at) WHERE ended_at IS NOT NULL;
