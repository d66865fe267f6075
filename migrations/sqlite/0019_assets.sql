-- Classes of assets: a tree by codes. The counter gives the running numbers of codes, and none twice.
CREATE TABLE asset_class (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    code        TEXT NOT NULL,
    name        TEXT NOT NULL,
    parent_id   BLOB,
    last_no     BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    created_at  TEXT NOT NULL
);
CREATE UNIQUE INDEX asset_class_code ON asset_class (contract_id, code);

-- An asset of a contract. It is never deleted: what is gone is scrapped or lost, so that no code names two things.
CREATE TABLE asset (
    id             BLOB PRIMARY KEY,
    -- Its place in the search index, shared with spares.
    no             BIGINT NOT NULL UNIQUE,
    contract_id    BLOB NOT NULL,
    code           TEXT NOT NULL,
    class_id       BLOB NOT NULL,
    name           TEXT NOT NULL,
    -- Who keeps its books.
    level          TEXT NOT NULL,
    work           TEXT,
    place          TEXT,
    holder         TEXT,
    unit           TEXT,
    brand_model    TEXT,
    serial         TEXT,
    quantity       BIGINT NOT NULL,
    quantity_unit  TEXT NOT NULL,
    state          TEXT NOT NULL,
    purchased_on   TEXT,
    warranty_until TEXT,
    price          BIGINT,
    -- The line of the contract that it is.
    rule           TEXT,
    note           TEXT,
    -- What each department has in its own books.
    books          TEXT NOT NULL,
    -- Whether they have it otherwise than the register.
    differs        BOOLEAN NOT NULL,
    version        BIGINT NOT NULL,
    created_at     TEXT NOT NULL,
    updated_at     TEXT NOT NULL
);
CREATE UNIQUE INDEX asset_code ON asset (contract_id, code);
CREATE INDEX asset_of_class ON asset (contract_id, class_id, code);
CREATE INDEX asset_at_place ON asset (contract_id, place, code);
CREATE INDEX asset_in_state ON asset (contract_id, state, code);
CREATE INDEX asset_on_level ON asset (contract_id, level, code);
CREATE INDEX asset_serial ON asset (contract_id, serial) WHERE serial IS NOT NULL;
CREATE INDEX asset_rule ON asset (contract_id, rule, code) WHERE rule IS NOT NULL;
CREATE INDEX asset_differs ON asset (contract_id, code) WHERE differs;

CREATE TABLE asset_number (
    one  BIGINT PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO asset_number (one, last) VALUES (1, 0);

CREATE VIRTUAL TABLE asset_search USING fts5 (grams, content = '', contentless_delete = 1, tokenize = 'unicode61');

-- The file of an asset: what happened to it, never changed.
CREATE TABLE asset_entry (
    id            BLOB PRIMARY KEY,
    asset_id      BLOB NOT NULL,
    at            TEXT NOT NULL,
    kind          TEXT NOT NULL,
    text          TEXT NOT NULL,
    by_name       TEXT NOT NULL,
    ticket_id     BLOB,
    ticket_number TEXT,
    run_id        BLOB,
    moved_from    TEXT,
    moved_to      TEXT,
    -- What it was told by, so that it is told once.
    source        TEXT
);
CREATE INDEX asset_entry_of ON asset_entry (asset_id, at, id);
CREATE UNIQUE INDEX asset_entry_source ON asset_entry (asset_id, source) WHERE source IS NOT NULL;

-- Tickets that an asset had.
CREATE TABLE asset_ticket (
    asset_id  BLOB NOT NULL,
    ticket_id BLOB NOT NULL,
    number    TEXT NOT NULL,
    title     TEXT NOT NULL,
    state     TEXT NOT NULL,
    linked_at TEXT NOT NULL,
    linked_by TEXT NOT NULL,
    PRIMARY KEY (asset_id, ticket_id)
);
CREATE INDEX asset_ticket_of ON asset_ticket (ticket_id);

-- Running numbers of codes that the server gives to spares.
CREATE TABLE spare_counter (
    contract_id BLOB PRIMARY KEY,
    last        BIGINT NOT NULL
);

-- A spare. Its stock is the sum of its movements, kept here so that it is never below zero.
CREATE TABLE spare (
    id            BLOB PRIMARY KEY,
    no            BIGINT NOT NULL UNIQUE,
    contract_id   BLOB NOT NULL,
    code          TEXT NOT NULL,
    name          TEXT NOT NULL,
    model         TEXT,
    unit          TEXT NOT NULL,
    work          TEXT,
    place         TEXT,
    note          TEXT,
    stock         BIGINT NOT NULL CHECK (stock >= 0),
    minimum       BIGINT NOT NULL,
    -- Since when it is below its minimum; people are told once until it is refilled.
    low_since     TEXT,
    -- The ticket in which it is refilled.
    ticket_id     BLOB,
    ticket_number TEXT,
    version       BIGINT NOT NULL,
    created_at    TEXT NOT NULL,
    updated_at    TEXT NOT NULL
);
CREATE UNIQUE INDEX spare_code ON spare (contract_id, code);
CREATE INDEX spare_name ON spare (contract_id, name);
CREATE INDEX spare_low ON spare (contract_id, code) WHERE low_since IS NOT NULL;

CREATE TABLE spare_movement (
    id            BLOB PRIMARY KEY,
    spare_id      BLOB NOT NULL,
    -- Grows with each movement of the spare.
    seq           BIGINT NOT NULL,
    kind          TEXT NOT NULL,
    quantity      BIGINT NOT NULL,
    delta         BIGINT NOT NULL,
    stock         BIGINT NOT NULL,
    ticket_id     BLOB,
    ticket_number TEXT,
    asset_id      BLOB,
    sheet_id      BLOB,
    taking_id     BLOB,
    reason        TEXT,
    by_name       TEXT NOT NULL,
    at            TEXT NOT NULL,
    recorded_at   TEXT NOT NULL
);
CREATE UNIQUE INDEX spare_movement_of ON spare_movement (spare_id, seq);
CREATE INDEX spare_movement_sheet ON spare_movement (sheet_id) WHERE sheet_id IS NOT NULL;

-- Service sheets whose parts were taken out of stock, each once.
CREATE TABLE spare_sheet (
    sheet_id BLOB PRIMARY KEY,
    at       TEXT NOT NULL
);

-- Parts of service sheets that could not be taken out of stock, until somebody says what they were.
CREATE TABLE spare_unbooked (
    id            BLOB PRIMARY KEY,
    contract_id   BLOB NOT NULL,
    work          TEXT,
    sheet_id      BLOB NOT NULL,
    sheet_number  TEXT NOT NULL,
    ticket_id     BLOB NOT NULL,
    ticket_number TEXT NOT NULL,
    code          TEXT,
    name          TEXT NOT NULL,
    model         TEXT,
    unit          TEXT NOT NULL,
    quantity      BIGINT NOT NULL,
    reason        TEXT NOT NULL,
    text          TEXT NOT NULL,
    by_name       TEXT NOT NULL,
    at            TEXT NOT NULL,
    settled_at    TEXT,
    settled_by    TEXT,
    settled_note  TEXT,
    spare_id      BLOB
);
CREATE INDEX spare_unbooked_list ON spare_unbooked (contract_id, at, id);
CREATE INDEX spare_unbooked_open ON spare_unbooked (contract_id, at, id) WHERE settled_at IS NULL;
CREATE INDEX spare_unbooked_sheet ON spare_unbooked (sheet_id) WHERE settled_at IS NULL;

-- A stock-taking: what was booked when it began, and what was found.
CREATE TABLE stock_taking (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    of_what     TEXT NOT NULL,
    rule        TEXT,
    work        TEXT,
    title       TEXT NOT NULL,
    state       TEXT NOT NULL,
    class_id    BLOB,
    place       TEXT,
    started_at  TEXT NOT NULL,
    by_name     TEXT NOT NULL,
    closed_at   TEXT,
    closed_by   TEXT,
    settled     BOOLEAN NOT NULL
);
CREATE INDEX stock_taking_list ON stock_taking (contract_id, started_at, id);

CREATE TABLE stock_line (
    id         BLOB PRIMARY KEY,
    taking_id  BLOB NOT NULL,
    -- The asset or spare.
    subject_id BLOB NOT NULL,
    code       TEXT NOT NULL,
    name       TEXT NOT NULL,
    place      TEXT,
    unit       TEXT NOT NULL,
    booked     BIGINT NOT NULL,
    counted    BIGINT,
    note       TEXT,
    by_name    TEXT,
    at         TEXT
);
CREATE UNIQUE INDEX stock_line_code ON stock_line (taking_id, code);
