-- Cards that are owed: ordered and paid by somebody, made, given to a courier, received. Of whoever receives one there is
-- the school and a masked name, nothing else.
CREATE TABLE delivery_order (
    id              BLOB PRIMARY KEY,
    contract_id     BLOB NOT NULL,
    -- The rule of the contract under which it is owed.
    rule            TEXT NOT NULL,
    number          TEXT NOT NULL,
    district        TEXT,
    school          TEXT,
    receiver        TEXT,
    paid_on         TEXT NOT NULL,
    -- In fen.
    fee             BIGINT NOT NULL,
    due_on          TEXT,
    listed_on       TEXT NOT NULL GENERATED ALWAYS AS (coalesce(due_on, paid_on)) STORED,
    state           TEXT NOT NULL,
    -- Still owed.
    is_open         BOOLEAN NOT NULL,
    -- Received behind its last day.
    is_behind       BOOLEAN NOT NULL,
    made_at         TEXT,
    handed_at       TEXT,
    company         TEXT,
    waybill         TEXT,
    -- When the courier last told of it.
    moved_at        TEXT,
    ended_at        TEXT,
    signed_by       TEXT,
    batch_id        BLOB,
    made_batch_id   BLOB,
    handed_batch_id BLOB,
    created_at      TEXT NOT NULL,
    updated_at      TEXT NOT NULL
);
CREATE UNIQUE INDEX delivery_order_number ON delivery_order (contract_id, number);
CREATE INDEX delivery_order_waybill ON delivery_order (contract_id, waybill) WHERE waybill IS NOT NULL;
CREATE INDEX delivery_order_listed ON delivery_order (contract_id, listed_on, id);
CREATE INDEX delivery_order_in_state ON delivery_order (contract_id, state, listed_on, id);
CREATE INDEX delivery_order_of_school ON delivery_order (contract_id, school, listed_on, id);
CREATE INDEX delivery_order_paid ON delivery_order (contract_id, paid_on, listed_on, id);
CREATE INDEX delivery_order_open ON delivery_order (contract_id, listed_on, id) WHERE is_open;
CREATE INDEX delivery_order_behind ON delivery_order (contract_id, listed_on, id) WHERE is_behind;
CREATE INDEX delivery_order_batch ON delivery_order (batch_id, listed_on, id) WHERE batch_id IS NOT NULL;
CREATE INDEX delivery_order_made ON delivery_order (made_batch_id, listed_on, id) WHERE made_batch_id IS NOT NULL;
CREATE INDEX delivery_order_handed ON delivery_order (handed_batch_id, listed_on, id) WHERE handed_batch_id IS NOT NULL;
-- Holds all that the ledger asks for a day, so that it never looks at the orders themselves.
CREATE INDEX delivery_order_by_day ON delivery_order (contract_id, listed_on, rule, paid_on, due_on, is_open, is_behind);

-- What happened to an order, added to and never changed. An order is what these say, whatever the order they came in.
CREATE TABLE delivery_event (
    id          BLOB PRIMARY KEY,
    order_id    BLOB NOT NULL REFERENCES delivery_order (id),
    kind        TEXT NOT NULL,
    at          TEXT NOT NULL,
    text        TEXT,
    company     TEXT,
    waybill     TEXT,
    signed_by   TEXT,
    by_name     TEXT NOT NULL,
    source_id   BLOB,
    event_id    TEXT,
    recorded_at TEXT NOT NULL
);
CREATE INDEX delivery_event_of ON delivery_event (order_id, at, id);
CREATE UNIQUE INDEX delivery_event_once ON delivery_event (source_id, event_id, order_id) WHERE source_id IS NOT NULL;

-- Tables that were taken over.
CREATE TABLE delivery_batch (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    kind        TEXT NOT NULL,
    file        TEXT NOT NULL,
    added       BIGINT NOT NULL,
    same        BIGINT NOT NULL,
    refused     BIGINT NOT NULL,
    by_name     TEXT NOT NULL,
    at          TEXT NOT NULL
);
CREATE INDEX delivery_batch_listed ON delivery_batch (contract_id, at, id);

-- Couriers that tell of what they carry.
CREATE TABLE courier_source (
    id            BLOB PRIMARY KEY,
    contract_id   BLOB NOT NULL,
    name          TEXT NOT NULL,
    algorithm     TEXT NOT NULL,
    secret_sealed BLOB NOT NULL,
    version       BIGINT NOT NULL,
    created_at    TEXT NOT NULL,
    retired_at    TEXT
);
CREATE UNIQUE INDEX courier_source_name ON courier_source (contract_id, name) WHERE retired_at IS NULL;

-- What couriers told of orders that nobody knows (yet).
CREATE TABLE courier_unknown (
    id            BLOB PRIMARY KEY,
    contract_id   BLOB NOT NULL,
    source_id     BLOB NOT NULL,
    event_id      TEXT NOT NULL,
    order_number  TEXT,
    waybill       TEXT,
    kind          TEXT NOT NULL,
    at            TEXT NOT NULL,
    text          TEXT,
    company       TEXT,
    signed_by     TEXT,
    received_at   TEXT NOT NULL,
    settled_at    TEXT,
    settled_by    TEXT,
    settled_note  TEXT,
    order_id      BLOB
);
CREATE UNIQUE INDEX courier_unknown_once ON courier_unknown (source_id, event_id);
CREATE INDEX courier_unknown_open ON courier_unknown (contract_id, received_at, id) WHERE settled_at IS NULL;
CREATE INDEX courier_unknown_all ON courier_unknown (contract_id, received_at, id);
CREATE INDEX courier_unknown_number ON courier_unknown (contract_id, order_number) WHERE settled_at IS NULL;
CREATE INDEX courier_unknown_waybill ON courier_unknown (contract_id, waybill) WHERE settled_at IS NULL;

-- One row for each day on which people were told of what will be late.
CREATE TABLE delivery_notice (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    told_on     TEXT NOT NULL,
    text        TEXT NOT NULL
);
CREATE UNIQUE INDEX delivery_notice_once ON delivery_notice (contract_id, told_on);

-- A week of money.
CREATE TABLE reconciliation (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    rule        TEXT NOT NULL,
    -- Its Monday.
    week_on     TEXT NOT NULL,
    state       TEXT NOT NULL,
    -- What was found when it was closed; until then it is compared anew each time.
    result      TEXT,
    version     BIGINT NOT NULL,
    created_at  TEXT NOT NULL,
    closed_at   TEXT,
    closed_by   TEXT
);
CREATE UNIQUE INDEX reconciliation_week ON reconciliation (contract_id, rule, week_on);

-- What the payment platform, the receipts and the treasury say of it.
CREATE TABLE reconciliation_row (
    id                BLOB PRIMARY KEY,
    contract_id       BLOB NOT NULL,
    reconciliation_id BLOB NOT NULL REFERENCES reconciliation (id),
    side              TEXT NOT NULL,
    number            TEXT NOT NULL,
    order_number      TEXT,
    -- In fen.
    amount            BIGINT NOT NULL,
    happened_on       TEXT NOT NULL,
    by_name           TEXT NOT NULL,
    at                TEXT NOT NULL
);
CREATE UNIQUE INDEX reconciliation_row_once ON reconciliation_row (contract_id, side, number);
CREATE INDEX reconciliation_row_of ON reconciliation_row (reconciliation_id, side, number);

-- Why something differs. A difference of another amount is another difference.
CREATE TABLE reconciliation_reason (
    id                BLOB PRIMARY KEY,
    reconciliation_id BLOB NOT NULL REFERENCES reconciliation (id),
    difference        TEXT NOT NULL,
    text              TEXT NOT NULL,
    by_name           TEXT NOT NULL,
    at                TEXT NOT NULL
);
CREATE INDEX reconciliation_reason_of ON reconciliation_reason (reconciliation_id, at, id);

-- Card readers.
CREATE TABLE card_reader (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    rule        TEXT NOT NULL,
    number      TEXT NOT NULL,
    model       TEXT,
    school      TEXT,
    custodian   TEXT,
    asset_code  TEXT,
    state       TEXT NOT NULL,
    since_on    TEXT NOT NULL,
    -- Until when it should be back, while it is away.
    due_on      TEXT,
    case_id     BLOB,
    last_seq    BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL
);
CREATE UNIQUE INDEX card_reader_number ON card_reader (contract_id, number);
CREATE INDEX card_reader_in_state ON card_reader (contract_id, state, number);
CREATE INDEX card_reader_due ON card_reader (contract_id, due_on) WHERE due_on IS NOT NULL;

CREATE TABLE card_reader_movement (
    id        BLOB PRIMARY KEY,
    reader_id BLOB NOT NULL REFERENCES card_reader (id),
    seq       BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    moved_on  TEXT NOT NULL,
    school    TEXT,
    custodian TEXT,
    text      TEXT,
    by_name   TEXT NOT NULL,
    at        TEXT NOT NULL
);
CREATE UNIQUE INDEX card_reader_movement_seq ON card_reader_movement (reader_id, seq);

-- A time during which a reader was away for repair or called back: what the contract's duty asks for.
CREATE TABLE card_reader_case (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    reader_id   BLOB NOT NULL REFERENCES card_reader (id),
    rule        TEXT NOT NULL,
    title       TEXT NOT NULL,
    from_on     TEXT NOT NULL,
    due_on      TEXT,
    listed_on   TEXT NOT NULL GENERATED ALWAYS AS (coalesce(due_on, from_on)) STORED,
    done_on     TEXT,
    done_text   TEXT,
    done_by     TEXT,
    done_at     TEXT
);
CREATE INDEX card_reader_case_listed ON card_reader_case (contract_id, listed_on, id);

-- Media that hold keys, and who has them.
CREATE TABLE card_key (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    rule        TEXT NOT NULL,
    number      TEXT NOT NULL,
    kind        TEXT NOT NULL,
    title       TEXT NOT NULL,
    custodian   TEXT NOT NULL,
    place       TEXT NOT NULL,
    state       TEXT NOT NULL,
    last_seq    BIGINT NOT NULL,
    created_at  TEXT NOT NULL,
    updated_at  TEXT NOT NULL
);
CREATE UNIQUE INDEX card_key_number ON card_key (contract_id, number);

-- Added to and never changed.
CREATE TABLE card_key_movement (
    id               BLOB PRIMARY KEY,
    contract_id      BLOB NOT NULL,
    key_id           BLOB NOT NULL REFERENCES card_key (id),
    seq              BIGINT NOT NULL,
    kind             TEXT NOT NULL,
    from_name        TEXT,
    to_name          TEXT,
    place            TEXT NOT NULL,
    witness          TEXT,
    reason           TEXT,
    -- The picture of the receiver's signature.
    signature        TEXT,
    signature_type   TEXT,
    moved_on         TEXT NOT NULL,
    by_name          TEXT NOT NULL,
    at               TEXT NOT NULL
);
CREATE UNIQUE INDEX card_key_movement_seq ON card_key_movement (key_id, seq);
CREATE INDEX card_key_movement_day ON card_key_movement (contract_id, moved_on, id);

-- Somebody looked what is where.
CREATE TABLE card_key_count (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    lines       TEXT NOT NULL,
    counted     BIGINT NOT NULL,
    different   BIGINT NOT NULL,
    note        TEXT,
    by_name     TEXT NOT NULL,
    at          TEXT NOT NULL
);
CREATE INDEX card_key_count_listed ON card_key_count (contract_id, at, id);
