-- Places where a contract is served. A site that is no longer offered stays, because tickets were worked there.
CREATE TABLE ticket_site (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    key         TEXT NOT NULL,
    name        TEXT NOT NULL,
    address     TEXT NOT NULL,
    -- Millionths of a degree, WGS 84.
    latitude    BIGINT,
    longitude   BIGINT,
    tolerance_m BIGINT NOT NULL,
    retired_at  TEXT,
    version     BIGINT NOT NULL
);
CREATE UNIQUE INDEX ticket_site_offered ON ticket_site (contract_id, key) WHERE retired_at IS NULL;

-- A ticket keeps what a list shows of its site, so that no list reads another table; a correction of the site is carried to
-- the live ones.
ALTER TABLE ticket ADD COLUMN site_id BLOB;
ALTER TABLE ticket ADD COLUMN site TEXT;
CREATE INDEX ticket_at_site ON ticket (site_id, due_key) WHERE site_id IS NOT NULL;

-- What was found and done on a visit. Written once, never changed: a correction is a new one that names the old.
CREATE TABLE ticket_service_sheet (
    id          BLOB PRIMARY KEY,
    ticket_id   BLOB NOT NULL,
    contract_id BLOB NOT NULL,
    n           BIGINT NOT NULL,
    number      TEXT NOT NULL UNIQUE,
    corrects    BLOB,
    by_id       BLOB NOT NULL,
    by_name     TEXT NOT NULL,
    at          TEXT NOT NULL,
    device_at   TEXT,
    digest      TEXT NOT NULL,
    content     TEXT NOT NULL,
    UNIQUE (ticket_id, n)
);

-- Operations that a device has sent and that were done: sent again they are not done again.
CREATE TABLE ticket_sync (
    person_id    BLOB NOT NULL,
    operation_id BLOB NOT NULL,
    ticket_id    BLOB NOT NULL,
    what         TEXT NOT NULL,
    device_at    TEXT NOT NULL,
    done_at      TEXT NOT NULL,
    PRIMARY KEY (person_id, operation_id)
) WITHOUT ROWID;
