CREATE TABLE contract (
    id         UUID PRIMARY KEY,
    slug       TEXT NOT NULL UNIQUE,
    prefix     TEXT NOT NULL UNIQUE,
    title      TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    created_by UUID NOT NULL
);

-- The texts, as published. A version is never changed: an amendment is a new one.
CREATE TABLE contract_version (
    id           UUID PRIMARY KEY,
    contract_id  UUID NOT NULL REFERENCES contract (id),
    no           BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    effective_on DATE NOT NULL,
    text         TEXT NOT NULL,
    text_hash    TEXT NOT NULL,
    note         TEXT,
    published_at TIMESTAMPTZ NOT NULL,
    published_by UUID NOT NULL,
    publisher    TEXT NOT NULL,
    UNIQUE (contract_id, no),
    UNIQUE (contract_id, effective_on),
    UNIQUE (contract_id, text_hash)
);

-- Published holiday notices, a row for each time a year was loaded; the last one counts, the others explain old verdicts.
CREATE TABLE holiday_year (
    id        UUID PRIMARY KEY,
    year      BIGINT NOT NULL,
    no        BIGINT NOT NULL,
    text      TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    loaded_at TIMESTAMPTZ NOT NULL,
    loaded_by UUID NOT NULL,
    loader    TEXT NOT NULL,
    UNIQUE (year, no)
);

-- Changed with every import and every load, so that a cache knows whether it is still good.
CREATE TABLE registry_stamp (
    name  TEXT PRIMARY KEY,
    stamp UUID NOT NULL
);
INSERT INTO registry_stamp (name, stamp) VALUES ('calendar', '00000000-0000-0000-0000-000000000000'), ('contracts', '00000000-0000-0000-0000-000000000000');
