-- What happened that penalties are proposed for, as other modules told of it or as their duties show it.
CREATE TABLE billing_happening (
    contract_id BLOB NOT NULL,
    key         TEXT NOT NULL,
    kind        TEXT NOT NULL,
    happened_on TEXT NOT NULL,
    body        TEXT NOT NULL,
    -- Why it counts no longer.
    gone        TEXT,
    PRIMARY KEY (contract_id, key)
);
CREATE INDEX billing_happening_on ON billing_happening (contract_id, happened_on);

-- Reports that the client accepted, by the first day of their period.
CREATE TABLE billing_report (
    contract_id BLOB NOT NULL,
    rule        TEXT NOT NULL,
    from_on     TEXT NOT NULL,
    to_on       TEXT NOT NULL,
    accepted_on TEXT NOT NULL,
    by_silence  BOOLEAN NOT NULL,
    clause      TEXT NOT NULL,
    path        TEXT NOT NULL,
    PRIMARY KEY (contract_id, rule, from_on)
);

-- Payments that people were told of.
CREATE TABLE billing_told (
    contract_id BLOB NOT NULL,
    key         TEXT NOT NULL,
    told_at     TEXT NOT NULL,
    PRIMARY KEY (contract_id, key)
);
