-- Files of records whose modules keep no table of files of their own.
CREATE TABLE record_file (
    id          UUID PRIMARY KEY,
    contract_id UUID NOT NULL,
    kind        TEXT NOT NULL,
    record_id   UUID NOT NULL,
    part        TEXT NOT NULL,
    name        TEXT NOT NULL,
    media_type  TEXT NOT NULL,
    size        BIGINT NOT NULL,
    digest      TEXT NOT NULL,
    by_id       UUID NOT NULL,
    by_name     TEXT NOT NULL,
    at          TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX record_file_once ON record_file (kind, record_id, part, digest);
