CREATE TABLE contract (
    id         BLOB PRIMARY KEY,
    slug       TEXT NOT NULL UNIQUE,
    prefix     TEXT NOT NULL UNIQUE,
    title      TEXT NOT NULL,
    created_at TEXT NOT NULL,
    created_by BLOB NOT NULL
);

-- The texts, as published. A version is never changed: an amendment is a new one.
CREATE TABLE contract_version (
    id           BLOB PRIMARY KEY,
    contract_id  BLOB NOT NULL REFERENCES contract (id),
    no           BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    effective_on TEXT NOT NULL,
    text         TEXT NOT NULL,
    text_hash    TEXT NOT NULL,
    note         TEXT,
    published_at TEXT NOT NULL,
    published_by BLOB NOT NULL,
    publisher    TEXT NOT NULL,
    UNIQUE (contract_id, no),
    UNIQUE (contract_id, effective_on),
    UNIQUE (contract_id, text_hash)
);

-- Published holiday notices, a row for each time a year was loaded; the last one counts, the others explain old verdicts.
CREATE TABLE holiday_year (
    id        BLOB PRIMARY KEY,
    year      BIGINT NOT NULL,
    no        BIGINT NOT NULL,
    text      TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    loaded_at TEXT NOT NULL,
    loaded_by BLOB NOT NULL,
    loader    TEXT NOT NULL,
    UNIQUE (year, no)
);

-- Changed with every import and every load, so that a cache knows whether it is still good.
CREATE TABLE registry_stamp (
    name  TEXT PRIMARY KEY,
    stamp BLOB NOT NULL
);
INSERT INTO registry_stamp (name, stamp) VALUES ('calendar', zeroblob(16)), ('contracts', zeroblob(16));
