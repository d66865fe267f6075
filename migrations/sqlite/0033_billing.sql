-- What happened that money follows from: told once, never changed.
CREATE TABLE billing_ledger (
    contract_id BLOB PRIMARY KEY,
    entries     INTEGER NOT NULL
);

CREATE TABLE billing_entry (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    seq         INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    body        TEXT NOT NULL,
    cause       TEXT,
    by_id       BLOB NOT NULL,
    by_name     TEXT NOT NULL,
    at          TEXT NOT NULL
);
CREATE UNIQUE INDEX billing_entry_order ON billing_entry (contract_id, seq);
CREATE UNIQUE INDEX billing_entry_cause ON billing_entry (contract_id, cause) WHERE cause IS NOT NULL;
