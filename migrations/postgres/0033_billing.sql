-- What happened that money follows from: told once, never changed.
CREATE TABLE billing_ledger (
    contract_id UUID PRIMARY KEY,
    entries     BIGINT NOT NULL
);

CREATE TABLE billing_entry (
    id          UUID PRIMARY KEY,
    contract_id UUID NOT NULL,
    seq         BIGINT NOT NULL,
    kind        TEXT NOT NULL,
    body        JSONB NOT NULL,
    cause       TEXT,
    by_id       UUID NOT NULL,
    by_name     TEXT NOT NULL,
    at          TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX billing_entry_order ON billing_entry (contract_id, seq);
CREATE UNIQUE INDEX billing_entry_cause ON billing_entry (contract_id, cause) WHERE cause IS NOT NULL;
