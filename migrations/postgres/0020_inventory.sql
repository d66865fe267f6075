-- A database of a contract that is read to know what it is made of.
CREATE TABLE inventory_source (
    id          UUID PRIMARY KEY,
    contract_id UUID NOT NULL,
    title       TEXT NOT NULL,
    work        TEXT,
    rule        TEXT,
    engine      TEXT NOT NULL,
    target      JSONB NOT NULL,
    -- What proves who signs in, sealed for this row.
    secret      BYTEA,
    schemas     JSONB NOT NULL,
    every_days  BIGINT,
    state       TEXT NOT NULL,
    last_at     TIMESTAMPTZ,
    last_text   TEXT,
    tables      BIGINT NOT NULL,
    -- The last reading that succeeded.
    reading_id  UUID,
    -- How often in a row it could not be read, and whether somebody was told.
    failures    BIGINT NOT NULL,
    deviating   BOOLEAN NOT NULL,
    -- Whether it waits to be read or is being read, and for whom.
    reading     BOOLEAN NOT NULL,
    asked_by    TEXT,
    -- When it is read next, in milliseconds since 1970; while it is being read, when its reader has lost it.
    due_ms      BIGINT,
    fence       BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX inventory_source_title ON inventory_source (contract_id, title);
CREATE INDEX inventory_source_list ON inventory_source (title, id);
CREATE INDEX inventory_source_due ON inventory_source (due_ms) WHERE due_ms IS NOT NULL;

-- What a database was made of, kept once however often it is read.
CREATE TABLE inventory_structure (
    source_id UUID NOT NULL,
    digest    TEXT NOT NULL,
    body      TEXT NOT NULL,
    PRIMARY KEY (source_id, digest)
);

-- What was found at a time: which structure, and how many rows.
CREATE TABLE inventory_reading (
    id          UUID PRIMARY KEY,
    source_id   UUID NOT NULL,
    contract_id UUID NOT NULL,
    at          TIMESTAMPTZ NOT NULL,
    asked_by    TEXT NOT NULL,
    digest      TEXT NOT NULL,
    tables      BIGINT NOT NULL,
    views       BIGINT NOT NULL,
    columns     BIGINT NOT NULL,
    rows        BIGINT,
    rows_about  BOOLEAN NOT NULL,
    -- Rows of each table, in the order of the structure.
    counts      JSONB NOT NULL,
    -- The reading before, and how many tables differ from it.
    before_id   UUID,
    added       BIGINT NOT NULL,
    removed     BIGINT NOT NULL,
    changed     BIGINT NOT NULL
);
CREATE INDEX inventory_reading_list ON inventory_reading (source_id, at, id);

-- What people say of a table or column where the database says nothing; column '' is the table itself.
CREATE TABLE inventory_comment (
    source_id   UUID NOT NULL,
    table_name  TEXT NOT NULL,
    column_name TEXT NOT NULL,
    text        TEXT NOT NULL,
    said_by     TEXT NOT NULL,
    said_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (source_id, table_name, column_name)
);
